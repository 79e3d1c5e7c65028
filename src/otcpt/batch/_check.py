"""Frames of service lines, checked."""

from collections.abc import Iterable, Mapping
from typing import cast

import attrs
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
from otcpt.batch.output._report import BatchReport, Tally, summary_text
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
    rules: Iterable[Rule | str] | None = None,
    columns: Mapping[str, str] | None = None,
    history: History | None = None,
) -> Frame:
    """Check a frame of service lines and return the findings as a frame of the same kind, one row each.

    The frame may be of Polars, pandas, PyArrow or DuckDB, or anything with an Arrow stream (the answer is then an Arrow
    table). ``code`` (text) and ``date_of_service`` are required; other columns are the fields of a service line, under
    otcpt's names or their usual aliases. Rows need no order. The identity of law, payer and rules, and what was not
    evaluated, are in the metadata of the Arrow schema under ``otcpt`` (in pandas, in ``attrs``); `check_table` returns
    them as values. Findings of rules that look over more than one day come last. Columns that are not read, such as
    misspelled ones, are named in an `UnreadColumnsWarning`.

    Args:
        frame: Service lines, one row each.
        policy: The payer's rules: a `Policy`, a name such as ``"medicare-part-b"``, or the path of a TOML file.
        edition: The law: an `Edition`, its name, its pin or a folder; the newest bundled one unless given.
        rules: The rules to run; all of them unless given.
        columns: Names of otcpt's columns to those of the frame, where they differ.
        history: What else was billed and charted. With one, even an empty one, rules that look over more than one day
            run too: frame and history together are then everything that was billed.

    Returns:
        The findings, one row each, with the columns of the record of a finding.

    Raises:
        InputErrors: A column or row cannot be read; every problem is named.

    Example:
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
    rules: Iterable[Rule | str] | None = None,
    columns: Mapping[str, str] | None = None,
    on_bad_row: OnBadRow = "raise",
    history: History | None = None,
) -> BatchReport[pa.Table]:
    """Check a frame of service lines and return findings, summary and identity; see `check_frame`.

    Args:
        frame: Service lines, one row each; anything with an Arrow stream.
        policy: The payer's rules: a `Policy`, a name such as ``"medicare-part-b"``, or the path of a TOML file.
        edition: The law: an `Edition`, its name, its pin or a folder; the newest bundled one unless given.
        rules: The rules to run; all of them unless given.
        columns: Names of otcpt's columns to those of the frame, where they differ.
        on_bad_row: ``"raise"`` to raise with every problem; ``"quarantine"`` to return unreadable rows with their
            reason, and check the other lines of their days without them.
        history: What else was billed and charted, as in `check_frame`.

    Returns:
        The findings as an Arrow table, with the summary, the identity, the notes and the rows set aside.

    Raises:
        InputErrors: A column or row cannot be read; every problem is named.
    """
    history = validate_history(history)
    table = to_arrow(frame)
    checker = ClaimChecker(policy=policy, edition=edition, rules=rules)
    asked = Asked.of(checker, columns, "table", on_bad_row)
    source = Batches("the frame", table.schema, table.to_batches(max_chunksize=CHUNK))
    look = FirstLook(source, TableReader(table.schema, columns=columns), history)
    asked = asked.knowing(look, history)
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
    report = BatchReport(
        findings=findings,
        quarantined=pa.concat_tables(run.apart) if run.apart else None,
        quarantined_count=sum(some.num_rows for some in run.apart),
        rows=table.num_rows,
        notes=notes,
        unmatched_patients=look.unmatched(history, run.claims_without_patient),
        identity=checker.identity,
        tally=tally,
        core=checker.settings.core,
    )
    return attrs.evolve(report, findings=findings.replace_schema_metadata({"otcpt": summary_text(report)}))


def _found(run: Run, parts: Iterable[LineArrays], history: History | None) -> list[pa.Table]:
    """Findings of days, then those beyond them."""
    if history is None:
        return [one.days for one in run.find(parts)]
    every = list(parts)
    own = list(map(run.own, every))
    run.raise_problems()
    reject_ambiguous_history(history, len(run.claims_without_patient))
    found = list(run.find(own))
    wide = list(run.find_by_provider([LineArrays.together(every)] if every else ()))
    beyond = pa.concat_tables([FINDINGS.empty_table(), *(one.beyond for one in (*found, *wide))])
    return [*(one.days for one in found), sorted_findings(beyond)]
