"""Remittances written by hand, each with the answer that is expected of it."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from otcpt.claims import History, PriorPayments
from otcpt.denials import DenialReport, ExplainedLine, Route, by_reason, by_rule, explain_denials

from .conftest import answer_to, sent

CASES = tomllib.loads((Path(__file__).parent / "remittances.toml").read_text(encoding="utf-8"))["case"]


def reported(case: dict[str, Any]) -> DenialReport:
    """Return the report of a case."""
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
    return explain_denials([remittance], [claim], policy=case.get("policy", "medicare-part-b"), history=history)


def explained(case: dict[str, Any]) -> ExplainedLine:
    """Return what is stated of the line that the case is about."""
    number: int = case["expect"]["line"]
    return reported(case).lines[number - 1]


def shown(line: ExplainedLine) -> dict[str, str]:
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
    answer = shown(explained(case))
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


def test_reports_are_approved(approved: Callable[[str, str], None]) -> None:
    """What a person reads of every fifth case, and of some the record of the line that the case is about."""
    texts, records = [], []
    for case in CASES[::5]:
        report = reported(case)
        texts += [
            f"# {case['id']}: {report.summary}",
            re.sub("sha256:[0-9a-f]+|rules [0-9a-f]+", "pin", report.to_text()),
            "",
        ]
    for case in CASES[::12]:
        pairs = explained(case).to_record().items()
        records += [f"# {case['id']}", *(f"{key}: {json.dumps(value)}" for key, value in pairs), ""]
    approved("denied/by-hand", "\n".join(texts))
    approved("denied/records", "\n".join(records))


def in_short(line: ExplainedLine) -> Iterator[str]:
    """All that is stated of a line, but for what every line of the cases has alike."""
    yield f"{line.outcome}: {line.code} {line.paid} paid, {line.denied} denied, {line.at_stake} at stake"
    share = line.patient
    yield f"  patient: {share.answer} {share.amount} {share.why}"
    for reason in line.reasons:
        yield from (f"  irregular: {text}" for text in reason.irregular)
    for cause in line.causes:
        marks = " by remark" * cause.by_remark + " not listed" * (not cause.listed)
        yield f"  {cause.found}{marks}: {cause.rule_id} {cause.why}"
    for one in line.contradictions:
        yield f"  {'against the law' if one.sure else 'ask'}: {one.text}"
    yield from (f"  note: {text}" for text in (*line.notes, line.settled) if text)
    for way in line.ways:
        later = "" if way.good_cause is None else f", with good cause {way.good_cause.last_day}"
        yield f"  {way.route}{' fails' * (not way.possible)} {way.last_day}{later}: {way.text}"


def test_all_that_is_stated_is_approved(approved: Callable[[str, str], None]) -> None:
    """Of every line of every case that was not merely paid."""
    texts = []
    for case in CASES:
        lines = [line for line in reported(case).lines if line.ways or line.contradictions or line.notes]
        texts += [f"# {case['id']}", *(text for line in lines for text in in_short(line)), ""]
    approved("denied/stated", "\n".join(texts))


def test_sums_are_approved(approved: Callable[[str, str], None]) -> None:
    """The dollars of all cases together, by rule and by reason."""
    lines = [line for case in CASES for line in reported(case).lines]
    rows = [*by_rule(lines), *by_reason(lines)]
    approved("denied/sums", "\n".join([*map(repr, rows), ""]))
