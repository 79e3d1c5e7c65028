"""What a check of many lines concluded."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch.input._arrays import array_of, ints_of, lists_of, texts_of
from otcpt.batch.input._types import encoded
from otcpt.batch.judging._hits import NotEvaluatedKey
from otcpt.findings import SCHEMA_VERSION, Caveat, Identity, Reason, Severity, verdict_of_many
from otcpt.frozenmap import FrozenMap
from otcpt.io import RowCounts
from otcpt.shown import Shown
from otcpt.tables import count

if TYPE_CHECKING:
    from otcpt.page import Page

#: A table in memory, or a file.
Where = TypeVar("Where", pa.Table, Path)

NOT_EVALUATED = pa.schema(
    {
        "rule_id": pa.string(),
        "reason": pa.string(),
        "why": pa.string(),
        "missing": pa.list_(pa.string()),
        "lines": pa.int64(),
    }
)
_INCOMPLETE = (Reason.INPUT_MISSING, Reason.OUTSIDE_COVERAGE)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class BatchReport(Shown, Generic[Where]):
    """What a check of many lines concluded: of a frame with tables in memory, of a file with the files it wrote.

    ``findings`` has one row per finding, in the columns of a finding's record; ``quarantined`` the rows that could not
    be read, as they came, with ``row`` and ``reason``. ``notes`` name the columns that were not read, each with near
    misses, and other liberties taken in reading. ``unmatched_patients`` counts patients of the history's charts
    without a line: often a key that was mistyped.

    ``rows`` is what the source has. Every row is one of five: ``lines``, which rules judged; ``untouched``, which no
    rule judged; ``skipped``, service lines that reading left out; those set apart, ``quarantined_count``; and rows that
    are no service lines, such as blank ones. ``row_counts`` adds them up, and raises `RowsLost` where one is missing.
    """

    findings: Where
    quarantined: Where | None
    quarantined_count: int
    rows: int
    skipped: int = 0
    skipped_rows: Mapping[str, int] = attrs.field(factory=FrozenMap)
    identity: Identity
    notes: tuple[str, ...]
    unmatched_patients: int
    _tally: "Tally"
    _core: Collection[str]
    _rules: int
    row_counts: RowCounts = attrs.field(init=False)

    @row_counts.default
    def _count_rows(self) -> RowCounts:
        read = self.lines + self.untouched
        return RowCounts(given=self.rows, read=read, set_apart=self.quarantined_count, skipped=self.skipped_rows)

    def __repr__(self) -> str:
        notes = f"; notes: {len(self.notes):,}" if self.notes else ""
        return f"<BatchReport: {self.verdict.removesuffix('.')}{notes}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.batch.output.pages import batch_page

        return batch_page(self)

    @property
    def counts(self) -> Mapping[tuple[str, Severity], int]:
        """Findings by rule and severity."""
        return dict(self._tally.findings)

    @property
    def findings_count(self) -> int:
        """The number of findings."""
        return self._tally.findings.total()

    @property
    def not_evaluated(self) -> pa.Table:
        """What was not judged and why, a row per rule and reason, with the number of lines."""
        return self._tally.summary

    @property
    def lines(self) -> int:
        """Lines that rules judged."""
        return self._tally.lines

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        """Sentences that limit the whole answer."""
        return self._tally.limits

    @property
    def severities(self) -> Mapping[Severity, int]:
        """Findings by severity."""
        counted: Counter[Severity] = Counter()
        for (_, severity), number in self.counts.items():
            counted[severity] += number
        return counted

    @property
    def untouched(self) -> int:
        """Lines that no rule judged: replaced, voided or another payer's."""
        return sum(row["lines"] for row in self.not_evaluated.to_pylist() if row["rule_id"] == "*")

    @property
    def left_out(self) -> int:
        """Service lines that were set apart or left out in reading."""
        return self.quarantined_count + self.skipped

    @property
    def checked(self) -> bool:
        """Whether any rule judged any line."""
        unasked = {row["rule_id"] for row in self.not_evaluated.to_pylist() if row["reason"] == Reason.NOT_REQUESTED}
        return self.lines > 0 and len(unasked) < self._rules

    @property
    def clean(self) -> bool:
        """No error was found."""
        return not self.severities.get(Severity.ERROR)

    @property
    def complete(self) -> bool:
        """Nothing was missing for the policy's core families, no row was left out, and there was a line to judge."""
        return (
            self.checked
            and not self.skipped
            and not self.quarantined_count
            and not any(
                row["reason"] in _INCOMPLETE
                and (row["rule_id"] == "*" or row["rule_id"].rstrip("0123456789") in self._core)
                for row in self.not_evaluated.to_pylist()
            )
        )

    @property
    def verdict(self) -> str:
        """The report in a sentence."""
        lines = self.lines + self.untouched + self.skipped
        untouched = self.untouched + self.skipped if self.checked else lines
        more = []
        if self.quarantined_count:
            where = f" in {self.quarantined}" if isinstance(self.quarantined, Path) else ""
            more.append(f"{count(self.quarantined_count, 'row')} set apart{where}")
        if self.checked and not self.complete:
            more.append("not everything could be checked")
        return verdict_of_many(self.severities, count(lines, "line"), lines=lines, untouched=untouched, more=more)


