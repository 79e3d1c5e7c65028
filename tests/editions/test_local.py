"""Local editions: built from files in the layout of CMS, compared with a scan over the rows, and damaged."""

import pickle
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.io.cms.layouts import addon_text, csv_of, edit, mue_cells, ptp_text, zip_of

from otcpt import bill, check, claim, visit
from otcpt.editions import Edition, build_local, load_edition
from otcpt.editions._pack import narrowest, pack, unpack
from otcpt.errors import BrokenData, EditionMismatch, InputErrors, InvalidInput, UnknownName
from otcpt.io.cms import AddonRow, MueRow, PtpRow

DAY = timedelta(days=1)
LAST = date(2026, 9, 30)

#: A pair that is still in force, one that came back turned round, one that never lived, foreign pairs, a late start.
ROWS = {
    "practitioner": [
        edit("00100", "99213", "19960101", "20100331", 0),
        edit("00100", "99213", "20120101", "*", 1),
        edit("20560", "97602", "20200101", "20201231", 0),
        edit("71046", "99213", "20150401"),
        edit("97140", "97530", "20100101", "20191231"),
        edit("97530", "97140", "20200101", "20200101", 9),
        edit("97530", "97750", "20201001"),
        edit("97602", "20560", "20210101"),
        edit("G0283", "97032", "20260701", "*", 0),
    ],
    "outpatient_hospital": [
        edit("71046", "99213", "20160401", "20260331", 0),
        edit("97530", "97750", "20201001", "*", 0),
        edit("97750", "98980", "20220101"),
    ],
}
FILES = {"practitioner": "ccipra-v322r0-f1.txt", "outpatient_hospital": "ccioph-v322r0-f1.txt"}
CODES = sorted({code for rows in ROWS.values() for row in rows for code in row[:2]} | {"97110", "36415"})
LIMITS = [
    MueRow("36415", 2, 3, "3 Date of Service Edit: Clinical", "Clinical: Data"),
    MueRow("97110", 7, 3, "3 Date of Service Edit: Clinical", "Clinical: Data"),
    MueRow("97530", 7, 3, "3 Date of Service Edit: Clinical", "Clinical: Data"),
]
ADDONS = [
    AddonRow("97130", "97129", 1, date(2020, 1, 1), None, None, None, ""),
    AddonRow("97546", "97545", 1, date(2013, 4, 1), date(2024, 12, 31), None, None, ""),
    AddonRow("97546", "97750", 1, date(2024, 12, 31), date(2025, 12, 31), None, None, ""),
    AddonRow("0054T", None, 2, date(2013, 4, 1), None, None, None, "Contractor Defined Primary Codes"),
]


def oracle(rows: Sequence[PtpRow], one: str, two: str, on: date) -> tuple[str, str, int] | None:
    """Look at every row: the one of the two codes that is in force on the day."""
    found = [
        row
        for row in rows
        if {row.column_one, row.column_two} == {one, two}
        and row.modifier_indicator != 9
        and row.effective <= on <= (row.deletion or date.max)
    ]
    assert len(found) <= 1
    return (found[0].column_one, found[0].column_two, found[0].modifier_indicator) if found else None


