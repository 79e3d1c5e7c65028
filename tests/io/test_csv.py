"""Tables of service lines: what is read, under which names, in which forms."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.claims import ServiceLine
from otcpt.errors import InputErrors
from otcpt.io import read_csv

NATIVE = (
    "claim_id,patient_key,date_of_service,code,modifiers,units,minutes,therapist_minutes,assistant_minutes,"
    "place_of_service,charge\n"
    "C1,P1,2026-03-09,97530,GO,2,30,30,0,11,120.00\n"
    "C2,P2,2026-03-09,97110,GO CO,1,15,10,5,11,48.00\n"
    "C1,P1,2026-03-09,97140,GO 59,1,15,15,0,11,46.50\n"
)


def only_line(text: str) -> ServiceLine:
    """Return the one line of a table."""
    (line,) = read_csv(text.encode()).lines()
    return line


def problems(text: str | bytes) -> list[tuple[int | None, str | None, str | None]]:
    """Return row, column and value of each problem."""
    with pytest.raises(InputErrors) as caught:
        read_csv(text if isinstance(text, bytes) else text.encode())
    return [(problem.row, problem.column, problem.value) for problem in caught.value.problems]


def test_rows_of_one_claim_form_a_claim_wherever_they_stand() -> None:
    """C1 has two lines, though C2 stands between them; rows are counted with the header as 1."""
    file = read_csv(NATIVE.encode())
    assert [(claim.claim_id, [line.code for line in claim]) for claim in file.claims] == [
        ("C1", ["97530", "97140"]),
        ("C2", ["97110"]),
    ]
    assert file.positions == ((2, 4), (3,))
    assert (file.kind, file.notes, file.has_minutes) == ("csv", (), True)


def test_a_native_row_is_read_completely() -> None:
    """Every native column arrives; a missing line_id is the row."""
    line = read_csv(NATIVE.encode()).claims[1].lines[0]
    assert line == ServiceLine(
        "97110",
        date_of_service=date(2026, 3, 9),
        modifiers=("GO", "CO"),
        units=1,
        therapist_minutes=10,
        assistant_minutes=5,
        place_of_service="11",
        charge=Decimal("48.00"),
        claim_id="C2",
        line_id="3",
        patient_key="P2",
    )


@pytest.mark.parametrize(
    "header",
    ["code,dos,mods", "CPT,Date of Service,Modifiers", "hcpcs;DOS;mod-1", "\ufeffProcedure Code\tService-Date\tMod1"],
)
def test_usual_names_are_known_however_they_are_written(header: str) -> None:
    """Case, blanks, underscores, hyphens, a byte order mark and the delimiter make no difference."""
    mark = next(mark for mark in ",;\t" if mark in header)
    line = only_line(f"{header}\r\n" + mark.join(("97530", "2026-03-09", "GO")) + "\r\n")
    assert (line.code, line.date_of_service, line.modifiers) == ("97530", date(2026, 3, 9), ("GO",))


@pytest.mark.parametrize("cell", ["GO 59 CO", "GO:59:CO", "go;59;co", "GO|59|CO", '"GO, 59, CO"', "GO  59 CO "])
def test_modifiers_in_one_cell(cell: str) -> None:
    """Blanks, commas, colons, semicolons and bars separate modifiers."""
    assert only_line(f"code,dos,mods\n97530,2026-03-09,{cell}\n").modifiers == ("GO", "59", "CO")


def test_modifiers_in_cells_of_their_own() -> None:
    """mod1 to mod4 in their order, empty ones left out."""
    assert only_line("code,dos,mod1,mod2,mod3\n97530,2026-03-09,GO,,59\n").modifiers == ("GO", "59")


@pytest.mark.parametrize(
    "text",
    [
        *("2026-03-09", "20260309", "2026-3-9", "2026/03/09", "03/09/2026", "3/9/2026", "3/9/26"),
        *("09-Mar-2026", "9 March 2026", "09MAR2026", '"Mar 9, 2026"', '"Monday, March 9, 2026"'),
        *("3/9/2026 0:00", "3/9/2026 9:30", "3/9/2026 9:30:00 AM", "2026-03-09 00:00:00", "2026-03-09T09:30:00"),
    ],
)
def test_forms_of_a_date(text: str) -> None:
    """The documented forms are read, also as Excel and dataframes write a day: without zeros, with a time of day."""
    assert only_line(f"code,dos\n97530,{text}\n").date_of_service == date(2026, 3, 9)


@pytest.mark.parametrize(
    "text",
    [
        "09.03.2026",
        "03-09-2026",
        "3/9/2026 25:00",
        "2026-03-09T23:30:00Z",
        "2026-02-30",
        "13/09/2026",
        "2026-W10-1",
        "2026-0309",
        "46090",
        "Mar 9",
    ],
)
def test_no_other_date_is_guessed(text: str) -> None:
    """Everything else is a problem, with the cell in the message."""
    assert problems(f"code,dos\n97530,{text}\n") == [(2, "date_of_service", text)]


def test_line_ends_and_bars_of_other_programs() -> None:
    """Carriage returns alone end lines as the Macintosh format has them; a bar separates cells."""
    assert only_line("code,dos,units\r97530,2026-03-09,2\r").units == 2
    assert only_line("code|dos|mods\n97530|2026-03-09|GO:59\n").modifiers == ("GO", "59")


def test_what_is_missing_stays_unknown() -> None:
    """Empty units are not 1, empty minutes are not 0."""
    line = only_line("code,dos,units,minutes,mods\n97530,2026-03-09,,,\n")
    assert (line.units, line.minutes, line.modifiers, line.line_id) == (None, None, (), "2")


def test_therapist_minutes_include_joint_ones_without_a_column_for_them() -> None:
    """Without joint_minutes the therapist's 30 are 30; with it they stand beside the joint ones."""
    line = only_line("code,dos,therapist_minutes,assistant_minutes\n97530,2026-03-09,30,10\n")
    assert (line.therapist_minutes, line.assistant_minutes, line.joint_minutes, line.minutes) == (30, 10, 0, 40)
    line = only_line("code,dos,ot_minutes,ota_minutes,joint_minutes\n97530,2026-03-09,20,10,10\n")
    assert (line.therapist_minutes, line.assistant_minutes, line.joint_minutes, line.minutes) == (20, 10, 10, 40)


