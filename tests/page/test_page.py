"""How a page is drawn: as text, as HTML, and as HTML from which every style was taken."""

import re
from collections.abc import Callable
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.page import (
    Block,
    Box,
    Cell,
    Drawing,
    Entry,
    Facts,
    Figure,
    Group,
    Items,
    Label,
    Ledger,
    Look,
    Page,
    Paragraph,
    Section,
    StyledText,
    Table,
    Tone,
    facts,
    to_document,
    to_html,
    to_text,
)
from otcpt.page._html import _style

LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="->")
TEXTS = st.text(LETTERS, max_size=8) | st.sampled_from(["<b>x</b>", "a & b", "'\"", "\x1b[31m", "line  two", "&lt;"])
CELLS: st.SearchStrategy[Cell] = st.one_of(
    TEXTS,
    st.integers(0, 10**9),
    st.decimals(0, 10**6, places=2),
    st.none(),
    st.builds(
        StyledText, TEXTS, st.sampled_from(Tone), st.sampled_from(["", "https://example.org/a?b&c", "javascript:x"])
    ),
    st.lists(st.builds(StyledText, TEXTS, st.sampled_from(Tone)), min_size=1, max_size=3).map(tuple),
)
ROWS = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=4))
DRAWINGS = st.builds(lambda text: Drawing(40, [Box(0, 0, 10, 10, words=text), Label(0, 0, text)]), TEXTS)
TABLES = st.builds(Table, ROWS)
ENTRIES = st.builds(
    Entry,
    st.lists(CELLS, min_size=5, max_size=5),
    st.lists(CELLS, max_size=2),
    st.just((("Sources", ("a", "b")),)),
    st.sampled_from(Tone),
)
LEDGERS = st.builds(
    Ledger,
    st.lists(st.builds(Group, TEXTS, TEXTS, st.lists(ENTRIES, max_size=3)), max_size=3),
    st.sampled_from([(), ("", "line", "code", "rule", "what is wrong")]),
)
LEAVES: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, CELLS | st.just("one\ntwo"), st.booleans()),
    st.builds(Items, st.lists(CELLS, max_size=3)),
    TABLES,
    st.builds(Facts, st.lists(st.tuples(CELLS, CELLS), max_size=3)),
    st.builds(Figure, DRAWINGS, TEXTS, st.none() | TABLES),
    LEDGERS,
)
BLOCKS: st.SearchStrategy[Block] = st.recursive(
    LEAVES,
    lambda inner: st.builds(Section, TEXTS, st.lists(inner, max_size=3), TEXTS, st.booleans()),
    max_leaves=6,
)
PAGES = st.builds(
    Page,
    TEXTS,
    st.lists(BLOCKS, max_size=4),
    TEXTS,
    st.none() | st.builds(StyledText, TEXTS, st.sampled_from(Tone)),
    TEXTS,
)

_INLINE = {"a", "b", "span", "strong", "small"}


class Bare(HTMLParser):
    """What is left of HTML where styles, classes, ids and drawings are dropped, as GitHub and mail drop them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self._dropped = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a tag; one that is no part of a line ends the word before it."""
        if tag in ("style", "svg"):
            self._dropped += 1
        if not self._dropped:
            self.tags.append(tag)
            self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in _INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a tag."""
        if tag in ("style", "svg"):
            self._dropped -= 1
        if tag not in _INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep a text that is not dropped."""
        if not self._dropped:
            self.parts.append(data)

    @property
    def words(self) -> list[str]:
        """The words in their order."""
        return "".join(self.parts).split()


def words_of(text: str) -> list[str]:
    """The words of a text drawing, without the signs before remarks and items."""
    return re.sub(r"^ +(->|-)( |$)", " ", text, flags=re.MULTILINE).split()


@given(PAGES)
def test_bare_html_says_the_words_of_the_text_in_the_same_order(page: Page) -> None:
    """Nothing hangs on a style, on a color or on a drawing."""
    assert Bare(to_html(page)).words == words_of(to_text(page))


@given(PAGES)
def test_html_has_no_script_and_fetches_nothing(page: Page) -> None:
    """No script, no handler, no source, no link but an address of the web."""
    for html in (to_html(page), to_document(page, filters=True)):
        bare = Bare(html)
        assert not {"script", "iframe", "img", "link", "object", "form"} & set(bare.tags)
        assert not [name for name, _ in bare.attributes if name.startswith("on") or name in ("src", "srcset")]
        assert all(value.startswith(("https://", "http://")) for name, value in bare.attributes if name == "href")
        assert "url(" not in html and "@import" not in html


