"""An explanation says what the rule was shown, what it asked, and what came of it; of clean claims too."""

import json
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.checker import Checker
from otcpt.claims import Claim, Episode, History, PlanOfCare, PriorPayments, ServiceLine, parse_claim
from otcpt.errors import InvalidInput, UnknownName
from otcpt.explaining import Explanation, explain, explain_rule
from otcpt.page import Tone
from otcpt.policies import Overlay, Policy, load_policy
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
    """Listening to a rule changes nothing of what it says; and what is stated are plain values."""
    history = History() if past else None
    report = CHECKERS[policy].check(claim, history=history)
    reply = explain_rule(CHECKERS[policy], claim, rule, history=history)
    found = [one for one in (*report.findings, *report.bypassed) if one.rule_id == rule]
    raw_not_evaluated = [one for one in report.not_evaluated if one.rule_id in (rule, "*")]

    assert list(reply.findings) == found
    assert list(reply.not_evaluated) == raw_not_evaluated
    assert (reply.outcome in ("finding", "bypassed")) == bool(found)
    assert (reply.outcome == "not asked") == (rule not in {one.id for one in CHECKERS[policy].rules})
    assert json.loads(reply.to_json()) == reply.to_record()
    assert reply.why and reply.why in reply.to_text()


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
    reply = explain_rule(CHECKERS["medicare-part-b"], keyed, rule, history=History())

    assert "SECRET" not in f"{reply.to_text()}{reply.to_html()}{reply.to_json()}"
    for finding in reply.findings:
        assert "SECRET" not in str(explain(finding))


@given(strategies.claims(max_size=3), st.sampled_from(POLICIES))
def test_every_finding_explains_itself(claim: Claim, policy: str) -> None:
    """Without a checker: lines, evidence, sources and ways out."""
    report = CHECKERS[policy].check(claim)
    for finding in (*report.findings, *report.bypassed):
        reply = explain(finding)
        text = str(reply)
        assert reply.outcome == finding.rule.outcome
        assert finding.message in text
        assert all(str(citation) in text for citation in finding.citations)
        assert all(str(fix) in text for fix in finding.fixes)
        assert [one.where for one in reply.together[0]] == [str(position + 1) for position in finding.positions]


def test_every_pair_is_asked_and_its_answer_reported() -> None:
    """Three codes are three questions, each with its days, its source and whether it is carried forward."""
    reply = why("PTP001", "97165:GO x1", "97750:GO x2", "97530:GO x3")
    answers = {one.asked: one for one in reply.answers}

    assert {name: one.answer for name, one in answers.items()} == {
        "PTP edit 97165 with 97530": "no edit",
        "PTP edit 97165 with 97750": "edit 97165/97750 (indicator 0)",
        "PTP edit 97530 with 97750": "edit 97530/97750 (indicator 1)",
    }
    edit = answers["PTP edit 97165 with 97750"]
    assert edit.days.startswith("2020-10-01 to now") and edit.carried_forward
    assert "NCCI" in edit.source and edit.confidence
    assert reply.outcome == "finding"


def test_what_was_read_is_reported_line_by_line() -> None:
    """Fields with their values, none that the rule did not look at."""
    reply = why("UNIT001", "97530:GO x2 @30", "97150:GO x1 @40")
    [group] = reply.together

    assert [(one.where, one.touched) for one in group] == [("1", True), ("2", False)]
    assert dict(group[0].read) == {"code": "97530", "minutes": "30", "units": "2"}
    assert dict(group[1].read) == {"code": "97150"}
    assert reply.outcome == "clean" and "found nothing" in reply.why


def test_the_choices_that_mattered_name_their_layer() -> None:
    """A layer laid over the base is named with its citation."""
    policy = load_policy("medicare-part-b") | Overlay(id="acme-2026", unit_method="ama", citation="Acme manual, p. 12")
    claim = parse_claim("2026-03-02", "97530:GO x2 @30")
    reply = explain_rule(Checker(policy=policy), claim, "UNIT001")
    [method] = [one for one in reply.choices if one.name == "unit_method"]

    assert (method.value, method.layer, method.citation) == ("ama", "acme-2026", "Acme manual, p. 12")
    assert "Acme manual, p. 12" in reply.to_text()


