"""Local editions with the right hashes and another content: whoever can write the folder can make one."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import otcpt
from otcpt.editions import export_edition
from otcpt.editions._pack import pack, unpack
from otcpt.errors import BrokenData


def forge(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Export an edition, change its manifest, and make its digests right."""
    export_edition("2024q3", folder)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    change(manifest)
    return sealed(folder, json.dumps(manifest).encode())


def sealed(folder: Path, manifest: bytes) -> Path:
    """Write a manifest with the digest of it."""
    (folder / "manifest.json").write_bytes(manifest)
    (folder / "manifest.sha256").write_text(f"{sha256(manifest).hexdigest()}  manifest.json\n")
    return folder


def use(folder: Path) -> None:
    """Ask it what a check asks."""
    claim = otcpt.claim("2024-03-04", "97530:GO x2 @30", "97140:GO:59 x1 @15")
    otcpt.check(claim, policy="medicare-part-b", edition=folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw["tables"].pop("ptp_practitioner"),
        lambda raw: raw["tables"]["codes"].update(file=5),
        lambda raw: raw["tables"]["codes"].update(file="../codes.bin"),
        lambda raw: raw.update(through="9999-12-31"),
        lambda raw: raw["tables"]["ptp_practitioner"].update(verified_through="9999-12-31"),
        lambda raw: raw.update(built_from=[5]),
        lambda raw: raw.update(id=5),
    ],
)
def test_a_forged_manifest_is_broken_data(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Never another exception."""
    with pytest.raises(BrokenData):
        use(forge(tmp_path / "law", change))


def test_a_deep_manifest_is_broken_data(tmp_path: Path) -> None:
    """Python's reader of JSON gives up by itself."""
    folder = forge(tmp_path / "law", lambda raw: raw.update(id="x"))
    with pytest.raises(BrokenData):
        use(sealed(folder, b"[" * 200_000))


@pytest.mark.parametrize("table", ["codes", "status", "addons", "groups", "manual", "modifiers", "ptp_practitioner"])
@pytest.mark.parametrize("entry", ["none", "number"])
def test_a_forged_table_is_broken_data(tmp_path: Path, table: str, entry: str) -> None:
    """A header without its entries, and rows that are none."""

    def change(raw: dict[str, Any]) -> None:
        path = tmp_path / "law" / raw["tables"][table]["file"]
        header, columns = unpack(path.read_bytes(), table)
        data = pack({} if entry == "none" else {name: [5] for name in header if name != "columns"}, columns)
        path.write_bytes(data)
        raw["tables"][table]["sha256"] = sha256(data).hexdigest()

    with pytest.raises(BrokenData):
        use(forge(tmp_path / "law", change))
