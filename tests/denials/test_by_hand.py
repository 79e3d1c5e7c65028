"""Remittances written by hand, each with the answer that is expected of it."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from otcpt.claims import History, PriorPayments
from otcpt.denials import ExplainedLine, Route, explain_denials

from .conftest import answer_to, sent

CASES = tomllib.loads((Path(__file__).parent / "remittances.toml").read_text(encoding="utf-8"))["case"]


def explained(case: dict[str, Any]) -> ExplainedLine:
    """Return what is said of the line that the case is about."""
    claim = sent(*case["claim"])
    remittance = answer_to(
        claim,
        *case["answer"],
        remitted=case.get("remitted", "2026-04-10"),
        payer=case.get("payer", "MB"),
        remarks=tuple(case.get("claim_remarks", ())),
        received=case.get("received"),
    )
    assert remittance.balanced
    history = None
    if "spent" in case:
        year = claim.dates[0].year
        history = History([], [], [PriorPayments(year=year, allowed=Decimal(case["spent"]), patient_key="P1")])
    report = explain_denials([remittance], [claim], policy=case.get("policy", "medicare-part-b"), history=history)
    number: int = case["expect"]["line"]
    return report.lines[number - 1]


def said(line: ExplainedLine) -> dict[str, str]:
    """Return the answer in the words of a case."""
    step = line.next_step
    appeal = next((way for way in line.ways if way.route is Route.APPEAL), None)
    return {
        "outcome": str(line.outcome),
        "rule": line.likeliest.rule_id if line.likeliest else "-",
        "first": line.causes[0].rule_id if line.causes else "-",
        "route": "-" if step is None else str(step.route),
        "last_day": "" if step is None or step.last_day is None else str(step.last_day),
        "appeal": "no" if appeal is None else "yes" if appeal.possible else "fails",
        "patient": line.patient.answer,
        "against": " ".join(one.text for one in line.contradictions) or "-",
        "irregular": " ".join(text for one in line.reasons for text in one.irregular),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_remittance_is_explained(case: dict[str, Any]) -> None:
    """Outcome, rule, way, day, appeal, patient and what contradicts the law are as written down."""
    answer = said(explained(case))
    expected = {key: value for key, value in case["expect"].items() if key != "line"}
    contained = {key: expected.pop(key) for key in ("against", "irregular") if expected.get(key, "-") != "-"}

    assert {key: answer[key] for key in expected} == expected
    for key, words in contained.items():
        assert words in answer[key], answer[key]


def test_there_are_forty_of_them() -> None:
    """Each has a name of its own, and those with a denial name a day on or after the remittance."""
    assert len({case["id"] for case in CASES}) == len(CASES) >= 40
    for case in CASES:
        step = explained(case).next_step
        assert (
            step is None
            or step.last_day is None
            or step.last_day > date.fromisoformat(case.get("remitted", "2026-04-10"))
        )
