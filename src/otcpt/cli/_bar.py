"""The progress bar itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from otcpt.cli._progress import Silent


class _Bar(Silent):
    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._task = shown.add_task("Reading", total=None)

    def read(self, done: int, total: int) -> None:
        self._shown.update(self._task, completed=done, total=total)

    def check(self, claims: int) -> None:
        self._shown.update(self._task, description=f"Checking {claims:,} claims", total=None)


@contextmanager
def bar() -> Iterator[Silent]:
    """Show a bar on stderr and take it away at the end."""
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        yield _Bar(shown)
