"""What a command shows: on a terminal with colors and links, or as plain lines for a pipe or a file."""

import sys
from typing import TextIO

from otcpt.page import Page, to_text

#: What is printed where something is folded.
HINT = "--verbose shows it"


def show(page: Page, stream: TextIO | None = None, *, folded: bool = False) -> None:
    """Draw a page on a stream, stdout unless given."""
    stream = sys.stdout if stream is None else stream
    if stream.isatty():
        from otcpt.cli._terminal import draw

        draw(page, stream, hint=HINT if folded else None)
    else:
        print(to_text(page, folded=folded, hint=HINT), file=stream)
