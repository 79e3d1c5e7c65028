"""Which lines of one provider's day one therapist may have furnished, where keys are missing."""

from otcpt.findings import Field
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._day import Day

#: What telling one therapist's lines from another's reads.
READS = {Field.MODIFIERS, Field.RENDERING_PROVIDER_KEY}

#: Why a rule about one provider's lines does not judge lines of two disciplines.
TWO_DISCIPLINES = (
    "Needs the rendering provider on the lines: without it, lines of two disciplines are taken for two therapists'"
)


def by_therapist(day: Day) -> tuple[tuple[int, ...], ...]:
    """Return the largest sets of lines that one practitioner may have furnished; one set where nothing parts them.

    Where a therapist bills and a line names no rendering provider, GO, GP and GN are different people's. A physician
    bills for all of them and a facility answers as a whole; keys decide where they are given. A line without a
    discipline modifier may be anybody's.
    """
    return day.cached(_by_therapist)


def may_be_one(day: Day, one: int, other: int) -> bool:
    """Whether one practitioner may have furnished two lines."""
    groups = by_therapist(day)
    return len(groups) == 1 or any(one in together and other in together for together in groups)


def _by_therapist(day: Day) -> tuple[tuple[int, ...], ...]:
    everything = tuple(range(len(day.lines)))
    named = [line.rendering_provider_key is not None for line in day.lines]
    if all(named) or day.settings.biller != "therapist":
        return (everything,)
    given = [_discipline(line.modifiers) for line in day.lines]
    of_key = frozenset(mark for has_key, mark in zip(named, given, strict=True) if has_key and mark)
    others = sorted({mark for has_key, mark in zip(named, given, strict=True) if not has_key and mark} - of_key)
    people = [of_key] * bool(of_key) + [frozenset({mark}) for mark in others]
    if len(people) < 2:
        return (everything,)
    return tuple(
        tuple(i for i in everything if (own is of_key if named[i] and of_key else given[i] is None or given[i] in own))
        for own in people
    )


def _discipline(modifiers: tuple[str, ...]) -> str | None:
    """The only discipline modifier of a line."""
    given = DISCIPLINE.keys() & set(modifiers)
    return min(given) if len(given) == 1 else None
