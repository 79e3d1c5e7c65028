"""Files of lines in, files of findings out: Parquet, CSV, Excel or 837 read, Parquet, CSV or JSON lines written."""

import csv
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from secrets import token_hex
from typing import TextIO

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from otcpt.batch._as_parquet import as_parquet
from otcpt.batch._parquet import ParquetReport, Progress, check_parquet
from otcpt.checking import ClaimChecker
from otcpt.claims import History
from otcpt.editions import EditionLike
from otcpt.errors import InvalidInput
from otcpt.findings import Reason, Rule, Severity
from otcpt.io import refuse_overwriting
from otcpt.policies import PolicyLike

_UNTOLD = (Reason.INPUT_MISSING, Reason.OUTSIDE_COVERAGE)


@attrs.frozen(eq=False)
class FileReport:
    """What a check of a file concluded: its `ParquetReport`, findings by rule and severity, liberties of reading.

    ``skipped`` counts the service lines of an 837 that were left out in reading. ``complete`` means that nothing was
    missing for the policy's core families, that no line was left out or set apart, and that there was a line to judge.
    """

    report: ParquetReport
    counts: Mapping[tuple[str, Severity], int]
    complete: bool
    notes: tuple[str, ...]
    skipped: int = 0

    @property
    def severities(self) -> Mapping[Severity, int]:
        """Findings by severity."""
        counted: Counter[Severity] = Counter()
        for (_, severity), number in self.counts.items():
            counted[severity] += number
        return counted

    @property
    def clean(self) -> bool:
        """No error was found."""
        return not self.severities.get(Severity.ERROR)

    @property
    def checked(self) -> bool:
        """Whether any rule judged any line."""
        return self.report.lines > 0

    @property
    def untouched(self) -> int:
        """Service lines that no rule judged: left out in reading, replaced, voided or another payer's."""
        rows = self.report.not_evaluated.to_pylist()
        return sum([self.skipped, *(row["lines"] for row in rows if row["rule_id"] == "*")])

    @property
    def lines(self) -> int:
        """Service lines of the file, those that no rule judged included; rows set apart are not among them."""
        return self.report.lines + self.untouched


def check_file(
    source: str | Path,
    target: str | Path,
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule] | None = None,
    sheet: str | None = None,
    workers: int = 1,
    quarantine: str | Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    history: History | None = None,
) -> FileReport:
    """Check a file of service lines, of any size, and write the findings to another.

    The source is Parquet, CSV, an Excel workbook (``sheet`` names one of its sheets) or an X12 837, seen from its
    contents. The findings are written as the target's name ends: ``.parquet``, ``.csv`` (lists joined by blanks, the
    evidence as JSON) or ``.jsonl``; so are the rows set apart in ``quarantine``, which without a name raise. A file
    appears whole or not at all. The rest is as in `check_parquet`, which does the work. Raises `InputErrors` for rows
    and files that cannot be read, `InvalidInput` for a name of another ending and for one of a file that is read.
    """
    source, target = Path(source), Path(target)
    apart = None if quarantine is None else Path(quarantine)
    for path in (target, *([] if apart is None else [apart])):
        if path.suffix.lower() not in (".parquet", *_WRITE):
            raise InvalidInput(
                f"{path.name} does not end in .parquet, {' or '.join(_WRITE)}; name it so", "target", str(path)
            )
    refuse_overwriting({"target": target, "quarantine": apart}, (source, policy, edition))
    checker = ClaimChecker(policy=policy, edition=edition, rules=rules)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.absolute().parent) as scratch:
        folder = Path(scratch)
        lines = as_parquet(source, folder, sheet)
        findings, set_aside = folder / "findings.parquet", folder / "quarantine.parquet"
        report = check_parquet(
            lines.path,
            findings,
            policy=checker.policy,
            edition=checker.edition,
            rules=checker.rules,
            workers=workers,
            on_bad_row="raise" if apart is None else "quarantine",
            quarantine=None if apart is None else set_aside,
            on_progress=on_progress,
            history=history,
            name=source.name,
            rows_before=lines.rows.before,
            rows_left_out=lines.rows.left_out.tolist(),
        )
        counts = _counts(findings)
        if apart is not None:
            _hand_over(set_aside, apart)
        _hand_over(findings, target)
    complete = not lines.skipped and not report.quarantined and _complete(report, checker)
    return FileReport(report, counts, complete, (*lines.notes, *report.notes), lines.skipped)


def _counts(findings: Path) -> Mapping[tuple[str, Severity], int]:
    counted: Counter[tuple[str, Severity]] = Counter()
    with pq.ParquetFile(findings) as file:
        for batch in file.iter_batches(columns=["rule_id", "severity"]):
            groups = pa.Table.from_batches([batch]).group_by(["rule_id", "severity"]).aggregate([([], "count_all")])
            for row in groups.to_pylist():
                counted[row["rule_id"], Severity(row["severity"])] += row["count_all"]
    return counted


def _complete(report: ParquetReport, checker: ClaimChecker) -> bool:
    core = checker.settings.core
    return report.lines > 0 and not any(
        row["reason"] in _UNTOLD and (row["rule_id"] == "*" or row["rule_id"].rstrip("0123456789") in core)
        for row in report.not_evaluated.to_pylist()
    )


def _hand_over(made: Path, target: Path) -> None:
    """Give a Parquet file its name, or write its rows in the way the name asks for."""
    unfinished = target.with_name(f".{target.name}.{token_hex(4)}.part")
    write = _WRITE.get(target.suffix.lower())
    try:
        if write is None:
            shutil.move(made, unfinished)
        else:
            with pq.ParquetFile(made) as file, unfinished.open("w", encoding="utf-8", newline="") as stream:
                write(file, stream)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_csv(file: pq.ParquetFile, stream: TextIO) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(file.schema_arrow.names)
    for batch in file.iter_batches():
        columns = [_joined(column).to_pylist() for column in batch.columns]
        writer.writerows(zip(*columns, strict=True))


def _joined(column: pa.Array) -> pa.Array:
    return pc.binary_join(column, " ") if pa.types.is_list(column.type) else column


def _write_jsonl(file: pq.ParquetFile, stream: TextIO) -> None:
    for batch in file.iter_batches():
        for row in batch.to_pylist():
            if "evidence" in row:
                row["evidence"] = json.loads(row["evidence"])
            stream.write(f"{json.dumps(row, default=str)}\n")


_WRITE: dict[str, Callable[[pq.ParquetFile, TextIO], None]] = {".csv": _write_csv, ".jsonl": _write_jsonl}
