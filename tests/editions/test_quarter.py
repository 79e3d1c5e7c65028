"""CMS's files of a quarter, put into a data folder of a dozen rows: what is added, kept and reported."""

import csv
import shutil
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.io.cms.layouts import addon_text, csv_of, edit, mue_cells, ptp_text, zip_of
from tools.edition.build import TABLES, build
from tools.edition.fee_schedule import FeeRow, read_fee_schedule
from tools.edition.merge import Notes, Row, merge_ptp
from tools.edition.quarter import quarter

from otcpt.editions import Edition
from otcpt.editions._load import open_edition
from otcpt.edits import PtpScope
from otcpt.errors import InputErrors, InvalidInput
from otcpt.io.cms import AddonRow, MueRow, PtpRow, read_ptp

ROOT = Path(__file__).parents[2]
CODES = {"97110", "97140", "97150", "97530", "97750", "97129", "97130"}
PTP, MUE = "ccipra-v323r0-f1.txt", "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv"
AOC, FEES = "AOC_V2026Q4-MCR.txt", "PPRRVU2026_Oct_nonQPP.csv"
HEADER = (
    (
        ",,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,"
        "ASST,CO-,TEAM,PRIC,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT"
    ),
    (
        "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,"
        "PROC,SURG,SURG,SURG,SURG,IND,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT"
    ),
)
CASE = """rule = "MUE001"

[[case]]
name = "seven units"
kind = "flagged"
on = 2026-11-02
lines = ["97110:GO x7"]
expect = ["97110"]
"""
#: The edits of the few codes that the committed table has open, as CMS's file dates them (made up).
OPEN = {
    "97140/97750": edit("97140", "97750", "20201001"),
    "97150/97110": edit("97150", "97110", "20201001"),
    "97150/97140": edit("97150", "97140", "20010101"),
    "97150/97530": edit("97150", "97530", "20010101"),
    "97530/97750": edit("97530", "97750", "20201001"),
    "97750/97150": edit("97750", "97150", "20201001", indicator=0),
}


