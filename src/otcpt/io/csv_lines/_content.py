"""What is no table is told apart before any cell is read."""

from otcpt.io._log import Log
from otcpt.io._text import decode

_OTHER_CONTENT = (
    (b"PK\x03\x04", "an Excel workbook or another ZIP archive, read as text; read the workbook as such"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook, read as text; read the workbook as such"),
    (b"PAR1", "a Parquet file; otcpt.batch reads it"),
    (b"%PDF", "a PDF; export the lines as CSV"),
    (b"\x1f\x8b", "compressed (gzip); unpack it first"),
    (b"<", "an HTML or XML page, perhaps a login page saved by mistake; export the lines as CSV"),
    (b"{", "JSON (FHIR is not read yet); export the lines as CSV"),
    (b"[", "JSON (FHIR is not read yet); export the lines as CSV"),
)


def table_text(data: bytes, log: Log) -> str:
    """Return the text of a table; raises `InputErrors` for an empty file and for what is something else."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    for opening, what in _OTHER_CONTENT:
        if start.startswith(opening):
            raise log.refuse(f"the file is {what}")
    text = decode(data, log)
    if not text.strip():
        raise log.refuse("the file is empty")
    if "\0" in text:
        raise log.refuse("the file holds zero bytes and is no text; export the lines as CSV (UTF-8)")
    return text if "\n" in text else text.replace("\r", "\n")
