"""What an assistant's part in a service demands: CO or CQ, or nothing; asked alike when billing and when checking."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

import otcpt.units
from otcpt.codes import CodeGroup, CodeMeaning
from otcpt.modifiers import ASSISTANT, DISCIPLINE
from otcpt.policies import Settings
from otcpt.rules._law import Law

if TYPE_CHECKING:
    from otcpt.units import AssistantSplit

#: The therapist's 8 minutes begin to decide; `otcpt.units` has the arithmetic, which no table of the law can say.
EIGHT_MINUTES_FROM = date(2022, 1, 1)

_EVALUATIONS = frozenset({"evaluation", "re-evaluation"})
_MODIFIER = {DISCIPLINE[partner]: modifier for modifier, partner in ASSISTANT.items()}


def evaluates(meaning: CodeMeaning) -> bool:
    """Return whether the code is an evaluation or re-evaluation, in which an assistant may have no part."""
    return meaning.family in _EVALUATIONS


def are_marked(law: Law) -> bool:
    """Whether an assistant's services were billed with CO and CQ on the day."""
    return law.cached(are_marked, lambda law, _: any(law.modifiers[name].in_force(law.on) for name in ASSISTANT))


def takes_assistant_modifier(law: Law, meaning: CodeMeaning) -> bool:
    """Whether CO or CQ can belong on a line of this meaning (42 CFR 410.59(a)(4)).

    On untimed, group and monthly services too; not on device supply, which has no practitioner's minutes (a
    contractor's article of 2024 for two of the codes; vendors for the others), nor on evaluations, which an assistant
    may not furnish.
    """
    if meaning.designation == "not" or meaning.context or evaluates(meaning):
        return False
    return meaning.code not in law.group(CodeGroup.MONITORING_DEVICE)


def how_seen(given: Collection[str], assistant: int) -> str:
    """Return a word for what shows the assistant: the modifier, the minutes of the assistant alone, or both."""
    return "both" if given and assistant else "modifier" if given else "minutes"


def uses_assistant_modifiers(settings: Settings) -> bool:
    """Whether an assistant's services are billed with CO or CQ: never incident to a physician (ASST005)."""
    return settings.assistant_modifiers and settings.biller != "physician"


def assistant_modifier(law: Law, meaning: CodeMeaning, *, discipline: str, bill_type: str | None) -> str | None:
    """Return the modifier that an assistant's part in a service requires. Which units it goes on: `assistant_split`.

    None before 2020, for speech-language pathology, which has no such modifier, for critical access hospitals, which
    are paid otherwise, and where neither the code nor the payer takes it.

    Args:
        law: The law and the payer's choices on the date of service.
        meaning: The meaning of the code on the day.
        discipline: ``"OT"``, ``"PT"`` or ``"SLP"``.
        bill_type: The type of bill, such as ``"131"`` or ``"0131"``; None for a professional claim.

    Returns:
        ``"CO"``, ``"CQ"`` or None.
    """
    settings = law.settings
    if (
        not are_marked(law)
        or law.is_critical_access(bill_type)
        or not uses_assistant_modifiers(settings)
        or not takes_assistant_modifier(law, meaning)
    ):
        return None
    return _MODIFIER.get(discipline)


def assistant_split(
    meaning: CodeMeaning, settings: Settings, *, on: date, therapist: int, assistant: int, units: int
) -> "AssistantSplit":
    """Split the units of a code that takes the modifier; minutes given together are the therapist's.

    Raises:
        InvalidInput: The minutes cannot make these units.
    """
    return otcpt.units.split_assistant(
        therapist, assistant, units, on=on, interval=meaning.timing.interval, de_minimis=settings.de_minimis
    )
