"""What an assistant's part in a service demands: CO or CQ, or nothing; asked alike when billing and when checking."""

from datetime import date

from otcpt.codes import CodeMeaning
from otcpt.modifiers import ASSISTANT, DISCIPLINE
from otcpt.policies import Settings
from otcpt.rules._day import is_critical_access
from otcpt.units import AssistantSplit, split_assistant

#: Device supply of remote monitoring has no practitioner's minutes, so no CO or CQ (a contractor's article of 2024 for
#: 98976 and 98977; vendors for the others).
DEVICE_SUPPLY = frozenset({"98976", "98977", "98978", "98984", "98985", "98986"})

#: The modifiers begin; the therapist's 8 minutes begin to decide.
REGIMES = (date(2020, 1, 1), date(2022, 1, 1))

_EVALUATIONS = frozenset({"evaluation", "re-evaluation"})
_MODIFIER = {DISCIPLINE[partner]: modifier for modifier, partner in ASSISTANT.items()}


def evaluates(meaning: CodeMeaning) -> bool:
    """Whether the code is an evaluation or re-evaluation, in which an assistant may have no part."""
    return meaning.family in _EVALUATIONS


def takes_assistant_modifier(meaning: CodeMeaning) -> bool:
    """Whether CO or CQ can belong on a line of this meaning (42 CFR 410.59(a)(4)).

    On untimed, group and monthly services too; not on device supply, nor on evaluations, which an assistant may not
    furnish.
    """
    supply = meaning.code in DEVICE_SUPPLY
    return meaning.designation != "not" and not (supply or meaning.context or evaluates(meaning))


def marks_assistants(settings: Settings) -> bool:
    """Whether an assistant's services are billed with CO or CQ: never incident to a physician (ASST005)."""
    return settings.assistant_modifiers and settings.biller != "physician"


def assistant_modifier(
    meaning: CodeMeaning, settings: Settings, *, on: date, discipline: str, bill_type: str | None
) -> str | None:
    """Return the modifier that an assistant's part in a service demands; None where it demands none.

    None before 2020, for speech-language pathology, which has no such modifier, for critical access hospitals, which
    are paid otherwise, and where neither the code nor the payer takes it. Which units it goes on: `assistant_split`.
    """
    critical = settings.biller == "facility" and is_critical_access(bill_type)
    if on < REGIMES[0] or critical or not marks_assistants(settings) or not takes_assistant_modifier(meaning):
        return None
    return _MODIFIER.get(discipline)


def assistant_split(
    meaning: CodeMeaning, settings: Settings, *, on: date, therapist: int, assistant: int, units: int
) -> AssistantSplit:
    """Part the units of a code that takes the modifier; minutes given together are the therapist's.

    Raises `InvalidInput` for units that the minutes cannot make.
    """
    return split_assistant(
        therapist, assistant, units, on=on, interval=meaning.timing.interval, de_minimis=settings.de_minimis
    )