def test_values_as_spreadsheets_write_them() -> None:
    """2.0 units are 2, place 2 is 02, type of bill 0131 is 131, dollars may have a sign and commas."""
    line = only_line(
        'code,dos,units,pos,tob,charge,start,end\n97530,2026-03-09,2.0,2,0131,"$1,234.50",09:30,13:05:30\n'
    )
    assert (line.units, line.place_of_service, line.bill_type, line.charge) == (2, "02", "131", Decimal("1234.50"))
    assert (line.start_time, line.end_time) == (time(9, 30), time(13, 5, 30))


def test_codes_keep_their_zeros_and_odd_ones_are_for_a_rule() -> None:
    """00100 stays 00100; a code of six digits is a line."""
    assert only_line("code,dos\n00100,2026-03-09\n").code == "00100"
    assert only_line("code,dos\n975300,2026-03-09\n").code == "975300"


@pytest.mark.parametrize("cell", ["97110.0", "97110.", "9.711E+04"])
def test_a_code_that_became_a_number_is_refused(cell: str) -> None:
    """A spreadsheet's number may have lost its zeros: the message says what to do."""
    with pytest.raises(InputErrors, match="format the column as text"):
        read_csv(f"code,dos\n{cell},2026-03-09\n".encode())


def test_frequency_and_replaced_claim() -> None:
    """The two columns make a replacement; rows of one claim must agree, or be those of an original of its name."""
    table = "claim_id,code,dos,frequency,replaces\nC2,97530,2026-03-09,7,C1\nC2,97110,2026-03-09,{},C1\n"
    (claim,) = read_csv(table.format("7").encode()).claims
    assert (claim.frequency, claim.replaces) == ("7", "C1")
    assert problems(table.format("8")) == [(3, "frequency", "8")]
    assert problems(table.format("")) == [(3, "frequency", None)]
    both = read_csv(table.replace("C1", "").format("1").encode()).claims
    assert [(claim.claim_id, claim.frequency, claim.replaces) for claim in both] == [
        ("C2", "7", None),
        ("C2", "1", None),
    ]


def test_the_same_number_with_two_patients_is_two_claims() -> None:
    """Claim numbers that start again with every patient do not mix patients."""
    file = read_csv(b"claim_id,patient_id,code,dos\n1,P1,97530,2026-03-09\n1,P2,97530,2026-03-09\n")
    assert len(file.claims) == 2


