"""Rows as text."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from otcpt.tables import printable, text_table

WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=8)
ROWS = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(WORDS, min_size=width, max_size=width), min_size=1))


@given(ROWS)
def test_columns_stand_under_each_other(rows: list[list[str]]) -> None:
    """Each cell begins where its column begins, and no cell is lost."""
    lines = text_table(rows).split("\n")

    assert len(lines) == len(rows)
    for place in range(len(rows[0])):
        start = sum(max(len(row[before]) for row in rows) + 2 for before in range(place))
        assert all(line[start:].startswith(row[place]) for line, row in zip(lines, rows, strict=True))


@given(ROWS)
def test_cells_come_back_from_a_text_table(rows: list[list[str]]) -> None:
    """Words without blanks survive."""
    assert [line.split() for line in text_table(rows).split("\n")] == rows


def test_a_column_of_numbers_stands_to_the_right() -> None:
    """Integers, decimals and empty cells; a truth value is no number."""
    rows = [["a", 5, Decimal("1.50"), True], ["b", 1000, None, False]]

    assert text_table(rows) == "a     5  1.50  True\nb  1000        False"


def test_headers_indent_and_short_rows() -> None:
    """Missing cells are empty, nothing trails."""
    assert text_table([["1"], ["2", "x"]], ["code", "what"], indent="> ") == "> code  what\n> 1\n> 2     x"


def test_no_rows_give_the_headers_or_nothing() -> None:
    """An empty table is still a text."""
    assert text_table([]) == ""
    assert text_table([], ["code", "units"]) == "code  units"


def test_a_line_break_in_a_cell_starts_a_further_line() -> None:
    """The other columns keep their place."""
    assert text_table([["a", "one\ntwo", "z"], ["b", "three", "y"]]) == "a  one    z\n   two\nb  three  y"


@given(st.text())
def test_printable_text_is_what_a_terminal_may_show(text: str) -> None:
    """Printable text stays as it is, all else loses its power and keeps its place."""
    shown = printable(text)

    assert shown.isprintable()
    assert len(shown) == len(text)
    assert shown == text or not text.isprintable()
