"""The procedure-to-procedure table of one setting: packed columns, opened pair by pair."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter

from otcpt.codes import parse_code
from otcpt.edits._coverage import PtpCoverage
from otcpt.edits._ptp_answer import PtpAnswer, PtpEdit
from otcpt.edits.flags import INDICATOR, SWAPPED, basis_of
from otcpt.timeline import Span, Timeline, calendar_day


class PtpTable:
    """The edits of one setting, by date of service: in a bundled edition those that touch a registry code, else all.

    ``verified_from`` and ``verified_through`` are the days the table as a whole was read for; both are None where no
    table is held (Medicaid).

    >>> from otcpt.editions import load_edition
    >>> table = load_edition().ptp("practitioner")
    >>> answer = table.between("97530", "97750", on=date(2024, 7, 1))
    >>> answer.edit.column_one, answer.edit.column_two, answer.edit.modifier_indicator
    ('97530', '97750', 1)
    """

    __slots__ = (
        "_changes",
        "_codes",
        "_coverage",
        "_dates",
        "_exists",
        "_found",
        "_pairs",
        "_rows",
        "_sources",
        "_terms",
        "setting",
    )

    def __init__(
        self,
        setting: str,
        coverage: PtpCoverage,
        codes: Sequence[str] = (),
        dates: Sequence[str] = (),
        sources: Sequence[str] = (),
        columns: Mapping[str, Sequence[int]] | None = None,
        changes: Mapping[tuple[str, str], date] | None = None,
        exists: Callable[[str], bool | None] | None = None,
    ) -> None:
        """Take the sorted codes and the columns: ``list`` is the place of each code's list of rows, which some share.

        ``ends`` says where each list begins and the next one does, ``high`` is the other code of the pair. ``term`` is
        the place of the pair's terms, which are the other columns. Each code's rows are sorted by the other code; a
        pair is found under either of its codes. ``changes`` are the pairs, lower code first, that another table saw
        change after this one was last read, and since when.
        """
        self.setting = setting
        self._coverage = coverage
        self._codes = codes
        self._dates = dates
        self._sources = sources
        self._rows: Mapping[str, Sequence[int]] = columns or {}
        self._terms = self._rows.get("term", ())
        self._changes = changes or {}
        self._exists = exists
        self._found: dict[str, tuple[str, int | None, bool]] = {}
        self._pairs = lru_cache(maxsize=1 << 16)(self._open)

    @property
    def verified_from(self) -> date | None:
        """First day for which every pair with a registry code is answered."""
        return self._coverage.verified_from

    @property
    def verified_through(self) -> date | None:
        """Last day the table was read for; later answers are carried forward."""
        return self._coverage.verified_through

    def verified_for(self, one: str, other: str) -> date | None:
        """Return the last day the table was read for two codes: that of the table, or a later one.

        Args:
            one: One code of the pair.
            other: The other code of the pair.

        Returns:
            The day, or None where no table is held.

        Example:
            >>> from otcpt.editions import load_edition
            >>> table = load_edition().ptp("practitioner")
            >>> str(table.verified_for("97140", "97530")), str(table.verified_for("97750", "97530"))
            ('2026-12-31', '2024-09-30')
        """
        read = self._coverage.read_for(parse_code(one), parse_code(other))
        return self._coverage.verified_through if read is None else read.through

    def between(self, one: str, other: str, *, on: date | str) -> PtpAnswer:
        """Return the edit of two codes on a date of service, in whichever order they are given.

        ``known`` is False where the table cannot tell: outside its days or codes, before a start that is known only as
        a bound, or where it changed after it was last read. Source: Medicare NCCI PTP tables; dates of the hospital
        table from the outpatient code editor.

        Args:
            one: One code of the pair.
            other: The other code of the pair.
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The edit, or that there is none, or why it is not known.

        Raises:
            InvalidInput: A code or the day is impossible.

        Example:
            >>> from otcpt.editions import load_edition
            >>> table = load_edition().ptp("practitioner")
            >>> table.between("97140", "97530", on=date(2024, 7, 1))
            PtpAnswer(edit=None, known=True, reason='', carried_forward=False, seen_again=False)
            >>> table.between("99213", "71046", on=date(2024, 7, 1)).known
            False
        """
        return self._pairs(one, other).on(on)

    def complete_since(self, one: str, other: str) -> date | None:
        """Return the first day from which no row means *no edit* of these two codes.

        Args:
            one: One code of the pair.
            other: The other code of the pair.

        Returns:
            The day, or None where it never does.

        Example:
            >>> from otcpt.editions import load_edition
            >>> load_edition().ptp("practitioner").complete_since("99213", "71046") is None
            True
        """
        return self._coverage.since(parse_code(one), parse_code(other))

    def codes_with_complete_answers(self, code: str) -> frozenset[str] | None:
        """Return the codes for which no row means *no edit* with this one, on some day.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The codes; None means every code.

        Example:
            >>> from otcpt.editions import load_edition
            >>> table = load_edition().ptp("practitioner")
            >>> table.codes_with_complete_answers("97530") is None
            True
            >>> [code in table.codes_with_complete_answers("71046") for code in ("97530", "99213")]
            [True, False]
        """
        return self._coverage.codes_with_complete_answers(parse_code(code))

    def partners(self, code: str) -> frozenset[str]:
        """Return the codes that have, had or may have had an edit with this one in the days the table is held for.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The codes.

        Example:
            >>> from otcpt.editions import load_edition
            >>> "97750" in load_edition().ptp("practitioner").partners("97530")
            True
        """
        found = self._place(parse_code(code))
        if found is None:
            return frozenset()
        rows = self.rows_under(found)
        under_it = set(self._rows["high"][rows.start : rows.stop])
        it_under = {one for one in range(len(self._codes)) if self._span(one, found)}
        return frozenset(self._codes[index] for index in under_it | it_under)

    def edits(self, one: str, other: str) -> tuple[PtpEdit, ...]:
        """Return every edit the two codes ever had in the days the table is held for.

        Args:
            one: One code of the pair.
            other: The other code of the pair.

        Returns:
            The edits, oldest first.

        Example:
            >>> from otcpt.editions import load_edition
            >>> [edit.last_day for edit in load_edition().ptp("outpatient_hospital").edits("97530", "97535")]
            [datetime.date(2019, 12, 31), datetime.date(2021, 12, 31)]
        """
        return self._edits(self._place(parse_code(one)), self._place(parse_code(other)))

    def edits_after(self, day: date | str) -> Iterator[PtpEdit]:
        """Yield every edit that begins or ends after a day.

        Args:
            day: The day, as a date or as text like ``"2026-03-02"``.

        Yields:
            The edits, in the order of the table.

        Example:
            >>> from otcpt.editions import load_edition
            >>> len(list(load_edition().ptp("outpatient_hospital").edits_after(date(2025, 6, 30))))
            823
        """
        after = str(calendar_day(day, "day"))
        late = {place for place, text in enumerate(self._dates) if text > after}
        days = zip(self._rows.get("first_day", ()), self._rows.get("last_day", ()), strict=True)
        terms = [first in late or last in late for first, last in days]
        for low in range(len(self._codes)) if any(terms) else ():
            for row in self.rows_under(low):
                if terms[self._terms[row]]:
                    yield self._edit(low, row)

    def _open(self, one: str, other: str) -> Timeline[PtpAnswer]:
        both = self._find(one), self._find(other)
        (one, low, is_none), (other, high, is_none_either) = both if both[0][0] <= both[1][0] else both[::-1]
        if is_none or is_none_either:
            none = " or ".join(code for code, _, is_none in sorted(both) if is_none)
            return Timeline([Span(PtpAnswer(None, False, f"No code number {none} is known"))])
        return self._coverage.answers(one, other, self._edits(low, high), self._changes.get((one, other)))

    def _find(self, code: str) -> tuple[str, int | None, bool]:
        """Return a code, its place, and whether no code has the number, as far as the edition can tell."""
        found = self._found.get(code)
        if found is None:
            canonical = parse_code(code)
            place = self._place(canonical)
            is_none = place is None and self._exists is not None and self._exists(canonical) is False
            found = self._found[code] = canonical, place, is_none
        return found

    def _edits(self, one: int | None, other: int | None) -> tuple[PtpEdit, ...]:
        """Return the edits of two codes by their places; none of a code with itself, or of one without edits."""
        if one is None or other is None or one == other:
            return ()
        found = [self._edit(low, row) for low, high in ((one, other), (other, one)) for row in self._span(low, high)]
        return tuple(sorted(found, key=attrgetter("first_day"))) if found else ()

    def _edit(self, low: int, row: int) -> PtpEdit:
        at = self._terms[row]
        flags, codes = self._rows["flags"][at], (self._codes[low], self._codes[self._rows["high"][row]])
        column_one, column_two = codes[::-1] if flags & SWAPPED else codes
        first_day = self._day("first_day", at)
        assert first_day is not None
        return PtpEdit(
            column_one,
            column_two,
            flags & INDICATOR,
            first_day,
            self._day("last_day", at),
            self._day("not_before", at),
            basis_of(flags),
            self._sources[self._rows["source"][at]],
        )

    def _place(self, code: str) -> int | None:
        found = bisect_left(self._codes, code)
        return found if found < len(self._codes) and self._codes[found] == code else None

    def rows_under(self, low: int) -> range:
        """Return the rows that are kept under the code of a place."""
        at, ends = self._rows["list"][low], self._rows["ends"]
        return range(ends[at], ends[at + 1])

    def _span(self, low: int, high: int) -> range:
        others, rows = self._rows["high"], self.rows_under(low)
        first = bisect_left(others, high, rows.start, rows.stop)
        return range(first, bisect_right(others, high, first, rows.stop))

    def _day(self, column: str, at: int) -> date | None:
        text = self._dates[self._rows[column][at]]
        return date.fromisoformat(text) if text else None

    def __repr__(self) -> str:
        rows = sum(len(self.rows_under(low)) for low in range(len(self._codes)))
        return f"<PtpTable {self.setting}: {rows} rows, verified through {self.verified_through}>"
