"""Locks, replays and packages on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from otcpt import check_all, load_edition, read_claims

CLAIMS = """claim_id,date_of_service,code,modifiers,units,minutes
C1,2026-03-02,97130,GO,1,15
C2,2026-03-02,97530,GO,2,30
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a file of claims."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "claims.csv").write_text(CLAIMS, "utf-8")
    return tmp_path


def test_a_locked_check_refuses_what_moved(folder: Path, otcpt: Callable[..., Any]) -> None:
    """Law, rules and version at once; moved parts are accepted again."""
    assert otcpt("lock", "-p", "medicare-part-b").code == 0
    assert otcpt("check", "claims.csv", "--locked", "-q").code == 1
    text = (folder / "otcpt.lock").read_text("utf-8")
    (folder / "otcpt.lock").write_text(text.replace('"schema_version": 1', '"schema_version": 0'), "utf-8")

    refused = otcpt("check", "claims.csv", "--locked", "-q")
    assert refused.code == 2 and "schema_version: 1, locked is 0" in refused.err
    kept = otcpt("lock", "-p", "medicare-part-b")
    assert kept.code == 2 and "is kept" in kept.err
    assert otcpt("lock", "--upgrade", "version").code == 0
    assert otcpt("check", "claims.csv", "--locked", "-q").code == 1
    assert (folder / "otcpt.lock").read_text("utf-8") == text


@pytest.mark.usefixtures("folder")
def test_a_locked_check_knows_its_payers(otcpt: Callable[..., Any]) -> None:
    """One that is not locked is refused; so is an overlay by option."""
    otcpt("lock", "-p", "medicare-part-b")

    assert "not in the lock" in otcpt("check", "claims.csv", "--locked", "-p", "ama-midpoint").err
    assert "--unit-method" in otcpt("check", "claims.csv", "--locked", "--unit-method", "ama").err


def test_stored_reports_are_replayed(folder: Path, otcpt: Callable[..., Any]) -> None:
    """A whole run, one report a line, and under another law."""
    (folder / "run.json").write_text(otcpt("check", "claims.csv", "-p", "medicare-part-b", "-f", "json").out, "utf-8")
    reports = check_all(read_claims(folder / "claims.csv").claims, policy="medicare-part-b")
    (folder / "all.jsonl").write_text("".join(f"{report.to_json()}\n" for report in reports), "utf-8")

    for file, number in (("run.json", "1 of 1"), ("all.jsonl", "2 of 2")):
        done = otcpt("replay", file, "--claims", "claims.csv")
        assert done.code == 0 and number in done.out
    other = otcpt("replay", "all.jsonl", "--claims", "claims.csv", "-p", "ama-midpoint", "-f", "json")
    assert [one["differs"] for one in json.loads(other.out)] == [["payer", "rules"]] * 2


def test_what_cannot_be_replayed_ends_with_2(folder: Path, otcpt: Callable[..., Any]) -> None:
    """No JSON, no report, other claims."""
    for text, message in (("nope", "neither JSON"), ("[]", "has no reports"), ("{}", "no record of a report")):
        (folder / "old.json").write_text(text, "utf-8")
        done = otcpt("replay", "old.json", "--claims", "claims.csv")
        assert done.code == 2 and message in done.err


def test_an_edition_is_exported_with_its_digest(folder: Path, otcpt: Callable[..., Any]) -> None:
    """And is the same law afterwards."""
    done = otcpt("editions", "export", "law", "--edition", "2024q3")

    assert done.code == 0
    assert load_edition(folder / "law").digest == load_edition("2024q3").digest
    assert otcpt("editions", "export", "law", "--edition", "2024q3").code == 2


@pytest.mark.usefixtures("folder")
def test_packages_are_listed(otcpt: Callable[..., Any]) -> None:
    """None brings anything where none is installed."""
    assert otcpt("plugins").code == 0
    assert (
        "No installed package brings rules as 'acme'"
        in otcpt("check", "claims.csv", "-p", "ama-midpoint", "--rules", "acme").err
    )
