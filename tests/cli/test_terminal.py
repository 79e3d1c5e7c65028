"""Pages on a terminal of any width: no line is wider, no word is broken, nothing is lost."""

import io
import re

import pytest
from tests.page.test_values import VALUES

from otcpt.cli._terminal import draw
from otcpt.page import Block, Section, Table, to_text


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
