"""Many lines at once: frames and Parquet files in, findings out, by the same rules as a single check."""

from otcpt.errors import MissingExtra

try:
    import numpy as _numpy  # noqa: F401  # to name the extra where it is missing
    import pyarrow as _pyarrow  # noqa: F401  # the same
except ModuleNotFoundError as _error:
    raise MissingExtra(
        f"otcpt.batch needs {_error.name}; install it with: pip install 'otcpt[arrow]'", name=_error.name
    ) from None

from otcpt.batch._allocate import ALLOCATIONS, allocate_frame
from otcpt.batch._arrow import ArrowCheck
from otcpt.batch._check import BatchReport, check_frame, check_table
from otcpt.batch._days import KeyReturned
from otcpt.batch._file import FileReport, check_file
from otcpt.batch._parquet import ParquetReport, Progress, check_parquet
from otcpt.batch._unread import UnreadColumnsWarning
from otcpt.batch._work import WorkerDied

__all__ = [
    "ALLOCATIONS",
    "ArrowCheck",
    "BatchReport",
    "FileReport",
    "KeyReturned",
    "ParquetReport",
    "Progress",
    "UnreadColumnsWarning",
    "WorkerDied",
    "allocate_frame",
    "check_file",
    "check_frame",
    "check_parquet",
    "check_table",
]
