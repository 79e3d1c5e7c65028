"""Building an edition from the committed tables, and from broken ones."""

import shutil
from array import array
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.edition.build import build

import otcpt.editions
from otcpt.editions import available_editions, load_edition
from otcpt.editions._load import open_edition
from otcpt.editions._pack import narrowest, pack, unpack
from otcpt.errors import BrokenData, InputErrors, InvalidInput

DATA = Path(__file__).parents[2] / "data"
BUNDLED = Path(otcpt.editions.__file__).parent / "bundled"


def short_tables(parent: Path) -> Path:
    """Return a copy of the data folder with short pair tables."""
    folder = parent / "data"
    shutil.copytree(DATA, folder)
    for path in folder.glob("ptp_*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[:200]), encoding="utf-8")
    return folder


@pytest.fixture(name="data")
def _data(tmp_path: Path) -> Path:
    """A copy of the data folder with short pair tables."""
    return short_tables(tmp_path)


DESCRIBED = sorted(path.stem for path in (DATA / "editions").glob("*.toml"))


def test_the_newest_edition_is_described() -> None:
    """An older one may have been published from rows that are others now; none is described that is not there."""
    assert available_editions()[-1] in DESCRIBED
    assert set(DESCRIBED) <= set(available_editions())


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_rebuilt_edition_has_the_shipped_bytes(name: str, tmp_path: Path) -> None:
    """What ships is what the committed tables say, to the byte, so the digest is the same."""
    manifest = build(DATA, name, tmp_path / "out")
    assert manifest.digest == load_edition(name).digest
    for path in (BUNDLED / name).iterdir():
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes(), path.name


def test_another_row_is_another_digest(data: Path, tmp_path: Path) -> None:
    """A changed indicator changes the pin and the answer."""
    before = build(data, "2026q4", tmp_path / "before")
    path = data / "ptp_practitioner.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    one, two, indicator, *rest = lines[1].split(",")
    lines[1] = ",".join((one, two, str(1 - int(indicator)), *rest))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    after = build(data, "2026q4", tmp_path / "after")
    assert before.digest != after.digest
    edits = [
        open_edition(tmp_path / m, d).ptp("practitioner").edits(one, two)
        for m, d in (("before", before.digest), ("after", after.digest))
    ]
    assert [edit[0].modifier_indicator for edit in edits] == [int(indicator), 1 - int(indicator)]


#: A table, a line too many in it, and what is said of that line.
BAD = (
    ("ptp_practitioner", "9753,97750,1,,2021-01-01,,bound,ptp-practitioner-v30.2", "column1"),
    ("ptp_practitioner", "97530,97750,9,,2021-01-01,,bound,ptp-practitioner-v30.2", "modifier_indicator"),
    ("ptp_practitioner", "97530,97750,1,,2021-13-01,,bound,ptp-practitioner-v30.2", "first_day"),
    ("ptp_practitioner", "97530,97750,1,,,,bound,ptp-practitioner-v30.2", "first_day"),
    (
        "ptp_practitioner",
        "97530,97750,1,,2021-01-01,2020-01-01,bound,ptp-practitioner-v30.2",
        "expected not_before <=",
    ),
    ("ptp_practitioner", "97530,97750,1,,2021-01-01,,guessed,ptp-practitioner-v30.2", "basis"),
    ("ptp_practitioner", "97530,97750,1,,2021-01-01,,bound,nowhere", "sources.toml"),
    ("ptp_practitioner", "97530,97530,1,,2021-01-01,,bound,ptp-practitioner-v30.2", "itself"),
    ("mue", "97110,practitioner,2026-04-01,six,3,x,mue-practitioner-2026-04-01", "units"),
    ("mue", "97110,clinic,2026-04-01,6,3,x,mue-practitioner-2026-04-01", "setting"),
    ("mue", "97110,practitioner,,6,3,x,mue-practitioner-2026-04-01", "edition"),
    ("addons", "97130,97129,4,,2020-01-01,,2026-06-30,yes,aoc-2024q2", "edit_type"),
    ("addons", "97130,97129,1,,2020-01-01,,2026-06-30,maybe,aoc-2024q2", "settled"),
    ("numbers", "V9,2026-07-01,cms-pprrvu-2026-07-numbers", "code"),
    ("numbers", "V9999,2026-07,cms-pprrvu-2026-07-numbers", "listed"),
    ("numbers", "V9999,2026-07-01,nowhere", "sources.toml"),
    ("numbers", "97751,2026-07-01,cms-pprrvu-2026-07-numbers", "the registry is whole"),
    ("numbers", "00100,2026-07-01,cms-pprrvu-2026-07-numbers", "no code twice"),
    ("status", "T9999,I,2026-10-01,2026-12-31,cms-pprrvu-2026-07", "code"),
    ("status", "T1027,Q,2027-01-01,2027-12-31,cms-pprrvu-2026-07", "status"),
    ("status", "T1027,I,2027-01-01,,cms-pprrvu-2026-07", "last_day"),
    ("status", "T1027,I,2027-01-01,2027-12-31,nowhere", "sources.toml"),
    ("bilateral", "L4205,4,2026-07-01,2026-09-30,cms-pprrvu-2026-07-bilateral", "indicator"),
    ("bilateral", "L420,0,2026-07-01,2026-09-30,cms-pprrvu-2026-07-bilateral", "code"),
    ("bilateral", "T1027,0,2027-01-01,,cms-pprrvu-2026-07-bilateral", "last_day"),
    ("bilateral", "T1027,0,2027-01-01,2027-12-31,nowhere", "sources.toml"),
    ("groups", "ot-evaluations,,97165,,,,,ncci-manual-2026,XI,P", "group"),
    ("groups", "splint,left,29125,,,,,ncci-manual-2026,XI,P", "is no part of splint"),
    ("groups", "unlisted,,97039,,,,,ncci-manual-2026,XI,P", "is no part of unlisted"),
    ("groups", "replaced-by-medicare,G02,97014,,,,,ncci-manual-2026,XI,P", "is no part"),
    ("groups", "splint,,2912,,,,,ncci-manual-2026,XI,P", "expected a code, a modifier, a run"),
    ("groups", "splint,,,,,,,ncci-manual-2026,XI,P", "expected a code, a modifier, a run"),
    ("groups", "splint,,29200-29100,,,,,ncci-manual-2026,XI,P", "expected a code, a modifier, a run"),
    ("groups", "splint,,@splints,,,,,ncci-manual-2026,XI,P", "a group of an earlier row"),
    ("groups", "splint,,29125,2026-02-01,2026-01-01,,,ncci-manual-2026,XI,P", "expected first_day <="),
    ("groups", "splint,,29125,,,2026-02,,ncci-manual-2026,XI,P", "verified_from"),
    ("groups", "splint,,29125,,,,,nowhere,XI,P", "sources.toml"),
    ("groups", "splint,,29125,,,,,ncci-manual-2026,XI,sure", "mark"),
    ("manual", "forbids,splint,visit,,,,,,,,ncci-manual-2026,XI,P", "effect"),
    ("manual", "forbidden,splints,visit,,,,,,,,ncci-manual-2026,XI,P", "is no code group"),
    ("manual", "forbidden,,visit,,,,,,,,ncci-manual-2026,XI,P", "at least one code group"),
    ("manual", "forbidden,splint,visit,one person,,,,,,,ncci-manual-2026,XI,P", "between"),
    ("manual", "condition,splint,visit,,other day,,,,,,ncci-manual-2026,XI,P", "reason"),
    ("manual", "forbidden,splint,visit,,,second,,,,,ncci-manual-2026,XI,P", "fault"),
    ("bill_types", "72,clinic,,,,,pub-100-04-ch25,§75.1,P*", "facility"),
    ("modifiers", "ZZZ,program,,,,,,hcpcs-modifiers,,P*", "two capital letters or digits"),
    ("modifiers", "ZZ,program,,2026-01-01,,,,hcpcs-modifiers,,P*", "with days, and only with them"),
    ("modifiers", "ZZ,program,payer,2026-01-01,,,,hcpcs-modifiers,,P*", "dated_by"),
    ("billers", "97165,OTR,,,,,general-knowledge,,L", "expected some of"),
    ("billers", "97165,,,,,,general-knowledge,,L", "expected some of"),
    ("billers", "9716,OT,,,,,general-knowledge,,L", "expected a code"),
    ("documentation", "DOC-9,record,required,,,,,,,,,,,general-knowledge,,L", "an id like DOC-077"),
    ("documentation", "DOC-195,record,required,,,,,,,,,,,general-knowledge,,L", "no id twice"),
    ("documentation", "DOC-999,diary,required,,,,,,,,,,,general-knowledge,,L", "document"),
    ("documentation", "DOC-999,record,wanted,,,,,,,,,,,general-knowledge,,L", "need"),
    ("documentation", "DOC-999,record,required,@splints,,,,,,,,,,general-knowledge,,L", "@ and a group"),
    ("documentation", "DOC-999,record,required,,,medicar,,,,,,,,general-knowledge,,L", "payers"),
    ("documentation", "DOC-999,record,required,,,,clinic,,,,,,,general-knowledge,,L", "settings"),
    ("documentation", "DOC-999,record,required,,,,,often,,,,,,general-knowledge,,L", "circumstances"),
    ("documentation", "DOC-999,record,required,,,,,,line.minute,,,,,general-knowledge,,L", "fields"),
    ("thresholds", "2027-01-01,2027-12-31,2485,2480,threshold,3000,high,kx-2026,", "multiple of 10"),
    ("thresholds", "2027-01-01,2027-12-31,2490,,threshold,3000,high,kx-2026,", "expected two amounts"),
    ("thresholds", "2027-01-01,2027-12-31,2490,2490,moratorium,,high,kx-2026,", "expected two amounts"),
    ("thresholds", "2027-01-01,2027-12-31,,,threshold,3000,high,kx-2026,", "expected two amounts"),
    ("thresholds", "2027-01-01,2027-12-31,2490,2490,limit,3000,high,kx-2026,", "regime"),
    ("thresholds", "2026-12-31,2027-12-31,2490,2490,threshold,3000,high,kx-2026,", "no day twice"),
    ("thresholds", "2027-01-01,2027-12-31,2490,2490,threshold,3000,sure,kx-2026,", "confidence"),
    ("thresholds", "2027-01-01,,2490,2490,threshold,3000,high,kx-2026,", "last_day"),
    ("thresholds", "2027-01-01,2027-12-31,2490,2490,threshold,3000,high,nowhere,", "sources.toml"),
)


def spoil(folder: Path, name: str, line: str) -> int:
    """Add a line to a table; return its row."""
    path = folder / f"{name}.csv"
    with path.open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    """What one build says of each bad line, all of them being there at once."""
    folder = short_tables(tmp_path_factory.mktemp("bad"))
    places = {(f"{name}.csv", spoil(folder, name, line)): line for name, line, _ in BAD}
    with pytest.raises(InputErrors) as caught:
        build(folder, "2026q4", folder.parent / "out")
    assert not (folder.parent / "out").exists()
    said: dict[str, list[str]] = {}
    for problem in caught.value.problems:
        if problem.row is not None and (line := places.get((str(problem.file), problem.row))) is not None:
            said.setdefault(line, []).append(str(problem))
    return said


@pytest.mark.parametrize(("name", "line", "message"), BAD)
def test_a_bad_cell_is_named_by_file_row_and_column(
    refused: Mapping[str, list[str]], name: str, line: str, message: str
) -> None:
    """Nothing is corrected and nothing is written."""
    assert any(f"{name}.csv" in one and message in one for one in refused[line])


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("status", "T1027,I,2026-10-01,2027-12-31,cms-pprrvu-2026-07", "no day with two statuses"),
        ("bilateral", "T1027,0,2026-08-01,2026-12-31,cms-pprrvu-2026-07-bilateral", "no day with two indicators"),
    ],
)
def test_a_row_that_contradicts_another_is_named(
    data: Path, tmp_path: Path, name: str, line: str, message: str
) -> None:
    """By its own file and row, where it is the only fault."""
    row = spoil(data, name, line)
    with pytest.raises(InputErrors) as caught:
        build(data, "2026q4", tmp_path / "out")
    assert any((one.file, one.row) == (f"{name}.csv", row) and message in str(one) for one in caught.value.problems)
    assert not (tmp_path / "out").exists()


