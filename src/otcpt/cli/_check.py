"""``otcpt check``: read, check, print."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import attrs

from otcpt.checker import Checker
from otcpt.cli._answer import Answer, exit_code, strangers
from otcpt.cli._choices import Exit, FailOn, Format, form_of
from otcpt.cli._page import open_page
from otcpt.cli._progress import progress
from otcpt.cli._records import write_csv, write_json, write_jsonl
from otcpt.cli._table import write_summary, write_table
from otcpt.cli._whole import whole
from otcpt.io import read_claims, read_history
from otcpt.policies import Policy


def check(
    file: str,
    *,
    policy: Policy,
    edition: str | None = None,
    history: Sequence[str] | None = None,
    form: Format | None = None,
    fail_on: FailOn = FailOn.ERROR,
    out: Path | None = None,
    sheet: str | None = None,
) -> Exit:
    """Check a file, print the answer, return the exit code; rules over time are asked where there is a history.

    Without a form, the name of the file to be written tells it.
    """
    form = form or form_of(out)
    told = None if history is None else read_history(*history)
    data, name = (sys.stdin.buffer.read(), "<stdin>") if file == "-" else (Path(file).read_bytes(), Path(file).name)
    with progress(len(data)) as step:
        claims = read_claims(data, name=name, progress=step.read, sheet=sheet)
        step.check(len(claims.claims))
        checker = Checker(policy=policy, edition=edition)
        reports = checker.check_all(claims.claims, history=told)
    if told is not None:
        charted = {one.patient_key for one in told.episodes} | {one.patient_key for one in told.spent}
        unknown = len(charted - {line.patient_key for line in claims.lines()})
        claims = attrs.evolve(claims, notes=(*claims.notes, *strangers(unknown)))
    answer = Answer(claims, reports, checker.identity)
    if out is None:
        _write(answer, form, sys.stdout)
    else:
        with whole(out) as stream:
            _write(answer, form, stream)
    if form in (Format.JSONL, Format.CSV):
        write_summary(answer, open_page(sys.stderr))
    elif out is not None:
        open_page(sys.stderr).text(answer.verdict)
    return exit_code(answer, fail_on)


def _write(answer: Answer, form: Format, stream: TextIO) -> None:
    match form:
        case Format.TABLE:
            write_table(answer, open_page(stream))
        case Format.JSON:
            write_json(answer, stream)
        case Format.JSONL:
            write_jsonl(answer, stream)
        case Format.CSV:
            write_csv(answer, stream)
