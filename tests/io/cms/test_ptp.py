"""PTP tables: what is written in the layout of CMS is read back, row by row and loss-free."""

import csv
import pickle
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.io.cms.layouts import PTP_HEADER, edit, ptp_cells, ptp_text, workbook_of, zip_of

from otcpt.errors import InputErrors
from otcpt.io.cms import PtpFile, PtpRow, read_ptp

NAME = "ccipra-v302r0-f1.txt"
ROWS = [
    edit("97140", "97124", indicator=0, text="Mutually exclusive procedures"),
    edit("97150", "97110", "20200101", "20200101", 9),
    edit("97150", "97110"),
    edit("97530", "97116", "19960101", "20191231")._replace(before_1996=True),
    edit("97530", "97750", text="Standards of medical/surgical practice \xa7"),
    edit("G0283", "97032"),
]


def read(rows: Iterable[PtpRow], end: str = "\r\n") -> PtpFile:
    """Write rows and read them."""
    return read_ptp(ptp_text(rows, end), name=NAME)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_row_comes_back(end: str) -> None:
    """Codes, mark, days, indicator and rationale, whatever ends the lines."""
    table = read(ROWS, end)

    assert list(table) == ROWS
    assert len(table) == 6
    assert table.codes == ("97032", "97110", "97116", "97124", "97140", "97150", "97530", "97750", "G0283")


def test_file_name_and_header_are_kept() -> None:
    """Setting, version, quarter and part are the name's, the six lines above the rows stay as they stand."""
    table = read(ROWS)

    assert (table.setting, table.version, table.revision) == ("practitioner", "30.2", 0)
    assert table.effective == date(2024, 7, 1)
    assert [(part.name, part.rows, part.header) for part in table.parts] == [(NAME, 6, PTP_HEADER)]


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + ptp_text(ROWS), ptp_text(ROWS)[:-2], ptp_text(ROWS) + b"\r\n \r\n"])
def test_byte_order_mark_missing_last_line_end_and_blank_lines_are_accepted(data: bytes) -> None:
    """None of them is part of a row."""
    assert list(read_ptp(data, name=NAME)) == ROWS


def test_blanks_around_cells_are_no_part_of_them() -> None:
    """A padded row is read like any other."""
    text = ptp_text(ROWS).replace(b"97140\t97124\t", b"97140 \t 97124\t")

    assert list(read_ptp(text, name=NAME)) == ROWS


@pytest.mark.parametrize("turned", [False, True])
def test_parts_are_one_table_in_any_order(tmp_path: Path, turned: bool) -> None:
    """f1 to f3, given first to last or last to first, plain and zipped, are the whole."""
    paths = []
    for number in (1, 2, 3):
        data = ptp_text(ROWS[2 * number - 2 : 2 * number])
        name = f"ccipra-v302r0-f{number}"
        path = tmp_path / (f"{name}.zip" if number == 2 else f"{name}.txt")
        path.write_bytes(zip_of({f"{name}.TXT": data}) if number == 2 else data)
        paths.append(path)
    table = read_ptp(paths[::-1] if turned else paths)

    assert list(table) == ROWS
    assert [part.name for part in table.parts] == [
        "ccipra-v302r0-f1.txt",
        "ccipra-v302r0-f2.zip/ccipra-v302r0-f2.TXT",
        "ccipra-v302r0-f3.txt",
    ]
    assert [part.rows for part in table.parts] == [2, 2, 2]


def test_zip_of_all_parts_is_one_table() -> None:
    """Names inside the archive count; a note beside the workbook of the same table does not."""
    halves = {"x/ccioph-v320r1-f1.txt": ptp_text(ROWS[:3]), "x/ccioph-v320r1-f2.txt": ptp_text(ROWS[3:])}
    table = read_ptp(zip_of({**halves, "x/ccioph-v320r1-f1.xlsx": b"not looked at", "__MACOSX/x.txt": b""}))

    assert list(table) == ROWS
    assert (table.setting, table.version, table.revision) == ("outpatient_hospital", "32.0", 1)
    assert table.effective == date(2026, 1, 1)


def test_setting_is_given_where_the_name_tells_nothing() -> None:
    """Version and quarter are then unknown."""
    table = read_ptp(ptp_text(ROWS), setting="outpatient_hospital")

    assert (table.setting, table.version, table.revision, table.effective) == ("outpatient_hospital", None, None, None)


