"""A command line without a process, and small files to give it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from otcpt.cli._app import app

HEADER = (
    "claim_id,patient_key,date_of_service,code,modifiers,units,minutes,therapist_minutes,assistant_minutes,"
    "total_treatment_minutes"
)

#: A day of one claim each, by the worst that is stated of it.
DAYS = {
    "clean": ["C1,P1,2026-03-02,97530,GO,2,30,30,0,30"],
    "advice": ["C2,P2,2026-03-02,97530,GO,1,30,30,0,30"],
    "incomplete": ["C3,P3,2026-03-02,97530,GO,2,,,,"],
    "warning": ["C4,P4,2026-03-02,97010,GO,1,15,15,0,15"],
    "error": ["C5,P5,2026-03-02,97003,GO,1,30,30,0,30"],
    "conflict": ["C6,P6,2026-03-02,97530,GO,2,30,30,0,45", "C6,P6,2026-03-02,97542,GO,1,15,15,0,45"],
    "released": ["C7,P7,2026-03-02,97530,GO,2,30,30,0,45", "C7,P7,2026-03-02,97542,GO 59,1,15,15,0,45"],
}


class Ran:
    """What a run left behind."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err


@pytest.fixture
def otcpt() -> Callable[..., Ran]:
    """Run the command line on some words, and perhaps a standard input."""

    def run(*words: str | Path, stdin: bytes | None = None) -> Ran:
        result = CliRunner().invoke(app, [str(word) for word in words], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def csv_of(tmp_path: Path) -> Callable[..., Path]:
    """Write a file that holds the days of some names."""

    def write(*names: str) -> Path:
        path = tmp_path / "claims.csv"
        path.write_text("\n".join([HEADER, *(line for name in names for line in DAYS[name])]) + "\n", encoding="utf-8")
        return path

    return write
