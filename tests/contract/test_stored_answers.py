"""Reports and bills are read back from their records, equal to the last word, or refused with the reason."""

import json
from collections.abc import Mapping

import pytest
from jsonschema import Draft202012Validator

import otcpt

CLAIM = otcpt.claim("2026-03-02", "97530:GO x2 @30", "97140:GO x1 @15", "97130:GO x1 @15")
VISIT = otcpt.visit("2026-03-02", "97530@30", "97750@30", "97110@13+A23")
HISTORY = otcpt.History(episodes=[otcpt.Episode(first_day="2026-01-05", plans=[])])


def stored(record: Mapping[str, object]) -> dict[str, object]:
    """Return a record after its way through JSON."""
    found: dict[str, object] = json.loads(json.dumps(record))
    return found


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

    with pytest.raises(otcpt.InvalidInput, match="about another claim"):
        otcpt.Report.from_record(record, otcpt.claim("2026-03-02", "97530:GO x1 @30"), history=HISTORY)
    with pytest.raises(otcpt.InvalidInput, match="about another history"):
        otcpt.Report.from_record(record, CLAIM)
    with pytest.raises(otcpt.InvalidInput, match="give the claim"):
        otcpt.Report.from_record(record, record)  # type: ignore[arg-type]


def test_an_answer_that_is_not_given_any_more_is_refused() -> None:
    """With the verb that says what differs; and what is no record, whatever it is."""
    record = stored(otcpt.check(CLAIM, policy="medicare-part-b").to_record())
    record["verdict"] = "No faults found"

    with pytest.raises(otcpt.InvalidInput, match=r"otcpt\.replay"):
        otcpt.Report.from_record(record, CLAIM)
    version = {"schema_version": record["schema_version"]}
    others: list[object] = [None, {}, [], "{}", version, {**record, "identity": {}}]
    for wrong in others:
        with pytest.raises(otcpt.InvalidInput):
            otcpt.Report.from_record(wrong, CLAIM)  # type: ignore[arg-type]


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
        with pytest.raises(otcpt.InvalidInput):
            otcpt.Bill.from_record(wrong)  # type: ignore[arg-type]
    with pytest.raises(otcpt.InputErrors, match=r"services\[0\]"):
        otcpt.Bill.from_record({**record, "visit": {"date_of_service": "2026-03-02", "services": [5]}})
