"""PTP005 pair-forbidden-by-manual: the NCCI Policy Manual does not allow the two codes, whatever the modifier.

## What it checks
Three sentences of the manual, each only where no edit with indicator 0 settles the matter (PTP001):

- XI.P.8: 97750, 97755 and 97763 with an evaluation or re-evaluation, and 97760 and 97761 with a re-evaluation, on one
  day by one practitioner or by two of one specialty. The hospital table has indicator 1 here; only different
  disciplines (GO against GP or GN) may use it. Two practitioners of one specialty in one group are met too.
- XI.P.1: an OT and a PT evaluation or re-evaluation on one day by one practitioner. Two practitioners may.
- XI.H.2-3: 92507 or 92508 with 97129, 97130 or 97533 by one practitioner.

## Why it matters
The lines pass the payer's computer and fail on review: indicator 1 is not permission.

## Example flagged
`97165:GO x1` with `97750:GO:59 x2` under `medicare-part-b-facility`: one specialty, so 59 bypasses nothing.

## Example clean
`97165:GO x1` with `97750:GP:59 x2` under `medicare-part-b-facility`: an OT evaluates, a PT tests.

## Settings
`ptp` names the table; `discipline` is the discipline of a line without GO, GP or GN.

## Remedy and its limits
Remove the line. No modifier helps. If the other service was on another day, bill it on that day.

## Not covered
The last two sentences turn on who furnished the services. Where lines of different disciplines do not name their
rendering providers, two practitioners are taken for granted on a facility's bill, and a practitioner's claim is not
evaluated. What SLP001 says of a line alone. XI.P.8 is applied only to days on which the table has an edit for the pair:
CMS took those edits away for the first nine months of 2020. Same wound, same region and same encounter (XI.P.6, P.7,
P.9, XI.S) cannot be seen on a claim: PTP002, PTP003 and PTP009 name them as what the record must show.

## Sources
NCCI Policy Manual XI.P.1, XI.P.8, XI.H.2-3.
"""

from collections.abc import Iterator

from otcpt.claims import fill_only_named
from otcpt.findings import Cause, Field, Group, Hit, Part, Reason, RuleNotEvaluated, Severity, rule
from otcpt.fixes import DropLines, Fix
from otcpt.rules._day import Day
from otcpt.rules._manual import ABOUT
from otcpt.rules._ptp import CRITICAL_ACCESS_FROM, READS, Verdict, grouped_by_line, has_table, pairs
from otcpt.rules._sources import NCCI_MANUAL


@rule(
    "PTP005",
    "pair-forbidden-by-manual",
    group=Group.PATIENT,
    part=Part.PAIR,
    reads=READS | {Field.BILLING_PROVIDER_KEY},
    enabled_by=has_table,
    silent_without=pairs,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Not allowed by NCCI Policy Manual {section}: {column_two} with {column_one} on one day by {about}. "
    "{column_two} is not payable, whatever the modifier.",
    words={"about": ABOUT},
    fixes=(
        Fix(
            "drop",
            "Take {column_two} off the claim",
            "{column_one} is the one of the two to be paid",
            "DOC-075",
            DropLines(0),
        ),
    ),
    offers="always",
    boundaries=(CRITICAL_ACCESS_FROM,),
    cites=(NCCI_MANUAL.at("XI.P.8"), NCCI_MANUAL.at("XI.P.1"), NCCI_MANUAL.at("XI.H.2-3")),
)
def pair_forbidden_by_manual(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag pairs the manual forbids in spite of the table."""
    forbidden = []
    groups = _groups(day)
    for pair in pairs(day):
        sentence = pair.prohibition
        if sentence is None:
            continue
        one, two = day.lines[pair.one], day.lines[pair.two]
        near = groups[pair.one] == groups[pair.two]
        if not near and not _same(one.billing_provider_key, two.billing_provider_key):
            continue
        if pair.verdict is Verdict.FORBIDDEN or (sentence.holds and not near):
            forbidden.append(pair)
        elif sentence.holds is None and pair.verdict is not Verdict.DENIED:
            why = f"no rendering provider is named, so whether one furnished both {two.code} and {one.code} is open"
            yield RuleNotEvaluated(
                tuple(sorted((pair.one, pair.two))), why, Reason.INPUT_MISSING, (Field.RENDERING_PROVIDER_KEY,)
            )
    for denied in grouped_by_line(day, forbidden):
        sentence = denied.pair.prohibition
        assert sentence is not None
        yield Hit(denied.lines, (*denied.evidence(day), ("section", sentence.section), ("about", sentence.about)))


def _groups(day: Day) -> tuple[str | None, ...]:
    """Return whose each line is for the table itself: one practitioner's or one facility's lines meet there."""
    facility = day.settings.biller == "facility"
    return fill_only_named(line.billing_provider_key if facility else line.rendering_provider_key for line in day.lines)


def _same(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other
