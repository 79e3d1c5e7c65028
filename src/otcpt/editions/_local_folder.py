"""The folder of a local edition: written whole or not at all, and checked before anything in it is believed."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from otcpt.errors import BrokenData, EditionMismatch
from otcpt.files import whole_folder

MANIFEST = "manifest.json"
#: The manifest's own digest beside it, as ``sha256sum --check`` reads it: damage is noticed without a pin too.
_CHECK = "manifest.sha256"


def write_folder(target: Path, content: Mapping[str, Any], tables: Mapping[str, bytes]) -> str:
    """Write manifest and tables to a folder that is new or empty, and return the digest."""
    text = (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=True, default=str) + "\n").encode()
    return write_bytes(target, text, tables)


def write_bytes(target: Path, manifest: bytes, tables: Mapping[str, bytes]) -> str:
    """Write a manifest as it is, and its tables, to a folder that is new or empty, and return the digest."""
    digest = sha256(manifest).hexdigest()
    files = {**tables, MANIFEST: manifest, _CHECK: _line(digest)}
    with whole_folder(target) as folder:
        for name, data in files.items():
            (folder / name).write_bytes(data)
    return digest


def read_folder(folder: Path, digest: str) -> bytes:
    """Return the bytes of the manifest; raise unless they are the ones written, and those of the pin."""
    found = {}
    for name in (MANIFEST, _CHECK):
        try:
            found[name] = (folder / name).read_bytes()
        except OSError as problem:
            raise BrokenData(
                f"{folder} is not the folder of a local edition: {name} cannot be read ({problem.strerror}); "
                "name a folder that otcpt data build wrote"
            ) from None
    held = sha256(found[MANIFEST]).hexdigest()
    if found[_CHECK] != _line(held):
        raise BrokenData(
            f"{folder / MANIFEST} was changed or cut short: its sha256 is {held}, which is not what {_CHECK} says; "
            "build the edition again"
        )
    if not held.startswith(digest):
        raise EditionMismatch(f"the edition in {folder} has the digest {held}, not {digest}; it was built anew")
    return found[MANIFEST]


def _line(digest: str) -> bytes:
    return f"{digest}  {MANIFEST}\n".encode()