def test_a_rule_no_line_concerns_is_clean() -> None:
    """Silence has a reason."""
    reply = why("ASST002", "97530:GO x2")

    assert (reply.outcome, reply.why) == ("clean", "No line of the claim concerns the rule.")


def test_a_rule_that_lacks_input_says_what() -> None:
    """Units without minutes cannot be compared."""
    reply = why("UNIT001", "97530:GO x2")

    assert reply.outcome == "not evaluated"
    assert "Needs minutes" in reply.why


def test_a_rule_switched_off_names_the_layer() -> None:
    """And one the policy's choices do not ask for names the choice."""
    off = Checker(policy=load_policy("medicare-part-b") | Overlay(id="quiet", off=("DUP001",)))
    reply = explain_rule(off, parse_claim("2026-03-02", "97530:GO x2"), "DUP001")
    assert reply.outcome == "not asked" and "layer quiet" in reply.why

    unasked = why("PTP001", "97150 x1", "97530 x1", policy="ama-midpoint")
    assert unasked.outcome == "not asked"
    assert [(one.name, one.value) for one in unasked.choices] == [("ptp", "empty")]


def test_each_day_of_a_claim_is_listened_to() -> None:
    """Two days of one kind are two groups, although the checker judges them once."""
    lines = [
        line for on in ("2026-03-02", "2026-03-03") for line in parse_claim(on, "97150:GO x1", "97530:GO x1").lines
    ]
    reply = explain_rule(CHECKERS["medicare-part-b"], Claim(lines), "PTP002")

    assert [[one.where for one in group] for group in reply.together] == [["1", "2"], ["3", "4"]]


def test_a_rule_that_looks_beyond_the_day_shows_what_came_before() -> None:
    """Lines of the history are named by their date; without one the rule was not asked."""
    claim = parse_claim("2026-03-09", "97165:GO x1")
    history = History(parse_claim("2026-03-02", "97165:GO x1").lines, [Episode(first_day="2026-03-01")])
    reply = explain_rule(CHECKERS["medicare-part-b"], claim, "EVAL003", history=history)

    assert [one.where for one in reply.together[0]] == ["history, 2026-03-02", "1"]
    assert reply.outcome == "finding"
    assert [one.where for one in explain(reply.findings[0]).together[0]] == ["1", "history, 2026-03-02"]
    assert why("EVAL003", "97165:GO x1").outcome == "not evaluated"


def test_another_payer_s_line_is_explained() -> None:
    """No rule judges it, and the explanation says so."""
    line = ServiceLine("97530", date_of_service=date(2026, 3, 2), units=2, payer="CI")
    reply = explain_rule(CHECKERS["medicare-part-b"], Claim([line]), "MOD001")

    assert reply.outcome == "not evaluated" and "Another payer's line" in reply.why


def test_html_is_escaped_and_complete() -> None:
    """What stands in a file cannot become markup."""
    claim = Claim([ServiceLine("<b>&", date_of_service=date(2026, 3, 2), units=1)])
    html = explain_rule(CHECKERS["medicare-part-b"], claim, "CODE001").to_html()

    assert "<b>" not in html.lower() and "&lt;b&gt;&amp;" in html.lower()
    assert "<h3>CODE001 invalid-code-format: finding</h3>" in html and html.endswith("</section>")


def test_an_empty_claim_and_an_unknown_rule() -> None:
    """Nothing to look at is clean; a rule that does not exist is refused with near misses."""
    assert explain_rule(CHECKERS["medicare-part-b"], Claim([]), "PTP001").outcome == "clean"
    with pytest.raises(UnknownName, match="Did you mean PTP001"):
        why("PTP0001", "97530:GO x1")


