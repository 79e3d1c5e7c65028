"""``otcpt check``: read, check, print."""

import sys
from pathlib import Path
from typing import TextIO

from otcpt.cli._answer import Answer, exit_code
from otcpt.cli._choices import Exit, FailOn, Format
from otcpt.cli._page import open_page
from otcpt.cli._progress import progress
from otcpt.cli._records import write_csv, write_json, write_jsonl
from otcpt.cli._table import write_summary, write_table
from otcpt.engine import Checker
from otcpt.errors import InvalidInput
from otcpt.io import read_claims
from otcpt.policies import Policy


def check(file: str, *, policy: Policy, edition: str | None, form: Format, fail_on: FailOn, out: Path | None) -> Exit:
    """Check a file, print the answer, return the exit code."""
    if out is not None and out.exists() and file != "-" and out.samefile(file):
        raise InvalidInput(f"--out {str(out)!r} is the file to be checked; name another one", "--out", str(out))
    data, name = (sys.stdin.buffer.read(), "<stdin>") if file == "-" else (Path(file).read_bytes(), Path(file).name)
    with progress(len(data)) as step:
        claims = read_claims(data, name=name, progress=step.read)
        step.check(len(claims.claims))
        checker = Checker(policy=policy, edition=edition)
        answer = Answer(claims, checker.check_all(claims.claims), checker.identity)
    if out is None:
        _write(answer, form, sys.stdout)
    else:
        with out.open("w", encoding="utf-8", newline="") as stream:
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
