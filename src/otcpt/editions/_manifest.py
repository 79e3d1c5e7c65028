"""What an edition says about itself: which document stands behind each table, how far it reaches, and its hash."""

import json
from datetime import date
from hashlib import sha256
from typing import Any

import attrs

from otcpt.citation import Document
from otcpt.errors import BrokenData
from otcpt.frozenmap import FrozenMap
from otcpt.frozenvalue import FrozenValue

#: The form of manifest and tables that this version reads; a change that it could not read raises it.
FORMAT = 3


@attrs.frozen(eq=False, repr=False)
class TableInfo(FrozenValue):
    """One table of an edition.

    ``documents`` are keys of the edition's sources, ``version`` names the publications read. The days from
    ``verified_from`` to ``verified_through`` are answered from them; later ones are carried forward. ``sha256`` is the
    hash of ``file``. ``boundaries`` are the days on which any answer of the table may change.
    """

    name: str
    file: str
    sha256: str
    rows: int
    documents: tuple[str, ...]
    version: str
    verified_from: date
    verified_through: date
    confidence: str
    boundaries: tuple[date, ...] = attrs.field(repr=False)


@attrs.frozen(eq=False, repr=False)
class Manifest(FrozenValue):
    """An edition's description: its id, the last day it was published for, its tables and its sources.

    ``built_from`` are the files a local edition was built from; a bundled one names none.
    """

    id: str
    digest: str
    through: date
    tables: FrozenMap[str, TableInfo]
    sources: FrozenMap[str, Document]
    built_from: tuple[str, ...] = ()


def read_manifest(data: bytes, where: str) -> Manifest:
    """Read a manifest; its digest is the hash of the bytes."""
    try:
        raw: dict[str, Any] = json.loads(data)
        if raw["format"] != FORMAT:
            raise BrokenData(
                f"{where} has format {raw['format']}, this version of otcpt reads {FORMAT}; use the version of otcpt "
                "that wrote it, or build the edition again"
            )
        return Manifest(
            _text(raw["id"]),
            sha256(data).hexdigest(),
            _day(raw["through"]),
            FrozenMap((name, _table(name, entry)) for name, entry in raw["tables"].items()),
            FrozenMap((key, Document(**entry)) for key, entry in raw["sources"].items()),
            tuple(map(_text, raw.get("built_from", ()))),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise BrokenData(f"{where} is not the manifest of an edition ({problem}); build the edition again") from None


def _table(name: str, entry: dict[str, Any]) -> TableInfo:
    return TableInfo(
        name,
        _file_name(entry["file"]),
        entry["sha256"],
        entry["rows"],
        tuple(entry["documents"]),
        entry["version"],
        _day(entry["verified_from"]),
        _day(entry["verified_through"]),
        entry["confidence"],
        tuple(map(_day, entry["boundaries"])),
    )


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day == date.max:
        raise ValueError(f"{text} has no day after it")
    return day


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _file_name(value: object) -> str:
    name = _text(value)
    if not name or name in (".", "..") or any(mark in name for mark in "/\\\0"):
        raise ValueError(f"{name!r} is not the name of a file in the folder of the edition")
    return name
