"""PTP001 edit-no-modifier-allowed: an NCCI edit that no modifier bypasses (indicator 0).

## What it checks
Every two lines of one practitioner (one facility, under the hospital table) and one day against the PTP table of the
setting. An edit with modifier indicator 0 denies its column-two line. Which code is column two is read from the table,
never guessed.

## Why it matters
The column-two line is denied, the patient may not be billed for it, and an advance notice to the patient does not help.
A modifier added to it changes nothing for this payer and looks like unbundling.

## Example flagged
`97165:GO x1` with `97750:GO:59 x2` under `medicare-part-b`: practitioner table, indicator 0.

## Example clean
`97165:GO x1` with `97530:GO x2`: no edit since 2020.

## Settings
`ptp` names the table: `practitioner`, `outpatient_hospital`, or empty for payers without these edits. The two tables
differ: 97750 with an evaluation has indicator 0 for practitioners and 1 for hospitals (see PTP005).

## Remedy and its limits
Remove the column-two line. A modifier is never the answer. If one of the codes does not describe what was done, the
record decides which code does.

## Not covered
This rule also speaks for the whole family where the table cannot tell: pairs outside the data, Medicaid (its own
table is not in the edition, and Medicare's is never used in its place), lines of two disciplines without provider keys
(two therapists where a therapist bills: *input missing*), and bills of critical access hospitals for days before
2018-07-01, of which the day of receipt decides. Their professional lines (revenue codes 096x to 098x) meet no edit with
the others; no document read says so.
Impossible codes are left to CODE001.

## Sources
CMS PTP tables; NCCI Policy Manual, Introduction p. 5 and I-14; Novitas on CR 10699 and Noridian, article 10529, on
critical access hospitals.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, Part, Reason, RuleNotEvaluated, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, DropLines, Fix
from otcpt.policies import Settings
from otcpt.rules._day import Day
from otcpt.rules._ptp import (
    CRITICAL_ACCESS_FROM,
    READS,
    Verdict,
    critical_access_lines,
    grouped_by_line,
    has_table,
    pairs,
    pairs_with,
    speaks,
)
from otcpt.rules._sources import CR_10699, NCCI_MANUAL, PTP_TABLES
from otcpt.rules._therapist import TWO_DISCIPLINES

_BY_RECEIPT = (
    f"PTP edits apply to critical access hospitals' bills received from {CRITICAL_ACCESS_FROM} on: the day of receipt "
    "decides about this one"
)


def _asks_for_a_table(settings: Settings) -> bool:
    return settings.ptp != ""


@rule(
    "PTP001",
    "edit-no-modifier-allowed",
    group=Group.PROVIDER,
    part=Part.PAIR,
    reads=READS,
    enabled_by=_asks_for_a_table,
    silent_without=speaks,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="NCCI edit, no modifier allowed: {column_two} is bundled into {column_one} ({table} table, indicator 0). "
    "{why}",
    words={
        "why": {
            "medicare": "Medicare denies {column_two}, and the patient may not be billed for it.",
            "other-payer": "The payer denies {column_two}.",
        }
    },
    fixes=(
        Fix(
            "drop",
            "Take {column_two} off the claim",
            "{column_one} is the one of the two to be paid",
            "DOC-075",
            DropLines(0),
        ),
        Fix(
            "code",
            "Bill the code that describes what was done",
            "one of the two was picked by mistake",
            "DOC-075",
            CHANGES_SERVICE,
        ),
    ),
    offers="always",
    revision=2,
    cites=(
        NCCI_MANUAL.at("Introduction p. 5; I-14"),
        PTP_TABLES.at("modifier indicator 0"),
        CR_10699.at("pair edits on bill type 85x"),
    ),
    boundaries=(CRITICAL_ACCESS_FROM,),
)
def edit_no_modifier_allowed(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag the column-two line of an edit with indicator 0; say for the family where the table cannot tell."""
    if not has_table(day.settings):
        if len({line.code for line in day.lines}) > 1:
            yield RuleNotEvaluated(tuple(range(len(day.lines))), f"no {day.settings.ptp.title()} PTP table is held")
        return
    if (left_out := critical_access_lines(day)) and len({line.code for line in day.lines}) > 1:
        yield RuleNotEvaluated(left_out, _BY_RECEIPT)
    unknown: dict[str, set[int]] = {}
    elsewhere: set[int] = set()
    for pair in pairs(day):
        if pair.verdict is Verdict.UNKNOWN:
            unknown.setdefault(pair.why, set()).update((pair.one, pair.two))
        elif pair.verdict is Verdict.OPEN:
            elsewhere |= {pair.one, pair.two}
    for why, positions in unknown.items():
        yield RuleNotEvaluated(tuple(sorted(positions)), why)
    if elsewhere:
        yield RuleNotEvaluated(
            tuple(sorted(elsewhere)), TWO_DISCIPLINES, Reason.INPUT_MISSING, (Field.RENDERING_PROVIDER_KEY,)
        )
    for denied in grouped_by_line(day, pairs_with(Verdict.DENIED, day)):
        why = "medicare" if day.settings.medicare_status else "other-payer"
        yield Hit(denied.lines, (("why", why), *denied.evidence(day)))
