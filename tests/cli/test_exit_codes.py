"""What the process tells its caller."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

Run: TypeAlias = Callable[..., Any]
EXAMPLES = Path(__file__).parents[2] / "examples"

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


def test_errors_fail_unless_asked_otherwise(otcpt: Run, csv_of: Run) -> None:
    """The default of --fail-on is error."""
    assert otcpt("check", csv_of("error"), "-p", "medicare-part-b").code == 1
    assert otcpt("check", csv_of("warning"), "-p", "medicare-part-b").code == 0


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_the_format_does_not_change_the_exit_code(otcpt: Run, csv_of: Run, form: str) -> None:
    """Every format exits alike."""
    assert otcpt("check", csv_of("error"), "-p", "medicare-part-b", "--format", form).code == 1
    assert otcpt("check", csv_of("clean"), "-p", "medicare-part-b", "--format", form).code == 0


OTHER_PAYER = "claim_id,date_of_service,code,units,payer\nC1,2026-03-02,97003,2,CI\nC2,2026-03-02,97530,2,hm\n"
#: In columns, too, and in every form that each way writes.
WAYS = [
    (*way, "--format", form)
    for way in ((), ("--workers", "2"))
    for form in ("table", "json", "jsonl", "csv")
    if not (way and form == "json")
]


@pytest.mark.parametrize("fail_on", ["error", "warning", "incomplete", "never"])
@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_a_file_that_no_rule_judged_is_no_pass(otcpt: Run, tmp_path: Path, way: tuple[str, ...], fail_on: str) -> None:
    """No data is not a pass: exit code 2 and one verdict, claim by claim and in columns, in every form."""
    path = tmp_path / "other.csv"
    path.write_text(OTHER_PAYER, encoding="utf-8")

    ran = otcpt("check", path, "-p", "medicare-part-b", "--fail-on", fail_on, *way)

    assert ran.code == 2
    shown = (ran.out + ran.err).count("Nothing was checked: no rule judged any of 2 lines.")
    assert shown == (2 if way[-1] == "jsonl" else 1)
    assert "No faults" not in ran.out + ran.err
    if way[-1] == "json":
        assert json.loads(ran.out)["checked"] is False


@pytest.mark.parametrize("out", ["f.csv", "f.jsonl", "f.json", "f.txt", "f.parquet"])
def test_the_verdict_is_printed_where_the_answer_goes_to_a_file(otcpt: Run, tmp_path: Path, out: str) -> None:
    """Whatever is written, standard error says that nothing was checked."""
    path = tmp_path / "other.csv"
    path.write_text(OTHER_PAYER, encoding="utf-8")

    ran = otcpt("check", path, "-p", "medicare-part-b", "--out", tmp_path / out)

    assert (ran.code, ran.out) == (2, "")
    assert "Nothing was checked: no rule judged any of 2 lines." in ran.err


def test_rows_all_set_apart_are_no_pass(otcpt: Run, tmp_path: Path) -> None:
    """With a quarantine the process may end with nothing judged."""
    path = tmp_path / "bad.csv"
    path.write_text("claim_id,date_of_service,code,units\nC1,2026-13-02,97003,2\n", encoding="utf-8")

    ran = otcpt("check", path, "-p", "medicare-part-b", "--quarantine", tmp_path / "q.csv", "--fail-on", "never")

    assert ran.code == 2
    assert "Nothing was checked: no rule judged any of 0 lines; 1 row set apart in" in ran.out


@pytest.mark.parametrize("command", ["repairs", "missed"])
def test_no_line_of_the_policy_is_no_answer(otcpt: Run, tmp_path: Path, command: str) -> None:
    """Neither repairs nor missed units are looked for on another payer's file, and the commands say so."""
    path = tmp_path / "other.csv"
    path.write_text(OTHER_PAYER, encoding="utf-8")

    ran = otcpt(command, path, "-p", "medicare-part-b")

    assert (ran.code, ran.out) == (2, "")
    assert "nothing was checked: policy medicare-part-b speaks for no line of other.csv (payer CI, HM)" in ran.err


@pytest.mark.parametrize("way", [(), ("--workers", "2")], ids=["by claim", "in columns"])
def test_lines_left_out_are_counted_both_ways(otcpt: Run, tmp_path: Path, way: tuple[str, ...]) -> None:
    """Another payer's lines beside those that were judged are named in the verdict."""
    path = tmp_path / "two.csv"
    path.write_text(OTHER_PAYER + "C3,2026-03-02,97003,1,Medicare\n", encoding="utf-8")

    ran = otcpt("check", path, "-p", "medicare-part-b", *way)

    assert ran.code == 1
    assert "(3 lines); 2 lines not checked at all" in ran.out or "in 3 lines; 2 lines not checked at all" in ran.out


@pytest.mark.parametrize("way", [(), ("--workers", "2")], ids=["by claim", "in columns"])
def test_an_837_of_lines_left_out_is_no_pass(otcpt: Run, tmp_path: Path, way: tuple[str, ...]) -> None:
    """Lines without a procedure code are read and left out; where there are no others, nothing was checked."""
    text = (EXAMPLES / "clinic_week.837").read_text(encoding="utf-8").replace("SV1*HC:", "SV1*HP:")
    (tmp_path / "left_out.837").write_text(text, encoding="utf-8")

    ran = otcpt("check", tmp_path / "left_out.837", "-p", "medicare-part-b", *way)

    assert ran.code == 2
    assert "Nothing was checked: no rule judged any of 60 lines." in ran.out


def test_interrupting_is_quiet(otcpt: Run, csv_of: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C leaves no traceback and the shell's usual code."""
    monkeypatch.setattr("otcpt.cli._inputs.read_claims", _interrupt)

    ran = otcpt("check", csv_of("clean"), "-p", "medicare-part-b")

    assert (ran.code, ran.out, ran.err) == (130, "", "")


def _interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt
