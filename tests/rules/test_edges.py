"""The shared arithmetic of the rules where it turns: the first and last day, code and minute on each side."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from otcpt.checker import Checker
from otcpt.claims import PlanOfCare, ServiceLine, parse_claim
from otcpt.errors import UnknownName
from otcpt.policies import Overlay, load_policy
from otcpt.rules import ALL_RULES, Day, Law, find_rule, rules_digest
from otcpt.rules._clock import has_clock, least_minutes
from otcpt.rules._day import practitioners
from otcpt.rules._edit_modifiers import edit_modifiers, why_not_applicable
from otcpt.rules._episode import certified_through, is_planned
from otcpt.rules._law import _STALE
from otcpt.rules._manual import either_line, modifier_justification, separateness_rule
from otcpt.rules._monitoring import exclusive
from otcpt.rules._quantities import is_quantity_based
from otcpt.rules._therapist import own_minutes

DAY = date(2026, 3, 2)


def law(policy: str = "medicare-part-b", on: date = DAY, **choices: Any) -> Law:
    """The law of a day under a policy and choices of its own."""
    chosen = load_policy(policy) | Overlay(id="test", **choices) if choices else load_policy(policy)
    return Checker(policy=chosen).law_on(on)


def line(code: str, *modifiers: str, on: date = DAY, **more: Any) -> ServiceLine:
    """A line of the day."""
    return ServiceLine(code, date_of_service=on, modifiers=modifiers, **more)


@pytest.mark.parametrize(("units", "minutes"), [(None, 0), (0, 0), (1, 1), (2, 16), (3, 31)])
def test_units_rest_on_so_many_minutes_at_least(units: int | None, minutes: int) -> None:
    """Each unit but the last needs its 15 minutes, the last one."""
    assert least_minutes(law(), line("97530", units=units)) == minutes


def test_minutes_that_are_given_are_not_reckoned() -> None:
    """Units say something of minutes only where no minutes are given."""
    assert least_minutes(law(), line("97530", units=2, minutes=30)) == 30
    assert least_minutes(law(), line("97530", units=2, minutes=0)) == 0


@pytest.mark.parametrize("code", ["97165", "97550", "12345", "99213"])
def test_units_outside_the_pool_say_nothing_of_minutes(code: str) -> None:
    """Untimed codes, codes of other lengths and foreign ones."""
    assert least_minutes(law(), line(code, units=2)) == 0


def test_tenths_of_an_hour_say_nothing_of_quarter_hours() -> None:
    """A payer that counts otherwise needs other minutes."""
    assert least_minutes(law("ama-midpoint", unit_method="tenths"), line("97530", units=2)) == 0


def test_either_time_of_a_line_is_a_clock() -> None:
    """One start, or one end, is enough to ask for the others; none is not."""
    assert not has_clock([line("97530"), line("97110")])
    assert has_clock([line("97530"), line("97110", start_time=time(9))])
    assert has_clock([line("97530"), line("97110", end_time=time(9))])


@pytest.mark.parametrize(
    ("code", "thing"), [("29125", True), ("97165", False), ("97530", False), ("97150", False), ("97597", False)]
)
def test_things_are_counted_apart_from_time_and_days(code: str, thing: bool) -> None:
    """A splint is a thing; an evaluation is once a day, and treatment is time."""
    meaning = law().meaning(code)
    assert meaning is not None
    assert is_quantity_based(meaning) is thing


def test_a_facility_answers_as_a_whole_and_a_practice_does_not() -> None:
    """Rendering providers tell a practice's lines apart; whoever is not named is the only one who is."""
    lines = [line("97530", rendering_provider_key="R1"), line("97110")]
    two = [*lines, line("97535", rendering_provider_key="R2")]

    assert practitioners(Day(law("medicare-part-b-facility"), lines)) == (None, None)
    assert practitioners(Day(law(), lines)) == ("R1", "R1")
    assert practitioners(Day(law(), two)) == ("R1", None, "R2")


@pytest.mark.parametrize(("first", "days"), [(date(2007, 12, 31), 30), (date(2008, 1, 1), 90), (date(2008, 1, 2), 90)])
def test_a_certification_covers_ninety_days_from_2008_on(first: date, days: int) -> None:
    """The plan's first day decides; an earlier last day of its own ends it."""
    assert certified_through(PlanOfCare(first_day=first)) == first + timedelta(days)
    assert certified_through(PlanOfCare(first_day=first, last_day=first + timedelta(9))) == first + timedelta(9)


def test_therapy_needs_no_modifier_to_be_recognized() -> None:
    """The code's designation says it."""
    assert is_planned(law(), "97530", ())
    assert not is_planned(law(), "99213", ("GO",))
    assert not is_planned(law(), "12345", ("GO",))


