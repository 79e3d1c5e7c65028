"""Reading the hand-kept tables an edition is built from. Every bad cell is collected; nothing is mended."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import attrs

from otcpt.codes import is_code
from otcpt.errors import InputErrors, InvalidInput, Problem
from otcpt.timeline import calendar_day


@attrs.define
class SourceTable:
    """One CSV file with its rows as mappings; ``problems`` gathers what is wrong with it."""

    path: Path
    rows: list[dict[str, str]]
    problems: list[Problem]

    def numbered(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the row number as an editor shows it, and the row."""
        return enumerate(self.rows, start=2)

    def fault(self, row: int, column: str | None, value: str | None, message: str) -> None:
        """Note one bad cell."""
        self.problems.append(Problem(self.path.name, row, column, value, message))

    def check_codes(self, *columns: str) -> None:
        """Every cell of these columns must be a code."""
        for number, row in self.numbered():
            for column in columns:
                if not is_code(row[column]):
                    self.fault(number, column, row[column], "expected a code such as 97530 or G0283")

    def check_days(self, *columns: str, required: Iterable[str] = ()) -> None:
        """Every cell of these columns must be a day or, unless required, empty; given days must be in column order."""
        needed = set(required)
        for number, row in self.numbered():
            for column in columns:
                try:
                    if row[column] or column in needed:
                        calendar_day(row[column], column)
                except InvalidInput:
                    self.fault(number, column, row[column], "expected a day as YYYY-MM-DD")
            given = [row[column] for column in columns if row[column]]
            if given != sorted(given):
                self.fault(number, None, None, f"expected {' <= '.join(columns)}")

    def check_choice(self, column: str, choices: Iterable[str]) -> None:
        """Every cell of the column must be one of the choices."""
        allowed = set(choices)
        for number, row in self.numbered():
            if row[column] not in allowed:
                self.fault(number, column, row[column], f"expected one of {', '.join(sorted(allowed))}")

    def check_sources(self, column: str, known: Iterable[str]) -> None:
        """Every key in the column must be one of the sources."""
        keys = set(known)
        for number, row in self.numbered():
            for key in row[column].split(";"):
                if key not in keys:
                    self.fault(number, column, key, "is not a key of sources.toml")


def write_table(table: SourceTable, columns: Sequence[str]) -> None:
    """Write the rows where they were read."""
    with table.path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([row[column] for column in columns] for row in table.rows)


def read_table(path: Path, columns: Sequence[str]) -> SourceTable:
    """Read a CSV file with exactly these columns; raise `InputErrors` for another header or a short or long row."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))
    if not lines or tuple(lines[0]) != tuple(columns):
        found = ",".join(lines[0]) if lines else ""
        raise InputErrors([Problem(path.name, 1, None, found, f"expected the header {','.join(columns)}")])
    table = SourceTable(path, [], [])
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) == len(columns):
            table.rows.append(dict(zip(columns, cells, strict=True)))
        else:
            table.fault(number, None, ",".join(cells), f"expected {len(columns)} cells")
    if table.problems:
        raise InputErrors(table.problems)
    return table
