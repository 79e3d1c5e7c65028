"""What the engine says, word for word: explanations, repairs, bills with their questions, comparisons, refusals."""

import json
import re
from collections.abc import Callable, Iterator

import attrs
import pytest
from tests.rules.cases import cases_of

from otcpt.billing import bill
from otcpt.checker import Checker
from otcpt.checking import allocate_units, check, read_finding, split_assistant_units
from otcpt.claims import History, parse_claim, parse_visit
from otcpt.comparing import compare_editions, compare_policies, missed_units
from otcpt.errors import OtcptError
from otcpt.explaining import explain, explain_rule
from otcpt.policies import Overlay, Policy, load_policy
from otcpt.repairing import repairs
from otcpt.rules import ALL_RULES, find_rule
from otcpt.testing import Case
from otcpt.units import Allocation

FAMILIES = sorted({rule.family for rule in ALL_RULES})
Approved = Callable[[str, str], None]


def cases(family: str, *kinds: str) -> Iterator[Case]:
    """The first case of each kind of the first rule of a family: another rule changes nothing that is approved."""
    first = next(rule for rule in ALL_RULES if rule.family == family)
    of_rule = cases_of(first.id)
    for kind in kinds:
        yield from [case for case in of_rule if case.kind == kind][:1]


def policy_of(case: Case) -> Policy:
    """The policy of a case, its overlay included."""
    policy = load_policy(case.policy)
    return policy | Overlay(id="case", **case.overlay) if case.overlay else policy  # type: ignore[arg-type]


def beside(case: Case) -> History | None:
    """What the case's rule is reported beside the claim."""
    return case.beside if find_rule(case.rule).scope.needs_history else None


def plain(value: object) -> str:
    """A record as indented JSON."""
    return json.dumps(value, indent=1, default=str)


@pytest.mark.parametrize("family", FAMILIES)
def test_explanations_are_approved(family: str, approved: Approved) -> None:
    """The trace of a rule where it finds something."""
    lines = []
    for case in cases(family, "flagged", "bypassed"):
        outcome = explain_rule(Checker(policy=policy_of(case)), case.claim, case.rule, history=beside(case))
        lines += [f"# {case.rule} {case.name}", outcome.to_text(), ""]
    approved(f"explained/{family}", "\n".join(lines))


@pytest.mark.parametrize("family", FAMILIES)
def test_repairs_are_approved(family: str, approved: Approved) -> None:
    """The changes for each finding, and the combinations that make the claim clean."""
    lines = []
    for case in cases(family, "flagged", "boundary"):
        checker = Checker(policy=policy_of(case))
        past = beside(case)
        report = checker.check(case.claim, history=past)
        found = repairs(case.claim, report, checker=checker, history=past)
        lines += [f"# {case.rule} {case.name}"]
        lines += [
            f"{change.action} [{change.fix.when}] [{' '.join(change.fix.record)}]"
            for finding, changes in found.single
            if finding.rule_id == case.rule
            for change in changes
        ]
        lines += [" + ".join(change.action for change in repair.corrections) for repair in found.combinations] + [""]
    approved(f"repaired/{family}", "\n".join(lines))


@pytest.mark.parametrize("family", FAMILIES)
def test_reports_are_approved(family: str, approved: Approved) -> None:
    """Every finding of a claim, and what was not judged and why."""
    lines = []
    for case in cases(family, "flagged", "boundary", "cannot-tell"):
        report = Checker(policy=policy_of(case)).check(case.claim, history=beside(case))
        lines += [f"# {case.rule} {case.name}"]
        lines += [f"{one.rule_id} {one.severity} {one.positions}" for one in (*report.findings, *report.bypassed)]
        lines += [
            f"{one.rule_id} {one.reason} {one.positions}: {one.why} {' '.join(one.missing)}".rstrip()
            for one in report.not_evaluated
            if one.reason != "not requested"
        ]
        lines += [f"({one.id}) {one.text}" for one in report.caveats] + [""]
    approved(f"reported/{family}", "\n".join(lines))


VISITS = (
    ("97530@38",),
    ("97530@20", "97110@20"),
    ("97530@15", "97140@15", "97116@15"),
    ("97165", "97530@23"),
    ("97165", "97166"),
    ("97168", "97750@30"),
    ("97530@A15",),
    ("97530@13+A23",),
    ("97530:GO:CO@A15", "97535@8"),
    ("97530:GP@30", "97110:GO@15"),
    ("97129@40",),
    ("97129@20", "97130@20"),
    ("97150", "97530@15"),
    ("97760@30", "L3906"),
    ("29125", "97760@20"),
    ("97535:59@15", "97530:59@15"),
    ("97010", "97014", "97035@8"),
    ("97003",),
    ("97530@7",),
    ("99213", "97530@30"),
)


@pytest.mark.parametrize("policy", ["medicare-part-b", "medicare-part-b-facility", "ama-midpoint"])
def test_bills_are_approved(policy: str, approved: Approved) -> None:
    """Lines, allocation and questions of visits of every kind."""
    lines = []
    for services in VISITS:
        try:
            done = bill(parse_visit("2026-03-02", *services), policy=policy)
        except OtcptError as refusal:
            lines += [f"# {' '.join(services)}", f"{type(refusal).__name__}: {refusal}", ""]
            continue
        record = done.to_record()
        record.pop("report", None)
        shown = re.sub(r" in \d+ of \d+ checks", "", repr(done))  # changes with every new rule
        lines += [f"# {' '.join(services)}", shown, plain(record), ""]
    approved(f"billed/{policy}", "\n".join(lines))


