"""An edition is pinned, frozen, shared, checked byte by byte, and tells what it holds."""

import copy
import pickle
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

import otcpt.editions
from otcpt.codes import CodeGroup
from otcpt.editions import Edition, available_editions, load_edition
from otcpt.editions._digests import PINS
from otcpt.editions._load import open_edition
from otcpt.errors import BrokenData, EditionMismatch, InvalidInput, UnknownName

BUNDLE = Path(otcpt.editions.__file__).parent / "bundled" / "2026q4"
FILES = sorted(path.name for path in BUNDLE.iterdir())
EDITION = load_edition()
SETTINGS = ("practitioner", "outpatient_hospital", "medicaid")
CODES = [*EDITION.codes, "99231", "71046"]
EDGES = [date(1980, 1, 1), *EDITION.boundaries, date(2028, 1, 1)]


def use(edition: Edition) -> tuple[object, ...]:
    """Ask every table something."""
    on = date(2026, 3, 2)
    return (
        edition.codes["97530"].on(on).label,
        edition.codes.exists("99231"),
        [edition.ptp(setting).between("97530", "97750", on=on) for setting in SETTINGS],
        [edition.mue(setting).limit("97110", on=on) for setting in SETTINGS],
        edition.addons.primaries("97130", on=on),
        edition.thresholds.of("OT", on=on),
        edition.codes["97014"].status(on),
        edition.bilateral.indicator("29125", on=on),
        edition.groups.of(CodeGroup.VISIT, on=on),
        edition.manual.sentences[0],
        edition.bill_types.facility("0131", on=on),
        edition.modifiers["CO"],
        edition.documentation["DOC-078"],
        edition.billers.of("97165", on=on),
        edition.documentation["DOC-077"],
        *([edition.fees.unit("97530", on=on, locality="national")] if "rvu" in edition.manifest.tables else []),
    )


def test_without_a_pin_the_newest_edition_is_loaded_once() -> None:
    """Name, pin and no argument give one shared object."""
    assert load_edition() is load_edition("2026q4") is load_edition(EDITION.pin)
    assert load_edition(f"2026q4@sha256:{EDITION.digest[:12]}") is EDITION
    assert EDITION.id == available_editions()[-1]


def test_the_digest_is_the_hash_of_the_manifest_and_a_constant_of_the_code() -> None:
    """The pin names the shipped bytes."""
    assert sha256((BUNDLE / "manifest.json").read_bytes()).hexdigest() == EDITION.digest == PINS[EDITION.id]


def test_another_digest_is_a_mismatch() -> None:
    """A pin that does not fit is never answered with other law."""
    with pytest.raises(EditionMismatch, match="not 0123456789ab"):
        load_edition("2026q4@sha256:0123456789ab")


@pytest.mark.parametrize("name", ["2026q3", "latest", "2026Q4", ""])
def test_an_unknown_name_is_refused(name: str) -> None:
    """There is no latest and no guess."""
    with pytest.raises(UnknownName, match="2026q4"):
        load_edition(name)


@pytest.mark.parametrize(
    "pin", ["2026q4@", "2026q4@sha256:", "2026q4@md5:0123456789", "2026q4@sha256:XYZ45678", 2026, b"2026q4"]
)
def test_an_unreadable_pin_is_refused(pin: object) -> None:
    """A pin is a name, or a name with @sha256: and at least eight characters."""
    with pytest.raises(InvalidInput, match="2026q4"):
        load_edition(pin)  # type: ignore[arg-type]


def test_an_edition_cannot_be_changed() -> None:
    """Neither its fields nor new ones."""
    for name in ("id", "digest", "manifest", "boundaries", "note"):
        with pytest.raises(AttributeError, match="cannot be changed"):
            setattr(EDITION, name, "other")
    with pytest.raises(AttributeError):
        del EDITION.manifest


def test_equality_hash_copy_and_pickle_go_by_id_and_digest() -> None:
    """Two openings of the same bytes are equal; a pickle holds the pin and no data."""
    again = open_edition(BUNDLE, EDITION.digest)
    assert again is not EDITION
    assert again == EDITION
    assert len({again, EDITION}) == 1
    assert EDITION != "2026q4"
    assert copy.deepcopy(EDITION) is EDITION
    data = pickle.dumps(EDITION)
    assert len(data) < 300
    assert pickle.loads(data) is EDITION
    assert use(pickle.loads(data)) == use(again)


def test_answers_pickle() -> None:
    """Histories, meanings and answers travel between processes."""
    for value in (EDITION.codes["97760"], *use(EDITION), EDITION.manifest):
        assert pickle.loads(pickle.dumps(value)) == value


def test_sixteen_threads_that_open_the_tables_together_agree() -> None:
    """A fresh edition, asked by all at once before any table was read."""
    fresh = open_edition(BUNDLE, EDITION.digest)
    gate = Barrier(16)

    def ask(_: int) -> tuple[object, ...]:
        gate.wait()
        return use(fresh), [id(fresh.ptp(setting)) for setting in SETTINGS]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, range(16)))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0] == use(EDITION)


