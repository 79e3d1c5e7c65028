"""A checker: what it is made of, whose lines it judges, and how a report is put together."""

import pickle
from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt._version import __version__
from otcpt.checker import Checker
from otcpt.checking import check, check_all
from otcpt.checking._check import checker_for
from otcpt.checking._stored import remake_checker
from otcpt.claims import Claim, History, parse_claim, parse_visit
from otcpt.editions import load_edition
from otcpt.errors import InvalidInput
from otcpt.findings import Cause, Field, Hit, Reason, Report, Rule, RuleNotEvaluated, Scope, Severity, rule
from otcpt.policies import Overlay, load_policy
from otcpt.rules import ALL_RULES, Day, rules_digest
from otcpt.testing import strategies

POLICIES = ("medicare-part-b", "medicare-part-b-facility", "ama-midpoint")
CHECKERS = {name: Checker(policy=name) for name in POLICIES}
PRACTICE = CHECKERS["medicare-part-b"]
BASE = load_policy("medicare-part-b")
DAY = "2026-03-02"


@given(strategies.claims(), st.sampled_from(POLICIES))
def test_one_claim_is_checked_as_several_are(claim: Claim, policy: str) -> None:
    """The short way and the long one give the same report, to the last word."""
    assert CHECKERS[policy].check_all([claim]) == (CHECKERS[policy].check(claim),)
    assert check_all([claim], policy=policy) == (CHECKERS[policy].check(claim),)
    only = check(claim, policy=policy, rules=["PTP002", "UNIT001"])
    assert only == Checker(policy=policy, rules=["PTP002", "UNIT001"]).check(claim)
    assert only.identity != CHECKERS[policy].identity
    with pytest.raises(InvalidInput, match="claims is one Claim; write a list"):
        check_all(claim, policy=policy)  # type: ignore[arg-type]
    assert check(claim, policy=policy) == CHECKERS[policy].check(claim)


def test_a_report_says_what_it_was_made_by() -> None:
    """Edition, policy and rules by name and digest, and the version."""
    edition = load_edition("2024q3")
    checker = Checker(policy="ama-midpoint", edition=edition)
    identity = checker.check(parse_claim("2024-06-03", "97530 x1 @15")).identity

    assert (identity.edition, identity.edition_digest) == ("2024q3", edition.digest)
    assert (identity.policy, identity.policy_digest) == ("ama-midpoint", load_policy("ama-midpoint").digest)
    assert (identity.rules, identity.version) == (rules_digest(checker.rules), __version__)
    assert repr(checker) == f"<Checker ama-midpoint, edition 2024q3, {len(checker.rules)} rules>"


def test_the_edition_is_the_one_given_or_the_policys_or_the_newest() -> None:
    """In this order."""
    pinned = BASE | Overlay(id="behind", edition="2024q3")

    assert Checker(policy=BASE).edition == load_edition()
    assert Checker(policy=pinned).edition.id == "2024q3"
    assert Checker(policy=pinned, edition="2026q4").edition.id == "2026q4"
    assert Checker(policy=BASE, edition=load_edition("2024q3")).edition.id == "2024q3"


