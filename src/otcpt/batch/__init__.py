"""Many lines at once: frames and Parquet files in, findings out, by the same rules as a single check."""

from otcpt.errors import MissingExtra

try:
    import numpy as _numpy  # to name the extra where it is missing
    import pyarrow as _pyarrow  # the same
except ModuleNotFoundError as _error:
    raise MissingExtra(
        f"otcpt.batch needs {_error.name}; install it with: pip install 'otcpt[arrow]'", name=_error.name
    ) from None

from otcpt.batch._allocate import allocate_frame
from otcpt.batch._arrow import ArrowCheck
from otcpt.batch._check import check_frame, check_table
from otcpt.batch._claims import claims_from_frame, findings_from_frame
from otcpt.batch._files import Progress as Progress, check_file, check_parquet
from otcpt.batch._price import PricedFile as PricedFile, price_frame, price_parquet
from otcpt.batch._workers import WorkerDied as WorkerDied
from otcpt.batch.input._match_schema import UnreadColumnsWarning
from otcpt.batch.input._order import KeyReturned
from otcpt.batch.output._report import BatchReport as BatchReport

__all__ = [
    "ArrowCheck",
    "KeyReturned",
    "UnreadColumnsWarning",
    "allocate_frame",
    "check_file",
    "check_frame",
    "check_parquet",
    "check_table",
    "claims_from_frame",
    "findings_from_frame",
    "price_frame",
    "price_parquet",
]
