"""The columns of a PTP table by code, and what only the whole table can keep or break."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import product

import attrs

from otcpt.io.cms._bulk import SHIFT, bulk_for
from otcpt.io.cms._ptp_columns import Columns
from otcpt.io.cms._ptp_file import PtpTerms

#: CMS lists one pair twice under one deletion date: void edits of 1996, told apart by their rationale.
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

    def said(self, row: int) -> PtpTerms:
        """Return the terms of a row."""
        return self.terms[self.term[row]]


def in_order(columns: Columns) -> Ordered:
    """Number codes and terms in their own order, and put the rows in the order of their pairs."""
    code_numbers, term_numbers = columns.codes(), columns.terms()
    codes, terms = sorted(code_numbers), sorted(term_numbers, key=_by_day)
    places = _places(code_numbers[code] for code in codes)
    bulk = bulk_for(len(columns))
    one, two = bulk.mapped(columns.one, places), bulk.mapped(columns.two, places)
    term = bulk.mapped(columns.term, _places(term_numbers[said] for said in terms))
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
            if _meet(rows.said(row), rows.said(other)):
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
    one, two = rows.said(row), rows.said(other)
    listed = (rows.codes[rows.one[row]], rows.codes[rows.two[row]], one.deletion)
    void = one.modifier_indicator == two.modifier_indicator == 9
    return listed == _TWICE_VOID and void and one.rationale != two.rationale


def _span(pair: "array[int]", wanted: int) -> range:
    return range(bisect_left(pair, wanted), bisect_right(pair, wanted))


def _by_day(said: PtpTerms) -> tuple[date, date, int, str, bool]:
    return said.effective, said.deletion or date.max, said.modifier_indicator, said.rationale, said.before_1996


def _places(numbers: Iterable[int]) -> list[int]:
    """Return the place of every number, by number."""
    listed = list(numbers)
    places = [0] * len(listed)
    for place, number in enumerate(listed):
        places[number] = place
    return places
