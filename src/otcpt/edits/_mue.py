"""The units a payer accepts for one code, line or day (medically unlikely edits), by date of service."""

from collections.abc import KeysView, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import attrs

from otcpt.codes import parse_code
from otcpt.frozenvalue import FrozenValue
from otcpt.timeline import Timeline, day_after


@attrs.frozen(eq=False, repr=False)
class MueAnswer(FrozenValue):
    """The most units of a code on one day, as one setting's table has it.

    ``adjudication_indicator`` 1: each line alone; 2: all lines of the day, absolute; 3: all lines of the day, the
    contractor may pay above on evidence; None: not published (Medicaid). ``units`` 0 means *not payable here*, never
    *unlimited*. ``known`` False means *cannot tell*: no row is not "no limit". ``rationale`` is CMS's category,
    ``source`` a key of the edition's sources.
    """

    units: int | None
    adjudication_indicator: int | None
    known: bool
    reason: str = ""
    carried_forward: bool = False
    rationale: str = ""
    source: str = ""


class MueRow(NamedTuple):
    """One value of one published table, in force in the quarter from ``edition`` to ``edition_end``."""

    edition: date
    edition_end: date
    units: int
    adjudication_indicator: int | None
    rationale: str
    source: str

    @property
    def limit(self) -> tuple[int, int | None]:
        """What must be equal in two editions for the days between them to be answered."""
        return self.units, self.adjudication_indicator


class MueTable:
    """The unit limits of one setting, from the tables of a few quarters.

    Between two tables a value is carried forward where both agree and unknown where they differ. ``verified_from`` and
    ``verified_through`` are None where no table is held.

    >>> from otcpt.editions import load_edition
    >>> load_edition().mue("practitioner").limit("97110", on=date(2026, 4, 1)).units
    6
    """

    __slots__ = ("_limits", "_rows", "setting", "through", "verified_from", "verified_through")

    def __init__(self, setting: str, rows: Sequence[Sequence[Any]], through: date) -> None:
        self.setting = setting
        self._rows: dict[str, list[Sequence[Any]]] = {}
        for row in rows:
            for code in row[0].split():
                self._rows.setdefault(code, []).append(row)
        self.verified_from = date.fromisoformat(min([row[1] for row in rows])) if rows else None
        self.verified_through = date.fromisoformat(max([row[2] for row in rows])) if rows else None
        self.through = through
        self._limits = lru_cache(maxsize=1 << 14)(self._open)

    def limit(self, code: str, *, on: date | str) -> MueAnswer:
        """Return the limit of one code on a date of service.

        Args:
            code: A CPT or HCPCS code.
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The units and the adjudication indicator, or why they are not known.

        Raises:
            InvalidInput: The code or the day is impossible.

        Example:
            >>> from otcpt.editions import load_edition
            >>> answer = load_edition().mue("outpatient_hospital").limit("97150", on=date(2024, 8, 1))
            >>> answer.units, answer.adjudication_indicator
            (2, 3)
        """
        return self._limits(code).on(on)

    @property
    def codes(self) -> KeysView[str]:
        """The codes with a limit in any table that was read."""
        return self._rows.keys()

    def rows(self, code: str) -> Sequence[MueRow]:
        """Return what each table that was read has for a code; never raises.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The rows, the oldest first.
        """
        day, rows = date.fromisoformat, self._rows.get(code, ())
        return tuple(sorted([MueRow(day(edition), day(end), *limit) for _, edition, end, *limit in rows]))

    def _open(self, code: str) -> Timeline[MueAnswer]:
        rows = self.rows(parse_code(code))
        cuts = [day for row in rows for day in (row.edition, day_after(row.edition_end))]
        return Timeline.sampled([*cuts, day_after(self.through)], lambda on: self._answer(on, rows))

    def _answer(self, on: date, rows: Sequence[MueRow]) -> MueAnswer:
        if not self._rows:
            return _unknown("This edition has no MUE table of this setting")
        if not rows:
            return _unknown("No published MUE of this code was read (which does not mean that it has none)")
        if on > self.through:
            return _unknown(f"This edition ends on {self.through}")
        before = [row for row in rows if row.edition <= on]
        if not before:
            return _unknown(f"The first MUE table with this code that was read is of {rows[0].edition}")
        row = before[-1]
        if on <= row.edition_end:
            return _known(row)
        later = rows[len(before) :]
        if later and later[0].limit != row.limit:
            return _unknown(
                f"The MUE tables of {row.edition} and {later[0].edition} differ, and none between them was read"
            )
        return _known(row, f"Carried forward from the table of {row.edition}")

    def __repr__(self) -> str:
        return f"<MueTable {self.setting}: {len(self._rows)} codes, verified through {self.verified_through}>"


def _known(row: MueRow, carried: str = "") -> MueAnswer:
    return MueAnswer(row.units, row.adjudication_indicator, True, carried, bool(carried), row.rationale, row.source)


def _unknown(reason: str) -> MueAnswer:
    return MueAnswer(None, None, False, reason)
