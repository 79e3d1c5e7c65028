"""The progress bar itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from otcpt.cli._progress import NoProgress

if TYPE_CHECKING:
    from otcpt.batch import Progress as Rows


class _Bar(NoProgress):
    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._task = shown.add_task("Reading", total=None)

    def read(self, done: int, total: int) -> None:
        self._shown.update(self._task, completed=done, total=total)

    def check(self, claims: int) -> None:
        self._shown.update(self._task, description=f"Checking {claims:,} claims", total=None)


@contextmanager
def bar() -> Iterator[NoProgress]:
    """Show a bar on stderr and take it away at the end."""
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        yield _Bar(shown)


@contextmanager
def rows_bar() -> Iterator["Callable[[Rows], None]"]:
    """Show a bar of rows on stderr and take it away at the end."""
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[pace]}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("Checking", total=None, pace="")

        def tell(rows: "Rows") -> None:
            pace = f"{rows.rows:,} of {rows.all_rows:,} rows, {rows.rate:,.0f} a second, {rows.seconds_left:.0f} s left"
            shown.update(task, completed=rows.rows, total=rows.all_rows, pace=pace)

        yield tell
