"""Frames of service lines, checked."""

from collections.abc import Iterable, Mapping
from typing import cast

import pyarrow as pa

from otcpt.batch._run import CHUNK, Asked, OnBadRow, Run
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._frames import ArrowStream, Frame, like, to_arrow
from otcpt.batch.input._history_index import validate_history
from otcpt.batch.input._lines import LineArrays
from otcpt.batch.input._pieces import FirstLook
from otcpt.batch.input._sources import Batches
from otcpt.batch.input._unread_columns import warn_of_unread
from otcpt.batch.judging._findings import FINDINGS, FRAME
from otcpt.batch.output._deferred_findings import sorted_findings
from otcpt.batch.output._report import BatchReport, Tally
from otcpt.checking import ClaimChecker
from otcpt.checking.kernel import reject_ambiguous_history
from otcpt.claims import History
from otcpt.editions import EditionLike
from otcpt.findings import Rule
from otcpt.policies import PolicyLike


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
) -> BatchReport[pa.Table]:
    """Check a frame of service lines and return findings, summary and identity; see `check_frame`.

    Columns that are not read are named in the report's notes.

    With ``on_bad_row="quarantine"`` rows that cannot be read are set apart with the reason instead of raising; the
    other lines of their days are judged without them.
    """
    history = validate_history(history)
    table = to_arrow(frame)
    checker = ClaimChecker(policy=policy, edition=edition, rules=rules)
    asked = Asked.of(checker, columns, "table", on_bad_row)
    source = Batches("the frame", table.schema, table.to_batches(max_chunksize=CHUNK))
    look = FirstLook(source, TableReader(table.schema, columns=columns), history)
    asked = asked.knowing(look, history, checker)
    run = Run(asked, table.schema, checker)
    batches = source.batches()
    parts = run.sorted(batches) if look.cuts is None else run.streamed(batches)
    found = _found(run, parts, asked.history)
    run.raise_problems()
    tally = Tally()
    run.add_to(tally)
    findings = pa.concat_tables([FRAME.empty_table(), *(some.cast(FRAME) for some in found)]).unify_dictionaries()
    tally.count(findings)
    notes = run.reader.notes
    return BatchReport(
        findings=findings.replace_schema_metadata({"otcpt": tally.text(checker.identity, notes)}),
        quarantined=pa.concat_tables(run.apart) if run.apart else None,
        quarantined_count=sum(some.num_rows for some in run.apart),
        rows=table.num_rows,
        notes=notes,
        unmatched_patients=look.unmatched(history, run.claims_without_patient),
        identity=checker.identity,
        tally=tally,
        core=checker.settings.core,
    )


def _found(run: Run, parts: Iterable[LineArrays], history: History | None) -> list[pa.Table]:
    """Findings of days, then those beyond them."""
    if history is None:
        return [one.days for one in run.find(parts)]
    own = list(map(run.own, parts))
    run.raise_problems()
    reject_ambiguous_history(history, len(run.claims_without_patient))
    found = list(run.find(own))
    wide = list(run.find_by_provider([LineArrays.together(own)] if own else ()))
    beyond = pa.concat_tables([FINDINGS.empty_table(), *(one.beyond for one in (*found, *wide))])
    return [*(one.days for one in found), sorted_findings(beyond)]
