"""What the site draws, links and copies while it is built."""

import re
import sys
from types import SimpleNamespace

import pytest
from tools import drawn, minutes_page, own_files, page_links, pair_pages, search_order

import otcpt


def test_a_value_is_shown_as_its_card_after_the_examples_above_it() -> None:
    """The examples are run, what they print is not; each mark has the value of its own place."""
    page = "```pycon\n>>> n = 8\n>>> n\n8\n\n```\n<!-- shown: a -->\n```pycon\n>>> n = 23\n\n```\n<!-- shown: a -->\n"
    page = page.replace(": a", ": __import__('otcpt').allocate_units({'97530': n}, method='cms')")
    first, second = re.findall(r'^<div class="drawn">.*</div>$', drawn.shown(page), re.MULTILINE)

    assert "97530 x1" in first and "97530 x2" in second


def test_an_example_that_raises_on_purpose_stops_nothing() -> None:
    """A page may show what is refused."""
    page = ">>> 1 / 0\nTraceback (most recent call last):\nZeroDivisionError: division by zero\n\n<!-- shown: 1 -->"

    with pytest.raises(AttributeError, match="_repr_html_"):
        drawn.shown(page)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
def test_a_command_is_copied_and_what_it_prints_is_not() -> None:
    """The command is a block of its own; the output has no button, and is cut where asked."""
    markdown = "<!-- output 2: otcpt units 97110@33 97140@7 --method cms -->"
    made = drawn.on_page_markdown(markdown)

    assert made.startswith("```sh\notcpt units 97110@33 97140@7 --method cms\n```\n\n``` { .text .no-copy }\n")
    assert made.endswith("\n...\n```")
    assert len(made.splitlines()) == 9


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
def test_a_command_that_breaks_stops_the_build() -> None:
    """No page shows an error by accident."""
    with pytest.raises(RuntimeError, match="ended with 2"):
        drawn.output("otcpt units 97110@1.5 --method cms")


def test_an_id_of_a_rule_is_a_link_where_it_is_text() -> None:
    """Not in a link, a heading or a block of code, not to itself, and no other word of that form."""
    html = "<p>PTP002, <code>KX001</code> and ABC123</p><h2>PTP002</h2><pre>PTP002</pre><a>PTP002</a><p>UNIT001</p>"
    made = page_links.linked(html, "../rules", "UNIT001")

    assert made.count("<a href") == 2
    assert '<p><a href="../rules/PTP002/">PTP002</a>, <code><a href="../rules/KX001/">KX001</a></code>' in made


def test_an_example_is_copied_without_prompts_and_output() -> None:
    """What is pasted runs."""
    html = (
        '<div class="highlight"><pre><code><span class="gp">&gt;&gt;&gt; </span>f(&quot;a&quot;,\n'
        '<span class="gp">... </span>  1)\n<span class="go">2</span>\n</code></pre></div>'
    )
    made = page_links.pasteable(html)

    assert made.startswith('<div class="highlight" data-copy="f(&quot;a&quot;,&#10;  1)"><pre>')
    command = '<div class="highlight"><pre>ls</pre></div>'
    assert page_links.pasteable(command) == command


def test_questions_are_found_before_names() -> None:
    """The reference counts least; a page may say itself what it counts."""
    assert search_order.boost("questions/minutes.md") > search_order.boost("guides/units.md") > 1
    assert search_order.boost("api/units.md") < search_order.boost("index.md") == 1
    page = SimpleNamespace(meta={"search": {"boost": 2}}, file=SimpleNamespace(src_uri="api/units.md"))
    search_order.on_page_markdown("", page=page)
    assert page.meta["search"]["boost"] == 2


def test_minutes_are_those_of_the_arithmetic() -> None:
    """Every number of minutes is once on the page, with its units."""
    page = SimpleNamespace(file=SimpleNamespace(src_uri=minutes_page.PAGE))
    made = minutes_page.on_page_markdown(f"{minutes_page.RANGES}\n{minutes_page.EVERY}", page=page)

    assert "| 3 | 38 to 52 |" in made
    rows = re.findall(r"^\| (\d+) \| ([\d, ]+) \|$", made, re.MULTILINE)
    listed = [(int(units), int(minutes)) for units, row in rows for minutes in row.split(", ")]
    assert listed == [(otcpt.minutes_to_units(minutes), minutes) for minutes in range(1, minutes_page.MINUTES + 1)]


def test_pairs_are_those_of_the_tables() -> None:
    """An edit that a modifier bypasses, one that none does, no edit, and one that ended."""
    pages = {code: pair_pages.code_page(code) for code in ("97530", "97165")}

    assert "| 97530 with 97750 | only with a modifier: 97750 is bundled" in pages["97530"]
    assert re.search(r"## No edit .*\n\n.*\n\n.*\b97140\b", pages["97530"])
    assert "| 97530 into 97140 | practitioner | 2000-07-01 | 2019-12-31 |" in pages["97530"]
    assert "| 97165 with 97763 | **no**: 97763 is bundled" in pages["97165"]
    assert all(f"[{code}]({code}.md)" in pair_pages.index_page() for code in pair_pages.therapy_codes())


@pytest.mark.parametrize(
    ("html", "fetched"),
    [
        ('<a href="https://www.cms.gov/">', []),
        ('<link rel="canonical" href="https://example.org/">', []),
        ('<script src="assets/a.js">', []),
        ('<script src="https://cdn.example.org/a.js">', ["https://cdn.example.org/a.js"]),
        ('<link href="//fonts.example.org/a.css" rel="stylesheet">', ["//fonts.example.org/a.css"]),
        ("<style>body{background:url(https://example.org/a.png)}", ["https://example.org/a.png"]),
    ],
)
def test_what_another_host_is_asked_for_is_found(html: str, fetched: list[str]) -> None:
    """Scripts, styles, pictures; a link that a reader follows is none of it."""
    assert own_files.fetched(html) == fetched