#: Rules on claims that make them ask the law and the payer for everything there is, with policy and date.
ASKED = [
    ("MUE001", "medicare-part-b", "2026-03-02", ("97530:GO x2", "97112:GO x5")),
    ("MUE001", "medicaid", "2026-03-02", ("97530 x2",)),
    ("MUE001", "strict", "2027-03-02", ("97530:GO x2",)),
    ("PTP001", "medicaid", "2026-03-02", ("97530 x2", "97140 x1")),
    ("PTP002", "strict", "2027-03-02", ("97530:GO x2", "97140:GO x1")),
    ("PTP002", "medicare-part-b", "2019-03-04", ("97530:GO x2", "97140:GO x1", "99999 x1")),
    ("PTP002", "medicare-part-b", "2027-03-02", ("97530:GO x2", "97750:GO x1")),
    ("PTP005", "denying", "2026-03-02", ("97530 x2", "97140 x1")),
    ("AOC001", "medicare-part-b", "2026-03-02", ("97598:GO x1 @15", "97130:GO x1 @15", "97551:GO x1")),
    ("UNIT001", "medicare-part-b", "2026-03-02", ("97530:GO x2 @30", "97750:GO x1", "97597:GO x1 @20", "97165:GO x1")),
    ("UNIT001", "dated", "2026-03-02", ("97530:GO x2 @30", "97530:GO x1 @15")),
    ("UNIT002", "ama-midpoint", "2026-03-02", ("97530 x1 @40", "97129 x1 @15", "97130 x1 @40")),
    ("CODE004", "medicare-part-b", "2026-03-02", ("97010:GO x1", "97014:GO x1", "99999 x1", "97530:GO x1")),
    ("CODE004", "strict", "2027-03-02", ("97010:GO x1",)),
    ("KX001", "medicare-part-b", "2026-03-02", ("97530:GO x2", "97110:GP x1")),
    ("KX001", "medicare-part-b", "2027-03-02", ("97530:GO x2",)),
    ("KX002", "medicare-part-b", "2014-03-03", ("97530:GO x2",)),
    ("KX002", "medicare-part-b", "2004-03-01", ("97530:GO:KX x2",)),
    ("UNIT001", "medicare-part-b", "2026-03-02", ("96125:GO x1 @60",)),
    ("EVAL004", "medicare-part-b", "2026-03-02", ("97168:GO x1", "97530:GO x1")),
    ("POC001", "medicare-part-b", "2026-03-02", ("97530:GO x1",)),
    ("RTM004", "medicare-part-b", "2026-03-02", ("98980:GO x1 @20", "98977:GO x1")),
    ("TIME003", "medicare-part-b", "2026-03-02", ("97530:GO x2", "97110:GO x1")),
    ("CODE003", "medicare-part-b", "2026-03-02", ("97003:GO x1",)),
    ("DUP001", "dated", "2026-03-02", ()),
    ("DUP001", "dated", "2026-03-02", ("97530:GO x1",)),
    ("DUP001", "dated", "2025-03-03", ("97530:GO x1",)),
]  # fmt: skip
PAST = History(
    parse_claim("2026-02-27", "97530:GO x1", "97168:GO x1", "98980:GO x1 @20").lines,
    [Episode(first_day="2026-01-05", plans=[PlanOfCare(first_day="2026-01-05", signed_on="2026-01-20")])],
    [PriorPayments(year=2026, allowed=Decimal("2400.00"))],
)


def payer(name: str) -> Policy:
    """A built-in policy, or one of those with choices of their own."""
    base = load_policy("medicare-part-b")
    made = {
        "medicaid": load_policy("medicaid-ncci") | Overlay(id="state", unit_method="ama"),
        "strict": base | Overlay(id="strict", staleness="strict"),
        "denying": load_policy("ama-midpoint") | Overlay(id="denying", denied_pairs=("97530/97140",)),
        "dated": load_policy("ama-midpoint")
        | Overlay(id="always", off=("DUP001",))
        | Overlay(id="lately", off=("DUP001",), unit_method="full", first_day="2026-01-01"),
    }
    return made.get(name) or load_policy(name)


def test_what_was_asked_is_approved(approved: Callable[[str, str], None]) -> None:
    """Every kind of question to law and payer, with every kind of answer, as text and as record."""
    lines = []
    for rule, policy, on, services in ASKED:
        reply = explain_rule(Checker(policy=payer(policy)), parse_claim(on, *services), rule, history=PAST)
        lines += [f"# {rule} under {policy} on {on}: {', '.join(services)}", reply.to_text(), ""]
        record = {key: value for key, value in reply.to_record().items() if key in ("together", "answers", "choices")}
        lines += [json.dumps(record), ""]
    approved("engine/asked", "\n".join(lines))


def test_what_is_asked_on_several_days_is_reported_once() -> None:
    """The same answer and the same choice on two days, whatever changes in between; another one is next to it."""
    lines = [line for on in ("2024-06-03", "2026-03-02") for line in parse_claim(on, "97530:GO x2 @30").lines]
    same = explain_rule(CHECKERS["medicare-part-b"], Claim(lines), "UNIT001")
    other = explain_rule(Checker(policy=payer("dated")), Claim(lines), "UNIT001")

    assert len({one.asked for one in same.answers}) == len(same.answers)
    assert [one.name for one in same.choices] == ["discipline", "unit_method"]
    assert [(one.name, one.value, one.layer) for one in other.choices] == [
        ("discipline", "OT", "ama-midpoint"),
        ("unit_method", "ama", "ama-midpoint"),
        ("unit_method", "full", "lately"),
    ]


@pytest.mark.parametrize(
    ("on", "outcome", "expected"),
    [
        ("2025-03-03", "clean", ("ptp", "empty", "ama-midpoint")),
        ("2026-03-02", "finding", ("ptp", "practitioner", "lately")),
    ],
)
def test_a_choice_is_that_of_the_day(on: str, outcome: str, expected: tuple[str, str, str]) -> None:
    """A dated layer's value is next to its name, and the other days' values do not."""
    policy = load_policy("ama-midpoint") | Overlay(id="lately", ptp="practitioner", first_day="2026-01-01")
    why = explain_rule(Checker(policy=policy), parse_claim(on, "97530 x2", "97150 x1"), "PTP002")

    assert why.outcome == outcome
    assert [(one.name, one.value, one.layer) for one in why.choices if one.name == "ptp"] == [expected]


def test_a_rule_is_explained_under_the_checkers_edition() -> None:
    """An older one knows nothing of later days."""
    claim = parse_claim("2026-03-02", "97530:GO x2", "97750:GO x1")
    reply = explain_rule(Checker(policy="medicare-part-b", edition="2024q3"), claim, "PTP002")

    assert [one.answer for one in reply.answers] == ["cannot tell: This edition ends on 2024-09-30"]


def test_an_empty_claim_has_no_day_of_its_own() -> None:
    """A rule that is switched off is so by the layer of the first day there is."""
    off = load_policy("medicare-part-b") | Overlay(id="quiet", off=("KX001", "DUP001"))
    for rule in ("KX001", "DUP001"):
        reply = explain_rule(Checker(policy=off), Claim([]), rule)
        assert reply.why == "The policy medicare-part-b+quiet switches the rule off (layer quiet)."


def test_patients_are_letters_as_long_as_there_are_letters() -> None:
    """The 27th of a provider's day is numbered."""
    [one] = parse_claim("2026-03-02", "97530:GO x4 @60").lines
    lines = [attrs.evolve(one, patient_key=f"P{n}", rendering_provider_key="R") for n in range(28)]
    [group] = explain_rule(CHECKERS["medicare-part-b"], Claim(lines), "PROV001", history=History()).together
    whose = [dict(one.read)["patient key"] for one in group]

    assert whose == [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "no. 27", "no. 28"]


def test_a_rule_of_ones_own_is_explained_as_it_is() -> None:
    """The checker's rules go before the book's; ids are read in any case and with blanks."""
    book = next(rule for rule in ALL_RULES if rule.id == "UNIT001")
    own = attrs.evolve(book, name="units-of-ours")
    claim = parse_claim("2026-03-02", "97530:GO x2 @30")

    assert explain_rule(Checker(policy="medicare-part-b", rules=[own]), claim, " unit001 ").rule.name == "units-of-ours"
    assert explain_rule(CHECKERS["medicare-part-b"], claim, " unit001 ").rule == book


