"""Tables of service lines: CSV with the column names of otcpt, or the usual other names for them."""

from otcpt.io.csv_lines._cells import READERS as CELL_READERS
from otcpt.io.csv_lines._columns import looks_like_minutes, match_columns
from otcpt.io.csv_lines._head import TableHead, read_head
from otcpt.io.csv_lines._read import read_csv, read_workbook
from otcpt.io.csv_lines._workbook import WORKBOOK, sheet_rows

__all__ = [
    "CELL_READERS",
    "WORKBOOK",
    "TableHead",
    "looks_like_minutes",
    "match_columns",
    "read_csv",
    "read_head",
    "read_workbook",
    "sheet_rows",
]
