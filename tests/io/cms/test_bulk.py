"""The work on whole columns: numpy's make and the plain one read, refuse and build the same."""

import subprocess
import sys
from array import array
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.io.cms.layouts import edit, lines, ptp_text, zip_of

from otcpt.editions import build_local
from otcpt.errors import InputErrors
from otcpt.io.cms import PtpFile, PtpRow, _bulk, read_ptp

NAME = "ccipra-v322r0-f1.txt"
needs_numpy = pytest.mark.skipif(
    find_spec("numpy") is None, reason="numpy is not installed: the fast make of the extra 'arrow' is not compared"
)

#: Both ways is: one pair at different times, one on the same past days, and void.
TABLES = {
    "one row": [edit("97530", "97750")],
    "in order": [edit("00100", "99213"), edit("97530", "97750", indicator=0), edit("G0283", "97032")],
    "out of order": [edit("G0283", "97032"), edit("0791T", "97530"), edit("97530", "97750"), edit("00100", "99213")],
    "begun again": [
        edit("97530", "97750", "20200101", "20201231", 0),
        edit("00100", "99213"),
        edit("97530", "97750", "20220101"),
        edit("97530", "97750", "20210101", "20211231", text="Another policy"),
    ],
    "both ways": [
        edit("97530", "97140", "20200101"),
        edit("97140", "97530", "20100101", "20191231"),
        edit("20560", "97602", "20200101", "20211231"),
        edit("97602", "20560", "20210101"),
        edit("97602", "20560", "20190101", "20190101", 9),
    ],
    "twice void": [
        edit("88108", "88162", "19960101", "19960101", 9, "One policy"),
        edit("88108", "88162", "19960101", "19960101", 9, "Another policy"),
    ],
}
BROKEN = {
    "with itself": ptp_text([edit("97530", "97750"), edit("97530", "97530")]),
    "listed twice": ptp_text([edit("97750", "97530"), edit("97530", "97140"), edit("97750", "97530", "20210101")]),
    "in force twice": ptp_text([edit("97530", "97750", "20200101", "20220101"), edit("97530", "97750", "20210101")]),
    "three times": ptp_text(
        [edit("97530", "97750", "20200101", end) for end in ("20200201", "20200301", "*")] + [edit("00100", "99213")]
    ),
    "active both ways": ptp_text([edit("97530", "97140"), edit("97140", "97530")]),
    "all at once": ptp_text(
        [edit("97530", "97140"), edit("97140", "97530"), edit("97530", "97140"), edit("97110", "97110")]
    ),
    "bad cells": ptp_text([edit("97530", "9775"), edit("97530", "97750", text=""), edit("97530", "97750")]),
    "rows of no use beside rows that clash": ptp_text([edit("97530", "97750"), edit("97530", "97750")])
    + lines(["", "97530\t97750", "97530\t97750\t\t20201001\t*\t1\tCMS Policy"]),
    "no row": ptp_text([]),
    "no header": lines(["97530\t97750\t\t20201001\t*\t1\tCMS Policy"]),
    "swapped": ptp_text([edit("97530", "97750")]).replace(b"Effective\tDeletion", b"Deletion\tEffective"),
    "web page": b"<!DOCTYPE html><title>License</title>",
    "empty": b"",
}


def without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no number of rows be worth numpy."""
    monkeypatch.setattr(_bulk, "WORTHWHILE", sys.maxsize)


def with_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any number of rows be worth numpy."""
    monkeypatch.setattr(_bulk, "WORTHWHILE", 0)
    assert type(_bulk.bulk_for(0)).__name__ == "NumpyBulk"


def read(data: bytes) -> PtpFile | list[str]:
    """Return the table, or what is wrong with it."""
    try:
        return read_ptp(data, name=NAME)
    except InputErrors as error:
        return [str(error), *map(str, error.problems)]


def both(monkeypatch: pytest.MonkeyPatch, data: bytes) -> tuple[PtpFile | list[str], PtpFile | list[str]]:
    """Read with the plain make and with numpy's."""
    without_numpy(monkeypatch)
    plain = read(data)
    with_numpy(monkeypatch)
    return plain, read(data)


