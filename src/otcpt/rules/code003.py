"""CODE003 code-not-valid-on-date: the code is deleted or not yet valid on the date of service.

## What it checks
A code of the registry that is not valid on the date of service.

## Why it matters
Every payer rejects a line with a code that is not valid on the day. 97003 ended with 2016, 97532 and 97762 with 2017,
G0515 with 2019; templates and cheat sheets still have them.

## Example flagged
`97003:GO x1` on 2026-03-05: ended 2016-12-31, replaced by 97165, 97166 and 97167.

## Example clean
`97165:GO x1` on 2026-03-05.

## Settings
`staleness`: with `strict`, no code is judged after the last day the registry was verified for.

## Remedy and its limits
Bill the code that describes the service on that day. Which of several successors fits is the clinician's judgement
and must be in the evaluation already.

## Not covered
Answered with *not evaluated, outside coverage*, so that the report is not complete: codes outside the registry and
codes kept for combinations only, whose dates are not in the edition (normal on a mixed claim, and still not judged);
numbers that no code is known to have; days before the registry begins; after the last verified day, codes for which a
change was announced (90901 becomes time-based with 2027). Other codes are carried forward, and the report says so.

## Sources
CMS fee schedule files by quarter; the code's own sources in the registry.
"""

from collections.abc import Iterator
from datetime import date

from otcpt.codes import CodeHistory, is_code
from otcpt.findings import Cause, Evidence, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, Fix, ReplaceCode
from otcpt.policies import has_form
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import FEE_SCHEDULE

_FOREIGN = "outside the registry: its dates, units and payment are not judged, its combinations with therapy codes are"
_PAYERS_OWN = "a code of this payer's own: nothing about it is judged"
_NO_CODE = "outside the registry, and no code of that number is known: nothing about it is judged"


def _cannot_tell(law: Law, code: str) -> RuleNotEvaluated | None:
    registry, history = law.edition.codes, law.history(code)
    if history is None and not is_code(code):
        return RuleNotEvaluated((0,), f"{code} is {_PAYERS_OWN}")
    if history is None:
        return RuleNotEvaluated((0,), f"{code} is {_NO_CODE if registry.exists(code) is False else _FOREIGN}")
    meaning = law.meaning(code)
    if meaning is not None and meaning.context and not meaning.start_known:
        return RuleNotEvaluated((0,), f"{code} is kept for combinations only; its dates are not known")
    if law.on < registry.verified_from:
        return RuleNotEvaluated((0,), f"the registry begins with {registry.verified_from}")
    last = registry.verified_through
    if law.on > last and (law.strict or history.get(last) is not meaning):
        return RuleNotEvaluated((0,), f"the registry was verified through {last}, and {code} may have changed since")
    return None


def _asks(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    known = is_code(code) or has_form(code, law.settings.code_forms)
    return known and (law.meaning(code) is None or _cannot_tell(law, code) is not None)


@rule(
    "CODE003",
    "code-not-valid-on-date",
    scope=Scope.LINE,
    reads={Field.CODE},
    applies_to_line=_asks,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "deleted": "Deleted code: {code} ended on {ended}. No code is recorded as its replacement.",
            "deleted-replaced": "Deleted code: {code} ended on {ended}. It was replaced by {replaced_by:and}.",
            "deleted-then": "Deleted code: {code} ended on {ended}. It was replaced by {replaced_by:and}, now "
            "{now:and}.",
            "not-yet": "Not yet valid: {code} begins on {begins}.",
            "gap": "Not valid on {date}: {code} is valid {days}.",
        }
    },
    fixes=(
        Fix("successor", "Bill {any_of}", "it describes what was done", "DOC-075"),
        Fix(
            "in-force",
            "Bill a code that is valid on the day",
            "it describes what was done",
            "DOC-075",
        ),
    ),
    offers="sometimes",
    cites=(FEE_SCHEDULE.at("codes present per quarter"),),
)
def code_not_valid_on_date(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a registry code outside its days."""
    code = day.lines[0].code
    unknown = _cannot_tell(day.law, code)
    if unknown is not None:
        yield unknown
        return
    history = day.law.history(code)
    assert history is not None
    successors = history.successors
    today = _in_force(day.law, successors)
    yield Hit(
        (0,),
        (*_why(day.law.on, history, today), ("days", history.spans)),
        changes={"successor": ReplaceCode(0, today)} if today else {"in-force": CHANGES_SERVICE},
    )


def _in_force(law: Law, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Follow what replaced what, up to the codes in force on the day that the payer uses."""
    reached: dict[str, None] = {}
    open_ends = list(codes)
    seen = set(codes)
    while open_ends:
        code = open_ends.pop(0)
        history = law.history(code)
        meaning = law.meaning(code)
        if meaning is not None:
            if not (law.settings.medicare_status and meaning.status.startswith("I")):
                reached[code] = None
        elif history is not None:
            open_ends += [later for later in history.successors if later not in seen]
            seen.update(history.successors)
    return tuple(reached)


def _why(on: date, history: CodeHistory, today: tuple[str, ...]) -> Evidence:
    """Whether the day lies before, between or after the code's own, and what replaced it."""
    ended = [meaning.last_day for meaning in history if meaning.last_day is not None and meaning.last_day < on]
    begins = [meaning.first_day for meaning in history if meaning.first_day is not None and meaning.first_day > on]
    if ended and begins:
        return (("why", "gap"),)
    if begins:
        return ("why", "not-yet"), ("begins", str(begins[0]))
    successors = history.successors
    why = "deleted" if not successors else "deleted-then" if today and today != successors else "deleted-replaced"
    own: Evidence = (("why", why), ("ended", str(ended[-1])))
    return (*own, *((("replaced_by", successors), ("now", today)) if successors else ()))
