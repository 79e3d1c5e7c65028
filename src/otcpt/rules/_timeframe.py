"""The lines of many days a rule looks at together."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from otcpt.claims import ServiceLine
from otcpt.rules._law import Law

if TYPE_CHECKING:
    from otcpt.claims import Episode, PriorPayments


class Timeframe:
    """Lines of several days, with the law of each: a patient's month or episode, or a provider's day.

    ``lines`` are in order of date of service with what is checked and what was billed before; ``checked`` are
    the positions of the former, and only on those a `Hit` may stand first. ``episode`` is the chart's own record where
    the history has one, ``prior_payments`` what was allowed before, both for the patient and discipline of the lines.
    ``still_open`` are the chart's earlier episodes of the discipline that had not ended when ``episode`` began.
    """

    __slots__ = ("_law_on", "checked", "episode", "lines", "prior_payments", "still_open")

    def __init__(
        self,
        law_on: Callable[[date], Law],
        lines: Sequence[ServiceLine],
        checked: Iterable[int],
        episode: "Episode | None" = None,
        prior_payments: "tuple[PriorPayments, ...]" = (),
        still_open: "tuple[Episode, ...]" = (),
    ) -> None:
        self._law_on = law_on
        self.lines = tuple(lines)
        self.checked = frozenset(checked)
        self.episode = episode
        self.prior_payments = prior_payments
        self.still_open = still_open

    def law(self, position: int) -> Law:
        """Return the law and the payer's choices on the day of a line.

        Args:
            position: The place of the line, counted from 0.

        Returns:
            The law of its day.
        """
        return self._law_on(self.lines[position].date_of_service)

    def with_lines(self, lines: Sequence[ServiceLine]) -> "Timeframe":
        """Return the same timeframe over other lines in the same places.

        Args:
            lines: As many lines.

        Returns:
            The timeframe.
        """
        return Timeframe(self._law_on, lines, self.checked, self.episode, self.prior_payments, self.still_open)
