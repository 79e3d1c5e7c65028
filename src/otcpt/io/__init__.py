"""Foreign formats: claim files become claims, or are refused with a list of what is wrong and where."""

from otcpt.io._claim_file import (
    ClaimFile as ClaimFile,
    RemittanceFile as RemittanceFile,
    RowCounts as RowCounts,
    RowSetApart as RowSetApart,
    RowsLost,
    SkippedLine as SkippedLine,
    sum_of,
)
from otcpt.io._history import read_history
from otcpt.io._json_claims import read_json
from otcpt.io._log import Log
from otcpt.io._paths import labels_of, line_name, refuse_overwriting
from otcpt.io._sniff import kind_of, read_claims
from otcpt.io._workbook_writer import Link, Sheet, SheetCell, write_workbook
from otcpt.io.csv_lines import (
    CELL_READERS,
    WORKBOOK,
    CsvRows,
    SheetRows,
    Table,
    column_names,
    look_at_codes,
    look_at_dates,
    look_at_units,
    looks_like_minutes,
    match_columns,
    read_csv,
    read_workbook,
    sheets_like,
)
from otcpt.io.fhir import read_fhir
from otcpt.io.x12 import read_837, read_remittances

__all__ = [
    "read_claims",
    "read_history",
    "read_remittances",
]
