"""Local editions with the right hashes and another content: whoever can write the folder can make one."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
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
        names = {"by_column" if name == "rows" else name for name in header if name != "columns"}
        data = pack({} if entry == "none" else {name: [5] for name in names}, columns)
        path.write_bytes(data)
        raw["tables"][table]["sha256"] = sha256(data).hexdigest()

    with pytest.raises(BrokenData):
        use(forge(tmp_path / "law", change))


def shortened(header: dict[str, Any], columns: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The table with each of its parts emptied, and with a row of each part taken away."""
    for name, part in header.items():
        if not isinstance(part, list | dict) or not part:
            continue
        yield {**header, name: type(part)()}, columns
        for place in {0, len(part) // 2, len(part) - 1}:
            kept = list(part)
            taken = kept.pop(place)
            less = kept if isinstance(part, list) else {key: value for key, value in part.items() if key != taken}
            yield {**header, name: less}, columns
    for name, column in columns.items():
        yield header, {**columns, name: column[:0]}
        yield header, {**columns, name: column[:-1]}
    if columns:
        yield header, {name: column[:0] for name, column in columns.items()}


@pytest.mark.thorough
def test_a_table_with_less_in_it_answers_or_is_broken_data(tmp_path: Path) -> None:
    """Every part of every table, emptied or without a row: what the edition then says is its own affair."""
    folder = forge(tmp_path / "law", lambda raw: raw)
    sound = json.loads((folder / "manifest.json").read_bytes())
    for table, entry in sound["tables"].items():
        path = folder / entry["file"]
        before = path.read_bytes()
        header, columns = unpack(before, table)
        header.pop("columns")
        for less_of_header, less_of_columns in shortened(header, dict(columns)):
            data = pack(less_of_header, less_of_columns)
            manifest = json.loads(json.dumps(sound))
            manifest["tables"][table]["sha256"] = sha256(data).hexdigest()
            path.write_bytes(data)
            with suppress(BrokenData, otcpt.OutsideCoverage):
                use(sealed(folder, json.dumps(manifest).encode()))
        path.write_bytes(before)


@pytest.mark.parametrize("table", ["modifiers", "billers"])
def test_a_table_without_rows_is_broken_data(tmp_path: Path, table: str) -> None:
    """Rules ask for rows by name; none of them is a KeyError."""

    def change(raw: dict[str, Any]) -> None:
        data = pack({"rows": []}, {})
        (tmp_path / "law" / raw["tables"][table]["file"]).write_bytes(data)
        raw["tables"][table]["sha256"] = sha256(data).hexdigest()

    claim = otcpt.claim("2024-03-04", "97530 x2 @30")
    with pytest.raises(BrokenData, match=table):
        otcpt.check(claim, policy="medicare-part-b", edition=forge(tmp_path / "law", change))


@pytest.mark.parametrize("column", ["list", "rows", "high", "term", "first_day", "source"])
def test_columns_of_pairs_that_do_not_fit_are_broken_data(tmp_path: Path, column: str) -> None:
    """One is shorter than the others, or names what is not there."""

    def change(raw: dict[str, Any]) -> None:
        path = tmp_path / "law" / raw["tables"]["ptp_practitioner"]["file"]
        header, columns = unpack(path.read_bytes(), "ptp_practitioner")
        header.pop("columns")
        columns[column] = columns[column][:-1]
        data = pack(header, columns)
        path.write_bytes(data)
        raw["tables"]["ptp_practitioner"]["sha256"] = sha256(data).hexdigest()

    with pytest.raises(BrokenData, match="columns that do not fit together"):
        use(forge(tmp_path / "law", change))
