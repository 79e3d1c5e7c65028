"""What the process tells its caller."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

Run: TypeAlias = Callable[..., Any]

#: Exit codes under --fail-on error, warning, incomplete, never.
MATRIX = {
    "clean": (0, 0, 0, 0),
    "advice": (0, 0, 0, 0),
    "incomplete": (0, 0, 1, 0),
    "warning": (0, 1, 1, 0),
    "error": (1, 1, 1, 0),
}


@pytest.mark.parametrize(
    ("day", "fail_on", "code"),
    [
        (day, fail_on, code)
        for day, codes in MATRIX.items()
        for fail_on, code in zip(("error", "warning", "incomplete", "never"), codes, strict=True)
    ],
)
def test_fail_on_is_a_ladder(otcpt: Run, csv_of: Run, day: str, fail_on: str, code: int) -> None:
    """Each step of --fail-on includes the one before it, and never is never."""
    ran = otcpt("check", csv_of(day), "--policy", "medicare-part-b", "--fail-on", fail_on)

    assert ran.code == code


def test_errors_fail_unless_told_otherwise(otcpt: Run, csv_of: Run) -> None:
    """The default of --fail-on is error."""
    assert otcpt("check", csv_of("error"), "-p", "medicare-part-b").code == 1
    assert otcpt("check", csv_of("warning"), "-p", "medicare-part-b").code == 0


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_the_format_does_not_change_the_exit_code(otcpt: Run, csv_of: Run, form: str) -> None:
    """Every format exits alike."""
    assert otcpt("check", csv_of("error"), "-p", "medicare-part-b", "--format", form).code == 1
    assert otcpt("check", csv_of("clean"), "-p", "medicare-part-b", "--format", form).code == 0


def test_a_file_nobody_judged_is_not_complete(otcpt: Run, tmp_path: Path) -> None:
    """No data is not a pass: a file of another payer's lines passes no stricter --fail-on than error."""
    path = tmp_path / "other.csv"
    path.write_text("date_of_service,code,units,payer\n2026-03-02,97530,2,CI\n", encoding="utf-8")

    ran = otcpt("check", path, "-p", "medicare-part-b", "--fail-on", "incomplete")

    assert ran.code == 1
    assert "Nothing was checked" in ran.out
    assert "No faults" not in ran.out


def test_interrupting_is_quiet(otcpt: Run, csv_of: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C leaves no traceback and the shell's usual code."""
    monkeypatch.setattr("otcpt.cli._check.read_claims", _interrupt)

    ran = otcpt("check", csv_of("clean"), "-p", "medicare-part-b")

    assert (ran.code, ran.out, ran.err) == (130, "", "")


def _interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt
