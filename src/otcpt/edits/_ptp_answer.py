"""One edit of the procedure-to-procedure table, and what the table says about a pair on one day."""

from datetime import date
from typing import TYPE_CHECKING

import attrs

from otcpt.frozenvalue import FrozenValue
from otcpt.shown import Shown
from otcpt.timeline import calendar_day

if TYPE_CHECKING:
    from otcpt.page import Page


@attrs.frozen(eq=False, repr=False)
class PtpEdit(FrozenValue):
    """Column one is payable, column two is bundled into it and denied.

    ``modifier_indicator`` 0: no modifier releases it; 1: a PTP-associated modifier may. The edit is surely in force
    from ``first_day`` to ``last_day`` (included; None: not ended) and surely not before ``not_before`` (None: no
    earliest day known). ``basis`` says how the start is known: ``"exact"``; ``"bound"``, seen in a table of that
    day; ``"quarter"``, since edits begin and end with a quarter and the end is known; ``"inferred"``, from notices of
    the 2020 reinstatement. ``source`` is a key of the edition's sources.
    """

    column_one: str
    column_two: str
    modifier_indicator: int
    first_day: date
    last_day: date | None
    not_before: date | None
    basis: str
    source: str

    def surely_in_force(self, on: date | str) -> bool:
        """Return whether the edit is known to be in force on that day.

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            Whether it is.
        """
        day = calendar_day(on, "on")
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def possibly_in_force(self, on: date | str) -> bool:
        """Return whether the edit is in force on that day, or may be because only a bound of its start is known.

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            Whether it is or may be.
        """
        day = calendar_day(on, "on")
        return (self.not_before is None or self.not_before <= day) and (self.last_day is None or day <= self.last_day)

    def __str__(self) -> str:
        return f"{self.column_one}/{self.column_two} (indicator {self.modifier_indicator})"


@attrs.frozen(eq=False, repr=False)
class PtpAnswer(FrozenValue, Shown):
    """What a table says about two codes on one day.

    ``known`` False means *cannot tell*, with the ``reason``; ``known`` True and no ``edit`` means *there is none*.
    ``carried_forward``: the day lies past the last one the pair was verified for; ``seen_again``: a later table, whose
    day is known within bounds, has the same answer, though it does not tell what has ended.
    """

    edit: PtpEdit | None
    known: bool
    reason: str = ""
    carried_forward: bool = False
    seen_again: bool = False

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.edits.pages import answer_page

        return answer_page(self)


def corroboration(answer: PtpAnswer, other: PtpAnswer) -> str:
    """Describe what another table has for the pair of an answer.

    Args:
        answer: The answer at hand.
        other: The other table's answer.

    Returns:
        A phrase, as seen from the answer at hand.

    Example:
        >>> corroboration(PtpAnswer(None, True), PtpAnswer(None, True))
        'no edit either'
    """
    own, beside = answer.edit, other.edit
    if not other.known:
        return "no answer"
    if beside is None:
        return "no edit either" if own is None else "no edit"
    if own is None:
        return f"an edit with indicator {beside.modifier_indicator}"
    if own.column_one != beside.column_one:
        return f"the edit with the columns the other way round and indicator {beside.modifier_indicator}"
    if own.modifier_indicator != beside.modifier_indicator:
        return f"the same edit with indicator {beside.modifier_indicator}"
    return "the same edit and indicator"
