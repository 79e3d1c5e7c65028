"""What of an answer is shown, under which headings, and as a report to hand on."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.cli.conftest import DAYS, HEADER
from tests.page.test_page import Bare

from otcpt.cli._page import show
from otcpt.page import Page, Paragraph, StyledText

Run: TypeAlias = Callable[..., Any]

ASK = ("-p", "medicare-part-b")
WEEK = Path(__file__).parents[2] / "examples" / "clinic_week.csv"


def test_by_default_what_was_not_evaluated_is_one_line_and_the_tally_is_above_the_result(otcpt: Run) -> None:
    """A clean claim takes a handful of lines; nothing is without a word."""
    out = otcpt("check", WEEK, *ASK).out

    assert re.search(r"^Not evaluated  neither right nor wrong: \d+ rules .*\(--verbose shows it\)$", out, re.MULTILINE)
    assert re.search(r"^Notes  \d+ notes on this answer \(--verbose shows it\)$", out, re.MULTILINE)
    assert out.index("By rule") < out.index("Result")
    assert "Sources" not in out


def test_a_clean_claim_is_short(otcpt: Run, csv_of: Run) -> None:
    """Name, two folded lines, the result and who says so."""
    assert len(otcpt("check", csv_of("clean"), *ASK).out.splitlines()) <= 11


def test_verbose_shows_all_of_it(otcpt: Run, csv_of: Run) -> None:
    """Sources with each finding, every reason and every note."""
    out = otcpt("check", csv_of("error", "incomplete"), *ASK, "--verbose").out

    assert "--verbose shows it" not in out
    assert "      Sources\n        - " in out
    assert "Needs minutes" in out


def test_summary_shows_numbers_and_no_finding(otcpt: Run, csv_of: Run) -> None:
    """How many of each rule, with its name, and the result."""
    ran = otcpt("check", csv_of("error", "conflict"), *ASK, "--summary")

    assert ran.code == 1
    assert "97542 is bundled" not in ran.out
    assert re.search(r"error +PTP002 +1  modifier missing", ran.out)


@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["by claim", "in columns"])
def test_quiet_shows_the_result_alone(otcpt: Run, csv_of: Run, more: tuple[str, ...]) -> None:
    """One line, whatever the way."""
    out = otcpt("check", csv_of("error", "clean"), *ASK, "--quiet", *more).out

    assert len(out.splitlines()) == 1
    assert out.startswith("1 error in ")


def test_two_amounts_of_detail_exclude_each_other(otcpt: Run, csv_of: Run) -> None:
    """Stated, not guessed."""
    ran = otcpt("check", csv_of("clean"), *ASK, "--summary", "--quiet")

    assert (ran.code, "--summary and --quiet exclude each other" in ran.err) == (2, True)


@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["by claim", "in columns"])
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("--select", "PTP"), {"PTP002"}),
        (("--select", "ptp002", "--select", "modifier-missing"), {"PTP002"}),
        (("--ignore", "PTP"), {"CODE003"}),
        (("--select", "CODE", "--select", "PTP", "--ignore", "CODE003"), {"PTP002"}),
    ],
)
def test_rules_are_chosen_by_id_name_or_family(
    otcpt: Run, csv_of: Run, asked: tuple[str, ...], found: set[str], more: tuple[str, ...]
) -> None:
    """Only these are asked, by claim and in columns."""
    ran = otcpt("check", csv_of("error", "conflict"), *ASK, *asked, *more, "--summary")

    assert set(re.findall(r"^ +(?:error|warning|advice) +(\w+) +\d", ran.out, re.MULTILINE)) == found


@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["by claim", "in columns"])
def test_some_of_the_rules_are_never_taken_for_all(otcpt: Run, csv_of: Run, more: tuple[str, ...]) -> None:
    """It is stated how many were asked, and a complete answer of some is refused."""
    ran = otcpt("check", csv_of("clean"), *ASK, "--select", "PTP", *more)
    complete = otcpt("check", csv_of("clean"), *ASK, "--ignore", "PTP", "--fail-on", "incomplete", *more)

    quiet = otcpt("check", csv_of("clean"), *ASK, "--select", "PTP002", "--quiet", *more)

    assert re.search(r"only \d+ of \d+ rules were asked", ran.out)
    assert re.search(r"only 1 of \d+ rules was asked", quiet.err)
    assert (complete.code, "leave --select and --ignore out" in complete.err) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ("bill", "2026-03-02", "97530@38", *ASK),
        ("compare", WEEK, "-p", "medicare-part-b", "-p", "ama-midpoint"),
        ("missed", WEEK, *ASK),
        ("repairs", WEEK, *ASK),
        ("documentation", WEEK, *ASK),
        ("editions", "diff", "2024q3", "2026q4"),
        ("explain", "PTP002", "97530:GO", "97750:GO", "--on", "2026-03-02", *ASK),
        ("price", WEEK, *ASK, "--locality", "national"),
    ],
    ids=lambda words: words[0],
)
def test_every_answer_for_people_is_written_as_one_html_file(otcpt: Run, words: tuple[str, ...]) -> None:
    """A whole document that fetches nothing, with the words of the text."""
    html = otcpt(*words, "--format", "html").out

    assert html.startswith("<!DOCTYPE html>") and html.rstrip().endswith("</html>")
    assert not re.search(r"<script|<link|<img| src=|url\(", html)
    assert len(Bare(html).words) > 25


def test_an_unknown_rule_and_no_rule_at_all_are_refused(otcpt: Run, csv_of: Run) -> None:
    """With near misses; nothing asked is no pass."""
    unknown = otcpt("check", csv_of("clean"), *ASK, "--select", "PTP0002")
    nothing = otcpt("check", csv_of("clean"), *ASK, "--select", "PTP002", "--ignore", "PTP")

    assert (unknown.code, "Did you mean PTP002" in unknown.err) == (2, True)
    assert (nothing.code, "leave no rule to ask" in nothing.err) == (2, True)


def test_findings_are_grouped_by_rule_and_by_therapist(otcpt: Run, tmp_path: Path) -> None:
    """Under headings with their number; the default is by claim."""
    path = tmp_path / "claims.csv"
    rows = [f"{row},{key}" for row, key in zip(DAYS["error"] + DAYS["conflict"], ("T1", "T2", "T2"), strict=True)]
    path.write_text("\n".join([f"{HEADER},rendering_provider_key", *rows]), encoding="utf-8")

    by_rule = otcpt("check", path, *ASK, "--group-by", "rule").out
    by_therapist = otcpt("check", path, *ASK, "--group-by", "provider").out

    assert "PTP002 modifier-missing  1 finding\n" in by_rule
    assert by_therapist.index("Therapist T1  1 finding") < by_therapist.index("Therapist T2  1 finding")
    assert "Claim C5  2026-03-02" in otcpt("check", path, *ASK).out


def test_a_report_to_hand_on_is_one_file_with_everything(otcpt: Run, tmp_path: Path) -> None:
    """Result and summaries first, then every finding with its fixes and sources; nothing is asked of anybody."""
    target = tmp_path / "week.html"
    ran = otcpt("check", WEEK, *ASK, "--out", target)
    html = target.read_text(encoding="utf-8")
    words = " ".join(Bare(html).words)

    assert ran.code == 1
    assert html == otcpt("check", WEEK, *ASK, "--format", "html").out.removesuffix("\n")
    assert words.index(" errors, ") < words.index("By rule") < words.index("By therapist") < words.index("Claim W0903")
    assert "neither right nor wrong" in words and "CMS, Medicare NCCI Policy Manual" in words
    assert not re.search(r"<script|<link|<img| src=|url\(", html)
    assert 'lang="en"' in html and "<h1>" in html and "<main>" in html


def test_a_terminal_gets_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """OSC 8: the text is the link; elsewhere the text alone."""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    page = Page("", [Paragraph(StyledText("a source", link="https://example.org/a"))])
    screen, pipe = Screen(), io.StringIO()
    show(page, screen)
    show(page, pipe)

    assert re.search(r"\x1b\]8;[^;]*;https://example\.org/a\x1b\\.*a source", screen.getvalue())
    assert pipe.getvalue() == "  a source\n"


def test_the_shell_can_complete(otcpt: Run) -> None:
    """The options of typer that install it are there."""
    assert "--install-completion" in otcpt("--help").out
