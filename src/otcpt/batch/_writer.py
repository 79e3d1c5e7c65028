"""Files that appear when they are complete, or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import pyarrow as pa
import pyarrow.parquet as pq


@contextmanager
def scratch_folder(target: Path) -> Iterator[Path]:
    """A folder for temporary files beside the target; it is gone afterwards, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.absolute().parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Writer:
    """Writes tables to a file that gets its name when it is complete."""

    def __init__(self, file: pq.ParquetWriter | None) -> None:
        self.file = file
        self.rows = 0

    def write(self, table: pa.Table) -> None:
        """Write rows."""
        self.rows += table.num_rows
        if self.file is not None and table.num_rows:
            self.file.write_table(table)

    def note(self, text: str) -> None:
        """Write the metadata."""
        if self.file is not None:
            self.file.add_key_value_metadata({"otcpt": text})


@contextmanager
def written_whole(target: str | Path | None, schema: pa.Schema, *, encoded: bool = False) -> Iterator[Writer]:
    """Open a file beside the target and give it the target's name at the end; remove it where anything went wrong.

    Columns that are ``encoded`` are plain ones to whoever reads the file.
    """
    if target is None:
        yield Writer(None)
        return
    target = Path(target)
    unfinished = target.with_name(f".{target.name}.{token_hex(4)}.part")
    try:
        with pq.ParquetWriter(unfinished, schema, store_schema=not encoded) as file:
            yield Writer(file)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
