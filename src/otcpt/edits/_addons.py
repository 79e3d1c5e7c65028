"""Which codes must be there for an add-on code to be payable, by date of service."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import attrs

from otcpt.codes import parse_code
from otcpt.frozenvalue import FrozenValue
from otcpt.timeline import Timeline, calendar_day, day_after


@attrs.frozen(eq=False, repr=False)
class AddonAnswer(FrozenValue):
    """The primaries of a code on one day; none, and ``known``, means the code is no add-on.

    ``edit_type`` is CMS's: 1 only the listed primaries count, 2 the contractor defines them, 3 both; 0 no add-on.
    ``possible`` are codes that may be primaries too: with one of them on the claim the check cannot be made.
    """

    primaries: tuple[str, ...]
    edit_type: int
    known: bool
    reason: str = ""
    carried_forward: bool = False
    possible: tuple[str, ...] = ()


class AddonRow(NamedTuple):
    """One add-on edit. ``settled`` False: it is not certain that this primary counts.

    ``primary`` is empty where the contractor defines the primaries; ``last_day`` is included, None: not ended.
    """

    primary: str
    edit_type: int
    not_before: date | None
    first_day: date
    verified_through: date
    settled: bool
    last_day: date | None = None

    def ended(self, on: date | str) -> bool:
        """Return whether the edit had ended before that day.

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            Whether its last day is earlier.
        """
        return self.last_day is not None and self.last_day < calendar_day(on, "on")


class AddonTable:
    """The add-on edits: in a bundled edition those of the registry's codes, else all.

    >>> from otcpt.editions import load_edition
    >>> load_edition().addons.primaries("97130", on=date(2024, 3, 1)).primaries
    ('97129',)
    """

    __slots__ = ("_answers", "_covered", "_rows", "through", "verified_from", "verified_through")

    def __init__(
        self,
        rows: Mapping[str, Sequence[AddonRow]],
        covered: Collection[str] | None,
        verified_from: date,
        verified_through: date,
        through: date,
    ) -> None:
        """Take the edits by add-on code, the codes whose absence means *no add-on*, and the days read.

        ``covered`` None means every code.
        """
        self._rows = rows
        self._covered = covered
        self.verified_from = verified_from
        self.verified_through = verified_through
        self.through = through
        self._answers = lru_cache(maxsize=1 << 14)(self._open)

    def primaries(self, code: str, *, on: date | str) -> AddonAnswer:
        """Return the primary codes of an add-on code on a date of service.

        Args:
            code: A CPT or HCPCS code.
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The codes that are primaries that day, or why it is not known.

        Raises:
            InvalidInput: The code or the day is impossible.

        Example:
            >>> from otcpt.editions import load_edition
            >>> load_edition().addons.primaries("98981", on=date(2026, 3, 2)).primaries
            ('98980',)
        """
        return self._answers(code).on(on)

    def _open(self, code: str) -> Timeline[AddonAnswer]:
        code = parse_code(code)
        rows = self._rows.get(code, ())
        cuts = [day for row in rows for day in (row.not_before, row.first_day, day_after(row.verified_through)) if day]
        cuts += [day_after(row.last_day) for row in rows if row.last_day]
        cuts += [self.verified_from, day_after(self.verified_through), day_after(self.through)]
        return Timeline.sampled(cuts, lambda on: self._answer(on, code, rows))

    def _answer(self, on: date, code: str, rows: Sequence[AddonRow]) -> AddonAnswer:
        if self._covered is not None and code not in self._covered and not rows:
            return _unknown("This edition has no add-on edits of this code")
        if on < self.verified_from:
            return _unknown(f"This edition has add-on edits from {self.verified_from} on")
        if on > self.through:
            return _unknown(f"This edition ends on {self.through}")
        rows = [row for row in rows if not row.ended(on)]
        sure = [row for row in rows if row.settled and row.first_day <= on]
        possible = tuple(row.primary for row in rows if not row.settled and row.first_day <= on)
        if sure:
            read = min(row.verified_through for row in sure)
            reason = f"Carried forward from {read}, the last day the add-on edits were read for" if on > read else ""
            primaries = tuple(row.primary for row in sure if row.primary)
            edit_type = max(row.edit_type for row in sure)
            return AddonAnswer(primaries, edit_type, True, reason, bool(reason), possible)
        if possible:
            return AddonAnswer(
                (), 0, False, f"No source settles whether {', '.join(possible)} is its primary code", False, possible
            )
        if any(row.not_before is None or row.not_before <= on for row in rows):
            return _unknown(f"An add-on edit was in force by {rows[0].first_day}; its first day is not known")
        reason = f"Carried forward from {self.verified_through}, the last day the add-on edits were read for"
        late = on > self.verified_through
        return AddonAnswer((), 0, True, reason if late else "", late)

    def __repr__(self) -> str:
        return f"<AddonTable of {len(self._rows)} add-on codes, verified through {self.verified_through}>"


def _unknown(reason: str) -> AddonAnswer:
    return AddonAnswer((), 0, False, reason)
