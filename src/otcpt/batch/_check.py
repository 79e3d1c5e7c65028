"""Frames of service lines, checked."""

from collections.abc import Iterable, Mapping
from typing import cast

import attrs
import pyarrow as pa

from otcpt.batch._run import Asked, OnBadRow, Run
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._frames import ArrowStream, Frame, like, to_arrow
from otcpt.batch.input._lines import LineArrays
from otcpt.batch.input._match_schema import warn_of_unread
from otcpt.batch.input._order import KeyReturned
from otcpt.batch.input._pieces import FirstLook, look_at_days, stretches
from otcpt.batch.input._sources import Batches
from otcpt.batch.input._types import key
from otcpt.batch.judging._hits import FINDINGS, FLAGS_FRAME, FRAME, sorted_findings, with_rows
from otcpt.batch.output._report import BatchReport, Tally, summary_text
from otcpt.checking import ClaimChecker
from otcpt.checking.kernel import reject_ambiguous_history
from otcpt.claims import History, validate_history
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
    words: bool = True,
) -> Frame:
    """Check a frame of service lines and return the findings as a frame of the same kind, one row each.

    The frame may be of Polars, pandas, PyArrow or DuckDB, or anything with an Arrow stream (the answer is then an Arrow
    table). ``code`` (text) and ``date_of_service`` are required; other columns are the fields of a service line, under
    otcpt's names or their usual aliases. Rows need no order; those of a day are taken as they come. The identity of
    law, payer and rules, and what was not evaluated, are in the metadata of the Arrow schema under ``otcpt`` (in
    pandas, in ``attrs``); `check_table` returns them as values. Findings of rules that look over more than one day come
    last. Columns that are not read, such as misspelled ones, are named in an `UnreadColumnsWarning`.

    Args:
        frame: Service lines, one row each.
        policy: The payer's rules: a `Policy`, a name such as ``"medicare-part-b"``, or the path of a TOML file.
        edition: The law: an `Edition`, its name, its pin or a folder; the policy's or the newest unless given.
        rules: The rules to run; all of them unless given.
        columns: Names of otcpt's columns to those of the frame, where they differ.
        history: What else was billed and charted. With one, even an empty one, rules that look over more than one day
            run too: frame and history together are then everything that was billed.
        words: Whether findings are put into words. With False each is a row of ``claim_id``, ``rule_id``, ``severity``
            and ``rows``, the rows concerned, counted from 1, the one at fault first; there is no history then.

    Returns:
        The findings, one row each, with the columns of the record of a finding, and ``row``: the row of the frame that
        is at fault, counted from 1. In pandas the index is the frame's own, of that row.

    Raises:
        InputErrors: A column or row cannot be read; every problem is named.

    Example:
        >>> import pyarrow as pa
        >>> lines = pa.table({"claim_id": ["C1"], "date_of_service": ["2026-03-02"], "code": ["97130"], "units": [1]})
        >>> check_frame(lines, policy="medicare-part-b").column("rule_id").to_pylist()
        ['AOC001', 'MOD001']
        >>> check_frame(lines, policy="medicare-part-b", words=False).to_pylist()[0]
        {'claim_id': 'C1', 'rule_id': 'AOC001', 'severity': 'error', 'rows': [1]}
    """
    given = cast("ArrowStream", frame)
    report = check_table(
        given, policy=policy, edition=edition, rules=rules, columns=columns, history=history, words=words
    )
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
    words: bool = True,
) -> BatchReport[pa.Table]:
    """Check a frame of service lines and return findings, summary and identity; see `check_frame`.

    Args:
        frame: Service lines, one row each; anything with an Arrow stream.
        policy: The payer's rules: a `Policy`, a name such as ``"medicare-part-b"``, or the path of a TOML file.
        edition: The law: an `Edition`, its name, its pin or a folder; the policy's or the newest unless given.
        rules: The rules to run; all of them unless given.
        columns: Names of otcpt's columns to those of the frame, where they differ.
        on_bad_row: ``"raise"`` to raise with every problem; ``"quarantine"`` to return unreadable rows with their
            reason, and check the other lines of their days without them.
        history: What else was billed and charted, as in `check_frame`.
        words: Whether findings are put into words, as in `check_frame`.

    Returns:
        The findings as an Arrow table with ``row``, with the summary, the identity, the notes and the rows set aside.

    Raises:
        InputErrors: A column or row cannot be read; every problem is named.
    """
    history = validate_history(history)
    table = to_arrow(frame)
    checker = ClaimChecker(policy=policy, edition=edition, rules=rules)
    asked = Asked.of(checker, columns, "table", on_bad_row)
    asked = asked if words else asked.flagging(history)
    source = Batches("the frame", table.schema, table.to_batches())
    reader = TableReader(table.schema, columns=columns)
    if asked.quarantined_rows:
        look_at_days(source, reader)
    look = FirstLook(source, reader, history)
    asked = asked.knowing(look, history)
    schema = FRAME if words else FLAGS_FRAME
    run = Run(asked, table.schema, checker)
    given = run.reader.names.get("line_id") if words else None
    names = key(None if given is None else table[given].combine_chunks(), table.num_rows if words else 0)
    try:
        if words:
            parts = run.streamed(source.batches(size=asked.chunk))
            found = _found(run, map(_named_by_row, parts), asked.history, names)
        else:
            found = [*run.in_threads(stretches(source, run.reader, asked.chunk))]
    except KeyReturned:
        run = Run(asked, table.schema, checker)
        found = _found(run, map(_named_by_row, run.sorted(source.batches(size=asked.chunk))), asked.history, names)
    run.raise_problems()
    tally = Tally()
    run.add_to(tally)
    findings = pa.concat_tables([schema.empty_table(), *(some.cast(schema) for some in found)]).unify_dictionaries()
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
        rules=len(checker.rules),
    )
    return attrs.evolve(report, findings=findings.replace_schema_metadata({"otcpt": summary_text(report)}))


def _named_by_row(lines: LineArrays) -> LineArrays:
    return attrs.evolve(lines, line_id=pa.nulls(len(lines), pa.string()))


def _found(run: Run, parts: Iterable[LineArrays], history: History | None, names: pa.Array) -> list[pa.Table]:
    """Findings of days, then those beyond them; ``names`` are those of the lines, by row."""
    if history is None:
        return [with_rows(one.days, names) if run.judge.hits.in_words else one.days for one in run.find(parts)]
    every = list(parts)
    own = list(map(run.own, every))
    run.raise_problems()
    reject_ambiguous_history(history, len(run.claims_without_patient))
    found = list(run.find(own))
    wide = list(run.find_by_provider([LineArrays.together(every)] if every else ()))
    beyond = pa.concat_tables([FINDINGS.empty_table(), *(one.beyond for one in (*found, *wide))])
    days = (with_rows(one.days, names) for one in found)
    return [*days, sorted_findings(with_rows(beyond, names))]
