"""MOD015 discipline-modifier-off-the-list: GO, GP or GN on a code that is not on Medicare's therapy code list.

## What it checks
GO, GP or GN on a code that is surely off the list: codes of other fields, respiratory services (G0237 to G0239) and the
codes of the registry whose place off the list is confirmed.

## Why it matters
The modifiers say that a service was given under a therapy plan of care. CMS's manual says never to use them with codes
that are not on the list: the line is returned or denied.

## Example flagged
`G0237:GO x1`: a therapist who treats respiration bills 97xxx. `96127:GO x1`. `93798:GO x1` on a hospital's bill.

## Example clean
`97530:GO x1`; `20560:GO:GX x1`, billed for its denial; `97545:GO x1`, of which no document says whether it is listed.

## Settings
`medicare_status` with `discipline_modifiers`.

## Remedy and its limits
Take the modifier off where the code is right. Where the service was therapy, bill the therapy code that describes it.

## Not covered
The list of 2026 is not in the edition: what is off the list follows from the lists of earlier years and the fee
schedule. Codes whose place is not confirmed; items (DME001); what Medicare does not pay at all (CODE004); what no
therapist may bill, on a therapist's claim (CODE011).

## Sources
CMS Pub. 100-04 ch. 5 §20.1; CMS's note on G0237 to G0239 in the annual therapy code list.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, NEEDS_RECORD, Fix, RemoveModifiers
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._day import Day
from otcpt.rules._disciplines import asks_therapists, is_another_fields, modifier_of_revenue_code
from otcpt.rules._law import Law
from otcpt.rules._sources import CLAIMS_MANUAL, THERAPY_CODES
from otcpt.rules._therapy import UNPAID

_DENIAL_EXPECTED = frozenset({"GY", "GX"})


def _given(modifiers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(DISCIPLINE.keys() & set(modifiers)))


def _is_surely_off_the_list(law: Law, code: str) -> bool:
    if law.history(code) is None:
        return is_another_fields(law, code)
    meaning = law.meaning(code)
    if meaning is None or meaning.designation != "not":
        return False
    if law.status(code).letter in UNPAID or meaning.status == "DMEPOS schedule":
        return False
    return meaning.designation_confirmed or meaning.context or code in law.group(CodeGroup.REHABILITATION_PROGRAM)


def _off_the_list(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if not _given(modifiers) or not _DENIAL_EXPECTED.isdisjoint(modifiers):
        return False
    asked_elsewhere = asks_therapists(law.settings) and is_another_fields(law, code)
    return not asked_elsewhere and _is_surely_off_the_list(law, code)


@rule(
    "MOD015",
    "discipline-modifier-off-the-list",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.REVENUE_CODE, Field.BILL_TYPE},
    applies_to_line=_off_the_list,
    enabled_by=lambda settings: settings.medicare_status and settings.discipline_modifiers,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Discipline modifier on a code that is not therapy: {code} is not on Medicare's therapy code list and "
    "takes no {given:or}.",
    words={"where": {"line": "", "department": ", and bill it under the revenue code of its own department"}},
    fixes=(
        Fix("drop", "Take {given:and} off {code}{where}", "the code describes the service"),
        Fix(
            "code",
            "Bill the therapy code of what was done",
            "it was therapy under a plan of care",
            "DOC-075",
            CHANGES_SERVICE,
        ),
    ),
    offers="sometimes",
    cites=(CLAIMS_MANUAL.at("§20.1"), THERAPY_CODES.at("codes that are not therapy", "L")),
    revision=2,
)
def discipline_modifier_off_the_list(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a discipline modifier where no plan of care is."""
    line = day.lines[0]
    given = _given(line.modifiers)
    if modifier_of_revenue_code(day.law, line) is None:
        yield Hit((0,), (("given", given), ("where", "line")), changes={"drop": RemoveModifiers(0, given)})
    else:
        yield Hit((0,), (("given", given), ("where", "department")), changes={"drop": NEEDS_RECORD})