def test_missing_keys_are_noted_once() -> None:
    """Without claim_id each row is a claim; both missing columns are named in the notes."""
    file = read_csv(b"code,dos\n97530,2026-03-09\n97110,2026-03-09\n")
    assert len(file.claims) == 2
    assert ["claim_id" in note for note in file.notes] == [True, False]
    assert "patient_key" in file.notes[1]


def test_unknown_columns_are_noted_with_a_near_miss() -> None:
    """A mistyped header is not silently ignored."""
    file = read_csv(b"claim_id,patient_key,code,dos,minuts,note\nC1,P1,97530,2026-03-09,30,x\n")
    assert file.notes == (
        "column 'minuts' was not read. Did you mean minutes, joint_minutes?",
        "column 'note' was not read.",
    )


def test_every_bad_cell_is_reported_at_once() -> None:
    """Rows and columns of all problems come in one error."""
    table = (
        "code,dos,units,minutes,charge,mods,start_time,ot_minutes\n"
        "97530,2026-03-09,1.5,-3,abc,GOX,9:00,30\n"
        "\n"
        ",2026-03-09,1,15,1.00,GO,09:00,15\n"
        "97110,,1,15,1.00,GO,25:00,15\n"
        "97110,2026-03-09,1,15,1.00,GO,09:00,20\n"
        "97110,2026-03-09,1\n"
        "97110,2026-03-09,1,15,1.00,GO,09:00,15,more\n"
    )
    assert problems(table) == [
        (2, "units", "1.5"),
        (2, "minutes", "-3"),
        (2, "charge", "abc"),
        (2, "modifiers", "GOX"),
        (2, "start_time", "9:00"),
        (4, "code", None),
        (5, "date_of_service", None),
        (5, "start_time", "25:00"),
        (6, "minutes", "15"),
        (7, None, None),
        (8, None, None),
    ]
    kept = read_csv((table + "97150,2026-03-09,1,15,1.00,GO,09:00,15\n").encode(), on_problem="keep")
    assert [line.code for line in kept.lines()] == ["97150"]
    assert len(kept.problems) == 11


def test_columns_must_be_there_once() -> None:
    """A missing mandatory column and a doubled one are problems of row 1."""
    assert problems("code,units\n97530,1\n") == [(1, "date_of_service", None)]
    assert problems("code,cpt,dos\n97530,97530,2026-03-09\n") == [(1, "cpt", None)]
    assert problems("code,dos,mods,mod1\n97530,2026-03-09,GO,59\n") == [(1, "modifiers", None)]


def test_a_column_of_therapists_is_not_read_as_minutes() -> None:
    """It may hold names: the column is left alone, with a note, and nothing of it is kept or shown."""
    file = read_csv(b"code,dos,therapist\n97530,2026-03-09,Surname\n")
    assert "Surname" not in repr(file)
    assert any("therapist" in note for note in file.notes)


def test_text_in_a_column_of_numbers_is_named() -> None:
    """File, row, column and value: everything needed to find and correct the cell."""
    with pytest.raises(InputErrors) as caught:
        read_csv(b"code,dos,units\n97530,2026-03-09,two\n")
    (problem,) = caught.value.problems
    assert (problem.row, problem.column, problem.value) == (2, "units", "two")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"<!DOCTYPE html><html>", "HTML"),
        (b"PK\x03\x04" + b"\0" * 20, "Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b'{"resourceType": "Bundle"}', "JSON"),
        (b"\xff\xfec\0o\0d\0e\0", "UTF-16"),
        (b"code,dos\n\x81\x8d\n", "Windows-1252"),
        (b"code,dos\n97530,\0\n", "zero bytes"),
        (b"name,surname\nx,y\n", "no column that otcpt knows"),
        (b'"code,dos\n97530,2026-03-09\n', "cannot be read"),
        (b'code,dos\n97530,"2026-03-09\n', "unexpected end of data"),
        (b"code,dos\n", "no service line"),
    ],
)
def test_what_is_no_table_is_named(data: bytes, expected: str) -> None:
    """Each kind of wrong file is refused in words that say what it is."""
    with pytest.raises(InputErrors, match=expected):
        read_csv(data)


