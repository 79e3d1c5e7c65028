"""Pages on a terminal of any width: no line is wider, no word is broken, nothing is lost."""

import io
import re

import pytest
from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from tests.page.test_values import VALUES

from otcpt.cli._terminal import draw
from otcpt.page import Block, Entry, Group, Ledger, Page, Section, StyledText, Table, Tone, to_text


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def headers_of(blocks: tuple[Block, ...]) -> set[str]:
    """Return the words over columns: where a row is written by itself, a name without a value is left out."""
    found: set[str] = set()
    for block in blocks:
        if isinstance(block, Table):
            found.update(word for header in block.headers for word in header.split())
        elif isinstance(block, Section):
            found |= headers_of(block.blocks)
    return found


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", VALUES)
def test_every_word_is_whole_on_a_terminal(name: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the text, but for words longer than the line, such as a pin."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    page, screen = VALUES[name]().to_page(), Screen()

    draw(page, screen)

    shown = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", screen.getvalue())
    assert all(len(line.rstrip()) <= width for line in shown.splitlines())
    words = {word for word in to_text(page).split() if len(word) < width - 4} - {"->", "-"}
    assert words - set(shown.split()) <= headers_of(page.blocks)


def ledger_of(groups: int) -> Page:
    """Return a page with two entries for each claim, whose sentences repeat."""
    entry = Entry(
        [StyledText("error", Tone.ERROR), "2 3", "97530 97110", "Too many units: 60 timed minutes support 4 of them."],
        ["Bill 97110 x2 if the minutes on the claim are right."],
        (("Sources", ("Claims Processing Manual, chapter 5, section 20.2",)),),
    )
    listed = [Group(f"Claim {number}", "2026-03-02", [entry, entry]) for number in range(groups)]
    return Page("week.csv", [Ledger(listed, ("", "line", "code", "what is wrong"))])


def test_a_cell_that_repeats_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger of many claims costs a heading for each more, however many findings they have."""
    laid_out: list[object] = []
    lay_out = Console.render_lines

    def counted(
        console: Console, cell: Text, options: ConsoleOptions, style: Style | None = None, *, pad: bool = True
    ) -> list[list[Segment]]:
        laid_out.append(cell)
        return lay_out(console, cell, options, style=style, pad=pad)

    monkeypatch.setattr(Console, "render_lines", counted)
    costs = []
    for groups in (1, 2, 502):
        laid_out.clear()
        draw(ledger_of(groups), Screen())
        costs.append(len(laid_out))

    assert costs[1] - costs[0] == 1
    assert costs[2] - costs[1] == 500


@pytest.mark.parametrize("width", [20, 60, 120])
@pytest.mark.parametrize("hint", [None, "--verbose shows it"])
def test_a_ledger_says_everything_in_order(width: int, hint: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the terminal is too narrow for it; and what is folded only without a hint."""
    monkeypatch.setenv("COLUMNS", str(width))
    screen = Screen()

    draw(ledger_of(3), screen, hint=hint)

    shown = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue())
    places = [shown.index(f"Claim {number}") for number in range(3)]
    assert places == sorted(places)
    assert (shown.count("error"), shown.count("→"), shown.count("Sources")) == (6, 6, 0 if hint else 6)
    rows = [line.split()[:4] for line in shown.splitlines() if "Too many" in line]
    assert rows == 6 * [["error", "2", "3", "97530"]]