@given(PAGES)
def test_the_same_page_is_the_same_html_and_another_has_other_ids(page: Page) -> None:
    """Ids follow from the content alone, so that two outputs of a notebook do not meet."""
    ids = set(re.findall(r'id="([^"]+)"', to_html(page)))
    other = Page(f"{page.title}!", page.blocks, page.detail, page.verdict, page.footer)

    assert to_html(page) == to_html(page)
    assert not ids & set(re.findall(r'id="([^"]+)"', to_html(other)))


@given(PAGES)
def test_a_folded_text_is_the_text_with_less(page: Page) -> None:
    """Folding leaves words out and adds the hint alone."""
    folded = words_of(to_text(page, folded=True, hint="open"))

    assert len(folded) <= len(words_of(to_text(page))) + folded.count("(open)")


def test_headings_do_not_skip_a_level() -> None:
    """A reader by ear finds the way: each section is one level under its own."""
    page = Page("a", [Section("b", [Section("c", [Paragraph("d")])])])

    assert re.findall(r"<h(\d)", to_html(page)) == ["3", "4", "5"]
    assert re.findall(r"<h(\d)", to_document(page)) == ["1", "2", "3"]


def test_a_drawing_is_named_for_those_who_do_not_see_it() -> None:
    """The sentence under it is its title too."""
    html = to_html(Page("a", [Figure(Drawing(10, [Label(0, 0, "<x>")]), "Two of three.")]))
    [name] = re.findall(r'<svg [^>]*role="img" aria-labelledby="([^"]+)"', html)

    assert f'<title id="{name}">Two of three.</title>' in html
    assert "<figcaption>Two of three.</figcaption>" in html
    assert "&lt;x&gt;" in html


def test_a_document_filters_findings_by_severity_and_shows_all_at_first() -> None:
    """One choice for each that is there; where there is one alone, none."""
    entries = [Entry(("x",), tone=Tone.ERROR), Entry(("y",), tone=Tone.ADVICE)]
    both, one = (Page("a", [Section("b", [Ledger([Group("", "", found)])])]) for found in (entries, entries[:1]))

    html = to_document(both, filters=True)
    assert re.findall(r'value="(\w+)"( checked)?', html) == [("all", " checked"), ("error", ""), ("advice", "")]
    assert "".join(re.findall("<fieldset.*</fieldset>", html)) == (
        '<fieldset class="filters"><legend>Show</legend>'
        '<label><input type="radio" name="otcpt-show" value="all" checked>all findings</label> '
        '<label><input type="radio" name="otcpt-show" value="error" class="show-error">error</label> '
        '<label><input type="radio" name="otcpt-show" value="advice" class="show-advice">advice</label> </fieldset>'
    )
    assert "<fieldset" not in to_document(one, filters=True)
    assert "<fieldset" not in to_document(both)


def test_numbers_have_separators_and_stand_to_the_right() -> None:
    """In text and in HTML."""
    page = Page("", [Table([["a", 1200], ["b", 7]], ["code", "lines"]), Table([["c", Decimal("1.50")]])])

    assert to_text(page) == "  code  lines\n  a     1,200\n  b         7\n  c  1.50"
    assert '<td class="n">1,200</td>' in to_html(page)


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_no_more_than_a_way_to_write(tone: Tone) -> None:
    """The words are the same in each."""
    assert Bare(to_html(Page("a", [Paragraph(StyledText("b", tone))]))).words == ["a", "b"]


def test_facts_leave_out_what_has_no_value() -> None:
    """And a name that was there before."""
    assert facts([("a", "1"), ("a", "2"), ("b", None), ("c", "")]).pairs == (
        (StyledText("a", Tone.QUIET), "1"),
        (StyledText("", Tone.QUIET), "2"),
    )


