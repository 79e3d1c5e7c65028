"""One therapist: which lines of a day may be the same one's, and the minutes given in person, as far as lines tell."""

from otcpt.claims import ServiceLine
from otcpt.findings import Field
from otcpt.modifiers import ASSISTANT, DISCIPLINE
from otcpt.policies import Settings
from otcpt.rules._assistants import are_marked
from otcpt.rules._clock import is_exclusive_time, least_minutes
from otcpt.rules._day import Day
from otcpt.rules._law import Law

#: What telling a therapist's own minutes reads.
READS = {Field.CODE, Field.MODIFIERS, Field.UNITS, Field.MINUTES, Field.THERAPIST_MINUTES, Field.JOINT_MINUTES}


def bills_in_person(settings: Settings) -> bool:
    """Whether a rendering provider can be taken for one person.

    An assistant's services go under the supervising therapist's number, so the payer must ask for CO and CQ; a
    physician bills for several therapists, and a facility's lines name whoever answers for them.
    """
    return settings.biller == "therapist" and settings.assistant_modifiers


def one_on_one(law: Law, code: str, modifiers: tuple[str, ...] = ()) -> bool:
    """Whether the service takes a therapist for one patient alone: not group, which is for several at a time."""
    meaning = law.meaning(code)
    return meaning is not None and meaning.one_on_one is True and is_exclusive_time(law, code)


def own_minutes(law: Law, line: ServiceLine) -> int:
    """The fewest minutes the therapist alone or together with the assistant gave on a line; 0 where it is unknown."""
    if line.therapist_minutes is not None:
        return line.therapist_minutes + (line.joint_minutes or 0)
    if is_marked(line) or not are_marked(law):
        return 0
    return least_minutes(law, line)


def is_marked(line: ServiceLine) -> bool:
    """Whether the line says that an assistant had part in it."""
    return not ASSISTANT.keys().isdisjoint(line.modifiers)


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
