"""SPLINT001 splint-and-orthosis: a splint and an orthosis on one day.

## What it checks
A splint code of the musculoskeletal section (29105, 29125, 29126, 29130, 29131, 29505, 29515) with an L-code of an
orthosis for one patient and day. Lines whose modifiers name different sites are left alone.

## Why it matters
The splint code pays for making and applying; so does the price of a custom orthosis. If both lines are the same device,
it is paid twice, and one of them comes back on review.

## Example flagged
`29125:GO x1` with `L3906 x1`.

## Example clean
`29125:GO:RT x1` with `L3906:LT x1`: two devices.

## Settings
`medicare_status` switches the rule on; other payers price orthoses in their own ways.

## Remedy and its limits
Bill the one that was done: the orthosis where the patient keeps a device that meets its code, the splint code where a
temporary one was made and applied.

## Not covered
Whether the two are one device: a claim without sites does not show it, so this is advice. Casts and strapping. A splint
code has a global period of its own day; an office visit with it, and edits with other codes, are the PTP rules'.

## Sources
Medicare's payment of orthoses under the DMEPOS fee schedule (general knowledge, not checked against its text); NCCI
Policy Manual IV.G.3.
"""

from collections.abc import Iterator

from otcpt.claims import ServiceLine
from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, DropLines, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import NCCI_MANUAL, ORTHOSIS_PRICES
from otcpt.rules._therapy import is_orthosis


def _applies_a_splint(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code in law.group(CodeGroup.SPLINT)


def _elsewhere(law: Law, one: ServiceLine, other: ServiceLine) -> bool:
    """Whether both lines name sites, and not one in common."""
    anatomic = law.group(CodeGroup.PTP_ANATOMIC).codes
    sites, others = anatomic.intersection(one.modifiers), anatomic.intersection(other.modifiers)
    return bool(sites and others and sites.isdisjoint(others))


@rule(
    "SPLINT001",
    "splint-and-orthosis",
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_applies_a_splint,
    enabled_by=lambda settings: settings.medicare_status,
    severity=Severity.ADVICE,
    cause=Cause.TREATMENT,
    message="Splint and orthosis on one day: {code} pays for making and applying a splint, and so {orthoses:does|do} "
    "{orthoses:and}. Are they one device?",
    fixes=(
        Fix("drop", "Take {code} off the claim", "the orthosis is the device that was made", changes=DropLines(0)),
        Fix("keep", "Keep both lines", "they are two devices", "DOC-136", NEEDS_RECORD),
    ),
    offers="always",
    cites=(ORTHOSIS_PRICES.at("what the price includes"), NCCI_MANUAL.at("IV.G.3")),
)
def splint_and_orthosis(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Ask of each splint whether the orthosis of the day is the same device."""
    made = [i for i, line in enumerate(day.lines) if is_orthosis(line.code)]
    for position, line in enumerate(day.lines):
        if not _applies_a_splint(day.law, line.code, ()):
            continue
        same = [i for i in made if not _elsewhere(day.law, line, day.lines[i])]
        if same:
            same.sort(key=lambda i: (day.lines[i].code, day.lines[i].modifiers))
            yield Hit((position, *same), (("orthoses", tuple(sorted({day.lines[i].code for i in same}))),))
