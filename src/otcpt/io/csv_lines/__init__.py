"""Tables of service lines: CSV with the column names of otcpt, or the usual other names for them."""

from otcpt.io.csv_lines._cells import READERS as CELL_READERS
from otcpt.io.csv_lines._columns import looks_like_minutes, match_columns
from otcpt.io.csv_lines._read import read_csv, read_workbook
from otcpt.io.csv_lines._rows import TableRow, csv_rows, even_rows, workbook_rows
from otcpt.io.csv_lines._workbook import WORKBOOK

__all__ = [
    "CELL_READERS",
    "WORKBOOK",
    "TableRow",
    "csv_rows",
    "even_rows",
    "looks_like_minutes",
    "match_columns",
    "read_csv",
    "read_workbook",
    "workbook_rows",
]