@pytest.mark.parametrize(
    ("one", "other", "either"),
    [("97140", "29581", True), ("29584", "97140", True), ("97140", "97530", False), ("29581", "97530", False)],
)
def test_compression_beside_manual_techniques_takes_the_modifier_on_either_line(
    one: str, other: str, either: bool
) -> None:
    """Both codes are needed for the sentence."""
    assert either_line(law(), one, other) is either


@pytest.mark.parametrize(
    ("code", "section"),
    [
        ("97009", None), ("97010", "I-13 and XI.U.6"), ("97150", "I-13 and XI.U.6"), ("97151", None), ("97160", None),
        ("97161", "I-13 and XI.U.6"), ("97168", "I-13 and XI.U.6"), ("97169", None), ("97529", None),
        ("97530", "I-13 and XI.U.6"), ("97546", "I-13 and XI.U.6"), ("97547", None), ("97749", None),
        ("97750", "I-13 and XI.U.6"), ("97799", "I-13 and XI.U.6"), ("97800", None), ("28999", None),
        ("29000", "IV.G.3"), ("29799", "IV.G.3"), ("29800", None), ("L3906", None), ("9753T", None),
    ],
)  # fmt: skip
def test_the_manuals_ranges_end_where_they_end(code: str, section: str | None) -> None:
    """Therapy and strapping beside a visit, on each side of each range."""
    message = separateness_rule(law(), line(code), line("99213"))
    assert (message.section if message else None) == section


def test_a_monitoring_code_does_not_exclude_itself() -> None:
    """A code repeated is another rule's."""
    assert not exclusive(law(), "98977", "98977")
    assert not exclusive(law(), "98980", "98980")


@pytest.mark.parametrize(
    ("code", "surgery"), [("10003", False), ("10004", True), ("69990", True), ("69991", False), ("L3906", False)]
)
def test_the_surgery_section_ends_where_it_ends(code: str, surgery: bool) -> None:
    """A modifier of the global period is idle outside it, and under a therapy plan of care."""
    assert (why_not_applicable(law(), "58", line(code), facility=False) == "") is surgery
    assert why_not_applicable(law(), "58", line(code, "GO"), facility=False)


@pytest.mark.parametrize(
    ("code", "laboratory"), [("79999", False), ("80000", True), ("89999", True), ("90000", False), ("G0480", False)]
)
def test_the_laboratory_section_ends_where_it_ends(code: str, laboratory: bool) -> None:
    """91 is idle outside it."""
    assert (why_not_applicable(law(), "91", line(code), facility=False) == "") is laboratory


@pytest.mark.parametrize(
    ("on", "by"), [(date(2019, 6, 30), ()), (date(2019, 7, 1), ("59",)), (date(2019, 7, 2), ("59",))]
)
def test_59_is_read_on_either_line_from_july_2019_on(on: date, by: tuple[str, ...]) -> None:
    """The day of the change belongs to the new law."""
    assert edit_modifiers(law(on=on), line("97530", "59", on=on), line("97116", on=on), facility=False).by == by


@pytest.mark.parametrize(
    ("more", "minutes"),
    [
        ({"therapist_minutes": 20}, 20),
        ({"therapist_minutes": 20, "joint_minutes": 5}, 25),
        ({"therapist_minutes": 20, "joint_minutes": 0}, 20),
        ({"minutes": 20}, 20),
        ({"units": 2}, 16),
        ({}, 0),
    ],
)
def test_a_therapists_own_minutes_hold_those_with_the_assistant(more: dict[str, Any], minutes: int) -> None:
    """Together counts as the therapist's."""
    assert own_minutes(law(), line("97530", "GO", **more)) == minutes


def test_marked_lines_and_those_before_2020_are_no_ones_own() -> None:
    """Who gave them cannot be known."""
    early = date(2019, 12, 31)
    assert own_minutes(law(), line("97530", "GO", "CO", minutes=20)) == 0
    assert own_minutes(law(on=early), line("97530", "GO", on=early, minutes=20)) == 0
    assert own_minutes(law(on=date(2020, 1, 1)), line("97530", "GO", on=date(2020, 1, 1), minutes=20)) == 20


LATE = date(2026, 12, 31)
_ANSWERS: list[Callable[[Law], Any]] = [
    lambda seen: seen.ptp("97530", "97750"),
    lambda seen: seen.ptp("97750", "97530"),
    lambda seen: seen.mue("97750"),
    lambda seen: seen.addon("97130"),
    lambda seen: seen.addon("97530"),
    lambda seen: seen.status("97530"),
]