def test_workbook_is_read_like_the_text() -> None:
    """CMS's XLSX twin: codes and days come as numbers, the header in one row or in four."""
    pytest.importorskip("python_calamine", reason="python-calamine is not installed: workbooks are not read")
    numbers = [[int(cell) if cell.isdigit() else cell for cell in ptp_cells(row)] for row in ROWS]
    table = read_ptp(workbook_of([*(line.split("\t") for line in PTP_HEADER), *numbers]), name=NAME[:-3] + "xlsx")

    assert list(table) == ROWS


def test_rows_in_another_order_give_the_same_columns() -> None:
    """The columns are by code; rows of one pair keep their order."""
    table, turned = read(ROWS), read([*ROWS[3:], *ROWS[:3]])

    assert list(turned) == ROWS
    assert (turned.codes, turned.terms, turned.term) == (table.codes, table.terms, table.term)


def test_terms_are_kept_once_and_by_day() -> None:
    """Equal terms are one, however many rows share them; an open end comes after every day."""
    days = [("20200101", "20200131"), ("20200101", "*"), ("20190101", "*")]
    table = read([edit("99213", f"{place}000{ending}", *days[ending]) for place in range(1, 9) for ending in range(3)])

    assert [(str(terms.effective), terms.deletion) for terms in table.terms] == [
        ("2019-01-01", None),
        ("2020-01-01", date(2020, 1, 31)),
        ("2020-01-01", None),
    ]


def test_line_longer_than_a_block_is_one_line() -> None:
    """Nothing depends on where the blocks are cut."""
    rows = [*ROWS[:-1], ROWS[-1]._replace(rationale="x" * 1_000_000)]

    assert list(read(rows)) == rows


def test_void_edit_may_fall_into_the_days_of_another() -> None:
    """Indicator 9 was never in force, so it meets nothing, in either direction."""
    rows = [
        edit("97124", "97140", "20200201", "20200201", 9),
        edit("97140", "97124", "20200101", "20201231"),
        edit("97140", "97124", "20200301", "20200301", 9),
    ]

    assert list(read(rows)) == rows
    assert read(rows).both_ways == ()


def test_reversal_that_overlaps_in_the_past_is_kept_and_reported() -> None:
    """Only both edits active is forbidden; here the old one has ended."""
    rows = [edit("97124", "97140", "20200101"), edit("97140", "97124", "19960101", "20200331")]
    table = read(rows)

    assert list(table) == rows
    assert [{rows[one], rows[two]} for one, two in table.both_ways] == [set(rows)]


def test_table_is_a_value() -> None:
    """Equal content is equal, hashes alike and survives pickling."""
    table = read(ROWS)

    assert read(ROWS) == table == pickle.loads(pickle.dumps(table))
    assert hash(read(ROWS)) == hash(table)
    assert table != read(ROWS[:-1])
    with pytest.raises(AttributeError):
        table.setting = "practitioner"  # type: ignore[misc]


def test_progress_ends_at_the_size() -> None:
    """Bytes done never fall and reach the bytes in all."""
    shown: list[tuple[int, int]] = []
    data = ptp_text(ROWS * 1 + [edit("99213", f"{code:05}") for code in range(10_000, 30_000)])
    read_ptp(data, name=NAME, progress=lambda done, size: shown.append((done, size)))

    assert len(shown) > 2
    assert shown == sorted(shown)
    assert shown[-1] == (len(data), len(data))


@pytest.mark.thorough
def test_rows_of_the_shipped_table_survive_the_layout() -> None:
    """The project's own practitioner rows, written as CMS would and read back."""
    source = Path(__file__).parents[3] / "data" / "ptp_practitioner.csv"
    if not source.exists():
        pytest.skip("the source tree is not beside the tests")
    with source.open(encoding="utf-8", newline="") as stream:
        rows = [
            PtpRow(
                row["column1"],
                row["column2"],
                False,
                date.fromisoformat(row["first_day"]),
                date.fromisoformat(row["last_day"]) if row["last_day"] else None,
                int(row["modifier_indicator"]),
                "CMS Policy",
            )
            for row in csv.DictReader(stream)
        ]

    assert len(rows) > 10_000
    assert sorted(map(ptp_cells, read(rows))) == sorted(map(ptp_cells, rows))


CODES = ["0001A", "00100", "10021", "97110", "97530", "99499", "G0283", "V2799"]
DAYS = st.dates(date(1996, 1, 1), date(2026, 12, 31))
WORDS = st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "S"]), min_size=1, max_size=12)


