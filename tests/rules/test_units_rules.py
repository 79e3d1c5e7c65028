"""Units against minutes, and therapist against assistant: every day judged as a brute-force oracle judges it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.checker import Checker
from otcpt.claims import Claim, ServiceLine
from otcpt.editions import load_edition
from otcpt.findings import Finding, Report
from otcpt.policies import load_policy
from otcpt.rules import Law, find_rule
from otcpt.rules._assistant_units import _services
from otcpt.rules._unit_pools import counted_accounts
from otcpt.units import allocate

ON = date(2026, 3, 2)
UNIT = [find_rule(name) for name in ("UNIT001", "UNIT002", "UNIT003")]
ASSISTANT = [find_rule(name) for name in ("ASST003", "ASST004")]
METHODS = {"cms": "medicare-part-b", "ama": "ama-midpoint"}
CHECKERS = {method: Checker(policy=policy, rules=UNIT) for method, policy in METHODS.items()}

POOL = ("97110", "97112", "97140", "97530")
PAIR = ("97129", "97130")
CODES = POOL + PAIR
TIMINGS = {code: load_edition().codes[code].on(ON).timing for code in CODES}


def line(code: str, units: int, minutes: int) -> ServiceLine:
    """A line of occupational therapy."""
    return ServiceLine(code, date_of_service=ON, modifiers=("GO",), units=units, minutes=minutes)


def shown(report: Report) -> list[str]:
    """The rules that found something."""
    return [finding.rule_id for finding in report.findings]


def split_pair(units: Mapping[str, int]) -> dict[str, int]:
    """The shared units of 97129 and 97130, under 97129 on entry: once the first code, the rest its add-on."""
    answer = dict(units)
    shared = answer.pop("97129", 0)
    return {**answer, "97129": min(1, shared), "97130": max(0, shared - 1)}


def merged(minutes: Mapping[str, int]) -> dict[str, int]:
    """Minutes with 97130's counted under 97129."""
    by_service: dict[str, int] = {}
    for code, spent in minutes.items():
        by_service["97129" if code in PAIR else code] = by_service.get("97129" if code in PAIR else code, 0) + spent
    return by_service


def thresholds_reached(minutes: int) -> int:
    """Rows of the manual's table at or below these minutes: 8, 23, 38 and so on."""
    return sum(1 for threshold in range(8, minutes + 1, 15) if threshold <= minutes)


def total_time_answers(minutes: Mapping[str, int]) -> list[dict[str, int]]:
    """All right answers, by trying every way to give the units beyond the whole blocks and keeping the best."""
    services = merged(minutes)
    blocks = {code: spent // 15 for code, spent in services.items()}
    spare = thresholds_reached(sum(services.values())) - sum(blocks.values())
    ways = [(sum(services[code] % 15 for code in won), won) for won in combinations(sorted(services), spare)]
    most = max(left_over for left_over, _ in ways)
    return [
        split_pair({code: count + (code in won) for code, count in blocks.items()})
        for left_over, won in ways
        if left_over == most
    ]


def midpoint_answer(minutes: Mapping[str, int]) -> dict[str, int]:
    """The one right answer of a midpoint payer."""
    return split_pair({code: thresholds_reached(spent) for code, spent in merged(minutes).items()})


def totals(lines: Iterable[ServiceLine]) -> tuple[dict[str, int], dict[str, int]]:
    """Minutes and units by code."""
    minutes: dict[str, int] = {}
    units: dict[str, int] = {}
    for one in lines:
        minutes[one.code] = minutes.get(one.code, 0) + (one.minutes or 0)
        units[one.code] = units.get(one.code, 0) + (one.units or 0)
    return minutes, units


def same(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    """Whether the units are equal, a family as one, a code without units being as good as none."""
    one, other = merged(one), merged(other)
    return all(one.get(code, 0) == other.get(code, 0) for code in {*one, *other})


def verdict(billed: int, supported: int) -> str:
    """The rule that must speak of units that are not right."""
    return "UNIT001" if billed > supported else "UNIT002" if billed < supported else "UNIT003"


@st.composite
def days(draw: st.DrawFn) -> list[ServiceLine]:
    """Up to five lines, a code on several of them now and then; the units are right, nearly right or anything."""
    spent = draw(st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 50)), min_size=1, max_size=5))
    minutes = merged({})
    for code, amount in spent:
        minutes[code] = minutes.get(code, 0) + amount
    method = draw(st.sampled_from(["cms", "ama", "cms"]))
    alternatives = allocate(minutes, TIMINGS, method=method).alternatives  # type: ignore[arg-type]
    units = dict(draw(st.sampled_from(alternatives)))
    for code in draw(st.lists(st.sampled_from([code for code, _ in spent]), max_size=2)):
        units[code] = max(0, units.get(code, 0) + draw(st.sampled_from([-1, 1])))
    lines = []
    for number, (code, amount) in enumerate(spent):
        later = any(code == other for other, _ in spent[number + 1 :])
        own = draw(st.integers(0, units.get(code, 0))) if later else units.get(code, 0)
        units[code] = units.get(code, 0) - own
        lines.append(line(code, own, amount))
    return [*lines, *(line(code, count, 0) for code, count in units.items() if count)]


