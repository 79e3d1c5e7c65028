"""Reading a table of service lines."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, TypeAlias

from otcpt.claims import DIFFER, REPLACEMENT, VOID, Claim, ServiceLine, agree, frequency_form
from otcpt.collector import gc_paused
from otcpt.errors import InvalidInput
from otcpt.io._claim_file import ClaimFile, Kind
from otcpt.io._log import Log, OnProblem
from otcpt.io._text import Progress, Source, load
from otcpt.io.csv_lines._cells import READERS, look_at_codes, look_at_units
from otcpt.io.csv_lines._columns import MANDATORY, MODIFIER_COLUMNS
from otcpt.io.csv_lines._dates import look_at_dates
from otcpt.io.csv_lines._rows import CsvRows, SheetRows
from otcpt.io.csv_lines._table import Table

#: Rows between two calls of the progress function.
_STRIDE = 5000


#: The id of a claim and its patient, the row of a line without one; and its frequency.
_Key: TypeAlias = tuple[str | None, object, str]

_OF_CLAIM = ("claim_id", "patient_key", "frequency", "replaces")

#: Name, place in the row, how a cell is read, and the texts read so far.
_Column: TypeAlias = tuple[str, int, Callable[[str], object] | None, dict[str, object]]


def read_csv(
    source: Source,
    *,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    wide: bool = False,
    progress: Progress | None = None,
    on_problem: OnProblem = "raise",
    allow_empty: bool = False,
) -> ClaimFile:
    """Read a table of service lines: a path, or its contents as bytes.

    The header is looked for in the first rows. It has otcpt's names (claim_id, patient_key, date_of_service, code,
    modifiers, units, minutes, place_of_service, charge and so on) or usual ones such as cpt, dos, mods, mod1 to mod4.
    Comma, semicolon, tab or bar; UTF-8, else Windows-1252. Only code and date_of_service are mandatory. A missing
    line_id is the row, missing units stay unknown. therapist_minutes include the time of therapist and assistant
    together, unless joint_minutes has its own column. Rows of one claim_id and patient form a claim; without claim_id
    each row is one. Blank rows, rows of totals (neither code nor date) and what is above the header are skipped and
    counted.

    Args:
        source: A path, or the contents as bytes.
        name: What problems call the file.
        columns: Which column is which, like ``{"date_of_service": "Visit Date"}``, either way round; a column that is
            named for ``""`` is not read.
        wide: Whether each row has several services, in columns such as CPT1, Units1, CPT2, Units2.
        progress: Called with the bytes done and the bytes in all.
        on_problem: With ``keep``, the rows that can be read are returned, and the others set apart with their problems.
            A table without a header, or with days that may be written day first, is refused even so.
        allow_empty: Whether a table with a header and no line is read rather than refused.

    Returns:
        The claims, in the order of their first rows.

    Raises:
        InputErrors: Every problem with its row, column and value.
        OSError: The path cannot be opened.

    Example:
        >>> table = b"dos,cpt,mods,units\\n2026-03-09,97530,GO 59,2\\n"
        >>> read_csv(table).claims[0].lines[0].modifiers
        ('GO', '59')
    """
    data, name = load(source, name, progress)
    log = Log(name)
    table = Table(CsvRows(data, log, columns), log, columns, wide=wide)
    return _read(table, "csv", len(data), progress, on_problem, allow_empty)


def read_workbook(
    source: Source,
    *,
    sheet: str | int | None = None,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    wide: bool = False,
    progress: Progress | None = None,
    on_problem: OnProblem = "raise",
    allow_empty: bool = False,
) -> ClaimFile:
    """Read a sheet of service lines of an Excel workbook: a path, or its contents as bytes.

    Columns and cells are those of `read_csv`; rows are counted as in the sheet. Needs python-calamine
    (``pip install 'otcpt[excel]'``).

    Args:
        source: A path, or the contents as bytes.
        sheet: The sheet, by name or by number from 1; without it the first, or the only one that has a table.
        name: What problems call the file.
        columns: Which column is which, as in `read_csv`.
        wide: Whether each row has several services, as in `read_csv`.
        progress: Called with the bytes done and the bytes in all.
        on_problem: As in `read_csv`.
        allow_empty: As in `read_csv`.

    Returns:
        The claims, in the order of their first rows.

    Raises:
        InputErrors: Every problem with its row, column and value.
        UnknownName: There is no such sheet.
        MissingExtra: python-calamine is not installed.
        OSError: The path cannot be opened.
    """
    data, name = load(source, name, progress)
    log = Log(name)
    table = Table(SheetRows(data, sheet, log, columns), log, columns, wide=wide)
    return _read(table, "excel", len(data), progress, on_problem, allow_empty)


def _read(
    table: Table,
    kind: Kind,
    size: int,
    progress: Progress | None,
    on_problem: OnProblem,
    allow_empty: bool,
) -> ClaimFile:
    log = table.log
    lines = _Lines(table.columns, table.header, log)
    with gc_paused():
        for row, cells, share, fault in table:
            lines.read(row, cells, fault)
            if progress is not None and row % _STRIDE == 0:
                progress(int(share * size), size)
    if progress is not None:
        progress(size, size)
    if not lines.groups and not log.problems and not log.skipped and not allow_empty:
        log.problem(None, None, None, "the table has a header and no service line")
    log.close(on_problem)
    look_at_dates(lines.texts("date_of_service"), log)
    look_at_codes(lines.texts("code"), log)
    look_at_units(lines.texts("units"), log)
    claims = lines.claims()
    return ClaimFile(
        name=log.name,
        kind=kind,
        claims=claims,
        positions=tuple(tuple(row for row, _ in of_claim) for of_claim in lines.groups.values()),
        skipped=tuple(log.skipped),
        unread=table.unread,
        notes=log.notes,
        problems=log.in_order(),
        set_apart=tuple(log.apart),
        row_counts=table.counts(sum(map(len, claims)), len(log.apart)),
    )


class _Lines:
    """The lines read so far, grouped into claims."""

    def __init__(self, columns: Mapping[str, int], header: list[str], log: Log) -> None:
        self.log = log
        self.header = header if max(columns.values()) < len(header) else []
        self.columns: list[_Column] = [(column, place, READERS.get(column), {}) for column, place in columns.items()]
        self.modifiers = [column for column in MODIFIER_COLUMNS if column in columns]
        self.groups: dict[_Key, list[tuple[int, ServiceLine]]] = {}
        self.replaced: dict[_Key, str | None] = {}
        self.frequencies: dict[object, set[str]] = {}
        if "claim_id" not in columns:
            log.note("there is no column claim_id; each row was read as a claim of its own")
        if "patient_key" not in columns:
            log.note("there is no column patient_key; lines of one patient on different claims cannot be joined")

    def texts(self, name: str) -> Iterable[str]:
        """The different texts of a column."""
        return next((known for column, _, _, known in self.columns if column == name), ())

    def read(self, row: int, cells: list[str], fault: str) -> None:
        """Read one row, or write down what is wrong with it and set it apart."""
        before = len(self.log.problems)
        if fault:
            self.log.problem(row, None, None, fault)
        else:
            self._read(row, cells)
        if len(self.log.problems) > before:
            self.log.set_apart(row, before, self._named(cells))
            self._keep_correction(cells)

    def _keep_correction(self, cells: list[str]) -> None:
        """Keep the claim of a row that cannot be read, if it takes back another: it does so without a line."""
        own = {name: cells[at].strip() for name, at, *_ in self.columns if name in _OF_CLAIM and at < len(cells)}
        frequency = frequency_form(own.get("frequency", ""))
        if frequency in (REPLACEMENT, VOID) and own.get("claim_id"):
            key = (own["claim_id"], own.get("patient_key") or None, frequency)
            self.groups.setdefault(key, [])
            self.replaced.setdefault(key, own.get("replaces") or None)

    def _read(self, row: int, cells: list[str]) -> None:
        values = self._values(row, cells)
        if values is None:
            return
        frequency, replaces = values.pop("frequency", ""), values.pop("replaces", None)
        claim_id = values.get("claim_id")
        claim = (claim_id, row if claim_id is None else values.get("patient_key"))
        key = (*claim, frequency or "1")
        same = agree(self.frequencies.setdefault(claim, set()), frequency)
        if self.replaced.setdefault(key, replaces) != replaces or not same:
            self.log.problem(row, "frequency", frequency or None, DIFFER)
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
                    known[text] = error
            value = known[text]
            if isinstance(value, InvalidInput):
                self.log.problem(row, column, text, str(value))
                wrong = True
            else:
                values[column] = value
        if self.modifiers:
            values["modifiers"] = sum((values.pop(column, ()) for column in self.modifiers), ())
        return None if wrong else values

    def _named(self, cells: list[str]) -> dict[str, str]:
        """The cells under the names of the table; those without a name, and too many, under their number."""
        more = [f"column {place}" for place in range(len(self._names) + 1, len(cells) + 1)]
        return dict(zip([*self._names, *more], cells, strict=False))

    @cached_property
    def _names(self) -> list[str]:
        names = self.header or [column for column, *_ in self.columns]
        own = [name.strip() or f"column {place}" for place, name in enumerate(names, 1)]
        times = Counter(own)
        return [f"{name} ({place})" if times[name] > 1 else name for place, name in enumerate(own, 1)]

    def claims(self) -> tuple[Claim, ...]:
        """Return the claims in the order of their first rows."""
        return tuple(
            Claim(
                (line for _, line in lines),
                claim_id=lines[0][1].claim_id if lines else key[0],
                frequency=key[2],
                replaces=self.replaced[key],
            )
            for key, lines in self.groups.items()
        )
