"""``otcpt check``: read, check, print."""

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TextIO

import attrs

from otcpt.cli._answer import Answer, Gap, count, exit_code, rule_range
from otcpt.cli._choices import Exit, FailOn, Format
from otcpt.cli._page import Cell, Entry, Ink, Page, Tone, open_page
from otcpt.cli._progress import progress
from otcpt.cli._records import write_csv, write_json, write_jsonl
from otcpt.engine import Checker
from otcpt.findings import Finding, Reason, Remedy
from otcpt.io import read_claims
from otcpt.policies import load_policy

#: What stands over the cells of an `entry`.
HEADERS = ("", "line", "code", "rule", "what is wrong, and what may be done")

#: Codes and claims that a summary line names before it says how many more there are.
_NAMED = 6

#: Rows of a section that is no finding before it says how many more there are.
_ROWS = 15


def check(file: str, *, policy: str, edition: str | None, form: Format, fail_on: FailOn, out: Path | None) -> Exit:
    """Check a file, print the answer, return the exit code."""
    payer = load_policy(policy)
    data, name = (sys.stdin.buffer.read(), "<stdin>") if file == "-" else (Path(file).read_bytes(), Path(file).name)
    with progress(len(data)) as step:
        claims = read_claims(data, name=name, progress=step.read)
        step.check(len(claims.claims))
        checker = Checker(policy=payer, edition=edition)
        answer = Answer(claims, checker.check_all(claims.claims), checker.identity)
    if out is None:
        _write(answer, form, sys.stdout)
    else:
        with out.open("w", encoding="utf-8", newline="") as stream:
            _write(answer, form, stream)
    if form in (Format.JSONL, Format.CSV):
        _close(answer, open_page(sys.stderr))
    elif out is not None:
        open_page(sys.stderr).text(answer.verdict)
    return exit_code(answer, fail_on)


def _write(answer: Answer, form: Format, stream: TextIO) -> None:
    match form:
        case Format.TABLE:
            page = open_page(stream)
            _open(answer, page)
            _close(answer, page)
        case Format.JSON:
            write_json(answer, stream)
        case Format.JSONL:
            write_jsonl(answer, stream)
        case Format.CSV:
            write_csv(answer, stream)


def _open(answer: Answer, page: Page) -> None:
    days = sorted({day for claim in answer.file.claims for day in claim.dates})
    span = " to ".join(dict.fromkeys((str(days[0]), str(days[-1])))) if days else "no dates"
    detail = f"{answer.file.kind.upper()}, {count(len(answer.reports), 'claim')}, {count(answer.lines, 'line')}, {span}"
    page.heading(answer.file.name, detail)
    page.ledger(_groups(answer), HEADERS)


def _groups(answer: Answer) -> Iterator[tuple[str, str, list[Entry]]]:
    for (claim_id, day), findings in groupby(answer.findings, key=lambda one: (one.claim_id, one.date_of_service)):
        yield f"Claim {claim_id or 'without a number'}", str(day), [entry(finding) for finding in findings]


def entry(finding: Finding) -> Entry:
    """Return a finding as a row, its remedies as remarks."""
    cells = (
        Ink(finding.severity, Tone(finding.severity)),
        _stress_first(_places(finding)),
        _stress_first(finding.codes),
        Ink(finding.rule_id, Tone.QUIET),
        finding.message,
    )
    return Entry(cells, [_remark(remedy) for remedy in finding.remedies])


def _remark(remedy: Remedy) -> tuple[Ink, ...]:
    """Set what to do apart from what the record must show."""
    way = Ink(str(attrs.evolve(remedy, documentation="")), Tone.PLAIN)
    if not remedy.documentation:
        return (way,)
    return way, Ink(f"(the record must already show {remedy.documentation})", Tone.QUIET)


def _places(finding: Finding) -> tuple[str, ...]:
    """Name the lines; those of another claim with the claim's number."""
    return tuple(
        place if line.claim_id == finding.claim_id else f"{line.claim_id}/{place}"
        for place, line in zip(finding.line_ids, finding.lines, strict=True)
    )


def _stress_first(names: Sequence[str]) -> tuple[Ink, ...]:
    """Set the one at fault apart from those it meets."""
    return tuple(Ink(name, Tone.QUIET if place else Tone.STRONG) for place, name in enumerate(names))


def _close(answer: Answer, page: Page) -> None:
    if answer.bypassed:
        page.heading("Released by a modifier", "nothing to correct, but the note must show it")
        page.table(_first(list(_released(answer.bypassed))))
    if answer.gaps:
        page.heading("Not checked", "neither right nor wrong")
        if not answer.file.has_minutes:
            page.text(
                f"This {answer.file.kind.upper()} file carries no minutes: units were not compared with time.", indent=2
            )
        page.table(_first([_gap(gap) for gap in answer.gaps]))
    remarks = [*answer.file.notes, *(caveat.text for caveat in answer.caveats)]
    if remarks:
        page.heading("Good to know")
        page.table([remark] for remark in remarks)
    page.heading("Result")
    page.text(Ink(answer.verdict, _tone(answer)), indent=2)
    identity = answer.identity
    page.text(
        Ink(
            f"edition {identity.edition} ({identity.edition_digest[:12]}), policy {identity.policy} "
            f"({identity.policy_digest[:12]}), rules {identity.rules}, otcpt {identity.version}",
            Tone.QUIET,
        ),
        indent=2,
    )


def _released(bypassed: tuple[Finding, ...]) -> Iterator[tuple[Ink, str]]:
    same: dict[tuple[str, str], dict[str, None]] = {}
    for finding in bypassed:
        where = f"{finding.claim_id or finding.date_of_service}"
        same.setdefault((finding.rule_id, finding.message), {})[where] = None
    for (rule_id, message), claims in same.items():
        yield Ink(rule_id, Tone.QUIET), f"{_some(list(claims))}: {message}"


def _gap(gap: Gap) -> tuple[str, Ink, str]:
    whose = rule_range(gap.rule_ids) if gap.rule_ids else "every rule"
    codes = f" ({_some(gap.codes)})" if gap.rule_ids and gap.reason != Reason.INPUT_MISSING else ""
    return count(gap.lines, "line"), Ink(whose, Tone.QUIET), f"{gap.why}{codes}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def _first(rows: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
    """Keep a long section short; JSON has all of it."""
    if len(rows) <= _ROWS:
        return rows
    return [*rows[:_ROWS], ("...", "", f"and {len(rows) - _ROWS} more; --format json lists them all")[-len(rows[0]) :]]


def _tone(answer: Answer) -> Tone:
    if not answer.clean:
        return Tone.ERROR
    return Tone.WARNING if answer.findings or not answer.complete else Tone.GOOD