class TestTotalTime:
    """CMS Pub. 100-04 ch. 5 §20.2.C: the day's total decides how many units, left-over minutes decide which."""

    @given(days())
    def test_a_day_is_right_or_wrong_in_exactly_one_way(self, lines: list[ServiceLine]) -> None:
        """Silent on each of the equally right answers; otherwise above, below or misallocated, and only that."""
        minutes, units = totals(lines)
        answers = total_time_answers(minutes)
        right = any(same(units, answer) for answer in answers)
        expected = [] if right else [verdict(sum(units.values()), sum(answers[0].values()))]

        assert shown(CHECKERS["cms"].check(Claim(lines))) == expected

    @given(days())
    def test_every_answer_of_the_allocation_is_accepted(self, lines: list[ServiceLine]) -> None:
        """What allocate calls equally right is never flagged."""
        minutes, _ = totals(lines)
        for answer in allocate(minutes, TIMINGS, method="cms").alternatives:
            billed = [line(code, answer.get(code, 0), minutes.get(code, 0)) for code in {*answer, *minutes}]

            assert shown(CHECKERS["cms"].check(Claim(billed))) == []

    @given(days())
    def test_the_finding_names_the_right_answers(self, lines: list[ServiceLine]) -> None:
        """The evidence lists each right answer of the oracle and no other."""
        minutes, _ = totals(lines)
        answers = total_time_answers(minutes)
        for finding in CHECKERS["cms"].check(Claim(lines)).findings:
            evidence = finding.evidence
            listed = [dict(read_units(answer)) for answer in str(evidence["right"]).split("; or ")]

            assert evidence["supported"] == sum(answers[0].values())
            assert len(listed) == len(answers)
            assert all(any(same(one, answer) for answer in answers) for one in listed)


class TestMidpoint:
    """CPT introduction, time: each code by itself; the members of a family as one."""

    @given(days())
    def test_each_code_is_right_or_wrong_in_exactly_one_way(self, lines: list[ServiceLine]) -> None:
        """One finding for each service whose units are not those of its own midpoint."""
        minutes, units = totals(lines)
        answer = midpoint_answer(minutes)
        expected = []
        for members in (*((code,) for code in POOL), PAIR):
            billed = {code: units.get(code, 0) for code in members}
            supported = {code: answer.get(code, 0) for code in members}
            if not same(billed, supported):
                expected.append(verdict(sum(billed.values()), sum(supported.values())))

        assert sorted(shown(CHECKERS["ama"].check(Claim(lines)))) == sorted(expected)


def read_units(text: str) -> Iterator[tuple[str, int]]:
    """Units by code, read back from the evidence."""
    for part in text.split(", "):
        code, count = part.split(" x")
        yield code, int(count)


@given(st.integers(0, 200), st.integers(0, 6))
def test_a_code_outside_the_pool_is_counted_by_its_own_length(minutes: int, units: int) -> None:
    """96125 by the hour, past the half hour, whatever else the day holds."""
    lines = [line("96125", units, minutes), line("97530", 2, 30)]
    supported = sum(1 for threshold in range(31, minutes + 1, 60))
    expected = [] if units == supported else [verdict(units, supported)]

    assert shown(CHECKERS["cms"].check(Claim(lines))) == expected


