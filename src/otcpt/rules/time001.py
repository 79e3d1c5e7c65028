"""TIME001 timed-minutes-above-total: the timed minutes are more than the total treatment minutes.

## What it checks
The minutes of the timed one-on-one codes of a discipline against the total treatment minutes given with them. Lines
with different totals, or of different rendering providers, are different visits and judged apart.

## Why it matters
A Medicare treatment note must show both numbers, the timed minutes and the total. Timed minutes above the total
cannot be true, and every unit counted from them is in doubt.

## Example flagged
`97530:GO x3 @45` with 40 total treatment minutes.

## Example clean
`97530:GO x2 @35` with 55 total treatment minutes (20 were untimed).

## Settings
None.

## Remedy and its limits
Correct the number that the note of that day shows to be wrong, then count the units again. The claim cannot tell
which one it is.

## Not covered
Minutes of untimed codes; timed codes that include more than treatment (96125 counts interpretation). Two visits with
the same total and the same provider are seen as one. Where no provider is named and every line fits the total by
itself, they may be two, a morning's and an afternoon's: the rule only warns.

## Sources
CMS Pub. 100-02 ch. 15 §220.3.E.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import BENEFIT_MANUAL


def _one_on_one(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    meaning = law.meaning(code)
    return meaning is not None and meaning.timing.pool is not None


@rule(
    "TIME001",
    "timed-minutes-above-total",
    group=Group.PLAN,
    reads={
        Field.CODE,
        Field.MODIFIERS,
        Field.MINUTES,
        Field.TOTAL_TREATMENT_MINUTES,
        Field.RENDERING_PROVIDER_KEY,
    },
    applies_to_line=_one_on_one,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Timed minutes above the total: {minutes:timed minute} in a visit of {total:total treatment minute}{why}.",
    words={"why": {"one-visit": "", "maybe-two": ", if these lines are of one visit"}},
    fixes=(
        Fix("minutes", "Correct the timed minutes", "they are overstated", "DOC-077", NEEDS_RECORD),
        Fix(
            "total",
            "Correct the total treatment minutes",
            "they leave out treatment",
            "DOC-078",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    revision=2,
    cites=(BENEFIT_MANUAL.at("§220.3.E"),),
)
def timed_minutes_above_total(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag visits whose timed minutes exceed the total."""
    law = day.law
    spent: dict[tuple[str | None, int | None], int] = {}
    for line in day.lines:
        meaning = law.meaning(line.code)
        if meaning is not None and meaning.timing.pool is not None:
            visit = line.rendering_provider_key, line.total_treatment_minutes
            spent[visit] = spent.get(visit, 0) + (line.minutes or 0)
    for visit, minutes in spent.items():
        total = visit[1] or 0
        if minutes > total:
            lines = _lines_of(day, visit)
            maybe_two = visit[0] is None and all((day.lines[i].minutes or 0) <= total for i in lines)
            why = "maybe-two" if maybe_two else "one-visit"
            severity = Severity.WARNING if maybe_two else None
            yield Hit(lines, (("why", why), ("minutes", minutes), ("total", total)), severity)


def _lines_of(day: Day, visit: tuple[str | None, int | None]) -> tuple[int, ...]:
    own = [
        position
        for position, line in enumerate(day.lines)
        if _one_on_one(day.law, line.code, ()) and (line.rendering_provider_key, line.total_treatment_minutes) == visit
    ]
    return tuple(sorted(own, key=lambda i: (day.lines[i].code, day.lines[i].modifiers, -(day.lines[i].minutes or 0))))
