"""Tables of service lines: CSV with the column names of otcpt, or the usual other names for them."""

from otcpt.io.csv_lines._aliases import ALIASES
from otcpt.io.csv_lines._cells import READERS as CELL_READERS, look_at_codes, look_at_units
from otcpt.io.csv_lines._columns import column_names, column_of, looks_like_minutes, match_columns
from otcpt.io.csv_lines._dates import look_at_dates
from otcpt.io.csv_lines._read import read_csv, read_workbook
from otcpt.io.csv_lines._rows import CsvRows, SheetRows
from otcpt.io.csv_lines._table import Table, TableRow
from otcpt.io.csv_lines._workbook import WORKBOOK, sheets_like

__all__ = [
    "ALIASES",
    "CELL_READERS",
    "WORKBOOK",
    "CsvRows",
    "SheetRows",
    "Table",
    "TableRow",
    "column_names",
    "column_of",
    "look_at_codes",
    "look_at_dates",
    "look_at_units",
    "looks_like_minutes",
    "match_columns",
    "read_csv",
    "read_workbook",
    "sheets_like",
]
