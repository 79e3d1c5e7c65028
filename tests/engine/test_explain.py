"""An explanation says what the rule was shown, what it asked, and what came of it; of clean claims too."""

import json
from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.claims import Claim, Episode, History, ServiceLine, parse_claim
from otcpt.engine import Checker, Explanation, explain, explain_rule
from otcpt.errors import UnknownName
from otcpt.policies import Overlay, load_policy
from otcpt.rules import ALL_RULES
from otcpt.testing import strategies

POLICIES = ("medicare-part-b", "medicare-part-b-facility", "ama-midpoint")
CHECKERS = {name: Checker(policy=name) for name in POLICIES}
RULES = [rule.id for rule in ALL_RULES]


def why(rule: str, *lines: str, policy: str = "medicare-part-b", on: str = "2026-03-02") -> Explanation:
    """Explain a rule on a claim in shorthand."""
    return explain_rule(CHECKERS[policy], parse_claim(on, *lines), rule)


@given(strategies.claims(), st.sampled_from(POLICIES), st.sampled_from(RULES), st.booleans())
def test_an_explanation_agrees_with_the_report(claim: Claim, policy: str, rule: str, past: bool) -> None:
    """Listening to a rule changes nothing of what it says; and what is said are plain values."""
    history = History() if past else None
    report = CHECKERS[policy](claim, history=history)
    told = explain_rule(CHECKERS[policy], claim, rule, history=history)
    found = [one for one in (*report.findings, *report.bypassed) if one.rule_id == rule]
    unjudged = [one for one in report.not_evaluated if one.rule_id in (rule, "*")]

    assert list(told.findings) == found
    assert list(told.not_evaluated) == unjudged
    assert (told.outcome in ("finding", "bypassed")) == bool(found)
    assert (told.outcome == "not asked") == (rule not in {one.id for one in CHECKERS[policy].rules})
    assert json.loads(told.to_json()) == told.to_record()
    assert told.why and told.why in told.to_text()


@given(strategies.claims(), st.sampled_from(RULES))
def test_keys_are_never_shown(claim: Claim, rule: str) -> None:
    """Whose a line is shows as a letter that only tells same from different."""
    keyed = Claim(
        [
            attrs.evolve(
                line, patient_key="SECRET1", rendering_provider_key=f"SECRET{n}", billing_provider_key="SECRETB"
            )
            for n, line in enumerate(claim.lines)
        ]
    )
    told = explain_rule(CHECKERS["medicare-part-b"], keyed, rule, history=History())

    assert "SECRET" not in f"{told.to_text()}{told.to_html()}{told.to_json()}"
    for finding in told.findings:
        assert "SECRET" not in str(explain(finding))


@given(strategies.claims(max_size=3), st.sampled_from(POLICIES))
def test_every_finding_explains_itself(claim: Claim, policy: str) -> None:
    """Without a checker: lines, evidence, sources and ways out."""
    report = CHECKERS[policy](claim)
    for finding in (*report.findings, *report.bypassed):
        told = explain(finding)
        text = str(told)
        assert told.outcome == finding.rule.outcome
        assert finding.message in text
        assert all(str(citation) in text for citation in finding.citations)
        assert all(str(remedy) in text for remedy in finding.remedies)
        assert [one.where for one in told.together[0]] == [str(position + 1) for position in finding.positions]


def test_every_pair_is_asked_and_its_answer_told() -> None:
    """Three codes are three questions, each with its days, its source and whether it is carried forward."""
    told = why("PTP001", "97165:GO x1", "97750:GO x2", "97530:GO x3")
    answers = {one.asked: one for one in told.answers}

    assert {name: one.said for name, one in answers.items()} == {
        "PTP edit 97165 with 97530": "no edit",
        "PTP edit 97165 with 97750": "edit 97165/97750 (indicator 0)",
        "PTP edit 97530 with 97750": "edit 97530/97750 (indicator 1)",
    }
    edit = answers["PTP edit 97165 with 97750"]
    assert edit.days.startswith("2020-10-01 to now") and edit.carried_forward
    assert "NCCI" in edit.source and edit.confidence
    assert told.outcome == "finding"


def test_what_was_read_is_told_line_by_line() -> None:
    """Fields with their values, none that the rule did not look at."""
    told = why("UNIT001", "97530:GO x2 @30", "97150:GO x1 @40")
    [group] = told.together

    assert [(one.where, one.touched) for one in group] == [("1", True), ("2", False)]
    assert dict(group[0].read) == {"code": "97530", "minutes": "30", "units": "2"}
    assert dict(group[1].read) == {"code": "97150"}
    assert told.outcome == "clean" and "found nothing" in told.why


