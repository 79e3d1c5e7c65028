"""ORTH001 fitting-with-orthosis: an orthosis and its fitting on one day.

## What it checks
97760 with an L-code of an orthosis (L0 to L3) for one patient and day.

## Why it matters
Medicare's price of the orthosis includes assessing, making and fitting it. 97760 on that day is for the minutes of
training; with the time of making in it, the same work is paid twice.

## Example flagged
`97760:GO x2` with `L3906 x1`.

## Example clean
`97760:GO x2` alone, for an orthosis made by somebody else.

## Settings
`medicare_status` switches the rule on; other payers price orthoses in their own ways.

## Remedy and its limits
Keep the units that the minutes of training support, and drop those of assessing, making and fitting. The note has the
two separately.

## Not covered
A claim does not show the two separately: a question, not a fault. Who made the orthosis; L-codes of repair (L4) and
prostheses (L5 and on); which contractor pays the L-code.

## Sources
Medicare's payment of orthoses under the DMEPOS fee schedule (general knowledge, not checked against its text).
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, DropLines, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import ORTHOSIS_PRICES
from otcpt.rules._therapy import is_orthosis

#: The one code this rule is about.
_FITTING = "97760"


def _fits(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code == _FITTING and law.meaning(code) is not None


@rule(
    "ORTH001",
    "fitting-with-orthosis",
    reads={Field.CODE},
    applies_to_line=_fits,
    enabled_by=lambda settings: settings.medicare_status,
    severity=Severity.ADVICE,
    cause=Cause.TREATMENT,
    message="Fitting with an orthosis: Medicare's price of {orthoses:and} includes assessing, making and fitting. "
    "{code} on that day is for minutes of training only.",
    fixes=(
        Fix(
            "keep",
            "Keep the units of training",
            "the patient was trained beyond the fitting",
            "DOC-132",
            NEEDS_RECORD,
        ),
        Fix("drop", "Take {code} off the claim", "its minutes were assessing, making and fitting"),
    ),
    offers="always",
    cites=(ORTHOSIS_PRICES.at("what the price includes"),),
)
def fitting_with_orthosis(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Ask which minutes of 97760 were training where an orthosis is billed."""
    fitted = tuple(i for i, line in enumerate(day.lines) if _fits(day.law, line.code, ()))
    made = tuple(
        sorted((i for i, line in enumerate(day.lines) if is_orthosis(line.code)), key=lambda i: day.lines[i].code)
    )
    if fitted and made:
        codes = tuple(sorted({day.lines[i].code for i in made}))
        changes = {"drop": DropLines(range(len(fitted)))}
        yield Hit((*fitted, *made), (("orthoses", codes),), changes=changes)