def test_windows_1252_is_read_and_noted() -> None:
    """An old program's umlaut in a column that is not even read is no reason to refuse."""
    file = read_csv("claim_id,patient_key,code,dos,line_id\nC1,P1,97530,2026-03-09,Bär\n".encode("cp1252"))
    assert [line.line_id for line in file.lines()] == ["Bär"]
    assert file.notes == ("the file is not UTF-8; it was read as Windows-1252",)


def test_progress_ends_with_everything_done(tmp_path: Path) -> None:
    """Long tables report on the way, and at the end all bytes are done."""
    path = tmp_path / "long.csv"
    path.write_text("code,dos\n" + "97530,2026-03-09\n" * 12_000)
    calls: list[tuple[int, int]] = []
    read_csv(path, progress=lambda done, total: calls.append((done, total)))
    assert len(calls) == 3
    assert calls == sorted(calls)
    assert calls[-1] == (path.stat().st_size, path.stat().st_size)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["97530", "00100", "G0283", "0791T"]),
            st.dates(date(1990, 1, 1), date(2060, 1, 1)),
            st.lists(st.sampled_from(["GO", "CO", "59", "XE"]), max_size=4),
            st.none() | st.integers(0, 99),
            st.none() | st.integers(0, 1440),
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read_back(
    rows: list[tuple[str, date, list[str], int | None, int | None]], mark: str, line_end: str
) -> None:
    """Any table of lines comes back value by value, whatever the delimiter and the line ends."""
    table = [mark.join(("code", "dos", "mods", "units", "minutes"))]
    for code, day, modifiers, units, minutes in rows:
        cells = (code, day.isoformat(), " ".join(modifiers), units, minutes)
        table.append(mark.join("" if cell is None else str(cell) for cell in cells))
    read = read_csv(line_end.join([*table, ""]).encode())
    assert [
        (line.code, line.date_of_service, list(line.modifiers), line.units, line.minutes) for line in read.lines()
    ] == rows


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Duration (whole min)", "minutes"),
        ("Total Min", "total_treatment_minutes"),
        ("Visit Day/Date", "date_of_service"),
        ("Session Length", "minutes"),
        ("CPT Billed", "code"),
    ],
)
def test_an_unread_header_is_named_with_what_its_words_say(header: str, column: str) -> None:
    """Whoever calls the minutes by another name is reported which name is read."""
    file = read_csv(f"code,dos,{header}\n97530,2026-03-09,x\n".encode())

    assert f"column {header!r} was not read. It looks like {column}; name it so if it is." in file.notes
    assert file.unread == (header,)


@pytest.mark.parametrize(
    ("header", "near"),
    [
        ("Claim Nr", " Did you mean claim_id"),
        ("Insurances", " Did you mean payer"),
        ("Date", " Another column is date_of_service."),
        ("Units (15 min)", ""),
        ("Line Note", ""),
        ("Date of Birth", ""),
        ("Diagnosis", ""),
    ],
)
def test_an_unread_header_is_named_with_a_near_miss(header: str, near: str) -> None:
    """Of the other names of a column too; what is near to none of them is named alone."""
    (note,) = (one for one in read_csv(f"code,dos,{header}\n97530,2026-03-09,x\n".encode()).notes if header in one)

    assert note.startswith(f"column {header!r} was not read.{near}")
    assert near or note.endswith("was not read.")


def test_a_header_that_is_read_is_not_unread() -> None:
    """Neither are columns without a name."""
    assert read_csv(b"code,dos,,mins\n97530,2026-03-09,,30\n").unread == ()


@pytest.mark.parametrize("cell", ["97530 - Activities", "97530: text", "97530 Manual", '"=""97530"""', "'97530"])
def test_a_code_is_taken_out_of_what_is_around_it(cell: str) -> None:
    """A description behind it, and what keeps a spreadsheet from making a number of it."""
    assert only_line(f"code,dos\n{cell},2026-03-09\n").code == "97530"


@pytest.mark.parametrize("cell", ["97530 97140 Manual therapy", "97530-GO", "97530 GO"])
def test_what_may_be_more_than_a_code_is_left_for_a_rule(cell: str) -> None:
    """Two codes, or modifiers in the column of codes."""
    assert only_line(f"code,dos\n{cell},2026-03-09\n").code == cell.upper()


@pytest.mark.parametrize("cell", ["GO59", "GO/59", "GO-59", "go59"])
def test_modifiers_without_a_blank_are_taken_apart(cell: str) -> None:
    """Where each part is a usual modifier."""
    assert only_line(f"code,dos,mods\n97530,2026-03-09,{cell}\n").modifiers == ("GO", "59")
    assert problems("code,dos,mods\n97530,2026-03-09,NONE\n") == [(2, "modifiers", "NONE")]


@pytest.mark.parametrize("cell", ["30", "30.0", "0:30", "00:30:00", "30 min", "30m"])
def test_forms_of_minutes(cell: str) -> None:
    """Numbers and durations; a fraction and what may be a time of day are refused."""
    assert only_line(f"code,dos,minutes\n97530,2026-03-09,{cell}\n").minutes == 30
    for wrong in ("22.5", "9:30", "15:00", "0:15:30"):
        assert problems(f"code,dos,minutes\n97530,2026-03-09,{wrong}\n") == [(2, "minutes", wrong)]


@pytest.mark.parametrize("cell", ["9:30 AM", "9:30a", "09:30", "0930", "2026-03-09 09:30", "9:30 a.m."])
def test_forms_of_a_time(cell: str) -> None:
    """Without AM or PM, an hour of one digit is refused."""
    assert only_line(f"code,dos,time in\n97530,2026-03-09,{cell}\n").start_time == time(9, 30)


def test_days_that_may_come_before_months_use_no_row() -> None:
    """Also where problems are kept: the other dates of the column would be other days."""
    with pytest.raises(InputErrors, match="no row was used"):
        read_csv(b"code,dos\n97530,9/3/2026\n97140,13/3/2026\n", on_problem="keep")


def test_a_line_over_several_days_is_left_out() -> None:
    """As of an 837: its units cannot be judged by the day."""
    file = read_csv(b"code,DOS From,DOS To\n97530,3/9/2026,2026-03-09\n97140,3/9/2026,3/10/2026\n")
    assert [line.code for line in file.lines()] == ["97530"]
    assert [(line.row, line.code) for line in file.skipped] == [(3, "97140")]
    assert file.row_counts.skipped == {file.skipped[0].reason: 1}


def test_rows_that_are_no_lines_are_skipped_and_counted() -> None:
    """Above the header, blank, totals in whatever column, a footer, the header of the next page."""
    rows = ["Acme OT", "", "Date,CPT,Units", "3/9/2026,97530,2", ",,", "Total,,2", ",Total,2", "Date,CPT,Units"]
    table = "\n".join([*rows, "3/9/2026,97140,1", ",,Page 1"])
    file = read_csv(table.encode())
    assert [line.code for line in file.lines()] == ["97530", "97140"]
    assert file.row_counts.skipped == {
        "above the header": 2,
        "blank": 1,
        "the header again": 1,
        "without code and date": 3,
    }


def test_columns_are_named_either_way_round() -> None:
    """By otcpt's names or the usual ones; what is no column of either is named with near misses."""
    table = b"Visit Date,b,c\n3/9/2026,97530,2\n"
    for columns in ({"code": "b", "units": "c"}, {"b": "code", "c": "units"}, {"cpt": "b", "Qty": "c"}):
        assert [(line.code, line.units) for line in read_csv(table, columns=columns).lines()] == [("97530", 2)]
    assert read_csv(table, columns={"Visit Date": "date_of_service", "code": "b"}).row_counts.read == 1
    with pytest.raises(InputErrors, match="Python columns=, names it for code, and the table does not have it"):
        read_csv(table, columns={"code": "nothing"})


def test_what_keeps_a_spreadsheet_from_making_numbers_is_taken_off() -> None:
    """In every cell, as a spreadsheet shows it."""
    cells = ("C1", "0042", "2026-03-09", "97530", "GO", "2", "30", "", "", "02", "120.00")
    for guarded in ('="{}"', '"=""{}"""'):
        row = ",".join(guarded.format(cell) for cell in cells)
        line = only_line(f"{NATIVE.splitlines()[0]}\n{row}\n")
        assert (line.claim_id, line.patient_key, line.units, line.minutes) == ("C1", "0042", 2, 30)
        assert (line.code, line.modifiers, line.place_of_service) == ("97530", ("GO",), "02")


def test_null_is_nothing() -> None:
    """What databases write for a value that is not there joins no lines, and is noted."""
    rows = "NULL,NULL,2026-03-09,97530,NULL,NULL\nNULL,NULL,2026-03-09,97140,GO,1\n"
    file = read_csv(f"claim_id,patient_key,dos,code,mods,units\n{rows}".encode())
    assert [(line.claim_id, line.patient_key, line.modifiers, line.units) for line in file.lines()] == [
        (None, None, (), None),
        (None, None, ("GO",), 1),
    ]
    assert len(file.claims) == 2
    assert "cells with NULL were read as empty in a row (2 times)" in file.notes