def test_a_pair_in_force_twice_is_refused_in_either_column_order(data: Path, tmp_path: Path) -> None:
    """The invariants of the tables: no pair active twice, none in both directions."""
    path = data / "ptp_practitioner.csv"
    one, two, *rest = path.read_text(encoding="utf-8").splitlines()[1].split(",")
    for pair in ((one, two), (two, one)):
        path.write_text(path.read_text(encoding="utf-8") + ",".join((*pair, *rest)) + "\n", encoding="utf-8")
    with pytest.raises(InputErrors, match="in force twice") as caught:
        build(data, "2026q4", tmp_path / "out")
    assert len(caught.value.problems) == 2


def test_a_code_with_two_meanings_on_one_day_is_refused(data: Path, tmp_path: Path) -> None:
    """Meanings of one number follow each other."""
    path = data / "codes.csv"
    text = path.read_text(encoding="utf-8").replace(
        "2006-01-01,2017-12-31,yes,,per 15 min,97504", "2006-01-01,2018-01-01,yes,,per 15 min,97504"
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputErrors, match="two meanings"):
        build(data, "2026q4", tmp_path / "out")


def test_a_group_without_a_row_and_a_code_without_a_biller_are_refused(data: Path, tmp_path: Path) -> None:
    """What rules ask for is there, or the edition is not built."""
    for name, begin in (("groups", "laboratory,"), ("billers", "97165,")):
        path = data / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.startswith(begin)), encoding="utf-8")
    with pytest.raises(InputErrors) as caught:
        build(data, "2026q4", tmp_path / "out")
    assert [(one.file, one.value) for one in caught.value.problems] == [
        ("codes.csv", "97165"),
        ("groups.csv", "laboratory"),
    ]


