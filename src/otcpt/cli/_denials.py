"""``otcpt denials``: what a payer's answer means, what to do about it, and until when."""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from otcpt.checker import Checker
from otcpt.cli._choices import Exit, Format, form_of
from otcpt.cli._claims import open_claims
from otcpt.cli._page import Cell, Entry, Page, StyledText, Tone, open_page
from otcpt.denials import (
    NOT_SEEN,
    DenialReport,
    Effect,
    ExplainedLine,
    LineOutcome,
    OpenLine,
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
from otcpt.files import whole_file
from otcpt.io import RemittanceFile, read_history, read_remittances
from otcpt.policies import Policy
from otcpt.tables import count
from otcpt.wording import dollars

#: Rows of a section before it says how many more there are.
_ROWS = 40
_TONES = {
    LineOutcome.DENIED: Tone.ERROR,
    LineOutcome.PARTLY_DENIED: Tone.ERROR,
    LineOutcome.UNKNOWN: Tone.WARNING,
    LineOutcome.REDUCED: Tone.WARNING,
    LineOutcome.PAID: Tone.GOOD,
}
_FLAT = (
    *("dated", "payer", "payer_name", "claim_id", "control_number", "line_id", "code", "modifiers", "date_of_service"),
    *("units", "paid_units", "charge", "paid", "denied", "outcome", "reasons", "remarks", "rule_id", "why"),
    *("contradiction", "next_step", "step", "last_day", "days_left", "patient", "patient_amount", "matched", "settled"),
)


def denials(
    file: str,
    *,
    claims: str,
    policy: Policy,
    edition: str | None,
    history: Sequence[str],
    on: date,
    form: Format | None,
    out: Path | None,
    keep: bool,
    scored: bool,
) -> Exit:
    """Explain the denials of a remittance file, and print them.

    Returns:
        1 where a denied line is open, else 0.
    """
    checker = Checker(policy=policy, edition=edition)
    answered = _open_remittances(file, keep)
    report = checker.explain_denials(answered, open_claims(claims), history=read_history(*history) if history else None)
    form = form or form_of(out)
    if out is None:
        _write(report, answered, form, on, scored, sys.stdout)
    else:
        with whole_file(out) as path, path.open("w", encoding="utf-8", newline="") as stream:
            _write(report, answered, form, on, scored, stream)
        open_page(sys.stderr).text(report.summary)
    return Exit.FINDINGS if any(line.needs_answer for line in report.lines) else Exit.CLEAN


def _open_remittances(file: str, keep: bool) -> RemittanceFile:
    on_problem = "keep" if keep else "raise"
    data, name = (sys.stdin.buffer.read(), "<stdin>") if file == "-" else (Path(file).read_bytes(), Path(file).name)
    return read_remittances(data, name=name, on_problem=on_problem)  # type: ignore[arg-type]


def _write(
    report: DenialReport, answered: RemittanceFile, form: Format, on: date, scored: bool, stream: TextIO
) -> None:
    match form:
        case Format.TABLE:
            _write_table(report, answered, on, scored, open_page(stream))
        case Format.JSON:
            json.dump(_record(report, answered, on, scored), stream, indent=2)
            stream.write("\n")
        case Format.JSONL:
            for record in report.to_records():
                stream.write(f"{json.dumps(record)}\n")
        case Format.CSV:
            writer = csv.DictWriter(stream, _FLAT, lineterminator="\n")
            writer.writeheader()
            writer.writerows(_flat(line, on) for line in report.lines)


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
        "by_payer": [row.to_record() for row in net(lines, _payer)],
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


def _payer(line: ExplainedLine) -> str | None:
    return line.payer_name or line.payer


def _flat(line: ExplainedLine, on: date) -> dict[str, object]:
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


def _write_table(report: DenialReport, answered: RemittanceFile, on: date, scored: bool, page: Page) -> None:
    payments = sum((one.payment for one in answered), Decimal(0))
    detail = f"{count(len(answered), 'remittance')}, {count(len(report.lines), 'line')}, {_usd(payments)} paid"
    page.heading(answered.name, detail)
    page.ledger(_explained(report), ("", "code", "denied", "reasons", "what it means, and what can be done"))
    _write_worklist(report.worklist(on), on, page)
    _write_sums(report, answered, page)
    _write_rest(report, answered, page)
    if scored:
        _write_score(report, page)
    page.heading("Result")
    page.text(StyledText(report.summary, Tone.ERROR if report.denials else Tone.GOOD), indent=2)


def _explained(report: DenialReport) -> Iterator[tuple[str, str, list[Entry]]]:
    """Yield the denied lines by claim, with their causes and ways as remarks."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for line in report.denials:
        groups.setdefault((line.claim_id, str(line.date_of_service or "no date")), []).append(_entry(line))
    for (claim_id, day), entries in groups.items():
        yield f"Claim {claim_id}", day, entries


def _entry(line: ExplainedLine) -> Entry:
    denying = [one for one in line.reasons if one.effect in (Effect.DENIAL, Effect.UNKNOWN)] or list(line.reasons)
    remarks = {code: meaning for code, meaning in line.remark_meanings() if not meaning.startswith("alert")}
    codes = " ".join(dict.fromkeys((*(one.adjustment.code for one in denying), *remarks)))
    meaning = "; ".join(dict.fromkeys((*(one.meaning for one in denying), *remarks.values())))
    cells = (
        StyledText(line.outcome, _TONES.get(line.outcome, Tone.PLAIN)),
        StyledText(line.code or "claim", Tone.STRONG),
        _usd(line.denied),
        StyledText(codes, Tone.QUIET),
        f"{meaning[:1].upper()}{meaning[1:]}.",
    )
    return Entry(cells, list(_remarks(line)))


def _remarks(line: ExplainedLine) -> Iterator[Cell]:
    if line.settled:
        yield StyledText(f"Settled: {line.settled}.", Tone.QUIET)
        return
    for contradiction in line.contradictions:
        opening = "Against the law of the day" if contradiction.sure else "Ask the payer"
        yield StyledText(f"{opening}: {contradiction.text}", Tone.WARNING)
    for cause in line.causes:
        if cause.explains:
            yield f"{cause.rule_id} {cause.why}"
    for one in line.reasons:
        yield from (StyledText(text, Tone.QUIET) for text in one.irregular)
    yield from (StyledText(text, Tone.QUIET) for text in line.unknown)
    if line.line is None:
        yield StyledText(f"Claim line {line.matched}.", Tone.QUIET)
    for way in {way.text: way for way in line.ways}.values():
        until = f" By {way.last_day}." if way.last_day is not None and way.possible else ""
        documents = f" Send what `otcpt documentation` lists ({len(way.documents)} elements)." if way.documents else ""
        yield StyledText(f"{way.text}{until}{documents}", Tone.PLAIN if way.possible else Tone.QUIET)
    if line.patient.answer != "no":
        yield StyledText(f"Patient: {line.patient.answer}, {_usd(line.patient.amount)}. {line.patient.why}", Tone.QUIET)


def _write_worklist(entries: Sequence[OpenLine], on: date, page: Page) -> None:
    if not entries:
        return
    page.heading("Worklist", f"on {on}; the fewest days left first")
    rows = [
        (
            "over" if entry.days_left is not None and entry.days_left < 0 else entry.days_left,
            _usd(entry.line.denied),
            entry.line.claim_id,
            StyledText(entry.line.code or "claim", Tone.STRONG),
            str(entry.line.date_of_service or ""),
            "nothing can be done" if entry.step is None else entry.step.route,
            "" if entry.line.likeliest is None else StyledText(entry.line.likeliest.rule_id, Tone.QUIET),
        )
        for entry in entries
    ]
    page.table(_first(rows), ("days left", "dollars", "claim", "code", "date", "next step", "rule"))


def _write_sums(report: DenialReport, answered: RemittanceFile, page: Page) -> None:
    lines, whole = report.lines, total(answered.claims())
    page.heading("Dollars", "charge = paid + denied + adjusted + patient + information + unknown + unexplained")
    page.table([(name, _usd(Decimal(amount))) for name, amount in whole.to_record().items() if Decimal(amount)])
    page.heading("By reason")
    page.table(_first([(row.name, row.lines, _usd(row.dollars), row.meaning) for row in by_reason(lines)]))
    if denied := by_rule(lines):
        page.heading("Denied, by rule")
        page.table([(row.name, row.lines, _usd(row.dollars)) for row in denied])
    page.heading("Paid, net of reversals")
    headers = ("", "visits", "units", "paid", "a visit", "a unit")
    named = (
        ("payer", net(lines, _payer)),
        ("code", net(lines, lambda line: line.code)),
        ("therapist", net(lines, lambda line: line.rendering_provider_key)),
    )
    page.table(
        _first(
            [
                (f"{kind} {row.name}", row.visits, row.units, _usd(row.paid), _usd(row.per_visit), _usd(row.per_unit))
                for kind, rows in named
                for row in rows
            ]
        ),
        headers,
    )


def _write_rest(report: DenialReport, answered: RemittanceFile, page: Page) -> None:
    lines = report.lines
    remarks = [str(problem) for problem in answered.problems]
    if mppr := lost_to_mppr(lines):
        remarks.append(f"MPPR (CARC 59) took off {_usd(mppr)}.")
    if reduced := assistant_lines(lines):
        remarks.append(f"{count(len(reduced), 'line')} reduced for a therapy assistant (N851).")
    for one in patient_balances(lines):
        after = f"after {count(one.payers, 'payer')}" + (", and the next payer has not answered" * one.waiting)
        if one.payers > 1 or one.waiting:
            remarks.append(f"Claim {one.claim_id}: {_usd(one.amount)} left to the patient {after}.")
    for number, one_off in report.provider_adjustments:
        remarks.append(f"Remittance {number + 1}: {one_off.reason} {_usd(one_off.amount)} outside any claim (PLB).")
    if report.unmatched:
        remarks.append(f"{count(len(report.unmatched), 'line')} without a claim line; give the claims that were sent.")
    if report.unanswered:
        remarks.append(f"{count(len(report.unanswered), 'claim')} not answered in this file.")
    page.heading("Good to know")
    page.table(_first([(text,) for text in (*remarks, *answered.notes, NOT_SEEN)]))


def _write_score(report: DenialReport, page: Page) -> None:
    found = score(report)
    page.heading("Predicted against real", "what a check says before sending, and what the payer did")
    headers = ("rule", "found", "missed", "false alarms", "other reason", "not evaluated")
    page.table(
        [
            (one.rule_id, one.found, one.missed, one.false_alarms, one.other_reason, one.not_evaluated)
            for one in found.rules
        ],
        headers,
    )
    if found.beyond_the_claim:
        page.text("Not on any claim: " + ", ".join(f"{name} {number}" for name, number in found.beyond_the_claim) + ".")
    page.text(found.summary, indent=2)


def _usd(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    return f"-{dollars(f'{-amount:.2f}')}" if amount < 0 else dollars(f"{amount:.2f}")


def _first(rows: Sequence[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield from rows[:_ROWS]
    if len(rows) > _ROWS:
        yield "...", f"and {len(rows) - _ROWS:,} more; --format json lists them all"
