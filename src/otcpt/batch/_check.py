"""Tables of service lines, checked: one row per finding, and what the answer does not cover."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch._beside import Overlap, some_history
from otcpt.batch._beyond import Beyond, nameless
from otcpt.batch._columns import OnBadRow, TableReader
from otcpt.batch._days import DayStream, KeyReturned, check_sorted, cut_at, day_starts, sorted_rows
from otcpt.batch._frames import ArrowStream, Frame, like, to_arrow
from otcpt.batch._hits import FINDINGS
from otcpt.batch._judge import Judge
from otcpt.batch._lines import Lines
from otcpt.batch._set_back import in_order
from otcpt.batch._standing import TakenBack
from otcpt.batch._types import plain_schema, plain_type
from otcpt.batch._unjudged import Why
from otcpt.batch._unread import warn_of_unread
from otcpt.checking import ClaimChecker
from otcpt.checking.kernel import refuse_unnamed
from otcpt.claims import History
from otcpt.editions import EditionLike
from otcpt.errors import InputErrors, InvalidInput
from otcpt.findings import Identity, Rule
from otcpt.policies import PolicyLike

#: Lines judged together.
CHUNK = 1 << 16

NOT_EVALUATED = pa.schema(
    {
        "rule_id": pa.string(),
        "reason": pa.string(),
        "why": pa.string(),
        "missing": pa.list_(pa.string()),
        "lines": pa.int64(),
    }
)


@attrs.frozen(eq=False, repr=False)
class BatchReport:
    """What a check of many lines concluded.

    ``findings`` has one row per finding, ``not_evaluated`` one per rule and reason with the number of lines it
    concerns, ``quarantined`` the rows that could not be read, as they came, with ``row`` and ``reason``. ``caveats``
    are sentences that limit the whole answer; ``lines`` is the number of lines that were judged. ``notes`` name the
    columns that were not read, each in a sentence, with near misses.
    """

    findings: pa.Table
    not_evaluated: pa.Table
    quarantined: pa.Table | None
    caveats: tuple[str, ...]
    identity: Identity
    lines: int
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        notes = f"; columns not read: {len(self.notes):,}, see notes" if self.notes else ""
        return f"<BatchReport: {self.findings.num_rows:,} findings in {self.lines:,} lines{notes}>"


def check_frame(
    frame: Frame,
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule] | None = None,
    columns: Mapping[str, str] | None = None,
    history: History | None = None,
) -> Frame:
    """Check a frame of service lines and return the findings as the same kind of frame, one row each.

    The frame may be of Polars, pandas, PyArrow or DuckDB, or anything with an Arrow stream (then an Arrow table is
    returned). It needs ``code`` (text) and ``date_of_service``; the other columns are those of a service line, by
    otcpt's names or the usual other ones, or by ``columns``, which maps otcpt's names to the frame's. Rows need no
    order. The identity of law, payer and rules and what was not evaluated stand in the Arrow schema's metadata under
    ``otcpt`` (in pandas, in ``attrs``); `check_table` gives them as values. Rules that look beyond a patient's day are
    asked with a ``history``, even an empty one: frame and history together then are everything that was billed, and
    the findings of these rules stand last. Columns that are not read, such as misspelt ones, are named in an
    `UnreadColumnsWarning`. Raises `InputErrors` with every problem of every column and row.

    >>> import pyarrow as pa
    >>> lines = pa.table({"claim_id": ["C1"], "date_of_service": ["2026-03-02"], "code": ["97130"], "units": [1]})
    >>> check_frame(lines, policy="medicare-part-b").column("rule_id").to_pylist()
    ['AOC001', 'MOD001']
    """
    given = cast("ArrowStream", frame)
    report = check_table(given, policy=policy, edition=edition, rules=rules, columns=columns, history=history)
    warn_of_unread(report.notes)
    return like(frame, report.findings)


def check_table(
    frame: ArrowStream,
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule] | None = None,
    columns: Mapping[str, str] | None = None,
    on_bad_row: OnBadRow = "raise",
    history: History | None = None,
) -> BatchReport:
    """Check a frame of service lines and return findings, summary and identity; see `check_frame`.

    Columns that are not read are named in the report's notes.

    With ``on_bad_row="quarantine"`` rows that cannot be read are set apart with the reason instead of raising; the
    other lines of their days are judged without them.
    """
    if on_bad_row not in ("raise", "quarantine"):
        raise InvalidInput(f"on_bad_row {on_bad_row!r} is neither 'raise' nor 'quarantine'", "on_bad_row", on_bad_row)
    history = some_history(history)
    table = to_arrow(frame)
    checker = ClaimChecker(policy=policy, edition=edition, rules=rules)
    reader = TableReader(table.schema, columns=columns)
    if reader.has_frequencies:
        reader.taken_back = TakenBack.of(map(reader.read_standing, table.to_batches()))
    judge = Judge(checker, reader.words, beyond=history is not None)
    apart: list[pa.Table] = []
    batches = table.to_batches(max_chunksize=CHUNK)

    def read() -> Iterator[Lines]:
        for batch in batches:
            lines, bad = reader.read(batch)
            if bad.any():
                apart.append(set_apart(batch, bad, reader))
                lines = lines.take(np.flatnonzero(~bad))
            yield judge.own(lines)

    def judged(days: Iterable[Lines]) -> list[pa.Table]:
        raising = on_bad_row == "raise"
        found = [judge.judge(some).cast(FINDINGS) for some in days if not (raising and reader.log.problems)]
        if raising and reader.log.problems:
            raise InputErrors(reader.problems())
        return found

    try:
        found = judged(DayStream("the frame", CHUNK).cut(read())) if history is None else []
    except KeyReturned:
        reader.start_at(0)
        judge = Judge(checker, reader.words)
        apart.clear()
        found = judged(chunks(_in_order(read())))
    if history is not None and batches:
        lines = _in_order(read())
        found = judged(chunks(lines))
        history = Overlap.of(history, reader, batches).beside(history, checker)
        refuse_unnamed(history, len(nameless(lines)))
        beyond = Beyond(checker, reader.words, history)
        found.append(in_order(pa.concat_tables([beyond.patients(lines), beyond.provider_days(lines)])))
        judge.not_evaluated.update(beyond.not_evaluated)
    found.append(FINDINGS.empty_table())
    quarantined = pa.concat_tables(apart) if apart else None
    return report_of(judge, checker, pa.concat_tables(found), quarantined, reader.notes)


def _in_order(parts: Iterable[Lines]) -> Lines:
    """Lines in order of patient and date."""
    lines = Lines.together(list(parts))
    return lines if check_sorted(lines) else lines.take(sorted_rows(lines))


def chunks(lines: Lines) -> Iterator[Lines]:
    """Cut lines into pieces of whole days."""
    return cut_at(lines, day_starts(lines), CHUNK)


def quarantine_schema(schema: pa.Schema) -> pa.Schema:
    """The columns of rows set apart: theirs, where they stood, and what is wrong."""
    return plain_schema(schema).append(pa.field("row", pa.int64())).append(pa.field("reason", pa.string()))


def set_apart(batch: pa.RecordBatch, bad: np.ndarray, reader: TableReader) -> pa.Table:
    """Return the bad rows of the batch just read, as they came, with their row and what is wrong."""
    rows = np.flatnonzero(bad)
    before = reader.rows - batch.num_rows
    kept = [column.cast(plain_type(column.type)).take(pa.array(rows)) for column in batch.columns]
    reasons = pa.array(["; ".join(reader.reasons[row]) for row in rows.tolist()], pa.string())
    columns = [*kept, pa.array(rows + before + 1, pa.int64()), reasons]
    return pa.Table.from_arrays(columns, schema=quarantine_schema(batch.schema))


def report_of(
    judge: Judge, checker: ClaimChecker, findings: pa.Table, quarantined: pa.Table | None, notes: tuple[str, ...]
) -> BatchReport:
    """Bring findings, summary and identity together."""
    summary, caveats = summary_rows(judge.not_evaluated), tuple(sorted(judge.caveats))
    metadata = {"otcpt": summary_text(checker.identity, summary, caveats, notes)}
    return BatchReport(
        findings.replace_schema_metadata(metadata),
        summary,
        quarantined,
        caveats,
        checker.identity,
        judge.lines,
        notes,
    )


def summary_rows(counted: Counter[Why]) -> pa.Table:
    """What was not judged, a row per rule and reason."""
    rows = [(*why, lines) for why, lines in sorted(counted.items())]
    columns = {field.name: [row[i] for row in rows] for i, field in enumerate(NOT_EVALUATED)}
    return pa.table(columns, NOT_EVALUATED)


def summary_text(identity: Identity, not_evaluated: pa.Table, caveats: Iterable[str], notes: Iterable[str]) -> str:
    """What stands in the metadata of findings: which law, payer and rules answered, and what was not judged or read."""
    return json.dumps(
        {
            "identity": identity.to_record(),
            "not_evaluated": not_evaluated.to_pylist(),
            "caveats": list(caveats),
            "notes": list(notes),
        }
    )