def test_reasons_of_silence_are_listed_once_each() -> None:
    """Lines, reason and sentence of everything that was not judged; the same sentence once."""
    reply = why("UNIT001", "97530:GO x2", "97110:GO x1 @15", "97140:GO @15")
    two = explain_rule(
        CHECKERS["medicare-part-b"],
        Claim([*parse_claim("2026-03-02", "97530:GO x2").lines, *parse_claim("2026-03-03", "97530:GO @30").lines]),
        "UNIT001",
    )

    assert reply.why == "Needs minutes and units on the line (input missing)."
    assert reply.to_text().endswith(
        text_of(reply, "Not evaluated", "1, 3   input missing  Needs minutes and units on the line")
    )
    assert two.why == "Needs minutes on the line (input missing); Needs units on the line (input missing)."


def text_of(expected: Explanation, title: str, row: str) -> str:
    """The end of an explanation: a table of one row, and the sources."""
    cited = "\n".join(f"  - {citation}" for citation in expected.rule.cites)
    return f"{title}\n  lines  reason         why\n  {row}\n\nSources\n{cited}"


def test_each_of_two_like_lines_is_shown_to_a_rule_that_looks_at_lines_alone() -> None:
    """A check asks once for both; an explanation shows both."""
    explained = Checker(policy="medicare-part-b").explain(parse_claim("2026-03-02", "97530 x1", "97530 x1"), "MOD001")

    assert [len(group) for group in explained.together] == [1, 1]


def test_the_verdict_has_the_tone_of_its_outcome() -> None:
    """A finding that of its severity; what is clean is good, what could not be judged a warning."""
    shown = [
        why("PTP001", "97165:GO x1", "97750:GO x2"),
        why("PTP003", "97150:GO x1", "97530:GO:59 x1"),
        why("MOD001", "97530:GO x1"),
        why("UNIT001", "97530:GO x2"),
        why("PAY001", "97530:GO x2"),
    ]
    verdicts = [one.to_page().verdict for one in shown]

    assert [(one.outcome, verdict.tone) for one, verdict in zip(shown, verdicts, strict=True) if verdict] == [
        ("finding", Tone.ERROR),
        ("bypassed", Tone.ADVICE),
        ("clean", Tone.GOOD),
        ("not evaluated", Tone.WARNING),
        ("not asked", Tone.STRONG),
    ]


def test_what_is_no_finding_is_refused() -> None:
    """With the way to what a rule concluded of a claim."""
    with pytest.raises(InvalidInput) as refused:
        explain("PTP001")  # type: ignore[arg-type]  # a wrong call

    assert str(refused.value) == (
        "explain takes a Finding, not a str; take one of report.findings; what a rule concluded about a claim is "
        "checker.explain(claim, 'PTP001')"
    )


def test_an_add_on_names_every_primary() -> None:
    """One after the other, with the type of the edit."""
    reply = why("AOC001", "96137 x1", "96136 x1")
    answers = {one.asked: one.answer for one in reply.answers}

    assert answers["primaries of 96137"] == "96130, 96131, 96132, 96133, 96136 (type 1)"


def test_times_are_shown_in_minutes_and_earlier_lines_by_their_day() -> None:
    """As the clock of a record has them."""
    (line,) = parse_claim("2026-03-02", "97530:GO x2 @30").lines
    times = ((time(9), time(9, 30)), (time(9, 15), time(9, 45)))
    clock = Claim(attrs.evolve(line, start_time=start, end_time=end) for start, end in times)
    [group] = explain_rule(CHECKERS["medicare-part-b"], clock, "TIME004").together
    read = [dict(one.read) for one in group]
    assert [(one["start time"], one["end time"]) for one in read] == [("09:00", "09:30"), ("09:15", "09:45")]

    past = History(parse_claim("2026-02-02", "97530:GO x2 @30").lines)
    reply = explain_rule(CHECKERS["medicare-part-b"], parse_claim("2026-03-02", "97530:GO x2"), "POC001", history=past)
    assert {one.where for group in reply.together for one in group} == {"history, 2026-02-02", "1"}