class Place:
    """A data folder with the rows of a few codes, and what is built from it."""

    def __init__(self, root: Path) -> None:
        """Copy the rows, and build from them."""
        self.root, self.data, self.bundled = root, root / "data", root / "bundled"
        (self.data / "editions").mkdir(parents=True)
        for name in ("sources.toml", "scopes.toml", "editions/2026q4.toml"):
            shutil.copy(ROOT / "data" / name, self.data / name)
        for name, columns in TABLES.items():
            with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
                rows = [row for row in csv.DictReader(stream) if self._is_of_few(name, row)]
            with (self.data / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        build(self.data, "2026q4", self.bundled / "2026q4")
        (root / "_digests.py").write_text('"""Pins."""\n\nPINS = {}\n', encoding="utf-8")
        (root / "cases").mkdir()
        (root / "cases" / "MUE001.toml").write_text(CASE, encoding="utf-8")

    @staticmethod
    def _is_of_few(table: str, row: Row) -> bool:
        if table == "numbers":
            return row["code"] in ("00100", "99213", "A0021")
        return all(row[column] in CODES for column in ("code", "column1", "column2", "add_on") if column in row)

    def run(self, files: dict[str, bytes], *, keep: bool = True) -> str:
        """Put files into the folder, and return the report."""
        paths = [self.root / name for name in files]
        for path in paths:
            path.write_bytes(files[path.name])
        cases = self.root / "cases"
        return "\n".join(quarter(paths, data=self.data, bundled=self.bundled, cases=cases, keep=keep))

    def rows(self, table: str, **wanted: str) -> list[Row]:
        """Rows of a table with these cells."""
        with (self.data / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            return [row for row in csv.DictReader(stream) if wanted.items() <= row.items()]

    def edition(self, name: str = "2026q4") -> Edition:
        """What is built now, by its pin."""
        pins: dict[str, dict[str, str]] = {}
        exec((self.root / "_digests.py").read_text(encoding="utf-8"), pins)
        return open_edition(self.bundled / name, pins["PINS"][name])

    def everything(self) -> dict[str, bytes]:
        """Every file of data and of the editions."""
        paths = [path for path in (*self.data.rglob("*"), *self.bundled.rglob("*")) if path.is_file()]
        return {str(path.relative_to(self.root)): path.read_bytes() for path in paths}


@pytest.fixture(name="place")
def _place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def ptp(*more: PtpRow, without: Sequence[str] = ()) -> bytes:
    """A practitioner table with the open edits, but for some, and more."""
    return ptp_text([*(row for pair, row in OPEN.items() if pair not in without), *more])


def mue(**units: int) -> bytes:
    """An MUE table of practitioners: ``c97110=6``."""
    shown = (3, "3 Date of Service Edit: Clinical", "Clinical: Data")
    return csv_of(mue_cells([MueRow(code[1:], number, *shown) for code, number in units.items()]))


def fees(*rows: str, header: Sequence[str] = HEADER) -> bytes:
    """A fee schedule file, of each row code, modifier or -, status and bilateral indicator."""
    lines = [",,2026 National Physician Fee Schedule Relative Value File October Release", *header]
    for row in rows:
        code, modifier, status, bilateral = row.split()
        cells = [code, modifier.strip("-"), "own words", status, *["0.00"] * 15, bilateral, *["0"] * 12]
        lines.append(",".join(cells))
    return "".join(f"{line}\r\n" for line in lines).encode()


def test_starts_that_were_bounds_become_exact_and_the_table_reaches_further(place: Place) -> None:
    """What was not known before 2021 is an edit since 2001; the table is verified through the quarter of the file."""
    report = place.run({PTP: ptp()})

    (row,) = place.rows("ptp_practitioner", column1="97150", column2="97140")
    assert (row["not_before"], row["first_day"], row["basis"]) == ("2001-01-01", "2001-01-01", "exact")
    assert row["source"] == "cms-ptp-practitioner-v32.3"
    assert (
        "ptp_practitioner, from 2001-01-01 to 2020-12-31: not known -> edit, indicator 1, column one is the" in report
    )
    table = place.edition().ptp("practitioner")
    assert table.verified_through == date(2026, 12, 31)
    assert table.between("97150", "97140", on="2010-05-05").known


def test_a_new_edit_a_changed_and_an_ended_one_are_shown_as_answers(place: Place) -> None:
    """Which pair, from which day, before and after; each row of the old table is still there."""
    before = place.rows("ptp_practitioner")
    report = place.run(
        {
            PTP: ptp(
                edit("97110", "97140", "20261001", indicator=0),
                edit("97530", "97750", "20201001", "2026-09-30"),
                edit("97530", "97750", "20261001", indicator=0),
                edit("97750", "97150", "20201001", "2026-09-30", indicator=0),
                without=["97530/97750", "97750/97150"],
            )
        }
    )

    assert (
        "ptp_practitioner, from 2026-10-01: no edit -> edit, indicator 0, column one is the first code (1)\n"
        "  97110 97140\n"
    ) in report
    assert "from 2026-10-01: edit, indicator 1, column one is the first code -> edit, indicator 0" in report
    assert "column one is the second code -> no edit (1)\n  97150 97750\n" in report
    kept = {(row["column1"], row["column2"], row["modifier_indicator"]) for row in place.rows("ptp_practitioner")}
    assert {(row["column1"], row["column2"], row["modifier_indicator"]) for row in before} <= kept
    ended = [row for row in before if row["last_day"]]
    assert [row for row in place.rows("ptp_practitioner") if row in ended] == ended


def test_a_row_that_the_file_does_not_name_stays_and_holds_the_table_back(place: Place) -> None:
    """An edit without a row in CMS's file is no ended edit: the file may be a part."""
    report = place.run({PTP: ptp(without=["97150/97140"])})

    assert "  not in the file, kept: 97150/97140 indicator 1 from by 2021-01-01 (bound)" in report
    assert "ptp_practitioner stays verified as far as it was" in report
    assert place.edition().ptp("practitioner").verified_through == date(2024, 9, 30)
    assert place.rows("ptp_practitioner", column1="97150", column2="97140", basis="bound")


def test_a_row_that_the_file_contradicts_is_corrected_and_named(place: Place) -> None:
    """CMS's file stands over an inferred start."""
    report = place.run({PTP: ptp(edit("97530", "97750", "20220101"), without=["97530/97750"])})

    assert "  corrected: 97530/97750 indicator 1 from by 2020-10-01 (inferred); now 97530/97750" in report
    assert "ptp_practitioner, from 2020-10-01 to 2021-12-31: edit, indicator 1" in report


def test_limits_and_verdicts_that_change(place: Place) -> None:
    """The limit of 97110 rises to 8: seven units are no fault any more, and the case is named."""
    report = place.run({MUE: mue(c97110=8, c97530=6, c99213=2)})

    assert "mue_practitioner, from 2026-10-01: 6 units, MAI 3 -> 8 units, MAI 3 (1)\n  97110\n" in report
    assert "case, on 2026-11-02: error 97110 -> clean (1)\n  MUE001 'seven units'" in report
    assert {row["code"] for row in place.rows("mue", edition="2026-10-01", setting="practitioner")} >= {
        "97110",
        "97530",
    }
    assert place.edition().mue("practitioner").limit("97110", on="2026-11-02").units == 8


def test_statuses_and_bilateral_indicators_are_those_of_the_quarter(place: Place) -> None:
    """By day, of codes without a modifier, and new code numbers are listed."""
    report = place.run(
        {FEES: fees("97110 - A 0", "97530 - R 1", "97530 26 A 0", "99999 - I 9", "00100 - J 9", "GXXX1 - I 9")}
    )

    assert "status, from 2026-10-01: A -> R (1)\n  97530\n" in report
    assert "bilateral, from 2026-10-01: 0 -> 1 (1)\n  97530\n" in report
    assert place.edition().codes["97530"].status("2026-10-01").letter == "R"
    assert place.edition().codes["97530"].status("2026-09-30").letter == "A"
    assert [row["code"] for row in place.rows("numbers", listed="2026-10-01")] == ["99999"]


def test_addons_get_their_days(place: Place) -> None:
    """A start that was a bound, and an end."""
    rows = [
        AddonRow("97130", "97129", 1, date(2020, 1, 1), None, None, None, ""),
        AddonRow("97130", "97110", 1, date(2018, 1, 1), date(2019, 12, 31), None, None, ""),
        AddonRow("36416", "36415", 1, date(2018, 1, 1), None, None, None, ""),
    ]
    place.run({AOC: addon_text(rows)})

    assert [row["last_day"] for row in place.rows("addons", add_on="97130")] == ["2019-12-31", ""]
    assert place.edition().addons.primaries("97130", on="2026-12-31").primaries == ("97129",)
    assert not place.edition().addons.primaries("97130", on="2026-12-31").carried_forward
    assert place.rows("numbers", code="36416")


def test_the_same_files_again_change_nothing(place: Place) -> None:
    """Rows, editions and answers stay byte for byte."""
    files = {PTP: ptp(), MUE: mue(c97110=8), FEES: fees("97110 - A 0")}
    place.run(files)
    before = place.everything()

    assert place.run(files).splitlines()[-3] == "0 answers change"
    assert place.everything() == before


def test_a_dry_run_writes_nothing(place: Place) -> None:
    """The report is the same."""
    before = place.everything()
    report = place.run({MUE: mue(c97110=8)}, keep=False)

    assert "8 units" in report and "Written" not in report
    assert place.everything() == before


def test_a_quarter_that_is_new_makes_an_edition_of_its_own(place: Place) -> None:
    """Its description begins as that of the newest; the older edition stays, and says where its rows changed."""
    old = (place.bundled / "2026q4" / "manifest.json").read_bytes()
    report = place.run({MUE.replace("10-01-2026", "01-01-2027"): mue(c97110=8)})

    shown = tomllib.loads((place.data / "editions" / "2027q1.toml").read_text(encoding="utf-8"))
    assert (shown["id"], shown["through"]) == ("2027q1", date(2027, 3, 31))
    assert shown["mue_practitioner"]["version"].endswith("; table of 2027-01-01")
    assert place.edition("2027q1").mue("practitioner").limit("97110", on="2027-03-31").units == 8
    assert (place.bundled / "2026q4" / "manifest.json").read_bytes() == old
    assert "2026q4 does not come out of these rows any more" in report


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"table.csv": mue(c97110=8)}, "keep the name CMS gives it"),
        ({FEES: fees("97110 - A 0", header=[HEADER[0], HEADER[1].replace("MOD,", "")])}, "the columns are others"),
        (
            {FEES: fees("97110 - A 0", header=[HEADER[0].replace("MULT", "MULTI"), HEADER[1]])},
            "not known: .'MULTI PROC'",
        ),
        ({FEES: fees("9711 - A 0")}, "HCPCS"),
        ({FEES: fees("97110 - a 0")}, "STATUS CODE"),
        ({FEES: fees("97110 - A 7")}, "BILAT SURG"),
        ({FEES: fees()}, "no row"),
        ({FEES: b"HCPCS,MOD\r\n"}, "the columns are others"),
        ({FEES: b"a,b\r\n"}, "expected a header that begins with HCPCS"),
        ({FEES: fees("97110 - J 0")}, "expected one of A, B, C, E, I, N, R, X"),
        ({FEES.replace("Oct", "Jul"): fees("97110 - R 0")}, "find out which holds"),
        ({MUE: mue(c97751=1)}, "the registry is whole here"),
        ({PTP: ptp(edit("97530", "97530"))}, "itself"),
    ],
)
def test_a_file_that_is_broken_or_contradicts_writes_nothing(
    place: Place, files: dict[str, bytes], message: str
) -> None:
    """Unknown names, unknown and missing columns, bad cells, a status no one knows, days read twice otherwise."""
    before = place.everything()
    with pytest.raises((InputErrors, InvalidInput), match=message):
        place.run(files)
    assert place.everything() == before


