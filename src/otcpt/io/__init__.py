"""Foreign formats: claim files become claims, or are refused with a list of what is wrong and where."""

from otcpt.io._claim_file import ClaimFile, SkippedLine
from otcpt.io._history import read_history
from otcpt.io._log import Log
from otcpt.io._overwriting import refuse_overwriting
from otcpt.io._remittance_file import RemittanceFile
from otcpt.io._sniff import read_claims
from otcpt.io._source import Progress, Source
from otcpt.io.csv_lines import (
    CELL_READERS,
    WORKBOOK,
    TableRow,
    csv_rows,
    even_rows,
    looks_like_minutes,
    match_columns,
    read_csv,
    read_workbook,
    workbook_rows,
)
from otcpt.io.fhir import read_fhir
from otcpt.io.json_claims import read_json
from otcpt.io.x12 import read_837, read_remittances

__all__ = [
    "CELL_READERS",
    "WORKBOOK",
    "ClaimFile",
    "Log",
    "Progress",
    "RemittanceFile",
    "SkippedLine",
    "Source",
    "TableRow",
    "csv_rows",
    "even_rows",
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
    "workbook_rows",
]