def test_the_choices_that_mattered_name_their_layer() -> None:
    """A layer laid over the base is named with its citation."""
    policy = load_policy("medicare-part-b") | Overlay(id="acme-2026", unit_method="ama", citation="Acme manual, p. 12")
    claim = parse_claim("2026-03-02", "97530:GO x2 @30")
    told = explain_rule(Checker(policy=policy), claim, "UNIT001")
    [method] = [one for one in told.choices if one.name == "unit_method"]

    assert (method.value, method.layer, method.citation) == ("ama", "acme-2026", "Acme manual, p. 12")
    assert "Acme manual, p. 12" in told.to_text()


def test_a_rule_no_line_concerns_is_clean() -> None:
    """Silence has a reason."""
    told = why("ASST002", "97530:GO x2")

    assert (told.outcome, told.why) == ("clean", "No line of the claim concerns the rule.")


def test_a_rule_that_lacks_input_says_what() -> None:
    """Units without minutes cannot be compared."""
    told = why("UNIT001", "97530:GO x2")

    assert told.outcome == "not evaluated"
    assert "needs minutes" in told.why


def test_a_rule_switched_off_names_the_layer() -> None:
    """And one the policy's choices do not ask for names the choice."""
    off = Checker(policy=load_policy("medicare-part-b") | Overlay(id="quiet", off=("DUP001",)))
    told = explain_rule(off, parse_claim("2026-03-02", "97530:GO x2"), "DUP001")
    assert told.outcome == "not asked" and "layer quiet" in told.why

    unasked = why("PTP001", "97150 x1", "97530 x1", policy="ama-midpoint")
    assert unasked.outcome == "not asked"
    assert [(one.name, one.value) for one in unasked.choices] == [("ptp", "empty")]


def test_each_day_of_a_claim_is_listened_to() -> None:
    """Two days of one kind are two groups, although the checker judges them once."""
    lines = [
        line for on in ("2026-03-02", "2026-03-03") for line in parse_claim(on, "97150:GO x1", "97530:GO x1").lines
    ]
    told = explain_rule(CHECKERS["medicare-part-b"], Claim(lines), "PTP002")

    assert [[one.where for one in group] for group in told.together] == [["1", "2"], ["3", "4"]]


def test_a_rule_that_looks_beyond_the_day_shows_what_came_before() -> None:
    """Lines of the history are named by their date; without one the rule was not asked."""
    claim = parse_claim("2026-03-09", "97165:GO x1")
    history = History(parse_claim("2026-03-02", "97165:GO x1").lines, [Episode(first_day="2026-03-01")])
    told = explain_rule(CHECKERS["medicare-part-b"], claim, "EVAL003", history=history)

    assert [one.where for one in told.together[0]] == ["history, 2026-03-02", "1"]
    assert told.outcome == "finding"
    assert [one.where for one in explain(told.findings[0]).together[0]] == ["1", "history, 2026-03-02"]
    assert why("EVAL003", "97165:GO x1").outcome == "not evaluated"


def test_another_payer_s_line_is_explained() -> None:
    """No rule judges it, and the explanation says so."""
    line = ServiceLine("97530", date_of_service=date(2026, 3, 2), units=2, payer="CI")
    told = explain_rule(CHECKERS["medicare-part-b"], Claim([line]), "MOD001")

    assert told.outcome == "not evaluated" and "another payer's line" in told.why


def test_html_is_escaped_and_complete() -> None:
    """What stands in a file cannot become markup."""
    claim = Claim([ServiceLine("<b>&", date_of_service=date(2026, 3, 2), units=1)])
    html = explain_rule(CHECKERS["medicare-part-b"], claim, "CODE001").to_html()

    assert "<b>" not in html.lower() and "&lt;b&gt;&amp;" in html.lower()
    assert html.startswith("<section><h3>CODE001 impossible-code: finding</h3>") and html.endswith("</section>")


def test_an_empty_claim_and_an_unknown_rule() -> None:
    """Nothing to look at is clean; a rule that does not exist is refused with near misses."""
    assert explain_rule(CHECKERS["medicare-part-b"], Claim([]), "PTP001").outcome == "clean"
    with pytest.raises(UnknownName, match="Did you mean PTP001"):
        why("PTP0001", "97530:GO x1")


def test_each_of_two_like_lines_is_shown_to_a_rule_that_looks_at_lines_alone() -> None:
    """A check asks once for both; an explanation shows both."""
    explained = Checker(policy="medicare-part-b").explain(parse_claim("2026-03-02", "97530 x1", "97530 x1"), "MOD001")

    assert [len(group) for group in explained.together] == [1, 1]
