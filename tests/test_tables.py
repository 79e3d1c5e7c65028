"""Rows as text and as HTML."""

from decimal import Decimal
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from otcpt.tables import html_table, printable, text_table

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


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["C", "Z"])), min_size=2, max_size=2), min_size=1))
def test_html_cells_are_escaped_and_come_back(rows: list[list[str]]) -> None:
    """A reader of the HTML finds every cell's text, and no tag but the table's own."""
    reader = _Cells()
    reader.feed(html_table(rows))

    assert reader.cells == [cell for row in rows for cell in row]
    assert set(reader.tags) == {"table", "tbody", "tr", "td"}


def test_html_has_caption_headers_and_line_breaks() -> None:
    """Short rows are filled up, numbers stand to the right."""
    assert html_table([["a\nb", 2], ["c"]], ["code", "units"], caption="A & B") == (
        "<table><caption>A &amp; B</caption>"
        '<thead><tr><th>code</th><th style="text-align:right">units</th></tr></thead>'
        '<tbody><tr><td>a<br>b</td><td style="text-align:right">2</td></tr>'
        '<tr><td>c</td><td style="text-align:right"></td></tr></tbody></table>'
    )


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # the parser's signature
        self.tags.append(tag)
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        self.cells[-1] += data
