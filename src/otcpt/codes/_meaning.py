"""One code, meaning by meaning, and how minutes become units of it."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import attrs

from otcpt.codes._status import StatusAnswer
from otcpt.errors import OutsideCoverage
from otcpt.frozenvalue import FrozenValue
from otcpt.shown import Shown
from otcpt.timeline import Timeline

if TYPE_CHECKING:
    from otcpt.page import Page


@attrs.frozen
class Timing:
    """The unit length of a code meaning, in whole minutes.

    ``interval`` is the length of one unit (97550: 30, its add-on 97551: 15); an untimed code has none. ``pool`` names
    the total-time pool of CMS the minutes enter (``"cms-15"``), or is None: timed with 15 minutes is *not* the pool.
    ``family`` is the first code of a first-plus-additional family (97129 for both 97129 and 97130), ``additional`` its
    add-on. ``rounding`` is ``"midpoint"`` (a unit is reached past half of it), ``"full"`` (RTM: full time only) or
    ``"unknown"`` (announced as time-based, the length of a unit not yet published: 90901 from 2027). A code with a
    minimum or a band instead of an interval (G0129, 98970) has ``minimum`` and counts once. ``least`` is the fewest
    minutes of the last unit where a payer says another number than the code.
    """

    interval: int | None = None
    pool: str | None = None
    family: str | None = None
    additional: str | None = None
    rounding: str = "midpoint"
    minimum: int | None = None
    least: int | None = None

    @property
    def timed(self) -> bool:
        """Whether units follow from minutes by an interval."""
        return self.interval is not None


#: One unit whatever the minutes.
UNTIMED = Timing()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CodeMeaning(FrozenValue, Shown):
    """What a code number meant between two days, both included. Labels are otcpt's own words, never the AMA's.

    ``system`` is the code set (CPT I, CPT III, HCPCS II), ``family`` a group of otcpt's own for searching. ``timing``
    says how minutes become units, ``unit_basis`` what one unit is, in words; ``add_on_to`` are the codes an add-on
    needs. ``first_day`` is None where no start is known inside the scope (2000 on); ``start_known`` then tells whether
    the code simply predates the scope (True) or the start is unknown (False). ``last_day`` is None while in force.
    ``predecessors`` and ``successors`` are what it replaced and what replaced it. ``status`` says in short how Medicare
    last paid it, a letter of the fee schedule or the schedule or payer in its place; what held on a day is answered by
    `CodeHistory.status`. ``designation`` is
    ``"always"``, ``"sometimes"`` or ``"not"`` (CMS therapy code list); ``designation_confirmed`` is False where only
    general knowledge supports it. ``mppr`` is True where the practice-expense
    reduction for multiple procedures applies; ``one_on_one`` and ``direct_contact`` are None where not known.
    ``once_a_day``: one unit is all a day can have. ``context`` marks codes of other fields kept for cross-discipline
    rules. ``sources`` are keys of the edition's source list, ``confidence`` is high, medium or low, and ``date_basis``
    says what supports the first and the last day.
    """

    code: str
    label: str
    system: str
    family: str
    timing: Timing
    first_day: date | None
    last_day: date | None
    start_known: bool
    add_on_to: tuple[str, ...]
    unit_basis: str
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    status: str
    designation: str
    designation_confirmed: bool
    mppr: bool
    one_on_one: bool | None
    direct_contact: bool | None
    once_a_day: bool
    context: bool
    sources: tuple[str, ...]
    confidence: str
    date_basis: str
    notes: str

    @property
    def days(self) -> str:
        """The days of this meaning as text."""
        start = self.first_day or ("before 2000" if self.start_known else "an unknown day")
        return f"{start} to {self.last_day or 'now'}"

    def __repr__(self) -> str:
        return f"<CodeMeaning {self.code} {self.label!r}, {self.days}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.codes.pages import meaning_page

        return meaning_page(self)


@attrs.frozen(eq=False, repr=False)
class CodeHistory(FrozenValue, Shown):
    """All meanings of one code number by date of service.

    >>> from otcpt.editions import load_edition
    >>> load_edition().codes["97003"]
    <CodeHistory 97003: 'Initial OT evaluation, any complexity', 1998-01-01 to 2016-12-31;
    replaced by 97165, 97166, 97167>
    """

    code: str
    timeline: Timeline[CodeMeaning]
    statuses: Timeline[StatusAnswer]

    @property
    def meanings(self) -> tuple[CodeMeaning, ...]:
        """The meanings, oldest first."""
        return tuple(meaning for meaning in self.timeline.values if meaning is not None)

    def get(self, on: date | str) -> CodeMeaning | None:
        """Return the meaning in force on that day.

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The meaning, or None.

        Raises:
            InvalidInput: The day is not a calendar day.
        """
        return self.timeline.get(on)

    def on(self, on: date | str) -> CodeMeaning:
        """Return the meaning in force on that day.

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The meaning.

        Raises:
            OutsideCoverage: None is; the message says when the code was in force and what replaced it.
        """
        meaning = self.timeline.get(on)
        if meaning is None:
            raise OutsideCoverage(self.absence(on))
        return meaning

    def status(self, on: date | str) -> StatusAnswer:
        """Return Medicare's payment status on that day, or *cannot tell*.

        Source: CMS fee schedule files, status column.

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The status letter with its source, or why it is not known.

        Raises:
            InvalidInput: The day is not a calendar day.

        Example:
            >>> from otcpt.editions import load_edition
            >>> history = load_edition().codes["96202"]
            >>> history.status(date(2023, 5, 1)).letter, history.status(date(2024, 5, 1)).letter
            ('B', 'A')
            >>> history.status(date(2022, 5, 1)).known
            False
        """
        return self.statuses.on(on)

    def in_force(self, on: date | str) -> bool:
        """Return whether the code has a meaning on that day.

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            Whether it is in force.
        """
        return self.timeline.get(on) is not None

    def absence(self, on: date | str) -> str:
        """Return, for a day without a meaning, when the code was in force and what replaced it.

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            Two sentences at most.

        Example:
            >>> from otcpt.editions import load_edition
            >>> load_edition().codes["97004"].absence(date(2026, 3, 2))
            '97004 is not in force on 2026-03-02: 1998-01-01 to 2016-12-31. Replaced by 97168.'
        """
        replaced = f" Replaced by {', '.join(self.successors)}." if self.successors else ""
        return f"{self.code} is not in force on {on}: {self.spans}.{replaced}"

    @property
    def spans(self) -> str:
        """The days of each meaning as text."""
        return "; ".join(meaning.days for meaning in self.meanings)

    @property
    def last_day(self) -> date | None:
        """Last day of the last meaning, or None while in force."""
        return self.meanings[-1].last_day

    @property
    def successors(self) -> tuple[str, ...]:
        """What replaced the code when its last meaning ended."""
        return self.meanings[-1].successors

    def __iter__(self) -> Iterator[CodeMeaning]:
        return iter(self.meanings)

    def __len__(self) -> int:
        return len(self.meanings)

    def __repr__(self) -> str:
        meanings = "; ".join(f"{meaning.label!r}, {meaning.days}" for meaning in self.meanings)
        replaced = f"; replaced by {', '.join(self.successors)}" if self.successors else ""
        return f"<CodeHistory {self.code}: {meanings}{replaced}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.codes.pages import history_page

        return history_page(self)
