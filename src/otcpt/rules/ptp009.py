"""PTP009 separate-service-modifier-missing: the NCCI Policy Manual wants a modifier, the table has no edit.

## What it checks
Pairs without an edit in the table of the setting, for which the NCCI Policy Manual has a sentence all the same:

- XI.P.7: therapy (97010 to 97150, 97161 to 97168, 97530 to 97546, 97750 to 97799) with cardiac or pulmonary
  rehabilitation (93797, 93798, 94625, 94626, G0237 to G0239, G0422, G0423). Given in the same encounter it is part of
  the program. The tables have some of these pairs; 97535, 97129, 97542, 97760 and others are missing.
- I-13, XI.U.6: a visit with therapy of the same practitioner. The visit is payable if significant and separate, which
  25 says. The tables have evaluations, tests and monitoring only.
- IV.G.3: a visit with casting, strapping or a splint, likewise. The practitioner table leaves out new patients.

## Why it matters
Nothing is denied. No edit does not mean allowed: reviewers use the manual.

## Example flagged
`93798 x1` with `97535:GO x1` under `medicare-part-b-facility`.

## Example clean
`93798 x1` with `97535:GO:XE x1`; `97530:GO x2` with `99213:25 x1`.

## Settings
`ptp` names the table. `biller`: visits are looked at on practitioners' claims only, where both lines name the same
rendering provider; under `physician` lines without a provider count as one practitioner's.

## Remedy and its limits
Add the modifier, if the record already shows what it means; otherwise remove the code that is part of the other.

## Not covered
Pairs with an edit (PTP001 to PTP003). On a hospital's bill the visit and the therapy are as a rule two people's work.
Same wound, region and complaint (XI.P.6, XI.P.9, XI.S, XI.H.8): all of those pairs are in the tables.

## Sources
NCCI Policy Manual I-13, IV.G.3, XI.P.2, XI.P.7, XI.U.6.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Group, Hit, Part, RuleNotEvaluated, Severity, rule
from otcpt.fixes import DropLines, Fix
from otcpt.rules._day import Day
from otcpt.rules._edit_modifiers import is_evaluation_and_management
from otcpt.rules._fixes import add
from otcpt.rules._law import Law
from otcpt.rules._manual import CONDITIONS, RECORDS, separateness_rule
from otcpt.rules._ptp import CRITICAL_ACCESS_FROM, READS, TABLES, Verdict, denied_anyway, has_table, pairs, pairs_with
from otcpt.rules._sources import NCCI_MANUAL


def _may_hold_another(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code in law.group(CodeGroup.REHABILITATION_PROGRAM) or is_evaluation_and_management(law, code)


@rule(
    "PTP009",
    "separate-service-modifier-missing",
    group=Group.PROVIDER,
    part=Part.PAIR,
    reads=READS,
    applies_to_line=_may_hold_another,
    enabled_by=has_table,
    silent_without=pairs,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="Modifier missing: the NCCI Policy Manual ({section}) allows {second} with {first} only if {why}. No "
    "modifier shows that, and no edit asks for one.",
    words={"why": CONDITIONS, "record": RECORDS},
    fixes=(
        Fix("modifier", "Add {modifier} to {second}", "{why}", "{record}"),
        Fix("drop", "Take {second} off the claim", "that was not so", changes=DropLines(0)),
    ),
    offers="always",
    boundaries=(CRITICAL_ACCESS_FROM,),
    cites=(NCCI_MANUAL.at("XI.P.7"), NCCI_MANUAL.at("I-13; XI.U.6; IV.G.3"), NCCI_MANUAL.at("XI.P.2")),
)
def separate_service_modifier_missing(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Advise on pairs that only the manual separates, once for each line and code."""
    found: dict[tuple[int, str], list[int]] = {}
    for pair in pairs_with(Verdict.NO_EDIT, day):
        sentence = separateness_rule(day.law, day.lines[pair.one], day.lines[pair.two])
        if sentence is not None:
            part, whole = (pair.one, pair.two) if day.lines[pair.one].code == sentence.second else (pair.two, pair.one)
            if not is_evaluation_and_management(day.law, sentence.second) or _is_ones(day, part, whole):
                found.setdefault((part, sentence.first), []).append(whole)
    for (part, _), wholes in found.items():
        sentence = separateness_rule(day.law, day.lines[part], day.lines[wholes[0]])
        assert sentence is not None
        yield Hit(
            (part, *sorted(wholes)),
            (
                ("why", sentence.why),
                ("first", sentence.first),
                ("second", sentence.second),
                ("section", sentence.section),
                ("modifier", sentence.modifier),
                ("record", sentence.why),
                ("table", TABLES[day.settings.ptp]),
            ),
            changes={}
            if part in denied_anyway(day)
            else {"modifier": add(0, day.lines[part], *sentence.modifier.split(" or "))},
        )


def _is_ones(day: Day, part: int, whole: int) -> bool:
    """Whether a visit and what it may be part of are surely one practitioner's."""
    biller = day.settings.biller
    one, other = (day.lines[i].rendering_provider_key for i in (part, whole))
    return biller != "facility" and one == other and (one is not None or biller == "physician")
