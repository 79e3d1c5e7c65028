"""A table: its header, found below whatever stands above it, and what becomes of each row below the header."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeAlias

from otcpt.errors import InvalidInput
from otcpt.io._claim_file import RowCounts, SkippedLine
from otcpt.io._log import Log
from otcpt.io.csv_lines._aliases import LAST_DAY, plain
from otcpt.io.csv_lines._columns import BOTH, LOOK, MANDATORY, OF_SERVICE, column_names, match_columns, score, services
from otcpt.io.csv_lines._dates import read_date
from otcpt.io.csv_lines._rows import CsvRows, RawRow, SheetRows

#: The number of a row, its cells in the places of `Table.columns`, the share read so far, and what is wrong with it.
TableRow: TypeAlias = tuple[int, list[str], float, str]

#: What a code or day that is none begins with in a row of totals, or at the foot of a page.
_TOTALS = ("total", "subtotal", "sub total", "grand total", "sum of", "count of", "page ", "printed", "end of report")

#: Columns of names, which long numbers may be, and what a spreadsheet makes of those.
_KEYS = frozenset(
    {"claim_id", "replaces", "patient_key", "rendering_provider_key", "billing_provider_key", "certifying_provider_key"}
)
_CUT = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{2}", re.ASCII)

_SEVERAL_DAYS = "the line spans several days, its units cannot be judged by the day"
_ABOVE, _BLANK, _AGAIN, _NO_LINE = "above the header", "blank", "the header again", "without code and date"


class Table:
    """The rows below a header: each is to be read, or is at fault as a whole, or is skipped and counted.

    The header is the first row that names both columns that a line needs, else the one that names most. ``columns``
    are the caller's names, see `column_names`; in a ``wide`` table a row has several services, each of which is a row
    here. ``columns`` then has their places in the cells that are yielded. Raises `InputErrors` where no line can be
    read, since a column is missing, twice there or not known.
    """

    def __init__(
        self,
        rows: CsvRows | SheetRows,
        log: Log,
        columns: Mapping[str, str] | None = None,
        *,
        wide: bool = False,
    ) -> None:
        named = column_names(columns)
        opening = rows.opening(LOOK)
        at = _header_at(opening, named)
        number, self.header, _, fault = opening[at] if opening else (None, [], 0.0, "")
        self.log = log
        self._rows = rows
        self._below = at + 1
        self.skipped = Counter({_ABOVE: at})
        self.given, self.faults = at, 0
        if fault:
            log.problem(number, None, None, fault)
        found = services(self.header, named) if wide else []
        if wide and not found:
            log.problem(number, None, None, "no column is of one service of several, like CPT1; leave wide out")
        own = match_columns(_shared(self.header, found), number, log, named, wide=wide)
        if wide:
            own = _of_all_services(own, self.header, log)
        log.close("raise")
        self._read = {*own.values(), *(place for one in found for place in one.values())}
        self.unread = _unread(self.header, self._read)
        self._services = found
        self._own = own
        #: Where each column is in the cells of a row.
        self.columns = _places(own, found) if wide else own
        rows.is_row = self._is_row

    def __iter__(self) -> Iterator[TableRow]:
        header, width, skipped = self.header, len(self.header), self.skipped
        code, day = (self._own.get(column, -1) for column in MANDATORY)
        keys = [at for column, at in self._own.items() if column in _KEYS]
        last = next((at for at, name in enumerate(header) if at not in self._read and plain(name) in LAST_DAY), -1)
        nameless = {at for at, name in enumerate(header) if not name.strip() and at not in self._read}
        for number, cells, share, fault in islice(self._rows, self._below, None):
            self.given += 1
            if "NULL" in cells:
                self.log.note("cells with NULL were read as empty in a row")
                cells = ["" if cell == "NULL" else cell for cell in cells]
            if not any(map(str.strip, cells)):
                skipped[_BLANK] += 1
            elif cells == header:
                skipped[_AGAIN] += 1
            elif not fault and self._is_no_line(cells, code, day):
                skipped[_NO_LINE] += 1
            elif last >= 0 and len(cells) == width and self._spans_days(cells, day, last):
                skipped[_SEVERAL_DAYS] += 1
                self.log.skipped.append(SkippedLine(number, _SEVERAL_DAYS, code=_at(cells, code) or None))
            else:
                for at in [at for at in nameless if _at(cells, at)]:
                    self.log.note(f"column {at + 1} has no name and was not read")
                    nameless.remove(at)
                if not fault and len(cells) == width:
                    fault = next(
                        (_cut(header[at]) for at in keys if "E+" in cells[at] and _CUT.fullmatch(cells[at].strip())), ""
                    )
                elif not fault:
                    fault = f"the row has {len(cells)} cells, the header {width}; quote a text that has the delimiter"
                if fault:
                    self.faults += 1
                if self._services:
                    yield from self._of_services(number, cells, share, fault)
                else:
                    yield number, cells, share, fault

    def counts(self, read: int, set_apart: int) -> RowCounts:
        """Return what became of all rows, of which so many were read and set apart."""
        return RowCounts(given=self.given, read=read, set_apart=set_apart, skipped=self.skipped)

    def _is_no_line(self, cells: Sequence[str], code: int, day: int) -> bool:
        """Whether a row has neither code nor date, and is not cut off: a row of totals, a remark."""
        filled = [cell for cell in map(str.strip, cells) if cell]
        cut_off = len(cells) < len(self.header) and len(filled) > 1 and not _says_nothing(filled[0])
        if cut_off or not _says_nothing(_at(cells, day)):
            return False
        if self._services:
            return not any(_at(cells, one["code"]) for one in self._services)
        return _says_nothing(_at(cells, code))

    def _spans_days(self, cells: Sequence[str], day: int, last: int) -> bool:
        """Whether the last day of service is another than the first."""
        first_text, last_text = _at(cells, day), _at(cells, last)
        if not last_text or first_text == last_text:
            return False
        try:
            return read_date(first_text) != read_date(last_text)
        except InvalidInput:
            return False

    def _is_row(self, cells: Sequence[str]) -> bool:
        try:
            read_date(_at(cells, self._own["date_of_service"]))
        except InvalidInput:
            return False
        return True

    def _of_services(self, number: int, cells: list[str], share: float, fault: str) -> Iterator[TableRow]:
        """The services of a wide row, each with the cells that are given once for all of them."""
        made = 0
        own = [_at(cells, place) for place in self._own.values()]
        for place, service in enumerate(self._services, 1):
            values = {column: _at(cells, at) for column, at in service.items()}
            if any(values.values()) or fault:
                line = own + [values.get(column, "") for column in self._of_service] + [f"{number}.{place}"]
                yield number, line, share, fault
                made += 1
                if fault:
                    break
        if not made:
            yield number, own + [""] * len(self._of_service) + [f"{number}.1"], share, fault
            made = 1
        self.given += made - 1

    @property
    def _of_service(self) -> list[str]:
        return [column for column in self.columns if column not in self._own and column != "line_id"]


def _shared(header: Sequence[str], found: Sequence[Mapping[str, int]]) -> list[str]:
    """The header without the columns of single services."""
    taken = {place for one in found for place in one.values()}
    return ["" if place in taken else name for place, name in enumerate(header)]


def _of_all_services(own: Mapping[str, int], header: Sequence[str], log: Log) -> dict[str, int]:
    """The columns that are given once for all services of a row; a sum over them is not read."""
    for column in OF_SERVICE.intersection(own):
        log.note(f"column {header[own[column]].strip()!r} was not read: it is one for several services")
    return {column: place for column, place in own.items() if column not in OF_SERVICE and column != "line_id"}


def _places(own: Mapping[str, int], found: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Where the columns of a wide row are once it is taken apart: its own, those of a service, the line's name."""
    names = dict.fromkeys([*own, *(column for one in found for column in one), "line_id"])
    return {column: place for place, column in enumerate(names)}


def _cut(name: str) -> str:
    return f"a spreadsheet cut the digits of {name.strip()!r} off; format the column as text, and export it again"


def _says_nothing(text: str) -> bool:
    """Whether a cell is empty or a rule of dashes, or says that the row is one of totals."""
    return not text.strip("-") or text.lower().startswith(_TOTALS)


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if 0 <= place < len(cells) else ""


def _unread(header: Sequence[str], read: set[int]) -> tuple[str, ...]:
    return tuple(name.strip() for place, name in enumerate(header) if name.strip() and place not in read)


def _header_at(opening: Sequence[RawRow], named: Mapping[str, str]) -> int:
    """Where the header is among the first rows: the first of those that name most that a line needs."""
    scores = [0 if fault else score(cells, named) for _, cells, _, fault in opening]
    best = max(scores, default=0)
    complete = [at for at, one in enumerate(scores) if one >= BOTH]
    if complete:
        return complete[0]
    if best:
        return scores.index(best)
    filled = [at for at, (_, cells, _, _) in enumerate(opening) if any(map(str.strip, cells))]
    return filled[0] if filled else 0
