"""Every reader, with its seeds, how they are damaged, and what is asked of it."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from shutil import rmtree
from tempfile import TemporaryDirectory

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
from tests.io.cms.layouts import addon_text, csv_of, edit, mue_cells, ptp_text, zip_of
from tools.fuzz.doors import every_door
from tools.fuzz.laws import POLICY, LawBroken, file_of_claims, own_error, rows_given, written
from tools.fuzz.mutate import damaged, damaged_archive

import otcpt
from otcpt.comparing import make_lock, read_lock, replay
from otcpt.editions import export_edition
from otcpt.errors import OtcptError
from otcpt.io import (
    ClaimFile,
    Sheet,
    SheetCell,
    read_837,
    read_claims,
    read_csv,
    read_fhir,
    read_history,
    read_json,
    read_remittances,
    read_workbook,
    write_workbook,
)
from otcpt.io.cms import read_addon, read_gpci, read_mue, read_ptp, read_rvu
from otcpt.policies import read_overlay

SEEDS = Path(__file__).parent / "seeds"
_ROOT = Path(__file__).parent.parent.parent

Read = Callable[[bytes, Path], object]
Damage = Callable[[bytes, Random, Sequence[bytes]], bytes]


@attrs.frozen
class Reader:
    """One reader: what it is given, by the share of all inputs, and what is done with an input in a folder."""

    name: str
    share: int
    read: Read
    seeds: Callable[[], Sequence[bytes]]
    damage: Damage = damaged


def _files(name: str, *more: str) -> Callable[[], Sequence[bytes]]:
    def seeds() -> Sequence[bytes]:
        folders = [*sorted((SEEDS / name).glob("*")), *(path for one in more for path in sorted(_ROOT.glob(one)))]
        return [path.read_bytes() for path in folders]

    return cache(seeds)


def _csv(data: bytes, _: Path) -> None:
    file_of_claims(data, read_csv, name="in.csv")
    with suppress(OtcptError):
        rows_given(data, read_csv(data, on_problem="keep"))


def _wide(data: bytes, _: Path) -> None:
    file_of_claims(data, lambda data, **more: read_csv(data, wide=True, **more), name="in.csv")


@cache
def _workbooks() -> Sequence[bytes]:
    """The tables as sheets: of text alone, and with numbers and days."""
    made = []
    for data in _files("csv")():
        if b'"' in data or not data.isascii():
            continue
        header, *rows = [line.split(",") for line in data.decode().splitlines()]
        typed = [[_typed(cell) for cell in row] for row in rows]
        for sheets in ([Sheet("Lines", header, rows)], [Sheet("Cover", (), ()), Sheet("Lines", header, typed)]):
            with TemporaryDirectory() as folder:
                write_workbook(Path(folder) / "in.xlsx", sheets)
                made.append((Path(folder) / "in.xlsx").read_bytes())
    return made


def _typed(cell: str) -> SheetCell:
    if cell.isdecimal() and len(cell) < 4:
        return int(cell)
    return date.fromisoformat(cell) if cell.startswith("2026-") else cell


@cache
def _tables() -> Sequence[bytes]:
    made = []
    codes = ["97530", "97140", "97165", "97535"]
    for sort in (True, False):
        for kinds in (False, True):
            table = pa.table(
                {
                    "claim_id": ["C1", "C1", "C2", "C3"],
                    "patient_key": ["PZQ1", "PZQ1", "PZQ2" if sort else "AZQ0", "PZQ3"],
                    "date_of_service": pa.array([date(2026, 3, 2)] * 4) if kinds else ["2026-03-02"] * 4,
                    "code": pa.array(codes).dictionary_encode() if kinds else codes,
                    "units": pa.array([2, 1, 1, None], pa.int64()) if kinds else ["2", "1", "1", ""],
                    "modifiers": [["GO"], ["GO", "59"], [], None] if kinds else ["GO", "GO 59", "", "GO"],
                }
            )  # fmt: skip
            out = BytesIO()
            pq.write_table(table, out, row_group_size=2, compression="none")
            made.append(out.getvalue())
    return made


def _odd_table(data: bytes, rng: Random, others: Sequence[bytes]) -> bytes:
    """A Parquet file of damaged bytes, or one whose columns have other types and values."""
    if rng.random() < 0.5:
        return damaged(data, rng, others)
    table = pq.read_table(BytesIO(data))
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(table.num_columns)
        with suppress(pa.ArrowException, ValueError, OverflowError, TypeError):
            table = table.set_column(at, table.column_names[at], _column(rng, table.num_rows))
    out = BytesIO()
    try:
        pq.write_table(table, out, row_group_size=rng.choice((1, 2, 4)), compression="none")
    except (pa.ArrowException, NotImplementedError):
        return data
    return out.getvalue()


def _column(rng: Random, rows: int) -> pa.Array:
    kind, values = rng.choice(
        (
            (pa.string(), ("97530", "", " GO ", "PZQ9", None, "2026-03-02", "x" * 300, "\0", "1e5", "=1", "7")),
            (pa.int64(), (0, 1, -1, 2**62, None, 97530, 20260302)),
            (pa.float64(), (0.0, 1.0, 1.5, float("nan"), float("inf"), None, 97530.0)),
            (pa.bool_(), (True, False, None)),
            (pa.date32(), (date(2026, 3, 2), date(1, 1, 1), date(9999, 12, 31), None)),
            (pa.timestamp("us"), (0, 2**62, -(2**62), None, 1772409600000000)),
            (pa.timestamp("ns", "UTC"), (0, 2**62, None)),
            (pa.time64("us"), (0, 1, 86399999999, None)),
            (pa.binary(), (b"97530", b"\xff", b"", None)),
            (pa.list_(pa.string()), (["GO"], ["GO", "59"], [], None, [None], ["x"])),
            (pa.list_(pa.int64()), ([59], [], None)),
            (pa.decimal128(20, 2), (1, 0, None, -1)),
            (pa.uint64(), (0, 2**63, None)),
            (pa.null(), (None,)),
            (pa.struct([("a", pa.int64())]), ({"a": 1}, None)),
            (pa.duration("us"), (1, None)),
            (pa.large_string(), ("97530", None)),
        )
    )  # fmt: skip
    column = pa.array([rng.choice(values) for _ in range(rows)], kind)
    return column.dictionary_encode() if pa.types.is_string(kind) and rng.random() < 0.3 else column


def _parquet(data: bytes, scratch: Path) -> None:
    from otcpt.batch import check_parquet

    source = written(scratch, "in.parquet", data)
    out, apart = scratch / "out.parquet", scratch / "apart.parquet"

    def check() -> None:
        done = check_parquet(source, out, policy=POLICY, on_bad_row="quarantine", quarantine=apart)
        counts = done.row_counts
        if counts.given != pq.read_metadata(source).num_rows:
            raise LawBroken(f"rows of the file: {pq.read_metadata(source).num_rows}, {counts}")
        if counts.set_apart != pq.read_metadata(apart).num_rows:
            raise LawBroken(f"rows set apart: {pq.read_metadata(apart).num_rows}, {counts}")

    own_error(check)
    if left := {path.name for path in scratch.iterdir()} - {"in.parquet", "out.parquet", "apart.parquet"}:
        raise LawBroken(f"left behind: {left}")


def _remittances(data: bytes, _: Path) -> None:
    def read() -> None:
        for remittance in read_remittances(data, name="in.835", on_problem="keep").remittances:
            repr(remittance), remittance.claims

    own_error(read)
    own_error(lambda: read_remittances(data, name="in.835"))


def _shorthand(data: bytes, _: Path) -> None:
    text = data.decode("utf-8", "surrogateescape")
    day, *words = text.split("\n") if "\n" in text else ("2026-03-02", *text.split(" "))

    def claim() -> None:
        read = otcpt.claim(day, *words)
        if otcpt.Claim.from_record(read.to_record()) != read:
            raise LawBroken("another claim after its record")

    own_error(claim)
    own_error(lambda: otcpt.visit(day, *words))
    own_error(lambda: otcpt.code(words[0] if words else day, on=day))


def _toml(data: bytes, scratch: Path) -> None:
    path = written(scratch, "in.toml", data)
    own_error(lambda: otcpt.load_policy(path).to_toml())
    own_error(lambda: read_overlay(path))
    own_error(lambda: read_history(path))


@cache
def _editions() -> Sequence[bytes]:
    return [b"2024q3", b"2026q4"]


_SOUND: dict[str, dict[str, bytes]] = {}


def _damaged_edition(data: bytes, rng: Random, _: Sequence[bytes]) -> bytes:
    """Which file of which edition is damaged, how, and whether the digests are made right again."""
    return json.dumps([data.decode(), rng.getrandbits(32), rng.random() < 0.5]).encode()


def _edition(data: bytes, scratch: Path) -> None:
    try:
        name, seed, forged = json.loads(data)
        rng = Random(seed)
    except (ValueError, TypeError):
        return
    if name not in _SOUND:
        export_edition(name, scratch / "sound")
        _SOUND[name] = {path.name: path.read_bytes() for path in (scratch / "sound").iterdir()}
        rmtree(scratch / "sound")
    files = dict(_SOUND[name])
    chosen = rng.choice([*files, "manifest.json"])
    before = files[chosen]
    files[chosen] = damaged(before, rng)
    if forged:
        _make_right(files)
    folder = scratch / "law"
    folder.mkdir()
    for own, content in files.items():
        (folder / own).write_bytes(content)

    def use() -> None:
        edition = otcpt.load_edition(folder)
        claim = otcpt.claim("2024-03-04", "97530:GO x2 @30", "97140:GO:59 x1 @15")
        otcpt.check(claim, policy=POLICY, edition=edition)
        edition.verify()
        if not forged and files[chosen] != before:
            raise LawBroken(f"damage to {chosen} was not noticed")

    error = own_error(use)
    rmtree(folder)
    from otcpt.editions import _load

    _load._LOADED.clear()
    if error is not None and not isinstance(error, otcpt.BrokenData | otcpt.OutsideCoverage | otcpt.UnknownName):
        raise LawBroken(f"{type(error).__name__} of a damaged edition: {error}")


def _make_right(files: dict[str, bytes]) -> None:
    """Give a manifest the digests of damaged tables, and its own."""
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        manifest = json.loads(files["manifest.json"])
        for table in manifest["tables"].values():
            table["sha256"] = sha256(files[table["file"]]).hexdigest()
        files["manifest.json"] = json.dumps(manifest).encode()
    digest = sha256(files["manifest.json"]).hexdigest()
    files["manifest.sha256"] = f"{digest}  manifest.json\n".encode()


_CLAIM = ("2026-03-02", "97530:GO x3 @30", "97140:GO x1 @15", "97130:GO x1")


@cache
def _records() -> Sequence[bytes]:
    claim = otcpt.claim(*_CLAIM)
    report = otcpt.check(claim, policy=POLICY)
    return [
        report.to_json().encode(),
        json.dumps(claim.to_record()).encode(),
        *(json.dumps(finding.to_record()).encode() for finding in report.findings[:2]),
    ]


def _stored(data: bytes, _: Path) -> None:
    claim = otcpt.claim(*_CLAIM)
    own_error(lambda: replay(data.decode("utf-8", "replace"), claim))
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        return
    own_error(lambda: replay(record, claim))
    own_error(lambda: otcpt.Claim.from_record(record))
    own_error(lambda: otcpt.read_finding(record, claim))


@cache
def _locks() -> Sequence[bytes]:
    return [
        make_lock([POLICY]).to_text().encode(),
        make_lock([POLICY, "ama-midpoint"], edition="2024q3").to_text().encode(),
    ]


@cache
def _lock_now() -> object:
    return make_lock([POLICY])


def _lock(data: bytes, scratch: Path) -> None:
    path = written(scratch, "otcpt.lock", data)

    def read() -> None:
        lock = read_lock(path)
        lock.edition, lock.policies, lock.version, repr(lock)
        lock.differences(_lock_now())  # type: ignore[arg-type]
        lock.upgraded(_lock_now(), ["law"]).to_text()  # type: ignore[arg-type]

    own_error(read)


@cache
def _cms() -> Sequence[bytes]:
    ptp = ptp_text([edit("97530", "97750"), edit("97530", "97140", "20200101", "20211231"), edit("G0283", "97032")])
    from otcpt.io.cms import AddonRow, MueRow

    addon = addon_text([AddonRow("97130", "97129", 1, date(2020, 1, 1), None, None, None, "")])
    mue = csv_of(mue_cells([MueRow("97530", 6, 3, "3 Date of Service Edit: Clinical", "Clinical: Data")]))
    return [
        zip_of({"ccipra-v322r0-f1.txt": ptp}),
        zip_of({"MCR_MUE_PractitionerServices_Eff_10-01-2026.csv": mue}),
        zip_of({"AOC_V2026Q4-MCR.txt": addon}),
    ]


def _cms_files(data: bytes, scratch: Path) -> None:
    own_error(lambda: read_ptp(data))
    own_error(lambda: read_mue(data, name="mue.zip", effective=date(2026, 4, 1)))
    own_error(lambda: read_addon(data))
    path = written(scratch, "GPCI2026.csv", data)
    own_error(lambda: read_gpci(path))
    own_error(lambda: read_rvu(path.rename(scratch / "PPRRVU2026_Oct_nonQPP.csv")))


def _claims(read: Callable[..., ClaimFile], name: str) -> Read:
    return lambda data, _: file_of_claims(data, read, name=name)


READERS: dict[str, Reader] = {
    one.name: one
    for one in (
        Reader("csv", 12, _csv, _files("csv", "examples/*.csv")),
        Reader("wide", 4, _wide, _files("wide")),
        Reader("excel", 6, _claims(read_workbook, "in.xlsx"), _workbooks, damaged_archive),
        Reader("xls", 2, _claims(read_workbook, "in.xls"), _files("xls", "tests/io/old/lines.xls")),
        Reader("json", 10, _claims(read_json, "in.json"), _files("json")),
        Reader("837", 20, _claims(read_837, "in.837"), _files("837", "tests/io/x12/*.837")),
        Reader("835", 8, _remittances, _files("835", "examples/denials/*.835")),
        Reader("fhir", 10, _claims(read_fhir, "in.json"), _files("fhir")),
        Reader("any", 4, _claims(read_claims, "in"), lambda: _files("csv")() + _files("837")() + _files("fhir")()),  # type: ignore[operator]
        Reader("shorthand", 8, _shorthand, _files("shorthand")),
        Reader("toml", 6, _toml, _files("toml")),
        Reader("record", 3, _stored, _records),
        Reader("lock", 3, _lock, _locks),
        Reader("cms", 3, _cms_files, _cms, damaged_archive),
        Reader("edition", 1, _edition, _editions, _damaged_edition),
        Reader("parquet", 2, _parquet, _tables, _odd_table),
        Reader("doors", 1, every_door, lambda: _files("doors")()),
    )
}


def inputs(reader: Reader, rng: Random) -> Iterator[bytes]:
    """Yield the seeds, and then damaged ones without end."""
    seeds = reader.seeds()
    yield from seeds
    while True:
        yield reader.damage(rng.choice(seeds), rng, seeds)