def test_the_rules_are_those_that_some_day_of_the_policy_asks_for() -> None:
    """One that is off on every day is not among them; a dated layer switches it off on its days only."""
    every = {one.id for one in PRACTICE.rules}
    dated = Checker(policy=BASE | Overlay(id="x", off=("DUP001",), first_day="2026-01-01", last_day="2026-06-30"))
    twice = "97530:GO x1", "97530:GO x1"

    assert every - {one.id for one in Checker(policy=BASE | Overlay(id="x", off=("DUP001",))).rules} == {"DUP001"}
    assert {one.id for one in dated.rules} == every
    assert {date(2026, 1, 1), date(2026, 7, 1)} <= set(dated.boundaries)
    found = {on: check_ids(dated, on, *twice) for on in ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01")}
    assert [on for on, ids in found.items() if "DUP001" in ids] == ["2025-12-31", "2026-07-01"]
    assert {one.id for one in Checker(policy=BASE, rules=ALL_RULES[:3]).rules} <= {one.id for one in ALL_RULES[:3]}
    assert Checker(policy=BASE, rules=()).rules == ()


def check_ids(checker: Checker, on: str, *lines: str) -> set[str]:
    """The rules that find something."""
    return {one.rule_id for one in checker.check(parse_claim(on, *lines)).findings}


def test_days_between_which_nothing_changes_have_one_law() -> None:
    """The same object, so that what was found out once is known; on a boundary a new one begins."""
    checker = Checker(policy=BASE)
    boundary = next(day for day in checker.boundaries if day > date(2024, 1, 1))
    before, after = date.fromordinal(boundary.toordinal() - 1), date.fromordinal(boundary.toordinal() + 1)

    assert checker.boundaries == sorted(set(checker.boundaries))
    assert checker.law_on(boundary) is checker.law_on(after)
    assert checker.law_on(before) is not checker.law_on(boundary)
    assert checker.law_on(before).on == before
    assert checker.law_on(boundary).edition is checker.edition
    assert checker.law_on(boundary).settings == BASE.on(boundary)


def test_another_payers_lines_are_noted_and_meet_nothing() -> None:
    """By the codes the policy speaks for, or those it does not; a line that names no payer is its own."""
    given = parse_claim(DAY, "97150:GO x1", "97530:GO x1", "97530:GO x1")
    lines = [attrs.evolve(line, payer=payer) for line, payer in zip(given, (None, "CI", "MB"), strict=True)]
    report = PRACTICE.check(Claim(lines))
    entry = next(one for one in report.not_evaluated if one.rule is None)

    assert [(one.rule_id, one.positions) for one in report.findings] == [("PTP002", (2, 0))]
    assert (entry.reason, entry.positions, entry.missing) == (Reason.NOT_APPLICABLE, (1,), ())
    assert entry.why == "Another payer's line: policy medicare-part-b does not cover it"
    assert [CHECKERS["ama-midpoint"].speaks_for(payer) for payer in (None, "CI", "MB")] == [True, True, False]
    assert [PRACTICE.speaks_for(payer) for payer in (None, "CI", "MB")] == [True, False, True]


def test_a_history_holds_neither_other_payers_lines_nor_those_being_checked() -> None:
    """A claim in its own history, the one it replaces, and another payer's are left out."""
    shown: list[int] = []

    def count(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
        shown.append(len(day.lines))
        yield Hit((0,))

    wide = _rule("TEST001", count, scope=Scope.MONTH)
    [line] = parse_claim(DAY, "97530:GO x1").lines
    past = [
        attrs.evolve(line, claim_id="A"),
        attrs.evolve(line, claim_id="B"),
        attrs.evolve(line, claim_id="C"),
        attrs.evolve(line, payer="CI"),
        line,
    ]
    claim = Claim([line], claim_id="A", frequency="7", replaces="B")
    Checker(policy=BASE, rules=[wide]).check(claim, history=History(past))
    Checker(policy=BASE, rules=[wide]).check(Claim([line]), history=History(past))

    assert shown == [3, 5]


def _rule(name: str, function: object, scope: Scope = Scope.DAY, **more: object) -> Rule:
    made = rule(
        name,
        name.lower(),
        scope=scope,
        reads={Field.CODE},
        severity=Severity.ADVICE,
        cause=Cause.BILLING,
        message="found",
        cites=(),
        **more,  # type: ignore[arg-type]
    )
    return made(function)  # type: ignore[arg-type]


def test_findings_are_in_the_order_of_their_lines_then_of_their_rules() -> None:
    """Whatever the order in which the rules stand; a hit's own severity goes before its rule's."""

    def hits(*places: int, severity: Severity | None = None) -> object:
        def function(_: Day) -> Iterator[Hit | RuleNotEvaluated]:
            for place in places:
                yield Hit((place,), (("n", place),), severity)

        return function

    rules = [
        _rule("TEST003", hits(1, 0)),
        _rule("TEST001", hits(1, severity=Severity.ERROR)),
        _rule("TEST002", hits(0)),
    ]
    checker = Checker(policy=BASE, rules=rules)
    claim = parse_claim(DAY, "97530:GO x1", "97110:GO x1")
    several = parse_claim("2026-03-03", "97530:GO x1", "97110:GO x1")

    for report in (checker.check(claim), checker.check_all([Claim([*claim, *several])])[0]):
        own = [one for one in report.findings if one.lines[0].date_of_service == date(2026, 3, 2)]
        assert [(one.rule_id, one.positions, one.severity) for one in own] == [
            ("TEST002", (0,), Severity.ADVICE),
            ("TEST003", (0,), Severity.ADVICE),
            ("TEST001", (1,), Severity.ERROR),
            ("TEST003", (1,), Severity.ADVICE),
        ]
        assert [dict(one.evidence) for one in own] == [{"n": 0}, {"n": 0}, {"n": 1}, {"n": 1}]
        assert [one.lines for one in own[:3]] == [(claim.lines[0],), (claim.lines[0],), (claim.lines[1],)]
        assert report.checks == 3


def test_what_a_rule_cannot_tell_stands_on_its_lines() -> None:
    """With reason, sentence and what is missing, on the claim whose lines they are."""

    def silent(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
        yield RuleNotEvaluated((0, len(day.lines) - 1), "no one knows", Reason.OUTSIDE_COVERAGE, (Field.MINUTES,))

    checker = Checker(policy=BASE, rules=[_rule("TEST001", silent)])
    lines = [
        attrs.evolve(line, patient_key="P") for line in parse_claim(DAY, "97530:GO x1", "97110:GO x1", "97140:GO x1")
    ]
    first, second = checker.check_all([Claim(lines[:1]), Claim(lines[1:])])

    def result(report: Report) -> list[tuple[object, ...]]:
        return [(one.rule_id, one.reason, one.positions, one.why, one.missing) for one in report.not_evaluated]

    same = ("TEST001", Reason.OUTSIDE_COVERAGE)
    assert result(checker.check(Claim(lines))) == [(*same, (0, 2), "no one knows", (Field.MINUTES,))]
    assert result(first) == [(*same, (0,), "no one knows", (Field.MINUTES,))]
    assert result(second) == [(*same, (1,), "no one knows", (Field.MINUTES,))]


def test_claims_without_a_patient_key_are_kept_apart() -> None:
    """Two claims of one day meet where both name the patient; the finding is that of the line at fault."""
    group, single = parse_claim(DAY, "97150:GO x1").lines[0], parse_claim(DAY, "97530:GO x1").lines[0]
    named = [Claim([attrs.evolve(line, patient_key="P")]) for line in (group, single)]

    assert [len(one.findings) for one in PRACTICE.check_all([Claim([group]), Claim([single])])] == [0, 0]
    first, second = PRACTICE.check_all(named)
    assert first.findings == ()
    assert [(one.rule_id, one.positions, one.codes) for one in second.findings] == [
        ("PTP002", (0, 0), ("97530", "97150"))
    ]
    assert second.lines == named[1].lines


def test_what_is_remembered_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Past so many kinds of days the oldest are forgotten, and the answers stay right."""
    monkeypatch.setattr("otcpt.checking._check.MOST_KEPT", 3)
    checker = Checker(policy=BASE)
    codes = ["97530", "97110", "97140", "97112", "97116", "97535", "97542"]
    kept = []
    for code in codes:
        assert checker.check(parse_claim(DAY, f"{code}:GO x2")).findings == ()
        assert check_ids(checker, DAY, f"{code} x1") == {"MOD001"}
        kept.append(len(checker._plans))

    assert max(kept) == 3
    assert check_ids(checker, DAY, "97530 x1") == {"MOD001"}


def test_a_kind_of_day_is_looked_up_once() -> None:
    """Units, minutes and keys make no new one; codes, modifiers, providers, places and the window do."""
    checker = Checker(policy=BASE)
    one = parse_claim(DAY, "97530:GO x2 @30", "97110:GO x1 @15").lines

    def plan(*lines: object) -> object:
        return checker.plan(lines)  # type: ignore[arg-type]

    first = plan(*one)
    same = [attrs.evolve(line, units=3, minutes=50, therapist_minutes=50, line_id="9", patient_key="P") for line in one]
    assert plan(*same) is first
    assert plan(*(attrs.evolve(line, rendering_provider_key="R") for line in one)) is not first
    assert plan(*(attrs.evolve(line, rendering_provider_key="R") for line in one)) is plan(
        *(attrs.evolve(line, rendering_provider_key="S") for line in one)
    )
    changes: list[dict[str, Any]] = [
        {"units": 0},
        {"modifiers": ("GP",)},
        {"place_of_service": "11"},
        {"bill_type": "131"},
        {"revenue_code": "0430"},
        {"billing_provider_key": "B"},
        {"code": "97140"},
    ]
    for changed in changes:
        assert plan(attrs.evolve(one[0], **changed), one[1]) is not first
    two = [attrs.evolve(line, rendering_provider_key=key) for line, key in zip(one, "RS", strict=True)]
    assert plan(*two) is plan(*two)
    assert plan(two[0], attrs.evolve(two[1], rendering_provider_key=None)) is not plan(*two)
    assert plan(*(attrs.evolve(line, date_of_service=date(2023, 3, 2)) for line in one)) is not first


def test_a_checker_by_name_is_kept_and_a_file_is_read_again(tmp_path: Path) -> None:
    """What may have changed is looked at again."""
    path = tmp_path / "payer.toml"
    text = 'base = "ama-midpoint"\n[[overlay]]\nid = "{}"\ncitation = "contract"\n'
    path.write_text(text.format("one"), encoding="utf-8")

    assert checker_for("medicare-part-b", None) is checker_for("medicare-part-b", None)
    assert checker_for("medicare-part-b", "2024q3") is checker_for("medicare-part-b", "2024q3")
    assert checker_for("medicare-part-b", "2024q3").edition.id == "2024q3"
    assert checker_for(BASE, None).policy is BASE
    before = checker_for(str(path), None).policy.id
    path.write_text(text.format("two"), encoding="utf-8")
    assert (before, checker_for(str(path), None).policy.id) == ("ama-midpoint+one", "ama-midpoint+two")


def test_what_is_no_claim_policy_or_history_is_named() -> None:
    """With what was given, and how to fix it."""
    claim = parse_claim(DAY, "97530:GO x1")
    made = "build one with otcpt.claim(...) or otcpt.Claim([...])"
    calls: list[tuple[Callable[[], object], str, tuple[str, object]]] = [
        (lambda: PRACTICE.check("97530"), f"check takes a Claim, not str; {made}", ("claim", None)),  # type: ignore[arg-type]
        (
            lambda: PRACTICE.check_all([claim, parse_visit(DAY, "97530@8")]),  # type: ignore[list-item]
            "claims[1] is a Visit; give Claim values",
            ("claims", parse_visit(DAY, "97530@8")),
        ),
        (
            lambda: PRACTICE.check(claim, history=[]),  # type: ignore[arg-type]
            "history takes a History, not a list; write otcpt.History(lines)",
            ("history", []),
        ),
        (
            lambda: Checker(policy=7),  # type: ignore[arg-type]
            "policy 7 is neither a policy nor the name of one, like 'medicare-part-b'",
            ("policy", 7),
        ),
    ]
    for call, reported, named in calls:
        with pytest.raises(InvalidInput) as refused:
            call()
        assert str(refused.value) == reported
        assert (refused.value.what, refused.value.value) == named


def test_an_empty_claim_has_an_empty_report() -> None:
    """Nothing to find, and nothing left open."""
    report = PRACTICE.check(Claim([]))

    assert (report.findings, report.not_evaluated, report.caveats, report.lines) == ((), (), (), ())
    assert PRACTICE.check_all([Claim([])]) == (report,)
    assert PRACTICE.check_all([]) == ()


def test_a_facility_is_one_provider() -> None:
    """Whoever rendered what; a practice's lines are each their own provider's."""
    lines = [
        attrs.evolve(line, rendering_provider_key=key, billing_provider_key="B", bill_type="131")
        for line, key in zip(parse_claim(DAY, "97150:GO x1", "97530:GO x1"), "RS", strict=True)
    ]

    assert [one.rule_id for one in CHECKERS["medicare-part-b-facility"].check(Claim(lines)).findings] == ["PTP002"]
    assert "PTP002" not in {one.rule_id for one in PRACTICE.check(Claim(lines)).findings}


def test_what_a_day_lacks_is_asked_anew() -> None:
    """Days that differ only in which fields are given at all: what is missing on one is not missing on the next."""
    [plain] = parse_claim(DAY, "97530:GO x2 @30+?")
    result = attrs.evolve(plain, therapist_minutes=10, assistant_minutes=20, joint_minutes=0)
    days: list[dict[str, Any]] = [
        {},
        {"total_treatment_minutes": 20},
        {"start_time": time(9)},
        {"end_time": time(9, 20)},
        {"start_time": time(9), "end_time": time(9, 20)},
        {"total_treatment_minutes": 20, "start_time": time(9), "end_time": time(9, 20)},
        {"units": None},
    ]
    claims = [Claim([attrs.evolve(line, **more)]) for line in (plain, result) for more in days]
    claims += [Claim([attrs.evolve(plain, minutes=None, **more)]) for more in days]

    for order in (claims, claims[::-1]):
        checker = Checker(policy=BASE)
        for claim in order:
            assert checker.check(claim) == Checker(policy=BASE).check(claim)


def test_the_checker_of_a_report_is_found_by_what_the_report_names() -> None:
    """Law and payer by their pins; other rules, another version and pins of nothing are refused."""
    identity = CHECKERS["ama-midpoint"].identity
    assert remake_checker(identity).identity == identity
    for other, words in (
        (attrs.evolve(identity, policy="own"), "cannot be found by name (.+); give checker="),
        (attrs.evolve(identity, edition_digest="0" * 64), "cannot be found by name (.+); give checker="),
        (attrs.evolve(identity, version="0.0.1"), "other rules or another version of otcpt than this one's; give chec"),
    ):
        with pytest.raises(InvalidInput, match=words) as refused:
            remake_checker(other)
        assert refused.value.what == "checker"


def test_a_report_keeps_the_history_it_was_given() -> None:
    """And none where there was none."""
    claim, history = parse_claim(DAY, "97530:GO x1"), History(parse_claim("2026-03-09", "97530:GO x1").lines)
    assert PRACTICE.check(claim, history=history).history == history
    assert PRACTICE.check(claim).history is None


def test_a_rule_that_was_not_asked_for_names_what_asks_for_it() -> None:
    """Any of several fields does."""
    report = check(parse_claim(DAY, "97530:GO x1 @15"), policy="medicare-part-b")
    whys = {one.rule.id: one.why for one in report.not_evaluated if one.rule is not None}
    assert whys["TIME003"] == "Checked only where start time or end time is given"
    assert whys["PROV002"] == "Checked only where certifying provider key is given"


@pytest.mark.parametrize("claims", ["97530", 3, None])
def test_claims_that_are_none_are_refused_by_name(claims: object) -> None:
    """A text has letters, and a number nothing."""
    with pytest.raises(InvalidInput, match="give a list of Claim values") as refused:
        check_all(claims, policy="medicare-part-b")  # type: ignore[arg-type]
    assert refused.value.what == "claims"


def test_a_checker_is_a_value() -> None:
    """Equal where law, payer and rules are, also after pickling; and it cannot be turned into another."""
    checker = Checker(policy="medicare-part-b")
    same = pickle.loads(pickle.dumps(checker))

    assert (checker == same, hash(checker)) == (True, hash(same))
    assert checker not in (Checker(policy="ama-midpoint"), Checker(policy="medicare-part-b", rules=["PTP001"]), "x")
    for name in ("policy", "edition", "rules", "identity", "check"):
        with pytest.raises(AttributeError, match=f"{name} of a checker cannot be changed"):
            setattr(checker, name, None)
