"""MOD008 telehealth-not-allowed: a line billed as telehealth on a day, or for a code, on which therapists may not.

## What it checks
Therapy lines with 95, 93, GT or GQ, or with place of service 02 or 10, by date of service. Codes that were never on
Medicare's telehealth list: modalities, aquatic therapy, massage, manual therapy, wound care, casts, splints and
strapping, dry needling. Remote monitoring and communication-technology codes with one of these modifiers.

## Why it matters
Therapists bill Medicare telehealth by law with an end date; outside it the line is denied. Remote monitoring and
communication by telephone or portal are remote by nature and are not telehealth.

## Example flagged
`97530:GO:95 x2` before 2020-03-01; `97140:GO:95 x1` and `98980:GO:95 x1` on any day.

## Example clean
`97530:GO:95 x2` from 2020-03-01 to 2027-12-31: no fault, but see *Not covered*.

## Settings
`medicare_modifiers` switches the rule on. `biller`: a physician's telehealth is not bound to these days.

## Remedy and its limits
Bill the service as it was given. A visit that was remote cannot become a visit in the office by another place of
service.

## Not covered
Whether another code is on the telehealth list of the year, and which place of service goes with the modifier: both
are *outside coverage*, so that the report is not complete. Days after 2027-12-31 are outside coverage. Two lapses, from
2025-10-01 and from 2026-01-31, were closed retroactively; those days count as open.

## Sources
The successive acts, as AOTA reports them; the end of 2027 is on CMS's page too. Codes never listed: the list of 2020 as
trade sources print it, and general knowledge of the lists since.
"""

from collections.abc import Iterator
from datetime import date

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Change, DropLines, Fix, RemoveModifiers
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import TELEHEALTH

#: No list of codes: the days on which the statute opens telehealth to therapists and, as far as is known, closes it.
_OPEN, _AFTER = date(2020, 3, 1), date(2028, 1, 1)
_MODIFIERS = frozenset({"93", "95", "GQ", "GT"})
_PLACES = frozenset({"02", "10"})
_REMOTE_BY_NATURE = frozenset({"remote therapeutic monitoring", "communication technology-based"})

_OPEN_QUESTIONS = (
    "Telehealth: this edition has neither the yearly list of codes nor the places of service that go with the modifier"
)
_UNKNOWN_END = "Whether therapists may bill Medicare telehealth after 2027-12-31 is not known"


def _is_therapy(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    meaning = law.meaning(code)
    if meaning is None or meaning.context:
        return False
    return meaning.designation != "not" or code in law.group(CodeGroup.NEVER_TELEHEALTH)


@rule(
    "MOD008",
    "telehealth-not-allowed",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.PLACE_OF_SERVICE},
    optional={Field.PLACE_OF_SERVICE},
    applies_to_line=_is_therapy,
    enabled_by=lambda settings: settings.medicare_modifiers and settings.biller != "physician",
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "remote": "Not telehealth: {code} is remote by nature (monitoring or communication technology) and takes "
            "no telehealth modifier. It has {sign}.",
            "never-listed": "Not on the telehealth list: {code} was never among Medicare's telehealth services. It has "
            "{sign}.",
            "not-yet": "Telehealth not allowed on {date}: therapists may bill Medicare telehealth from 2020-03-01 on. "
            "{code} has {sign}.",
        },
        "correct": {"no": "Correct", "yes": "Take {marked:and} off the line, and correct"},
    },
    fixes=(
        Fix(
            "modifier",
            "Take {modifiers} off the line",
            "the service was not telehealth",
        ),
        Fix(
            "place",
            "{correct} the place of service",
            "the service was not telehealth",
        ),
        Fix(
            "drop",
            "Take the line off the claim",
            "it was telehealth, which Medicare does not pay here",
            changes=DropLines(0),
        ),
    ),
    offers="sometimes",
    revision=3,
    cites=(TELEHEALTH.at("days open to therapists", "L"), TELEHEALTH.at("end of 2027")),
    boundaries=(_OPEN, _AFTER),
)
def telehealth_not_allowed(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag telehealth on days without it; say what is not evaluated on the others."""
    line = day.lines[0]
    meaning = day.law.meaning(line.code)
    assert meaning is not None
    marked = sorted(_MODIFIERS.intersection(line.modifiers))
    if meaning.family in _REMOTE_BY_NATURE:
        if marked:
            changes: dict[str, Change] = {"modifier": RemoveModifiers(0, marked)}
            yield Hit((0,), (("why", "remote"), ("sign", " and ".join(marked))), changes=changes)
        return
    if not marked and line.place_of_service not in _PLACES:
        return
    never = line.code in day.law.group(CodeGroup.NEVER_TELEHEALTH)
    if never or day.law.on < _OPEN:
        sign = " and ".join(marked) or f"place of service {line.place_of_service}"
        remote = line.place_of_service in _PLACES
        evidence = (
            ("why", "never-listed" if never else "not-yet"),
            ("sign", sign),
            ("marked", tuple(marked)),
            ("correct", "yes" if marked else "no"),
        )
        yield Hit(
            (0,), evidence, changes={"place": NEEDS_RECORD} if remote else {"modifier": RemoveModifiers(0, marked)}
        )
    elif day.law.on >= _AFTER:
        yield RuleNotEvaluated((0,), _UNKNOWN_END)
    else:
        yield RuleNotEvaluated((0,), _OPEN_QUESTIONS)
