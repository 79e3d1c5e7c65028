"""The lines a rule looks at together."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from otcpt.claims import ServiceLine, fill_only_named
from otcpt.modifiers import DISCIPLINE
from otcpt.policies import Settings
from otcpt.rules._law import Law

T = TypeVar("T")

#: Lines of one patient on one day that are compared pair by pair. More are no patient's: one filler key was written for
#: many, and of its equal lines one is compared.
MOST_LINES = 500


class Day:
    """Lines of one patient and one date of service, with the law and the payer's choices of that day.

    A rule reads ``lines`` (a tuple of `ServiceLine`; positions in it are what a `Hit` names), ``law`` and ``settings``.
    """

    __slots__ = ("_known", "_of_kind", "law", "lines", "settings")

    def __init__(
        self, law: Law, lines: Sequence[ServiceLine], of_kind: dict[Callable[..., object], Any] | None = None
    ) -> None:
        """Take the law, the lines, and what is known already of days of this kind."""
        self.law = law
        self.lines = tuple(lines)
        self.settings: Settings = law.settings
        self._known: dict[Callable[..., object], Any] = {}
        self._of_kind: dict[Callable[..., object], Any] = {} if of_kind is None else of_kind

    def cached(self, work: Callable[["Day"], T]) -> T:
        """Return what the function makes of the day; it is called once for all the rules that ask.

        Args:
            work: A function of the day.

        Returns:
            What it returns.
        """
        known = self._known
        if work not in known:
            known[work] = work(self)
        found: T = known[work]
        return found

    def of_kind(self, work: Callable[[Law, tuple[ServiceLine, ...]], T]) -> T:
        """Return what follows from codes, modifiers, places and providers, worked out once for days alike in them.

        Args:
            work: A function of the law and the lines. It reads neither units nor minutes, times or dates.

        Returns:
            What it returns.
        """
        known = self._of_kind
        if work not in known:
            known[work] = work(self.law, self.lines)
        found: T = known[work]
        return found


def practitioners(day: Day) -> tuple[str | None, ...]:
    """Return who rendered each line: None throughout for a facility, which answers as a whole."""
    if day.settings.biller == "facility":
        return (None,) * len(day.lines)
    return fill_only_named(line.rendering_provider_key for line in day.lines)


def discipline_of(line: ServiceLine, default: str) -> str:
    """Return the discipline whose plan of care the line belongs to.

    Args:
        line: A service line.
        default: The discipline of a line without GO, GP or GN.

    Returns:
        ``"OT"``, ``"PT"`` or ``"SLP"``.

    Example:
        >>> from datetime import date
        >>> discipline_of(ServiceLine("97530", date_of_service=date(2026, 3, 2), modifiers=("GP",)), "OT")
        'PT'
    """
    for modifier in line.modifiers:
        if modifier in DISCIPLINE:
            return DISCIPLINE[modifier]
    return default