def test_every_fault_is_reported_at_once(data: Path, tmp_path: Path) -> None:
    """Faults of several tables come in one error."""
    for name, line in (("mue", "1,practitioner,2026-04-01,x,3,x,nowhere"), ("addons", "1,2,9,,,,,no,nowhere")):
        with (data / f"{name}.csv").open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")
    with pytest.raises(InputErrors) as caught:
        build(data, "2026q4", tmp_path / "out")
    assert {problem.file for problem in caught.value.problems} == {"mue.csv", "addons.csv"}
    assert len(caught.value.problems) == 9


@pytest.mark.parametrize(
    "header", ["", "code,setting\n", "setting,code,edition,units,adjudication_indicator,rationale,source\n"]
)
def test_another_header_is_refused(data: Path, tmp_path: Path, header: str) -> None:
    """An empty file, missing and swapped columns."""
    (data / "mue.csv").write_text(header, encoding="utf-8")
    with pytest.raises(InputErrors, match="expected the header"):
        build(data, "2026q4", tmp_path / "out")


def test_a_short_row_is_refused(data: Path, tmp_path: Path) -> None:
    """A row with too few cells is not filled up."""
    with (data / "mue.csv").open("a", encoding="utf-8") as stream:
        stream.write("97110,practitioner\n")
    with pytest.raises(InputErrors, match="expected 7 cells"):
        build(data, "2026q4", tmp_path / "out")


def test_a_folder_without_its_description_is_refused(tmp_path: Path) -> None:
    """The description and the sources are needed."""
    with pytest.raises(InvalidInput, match=r"sources\.toml"):
        build(tmp_path, "2026q4", tmp_path / "out")


@given(st.dictionaries(st.text("abc", min_size=1, max_size=4), st.lists(st.integers(0, 2**32 - 1))), st.text())
def test_what_is_packed_is_unpacked(columns: dict[str, list[int]], note: str) -> None:
    """Header and columns come back, each column in the narrowest type."""
    packed = {name: narrowest(values) for name, values in columns.items()}
    header, back = unpack(pack({"note": note}, packed), "table")
    assert header["note"] == note
    assert back == packed
    assert {name: list(column) for name, column in back.items()} == columns


@pytest.mark.parametrize(
    "data", [b"", b"<html>", pack({}, {"a": array("B", [1, 2])})[:-1], pack({}, {}) + b"x", pack({}, {})[:-2]]
)
def test_bytes_that_are_no_table_are_refused(data: bytes) -> None:
    """Another file, a cut one, a longer one."""
    with pytest.raises(BrokenData, match="build the edition again"):
        unpack(data, "table.bin")
