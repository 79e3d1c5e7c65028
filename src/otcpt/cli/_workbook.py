"""An answer as a workbook: findings with fixes and sources, what was not evaluated, rows set apart, the result."""

from collections.abc import Iterator
from pathlib import Path

from otcpt.checking import Answer
from otcpt.findings import Finding
from otcpt.findings.pages import format_identity
from otcpt.findings.summaries import NotEvaluatedSummary
from otcpt.io import Link, RowSetApart, Sheet, SheetCell, write_workbook

_FINDINGS = (
    "severity",
    "claim",
    "date of service",
    "line",
    "code",
    "rule",
    "what is wrong",
    "what may be done",
    "source",
)


def write_answer_workbook(answer: Answer, path: Path) -> None:
    """Write everything that the answer has."""
    sheets = [
        Sheet("Findings", _FINDINGS, list(map(_finding, answer.findings)), (10, 14, 14, 10, 10, 10, 60, 60, 40)),
        Sheet(
            "Not evaluated",
            ("lines", "rules", "reason", "why", "codes"),
            list(map(_not_evaluated, answer.not_evaluated_summaries)),
            (8, 30, 18, 70, 30),
        ),
    ]
    if answer.bypassed:
        rows = list(map(_finding, answer.bypassed))
        sheets.insert(1, Sheet("Bypassed by a modifier", _FINDINGS, rows, (10, 14, 14, 10, 10, 10, 60, 60, 40)))
    if answer.file.set_apart:
        sheets.append(sheet_of_rows(answer.file.set_apart))
    sheets.append(Sheet("Result", ("what", "is"), list(_result(answer)), (24, 120)))
    write_workbook(path, sheets)


def sheet_of_rows(rows: tuple[RowSetApart, ...]) -> Sheet:
    """Return the rows set apart as they came, with their number and the reason."""
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    cells = [(row.row, row.reason, *(row.cells.get(name) for name in names)) for row in rows]
    return Sheet("Rows set apart", ("row", "reason", *names), cells, (8, 60))


def _finding(finding: Finding) -> tuple[SheetCell, ...]:
    cited = finding.citations
    source = next((one for one in cited if one.document.address), cited[0])
    return (
        str(finding.severity),
        finding.claim_id,
        finding.date_of_service,
        " ".join(finding.line_ids),
        " ".join(finding.codes),
        finding.rule_id,
        finding.message,
        "\n".join(map(str, finding.fixes)),
        Link(str(source), source.document.address),
    )


def _not_evaluated(one: NotEvaluatedSummary) -> tuple[SheetCell, ...]:
    return one.lines, " ".join(one.rule_ids) or "every rule", str(one.reason), one.why, " ".join(one.codes)


def _result(answer: Answer) -> Iterator[tuple[SheetCell, ...]]:
    yield "file", answer.file.name
    yield "verdict", answer.verdict
    yield "rows", str(answer.row_counts)
    for note in answer.file.notes:
        yield "about the file", note
    for caveat in answer.caveats:
        yield "good to know", caveat.text
    yield "by", format_identity(answer.identity)