@pytest.mark.parametrize(
    "names", ["Mod,Mod2,Mod3", "Modifier,Modifier 2,Modifier 3", "Mods,Mods,Mods", "Modifier 1,Modifier 2,Modifier 3"]
)
def test_the_first_of_several_modifiers_may_have_no_number(names: str) -> None:
    """And all may be called alike."""
    assert only_line(f"dos,code,{names}\n2026-03-09,97530,GO,59,KX\n").modifiers == ("GO", "59", "KX")


def test_a_column_that_is_there_twice_is_named_once() -> None:
    """Other columns have one place, modifiers four."""
    for names in ("units,units,units", "mod,mod2,mod2", "mod,mod,mod,mod,mod"):
        with pytest.raises(
            InputErrors, match=r"^<bytes>, row 1, (units|mod2?): (units|modifiers|modifier_2) is there twice"
        ):
            read_csv(f"dos,code,{names}\n".encode())


def test_a_rule_of_dashes_below_the_header_is_no_line() -> None:
    """Tools of databases draw one."""
    file = read_csv(b"claim_id,dos,code,units\n--------,---,-----,--\nC1,2026-03-09,97530,1\n")
    assert str(file.row_counts) == "2 rows: 1 read, 1 skipped (1 without code and date)"


@pytest.mark.parametrize("units", ["-1", "(1)", "1-", "-2.0"])
def test_units_below_zero_say_what_to_do(units: str) -> None:
    """They reverse another line, and that is not what is missing."""
    with pytest.raises(InputErrors, match="units below zero; leave out what was reversed"):
        read_csv(f"dos,code,units\n2026-03-09,97530,{units}\n".encode())


@pytest.mark.parametrize("code", ["97530-GO", "97530 go", "97530:GO:59", "97530GO59", "G0283/GP", "97530-59, GO"])
def test_codes_with_modifiers_in_them_are_noted(code: str) -> None:
    """A rule says that they are of no form; the note says what to change in the export."""
    file = read_csv(f'dos,code\n2026-03-09,97110\n2026-03-09,"{code}"\n'.encode())
    assert f"codes such as {code!r} seem to have modifiers in them; give these a column of their own" in file.notes


@pytest.mark.parametrize("code", ["97530", "97530 - Therapeutic activities", "0791T", "9753", "975301"])
def test_other_codes_are_not_noted(code: str) -> None:
    """Neither a description nor a mistyped code is one with modifiers."""
    assert not any("modifiers in them" in note for note in read_csv(f"dos,code\n2026-03-09,{code}\n".encode()).notes)


@pytest.mark.parametrize("column", ["claim_id", "MRN", "Rendering NPI", "billing_npi", "referring_npi", "replaces"])
def test_a_key_whose_digits_a_spreadsheet_cut_off_is_refused(column: str) -> None:
    """Two patients would become one; the key is not shown."""
    table = f"dos,code,{column}\n2026-03-09,97530,1.23457E+11\n2026-03-09,97140,1E+1\n2026-03-09,97140,12E+34\n"
    with pytest.raises(InputErrors, match=f"^<bytes>, row 2: a spreadsheet cut the digits of '{column}' off") as caught:
        read_csv(table.encode())
    assert "1.23" not in str(caught.value)
    assert len(caught.value.problems) == 1


def test_tables_that_were_put_together_have_a_mark_in_the_middle() -> None:
    """The header once more, after the mark that the second file began with."""
    table = "\ufeffclaim,dos,cpt\n1,2026-03-09,97530\n"
    assert str(read_csv((table + table).encode()).row_counts) == "3 rows: 2 read, 1 skipped (1 the header again)"


def test_modifiers_in_one_column_and_in_several_say_which_to_leave_out() -> None:
    """As the command line and Python have it."""
    table = b"dos,cpt,Mods,Mod1\n2026-03-09,97530,GO 59,GO\n"
    with pytest.raises(InputErrors, match=r'in several; leave one out, like --column "Mods="'):
        read_csv(table)
    assert [line.modifiers for line in read_csv(table, columns={"Mods": ""}).lines()] == [("GO",)]
