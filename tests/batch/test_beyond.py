"""Rules that look beyond a patient's day, asked of a frame as of single claims."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
import pytest
from tests.batch.lines import record_of, table_of
from tests.batch.lines_made import made_lines

from otcpt import Checker, Claim, History, InvalidInput, Overlay, Policy, ServiceLine
from otcpt.batch import check_frame, check_parquet, check_table
from otcpt.engine import WIDE
from otcpt.policies import load_policy
from otcpt.rules import ALL_RULES
from otcpt.testing import Case, load_cases

POLICY = "medicare-part-b"


def wide_cases() -> Iterator[Case]:
    """The committed cases of rules that look beyond the day."""
    wide = {rule.id for rule in ALL_RULES if rule.scope in WIDE}
    for path in sorted((Path(__file__).parents[1] / "cases").glob("*.toml")):
        for case in load_cases(path):
            if case.rule in wide:
                yield case


def asked(lines: Sequence[ServiceLine], policy: Policy, history: History) -> list[str]:
    """Compare a table's answer with that of the claims together; return the rules that found something beyond."""
    claims: dict[str | None, list[ServiceLine]] = {}
    for line in lines:
        claims.setdefault(line.claim_id, []).append(line)
    checker = Checker(policy=policy)
    reports = checker.check_all([Claim(own, claim_id=name) for name, own in claims.items()], history=history)
    told = [finding for report in reports for finding in report.findings]
    expected = [record_of(one.to_record(), one.date_of_service) for one in told]
    report = check_table(table_of(lines), policy=policy, history=history)
    found = report.findings.to_pylist()
    assert sorted(found, key=str) == sorted(expected, key=str)
    wide = {rule.id for rule in checker.rules if rule.scope in WIDE}
    beyond = [finding["rule_id"] in wide for finding in found]
    assert beyond == sorted(beyond), "those of the days stand first"
    counted: Counter[tuple[str, str]] = Counter()
    for one in reports:
        for entry in one.not_evaluated:
            counted[str(entry.rule_id), entry.why] += len(entry.lines)
    assert counted == {(row["rule_id"], row["why"]): row["lines"] for row in report.not_evaluated.to_pylist()}
    return [finding["rule_id"] for finding in found if finding["rule_id"] in wide]


def test_every_case_beyond_the_day() -> None:
    """Each with its own history, episode and sums; the lines of a case are one claim of a patient."""
    found: Counter[str] = Counter()
    for case in wide_cases():
        policy = load_policy(case.policy)
        if case.overlay:
            policy |= Overlay(id="case", **case.overlay)  # type: ignore[arg-type]
        lines = [
            attrs.evolve(line, line_id=str(number), claim_id=line.claim_id or "C1")
            for number, line in enumerate(case.claim, 1)
        ]
        found.update(asked(lines, policy, case.beside))
    assert len(found) > 8
    assert found.total() > 30


def test_many_claims_with_an_empty_history() -> None:
    """Months, episodes and providers' days of a practice: what the claims say together."""
    made = [line for line in made_lines(500, seed=3) if line.patient_key and line.payer is None]
    asked(made, load_policy(POLICY), History())


def test_without_a_history_they_are_not_requested() -> None:
    """The report says so of every one that a line touches; `check_frame` takes a history too."""
    case = next(case for case in wide_cases() if case.kind == "flagged" and not case.overlay)
    table = table_of(attrs.evolve(line, claim_id="C1") for line in case.claim)
    rows = check_table(table, policy=case.policy).not_evaluated.to_pylist()
    assert (case.rule, "not requested") in {(row["rule_id"], row["reason"]) for row in rows}
    found = check_frame(table, policy=case.policy, history=case.beside)
    assert case.rule in found["rule_id"].to_pylist()
    assert case.rule not in check_frame(table, policy=case.policy)["rule_id"].to_pylist()
    assert check_frame(table_of([]), policy=POLICY, history=History()).num_rows == 0


def test_a_file_is_not_asked_for_more_than_days(tmp_path: Path) -> None:
    """A month may be anywhere in it: refused, with the way to ask."""
    with pytest.raises(InvalidInput, match="history= to check_frame"):
        check_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet", policy=POLICY, history=History())
