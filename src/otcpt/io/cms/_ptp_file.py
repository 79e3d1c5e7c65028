"""A whole PTP table in columns of small numbers: two codes and the terms of the pair, each written once."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import attrs

from otcpt.io.cms._bulk import bulk_for
from otcpt.io.cms._cells import read_day
from otcpt.io.cms._members import TablePart


class PtpTerms(NamedTuple):
    """What a row says of its pair.

    ``effective`` is the first and ``deletion`` the last day in force, None where CMS prints ``*``;
    ``modifier_indicator`` 0: nothing bypasses, 1: a modifier may, 9: the edit never lived. ``before_1996`` repeats the
    mark of the third field.
    """

    before_1996: bool
    effective: date
    deletion: date | None
    modifier_indicator: int
    rationale: str


class PtpRow(NamedTuple):
    """One row of the table: the code that is paid, the code that is denied beside it, and the terms."""

    column_one: str
    column_two: str
    before_1996: bool
    effective: date
    deletion: date | None
    modifier_indicator: int
    rationale: str


@attrs.frozen(kw_only=True)
class PtpFile:
    """All rows of one PTP table, those of deleted edits too, sorted by column one and column two.

    Row ``n`` is ``codes[column_one[n]]``, ``codes[column_two[n]]`` and ``terms[term[n]]``; iterating gives the rows
    written out. ``codes`` is sorted. ``version``, ``revision`` and ``effective`` (first day of the quarter) come from
    the names of the files, None where these tell nothing; ``parts`` are the files in their order, with their headers.

    ``both_ways`` lists two rows each where a pair was in force in both directions on some past day. No invariant of the
    table forbids that, but no single answer can be given for those days either.
    """

    setting: str
    version: str | None
    revision: int | None
    effective: date | None
    parts: tuple[TablePart, ...]
    codes: tuple[str, ...] = attrs.field(repr=lambda codes: f"<{len(codes)} codes>")
    terms: tuple[PtpTerms, ...] = attrs.field(repr=lambda terms: f"<{len(terms)} terms>")
    column_one: Sequence[int] = attrs.field(repr=lambda column: f"<{len(column)} rows>", hash=False)
    column_two: Sequence[int] = attrs.field(repr=False, hash=False)
    term: Sequence[int] = attrs.field(repr=False, hash=False)
    both_ways: tuple[tuple[int, int], ...] = attrs.field(repr=False)

    def __len__(self) -> int:
        return len(self.term)

    def numbered(self, numbers: Sequence[int | None]) -> "tuple[array[int], array[int], array[int]]":
        """Return column one, column two and term, each in the smallest type that holds it.

        Row by row, ``numbers[n]`` is ``terms[n]``; rows whose terms have no number are left out.
        """
        bulk = bulk_for(len(self))
        columns = self.column_one, self.column_two, bulk.mapped(self.term, [number or 0 for number in numbers])
        if None in numbers:
            marks = bulk.mapped(self.term, [number is not None for number in numbers])
            columns = bulk.kept(columns[0], marks), bulk.kept(columns[1], marks), bulk.kept(columns[2], marks)
        one, two, term = map(bulk.narrowed, columns)
        return one, two, term

    def __iter__(self) -> Iterator[PtpRow]:
        codes, terms = self.codes, self.terms
        for one, two, term in zip(self.column_one, self.column_two, self.term, strict=True):
            yield PtpRow(codes[one], codes[two], *terms[term])


PRIOR, EFFECTIVE, DELETION = "in existence prior to 1996", "Effective Date", "Deletion Date"
INDICATOR, RATIONALE = "Modifier", "PTP Edit Rationale"


def read_terms(cells: Sequence[str], fault: Callable[[str, str, str], None]) -> PtpTerms | None:
    """Return the terms of the five cells, or None after telling column, value and fault of all that is wrong."""
    prior, first, last, mark, rationale = map(str.strip, cells)
    effective = read_day(first)
    deletion = None if last == "*" else read_day(last)
    wrong: list[tuple[str, str, str]] = []
    if prior not in ("", "*"):
        wrong.append((PRIOR, prior, "expected * or nothing"))
    if effective is None:
        wrong.append((EFFECTIVE, first, "expected a day as YYYYMMDD"))
    if deletion is None and last != "*":
        wrong.append((DELETION, last, "expected a day as YYYYMMDD, or * for none"))
    if mark not in ("0", "1", "9"):
        wrong.append((INDICATOR, mark, "expected 0, 1 or 9"))
    if not rationale:
        wrong.append((RATIONALE, rationale, "the rationale is missing"))
    if effective is not None and not wrong:
        if mark == "9" and (deletion is None or deletion > effective):
            wrong.append((DELETION, last, f"an edit with indicator 9 is never in force; expected {first}"))
        if mark != "9" and deletion is not None and deletion < effective:
            wrong.append((DELETION, last, f"the edit ends before its effective date, {first}"))
    for column, value, message in wrong:
        fault(column, value, message)
    if wrong or effective is None:
        return None
    return PtpTerms(prior == "*", effective, deletion, int(mark), rationale)