def test_tables_are_read_when_first_asked(tmp_path: Path) -> None:
    """Opening reads the manifest only; a lost table is noticed by the table that needs it."""
    folder = tmp_path / "2026q4"
    shutil.copytree(BUNDLE, folder)
    (folder / "mue_practitioner.bin").unlink()
    edition = open_edition(folder, EDITION.digest)
    assert edition.codes["97530"]
    assert edition.mue("outpatient_hospital").limit("97530", on=date(2026, 10, 5)).known
    with pytest.raises(BrokenData, match=r"mue_practitioner\.bin cannot be read"):
        edition.mue("practitioner")
    with pytest.raises(BrokenData, match=r"mue_practitioner\.bin"):
        edition.verify()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["cut", "longer", "empty"])
def test_a_damaged_file_raises_before_the_first_answer(name: str, damage: str, tmp_path: Path) -> None:
    """A short file, a long file, an empty one: never an answer from them."""
    folder = tmp_path / "2026q4"
    shutil.copytree(BUNDLE, folder)
    path = folder / name
    data = path.read_bytes()
    path.write_bytes({"cut": data[:-1], "longer": data + b"\n", "empty": b""}[damage])
    with pytest.raises(BrokenData, match=name):
        use(open_edition(folder, EDITION.digest))
    with pytest.raises(BrokenData, match=name):
        open_edition(folder, EDITION.digest).verify()


def flips(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield places and bits: every byte of a small file; of a larger one the ends and one of every 4 KiB."""
    every = range(len(data)) if len(data) <= 1 << 13 else sorted({*range(0, len(data), 1 << 12), len(data) - 1})
    for place in every:
        yield place, 1 << place % 8


@pytest.mark.parametrize("edition_id", available_editions())
def test_one_flipped_bit_anywhere_is_detected(edition_id: str, tmp_path: Path) -> None:
    """No table is read, and no manifest believed, of which a single bit is another one."""
    folder = tmp_path / edition_id
    shutil.copytree(BUNDLE.parent / edition_id, folder)
    opened = open_edition(folder, PINS[edition_id])
    manifest = folder / "manifest.json"
    text = manifest.read_bytes()
    for place, bit in flips(text):
        manifest.write_bytes(text[:place] + bytes([text[place] ^ bit]) + text[place + 1 :])
        with pytest.raises(BrokenData, match="manifest"):
            open_edition(folder, PINS[edition_id])
    for name, table in opened.manifest.tables.items():
        data = (folder / table.file).read_bytes()
        with (folder / table.file).open("r+b", buffering=0) as stream:
            for place, bit in flips(data):
                stream.seek(place)
                stream.write(bytes([data[place] ^ bit]))
                with pytest.raises(BrokenData, match=table.file):
                    opened.table_bytes(name)
                stream.seek(place)
                stream.write(data[place : place + 1])
        assert opened.table_bytes(name) == data


def test_the_shipped_files_are_whole_and_small() -> None:
    """Every file is hashed by the manifest and nothing else lies beside them."""
    EDITION.verify()
    assert {table.file for table in EDITION.manifest.tables.values()} | {"manifest.json"} == set(FILES)


def test_describe_names_every_table_with_its_days_rows_and_hash() -> None:
    """What a person needs to judge the data stands in one text."""
    text = EDITION.describe()
    for table in EDITION.manifest.tables.values():
        for shown in (
            table.name,
            str(table.rows),
            str(table.verified_through),
            table.sha256,
            table.version,
            table.confidence,
        ):
            assert shown in text
    assert EDITION.pin in text


def test_every_document_of_a_table_resolves() -> None:
    """No table rests on a source the edition does not name."""
    used = {key for table in EDITION.manifest.tables.values() for key in table.documents}
    assert used == set(EDITION.sources)
    assert all(document.authority and document.title for document in EDITION.sources.values())


def test_windows_number_the_boundaries() -> None:
    """A window begins on a boundary and ends the day before the next."""
    assert list(EDITION.boundaries) == sorted(set(EDITION.boundaries))
    for number, day in enumerate(EDITION.boundaries):
        assert EDITION.window(day) == number + 1
        assert EDITION.window(day - timedelta(days=1)) == number


def test_no_answer_about_a_code_changes_inside_a_window() -> None:
    """First, middle and last day of every window, all codes: meaning, status, unit limits, add-ons; and thresholds."""
    for first, after in pairwise(EDGES):
        last = after - timedelta(days=1)
        middle = first + (last - first) / 2
        for discipline in ("OT", "PT", "SLP"):
            assert len({EDITION.thresholds.of(discipline, on=day) for day in (first, middle, last)}) == 1
        for code in CODES:
            shown = [
                (
                    EDITION.codes[code].get(day) if code in EDITION.codes else None,
                    EDITION.codes[code].status(day) if code in EDITION.codes else None,
                    EDITION.addons.primaries(code, on=day),
                    *(EDITION.mue(setting).limit(code, on=day) for setting in SETTINGS),
                )
                for day in (first, middle, last)
            ]
            assert shown[0] == shown[1] == shown[2], (code, first, last)


@given(st.sampled_from(CODES), st.sampled_from(SETTINGS), st.floats(0, 1, exclude_max=True))
def test_no_answer_about_a_pair_changes_inside_a_window(code: str, setting: str, part: float) -> None:
    """A code and all its partners: any day of a window has the answer of its first day."""
    table = EDITION.ptp(setting)
    for other in (*sorted(table.partners(code))[:40], "97530", "71046"):
        for first, after in pairwise(EDGES):
            day = first + int((after - first).days * part) * timedelta(days=1)
            assert table.between(code, other, on=day) == table.between(other, code, on=first)
