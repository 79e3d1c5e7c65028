"""An explained remittance as a workbook: every line, the worklist, reasons, rules, dollars, the score."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import attrs

from otcpt.denials import DenialReport, OpenLine, by_reason, by_rule, score, total
from otcpt.findings.pages import format_identity
from otcpt.io import RemittanceFile, Sheet, SheetCell, write_workbook

_WORKLIST = ("days left", "last day", "dollars", "claim", "code", "date of service", "next step", "rule", "what to do")


def write_denials_workbook(
    report: DenialReport,
    answered: RemittanceFile,
    names: Sequence[str],
    lines: Sequence[Mapping[str, SheetCell]],
    path: Path,
    *,
    on: date,
    scored: bool,
) -> None:
    """Write the report; ``lines`` are its lines as flat rows, ``names`` their columns."""
    sheets = [
        Sheet("Lines", [name.replace("_", " ") for name in names], [[line[name] for name in names] for line in lines]),
        Sheet("Worklist", _WORKLIST, list(map(_open, report.worklist(on))), (10, 12, 12, 14, 10, 14, 16, 10, 80)),
    ]
    for name, shares in (("By reason", by_reason(report.lines)), ("Denied, by rule", by_rule(report.lines))):
        rows = [(share.name, share.lines, share.dollars, share.meaning) for share in shares]
        sheets.append(Sheet(name, ("what", "lines", "dollars", "what it means"), rows, (16, 10, 14, 80)))
    sheets.append(Sheet("Dollars", ("what", "dollars"), list(attrs.asdict(total(answered.claims())).items()), (20, 14)))
    if scored:
        sheets.append(_score(report))
    remarks = [report.summary, *map(str, answered.problems), *answered.notes, f"by {format_identity(report.identity)}"]
    sheets.append(Sheet("Good to know", ("about",), [(remark,) for remark in remarks], (120,)))
    write_workbook(path, sheets)


def _open(one: OpenLine) -> tuple[SheetCell, ...]:
    line, step, cause = one.line, one.step, one.line.likeliest
    return (
        one.days_left,
        None if step is None else step.last_day,
        line.at_stake,
        line.claim_id,
        line.code,
        line.date_of_service,
        "" if step is None else str(step.route),
        "" if cause is None else cause.rule_id,
        "Nothing can be done." if step is None else step.text,
    )


def _score(report: DenialReport) -> Sheet:
    found = score(report)
    names = ("rule", "found", "missed", "false alarms", "other reason", "not evaluated")
    rows: list[tuple[SheetCell, ...]] = [attrs.astuple(row) for row in found.rules]
    return Sheet("Predicted against real", names, [*rows, (), *_apart(found.summary, found.beyond_the_claim)], (16,))


def _apart(summary: str, beyond: Sequence[tuple[str, int]]) -> Iterator[tuple[SheetCell, ...]]:
    for category, lines in beyond:
        yield f"no claim shows: {category}", lines
    yield (summary,)