def write(folder: Path, name: str, data: bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(data)
    return path


def write_files(folder: Path) -> dict[str, list[Path]]:
    """Write both PTP tables (one zipped), a unit limit table and the add-on list."""
    hospital = ptp_text(ROWS["outpatient_hospital"])
    return {
        "ptp": [
            write(folder, FILES["practitioner"], ptp_text(ROWS["practitioner"])),
            write(folder, "ccioph-v322r0-f1.zip", zip_of({FILES["outpatient_hospital"]: hospital})),
        ],
        "mue": [write(folder, "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv", csv_of(mue_cells(LIMITS)))],
        "addon": [write(folder, "AOC_V2026Q3-MCR.txt", addon_text(ADDONS))],
    }


def build(folder: Path, out: Path) -> Edition:
    """Build the edition of all the files."""
    files = write_files(folder)
    return build_local(out, ptp=files["ptp"], mue=files["mue"], addon=files["addon"][0])


@pytest.fixture(name="edition", scope="module")
def _edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """One edition, built once."""
    folder = tmp_path_factory.mktemp("local")
    return build(folder, folder / "law")


def folder_of(edition: Edition) -> Path:
    """The folder an edition lies in."""
    return Path(edition.pin.rpartition("@")[0])


@given(
    one=st.sampled_from(CODES),
    two=st.sampled_from(CODES),
    on=st.dates(date(1996, 1, 1), LAST)
    | st.sampled_from([row.effective + step * DAY for rows in ROWS.values() for row in rows for step in (0, 1)]),
    setting=st.sampled_from(sorted(ROWS)),
)
def test_every_pair_is_answered_as_a_scan_over_the_rows_does(
    edition: Edition, one: str, two: str, on: date, setting: str
) -> None:
    """Both settings, both orders, two foreign codes too: an edit or none, and never *cannot tell*."""
    answer = edition.ptp(setting).between(one, two, on=on)
    assert answer == edition.ptp(setting).between(two, one, on=on)
    assert (answer.known, answer.carried_forward) == (True, False)
    found = answer.edit
    result = None if found is None else (found.column_one, found.column_two, found.modifier_indicator)
    assert result == oracle(ROWS[setting], one, two, on)


def test_dates_are_exact(edition: Edition) -> None:
    """The days of an edit are those of its row, and it is known not to have been in force before."""
    (before, now) = edition.ptp("practitioner").edits("99213", "00100")
    assert (before.first_day, before.last_day, before.modifier_indicator) == (date(1996, 1, 1), date(2010, 3, 31), 0)
    assert (now.first_day, now.not_before, now.last_day, now.basis) == (
        date(2012, 1, 1),
        date(2012, 1, 1),
        None,
        "exact",
    )
    assert str(edition.sources[now.source].title) == "Medicare NCCI PTP edits, practitioner"


def test_an_edit_with_indicator_9_is_not_there(edition: Edition) -> None:
    """It never lived: neither an edit of the pair nor a partner of the code."""
    table = edition.ptp("practitioner")
    assert [found.column_one for found in table.edits("97530", "97140")] == ["97140"]
    assert table.partners("97530") == {"97140", "97750"}
    assert table.partners("97602") == {"20560"}


def test_days_outside_are_kept_apart_from_no_edit(edition: Edition) -> None:
    """Before 1996 nothing was kept, after the quarter nothing was published."""
    table = edition.ptp("practitioner")
    assert table.verified_through == LAST == edition.manifest.through
    assert not table.between("36415", "97110", on=date(1995, 12, 31)).known
    assert not table.between("36415", "97110", on=LAST + DAY).known


def test_a_code_newer_than_the_table_is_not_answered(tmp_path: Path) -> None:
    """A table of 2016 says nothing about an evaluation code of 2017, but the edition ends there anyway."""
    path = write(tmp_path, "ccipra-v223r0-f1.txt", ptp_text([edit("97530", "97750", "20100101")]))
    table = build_local(tmp_path / "law", ptp=[path]).ptp("practitioner")
    assert table.between("97530", "97750", on=date(2016, 12, 31)).edit is not None
    assert not table.between("97165", "97750", on=date(2017, 1, 1)).known


def test_a_day_on_which_both_directions_are_listed_is_not_answered(tmp_path: Path) -> None:
    """CMS's table may hold a past day twice; which column was payable cannot be known."""
    rows = [edit("97110", "97530", "20100101", "20101231"), edit("97530", "97110", "20100701", "*")]
    path = write(tmp_path, FILES["practitioner"], ptp_text(rows))
    table = build_local(tmp_path / "law", ptp=[path]).ptp("practitioner")
    assert table.between("97110", "97530", on=date(2010, 6, 30)).known
    answer = table.between("97110", "97530", on=date(2010, 7, 1))
    assert not answer.known
    assert "97110/97530" in answer.reason
    assert "97530/97110" in answer.reason
    assert table.between("97110", "97530", on=date(2011, 1, 1)).edit is not None


def test_unit_limits_replace_those_of_their_setting_only(edition: Edition) -> None:
    """The practitioner table is the file's, foreign codes too; the others stay the bundled ones."""
    on = date(2026, 8, 3)
    assert [edition.mue("practitioner").limit(row.code, on=on).units for row in LIMITS] == [2, 7, 7]
    assert not edition.mue("practitioner").limit("97112", on=on).known
    for setting in ("outpatient_hospital", "medicaid"):
        for code in ("97112", "97110"):
            assert edition.mue(setting).limit(code, on=on) == load_edition().mue(setting).limit(code, on=on)


def test_addons_end_on_their_last_day(edition: Edition) -> None:
    """An edit that ended, one the contractor defines, and codes that are no add-ons."""
    table = edition.addons
    assert table.primaries("97546", on=date(2024, 12, 30)).primaries == ("97545",)
    assert table.primaries("97546", on=date(2024, 12, 31)).primaries == ("97545", "97750")
    assert table.primaries("97546", on=date(2025, 12, 31)).primaries == ("97750",)
    assert table.primaries("97546", on=date(2026, 1, 1)) == table.primaries("36415", on=date(2026, 1, 1))
    answer = table.primaries("0054T", on=date(2026, 8, 3))
    assert (answer.primaries, answer.edit_type, answer.known) == ((), 2, True)
    assert table.primaries("97130", on=date(2026, 8, 3)).primaries == ("97129",)
    assert table.primaries("36415", on=date(2026, 8, 3)).known
    assert not table.primaries("97546", on=date(2013, 3, 31)).known


def test_tables_that_are_not_given_are_the_bundled_ones(tmp_path: Path) -> None:
    """With one file only its table changes; the rest keeps its days, its documents and its answers.

    What the new table saw change later is not carried forward in the kept one of the other setting.
    """
    path = write(tmp_path, FILES["practitioner"], ptp_text(ROWS["practitioner"]))
    local, bundled = build_local(tmp_path / "law", ptp=[path]), load_edition()
    for name in load_edition().manifest.tables.keys() - {"ptp_practitioner", "ptp_outpatient_hospital"}:
        held, kept = local.manifest.tables[name], bundled.manifest.tables[name]
        assert (held.sha256, held.documents, held.verified_through) == (
            kept.sha256,
            kept.documents,
            kept.verified_through,
        )
    assert local.codes["97530"].timeline == bundled.codes["97530"].timeline
    assert local.thresholds.of("OT", on=LAST) == bundled.thresholds.of("OT", on=LAST)
    kept_table = local.ptp("outpatient_hospital")
    assert kept_table.verified_through == bundled.ptp("outpatient_hospital").verified_through == date(2026, 6, 30)
    assert kept_table.between("G0283", "97032", on=date(2026, 6, 30)).known
    answer = kept_table.between("G0283", "97032", on=date(2026, 7, 1))
    assert not answer.known
    assert answer.reason.startswith("a later table changed this pair on 2026-07-01")
    assert bundled.ptp("outpatient_hospital").between("G0283", "97032", on=date(2026, 7, 1)).carried_forward
    on = date(2026, 5, 4)
    for one, two in (("97530", "97750"), ("71046", "99213")):
        tables = [edition.ptp("outpatient_hospital").between(one, two, on=on) for edition in (local, bundled)]
        assert tables[0] == tables[1]


def test_code_numbers_are_the_base_s_and_those_of_the_files(tmp_path: Path) -> None:
    """A code that began after the bundled list is no typing error; one that ended before 2000 is no code again."""
    rows = [*ROWS["practitioner"], edit("97113", "97131"), edit("97530", "97531", "19960101", "19991231")]
    path = write(tmp_path, FILES["practitioner"], ptp_text(rows))
    local = build_local(tmp_path / "law", ptp=[path])
    numbers = {edition.id: edition.codes.exists for edition in (local, load_edition())}

    assert [exists("97131") for exists in numbers.values()] == [True, False]
    assert [exists("97531") for exists in numbers.values()] == [False, False]
    assert [exists("99231") for exists in numbers.values()] == [True, True]
    assert local.codes.near("97131") == ()
    assert "1 more in the files given" in local.manifest.tables["numbers"].version


def test_every_source_key_resolves(edition: Edition) -> None:
    """Each table names documents, and each is there."""
    for table in edition.manifest.tables.values():
        assert table.documents
        assert set(table.documents) <= set(edition.sources)


def test_the_same_files_give_the_same_bytes_wherever_they_lie(edition: Edition, tmp_path: Path) -> None:
    """The digest depends on what the files hold and are called, not on the folders or the order."""
    files = write_files(tmp_path)
    again = build_local(tmp_path / "again", ptp=files["ptp"][::-1], mue=files["mue"], addon=str(files["addon"][0]))
    assert (again.id, again.digest) == ("local-2026q3", edition.digest)
    assert again == edition
    for path in folder_of(edition).iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_another_row_is_another_digest(edition: Edition, tmp_path: Path) -> None:
    """One indicator changes the pin."""
    files = write_files(tmp_path)
    rows = [
        row._replace(modifier_indicator=1 if row.modifier_indicator == 0 else row[5]) for row in ROWS["practitioner"]
    ]
    files["ptp"][0].write_bytes(ptp_text(rows))
    other = build_local(tmp_path / "law", ptp=files["ptp"], mue=files["mue"], addon=files["addon"][0])
    assert other.digest != edition.digest


def test_loading_by_folder_text_path_and_pin(edition: Edition) -> None:
    """A folder is opened once and shared; a pin of another digest is refused."""
    folder = folder_of(edition)
    same = [load_edition(folder), load_edition(str(folder)), load_edition(edition.pin)]
    assert all(one is edition for one in same)
    assert load_edition(f"{folder}@sha256:{edition.digest[:8]}") is edition
    with pytest.raises(EditionMismatch, match="not 00000000"):
        load_edition(f"{folder}@sha256:00000000")
    with pytest.raises(InvalidInput, match="not readable"):
        load_edition(f"{folder}@sha256:xyz")


def test_a_folder_with_an_at_sign(tmp_path: Path) -> None:
    """The sign that parts a digest may stand in a path."""
    path = write(tmp_path, FILES["practitioner"], ptp_text(ROWS["practitioner"]))
    built = build_local(tmp_path / "law@home", ptp=[path])
    assert load_edition(str(tmp_path / "law@home")) is built
    assert load_edition(built.pin) is built


def test_a_bundled_name_is_never_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that happens to be called like an edition does not take its place."""
    (tmp_path / load_edition().id).mkdir()
    monkeypatch.chdir(tmp_path)
    assert load_edition(load_edition().id) is load_edition()


def test_pickling_keeps_folder_and_digest(edition: Edition) -> None:
    """What is unpickled is the same law, or nothing."""
    data = pickle.dumps(edition)
    assert len(data) < 1_000
    assert pickle.loads(data) is edition


def test_an_edition_built_anew_is_not_what_was_pickled(tmp_path: Path) -> None:
    """The digest travels with the folder."""
    path = write(tmp_path, FILES["practitioner"], ptp_text(ROWS["practitioner"]))
    data = pickle.dumps(build_local(tmp_path / "law", ptp=[path]))
    shutil.rmtree(tmp_path / "law")
    path.write_bytes(ptp_text(ROWS["practitioner"][:3]))
    build_local(tmp_path / "law", ptp=[path])
    with pytest.raises(EditionMismatch, match="built anew"):
        pickle.loads(data)


def test_sixteen_threads_get_the_same_answers(edition: Edition, tmp_path: Path) -> None:
    """Opening and asking from many threads at once."""
    folder = tmp_path / "copy"
    shutil.copytree(folder_of(edition), folder)

    def ask(_: int) -> list[object]:
        law = load_edition(folder)
        tables = [law.ptp(setting) for setting in sorted(ROWS)]
        return [table.between(one, two, on=LAST) for table in tables for one in CODES for two in CODES]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, range(64)))
    assert all(one == answers[0] for one in answers)


@given(st.lists(st.integers(0, 70_000), max_size=50))
def test_compressed_columns_come_back(values: list[int]) -> None:
    """A compressed column holds what it held, in the same type."""
    column = narrowest(values)
    header, columns = unpack(pack({"name": "x"}, {"values": column}, compressed=True), "x")
    assert (header["name"], columns) == ("x", {"values": column})


def test_a_compressed_column_that_is_damaged_or_of_another_length_is_reported() -> None:
    """What the header lists is held against what is there."""
    data = pack({}, {"values": narrowest([1, 2, 3])}, compressed=True)
    with pytest.raises(BrokenData, match="cannot be decompressed"):
        unpack(data[:-4] + b"abcd", "x")
    with pytest.raises(BrokenData, match="another length"):
        unpack(data.replace(b'"B",3,', b'"B",4,'), "x")
    with pytest.raises(BrokenData):
        unpack(data[:-1], "x")


@pytest.mark.thorough
def test_any_flipped_byte_of_any_file_is_detected(edition: Edition, tmp_path: Path) -> None:
    """Manifest, its check and every table: the first answer that would need the byte is refused."""
    folder = tmp_path / "law"
    shutil.copytree(folder_of(edition), folder)
    for path in sorted(folder.iterdir()):
        good = path.read_bytes()
        step = 1 if len(good) < 200 else max(1, len(good) // 97)
        for at in (*range(0, len(good), step), len(good) - 1):
            path.write_bytes(good[:at] + bytes([good[at] ^ 1 << at % 8]) + good[at + 1 :])
            with pytest.raises(BrokenData):
                _ask_everything(folder)
        path.write_bytes(good)
    _ask_everything(folder)


@pytest.mark.parametrize("keep", [0, 1, 0.5, -1])
def test_a_file_cut_short_or_missing_is_detected(edition: Edition, tmp_path: Path, keep: float) -> None:
    """Nothing, one byte, half and all but one byte."""
    folder = tmp_path / "law"
    shutil.copytree(folder_of(edition), folder)
    for path in sorted(folder.iterdir()):
        good = path.read_bytes()
        path.write_bytes(good[: int(keep * len(good)) if isinstance(keep, float) else keep])
        with pytest.raises(BrokenData):
            _ask_everything(folder)
        path.unlink()
        with pytest.raises(BrokenData):
            _ask_everything(folder)
        path.write_bytes(good)


def _ask_everything(folder: Path) -> None:
    for name in load_edition(folder).manifest.tables:
        load_edition(folder).table_bytes(name)


def test_a_changed_table_is_refused_before_the_first_answer(tmp_path: Path) -> None:
    """Not only when asked to verify."""
    edition = build(tmp_path, tmp_path / "law")
    path = tmp_path / "law" / "ptp_practitioner.bin"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(BrokenData, match=r"changed or cut short.*build the edition again"):
        edition.ptp("practitioner")


def test_a_folder_that_is_no_edition(tmp_path: Path) -> None:
    """An empty folder, the bundle's own, and a folder that is not there."""
    with pytest.raises(BrokenData, match=r"not the folder of a local edition: manifest\.json"):
        load_edition(tmp_path)
    with pytest.raises(BrokenData, match="not the folder of a local edition"):
        load_edition(tmp_path / "nowhere")
    with pytest.raises(UnknownName, match="a local edition is named by its folder"):
        load_edition(str(tmp_path / "nowhere"))
    with pytest.raises(UnknownName):
        load_edition("")


def test_nothing_is_written_over_and_nothing_half_written_stays(tmp_path: Path) -> None:
    """A folder with anything in it is left alone; bad files leave no folder behind."""
    files = write_files(tmp_path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InvalidInput, match="name a new folder"):
        build_local(tmp_path, ptp=files["ptp"])
    files["ptp"][0].write_bytes(ptp_text([edit("97530", "97530")]))
    with pytest.raises(InputErrors):
        build_local(tmp_path / "law", ptp=files["ptp"])
    assert sorted(tmp_path.iterdir()) == before
    (tmp_path / "empty").mkdir()
    assert load_edition(build_local(tmp_path / "empty", mue=files["mue"]).pin).id == "local-2026q3"


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is there whole or not at all, and the next attempt works."""
    files = write_files(tmp_path)
    before = sorted(tmp_path.iterdir())

    def full(_: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", full)
        with pytest.raises(OSError, match="No space left"):
            build_local(tmp_path / "law", ptp=files["ptp"])
    assert sorted(tmp_path.iterdir()) == before
    assert build_local(tmp_path / "law", ptp=files["ptp"]).id == "local-2026q3"


def test_files_that_do_not_go_together(tmp_path: Path) -> None:
    """Two quarters of the pair tables, a table twice, no file, an unnamed quarter or setting, one path for a list."""
    files = write_files(tmp_path)
    rows = ptp_text(ROWS["outpatient_hospital"])
    older = write(tmp_path, "ccioph-v321r0-f1.txt", rows)
    plain = write(tmp_path, "edits.txt", rows)
    out = tmp_path / "law"
    with pytest.raises(InvalidInput, match="different quarters"):
        build_local(out, ptp=[files["ptp"][0], older])
    with pytest.raises(InvalidInput, match="a second MUE table"):
        build_local(out, mue=files["mue"] * 2)
    with pytest.raises(InvalidInput, match="no file was given"):
        build_local(out)
    with pytest.raises(InvalidInput, match="setting="):
        build_local(out, ptp=[plain])
    with pytest.raises(InvalidInput, match="does not tell the quarter"):
        build_local(out, ptp=[plain], setting="practitioner")
    with pytest.raises(InvalidInput, match="no quarter begins"):
        build_local(out, ptp=[plain], setting="practitioner", quarter=date(2026, 7, 2))
    with pytest.raises(InvalidInput, match="leave the quarter out"):
        build_local(out, ptp=files["ptp"], quarter=date(2026, 4, 1))
    with pytest.raises(InvalidInput, match="pass a list"):
        build_local(out, ptp=str(plain))
    assert not out.exists()
    built = build_local(out, ptp=[plain], setting="practitioner", quarter=date(2026, 7, 1))
    assert built.ptp("practitioner").between("97750", "98980", on=LAST).edit is not None


def test_days_after_the_quarter_are_carried_forward_where_asked(tmp_path: Path) -> None:
    """With a later last day the report says that answers are carried forward; without one there are none."""
    files = write_files(tmp_path)
    built = build_local(tmp_path / "law", ptp=files["ptp"], through=date(2026, 12, 31))
    assert built.id == "local-2026q3"
    on = date(2026, 10, 5)
    answer = built.ptp("practitioner").between("97750", "97530", on=on)
    assert answer.carried_forward
    lines = claim(str(on), "97530:GO x1 @15", "97750:GO x1 @15")
    report = check(lines, policy="medicare-part-b", edition=built)
    assert "ptp-carried-forward" in [caveat.id for caveat in report.caveats]
    ended = build_local(tmp_path / "ended", ptp=files["ptp"])
    assert not ended.ptp("practitioner").between("97750", "97530", on=on).known
    report = check(lines, policy="medicare-part-b", edition=ended)
    assert "ptp-carried-forward" not in [caveat.id for caveat in report.caveats]
    with pytest.raises(InvalidInput, match="lies before 2026-09-30"):
        build_local(tmp_path / "early", ptp=files["ptp"], through=date(2026, 9, 29))


OLD = {
    "practitioner": [edit("97597", "97602", "20100101", "*", 0), edit("97530", "97750", "20201001")],
    "outpatient_hospital": [edit("97597", "97602", "20100101", "*", 0)],
}


def old_files(folder: Path) -> list[Path]:
    """Write both PTP tables of July 2024."""
    names = {"practitioner": "ccipra-v302r0-f1.txt", "outpatient_hospital": "ccioph-v302r0-f1.txt"}
    return [write(folder, names[setting], ptp_text(rows)) for setting, rows in OLD.items()]


@pytest.mark.parametrize("given", [slice(0, 1), slice(0, 2)])
def test_a_pair_that_another_table_saw_change_later_is_not_carried_forward(tmp_path: Path, given: slice) -> None:
    """Indicator 0 became 1 in the hospital table of January 2025: from then on it is unknown, whoever is given."""
    law = build_local(tmp_path / "law", ptp=old_files(tmp_path)[given], through=date(2026, 12, 31))
    for setting in list(OLD)[given]:
        table = law.ptp(setting)
        assert table.between("97597", "97602", on=date(2024, 12, 31)).carried_forward
        answer = table.between("97602", "97597", on=date(2025, 1, 1))
        assert not answer.known
        assert answer.reason == (
            "a later table changed this pair on 2025-01-01, after this table was last read (2024-09-30)"
        )
        assert law.window(date(2024, 12, 31)) != law.window(date(2025, 1, 1))
        unchanged = table.between("97530", "97750", on=date(2026, 12, 31))
        assert unchanged.carried_forward and (unchanged.edit is not None) == (setting == "practitioner")
        assert table.between("99213", "71046", on=date(2026, 5, 4)).carried_forward


def test_an_edition_that_ends_with_its_quarter_needs_no_later_changes(tmp_path: Path) -> None:
    """Then no day is left to which an answer could be carried."""
    law = build_local(tmp_path / "law", ptp=old_files(tmp_path))
    assert law.ptp("practitioner").between("97597", "97602", on=date(2024, 9, 30)).edit is not None
    assert not law.ptp("practitioner").between("97597", "97602", on=date(2024, 10, 1)).known
    assert max(law.boundaries) > LAST  # of the tables that were kept


def test_a_bound_of_the_same_setting_tells_a_change_only_where_the_table_had_no_such_edit(tmp_path: Path) -> None:
    """0100T with 97597 was read in 2024, start unknown: a table of 2021 without it is not carried at all."""
    on = date(2024, 7, 1)
    bundled = load_edition().ptp("practitioner").between("0100T", "97597", on=on).edit
    assert bundled is not None and bundled.basis == "bound"
    without = [edit("97530", "97750", "20201001")]
    within = [*without, edit("0100T", "97597", "20100101", "*", bundled.modifier_indicator)]
    for rows, carried in ((without, False), (within, True)):
        path = write(tmp_path, "ccipra-v270r0-f1.txt", ptp_text(rows))
        law = build_local(tmp_path / f"law{carried}", ptp=[path], through=date(2024, 12, 31))
        assert law.ptp("practitioner").between("0100T", "97597", on=on).carried_forward is carried


def test_a_limit_that_a_later_bundled_table_has_is_not_carried_past_it(tmp_path: Path) -> None:
    """96127 in hospitals: 3 in the file of July 2024, 4 in the bundled table of October 2026, unknown in between."""
    limits = [MueRow(code, 3, 3, "3 Date of Service Edit: Clinical", "Clinical: Data") for code in ("96127", "36415")]
    path = write(
        tmp_path,
        "MCR_MUE_OutpatientHospitalServices_Eff_07-01-2024.csv",
        csv_of(mue_cells(limits, "Outpatient Hospital")),
    )
    law = build_local(tmp_path / "law", mue=[path], through=date(2026, 12, 31))
    table = law.mue("outpatient_hospital")
    assert table.limit("96127", on=date(2024, 8, 1)).units == 3
    assert not table.limit("96127", on=date(2025, 8, 1)).known
    assert table.limit("96127", on=date(2026, 10, 1)).units == 4
    foreign = table.limit("36415", on=date(2026, 10, 1))
    assert (foreign.units, foreign.carried_forward) == (3, True)
    assert law.manifest.tables["mue_outpatient_hospital"].verified_through == date(2024, 9, 30)
    ended = build_local(tmp_path / "ended", mue=[path])
    assert not ended.mue("outpatient_hospital").limit("96127", on=date(2026, 10, 1)).known


def test_a_report_says_that_the_law_is_local(edition: Edition) -> None:
    """Id and digest in the identity, a sentence with the files in the caveats, and the file's law in the answer."""
    lines = claim("2026-08-03", "97530:GO x7 @105", "97750:GO x1 @15")
    report = check(lines, policy="medicare-part-b", edition=edition)
    assert (report.identity.edition, report.identity.edition_digest) == ("local-2026q3", edition.digest)
    shown = {caveat.id: caveat.text for caveat in report.caveats}
    assert shown["local-edition"].startswith("The tables are a local edition built from AOC_V2026Q3-MCR.txt, ")
    assert "ptp-carried-forward" not in shown
    assert "MUE001" not in [finding.rule_id for finding in report.findings]
    bundled = check(lines, policy="medicare-part-b")
    assert "local-edition" not in [caveat.id for caveat in bundled.caveats]
    assert "MUE001" in [finding.rule_id for finding in bundled.findings]


def test_billing_by_the_folder(edition: Edition) -> None:
    """Every door takes the folder."""
    billed = bill(visit("2026-08-03", "97530@30"), policy="medicare-part-b", edition=str(folder_of(edition)))
    assert billed.report.identity.edition == "local-2026q3"


def test_describe_names_the_files(edition: Edition) -> None:
    """What stands behind each table, and that the edition is local."""
    text = edition.describe()
    assert "v32.2 r0 (2026-07-01), ccipra-v322r0-f1.txt" in text
    assert "a local edition built from AOC_V2026Q3-MCR.txt" in text
    edition.verify()
