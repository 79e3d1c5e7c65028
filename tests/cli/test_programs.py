"""Locks, replays and packages on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from otcpt import InputErrors, InvalidInput, OtcptError, check_all, load_edition, read_claims, replay_all

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
    narrowed = otcpt("check", "claims.csv", "--locked", "-q", "--ignore", "AOC001")
    assert narrowed.code == 2 and "leave out --select and --ignore" in narrowed.err


def test_a_locked_law_that_is_not_here_hides_nothing(folder: Path, otcpt: Callable[..., Any]) -> None:
    """What else differs is named with it."""
    otcpt("lock", "-p", "medicare-part-b")
    content = json.loads((folder / "otcpt.lock").read_text("utf-8"))
    content["law"] |= {"edition": "2031q1", "digest": "0" * 64}
    content["rules"] |= {"digest": "0" * 16, "revisions": content["rules"]["revisions"] | {"AOC001": 0}}
    content["version"]["otcpt"] = "0.0.1"
    (folder / "otcpt.lock").write_text(json.dumps(content), "utf-8")

    refused = otcpt("check", "claims.csv", "--locked", "-q")
    assert refused.code == 2
    for part in ("law: no edition '2031q1'", "rule AOC001: ", "locked is 0.0.1"):
        assert part in refused.err


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
    assert [one["differs"] for one in json.loads(other.out)] == [["payer"]] * 2
    page = otcpt("replay", "all.jsonl", "--claims", "claims.csv", "-f", "html").out
    assert page.startswith("<!DOCTYPE html>") and "2 of 2" in page


def test_a_file_says_which_claims_are_others(folder: Path, otcpt: Callable[..., Any]) -> None:
    """The report of a whole file has their digests, and that of the history."""
    run = otcpt("check", "claims.csv", "-p", "medicare-part-b", "-f", "json").out
    (folder / "run.json").write_text(run, "utf-8")
    other = CLAIMS.replace("C2,", "C3,") + "C1,2026-03-02,97110,GO,1,15\n"
    (folder / "other.csv").write_text(other, "utf-8")

    [done] = json.loads(otcpt("replay", "run.json", "--claims", "other.csv", "-f", "json").out)
    assert done["inputs"] == ["claim C1 is another", "claim C2 is missing", "claim C3 is not on record"]
    assert "Input differs. Claim C1 is another; claim C2 is missing; claim C3 is not on record." in done["verdict"]
    again = otcpt("replay", "run.json", "--claims", "claims.csv", "--history", "claims.csv", "-f", "json")
    assert json.loads(again.out)[0]["inputs"] == ["the history is another"]
    over_time = otcpt("check", "claims.csv", "-p", "medicare-part-b", "--history", "claims.csv", "-f", "json").out
    (folder / "time.json").write_text(over_time, "utf-8")
    same = otcpt("replay", "time.json", "--claims", "claims.csv", "--history", "claims.csv", "-f", "json")
    assert json.loads(same.out)[0]["same"]


def test_a_file_of_an_earlier_version_has_the_number_of_its_claims(folder: Path, otcpt: Callable[..., Any]) -> None:
    """And no digests; other claims of that number are not noticed by it."""
    text = otcpt("check", "claims.csv", "-p", "medicare-part-b", "-f", "json").out
    (folder / "run.json").write_text(json.dumps({k: v for k, v in json.loads(text).items() if k != "inputs"}), "utf-8")
    (folder / "part.csv").write_text("".join(CLAIMS.splitlines(keepends=True)[:2]), "utf-8")

    done = json.loads(otcpt("replay", "run.json", "--claims", "part.csv", "-f", "json").out)
    assert done[0]["inputs"] == ["2 claims are on record, 1 are given"]


def test_a_file_with_other_claims_is_another_input(folder: Path, otcpt: Callable[..., Any]) -> None:
    """The exit code says so."""
    (folder / "run.json").write_text(otcpt("check", "claims.csv", "-p", "medicare-part-b", "-f", "json").out, "utf-8")
    (folder / "part.csv").write_text("".join(CLAIMS.splitlines(keepends=True)[:2]), "utf-8")

    done = otcpt("replay", "run.json", "--claims", "part.csv", "-f", "json")
    assert done.code == 1 and json.loads(done.out)[0]["differs"] == ["input"]


def test_no_value_of_the_report_of_a_file_changes_unseen(folder: Path, otcpt: Callable[..., Any]) -> None:
    """Changed or taken out; but its name and its notes, which are of the file and of options."""
    record = json.loads(otcpt("check", "claims.csv", "-p", "medicare-part-b", "-f", "json").out)
    file = read_claims(folder / "claims.csv")
    assert all(replay_all([record], claims)[0].same for claims in (file, file.claims))
    changed: list[dict[str, Any]] = [{**record, "clean": int(record["clean"])}, {**record, "verdict": "No faults"}]
    for key in set(record) - {"file", "notes", "schema_version", "identity"}:
        others: tuple[Any, ...] = (None, "x", [], 7)
        changed += [{**record, key: other} for other in others if other != record[key]]
        changed.append({one: value for one, value in record.items() if one != key or value == []})
    assert [one for one in changed if one != record and _passes(one, file)] == []
    of_file = ({}, *({**record["rows"], key: 9} for key in record["rows"]))
    assert not any(_passes({**record, "rows": rows}, file) for rows in of_file)
    for key in ("clean", "complete", "verdict", "lines", "caveats", "not_evaluated"):
        assert not _passes({**record, key: []}, file.claims)
    (folder / "run.json").write_text(json.dumps({**record, "clean": not record["clean"]}), "utf-8")
    done = otcpt("replay", "run.json", "--claims", "claims.csv")
    assert done.code == 1 and "Clean is true on record, false today" in done.out


def _passes(record: dict[str, Any], claims: Any) -> bool:
    try:
        return replay_all([record], claims)[0].equivalent
    except OtcptError:
        return False


def test_the_report_of_a_file_with_rows_left_out_is_replayed(folder: Path, otcpt: Callable[..., Any]) -> None:
    """From the file in full; from its claims as far as it follows from them; under another payer by its findings."""
    (folder / "more.csv").write_text(CLAIMS + "C9,2026-03-02,97110,GO,0,0\n,,,,,\n", "utf-8")
    (folder / "run.json").write_text(otcpt("check", "more.csv", "-p", "medicare-part-b", "-f", "json").out, "utf-8")
    record = json.loads((folder / "run.json").read_text("utf-8"))

    assert record["rows"]["given"] > record["rows"]["read"]
    assert otcpt("replay", "run.json", "--claims", "more.csv").code == 0
    assert replay_all([record], read_claims(folder / "more.csv").claims)[0].same
    assert not _passes({**record, "clean": not record["clean"]}, read_claims(folder / "more.csv").claims)


def test_the_digest_of_a_claim_is_in_its_own_report_alone(folder: Path, otcpt: Callable[..., Any]) -> None:
    """And is refused in that of a file; a report without it is refused too."""
    record = json.loads(otcpt("check", "claims.csv", "-p", "medicare-part-b", "-f", "json").out)
    [claim, *_] = read_claims(folder / "claims.csv").claims
    own: dict[str, Any] = json.loads(check_all([claim], policy="medicare-part-b")[0].to_json())
    for one, digest in ((record, "zz"), (own, None)):
        changed = {**one, "identity": {**one["identity"], "claim": digest}}
        with pytest.raises(InvalidInput, match=r"identity\.claim is "):
            replay_all([changed], [claim])
    broken = {**record, "findings": [{}]}
    with pytest.raises(InputErrors, match=r"findings\[0\].rule_id: is missing"):
        replay_all([broken], [claim])


def test_what_cannot_be_replayed_ends_with_2(folder: Path, otcpt: Callable[..., Any]) -> None:
    """No JSON, no report, findings without their report, other claims."""
    findings = otcpt("check", "claims.csv", "-p", "medicare-part-b", "-f", "jsonl").out
    for text, message in (
        ("nope", "neither JSON"),
        ("[]", "has no reports"),
        ("{}", "identity           is missing"),
        ('{"file": "week.csv"}', "no record of a report"),
        (findings, "otcpt check --format json"),
        (findings.splitlines()[-1], "otcpt check --format json"),
    ):
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
    once = ("-p", "ama-midpoint", "--rules", "acme")
    for call in (
        ("check", "claims.csv", *once),
        ("repairs", "claims.csv", *once),
        ("missed", "claims.csv", *once),
        ("compare", "claims.csv", *once, "-p", "medicare-part-b"),
        ("bill", "2026-03-02", "97530@30", *once),
        ("denials", "answer.835", "--claims", "claims.csv", *once),
    ):
        assert "No installed package brings rules as 'acme'" in otcpt(*call).err


def test_a_locked_check_answers_as_the_check_does(folder: Path, otcpt: Callable[..., Any]) -> None:
    """By the edition that the policy names; a lock of another law is refused, however it came to be."""
    (folder / "own.toml").write_text(
        'base = "medicare-part-b"\n[[overlay]]\nid = "own"\nedition = "2024q3"\n', encoding="utf-8"
    )
    assert otcpt("lock", "--policy", "own.toml").code == 0
    free, locked = (otcpt("check", "claims.csv", "--policy", "own.toml", *words) for words in ((), ("--locked",)))
    assert free.out == locked.out and "edition 2024q3@" in free.out

    assert otcpt("lock", "--policy", "own.toml", "--edition", "2026q4", "--out", "newest.lock").code == 0
    (folder / "newest.lock").replace(folder / "otcpt.lock")
    refused = otcpt("check", "claims.csv", "--locked")
    assert refused.code == 2 and "law: edition 2024q3" in refused.err and "locked is 2026q4" in refused.err
    assert "edition 2026q4@" in otcpt("check", "claims.csv", "--locked", "--edition", "2026q4").out
