"""The file a table is shipped in: a mark, a JSON header, then columns of whole numbers.

What is alike is together, and compresses better: a column has the low bytes of all its numbers, then the next bytes,
and rows of a header are stored column by column.
The columns of a bundled edition are as they are (the wheel deflates them), those of a local one are compressed.
"""

import json
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from otcpt.errors import BrokenData, OtcptError

_MARK = b"otcpt-table-1\n"
_SIZES = {"B": 1, "H": 2, "I": 4}
#: How much of a compressed column is inflated at a time.
_PIECE = 1 << 14
#: What readers run into in tables with the right hash and another content than otcpt writes.
_NOT_WRITTEN_SO = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, MemoryError)


def pack(header: Mapping[str, Any], columns: Mapping[str, "array[int]"], *, compressed: bool = False) -> bytes:
    """Return the bytes of a table. Equal content gives equal bytes on every machine; compressed, with equal zlib."""
    listed: list[list[str | int]] = [[name, column.typecode, len(column)] for name, column in columns.items()]
    stored = [_bytes(column) for column in columns.values()]
    if compressed:
        import zlib

        stored = [zlib.compress(data, 9) for data in stored]
        listed = [[*entry, len(data)] for entry, data in zip(listed, stored, strict=True)]
    stated = {**header, "columns": listed}
    if "rows" in stated:
        stated["by_column"] = list(zip(*stated.pop("rows"), strict=True))
    text = json.dumps(stated, ensure_ascii=True, separators=(",", ":")).encode()
    return b"".join((_MARK, len(text).to_bytes(4, "little"), text, *stored))


def unpack(data: bytes, name: str) -> tuple[dict[str, Any], dict[str, "array[int]"]]:
    """Return header and columns; raise `BrokenData` where the file does not hold what its header lists."""
    if not data.startswith(_MARK):
        raise BrokenData(f"{name} is not an otcpt table: expected it to begin with {_MARK!r}; build the edition again")
    begin = len(_MARK) + 4
    end = begin + int.from_bytes(data[len(_MARK) : begin], "little")
    try:
        header: dict[str, Any] = json.loads(data[begin:end])
    except ValueError as problem:
        raise BrokenData(f"{name} has a header that cannot be read ({problem}); build the edition again") from None
    columns: dict[str, array[int]] = {}
    view = memoryview(data)
    for column, typecode, length, *compressed in header["columns"]:
        begin, end = end, end + (compressed[0] if compressed else length * _SIZES[typecode])
        stored = view[begin:end]
        parts = _inflated(stored, name) if compressed else (stored,)
        columns[column] = _array(typecode, length, parts, f"{name} has a column {column}")
    if end != len(data):
        raise BrokenData(f"{name} has {len(data)} bytes where its header lists {end}; build the edition again")
    if "by_column" in header:
        header["rows"] = list(zip(*header.pop("by_column"), strict=True))
    return header, columns


def with_header(data: bytes, entries: Mapping[str, Any]) -> bytes:
    """Return the same table with some entries of its header replaced; the columns stay as they are stored."""
    begin = len(_MARK) + 4
    end = begin + int.from_bytes(data[len(_MARK) : begin], "little")
    text = json.dumps({**json.loads(data[begin:end]), **entries}, ensure_ascii=True, separators=(",", ":")).encode()
    return b"".join((_MARK, len(text).to_bytes(4, "little"), text, data[end:]))


def narrowest(values: Sequence[int]) -> "array[int]":
    """Return the values in the smallest type that holds them all."""
    top = max(values, default=0)
    return array("B" if top < 1 << 8 else "H" if top < 1 << 16 else "I", values)


def _bytes(column: "array[int]") -> bytes:
    data = column.tobytes()
    return b"".join(data[place :: column.itemsize] for place in _low_first(column.itemsize))


def _low_first(size: int) -> range:
    """Return the places of the bytes of a number in memory, the lowest first."""
    return range(size) if sys.byteorder == "little" else range(size - 1, -1, -1)


def _inflated(data: memoryview, name: str) -> Iterator[bytes]:
    """Yield what was compressed piece by piece: a column is never in memory twice."""
    import zlib  # a bundled edition needs none

    inflate = zlib.decompressobj()
    try:
        for begin in range(0, len(data), _PIECE):
            yield inflate.decompress(data[begin : begin + _PIECE])
        yield inflate.flush()
    except zlib.error as problem:
        raise BrokenData(f"{name} cannot be decompressed ({problem}); build the edition again") from None


def _array(typecode: str, length: int, parts: Iterable[bytes | memoryview], what: str) -> "array[int]":
    column = array(typecode, [0]) * length
    room = memoryview(column).cast("B")
    rooms = [room[place :: column.itemsize] for place in _low_first(column.itemsize)]
    at = 0
    for part in parts:
        while part and at < len(room):
            which, begin = divmod(at, length)
            piece = part[: length - begin]
            rooms[which][begin : begin + len(piece)] = piece
            at, part = at + len(piece), part[len(piece) :]
        at += len(part)
    if at != len(room):
        raise BrokenData(f"{what} of another length; build the edition again")
    return column


@contextmanager
def own_errors(what: str) -> Iterator[None]:
    """Raise `BrokenData` for whatever a reader stumbles over; otcpt's own errors pass."""
    try:
        yield
    except OtcptError:
        raise
    except _NOT_WRITTEN_SO as problem:
        raise BrokenData(
            f"{what} is not one that otcpt wrote ({type(problem).__name__}: {problem}); build the edition again"
        ) from None