CLAIMS = [
    attrs.evolve(parse_claim(on, *lines))
    for on, *lines in (
        ("2026-03-02", "97530:GO x1 @8", "97110:GO x1 @8", "97140:GO x0 @8"),
        ("2026-03-02", "97530:GO x1 @38"),
        ("2026-03-02", "97530:GO x1 @23", "97535:GO x1 @23", "97165:GO x1 @40"),
        ("2026-03-02", "97530:GO x1", "97535:GO x1 @23"),
        ("2026-03-02", "97530:GP x2 @38", "97530:GO x2 @30"),
        ("2026-03-02", "97530:GO:CO x1 @A30", "97110:GO x1 @20"),
        ("2026-03-02", "97597 x1", "97602 x1"),
        ("2025-03-03", "97597 x1", "97602 x1"),
    )
]


def test_comparisons_are_approved(approved: Approved) -> None:
    """Two policies, two editions, and what was missed, over the same claims."""
    policies = compare_policies(
        [*CLAIMS, parse_visit("2026-03-02", "97530@8", "97110@8")], "medicare-part-b", "ama-midpoint"
    )
    back = compare_policies(CLAIMS, "ama-midpoint", "medicare-part-b-facility")
    editions = compare_editions("2024q3", "2026q4", claims=CLAIMS, policy="medicare-part-b-facility")
    missed = [missed_units(CLAIMS, policy=name) for name in ("medicare-part-b", "ama-midpoint")]
    outcome = [policies.summary, plain(policies.to_records()), repr(policies), plain(back.to_records())]
    outcome += [
        str([(str(one.change), one.finding.rule_id, one.finding.positions, one.why) for one in editions.findings or ()])
    ]
    outcome += [text for one in missed for text in (one.summary, plain(one.to_records()), repr(one))]
    approved("engine/compared", "\n".join([*outcome, ""]))


def test_pages_and_records_of_an_explanation_are_approved(approved: Approved) -> None:
    """The same explanation as a page and as plain values, of a rule and of a finding."""
    claim = parse_claim("2026-03-02", "97530:GO x2 @30", "97750:GO x1 @15", "97535:GO x1")
    checker = Checker(policy="medicare-part-b")
    report = checker.check(claim)
    outcome = [explain_rule(checker, claim, "PTP002"), *[explain(finding) for finding in report.findings]]
    pages = [text for one in outcome for text in (one.to_html().partition("</style>")[2], one.to_json(indent=1))]
    approved("engine/page", "\n".join([*pages, ""]))


def test_refusals_are_approved(approved: Approved) -> None:
    """What was wrong, which value, what was expected and how to fix it."""
    claim = parse_claim("2026-03-02", "97530:GO x3 @30")
    record = check(claim, policy="medicare-part-b").findings[0].to_record()
    visit = parse_visit("2026-03-02", "97530@20", "97110@20")
    calls: list[Callable[[], object]] = [
        lambda: Checker(policy="nowhere"),
        lambda: Checker(policy=None),  # type: ignore[arg-type]
        lambda: Checker(policy="medicare-part-b", edition="1999q1"),
        lambda: Checker(policy="medicare-part-b").check("97530"),  # type: ignore[arg-type]
        lambda: Checker(policy="medicare-part-b").check_all([visit]),  # type: ignore[list-item]
        lambda: explain_rule(Checker(policy="medicare-part-b"), claim, "PTP999"),
        lambda: compare_policies(["97530"], "medicare-part-b", "ama-midpoint"),  # type: ignore[list-item]
        lambda: compare_editions("2024q3", "2026q4", claims=[claim]),
        lambda: compare_editions("2024q3", "2026q4", policy="medicare-part-b"),
        lambda: missed_units(["97530"], policy="medicare-part-b"),  # type: ignore[list-item]
        lambda: bill(visit, policy="medicare-part-b", answers={"colour": "red"}),
        lambda: bill(visit, policy="medicare-part-b").answer(colour="red"),
        *[
            lambda question=question: bill(visit, policy="medicare-part-b", answers={question.id: "red"})
            for question in bill(visit, policy="medicare-part-b").questions
        ],
        lambda: read_finding({}, claim),
        *[
            lambda key=key: read_finding({**record, key: "?"}, claim)
            for key in ("rule_id", "positions", "evidence", "severity", "codes")
        ],
        lambda: read_finding({**record, "positions": [7]}, claim),
        lambda: read_finding({**record, "positions": [-1]}, claim),
        lambda: read_finding(record, claim).message,
        lambda: allocate_units({"97530": 8}, method="cms", on="2026-02-30"),
        lambda: allocate_units({"97531": 8}, method="cms"),
        lambda: allocate_units({"97530 ": 8}, method="cms"),
        lambda: allocate_units({"97003": 8}, method="cms", on="2026-03-02"),
        lambda: allocate_units({"97129": 8}, method="cms"),
        lambda: allocate_units({"90901": 8}, method="cms", on="2027-03-02"),
        lambda: allocate_units({"97530": 8}, method="cms", edition="1999q1"),
        lambda: allocate_units({"97530": -8}, method="cms"),
        lambda: split_assistant_units(therapist=13, assistant=23, units=2, on="2026-03-02", code="97532"),
        lambda: split_assistant_units(therapist=13, assistant=23, units=1, on="2026-03-02", code="97165"),
        lambda: split_assistant_units(therapist=0, assistant=8, units=1, on=None),  # type: ignore[arg-type]
        lambda: repairs(claim, check(parse_claim("2026-03-02", "97165"), policy="medicare-part-b")),
    ]
    outcome = []
    for call in calls:
        try:
            found = call()
            outcome.append(repr(found) if isinstance(found, Allocation) else str(found))
        except OtcptError as refusal:
            outcome.append(f"{type(refusal).__name__}: {refusal} [{getattr(refusal, 'what', '')}]")
    approved("engine/refusals", "\n".join([*outcome, ""]))
