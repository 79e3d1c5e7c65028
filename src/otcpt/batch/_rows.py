"""Rows of a copy, and where they stood in what was copied."""

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch._lines import Ints
from otcpt.batch._writer import Writer
from otcpt.errors import Problem


@attrs.frozen(eq=False)
class CopiedRows:
    """Which rows were copied: all after the first so many, but for some that were left out, by their numbers in order.

    >>> CopiedRows(1, np.array([3, 4])).stood_at(np.array([2, 3, 4])).tolist()
    [2, 5, 6]
    """

    before: int = 0
    left_out: Ints = attrs.field(factory=lambda: np.zeros(0, dtype=np.int64))

    def stood_at(self, rows: Ints) -> Ints:
        """Return the numbers of rows, which were counted as if none had been left out."""
        kept_before = self.left_out - np.arange(len(self.left_out))
        return rows + np.searchsorted(kept_before, rows, side="right")

    def problem(self, problem: Problem) -> Problem:
        """Return a problem at its row."""
        if problem.row is None:
            return problem
        return attrs.evolve(problem, row=int(self.stood_at(np.array([problem.row]))[0]))

    def apart(self, table: pa.Table) -> pa.Table:
        """Return rows set apart with their numbers."""
        place = table.schema.get_field_index("row")
        rows = pa.array(self.stood_at(table["row"].to_numpy()), pa.int64())
        return table.set_column(place, "row", rows)


class NumberedWriter(Writer):
    """Writes rows set apart with the numbers they had where they were copied from."""

    def __init__(self, target: Writer, rows: CopiedRows) -> None:
        super().__init__(None)
        self._target = target
        self._copied = rows

    def write(self, table: pa.Table) -> None:
        """Write rows."""
        self._target.write(self._copied.apart(table))
