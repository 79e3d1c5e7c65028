"""The file a table is shipped in: a mark, a JSON header, then columns of whole numbers, low byte first."""

import json
import sys
from array import array
from collections.abc import Mapping
from typing import Any

from otcpt.errors import BrokenData

_MARK = b"otcpt-table-1\n"
_SIZES = {"B": 1, "H": 2, "I": 4}


def pack(header: Mapping[str, Any], columns: Mapping[str, "array[int]"]) -> bytes:
    """Return the bytes of a table. Equal content gives equal bytes on every machine."""
    listed = [[name, column.typecode, len(column)] for name, column in columns.items()]
    text = json.dumps({**header, "columns": listed}, ensure_ascii=True, separators=(",", ":")).encode()
    return b"".join((_MARK, len(text).to_bytes(4, "little"), text, *map(_bytes, columns.values())))


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
    for column, typecode, length in header["columns"]:
        begin, end = end, end + length * _SIZES[typecode]
        columns[column] = _array(typecode, data[begin:end])
    if end != len(data):
        raise BrokenData(f"{name} has {len(data)} bytes where its header lists {end}; build the edition again")
    return header, columns


def narrowest(values: list[int]) -> "array[int]":
    """Return the values in the smallest type that holds them all."""
    top = max(values, default=0)
    return array("B" if top < 1 << 8 else "H" if top < 1 << 16 else "I", values)


def _bytes(column: "array[int]") -> bytes:
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column.tobytes()


def _array(typecode: str, data: bytes) -> "array[int]":
    column = array(typecode)
    column.frombytes(data)
    if sys.byteorder == "big":
        column.byteswap()
    return column