def test_every_block_is_approved(approved: Callable[[str, str], None]) -> None:
    """As HTML and as text: each kind of block, with and without headers, links that lead out and one that may not."""
    entry = Entry(
        ("error", "1", "97530", "PTP002", "a & b"), ("Add 59", "Take it off"), (("Sources", ("a", "b")),), Tone.ERROR
    )
    groups = [Group("Claim 1", "2026-03-02", [entry, entry])]
    links = [StyledText(name, link=name) for name in ("https://a.example/", "http://b.example/", "javascript:x")]
    page = Page(
        "Title",
        [
            Paragraph(tuple(links)),
            facts([("one", 1), ("two", "b")]),
            Table([("97530", 1200), ("97110", None)], ("code", "dollars")),
            Table([("no", "headers")]),
            Ledger(groups, ("", "line", "code", "rule", "what is wrong")),
            Ledger(groups),
            Items(["x", StyledText("y", Tone.QUIET)]),
            Figure(Drawing(40, [Box(0, 0, 10, 10, words="w"), Label(0, 0, "l")]), "Two of three."),
            Figure(Drawing(40, [Label(0, 0, "l")]), "One."),
            Section("Folded", [Paragraph("inside")], "a detail", folded=True),
        ],
    )
    html = to_html(page).partition("</style>")[2].replace("><", ">\n<")
    approved("page/blocks", "\n".join([to_text(page), "", html, ""]))


def test_the_edges_of_blocks_are_approved(approved: Callable[[str, str], None]) -> None:
    """Folded text with a hint and without; every tone and look; lines in cells, short entries, deep sections."""
    deep: Block = Paragraph("the deepest")
    for level in range(5, 0, -1):
        deep = Section(f"level {level}", [deep, Paragraph("between")])
    entries = [
        Entry(("error", "97530", "wrong"), folded=(("Sources", ("a",)),)),
        Entry(("short",), ("fix",)),
        Entry(("a", "b")),
    ]
    page = Page(
        "Title",
        [
            Paragraph("  as\n  it is", as_is=True),
            Paragraph(StyledText("  code", Tone.QUIET), as_is=True),
            Paragraph("one\ntwo"),
            Table([[StyledText(tone, tone), "first\nsecond"] for tone in Tone]),
            Ledger([Group("", "", entries)]),
            Figure(
                Drawing(40, [Box(0, 0, 10, 10, look) for look in Look]), "Every look.", Table([["a" * 20, "b" * 21, 1]])
            ),
            Facts([("", "no name"), ("b", 1)]),
            Section("Folded", [Paragraph("inside")], "a detail", folded=True),
            Section("Folded, without a detail", [Paragraph("inside"), Paragraph("once more")], folded=True),
            deep,
        ],
        "line one\nline two",
    )
    untitled = Page("", [Section("first", [Paragraph("x")])])
    texts = [to_text(page), to_text(page, folded=True), to_text(page, folded=True, hint="--all"), to_text(untitled)]
    html = to_html(page).partition("</style>")[2].replace("><", ">\n<")
    alone = Drawing(10.25, [Box(0, 0.04, 1, 2)], 20).to_svg("A <name>")
    approved("page/edges", "\n\n".join([*texts, html, alone, ""]))


def test_a_page_with_half_a_character_is_drawn() -> None:
    """What cannot be encoded is drawn as it is given, with an id of its own."""
    ids = [
        re.findall(r'id="(otcpt-\w+-1)"', to_html(Page("a", [Figure(Drawing(10, [Label(0, 0, text)]), "x")])))
        for text in ("\ud800", "\ud801")
    ]

    assert len(ids[0]) == 1 and ids[0] != ids[1]


def test_a_document_is_whole() -> None:
    """It names its language, its letters, its title and how wide a telephone draws it."""
    html = to_document(Page("a & b", detail="not in the title"))
    head, _, body = re.sub("<style>.*</style>", "<style></style>", html).partition("</head>")

    assert head == (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>a &amp; b</title><style></style>"
    )
    assert body == (
        '<body class="otcpt-page"><main><section class="otcpt"><h1>a &amp; b <small>not in the title</small></h1>'
        "</section></main></body></html>"
    )


def test_a_filter_is_left_out_where_there_is_one_severity() -> None:
    """The document is then the same with and without."""
    one = Page("a", [Section("b", [Ledger([Group("", "", [Entry(("x",), tone=Tone.ERROR)])])])])

    assert to_document(one, filters=True) == to_document(one)


def test_the_style_has_neither_comments_nor_line_breaks() -> None:
    """One line, all rules of the sheet, and no more."""
    style = re.findall(r"<style>(.*?)</style>", to_html(Page("a")), re.DOTALL)[0]
    assert style == _style()
    assert "/*" not in style
    assert "\n" not in style
    assert style.startswith(".otcpt {--bg:#ffffff;") and style.count("{") == style.count("}") > 20
