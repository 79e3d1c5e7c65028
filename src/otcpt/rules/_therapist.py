"""The minutes one therapist gave in person, as far as the lines tell."""

from otcpt.claims import ServiceLine
from otcpt.findings import Field
from otcpt.modifiers import ASSISTANT
from otcpt.policies import Settings
from otcpt.rules._assistants import are_marked
from otcpt.rules._clock import is_exclusive_time, least_minutes
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
