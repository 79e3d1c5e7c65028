"""MOD003 evaluation-under-wrong-discipline: an OT or PT evaluation with another discipline's modifier.

## What it checks
Evaluations and re-evaluations of occupational therapy (97165 to 97168, until 2016 97003 and 97004) without GO but
with GP or GN; those of physical therapy (97161 to 97164, until 2016 97001 and 97002) without GP but with GO or GN.

## Why it matters
These codes are locked to one discipline; under another the line is denied.

## Example flagged
`97165:GP x1`.

## Example clean
`97165:GO x1` with `97161:GP x1` on a hospital's bill.

## Settings
`discipline_modifiers` switches the rule on.

## Remedy and its limits
Bill the evaluation of the discipline that evaluated, with its modifier. The complexity of the evaluation must be in
the record; changing the code to fit the modifier without it is not a correction.

## Not covered
An evaluation without any discipline (MOD001) or with two (MOD002); evaluations of speech-language pathology.

## Sources
CMS Pub. 100-04 ch. 5 §20.1 on evaluations of one discipline; CMS annual therapy code list.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, AddModifier, Fix
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._assistants import evaluates
from otcpt.rules._day import Day
from otcpt.rules._disciplines import modifiers_of
from otcpt.rules._law import Law
from otcpt.rules._sources import CLAIMS_MANUAL, THERAPY_CODES


def _own(law: Law, code: str) -> str | None:
    """Return the modifier of the only discipline that may bill an evaluation."""
    meaning = law.meaning(code)
    modifiers = modifiers_of(law, code) if meaning is not None and evaluates(meaning) else ()
    return modifiers[0] if len(modifiers) == 1 else None


def _elsewhere(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if DISCIPLINE.keys().isdisjoint(modifiers):
        return False
    own = _own(law, code)
    return own is not None and own not in modifiers


@rule(
    "MOD003",
    "evaluation-under-wrong-discipline",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_elsewhere,
    enabled_by=lambda settings: settings.discipline_modifiers,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Wrong discipline modifier: {code} is {kind} and is paid with {own} only. It has {given:and}.",
    words={
        "kind": {
            "ot-evaluation": "an OT evaluation",
            "ot-re-evaluation": "an OT re-evaluation",
            "pt-evaluation": "a PT evaluation",
            "pt-re-evaluation": "a PT re-evaluation",
        }
    },
    fixes=(
        Fix("modifier", "Bill {code} with {own}", "that discipline evaluated the patient", "DOC-027"),
        Fix(
            "code",
            "Bill the other discipline's evaluation",
            "the other discipline evaluated the patient",
            "DOC-027",
            CHANGES_SERVICE,
        ),
    ),
    offers="always",
    cites=(CLAIMS_MANUAL.at("§20.1"), THERAPY_CODES.at("evaluations of one discipline")),
)
def evaluation_under_wrong_discipline(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag an evaluation under a discipline that is not its own."""
    line = day.lines[0]
    own, given = _own(day.law, line.code), tuple(sorted(DISCIPLINE.keys() & set(line.modifiers)))
    meaning = day.law.meaning(line.code)
    assert own is not None
    assert meaning is not None
    evidence = (("own", own), ("given", given), ("kind", f"{DISCIPLINE[own].lower()}-{meaning.family}"))
    yield Hit((0,), evidence, changes={"modifier": AddModifier(0, (own,), given)})
