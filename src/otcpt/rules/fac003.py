"""FAC003 occurrence-code-missing: an institutional therapy claim lacks the occurrence codes of its plan of care.

## What it checks
Therapy lines of a facility whose claim is known to lack the occurrence code of the day the plan of care was established
(17 for occupational therapy, 29 for physical therapy, 30 for speech-language pathology) or of the day treatment began
(44, 35, 45).

## Why it matters
The contractor returns a bill with revenue code 043x and without 17.

## Example flagged
`97530:GO x2` under 0430 with occurrence codes 11 and 44, and without 17.

## Example clean
The same with 17 and 44.

## Settings
`occurrence_codes`, which the example overlay `occurrence-codes` sets; `biller` must be `facility`. The rule runs where
a claim says which occurrence codes it has: an 837I always does; in a table the column is `occurrence_codes`, with
`none` where the claim has none.

## Remedy and its limits
Add the code with the day that the chart has. A day is never made up.

## Not covered
The days given with the codes. Evaluations, which come before the plan. Onset (11).

## Sources
CMS Pub. 100-04 ch. 5 §20; reason code 31256 of the contractors.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day, discipline_of
from otcpt.rules._episode import is_evaluation
from otcpt.rules._law import Law
from otcpt.rules._sources import OCCURRENCE_CODES
from otcpt.rules._therapy import is_therapy

#: By discipline: the plan of care was established, treatment began.
_WANTED = {"OT": ("17", "44"), "PT": ("29", "35"), "SLP": ("30", "45")}


def _planned(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return is_therapy(law, code, modifiers) and not is_evaluation(law, code)


@rule(
    "FAC003",
    "occurrence-code-missing",
    group=Group.PLAN,
    reads={Field.CODE, Field.MODIFIERS, Field.OCCURRENCE_CODES},
    runs_only_with={Field.OCCURRENCE_CODES},
    applies_to_line=_planned,
    enabled_by=lambda settings: settings.occurrence_codes and settings.biller == "facility",
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="Occurrence code missing: the claim has {discipline} under a plan of care, and no {lacking:or}. The "
    "contractor returns the bill.",
    words={
        "lacking": {
            "17": "17 (OT plan established)",
            "29": "29 (PT plan established)",
            "30": "30 (SLP plan established)",
            "44": "44 (OT began)",
            "35": "35 (PT began)",
            "45": "45 (SLP began)",
        }
    },
    fixes=(
        Fix(
            "code",
            "Add the occurrence code with its date",
            "the chart has that day",
            ("DOC-045", "DOC-074"),
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(OCCURRENCE_CODES.at("reason code 31256"),),
    since="0.2.0",
)
def occurrence_code_missing(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag the lines of a discipline whose claim lacks one of its two codes."""
    by_lack: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for i, line in enumerate(day.lines):
        if line.occurrence_codes is None or not _planned(day.law, line.code, line.modifiers):
            continue
        discipline = discipline_of(line, day.settings.discipline)
        lacking = tuple(code for code in _WANTED[discipline] if code not in line.occurrence_codes)
        if lacking:
            by_lack.setdefault((discipline, lacking), []).append(i)
    for (discipline, lacking), positions in by_lack.items():
        ordered = sorted(positions, key=lambda i: day.lines[i].code)
        yield Hit(tuple(ordered), (("discipline", discipline), ("lacking", lacking)))
