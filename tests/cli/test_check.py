"""The table a biller reads."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from otcpt.cli._check import check
from otcpt.cli._choices import Detail, FailOn, Format
from otcpt.cli._inputs import Inputs
from otcpt.policies import load_policy

Run: TypeAlias = Callable[..., Any]


def test_a_finding_names_claim_day_line_code_rule_and_fix(otcpt: Run, csv_of: Run) -> None:
    """Everything a biller needs stands together."""
    out = otcpt("check", csv_of("clean", "error"), "-p", "medicare-part-b").out
    lines = out.splitlines()

    at = lines.index("Claim C5  2026-03-02")
    assert lines[at + 1].split()[:4] == ["error", "3", "97003", "CODE003"]
    assert lines[at + 2].startswith("      -> Bill 97165")


def test_a_clean_claim_is_not_listed(otcpt: Run, csv_of: Run) -> None:
    """Only claims with findings take room."""
    assert "Claim C1" not in otcpt("check", csv_of("clean", "error"), "-p", "medicare-part-b").out


def test_the_line_at_fault_stands_first(otcpt: Run, csv_of: Run) -> None:
    """Of a pair of lines the denied one is named before the one it meets."""
    out = otcpt("check", csv_of("conflict"), "-p", "medicare-part-b").out

    assert "  error  3 2   97542 97530  PTP002" in out


def test_released_edits_have_a_section_of_their_own(otcpt: Run, csv_of: Run) -> None:
    """What a modifier released is no finding, and the note must show it."""
    out = otcpt("check", csv_of("released"), "-p", "medicare-part-b").out

    assert "Bypassed by a modifier  nothing to correct, but the note must show it" in out
    assert "Claim C7" not in out


def test_what_was_not_checked_is_stated_once_per_file(otcpt: Run, tmp_path: Path) -> None:
    """Forty claims without minutes make one row per reason, and one sentence about the file."""
    path = tmp_path / "units.csv"
    rows = [f"C{number},P{number},2026-03-02,97530,GO,2" for number in range(40)]
    path.write_text("\n".join(["claim_id,patient_key,date_of_service,code,modifiers,units", *rows]), encoding="utf-8")

    out = otcpt("check", path, "-p", "medicare-part-b", "--verbose").out

    assert out.count("No minutes were read from this CSV file: units were not compared with time.\n") == 1
    rows = [line for line in out.splitlines() if "Needs minutes" in line]
    assert all(row.startswith("  40 lines") for row in rows)
    assert sum("UNIT001" in row for row in rows) == 1
    assert "40 claims not checked in full" in out


@pytest.mark.parametrize("header", ["Duration (whole min)", "Session Length", "Time of Tx", "Min per code"])
def test_a_header_that_looks_like_minutes_is_named(otcpt: Run, tmp_path: Path, header: str) -> None:
    """Minutes under an unknown header are not called missing from the file, and both ways name the header."""
    path = tmp_path / "lines.csv"
    path.write_text(f"date_of_service,code,units,{header}\n2026-03-02,97530,2,30\n", encoding="utf-8")

    by_claim = otcpt("check", path, "-p", "medicare-part-b").out
    in_columns = otcpt("check", path, "-p", "medicare-part-b", "--workers", "2").out

    assert f"Column '{header}' was not read and looks like minutes; name it so if it is.\n" in by_claim
    for out in (by_claim, in_columns):
        assert f"column '{header}' was not read. It looks like minutes; name it so if it is.\n" in out


def test_another_payers_lines_are_not_checked(otcpt: Run, tmp_path: Path) -> None:
    """Lines that no rule judges are listed with the reason."""
    path = tmp_path / "two_payers.csv"
    path.write_text(
        "date_of_service,code,units,payer\n2026-03-02,97530,2,CI\n2026-03-02,97530,2,MB\n", encoding="utf-8"
    )

    out = otcpt("check", path, "-p", "medicare-part-b", "-v").out

    row = next(line for line in out.splitlines() if "Another payer's line" in line)
    assert row.startswith("  1 line")
    assert "every rule" in row
    assert "1 line not checked at all" in out


def test_the_answer_names_law_payer_rules_and_version(otcpt: Run, csv_of: Run) -> None:
    """An answer can be replayed from what it prints."""
    last = otcpt("check", csv_of("clean"), "-p", "medicare-part-b").out.splitlines()[-1]

    for word in ("edition 2026q4@sha256:", "policy medicare-part-b@sha256:", "rules ", "otcpt "):
        assert word in last
    pin = last.split("edition ")[1].split(",")[0]
    assert otcpt("check", csv_of("clean"), "-p", "medicare-part-b", "--edition", pin).code == 0


def test_piped_output_is_plain(otcpt: Run, csv_of: Run) -> None:
    """No escape codes, no frames, no trailing blanks, and no line broken for a width."""
    out = otcpt("check", csv_of("error", "conflict", "released", "incomplete"), "-p", "medicare-part-b").out

    assert "\x1b" not in out
    assert not set(out) & set("│─╭╰┃━")
    assert all(line == line.rstrip() for line in out.splitlines())
    assert max(map(len, out.splitlines())) > 120


def test_a_file_cannot_steer_the_terminal(otcpt: Run, tmp_path: Path) -> None:
    """An escape code in a claim number comes out as a replacement character."""
    path = tmp_path / "evil.csv"
    path.write_text("claim_id,date_of_service,code,units\nA\x1b[31mB,2026-03-02,97003,1\n", encoding="utf-8")

    ran = otcpt("check", path, "-p", "medicare-part-b")

    assert "\x1b" not in ran.out + ran.err


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_terminal_gets_colors_and_no_line_wider_than_itself(
    csv_of: Run, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """Sentences are wrapped inside their column and never cut; codes, lines and rule ids stay whole."""
    screen = _Screen()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)

    check(
        Inputs((str(csv_of("error", "conflict", "released", "incomplete")),)),
        policy=load_policy("medicare-part-b"),
        edition=None,
        form=Format.TABLE,
        fail_on=FailOn.ERROR,
        out=None,
        detail=Detail.VERBOSE,
    )

    shown = screen.getvalue()
    assert "\x1b[1;31merror" in shown
    plain = _without_escapes(shown)
    assert max(map(len, plain.splitlines())) <= width
    assert "CODE003" in plain
    assert "→" in plain
    row = next(line for line in plain.splitlines() if "PTP002" in line)
    assert [*row.split()[:2], "97542", "PTP002"] == ["error", "4", "97542", "PTP002"]
    assert "NCCI edit, modifier" in row
    words = " ".join(plain.split())
    assert "97530/97542 is seen again, unchanged, in a table of 2026." in words
    assert "carried forward from the last table that was read." in words


def test_a_long_file_is_read_with_a_bar_on_a_terminal_only(
    otcpt: Run, csv_of: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar goes to stderr, and only where someone may be watching."""
    monkeypatch.setattr("otcpt.cli._progress._LONG", 0)
    assert otcpt("check", csv_of("clean"), "-p", "medicare-part-b").err == ""
    screen = _Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr("sys.stdout", io.StringIO())
    monkeypatch.setenv("TERM", "xterm-256color")

    check(
        Inputs((str(csv_of("clean")),)),
        policy=load_policy("medicare-part-b"),
        edition=None,
        form=Format.TABLE,
        fail_on=FailOn.ERROR,
        out=None,
    )

    assert "Checking 1 claims" in _without_escapes(screen.getvalue())


class _Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def _without_escapes(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\", "", text)


def test_remarks_of_one_kind_are_cut_short_and_json_has_them_all(otcpt: Run, tmp_path: Path) -> None:
    """What the hospital table says differs from claim to claim; a long file names the first of it."""
    others = ("97537", "97542", "97750", "95851", "95852")
    lines = [f"D{i},P{i},2026-03-02,{code},GO,1" for i, two in enumerate(others) for code in ("97530", two)]
    path = tmp_path / "claims.csv"
    path.write_text("\n".join(["claim_id,patient_key,date_of_service,code,modifiers,units", *lines, ""]))

    shown = otcpt("check", path, "-p", "medicare-part-b", "-v").out
    answer = json.loads(otcpt("check", path, "-p", "medicare-part-b", "-f", "json").out)

    assert shown.count("The practitioner PTP table was verified through 2024-09-30") == 1
    assert "and 4 more remarks of this kind; --format json lists them all" in shown
    assert len([one for one in answer["caveats"] if one["id"] == "ptp-carried-forward"]) == 5