@needs_numpy
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
def test_a_table_reads_the_same(rows: list[PtpRow], end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes, terms, columns, their types, and the pairs that stood both ways."""
    plain, fast = both(monkeypatch, ptp_text(rows, end))

    assert isinstance(plain, PtpFile)
    assert isinstance(fast, PtpFile)
    assert fast == plain
    for name in ("column_one", "column_two", "term"):
        assert getattr(fast, name).typecode == getattr(plain, name).typecode == "I"
    assert sorted(map(str, fast)) == sorted(map(str, rows))


@needs_numpy
@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_bad_file_is_refused_in_the_same_words(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every problem, its row and its value, in the same order."""
    plain, fast = both(monkeypatch, data)

    assert isinstance(plain, list)
    assert fast == plain


codes = st.sampled_from(["00100", "20560", "97140", "97530", "97602", "0791T", "G0283"])
days = st.sampled_from(["19960101", "20100401", "20200101", "20211231"])
any_edit = st.builds(edit, codes, codes, days, days | st.just("*"), st.sampled_from([0, 1, 9]), st.sampled_from("ab"))


@needs_numpy
@given(rows=st.lists(any_edit, max_size=12))
def test_any_rows_read_or_fail_the_same(rows: list[PtpRow]) -> None:
    """Whatever the order, the repetitions and the reversals."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        plain, fast = both(monkeypatch, ptp_text(rows))

    assert fast == plain


numbers = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60)


@needs_numpy
@given(rows=numbers, values=st.lists(st.integers(0, 2**32 - 1), min_size=31, max_size=31))
def test_each_piece_of_work_gives_the_same(rows: Sequence[tuple[int, int]], values: list[int]) -> None:
    """Down to the type of the columns, and for no row at all."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        without_numpy(monkeypatch)
        plain = _bulk.bulk_for(0)
        with_numpy(monkeypatch)
        fast = _bulk.bulk_for(0)
    one, two = array("I", [row[0] for row in rows]), array("I", [row[1] for row in rows])
    pair = plain.paired(one, two)
    order = plain.order(pair)
    in_order = pair if order is None else plain.at(pair, order)

    same(fast.paired(one, two), pair)
    same(fast.order(pair), order)
    same(fast.order(in_order), None)
    same(fast.mapped(one, values), plain.mapped(one, values))
    assert fast.alike(one, two) == plain.alike(one, two)
    assert fast.repeated(in_order) == plain.repeated(in_order)
    assert fast.turned(one, two, in_order) == plain.turned(one, two, in_order)
    same(fast.kept(one, two), plain.kept(one, two))
    same(fast.narrowed(one), plain.narrowed(one))
    same(fast.narrowed(array("I", values)), plain.narrowed(array("I", values)))
    if order is not None:
        same(fast.at(pair, order), in_order)
        same(fast.at(one, order), plain.at(one, order))


def same(fast: "array[int] | None", plain: "array[int] | None") -> None:
    """Compare columns with their types."""
    assert fast == plain
    assert getattr(fast, "typecode", None) == getattr(plain, "typecode", None)


@pytest.mark.parametrize("worthwhile", [pytest.param(0, marks=needs_numpy), sys.maxsize], ids=["numpy", "plain"])
def test_rows_are_numbered_anew_and_left_out(worthwhile: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what is stated of them, in the order of the table; the type is the smallest that holds the numbers."""
    table = read_ptp(ptp_text(TABLES["begun again"]), name=NAME)
    monkeypatch.setattr(_bulk, "WORTHWHILE", worthwhile)
    numbers = [None if terms.rationale == "Another policy" else 300 + at for at, terms in enumerate(table.terms)]

    columns = table.numbered(numbers)

    assert list(zip(*columns, strict=True)) == [
        (one, two, numbers[term])
        for one, two, term in zip(table.column_one, table.column_two, table.term, strict=True)
        if numbers[term] is not None
    ]
    assert [column.typecode for column in columns] == ["B", "B", "H"]
    assert [len(column) for column in table.numbered([None] * len(table.terms))] == [0, 0, 0]


@needs_numpy
def test_an_edition_is_built_to_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of the folder, from two parts in a ZIP; the digest too."""
    table = [row for name, rows in TABLES.items() if name in ("begun again", "both ways", "twice void") for row in rows]
    parts = {NAME: ptp_text(table[:4]), NAME.replace("f1", "f2"): ptp_text(table[4:])}
    source = tmp_path / "table.zip"
    source.write_bytes(zip_of(parts))

    without_numpy(monkeypatch)
    plain = build_local(tmp_path / "plain", ptp=[source])
    with_numpy(monkeypatch)
    fast = build_local(tmp_path / "fast", ptp=[source])

    files = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("plain", "fast")]
    assert files[0] == files[1]
    assert fast.digest == plain.digest


def test_without_numpy_the_plain_make_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many the rows."""
    monkeypatch.setitem(sys.modules, "numpy", None)
    monkeypatch.delitem(sys.modules, "otcpt.io.cms._bulk_numpy", raising=False)

    assert type(_bulk.bulk_for(10_000_000)).__name__ == "_Plain"


@needs_numpy
def test_a_full_table_is_worth_numpy() -> None:
    """Without any option."""
    assert type(_bulk.bulk_for(2_546_017)).__name__ == "NumpyBulk"


def test_few_rows_do_not_import_numpy() -> None:
    """Neither does the room itself."""
    code = (
        "import sys; from otcpt.io.cms import read_ptp;"
        f"read_ptp({ptp_text([edit('97530', '97750')])!r}, name={NAME!r});"
        "assert not {'numpy', 'pyarrow'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", code], check=True)
