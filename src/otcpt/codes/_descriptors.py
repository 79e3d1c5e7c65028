"""A licensee's own descriptors: read from their file, kept apart from the registry, never a part of it."""

import csv
import io
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from otcpt.codes._format import canonical_code, is_code
from otcpt.errors import InputErrors, InvalidInput, Problem
from otcpt.timeline import Span, Timeline, calendar_day

_NEEDED = ("code", "descriptor")
_DAYS = ("first_day", "last_day")

#: A row: the line it begins on, the code, and the descriptor with its days.
_Row = tuple[int, str, Span[str]]


def read_descriptors(path: str | os.PathLike[str]) -> dict[str, Timeline[str]]:
    """Read a CSV file of descriptors; raise `InputErrors` with everything that is wrong with it."""
    file = Path(path)
    problems: list[Problem] = []
    spans: dict[str, list[_Row]] = {}
    for row, code, span in _rows(_records(file), file.name, problems):
        rows = spans.setdefault(code, [])
        for other, _, held in rows:
            if _share_a_day(span, held):
                message = f"row {other} has a descriptor for the same days; tell them apart by first_day and last_day"
                problems.append(Problem(file.name, row, "code", code, message))
                break
        else:
            rows.append((row, code, span))
    if problems:
        raise InputErrors(problems)
    return {code: Timeline(span for _, _, span in rows) for code, rows in spans.items()}


def _rows(records: Iterator[tuple[int, list[str]]], name: str, problems: list[Problem]) -> Iterator[_Row]:
    """Yield every readable row; note what is wrong with the others."""
    number, header = next(records, (1, []))
    columns = [cell.strip().casefold() for cell in header]
    for needed in _NEEDED:
        if columns.count(needed) != 1:
            found = f"the header names {', '.join(filter(None, columns)) or 'no column'}"
            problems.append(Problem(name, number, needed, None, f"expected one column {needed!r}; {found}"))
    if problems:
        return
    for number, cells in records:
        if len(cells) != len(columns):
            problems.append(Problem(name, number, None, None, f"expected {len(columns)} cells, found {len(cells)}"))
            continue
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
        faults = [*_faults(row)]
        problems += [Problem(name, number, column, row.get(column), message) for column, message in faults]
        if not faults:
            first, last = (_day(row, column) for column in _DAYS)
            yield number, canonical_code(row["code"]), Span(row["descriptor"], first, last)


def _faults(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    if not is_code(canonical_code(row["code"])):
        yield "code", "expected a code such as 97530 or G0283; keep the column as text, since 00100 is not 100"
    if not row["descriptor"]:
        yield "descriptor", "expected a text"
    days = []
    for column in _DAYS:
        try:
            days.append(_day(row, column))
        except InvalidInput:
            yield column, "expected a day as YYYY-MM-DD, or nothing"
    if len(days) == len(_DAYS) and days[0] is not None and days[1] is not None and days[1] < days[0]:
        yield "last_day", "lies before first_day"


def _day(row: dict[str, str], column: str) -> date | None:
    return calendar_day(row[column], column) if row.get(column) else None


def _share_a_day(one: Span[str], other: Span[str]) -> bool:
    return (one.first_day or date.min) <= (other.last_day or date.max) and (other.first_day or date.min) <= (
        one.last_day or date.max
    )


def _records(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, each with the line it begins on."""
    reader = csv.reader(io.StringIO(_text(file), newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputErrors([Problem(file.name, line, None, None, f"is not a row of a CSV file: {error}")]) from None


def _text(file: Path) -> str:
    data = file.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        message = "the file is text neither in UTF-8 nor in Windows-1252; save it as CSV in UTF-8"
        raise InputErrors([Problem(file.name, None, None, None, message)]) from None
