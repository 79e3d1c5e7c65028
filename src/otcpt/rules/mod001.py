"""MOD001 discipline-modifier-missing: a therapy line without GO, GP or GN.

## What it checks
A line of a therapy code without GO, GP or GN.

## Why it matters
A therapist's line without it is returned as unprocessable; the payer also needs it to count the yearly threshold.

## Example flagged
`97530 x2` from an occupational therapist; `97129 x1` too.

## Example clean
`97530:GO x2`. From a physician, `97129 x1`: a code that is therapy only sometimes.

## Settings
`discipline_modifiers` switches the rule on. `biller`: a therapist puts the modifier on every therapy code, a
physician or facility needs it on always-therapy codes. Where no document confirms that a code is on the
list, the rule only warns; for 98986 it only asks.

## Remedy and its limits
Add the modifier of the discipline whose plan of care covers the service: GO occupational therapy, GP physical
therapy, GN speech-language pathology. Offered are those of the disciplines that may bill the code: GO alone for 97165,
GO or GP for 97530 (GN there is SLP001's error), and GP alone under revenue code 042x. The certified plan must already
name the service.

## Not covered
Splint codes of the supplies schedule and other codes outside the therapy list; a facility's speech codes (FAC002).

## Sources
CMS Pub. 100-04 ch. 5 §20.1; the annual therapy code list; CR 10176.
"""

from collections.abc import Iterator

from otcpt.codes import CodeMeaning
from otcpt.errors import BrokenData
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._day import Day
from otcpt.rules._disciplines import modifier_of_revenue_code, modifiers_of
from otcpt.rules._fixes import add
from otcpt.rules._law import Law
from otcpt.rules._sources import CLAIMS_MANUAL, CR_10176, THERAPY_CODES

#: Named with the 2026 remote-monitoring codes by one source only: a doubt of this rule, no group of the law.
_OPEN = frozenset({"98986"})


def _asked_of(meaning: CodeMeaning, biller: str) -> bool:
    return meaning.designation == "always" or (meaning.designation == "sometimes" and biller == "therapist")


def _missing(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if not DISCIPLINE.keys().isdisjoint(modifiers):
        return False
    meaning = law.meaning(code)
    if meaning is None or (meaning.context and law.settings.biller == "facility"):
        return False
    return _asked_of(meaning, law.settings.biller)


@rule(
    "MOD001",
    "discipline-modifier-missing",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.REVENUE_CODE, Field.BILL_TYPE},
    applies_to_line=_missing,
    enabled_by=lambda settings: settings.discipline_modifiers,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="Discipline modifier missing: {code} {designation} {why}",
    words={
        "designation": {
            "always": "is an always-therapy code and needs",
            "sometimes": "is a sometimes-therapy code; billed by a therapist it needs",
        },
        "others": {
            "GO": "GO under an OT plan of care",
            "GP": "GP under a PT plan of care",
            "GN": "GN under an SLP plan of care",
        },
        "why": {
            "one": "{own}.",
            "several": "{own} (or {others:or}).",
            "one-unconfirmed": "{own}. That the code is on the therapy list is not confirmed.",
            "several-unconfirmed": "{own} (or {others:or}). That the code is on the therapy list is not confirmed.",
        },
    },
    fixes=(
        Fix(
            "modifier",
            "Add {modifiers:or}",
            "the service was given under that discipline's plan of care",
            "DOC-181",
        ),
    ),
    offers="sometimes",
    cites=(CLAIMS_MANUAL.at("§20.1"), THERAPY_CODES.at("disposition of the code"), CR_10176.at("always-therapy codes")),
    revision=3,
)
def discipline_modifier_missing(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a therapy line without a discipline."""
    line = day.lines[0]
    code = line.code
    meaning = day.law.meaning(code)
    assert meaning is not None
    if code in _OPEN:
        severity = Severity.ADVICE
    else:
        severity = Severity.ERROR if meaning.designation_confirmed else Severity.WARNING
    wanted = modifier_of_revenue_code(day.law, line)
    ours = day.settings.discipline
    offered = sorted(modifiers_of(day.law, code), key=lambda one: (one != wanted, DISCIPLINE[one] != ours))
    if not offered:
        raise BrokenData(f"edition {day.law.edition.id}: no row of billers has {code}; build the edition again")
    own, *others = offered
    sure = own == wanted or (DISCIPLINE[own] == ours and day.settings.biller == "therapist")
    fitting = (own,) if sure else tuple(offered)
    evidence = (
        ("why", ("several" if others else "one") + ("" if meaning.designation_confirmed else "-unconfirmed")),
        ("designation", meaning.designation),
        ("own", own),
        ("others", tuple(others)),
        ("modifiers", fitting),
    )
    yield Hit((0,), evidence, severity, {"modifier": add(0, line, *fitting)})