@pytest.mark.parametrize("method", METHODS)
def test_every_timed_code_on_every_turning_point_of_the_law_is_judged(method: str) -> None:
    """No code, alone or beside its family, makes the unit rules raise, however absurd its minutes."""
    edition = load_edition()
    judged = 0
    for on in edition.boundaries:
        for meaning in edition.codes.in_force(on):
            if meaning.timing.timed:
                lines = [
                    ServiceLine(code, date_of_service=on, modifiers=("GO",), units=2, minutes=1440)
                    for code in (meaning.code, meaning.code, meaning.timing.additional or meaning.code)
                ]
                CHECKERS[method].check(Claim(lines))
                judged += 1

    assert judged > 500


def test_many_equal_claims_are_not_all_written_out() -> None:
    """Twenty codes of 7 minutes have more right answers than a reader, or a computer, wants to see."""
    codes = [m.code for m in load_edition().codes.in_force(ON) if m.timing.pool and not m.timing.family][:20]
    (finding,) = CHECKERS["cms"].check(Claim(line(code, 0, 7) for code in codes)).findings

    assert finding.rule_id == "UNIT002"
    assert "; or " not in str(finding.evidence["right"])


def test_remote_monitoring_is_counted_by_the_month_not_the_day() -> None:
    """Its codes neither need minutes here nor enter any account of the day."""
    codes = [m.code for m in load_edition().codes.in_force(ON) if m.family == "remote therapeutic monitoring"]
    lines = [ServiceLine(code, date_of_service=ON, modifiers=("GO",), units=3) for code in codes]
    report = CHECKERS["cms"].check(Claim([*lines, line("97530", 2, 30)]))

    assert len(codes) > 8
    assert not report.findings
    assert not report.not_evaluated


REGIMES = {2021: date(2021, 6, 1), 2026: ON}
ASSISTANT_CHECKER = Checker(policy="medicare-part-b", rules=ASSISTANT)


def units_with_modifier(therapist: int, assistant: int, units: int, year: int) -> int:
    """CMS's four steps, written down again: whole blocks first, then the last unit or two."""
    own, reduced = therapist // 15, assistant // 15
    rest, t, a = units - own - reduced, therapist % 15, assistant % 15
    if year == 2021:
        return reduced + (rest if 10 * a > t + a else 0)
    if rest == 2:
        return reduced + (1 if t >= 8 else 2)
    return reduced + (rest if t < 8 and a else 0)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 6), st.booleans(), st.sampled_from([2021, 2026]))
def test_assistant_units_are_judged_as_the_four_steps_have_it(
    therapist: int, assistant: int, wrong: int, more: bool, year: int
) -> None:
    """42 CFR 410.59(a)(4): too few units under CO is an error, too many a warning, the right number neither."""
    minutes = therapist + assistant
    units = minutes // 15 + (more and minutes % 15 > 0)
    expected_with = units_with_modifier(therapist, assistant, units, year)
    billed_with = min(units, max(0, expected_with + wrong - 3))
    lines = [
        ServiceLine(
            "97530",
            date_of_service=REGIMES[year],
            modifiers=modifiers,
            units=count,
            therapist_minutes=own,
            assistant_minutes=others,
        )
        for modifiers, count, own, others in (
            (("GO",), units - billed_with, therapist, 0),
            (("GO", "CO"), billed_with, 0, assistant),
        )
    ]
    found: tuple[Finding, ...] = ASSISTANT_CHECKER.check(Claim(lines)).findings
    short = ["ASST003"] if billed_with < expected_with else ["ASST004"] if billed_with > expected_with else []

    assert [finding.rule_id for finding in found] == short


@given(st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 4), st.integers(0, 60)), min_size=1, max_size=6))
def test_what_is_kept_of_a_kind_of_day_reads_neither_units_nor_minutes(given: list[tuple[str, int, int]]) -> None:
    """The layouts that days of one kind share are the same for lines that have neither."""
    law = Law(load_edition(), load_policy("medicare-part-b").settings, ON)
    lines = tuple(line(*one) for one in given)
    bare = tuple(ServiceLine(one.code, date_of_service=ON, modifiers=one.modifiers) for one in lines)

    assert counted_accounts(law, lines) == counted_accounts(law, bare)
    assert _services(law, lines) == _services(law, bare)
