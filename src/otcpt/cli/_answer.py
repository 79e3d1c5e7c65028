"""What a result and an exit code follow from, and what an answer says of a history."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from otcpt.claims import History
from otcpt.cli._choices import Exit, FailOn
from otcpt.findings import Identity, Severity
from otcpt.io import RowCounts
from otcpt.tables import count


class Judged(Protocol):
    """What a result and an exit code follow from, claim by claim and in columns alike."""

    @property
    def checked(self) -> bool:
        """Whether any rule judged any line."""

    @property
    def clean(self) -> bool:
        """No error was found."""

    @property
    def complete(self) -> bool:
        """Nothing was missing for the core checks, and nothing was left out."""

    @property
    def severities(self) -> Mapping[Severity, int]:
        """Findings by severity."""

    @property
    def verdict(self) -> str:
        """The file in a sentence."""

    @property
    def identity(self) -> Identity:
        """Which law, payer and rules answered."""

    @property
    def row_counts(self) -> RowCounts:
        """What became of every row of the file."""

    @property
    def left_out(self) -> int:
        """Service lines that were set apart or left out in reading."""


def exit_code(judged: Judged, fail_on: FailOn, *, allow_empty: bool = False) -> Exit:
    """Return the exit code an answer asks for.

    Where nothing was checked, no choice of ``fail_on`` makes it a pass; ``allow_empty`` does where every row of the
    file was read.
    """
    if not judged.checked:
        return Exit.CLEAN if allow_empty and not judged.left_out else Exit.BROKEN
    bad = not judged.clean
    if fail_on in (FailOn.WARNING, FailOn.INCOMPLETE):
        bad = bad or bool(judged.severities.get(Severity.WARNING))
    if fail_on is FailOn.INCOMPLETE:
        bad = bad or not judged.complete
    return Exit.FINDINGS if bad and fail_on is not FailOn.NEVER else Exit.CLEAN


def unmatched(number: int) -> Iterator[str]:
    """Say how many patients of the charts are in no line: often a key was mistyped, or made by another reader."""
    if number:
        yield f"charts tell of {count(number, 'patient')} without a line in this file"


def over_time(rows: int, history: History | None) -> Iterator[str]:
    """Say how much the rules over time had to judge by; nothing where they were not asked."""
    if history is None:
        return
    own = f"Rules over time had {count(rows, 'line')} of this answer"
    days = sorted({line.date_of_service for line in history.lines})
    if days:
        span = " to ".join(dict.fromkeys((str(days[0]), str(days[-1]))))
        yield f"{own}, and {count(len(history.lines), 'line')} on {count(len(days), 'day')} of the history ({span})"
    else:
        yield f"{own}, and no line of a history"
