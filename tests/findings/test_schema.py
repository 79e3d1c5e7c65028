"""The shipped JSON Schema: every record there is satisfies it, and broken ones do not."""

import copy
import json

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from tests.rules.cases import RULE_IDS, cases_of

from otcpt.checker import Checker
from otcpt.checking import check, read_finding
from otcpt.claims import Claim, parse_claim
from otcpt.errors import InvalidInput
from otcpt.findings import Cause, Field, Reason, Severity, report_schema
from otcpt.testing import Case, strategies

POLICIES = ("medicare-part-b", "medicare-part-b-facility", "ama-midpoint")
CHECKERS = {name: Checker(policy=name) for name in POLICIES}
SCHEMA = report_schema()
VALID = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
FINDING = Draft202012Validator(
    {"$schema": SCHEMA["$schema"], "$defs": SCHEMA["$defs"], "$ref": "#/$defs/finding"}, format_checker=FormatChecker()
)


def record(on: str = "2026-03-02", *lines: str) -> dict[str, object]:
    """A report's record with a finding of each kind."""
    claim = parse_claim(on, *(lines or ("97150 x1", "97530:GO x2", "97140:GO:59 x1", "97110 x1 @15", "12345 x1")))
    return check(claim, policy="medicare-part-b").to_record()


def test_the_schema_is_one() -> None:
    """It satisfies the 2020-12 meta-schema, and no one else's copy changes it."""
    Draft202012Validator.check_schema(SCHEMA)
    report_schema().clear()
    assert report_schema() == SCHEMA


def test_the_lists_of_words_are_the_code_s() -> None:
    """The schema is written by hand; what it enumerates is what the code has."""
    defs = json.loads(json.dumps(SCHEMA))["$defs"]
    assert defs["finding"]["properties"]["severity"]["enum"] == [str(one) for one in Severity]
    assert defs["finding"]["properties"]["cause"]["enum"] == [str(one) for one in Cause]
    assert defs["not_evaluated"]["properties"]["reason"]["enum"] == [str(one) for one in Reason]
    assert defs["field"]["enum"] == [str(one) for one in Field]


@pytest.mark.parametrize("each", [False, pytest.param(True, marks=pytest.mark.thorough)], ids=["some", "every"])
@pytest.mark.parametrize("rule", RULE_IDS)
def test_the_reports_of_the_cases_of_a_rule_satisfy_the_schema(rule: str, each: bool) -> None:
    """All rules, not only the case's own, and every finding can be read back; of each case, or one of each kind."""
    cases = cases_of(rule)
    for case in cases if each else {case.kind: case for case in cases}.values():
        check_report_of(case)


def check_report_of(case: Case) -> None:
    """Compare the report with the schema, and each finding with what is read back."""
    report = Checker(policy=case.payer).check(case.claim, history=case.beside)
    VALID.validate(json.loads(report.to_json()))
    for finding in (*report.findings, *report.bypassed):
        written = json.loads(json.dumps(finding.to_record()))
        assert read_finding(written, case.claim, history=case.beside) == finding
        if min(finding.positions) < 0:
            with pytest.raises(InvalidInput, match="in the history"):
                read_finding(written, case.claim)


@given(strategies.claims(), st.sampled_from(POLICIES))
def test_every_report_satisfies_the_schema_and_its_findings_come_back(claim: Claim, policy: str) -> None:
    """Through text and back: the finding read is the finding written."""
    report = CHECKERS[policy].check(claim)
    VALID.validate(json.loads(report.to_json()))
    for finding in (*report.findings, *report.bypassed):
        written = json.loads(json.dumps(finding.to_record()))
        FINDING.validate(written)
        assert read_finding(written, claim) == finding


