"""What an assistant's part demands: the expected modifiers of a file, and billing and checking that agree."""

import csv
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.billing import Bill, bill
from otcpt.checker import Checker
from otcpt.claims import Claim, Service, Visit, format_line, parse_visit
from otcpt.modifiers import ASSISTANT
from otcpt.policies import Overlay, load_policy
from otcpt.testing import strategies

PRACTICE = load_policy("medicare-part-b")
POLICIES = {
    "practice": PRACTICE,
    "facility": load_policy("medicare-part-b-facility"),
    "physician": PRACTICE | Overlay(id="physician", biller="physician"),
    "commercial": load_policy("ama-midpoint"),
}
with (Path(__file__).parent / "assistant_modifiers.csv").open(encoding="utf-8", newline="") as stream:
    EXPECTED = list(csv.DictReader(stream))


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: f"{row['on']} {row['policy']} {row['visit']}")
def test_a_visit_is_billed_and_checked_with_the_expected_modifiers(row: dict[str, str]) -> None:
    """Lines, the question on an assistant's evaluation and what the assistant rules say are those of the file."""
    visit = parse_visit(row["on"], *row["visit"].split())
    done = bill(attrs.evolve(visit, bill_type=row["bill_type"] or None), policy=POLICIES[row["policy"]])

    assert [format_line(line).partition(" @")[0] for line in done.claim.lines] == row["lines"].split(" | ")
    asked = [question.codes for question in done.questions if question.about == "assistant-evaluation"]
    assert asked == [(code,) for code in row["asks"].split()]
    shown = [f"{found.rule_id} {found.severity}" for found in done.report.findings if found.rule.family == "ASST"]
    assert shown == ([row["finds"]] if row["finds"] else [])


def test_an_evaluation_by_an_assistant_can_be_left_off_the_bill() -> None:
    """Answered so, it stays documented without a unit, and nothing is found in it."""
    done = bill(parse_visit("2026-03-02", "97165@30+A10"), policy=PRACTICE)
    off = done.answer({"assistant-evaluation:97165": "evaluated"})

    assert [(line.units, line.minutes) for line in off.claim.lines] == [(0, 40)]
    assert not off.report.findings
    gathered = done.answer({"assistant-evaluation:97165": "gathered"})
    assert gathered.claim == done.claim
    assert not gathered.questions


@st.composite
def assisted(draw: st.DrawFn) -> Visit:
    """A visit in which assistants take part: evaluations, monitoring, device supply, timed and untimed codes."""
    codes = ("97165", "97168", "97161", "98975", "98977", "98979", "98980", "98981", "98984", "97530", "97110",
             "97150", "G0283", "97129", "97130", "97550", "97545", "29125", "90901", "97597")  # fmt: skip
    service = st.builds(
        Service,
        st.sampled_from(codes),
        therapist=st.just(0) | st.integers(0, 45),
        assistant=st.integers(0, 60),
        joint=st.just(0) | st.integers(0, 20),
        modifiers=st.sampled_from([(), (), ("GP",), ("GN",), ("RT",)]),
    )
    services = tuple(draw(st.lists(service, min_size=1, max_size=4)))
    return Visit(draw(strategies.days()), services, bill_type=draw(st.sampled_from([None, "131", "851"])))


CHECKERS = {name: Checker(policy=policy) for name, policy in POLICIES.items()}
payers = st.sampled_from(sorted(POLICIES))


def _told(name: str, claim: Claim) -> set[tuple[str, str]]:
    return {(found.rule_id, found.lines[0].code) for found in CHECKERS[name].check(claim).findings}


def _without_marks(done: Bill) -> Claim:
    return Claim(
        attrs.evolve(line, modifiers=tuple(m for m in line.modifiers if m not in ASSISTANT))
        for line in done.claim.lines
    )


@given(assisted(), payers)
def test_billing_writes_every_modifier_that_checking_demands_and_no_other(visit: Visit, name: str) -> None:
    """Nothing is missing and nothing too many in what was billed; each modifier taken off is missed."""
    done = bill(visit, policy=POLICIES[name])

    assert not {"ASST001", "ASST003", "ASST004"} & {rule for rule, _ in _told(name, done.claim)}
    marked = {line.code for line in done.claim.lines if not ASSISTANT.keys().isdisjoint(line.modifiers)}
    missed = {code for rule, code in _told(name, _without_marks(done)) if rule == "ASST003"}
    assert missed == marked


@given(assisted())
def test_a_physicians_bill_has_no_assistants_modifier_and_says_where_one_was_due(visit: Visit) -> None:
    """What a therapist would bill with CO or CQ cannot be billed under a physician's number."""
    due = {
        line.code
        for line in bill(visit, policy=PRACTICE).claim.lines
        if not ASSISTANT.keys().isdisjoint(line.modifiers)
    }
    done = bill(visit, policy=POLICIES["physician"])

    assert all(ASSISTANT.keys().isdisjoint(line.modifiers) for line in done.claim.lines)
    counted = {line.code for line in done.claim.lines if line.units is not None}
    assert {code for rule, code in _told("physician", done.claim) if rule == "ASST005"} & counted == due