def test_the_archive_of_the_fee_schedule_holds_the_table_of_those_who_are_no_qp(tmp_path: Path) -> None:
    """Other tables in it are passed over; so is the second conversion factor's."""
    path = tmp_path / "rvu26d.zip"
    path.write_bytes(
        zip_of(
            {
                "GPCI2026.csv": b"x\r\n",
                "PPRRVU2026_Oct_QPP.csv": fees("97530 - R 0"),
                "PPRRVU2026_Oct_nonQPP.csv": fees("97530 - A 0"),
            }
        )
    )

    schedule = read_fee_schedule(path)
    assert schedule.effective == date(2026, 10, 1)
    assert schedule.rows == (FeeRow("97530", "A", "0"),)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("editions/2026q4.toml", "[status]\n", "[status]\ncolour = 1\n", "status.colour: no such key is read"),
        ("editions/2026q4.toml", "[status]\n", "[statuses]\n", "expected a section for each table"),
        ("editions/2026q4.toml", "through = 2026-12-31\n", "through = 2026-12-31\nuntil = 1\n", "until: no such key"),
        ("editions/2026q4.toml", "verified_from = 2025-01-01\n", 'verified_from = "2025"\n', "expected a day"),
        ("sources.toml", '[kx-2026]\nauthority = "', '[kx-2026]\nauthor = "', "kx-2026.authority"),
        ("scopes.toml", "since = 2019-07-01", "since = 2019-07-01\nuntil = 2020-01-01", "until: no such key"),
        ("scopes.toml", 'codes = "deleted-rows"', 'codes = "rows"', "is not one of the sets"),
    ],
)
def test_an_unknown_key_of_a_description_is_refused(place: Place, file: str, old: str, new: str, message: str) -> None:
    """A misspelled key would be passed over in silence."""
    path = place.data / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises((InputErrors, KeyError), match=message):
        build(place.data, "2026q4", place.root / "out")
    assert not (place.root / "out").exists()


