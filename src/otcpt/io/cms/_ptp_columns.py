"""From the lines of a PTP table to columns by code, and what only the whole table can keep or break.

Each row is cut into column one, column two and the rest, and the three are looked up. Of 2.5 million rows only some
13,000 codes and a few thousand different rests are ever taken apart and checked: those not met before. A block of
lines in which a look-up fails is gone through line by line.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import product
from operator import itemgetter

import attrs

from otcpt.codes import is_code
from otcpt.io.cms._bulk import SHIFT, bulk_for
from otcpt.io.cms._cells import CODE
from otcpt.io.cms._members import Faults
from otcpt.io.cms._ptp_file import PtpTerms, read_terms

_FIELDS = 7


class _Unreadable(Exception):
    """A cell that is not as it should be: the block it stands in is to be read line by line."""


class _Codes(dict[bytes, int]):
    """From a cell with its tab, ``b"97530\\t"``, to the number of its code."""

    def __missing__(self, cell: bytes) -> int:
        if cell[5:] != b"\t" or not is_code(cell[:5].decode("latin-1")):
            raise _Unreadable
        return self.setdefault(cell, len(self))


class _Rests(dict[bytes, int]):
    """From the last five fields, ``b"\\t20201001\\t*\\t1\\tCPT ...\\r"``, to the number of their terms."""

    def __init__(self) -> None:
        super().__init__()
        self.terms: dict[PtpTerms, int] = {}

    def __missing__(self, rest: bytes) -> int:
        cells = rest.decode("latin-1").split("\t")
        terms = read_terms(cells, _pass_over) if len(cells) == _FIELDS - 2 else None
        if terms is None:
            raise _Unreadable
        return self.setdefault(rest, self.number(terms))

    def number(self, terms: PtpTerms) -> int:
        return self.terms.setdefault(terms, len(self.terms))


class Columns:
    """The rows read so far, in the order of the files; codes and terms are numbered as they were met."""

    def __init__(self, faults: Faults) -> None:
        self.one, self.two, self.term = array("I"), array("I"), array("I")
        self._codes, self._rests = _Codes(), _Rests()
        self._faults = faults
        self._runs: list[tuple[int, str, int]] = []

    def __len__(self) -> int:
        return len(self.term)

    def codes(self) -> dict[str, int]:
        """The codes with their numbers."""
        return {cell[:5].decode(): number for cell, number in self._codes.items()}

    def terms(self) -> dict[PtpTerms, int]:
        """The terms with their numbers."""
        return self._rests.terms

    def begin(self, file: str, line: int) -> None:
        """Note that the next row stands on this line of this file, and those after it on the lines that follow."""
        self._runs.append((len(self), file, line))

    def place(self, row: int) -> tuple[str, int]:
        """Return the file and the line a row stands on."""
        first, file, line = self._runs[bisect_right(self._runs, row, key=itemgetter(0)) - 1]
        return file, line + row - first

    def take(self, lines: Sequence[bytes], file: str, first: int) -> None:
        """Read the lines of a file from its line ``first`` on."""
        before = len(self)
        try:
            self.one.extend(map(self._codes.__getitem__, [line[:6] for line in lines]))
            self.two.extend(map(self._codes.__getitem__, [line[6:12] for line in lines]))
            self.term.extend(map(self._rests.__getitem__, [line[12:] for line in lines]))
        except _Unreadable:
            for column in (self.one, self.two, self.term):
                del column[before:]
            self._take_each(lines, file, first)

    def _take_each(self, lines: Sequence[bytes], file: str, first: int) -> None:
        gap = False
        for number, line in enumerate(lines, first):
            row = self._row(line.decode("latin-1").rstrip("\r"), file, number)
            if row is None:
                gap = True
                continue
            if gap:
                self.begin(file, number)
                gap = False
            for column, value in zip((self.one, self.two, self.term), row, strict=True):
                column.append(value)
        if gap:
            self.begin(file, first + len(lines))

    def _row(self, text: str, file: str, number: int) -> tuple[int, int, int] | None:
        """Return the numbers of a row, or None for a blank line and, after noting what is wrong, for a bad one."""
        if not text.strip():
            return None
        cells = text.split("\t")
        if len(cells) != _FIELDS:
            self._faults.note(file, number, None, text, f"the row has {len(cells)} fields, expected {_FIELDS}")
            return None
        codes = [cell.strip() for cell in cells[:2]]
        for column, code in zip(("Column 1", "Column 2"), codes, strict=True):
            if not is_code(code):
                self._faults.note(file, number, column, code, CODE)
        terms = read_terms(cells[2:], lambda *wrong: self._faults.note(file, number, *wrong))
        if terms is None or not all(map(is_code, codes)):
            return None
        one, two = (self._codes[f"{code}\t".encode()] for code in codes)
        return one, two, self._rests.number(terms)


def _pass_over(column: str, value: str, message: str) -> None:
    pass


#: CMS lists one pair twice under one deletion date: void edits of 1996, that differ in their rationale.
_TWICE_VOID = ("88108", "88162", date(1996, 1, 1))
_MASK = (1 << SHIFT) - 1


@attrs.frozen
class Ordered:
    """The rows by column one and column two; rows of one pair stay in the order of the file.

    ``pair`` is both codes in one number; ``stood`` tells where the rows stood, None where they were in order.
    """

    codes: tuple[str, ...]
    terms: tuple[PtpTerms, ...]
    one: "array[int]"
    two: "array[int]"
    term: "array[int]"
    pair: "array[int]"
    stood: "array[int] | None"

    def terms_of(self, row: int) -> PtpTerms:
        """Return the terms of a row."""
        return self.terms[self.term[row]]


def in_order(columns: Columns) -> Ordered:
    """Number codes and terms in their own order, and put the rows in the order of their pairs."""
    code_numbers, term_numbers = columns.codes(), columns.terms()
    codes, terms = sorted(code_numbers), sorted(term_numbers, key=_by_day)
    places = _places(code_numbers[code] for code in codes)
    bulk = bulk_for(len(columns))
    one, two = bulk.mapped(columns.one, places), bulk.mapped(columns.two, places)
    term = bulk.mapped(columns.term, _places(term_numbers[one] for one in terms))
    pair = bulk.paired(one, two)
    stood = bulk.order(pair)
    if stood is not None:
        one, two, term, pair = (bulk.at(column, stood) for column in (one, two, term, pair))
    return Ordered(tuple(codes), tuple(terms), one, two, term, pair, stood)


def listed_twice(rows: Ordered) -> Iterator[tuple[int, str]]:
    """Yield every row that cannot stand beside an earlier one of its pair, or at all, with the reason."""
    bulk = bulk_for(len(rows.pair))
    for row in bulk.alike(rows.one, rows.two):
        yield row, "a code has no edit with itself"
    pair, term = rows.pair, rows.term
    clash = cache(lambda one, two: _clash(rows.terms[one], rows.terms[two]))
    step = 1
    firsts = bulk.repeated(pair)
    while firsts:
        for row in firsts:
            message = clash(term[row], term[row + step])
            if message and not _is_the_exception(rows, row, row + step):
                yield row + step, message
        step += 1
        firsts = [row for row in firsts if row + step < len(pair) and pair[row] == pair[row + step]]


def both_ways(rows: Ordered) -> Iterator[tuple[int, int]]:
    """Yield two rows for every pair that stands in both directions, where both edits are in force on some day."""
    for pair in bulk_for(len(rows.pair)).turned(rows.one, rows.two, rows.pair):
        back = (pair & _MASK) << SHIFT | pair >> SHIFT
        for row, other in product(_span(rows.pair, pair), _span(rows.pair, back)):
            if _meet(rows.terms_of(row), rows.terms_of(other)):
                yield row, other


def _clash(one: PtpTerms, two: PtpTerms) -> str | None:
    if one.deletion == two.deletion:
        return "the pair is listed twice with one deletion date"
    return "the pair is in force twice on one day" if _meet(one, two) else None


def _meet(one: PtpTerms, two: PtpTerms) -> bool:
    """Tell whether both edits, neither of them void, are in force on some day."""
    if 9 in (one.modifier_indicator, two.modifier_indicator):
        return False
    return one.effective <= (two.deletion or date.max) and two.effective <= (one.deletion or date.max)


def _is_the_exception(rows: Ordered, row: int, other: int) -> bool:
    one, two = rows.terms_of(row), rows.terms_of(other)
    listed = (rows.codes[rows.one[row]], rows.codes[rows.two[row]], one.deletion)
    void = one.modifier_indicator == two.modifier_indicator == 9
    return listed == _TWICE_VOID and void and one.rationale != two.rationale


def _span(pair: "array[int]", wanted: int) -> range:
    return range(bisect_left(pair, wanted), bisect_right(pair, wanted))


def _by_day(terms: PtpTerms) -> tuple[date, date, int, str, bool]:
    return terms.effective, terms.deletion or date.max, terms.modifier_indicator, terms.rationale, terms.before_1996


def _places(numbers: Iterable[int]) -> list[int]:
    """Return the place of every number, by number."""
    listed = list(numbers)
    places = [0] * len(listed)
    for place, number in enumerate(listed):
        places[number] = place
    return places
