"""What a reader writes down on its way: problems, lines left out, liberties taken."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from otcpt.errors import InputErrors, InvalidInput, Problem
from otcpt.frozenmap import FrozenMap
from otcpt.io._claim_file import RowSetApart, SkippedLine

#: ``raise`` refuses the file when anything in it is wrong; ``keep`` leaves the broken lines out and lists them.
OnProblem: TypeAlias = Literal["raise", "keep"]

_SHOWN = 40


class Log:
    """Collects, and raises once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.skipped: list[SkippedLine] = []
        self.apart: list[RowSetApart] = []
        #: Service lines met so far, by a reader that counts them here.
        self.given = 0
        self._notes: dict[str, int] = {}

    def problem(self, row: int | None, column: str | None, value: str | None, message: str) -> None:
        """Record what is wrong; a long value is cut."""
        if value is not None and len(value) > _SHOWN:
            value = value[: _SHOWN - 1] + "…"
        self.problems.append(Problem(self.name, row, column, value, message))

    def set_apart_for(self, row: int, why: str, cells: Mapping[str, str | None]) -> None:
        """Set a row aside, of which no line is made."""
        self.apart.append(RowSetApart(row, why, FrozenMap({name: text for name, text in cells.items() if text})))

    def set_apart(self, row: int, before: int, cells: Mapping[str, str | None]) -> None:
        """Set a row aside for the problems recorded since."""
        problems = self.problems[before:]
        why = (one.message if one.column is None else f"{one.column}: {one.message}" for one in problems)
        self.set_apart_for(row, "; ".join(why), cells)

    def refuse(
        self, message: str, row: int | None = None, column: str | None = None, value: str | None = None
    ) -> InputErrors:
        """Return the error, with every problem so far, to raise for a file that cannot be read any further."""
        self.problem(row, column, value, message)
        return InputErrors(self.in_order())

    def note(self, text: str) -> None:
        """Record what was read otherwise than written; the same note twice is counted."""
        self._notes[text] = self._notes.get(text, 0) + 1

    @property
    def notes(self) -> tuple[str, ...]:
        """The liberties in the order of their first use."""
        return tuple(text if times == 1 else f"{text} ({times} times)" for text, times in self._notes.items())

    def close(self, on_problem: OnProblem) -> None:
        """Raise with all problems, unless they are to be kept."""
        if not isinstance(on_problem, str) or on_problem not in ("raise", "keep"):
            raise InvalidInput(f"on_problem {on_problem!r} is neither 'raise' nor 'keep'", "on_problem", on_problem)
        if self.problems and on_problem == "raise":
            raise InputErrors(self.in_order())

    def in_order(self) -> tuple[Problem, ...]:
        """The problems in the order of the file; those of the whole file first."""
        return tuple(sorted(self.problems, key=lambda problem: problem.row or 0))
