"""Reading a table of service lines."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from otcpt.claims import Claim, ServiceLine
from otcpt.errors import InvalidInput
from otcpt.io._claim_file import ClaimFile, Kind
from otcpt.io._log import Log, OnProblem
from otcpt.io._source import Progress, Source, load
from otcpt.io.csv_lines._cells import READERS
from otcpt.io.csv_lines._columns import MANDATORY, MODIFIER_COLUMNS, match_columns
from otcpt.io.csv_lines._rows import TableRow, csv_rows, even_rows, workbook_rows

#: Rows between two calls of the progress function.
_STRIDE = 5000


#: Name, place in the row, how a cell is read, and the texts read so far.
_Column: TypeAlias = tuple[str, int, Callable[[str], object] | None, dict[str, object]]


def read_csv(
    source: Source,
    *,
    name: str | None = None,
    progress: Progress | None = None,
    on_problem: OnProblem = "raise",
) -> ClaimFile:
    """Read a table of service lines: a path, or its contents as bytes.

    The first line names the columns (claim_id, patient_key, date_of_service, code, modifiers, units, minutes,
    therapist_minutes, assistant_minutes, place_of_service, charge and so on, or the usual aliases such as cpt, dos,
    mods, mod1 to mod4); comma, semicolon, tab or bar; UTF-8, else Windows-1252. Only code and date_of_service are
    mandatory. Dates are 2026-03-09, 20260309 or 3/9/2026. A missing line_id is the row, missing units stay unknown.
    therapist_minutes include the time of therapist and assistant together, unless joint_minutes has its own column.
    Rows of one claim_id and patient form a claim; without claim_id each row is one.

    Raises `InputErrors` with every problem (row, column, value). With ``on_problem="keep"`` the rows that can be read
    are returned and the problems kept beside them. Raises `OSError` for a path that cannot be opened.

    >>> table = b"dos,cpt,mods,units\\n2026-03-09,97530,GO 59,2\\n"
    >>> read_csv(table).claims[0].lines[0].modifiers
    ('GO', '59')
    """
    data, name = load(source, name)
    log = Log(name)
    return _read(csv_rows(data, log), "csv", len(data), log, progress, on_problem)


def read_workbook(
    source: Source,
    *,
    sheet: str | None = None,
    name: str | None = None,
    progress: Progress | None = None,
    on_problem: OnProblem = "raise",
) -> ClaimFile:
    """Read a sheet of service lines, the first unless named, of an Excel workbook: a path, or its contents as bytes.

    Columns and cells are those of `read_csv`; rows are counted as in the sheet. Needs python-calamine
    (``pip install 'otcpt[excel]'``), else raises `MissingExtra`; `UnknownName` for a sheet that is not there, and what
    `read_csv` raises.
    """
    data, name = load(source, name)
    log = Log(name)
    return _read(workbook_rows(data, sheet, log), "excel", len(data), log, progress, on_problem)


def _read(
    rows: Iterator[TableRow],
    kind: Kind,
    size: int,
    log: Log,
    progress: Progress | None,
    on_problem: OnProblem,
) -> ClaimFile:
    header_row, header, _ = next(rows, (None, [], 0.0))
    columns = match_columns(header, header_row, log)
    table = _Table(columns, log)
    for row, cells, share in even_rows(rows, len(header), log):
        table.read(row, cells)
        if progress is not None and row % _STRIDE == 0:
            progress(int(share * size), size)
    if progress is not None:
        progress(size, size)
    if not table.groups and not log.problems:
        log.problem(None, None, None, "the table has a header and no service line")
    claims = table.claims()
    log.close(on_problem)
    return ClaimFile(
        name=log.name,
        kind=kind,
        claims=claims,
        positions=tuple(tuple(row for row, _ in lines) for lines in table.groups.values()),
        unread=tuple(
            name.strip() for place, name in enumerate(header) if name.strip() and place not in columns.values()
        ),
        notes=log.notes,
        problems=log.in_order(),
    )


class _Table:
    """The lines read so far, grouped into claims."""

    def __init__(self, columns: dict[str, int], log: Log) -> None:
        self.log = log
        self.usable = all(column in columns for column in MANDATORY)
        self.columns: list[_Column] = [(column, place, READERS.get(column), {}) for column, place in columns.items()]
        self.modifiers = [column for column in MODIFIER_COLUMNS if column in columns]
        self.groups: dict[object, list[tuple[int, ServiceLine]]] = {}
        self.of_claim: dict[object, tuple[str, str | None]] = {}
        if "claim_id" not in columns:
            log.note("there is no column claim_id; each row was read as a claim of its own")
        if "patient_key" not in columns:
            log.note("there is no column patient_key; lines of one patient on different claims cannot be joined")

    def read(self, row: int, cells: list[str]) -> None:
        """Read one row, or write down what is wrong with it."""
        if not self.usable:
            return
        values = self._values(row, cells)
        if values is None:
            return
        frequency, replaces = values.pop("frequency", "1"), values.pop("replaces", None)
        claim_id = values.get("claim_id")
        key: object = row if claim_id is None else (claim_id, values.get("patient_key"))
        if self.of_claim.setdefault(key, (frequency, replaces)) != (frequency, replaces):
            self.log.problem(
                row, "frequency", frequency, "rows of one claim differ in frequency or in what it replaces"
            )
            return
        values.setdefault("line_id", str(row))
        try:
            line = ServiceLine(**values)
        except InvalidInput as error:
            self.log.problem(row, error.what or None, str(error.value), str(error))
        else:
            self.groups.setdefault(key, []).append((row, line))

    def _values(self, row: int, cells: list[str]) -> dict[str, Any] | None:
        """Return the values of the cells that are not empty, or None if any of them is wrong."""
        values: dict[str, Any] = {}
        wrong = False
        for column, place, reader, known in self.columns:
            text = cells[place].strip()
            if not text:
                if column in MANDATORY:
                    self.log.problem(
                        row, column, None, "the cell is empty; every line needs a code and a date of service"
                    )
                    wrong = True
                continue
            if reader is None:
                values[column] = text
                continue
            if text not in known:
                try:
                    known[text] = reader(text)
                except InvalidInput as error:
                    self.log.problem(row, column, text, str(error))
                    wrong = True
                    continue
            values[column] = known[text]
        if self.modifiers:
            values["modifiers"] = sum((values.pop(column, ()) for column in self.modifiers), ())
        return None if wrong else values

    def claims(self) -> tuple[Claim, ...]:
        """Return the claims in the order of their first rows."""
        return tuple(
            Claim(
                (line for _, line in lines),
                claim_id=lines[0][1].claim_id,
                frequency=self.of_claim[key][0],
                replaces=self.of_claim[key][1],
            )
            for key, lines in self.groups.items()
        )