DAYS = st.sampled_from([date(year, month, 1) for year in (2018, 2020, 2024, 2026) for month in (1, 7)])


@st.composite
def spans(draw: st.DrawFn) -> tuple[date, date | None]:
    """First and last day, or none."""
    first, last = draw(DAYS), draw(st.none() | DAYS)
    return (first, None) if last is None or last < first else (first, last)


def as_row(span: tuple[date, date | None], indicator: int) -> Row:
    """A row of the practitioner table."""
    first, last = span
    values = ("97110", "97530", str(indicator), "", str(first), str(last or ""), "bound", "old")
    return dict(zip(TABLES["ptp_practitioner"], values, strict=True))


@given(st.lists(spans(), max_size=3), st.lists(spans(), min_size=1, max_size=1), st.integers(0, 1))
def test_no_row_is_lost_and_no_edit_of_the_file(
    old: list[tuple[date, date | None]], new: list[tuple[date, date | None]], indicator: int
) -> None:
    """A row stays as it is or meets an edit of the file; each edit of the file is there; what is corrected is named."""
    rows = [as_row(span, 1) for span in old]
    edits = [PtpRow("97110", "97530", False, first, last, indicator, "x") for first, last in new]
    notes = Notes("ptp")
    scopes = [PtpScope(None, True, date(1996, 1, 1))]
    merged = merge_ptp(rows, read_ptp(ptp_text(edits), name=PTP), scopes, "new", notes)

    gone = [row for row in rows if row not in merged]
    assert len(merged) == len(rows) - len(gone) + len(edits)
    assert {(row["first_day"], row["last_day"]) for row in merged if row["source"] == "new"} == {
        (str(first), str(last or "")) for first, last in new
    }
    assert len(gone) == notes.counts["now dated exactly, or ended"] + len(notes.corrected)