@attrs.define
class Tally:
    """What is counted while findings are written."""

    findings: Counter[tuple[str, Severity]] = attrs.field(factory=Counter)
    not_evaluated: Counter[NotEvaluatedKey] = attrs.field(factory=Counter)
    caveats: dict[str, str] = attrs.field(factory=dict)
    lines: int = 0

    def add(self, other: "Tally") -> None:
        """Add what was counted of other lines; their findings are counted where they are written."""
        self.not_evaluated.update(other.not_evaluated)
        self.caveats.update(other.caveats)
        self.lines += other.lines

    def count(self, findings: pa.Table) -> None:
        """Count findings by rule and severity."""
        for batch in findings.select(["rule_id", "severity"]).to_batches():
            rules, severities = map(encoded, batch.columns)
            rule_ids, names = rules.dictionary.to_pylist(), severities.dictionary.to_pylist()
            both = ints_of(rules.indices) * len(names) + ints_of(severities.indices)
            numbers, counts = np.unique(both, return_counts=True)
            for number, counted in zip(numbers.tolist(), counts.tolist(), strict=True):
                rule, severity = divmod(number, len(names))
                self.findings[rule_ids[rule], Severity(names[severity])] += counted

    @property
    def summary(self) -> pa.Table:
        """What was not judged, a row per rule and reason."""
        rows = [(*why, lines) for why, lines in sorted(self.not_evaluated.items())]
        rules, reasons, words, missing, lines = zip(*rows, strict=True) if rows else ((), (), (), (), ())
        counted = array_of(np.array(lines, dtype=np.int64))
        columns = [*map(texts_of, (rules, reasons, words)), lists_of(missing), counted]
        return pa.Table.from_arrays(columns, schema=NOT_EVALUATED)

    @property
    def limits(self) -> tuple[Caveat, ...]:
        """The caveats in the order of their words."""
        return tuple(Caveat(kind, text) for text, kind in sorted(self.caveats.items()))


def summary_text(report: BatchReport[pa.Table] | BatchReport[Path]) -> str:
    """Return what concerns all findings as JSON, for the metadata of a table and the last record of JSON lines."""
    return json.dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "verdict": report.verdict,
            "checked": report.checked,
            "clean": report.clean,
            "complete": report.complete,
            "rows": report.row_counts.to_record(),
            "identity": report.identity.to_record(),
            "not_evaluated": report.not_evaluated.to_pylist(),
            "caveats": [attrs.asdict(caveat) for caveat in report.caveats],
            "notes": list(report.notes),
        }
    )
