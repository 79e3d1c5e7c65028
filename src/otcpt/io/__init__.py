"""Foreign formats: claim files become claims, or are refused with a list of what is wrong and where."""

from otcpt.io._claim_file import ClaimFile, RowSetApart, SkippedLine
from otcpt.io._history import read_history
from otcpt.io._log import Log
from otcpt.io._overwriting import refuse_overwriting
from otcpt.io._remittance_file import RemittanceFile
from otcpt.io._row_counts import RowCounts, RowsLost, sum_of
from otcpt.io._sniff import kind_of, read_claims
from otcpt.io._source import Progress, Source
from otcpt.io._workbook_writer import Cell as SheetCell
from otcpt.io._workbook_writer import Link, Sheet, without_control, write_workbook
from otcpt.io.csv_lines import (
    ALIASES,
    CELL_READERS,
    DAY_FIRST,
    WORKBOOK,
    CsvRows,
    SheetRows,
    Table,
    TableRow,
    column_names,
    look_at_dates,
    looks_like_minutes,
    match_columns,
    read_csv,
    read_workbook,
)
from otcpt.io.fhir import read_fhir
from otcpt.io.json_claims import read_json
from otcpt.io.x12 import read_837, read_remittances

__all__ = [
    "ALIASES",
    "CELL_READERS",
    "DAY_FIRST",
    "WORKBOOK",
    "ClaimFile",
    "CsvRows",
    "Link",
    "Log",
    "Progress",
    "RemittanceFile",
    "RowCounts",
    "RowSetApart",
    "RowsLost",
    "Sheet",
    "SheetCell",
    "SheetRows",
    "SkippedLine",
    "Source",
    "Table",
    "TableRow",
    "column_names",
    "kind_of",
    "look_at_dates",
    "looks_like_minutes",
    "match_columns",
    "read_837",
    "read_claims",
    "read_csv",
    "read_fhir",
    "read_history",
    "read_json",
    "read_remittances",
    "read_workbook",
    "refuse_overwriting",
    "sum_of",
    "without_control",
    "write_workbook",
]
