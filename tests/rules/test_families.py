"""Families of codes with rules of their own: tables against the registry, whole months, plain second answers."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.checker import Checker
from otcpt.claims import Claim, Episode, History, ServiceLine, parse_claim, parse_line
from otcpt.codes import PARTS, CodeGroup
from otcpt.editions import load_edition
from otcpt.findings import Report
from otcpt.rules import find_rule
from otcpt.rules._functional import functional_report
from otcpt.units import minutes_to_units

REGISTRY = load_edition().codes
MONITORING = [find_rule(f"RTM00{number}") for number in range(1, 7)]
FIRST_DAY = date(2026, 1, 5)
MONITORING_GROUPS = (
    *(CodeGroup.MONITORING_SET_UP, CodeGroup.MONITORING_DEVICE),
    CodeGroup.MONITORING_MANAGEMENT,
)
EPISODE = Episode(first_day=FIRST_DAY)


def shown(report: Report) -> Counter[tuple[object, ...]]:
    """What was found, without places."""
    return Counter((found.rule_id, found.severity, frozenset(found.codes), found.message) for found in report.findings)


def test_the_functional_codes_are_the_registrys_with_the_status_it_gives_them() -> None:
    """42 codes in 14 sets of three, each with the status that the registry's label names."""
    held = {code for code in REGISTRY if REGISTRY[code].meanings[0].family == "functional-limitation G-codes"}

    law = Checker(policy="medicare-part-b").law_on(date(2017, 5, 2))
    reports = {code: report for code in REGISTRY if (report := functional_report(law, code))}

    assert set(reports) == held
    assert set(Counter(name for name, _ in reports.values()).values()) == {3}
    assert len(held) == 42
    for code, (_, status) in reports.items():
        assert status in REGISTRY[code].meanings[0].label


def members(*groups: CodeGroup, on: str = "2026-03-02") -> set[str]:
    """Return the codes of the groups together."""
    return {code for group in groups for code in load_edition().groups.of(group, on=on).codes}


def test_every_monitoring_code_of_the_rules_is_in_the_registry_and_every_other_is_named() -> None:
    """The family holds set-up, supply and management, beside two category III codes with rules of their own."""
    family = {code for code in REGISTRY if REGISTRY[code].meanings[0].family == "remote therapeutic monitoring"}

    assert family == members(*MONITORING_GROUPS) | {"0733T", "0734T"}


def test_what_is_no_treatment_of_the_patient_is_three_families_of_the_registry() -> None:
    """Monitoring, contact by telephone or portal, and training of caregivers: new ones are in the group too."""
    families = {"remote therapeutic monitoring", "communication technology-based", "caregiver training"}
    held = {code for code in REGISTRY if {one.family for one in REGISTRY[code].meanings} & families}

    assert members(CodeGroup.NO_TREATMENT_DAY) == held
    assert members(CodeGroup.CAREGIVER_TRAINING) == {code for code in held if code[:2] in ("96", "97", "G0")}


def test_each_training_of_caregivers_has_both_forms() -> None:
    """In a group and for one patient's caregivers."""
    for group in (CodeGroup.CAREGIVERS_IN_GROUP, CodeGroup.CAREGIVERS_ALONE):
        assert set(load_edition().groups.of(group, on="2026-03-02").parts.values()) == set(PARTS[group])


def test_three_months_of_monitoring_raise_no_false_alarm() -> None:
    """Set-up once, supply at the end of each 30 days, management at the end of each month with its full minutes."""
    days: list[tuple[date, str]] = [(FIRST_DAY, "98975:GO x1 @20")]
    days += [(FIRST_DAY + timedelta(days=30 * n), "98977:GO x1 @0") for n in (1, 2, 3)]
    for day in (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)):
        days += [(day, "98980:GO x1 @20"), (day, "98981:GO x1 @20")]
    claim = Claim(parse_line(text, on=on) for on, text in days)

    report = Checker(policy="medicare-part-b", rules=MONITORING).check(claim, history=History(episodes=[EPISODE]))

    assert report.findings == ()
    assert report.not_evaluated == ()


def test_monitoring_rules_of_months_and_episodes_wait_for_a_history() -> None:
    """Without one they are not asked; only the rule of a single day is."""
    claim = parse_claim("2026-03-31", "98981:GO x1 @5", "98977:GO x1", "98985:GO x1")

    assert [found.rule_id for found in Checker(policy="medicare-part-b", rules=MONITORING).check(claim).findings] == [
        "RTM001"
    ]


monitoring_lines = st.lists(
    st.builds(
        lambda code, ago, units, minutes: ServiceLine(
            code, date_of_service=FIRST_DAY + timedelta(days=ago), units=units, minutes=minutes, modifiers=("GO",)
        ),
        st.sampled_from(sorted(members(*MONITORING_GROUPS))),
        st.integers(0, 70),
        st.integers(0, 2),
        st.integers(0, 45),
    ),
    max_size=6,
)


@given(monitoring_lines, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing_over_months(lines: list[ServiceLine], random: object) -> None:
    """The same lines shuffled are reported the same."""
    checker = Checker(policy="medicare-part-b", rules=MONITORING)
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    history = History(episodes=[EPISODE])

    assert shown(checker.check(Claim(lines), history=history)) == shown(checker.check(Claim(shuffled), history=history))


@given(monitoring_lines)
def test_supply_is_flagged_exactly_where_an_earlier_day_is_less_than_thirty_days_ago(lines: list[ServiceLine]) -> None:
    """A second answer by comparing every line with every other."""
    devices = load_edition().groups.of(CodeGroup.MONITORING_DEVICE, on=FIRST_DAY).parts
    supply = [line for line in lines if line.code in devices and line.units]
    expected = sum(
        any(
            devices[other.code] == devices[line.code] and 0 < (line.date_of_service - other.date_of_service).days < 30
            for other in supply
        )
        for line in supply
    )

    report = Checker(policy="medicare-part-b", rules=[find_rule("RTM005")]).check(Claim(lines), history=History())

    assert len(report.findings) == expected


def test_a_supply_too_early_is_reported_when_it_may_be_billed() -> None:
    """Thirty days after the one before it."""
    claim = Claim(parse_line("98977:GO x1", on=day) for day in (date(2026, 1, 31), date(2026, 2, 28)))

    [found] = Checker(policy="medicare-part-b", rules=[find_rule("RTM005")]).check(claim, history=History()).findings

    assert found.fixes[0].words == "Bill it on 2026-03-02 or later"
    assert [line.date_of_service for line in found.lines] == [date(2026, 2, 28), date(2026, 1, 31)]


@pytest.mark.parametrize("billed", range(1, 5))
def test_part_hours_are_those_between_full_hours_and_the_midpoint(billed: int) -> None:
    """Minute by minute: flagged from the first minute that the midpoint accepts to the last before the hour is full."""
    flagged = []
    rule = find_rule("WORK001")
    for minutes in range(1, 400):
        lines = [f"97545 x1 @{minutes}"] + ([f"97546 x{billed - 1} @0"] if billed > 1 else [])
        if Checker(policy="ama-midpoint", rules=[rule]).check(parse_claim("2026-03-02", *lines)).findings:
            flagged.append(minutes)

    full = 120 + 60 * (billed - 1)
    accepted = next(m for m in range(1, 400) if (m > 60) + minutes_to_units(max(0, m - 120), interval=60) >= billed)
    assert flagged == list(range(accepted, full))
