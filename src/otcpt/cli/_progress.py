"""A bar for long files, on a terminal only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from otcpt.batch import Progress

#: Bytes from which a file is long enough to be watched.
_LONG = 2_000_000


class NoProgress:
    """Shows nothing."""

    def read(self, done: int, total: int) -> None:
        """Take note of the bytes read."""

    def check(self, claims: int) -> None:
        """Take note that checking begins."""


@contextmanager
def progress(size: int) -> Iterator[NoProgress]:
    """Show how far reading is, on stderr, where someone may be watching."""
    if size < _LONG or not sys.stderr.isatty():
        yield NoProgress()
        return
    from otcpt.cli._bar import bar

    with bar() as shown:
        yield shown


@contextmanager
def rows_progress() -> Iterator["Callable[[Progress], None] | None"]:
    """Show rows, rate and time left on stderr, where someone may be watching."""
    if not sys.stderr.isatty():
        yield None
        return
    from otcpt.cli._bar import rows_bar

    with rows_bar() as shown:
        yield shown
