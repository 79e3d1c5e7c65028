"""A bar for long files, on a terminal only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

    from otcpt.batch import Progress as Rows

#: Bytes from which a file is long enough to be watched.
_LONG = 2_000_000


class NoProgress:
    """Shows nothing."""

    def read(self, done: int, total: int) -> None:
        """Take note of the bytes read."""

    def check(self, claims: int) -> None:
        """Take note that checking begins."""


class _Bar(NoProgress):
    def __init__(self, shown: "Progress") -> None:
        self._shown = shown
        self._task = shown.add_task("Reading", total=None)

    def read(self, done: int, total: int) -> None:
        self._shown.update(self._task, completed=done, total=total)

    def check(self, claims: int) -> None:
        self._shown.update(self._task, description=f"Checking {claims:,} claims", total=None)


@contextmanager
def progress(size: int) -> Iterator[NoProgress]:
    """Show how far reading is, on stderr, where someone may be watching."""
    if size < _LONG or not sys.stderr.isatty():
        yield NoProgress()
        return
    with _bar() as shown:
        yield _Bar(shown)


@contextmanager
def rows_progress() -> Iterator["Callable[[Rows], None] | None"]:
    """Show rows, rate and time left on stderr, where someone may be watching."""
    if not sys.stderr.isatty():
        yield None
        return
    with _bar("{task.fields[pace]}") as shown:
        task = shown.add_task("Checking", total=None, pace="")

        def tell(rows: "Rows") -> None:
            pace = f"{rows.rows:,} of {rows.all_rows:,} rows, {rows.rate:,.0f} a second, {rows.seconds_left:.0f} s left"
            shown.update(task, completed=rows.rows, total=rows.all_rows, pace=pace)

        yield tell


def _bar(*more: str) -> "Progress":
    """A bar on stderr that is taken away at the end, with more texts before the time."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns: list[ProgressColumn] = [TextColumn("{task.description}"), BarColumn(), *map(TextColumn, more)]
    return Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
