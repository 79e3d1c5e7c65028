"""From lines to columns: each row is cut into column one, column two and the rest, and the three are looked up.

Of 2.5 million rows only some 13,000 codes and a few thousand different rests are ever taken apart and checked: those
not met before. A block of lines in which a look-up fails is gone through line by line.
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter

from otcpt.codes import is_code
from otcpt.io.cms._cells import CODE
from otcpt.io.cms._faults import Faults
from otcpt.io.cms._ptp_file import PtpTerms
from otcpt.io.cms._ptp_terms import read_terms

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