@st.composite
def sound_tables(draw: st.DrawFn) -> list[PtpRow]:
    """Tables that keep every rule: each pair in one direction, its edits one after another."""
    rows = []
    for one, two in draw(st.lists(st.sampled_from([*combinations(CODES, 2)]), unique=True, min_size=1, max_size=12)):
        days = sorted(draw(st.lists(DAYS, unique=True, min_size=2, max_size=6)))
        pairs = list(zip(days[::2], days[1::2], strict=False))
        turned = draw(st.booleans())
        for number, (first, last) in enumerate(pairs):
            void = draw(st.booleans())
            rows.append(
                PtpRow(
                    two if turned else one,
                    one if turned else two,
                    draw(st.booleans()),
                    first,
                    first if void else None if number == len(pairs) - 1 and draw(st.booleans()) else last,
                    9 if void else draw(st.sampled_from([0, 1])),
                    draw(WORDS),
                )
            )
    return sorted(rows, key=lambda row: row[:2])


@given(sound_tables(), st.sampled_from(["\n", "\r\n"]))
def test_any_sound_table_is_read_back(rows: list[PtpRow], end: str) -> None:
    """Round trip: nothing lost, nothing changed, nothing refused."""
    assert list(read(rows, end)) == rows


@given(sound_tables(), st.integers(1, 3))
def test_any_cut_into_parts_gives_the_same_table(rows: list[PtpRow], size: int) -> None:
    """The whole does not depend on where it was cut."""
    cuts = [rows[start : start + size] for start in range(0, len(rows), size)]
    parts = {f"ccipra-v302r0-f{number}.txt": ptp_text(cut) for number, cut in enumerate(cuts, 1)}
    table, whole = read_ptp(zip_of(parts)), read(rows)

    assert list(table) == rows
    assert (table.codes, table.terms, table.column_one, table.column_two, table.term) == (
        whole.codes,
        whole.terms,
        whole.column_one,
        whole.column_two,
        whole.term,
    )


FEW_DAYS = [date(2020, 1, 1), date(2020, 3, 31), date(2020, 4, 1), date(2020, 6, 30)]
ANY_ROWS = st.lists(
    st.builds(
        PtpRow,
        st.sampled_from(CODES[:3]),
        st.sampled_from(CODES[:3]),
        st.just(False),
        st.sampled_from(FEW_DAYS),
        st.sampled_from([*FEW_DAYS, None]),
        st.sampled_from([0, 1, 1, 9]),
        st.just("x"),
    ),
    min_size=1,
    max_size=5,
)


def days_of(row: PtpRow) -> set[date]:
    """The days a row is in force, up to the end of 2020."""
    if row.modifier_indicator == 9:
        return set()
    last = row.deletion or date(2020, 12, 31)
    return {row.effective + timedelta(days=n) for n in range((last - row.effective).days + 1)}


def forbidden(rows: list[PtpRow]) -> bool:
    """The rules again, row against row and day by day."""
    for row in rows:
        ends_early = row.deletion is not None and row.deletion < row.effective
        lives = row.deletion is None or row.deletion > row.effective
        if row.column_one == row.column_two or (lives if row.modifier_indicator == 9 else ends_early):
            return True
    for one, two in combinations(rows, 2):
        if one[:2] == two[:2] and (one.deletion == two.deletion or days_of(one) & days_of(two)):
            return True
        live = one.modifier_indicator != 9 != two.modifier_indicator
        if one[:2] == two[1::-1] and live and one.deletion is two.deletion is None:
            return True
    return False


@given(ANY_ROWS)
def test_a_table_is_refused_exactly_where_the_rules_forbid_it(rows: list[PtpRow]) -> None:
    """The reader and a brute-force walk over every two rows and every day agree."""
    try:
        read(rows)
        refused = False
    except InputErrors:
        refused = True

    assert refused == forbidden(rows)


@given(ANY_ROWS.filter(lambda rows: not forbidden(rows)))
def test_pairs_in_force_in_both_directions_are_listed(rows: list[PtpRow]) -> None:
    """A reversal whose old and new edit share a past day is kept, and reported."""
    table = read(rows)
    listed = list(table)
    shown = {frozenset((listed[one], listed[two])) for one, two in table.both_ways}

    assert shown == {
        frozenset((one, two))
        for one, two in combinations(rows, 2)
        if one[:2] == two[1::-1] and days_of(one) & days_of(two)
    }
