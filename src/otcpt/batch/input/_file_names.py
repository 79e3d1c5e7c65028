"""Rows of several files by the names of their files."""

from collections.abc import Sequence

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._lines import FILE, ROW, Ints
from otcpt.errors import Problem
from otcpt.io import line_name


@attrs.frozen
class FileNames:
    """The names of several files, found again by the number of a row; one file alone needs none."""

    names: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.names)

    def of(self, numbers: Ints) -> pa.Array:
        """The names of the files of rows."""
        return pa.array(self.names).take(pa.array(numbers // FILE))

    def numbers(self, batch: pa.RecordBatch) -> pa.Array:
        """The number of the file of each row of a batch."""
        return pa.array(batch.column(ROW).to_numpy() // FILE if self else np.zeros(batch.num_rows, dtype=np.int64))

    def name_lines(self, line_id: pa.Array, numbers: Ints) -> pa.Array:
        """The names of lines, or their rows, under those of their files; of one file they are as they were."""
        if not self:
            return line_id
        opening = pa.array([line_name(name, "") for name in self.names]).take(pa.array(numbers // FILE))
        named = pc.coalesce(line_id, pa.array(numbers % FILE).cast(pa.string()))
        return pc.binary_join_element_wise(opening, named, "")

    def name_claims(self, claim: pa.Array, numbers: Ints) -> pa.Array:
        """The numbers of claims, so that those of two files differ."""
        return pc.binary_join_element_wise(self.of(numbers), claim, "\n") if self else claim

    def in_file(self, problem: Problem) -> Problem:
        """A problem with the name of its file and the row in it."""
        if not self or problem.row is None:
            return problem
        file, row = divmod(problem.row, FILE)
        return attrs.evolve(problem, file=self.names[file], row=row)
