"""Reports and bills are read back from their records, equal to the last word, or refused with the reason."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import otcpt

CLAIM = otcpt.claim("2026-03-02", "97530:GO x2 @30", "97140:GO x1 @15", "97130:GO x1 @15")
VISIT = otcpt.visit("2026-03-02", "97530@30", "97750@30", "97110@13+A23")
HISTORY = otcpt.History(episodes=[otcpt.Episode(first_day="2026-01-05", plans=[])])


def stored(record: Mapping[str, object]) -> dict[str, Any]:
    """Return a record after its way through JSON."""
    found: dict[str, Any] = json.loads(json.dumps(record))
    return found


def places(error: otcpt.InputErrors) -> list[str | None]:
    """Return the paths of the faults."""
    return [problem.column for problem in error.problems]


@pytest.mark.parametrize("history", [None, otcpt.History(), HISTORY])
@pytest.mark.parametrize("edition", ["2024q3", "2026q4"])
def test_a_report_is_read_back(history: otcpt.History | None, edition: str) -> None:
    """Findings, what was not evaluated, verdict and identity."""
    report = otcpt.check(CLAIM, policy="medicare-part-b", edition=edition, history=history)

    again = otcpt.Report.from_record(stored(report.to_record()), CLAIM, history=history)
    assert (again, again.verdict, again.not_evaluated) == (report, report.verdict, report.not_evaluated)


def test_a_report_of_another_claim_or_history_is_refused() -> None:
    """By the digests it has."""
    record = stored(otcpt.check(CLAIM, policy="medicare-part-b", history=HISTORY).to_record())

    with pytest.raises(otcpt.InputErrors) as refused:
        otcpt.Report.from_record(record, otcpt.claim("2026-03-02", "97530:GO x1 @30"))
    assert places(refused.value) == ["identity.claim", "identity.history"]
    alone = stored(otcpt.check(CLAIM, policy="medicare-part-b").to_record())
    with pytest.raises(otcpt.InputErrors) as refused:
        otcpt.Report.from_record(alone, CLAIM, history=HISTORY)
    assert places(refused.value) == ["identity.history"]
    with pytest.raises(otcpt.InvalidInput, match="give the claim"):
        otcpt.Report.from_record(record, record)  # type: ignore[arg-type]


def test_an_answer_that_is_not_given_any_more_is_refused() -> None:
    """With the verb that says what differs; and what is no record, whatever it is."""
    record = stored(otcpt.check(CLAIM, policy="medicare-part-b").to_record())
    record["verdict"] = "No faults found"
    record["findings"][0]["message"] = "Other words"
    record["bypassed"].append(record["findings"][0])

    with pytest.raises(otcpt.InputErrors, match=r"otcpt\.replay") as refused:
        otcpt.Report.from_record(record, CLAIM)
    assert places(refused.value) == ["verdict", "findings[0].message", "bypassed", None]
    version = {"schema_version": record["schema_version"]}
    others: list[object] = [None, {}, [], "{}", version, {**record, "identity": {}}]
    for wrong in others:
        with pytest.raises(otcpt.InputErrors):
            otcpt.Report.from_record(wrong, CLAIM)  # type: ignore[arg-type]


def test_every_fault_of_a_report_is_named() -> None:
    """At once, each with its place and the nearest key."""
    record = stored(otcpt.check(CLAIM, policy="medicare-part-b").to_record())
    del record["clean"]
    record["claen"] = True
    record["findings"][0] |= {"severity": "eror", "positions": [], "evidence": {"units": 1.5}}
    record["not_evaluated"][0]["codes"] = "97530"
    record["identity"] |= {"edition": "2026q4", "packages": [None]}

    with pytest.raises(otcpt.InputErrors) as refused:
        otcpt.Report.from_record(record, CLAIM)
    messages = {one.column: one.message for one in refused.value.problems}
    assert messages == {
        "clean": "is missing",
        "claen": "is not known. Did you mean clean?",
        "findings[0].severity": "is 'eror'; expected 'error', 'warning', 'advice'. Did you mean error?",
        "findings[0].positions": "is empty",
        "findings[0].evidence.units": "cannot be 1.5",
        "not_evaluated[0].codes": "is text; expected a list",
        "identity.edition": "is '2026q4', which is not of the form ^.+@sha256:[0-9a-f]{64}$",
        "identity.packages[0]": "is null; expected text",
    }


def test_a_report_of_a_version_without_packages_of_payer_and_law_is_read() -> None:
    """Records written before have neither key."""
    report = otcpt.check(CLAIM, policy="medicare-part-b")
    record = stored(report.to_record())
    del record["identity"]["policy_packages"], record["identity"]["edition_packages"]

    assert otcpt.Report.from_record(record, CLAIM) == report
    assert otcpt.replay(record, CLAIM).same


def test_a_report_under_an_own_policy_is_read_with_it() -> None:
    """Its digest is on record, its choices are not."""
    own = otcpt.load_policy("medicare-part-b") | otcpt.Overlay(id="acme", off=("AOC001",))
    report = otcpt.check(CLAIM, policy=own)
    record = stored(report.to_record())

    with pytest.raises(otcpt.UnknownName):
        otcpt.Report.from_record(record, CLAIM)
    assert otcpt.checking.read_report(record, CLAIM, policy=own) == report


@pytest.mark.parametrize("answers", [{}, {"separate-time:97750+97530": "yes"}])
def test_a_bill_is_read_back(answers: dict[str, str]) -> None:
    """Lines, questions, answers and report; and its record is what the schema describes."""
    bill = otcpt.bill(VISIT, policy="medicare-part-b", answers=answers)
    record = stored(bill.to_record())

    assert otcpt.Bill.from_record(record) == bill
    Draft202012Validator.check_schema(otcpt.bill_schema())
    Draft202012Validator(otcpt.bill_schema()).validate(record)


def test_a_bill_that_is_none_is_refused() -> None:
    """And one that would be another today."""
    record = stored(otcpt.bill(VISIT, policy="medicare-part-b").to_record())

    for wrong in (None, {}, {**record, "visit": 5}, {**record, "schema_version": 9}, {**record, "remarks": ["x"]}):
        with pytest.raises(otcpt.InputErrors):
            otcpt.Bill.from_record(wrong)  # type: ignore[arg-type]
    with pytest.raises(otcpt.InputErrors, match="answers: 'who' is not asked"):
        otcpt.Bill.from_record({**record, "answers": {"who": "yes"}})


def test_every_fault_of_a_bill_is_named() -> None:
    """Those of its visit and of its report among them."""
    record = stored(otcpt.bill(VISIT, policy="medicare-part-b").to_record())
    record["visit"]["services"][0] = {"code": "97530", "therapst": 30}
    record["report"]["claen"] = True
    record |= {"remark": [], "lines": [{}]}

    with pytest.raises(otcpt.InputErrors) as refused:
        otcpt.Bill.from_record(record)
    assert {"visit.services[0].therapst", "report.claen", "remark", "lines[0].code"} <= set(places(refused.value))