@pytest.mark.parametrize("key", sorted(record()))
def test_a_report_without_a_key_is_refused(key: str) -> None:
    """Every key is required."""
    broken = record()
    del broken[key]
    assert not VALID.is_valid(broken)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("claim_id", 7),
        ("line_ids", []),
        ("line_ids", [1]),
        ("positions", [0.5]),
        ("positions", []),
        ("positions", ["0"]),
        ("date_of_service", "03/02/2026"),
        ("date_of_service", "2026-02-30"),
        ("codes", []),
        ("codes", ["97530", "97530"]),
        ("rule_id", "ptp001"),
        ("rule", "Modifier needed"),
        ("severity", "fatal"),
        ("cause", "bad luck"),
        ("message", ""),
        ("evidence", {"minutes": 1.5}),
        ("evidence", {"minutes": None}),
        ("evidence", {"Minutes": 15}),
        ("evidence", []),
        ("remedies", [""]),
        ("citations", []),
        ("citations", ["a blog"]),
        ("unheard_of", True),
    ],
)
def test_a_broken_finding_is_refused(key: str, value: object) -> None:
    """Wrong types, unknown words, unknown keys; and a finding without one of its keys."""
    good = check(parse_claim("2026-03-02", "97530 x2"), policy="medicare-part-b").to_records()[0]
    assert FINDING.is_valid(good)
    broken = copy.deepcopy(good)
    broken[key] = value
    assert not FINDING.is_valid(broken)
    if key in good:
        del broken[key]
        assert not FINDING.is_valid(broken)


def test_a_broken_rest_is_refused() -> None:
    """Reasons, pins and caveats have their form."""
    for path, value in (
        (("not_evaluated", 0, "reason"), "no idea"),
        (("not_evaluated", 0, "missing"), ["shoe size"]),
        (("identity", "edition"), "2026q4"),
        (("identity", "rules"), "all"),
        (("caveats", 0, "id"), "Not A Slug"),
    ):
        broken = json.loads(json.dumps(record()))
        spot = broken
        for step in path[:-1]:
            spot = spot[step]
        spot[path[-1]] = value
        assert VALID.is_valid(record()) and not VALID.is_valid(broken), path


def test_a_record_of_another_claim_or_hand_is_refused() -> None:
    """What is read back was written by this version about these lines."""
    claim = parse_claim("2026-03-02", "97150:GO x1", "97530:GO x2")
    [finding] = check(claim, policy="medicare-part-b").findings
    good = finding.to_record()

    for broken in (
        {},
        {**good, "rule_id": "NONE999"},
        {**good, "rule_id": 7},
        {**good, "positions": [0, 7]},
        {**good, "positions": []},
        {**good, "positions": [True, 0]},
        {**good, "severity": "fatal"},
        {**good, "evidence": {"indicator": 1.5}},
        {**good, "evidence": {}},
        {**good, "evidence": []},
    ):
        with pytest.raises(InvalidInput, match="no record of a finding"):
            read_finding(broken, claim)
    for changed in ({**good, "message": "All is well."}, {**good, "codes": ["97110"]}):
        with pytest.raises(InvalidInput, match="the record says"):
            read_finding(changed, claim)
    with pytest.raises(InvalidInput, match="the record says"):
        read_finding(good, parse_claim("2026-03-03", "97150:GO x1", "97530:GO x2"))
    with_ids = Claim([attrs.evolve(line, line_id=f"L{n}") for n, line in enumerate(claim.lines)])
    with pytest.raises(InvalidInput, match="as line_ids"):
        read_finding(good, with_ids)


def test_a_finding_of_two_claims_is_not_bound_to_one() -> None:
    """The first lines of two claims have one place; a record cannot tell them apart, so it is refused."""
    lines = [attrs.evolve(line, patient_key="P1") for line in parse_claim("2026-03-02", "97150:GO x1", "97530:GO x1")]
    claims = [Claim(lines[:1]), Claim(lines[1:])]
    [finding] = Checker(policy="medicare-part-b").check_all(claims)[1].findings

    with pytest.raises(InvalidInput, match="lines of several claims"):
        read_finding(finding.to_record(), claims[1])