@pytest.mark.parametrize("ask", _ANSWERS)
def test_a_strict_policy_takes_no_answer_that_is_carried_forward(ask: Callable[[Law], Any]) -> None:
    """What the edition has forward is not known to it, and says why; what was read is the same for both."""
    for on in (DAY, LATE):
        carried, strict = ask(law(on=on)), ask(law(on=on, staleness="strict"))
        if carried.carried_forward:
            assert (carried.known, strict.known) == (True, False)
            assert strict.reason == _STALE
            assert not getattr(strict, "edit", None)
            assert getattr(strict, "units", None) is getattr(strict, "letter", None) is None
        else:
            assert strict == carried


@pytest.mark.parametrize("ask", _ANSWERS)
def test_a_law_answers_twice_alike(ask: Callable[[Law], Any]) -> None:
    """What it remembers is what it stated."""
    seen = law()
    assert ask(seen) == ask(seen) == ask(law())


def test_some_answers_are_carried_forward_on_the_last_day_of_the_edition() -> None:
    """Else the test above would prove nothing."""
    seen = law(on=LATE)
    assert {type(ask(seen)).__name__ for ask in _ANSWERS if ask(seen).carried_forward} >= {"PtpAnswer", "MueAnswer"}


def test_a_code_outside_the_registry_has_no_status() -> None:
    """Not known, and why."""
    answer = law().status("12345")
    assert (answer.letter, answer.known, answer.reason) == (None, False, "the code is not in the registry")


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ("97750/97165 97755/97161 97763/97168 97760/97164 97761/97168", "two-disciplines"),
        ("92507/97129 97130/92508 97533/92507 92526/97032 G0283/92526", "two-practitioners"),
        ("95992/97110 97530/95992", "other-condition"),
        ("98940/97140 97124/98943", "other-region"),
        ("97597/97602 97610/97598 11042/97597 97605/11047", "other-wound"),
        ("93798/97530 97110/G0237 93797/97597 94625/97168", "other-encounter"),
        ("97168/97530 97116/97164 97165/97168", "change-of-status"),
        ("97530/97750 97165/97760 92507/92526 92507/97530 97129/97130 92526/97530 97032/97530", "distinct"),
        ("95992/97116 97110/97112 98940/97110 98940/98941 97140/97124", "distinct"),
        ("97597/97530 11042/11043 11042/97530 97755/97750 97760/97761", "distinct"),
    ],
)
def test_the_manuals_reason_that_separates_two_codes(pairs: str, expected: str) -> None:
    """A sentence of its own for some pairs, both codes together, in either order; time and place for all others."""
    seen = law()
    for pair in pairs.split():
        one, other = pair.split("/")
        assert modifier_justification(seen, one, other) == modifier_justification(seen, other, one) == expected, pair


def test_a_rule_is_found_by_id_or_name() -> None:
    """In any case and with blanks around it; near misses are named, of ids and of names."""
    for one in ALL_RULES:
        assert find_rule(f" {one.id.lower()} ") is find_rule(one.name.upper()) is one
    with pytest.raises(UnknownName) as missed:
        find_rule("ptp0001")
    assert str(missed.value).startswith("no rule is called 'ptp0001'; ids look like PTP001. Did you mean PTP001")
    assert len(rules_digest(ALL_RULES)) == 16
    assert rules_digest(ALL_RULES[1:]) != rules_digest(ALL_RULES) == rules_digest(list(ALL_RULES))


def findings_and_gaps(rule: str, *lines: str) -> tuple[list[tuple[int, ...]], list[tuple[tuple[int, ...], str]]]:
    """The lines of what a rule finds, and what it cannot tell of which lines."""
    report = Checker(policy="medicare-part-b").check(parse_claim(DAY, *lines))
    return (
        [one.positions for one in report.findings if one.rule_id == rule],
        [(one.positions, one.why) for one in report.not_evaluated if one.rule_id == rule],
    )


def test_what_cannot_be_known_of_one_code_hides_no_other() -> None:
    """Each code by itself, in the order of the codes."""
    assert findings_and_gaps("ASST003", "97110:GO x48 @720", "97110:GO:KX x48 @A721", "97530:GO x2 @A30") == (
        [(2,)],
        [((0, 1), "97110 has more minutes than a day has (1,440)")],
    )
    assert findings_and_gaps("AOC001", "97130:GO x1", "97129:GO x1", "97598:GO x1", "97551:GO x1") == ([(2,), (3,)], [])
    assert findings_and_gaps("MOD004", "97530:GO:ZY:ZZ x1") == (
        [],
        [((0,), "Unknown modifier ZY, ZZ: a state or another payer may use it")],
    )
    assert findings_and_gaps("MOD007", "97530:GO:GA:GZ:GY x1") == ([(0,), (0,), (0,)], [])
