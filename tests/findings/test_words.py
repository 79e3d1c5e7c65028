"""Sentences of many findings, filled from columns, are those of each by itself."""

from pathlib import Path

from otcpt import Checker, Finding, load_policy
from otcpt.testing import load_cases
from otcpt.wording import fill_each, names_of

CASES = Path(__file__).parents[1] / "cases"


def test_a_message_from_columns_is_the_message_of_each() -> None:
    """Of every rule whose cases find something with evidence that is text or a number."""
    checker = Checker(policy=load_policy("medicare-part-b"))
    found: dict[object, list[Finding]] = {}
    for path in sorted(CASES.glob("*.toml")):
        for case in load_cases(path):
            for finding in checker.check(case.claim).findings:
                if all(isinstance(value, str | int) for value in finding.evidence.values()):
                    found.setdefault((finding.rule_id, *finding.evidence), []).append(finding)
    tried = set()
    for same in found.values():
        rule = same[0].rule
        columns = {name: [one.evidence[name] for one in same] for name in same[0].evidence}
        columns |= {"code": [one.codes[0] for one in same]}
        worded = {name for token in rule.words.values() for text in token.values() for name in names_of(text)}
        if worded.union(names_of(rule.message)) <= columns.keys():
            assert fill_each(rule.message, columns, rule.words) == [one.message for one in same], rule.id
            tried.add(rule.id)
    assert len(tried) > 25
    assert {"UNIT001", "UNIT002", "UNIT003"} <= tried
