"""``otcpt denials``: what a payer's answer means, what to do about it, and until when."""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

from otcpt.checker import Checker
from otcpt.cli._choices import WORKBOOK, Exit, Format, form_of
from otcpt.cli._denials_workbook import write_denials_workbook
from otcpt.cli._inputs import Inputs
from otcpt.cli._page import show
from otcpt.denials import (
    DenialReport,
    ExplainedLine,
    assistant_lines,
    by_reason,
    by_rule,
    lost_to_mppr,
    net,
    patient_balances,
    score,
    total,
    trend,
)
from otcpt.denials.pages import denial_page, payer_of
from otcpt.files import whole_file
from otcpt.findings import Rule
from otcpt.io import RemittanceFile, SheetCell, read_history, read_remittances
from otcpt.page import Page, to_document
from otcpt.policies import Policy
from otcpt.tables import inert

_FLAT = (
    *("dated", "payer", "payer_name", "claim_id", "control_number", "line_id", "code", "modifiers", "date_of_service"),
    *("units", "paid_units", "charge", "paid", "denied", "outcome", "reasons", "remarks", "rule_id", "why"),
    *("contradiction", "next_step", "step", "last_day", "days_left", "patient", "patient_amount", "matched", "settled"),
)


def denials(
    file: str,
    *,
    claims: Inputs,
    policy: Policy,
    edition: str | None,
    rules: Sequence[Rule] | None,
    history: Sequence[str] | None,
    history_columns: Mapping[str, str],
    on: date,
    form: Format | None,
    out: Path | None,
    keep: bool,
    scored: bool,
    locality: str | None,
) -> Exit:
    """Explain the denials of a remittance file, and print them.

    Returns:
        1 where a denied line is open, else 0.
    """
    checker = Checker(policy=policy, edition=edition, rules=rules)
    answered = _open_remittances(file, keep)
    known = None if history is None else read_history(*history, columns=history_columns)
    report = checker.explain_denials(answered, claims.read(name_lines=False), history=known, locality=locality)
    if out is not None and out.suffix.lower() == WORKBOOK:
        with whole_file(out) as path:
            rows = [_flat(line, on) for line in report.lines]
            write_denials_workbook(report, answered, _FLAT, rows, path, on=on, scored=scored)
        print(report.summary, file=sys.stderr)
        return _exit_of(report)
    form = form or form_of(out)
    if out is None:
        _write(report, answered, form, on, scored, sys.stdout)
    else:
        with whole_file(out) as path, path.open("w", encoding="utf-8", newline="") as stream:
            _write(report, answered, form, on, scored, stream)
        print(report.summary, file=sys.stderr)
    if scored and form in (Format.CSV, Format.JSONL):
        print(score(report).summary, file=sys.stderr)
    return _exit_of(report)


def _exit_of(report: DenialReport) -> Exit:
    return Exit.FINDINGS if any(line.needs_answer for line in report.lines) else Exit.CLEAN


def _open_remittances(file: str, keep: bool) -> RemittanceFile:
    data, name = (sys.stdin.buffer.read(), "<stdin>") if file == "-" else (Path(file).read_bytes(), Path(file).name)
    return read_remittances(data, name=name, on_problem="keep" if keep else "raise")


def _write(
    report: DenialReport, answered: RemittanceFile, form: Format, on: date, scored: bool, stream: TextIO
) -> None:
    match form:
        case Format.TABLE:
            show(_page(report, answered, on, scored), stream)
        case Format.HTML:
            stream.write(to_document(_page(report, answered, on, scored)))
        case Format.JSON:
            json.dump(_record(report, answered, on, scored), stream, indent=2)
            stream.write("\n")
        case Format.JSONL:
            for record in report.to_records():
                stream.write(f"{json.dumps(record)}\n")
        case Format.CSV:
            writer = csv.DictWriter(stream, _FLAT, lineterminator="\n")
            writer.writeheader()
            for line in report.lines:
                cells = _flat(line, on).items()
                writer.writerow({name: inert(value) if isinstance(value, str) else value for name, value in cells})


def _record(report: DenialReport, answered: RemittanceFile, on: date, scored: bool) -> dict[str, object]:
    """Return the whole answer as plain values."""
    lines = report.lines
    whole: dict[str, object] = json.loads(report.to_json())
    return {
        "file": answered.name,
        "on": on.isoformat(),
        **whole,
        "worklist": [entry.to_record() for entry in report.worklist(on)],
        "dollars": total(answered.claims()).to_record(),
        "by_reason": [row.to_record() for row in by_reason(lines)],
        "by_rule": [row.to_record() for row in by_rule(lines)],
        "by_payer": [row.to_record() for row in net(lines, payer_of)],
        "by_code": [row.to_record() for row in net(lines, lambda line: line.code)],
        "by_therapist": [row.to_record() for row in net(lines, lambda line: line.rendering_provider_key)],
        "trend": [{"month": month, **share.to_record()} for month, share in trend(lines)],
        "lost_to_mppr": str(lost_to_mppr(lines)),
        "assistant_lines": len(assistant_lines(lines)),
        "patient_balances": [one.to_record() for one in patient_balances(lines)],
        "problems": [str(problem) for problem in answered.problems],
        "notes": list(answered.notes),
        **({"score": score(report).to_record()} if scored else {}),
    }


def _page(report: DenialReport, answered: RemittanceFile, on: date, scored: bool) -> Page:
    remarks = [*map(str, answered.problems), *answered.notes]
    return denial_page(report, name=answered.name, on=on, scored=scored, remarks=remarks)


def _flat(line: ExplainedLine, on: date) -> dict[str, SheetCell]:
    """Return a line as one row: lists joined by blanks, the first of several answers."""
    step, cause = line.next_step, line.likeliest
    last = None if step is None else step.last_day
    against = next(iter(line.contradictions), None)
    return {
        **{name: getattr(line, name) for name in _FLAT if hasattr(line, name)},
        "modifiers": " ".join(line.modifiers),
        "reasons": " ".join(f"{one.adjustment.code}:{one.adjustment.amount}" for one in line.reasons),
        "remarks": " ".join(line.remarks),
        "rule_id": "" if cause is None else cause.rule_id,
        "why": "" if cause is None else cause.why,
        "contradiction": "" if against is None else against.text,
        "next_step": "" if step is None else step.route,
        "step": "" if step is None else step.text,
        "last_day": last,
        "days_left": None if last is None else (last - on).days,
        "patient": line.patient.answer,
        "patient_amount": line.patient.amount,
    }
