"""What is no table is recognized, and how a table is encoded, before any cell is read."""

import codecs
from collections.abc import Sequence
from typing import BinaryIO, Literal

from otcpt.io._log import Log

_BLOCK = 1 << 20

_OTHER_CONTENT = (
    (b"PK\x03\x04", "an Excel workbook or another ZIP archive, read as text; read the workbook as such"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook, read as text; read the workbook as such"),
    (b"PAR1", "a Parquet file; otcpt.batch reads it"),
    (b"%PDF", "a PDF; export the lines as CSV"),
    (b"\x1f\x8b", "compressed (gzip); unpack it first"),
    (b"<", "an HTML or XML page, perhaps a login page saved by mistake; export the lines as CSV"),
    (b"{", "JSON, read as a table; read_claims finds the reader by the contents"),
    (b"[", "JSON, read as a table; read_claims finds the reader by the contents"),
)


def encoding_of(stream: BinaryIO, log: Log) -> tuple[Literal["utf-8-sig", "cp1252"], bool]:
    """Return how a table is encoded and whether all of it is text; leave the stream at its start.

    Raises `InputErrors` for what is something else than a table of text.
    """
    start = stream.read(_BLOCK)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise log.refuse("the file is UTF-16 text; save it as UTF-8")
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    for opening, what in _OTHER_CONTENT:
        if text.startswith(opening):
            raise log.refuse(f"the file is {what}")
    stream.seek(0)
    zeros = _zeros_in_utf8(stream)
    stream.seek(0)
    if zeros is not None:
        return "utf-8-sig", not zeros
    log.note("the file is not UTF-8; it was read as Windows-1252")
    return "cp1252", False


def _zeros_in_utf8(stream: BinaryIO) -> bool | None:
    """Whether there are zero bytes; None for what is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    zeros = False
    try:
        while block := stream.read(_BLOCK):
            decoder.decode(block)
            zeros = zeros or b"\0" in block
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return zeros


def no_text(lines: Sequence[str], encoding: str) -> str:
    """Return what is in the lines of a row that no text holds; a byte without a character is U+FFFD."""
    if any("\0" in line for line in lines):
        return "the row has zero bytes and is no text; export the lines as CSV (UTF-8)"
    if encoding == "cp1252" and any("\ufffd" in line for line in lines):
        return "the row is text neither in UTF-8 nor in Windows-1252; save the file as UTF-8"
    return ""
