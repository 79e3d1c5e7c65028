"""Findings set back until the last is known, and given in an order that depends on nothing but themselves."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.judging._hits import FINDINGS
from otcpt.files import scratch_file

#: Findings put in order at once.
_FINDINGS = 1 << 18


def sorted_findings(findings: pa.Table) -> pa.Table:
    """Return findings by date of service, claim, rule and lines: an order that depends on nothing else."""
    keys = pa.table(
        {
            "day": findings["date_of_service"],
            "claim": pc.fill_null(findings["claim_id"], ""),
            "rule": findings["rule_id"],
            "lines": pc.binary_join(findings["line_ids"], "\0"),
            "message": findings["message"],
            "evidence": findings["evidence"],
        }
    )
    return findings.take(pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in keys.column_names]))


class DeferredFindings:
    """Findings kept in a file until the last of them is known, then given back in order."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pa.RecordBatchFileWriter | None = None
        self._days: Counter[int] = Counter()

    def add(self, findings: pa.Table) -> None:
        """Keep findings."""
        if findings.num_rows:
            self._writer = self._writer or pa.ipc.new_file(scratch_file(self._path), FINDINGS)
            self._writer.write_table(findings)
            days, counts = np.unique(findings["date_of_service"].cast(pa.int32()).to_numpy(), return_counts=True)
            self._days.update(dict(zip(days.tolist(), counts.tolist(), strict=True)))

    def close(self) -> None:
        """Write no more."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def sorted_findings(self) -> Iterator[pa.Table]:
        """Give everything back; some days of findings are in memory at once."""
        self.close()
        if not self._days:
            return
        with pa.memory_map(str(self._path)) as kept:
            file = pa.ipc.open_file(kept)
            for first, last in _stretches(self._days):
                day = pc.field("date_of_service").cast(pa.int32())
                some = (day >= first) & (day <= last)
                batches = (file.get_batch(number) for number in range(file.num_record_batches))
                yield sorted_findings(
                    pa.concat_tables(pa.Table.from_batches([batch]).filter(some) for batch in batches)
                )


def _stretches(days: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Cut days into stretches of not many findings, unless one day has more."""
    stretch: list[int] = []
    count = 0
    for day in sorted(days):
        if stretch and count + days[day] > _FINDINGS:
            yield stretch[0], stretch[-1]
            stretch, count = [], 0
        stretch.append(day)
        count += days[day]
    if stretch:
        yield stretch[0], stretch[-1]
