"""CODE001 invalid-code-format: the text on the line cannot be a procedure code.

## What it checks
A code that has none of the forms of CPT and HCPCS: five digits, four digits and a letter, or a letter and four
digits.

## Why it matters
A line with an impossible code is rejected before anyone looks at it, often with the whole claim. The usual cause is
the letter O for a zero, a lost digit, or a modifier typed into the code.

## Example flagged
`9753O:GO x2` (the letter O at the end).

## Example clean
`97530:GO x2`.

## Settings
`code_forms`: codes of the payer's own, outside CPT and HCPCS, as state programs have them (`"X####"`).

## Remedy and its limits
Type the code again from the record. The rule looks at the form only and does not know what was meant; where the
letters O and I are typed for 0 and 1 it names the code that results, if the registry has it.

## Not covered
Whether a well-formed code exists: see CODE002 and CODE003.

## Sources
45 CFR 162.1002, the code sets of electronic claims.
"""

from collections.abc import Iterator

from otcpt.codes import is_code
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, Fix, ReplaceCode
from otcpt.policies import has_form
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CODE_SETS

_LOOKALIKES = str.maketrans("OI", "01")


def _impossible(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return not is_code(code) and not has_form(code, law.settings.code_forms)


@rule(
    "CODE001",
    "invalid-code-format",
    scope=Scope.LINE,
    reads={Field.CODE},
    applies_to_line=_impossible,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "format": "Invalid code: {code} is not in CPT or HCPCS format (five characters, such as 97530, 0791T or "
            "G0283). Payers reject the line.",
            "lookalike": "Invalid code: {code} is not in CPT or HCPCS format. With digits for the letters it is "
            "{meant}.",
        }
    },
    fixes=(
        Fix("meant", "Bill {any_of}", "that is the service that was furnished", "DOC-075"),
        Fix("again", "Type the code again", record="DOC-075"),
    ),
    offers="sometimes",
    cites=(CODE_SETS.at("medical data code sets"),),
)
def invalid_code_format(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a code of an impossible form."""
    code = day.lines[0].code
    meant = code.translate(_LOOKALIKES)
    known = day.law.history(meant) is not None
    in_force = day.law.meaning(meant) is not None
    yield Hit(
        (0,),
        (("why", "lookalike"), ("meant", meant)) if known else (("why", "format"),),
        changes={"meant": ReplaceCode(0, (meant,))} if in_force else {"again": CHANGES_SERVICE},
    )
