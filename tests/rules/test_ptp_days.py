"""Days of three and more codes (NCCI Policy Manual I-25): every ordered pair is judged, and each by itself."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations, permutations
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.checker import Checker
from otcpt.checking import check
from otcpt.claims import Claim, ServiceLine, parse_claim
from otcpt.editions import load_edition
from otcpt.findings import Report
from otcpt.rules import ALL_RULES, find_rule
from otcpt.rules._edit_modifiers import is_evaluation_and_management
from otcpt.testing.strategies import claims

DATA = Path(__file__).parents[2] / "data"
TABLES = {"practitioner": "medicare-part-b", "outpatient_hospital": "medicare-part-b-facility"}
#: Both tables are known for every pair of registry codes on these days.
DAYS = (date(2021, 6, 1), date(2024, 7, 1))
VERDICTS = ("PTP001", "PTP002", "PTP003", "PTP005")
CHECK = {
    table: Checker(policy=policy, rules=[rule for rule in ALL_RULES if rule.id in VERDICTS])
    for table, policy in TABLES.items()
}
FAMILY = {
    table: Checker(policy=policy, rules=[rule for rule in ALL_RULES if rule.family == "PTP"])
    for table, policy in TABLES.items()
}
CODES = (
    "97165", "97166", "97168", "97110", "97112", "97140", "97530", "97535", "97150", "97750", "97755", "97760", "97761",
    "97763", "97035", "97018", "97129", "97130", "92507", "92526", "G0283", "29125", "97597", "97602",
)  # fmt: skip

#: An edit or a prohibition between two positions: the rule, the line denied, the line it is denied beside.
Triple = tuple[str, int, int]


@cache
def _edits(table: str, on: date) -> dict[tuple[str, str], int]:
    """The rows in force, read from the file the editions are built of."""
    with (DATA / f"ptp_{table}.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["column1"], row["column2"]): int(row["modifier_indicator"])
            for row in csv.DictReader(file)
            if row["first_day"] <= on.isoformat() and (not row["last_day"] or on.isoformat() <= row["last_day"])
        }


def _oracle(lines: tuple[ServiceLine, ...], table: str) -> Iterator[Triple]:
    """What must be stated of one practitioner's or facility's lines of one discipline: every ordered pair, by hand."""
    edits = _edits(table, lines[0].date_of_service)
    for one, two in permutations(range(len(lines)), 2):
        pair = lines[one].code, lines[two].code
        if pair[1] in ("97129", "97130", "97533") and pair[0] in ("92507", "92508") and edits.get(pair) != 0:
            yield "PTP005", two, one
        elif (indicator := edits.get(pair)) is not None:
            tests = pair[1] in ("97750", "97755", "97763") and pair[0].startswith("9716")
            training = pair[0] in ("97760", "97761") and pair[1] in ("97164", "97168")
            shown = {"59", "XU"}.intersection(lines[one].modifiers + lines[two].modifiers)
            rule = "PTP005" if tests or training else "PTP003" if shown else "PTP002"
            yield "PTP001" if indicator == 0 else rule, two, one


def _triples(report: Report) -> list[Triple]:
    return sorted(
        (found.rule_id, found.positions[0], one)
        for found in (*report.findings, *report.bypassed)
        for one in found.positions[1:]
    )


def _lines(on: date, *given: tuple[str, tuple[str, ...]]) -> tuple[ServiceLine, ...]:
    return tuple(ServiceLine(code, date_of_service=on, units=1, modifiers=modifiers) for code, modifiers in given)


@pytest.mark.parametrize("table", TABLES)
def test_every_three_codes_are_judged_pair_by_pair(table: str) -> None:
    """All days of three of two dozen codes, without modifiers and with 59 on the first: each ordered pair is found."""
    pairs = 0
    for three in combinations(CODES, 3):
        for first in ((), ("59",)):
            lines = _lines(DAYS[1], (three[0], first), (three[1], ()), (three[2], ()))
            expected = sorted(_oracle(lines, table))
            assert _triples(CHECK[table].check(Claim(lines))) == expected, three
            pairs += len(expected)
    assert pairs > 2_000


@given(
    st.lists(
        st.tuples(st.sampled_from(CODES), st.sampled_from([(), (), ("59",), ("XU",), ("KX",), ("GO", "76")])),
        min_size=3,
        max_size=8,
    ),
    st.sampled_from(DAYS),
    st.sampled_from(sorted(TABLES)),
)
def test_longer_days_are_judged_pair_by_pair(given_: list[tuple[str, tuple[str, ...]]], on: date, table: str) -> None:
    """Up to eight lines, codes repeated: line against line, nothing left out and nothing reported twice."""
    lines = _lines(on, *given_)
    assert _triples(CHECK[table].check(Claim(lines))) == sorted(_oracle(lines, table))


@given(claims(max_size=6), st.sampled_from(sorted(TABLES)), st.sampled_from([None, "R1"]))
def test_a_third_line_changes_no_answer_about_two(claim: Claim, table: str, who: str | None) -> None:
    """What is stated of a day is what is stated of its pairs, whatever the modifiers and whatever the day."""
    lines = [attrs.evolve(line, units=1, rendering_provider_key=who, billing_provider_key=None) for line in claim]
    whole = _triples(CHECK[table].check(Claim(lines)))
    by_pairs = [
        (rule, place[two], place[one])
        for place in combinations(range(len(lines)), 2)
        for rule, two, one in _triples(CHECK[table].check(Claim(lines[i] for i in place)))
    ]

    assert whole == sorted(by_pairs)


def test_a_third_code_is_a_reason_for_59_and_no_substitute() -> None:
    """97530 beside 97110 has no edit; 97150 denies it all the same until 59 says that it was apart (I-25)."""
    bare = check(parse_claim("2024-07-01", "97150:GO x1", "97530:GO x1", "97140:GO:59 x1"), policy="medicare-part-b")

    assert [(f.rule_id, f.codes) for f in bare.findings] == [("PTP002", ("97530", "97150"))]
    assert [f.codes for f in bare.bypassed] == [("97140", "97150")]


@given(claims(), st.sampled_from(sorted(TABLES)))
def test_no_modifier_of_a_line_is_reported_twice(claim: Claim, table: str) -> None:
    """PTP004, PTP007 and PTP002 never name one modifier of one line: habit, kind of line and edit are kept apart."""
    report = FAMILY[table].check(claim)
    answer = {
        rule: {place for found in report.findings if found.rule_id == rule for place in found.positions}
        for rule in ("PTP002", "PTP004", "PTP007")
    }

    assert not answer["PTP002"] & (answer["PTP004"] | answer["PTP007"])
    for place in answer["PTP004"] & answer["PTP007"]:
        assert not is_evaluation_and_management(FAMILY[table].law_on(date(2026, 3, 2)), claim.lines[place].code)


@pytest.mark.parametrize("table", TABLES)
def test_what_the_table_denies_no_rule_on_evaluations_repeats(table: str) -> None:
    """Every pair of evaluations of a discipline, dated and undated, has one rule that speaks (XI.P.1, XI.P.3)."""
    rules = [find_rule(name) for name in (*VERDICTS, "EVAL001", "EVAL002")]
    checker = Checker(policy=TABLES[table], rules=rules)
    evaluations = [f"9716{n}" for n in range(1, 9)]
    for on in (date(2018, 3, 1), date(2020, 3, 2), *DAYS, date(2026, 3, 2)):
        for one, other in combinations(evaluations, 2):
            answer = [f.rule_id for f in checker.check(Claim(_lines(on, (one, ()), (other, ())))).findings]
            of_one_discipline = (one < "97165") == (other < "97165")
            denied = load_edition().ptp(table).between(one, other, on=on).edit is not None
            wanted = ["PTP001"] if denied else ["EVAL002" if {"97164", "97168"} & {one, other} else "EVAL001"]
            assert answer == (wanted if of_one_discipline else []), (on, one, other)


@pytest.mark.parametrize(
    ("sentence", "lines", "policy", "rule"),
    [
        ("M1", ("97165:GO x1", "97166:GO x1"), "medicare-part-b", "PTP001"),
        ("M2", ("97165:GO x1", "97161:GP x1"), "medicare-part-b", "PTP005"),
        ("M6", ("97168:GO x1", "97535:GO x1"), "medicare-part-b", "PTP002"),
        ("M8", ("97597:GO x1", "11042 x1"), "medicare-part-b", "PTP002"),
        ("M8", ("97602:GO x1", "97598:GO x1"), "medicare-part-b", "PTP001"),
        ("M9", ("93798 x1", "97530:GO x1"), "medicare-part-b-facility", "PTP002"),
        ("M9", ("93798 x1", "97535:GO x1"), "medicare-part-b-facility", "PTP009"),
        ("M10", ("97165:GO x1", "97750:GO x1"), "medicare-part-b", "PTP001"),
        ("M10", ("97165:GO x1", "97750:GO x1"), "medicare-part-b-facility", "PTP005"),
        ("M10", ("97165:GO x1", "97750:GP x1"), "medicare-part-b-facility", "PTP002"),
        ("M11", ("97610:GO x1", "97597:GO x1"), "medicare-part-b", "PTP002"),
        ("M12", ("97530:GN x1",), "medicare-part-b", "SLP001"),
        ("M12", ("92507:GN x1", "97129:GN x1"), "medicare-part-b", "PTP005"),
        ("M12", ("92507:GN x1", "97129:GO x1"), "medicare-part-b-facility", "PTP002"),
        ("M13", ("92526:GN x1", "G0283:GN x1"), "medicare-part-b", "PTP001"),
        ("M13", ("92526:GN x1", "G0283:GO x1"), "medicare-part-b-facility", "PTP002"),
        ("M14", ("95992:GP x2",), "medicare-part-b", "UNIT004"),
        ("M14", ("95992:GP x1", "97112:GP x1"), "medicare-part-b", "PTP002"),
        ("M15", ("98940 x1", "97140:GO x1"), "medicare-part-b", "PTP002"),
        ("M16", ("97168:GO x2",), "medicare-part-b", "UNIT004"),
        ("M17", ("29581:GO x1", "97140:GO x1"), "medicare-part-b", "PTP002"),
        ("M18", ("97150:GO x2",), "medicare-part-b-facility", "UNIT004"),
        ("M19", ("97530:GO x1", "99213 x1"), "medicare-part-b", "PTP009"),
        ("M19", ("97165:GO x1", "99213 x1"), "medicare-part-b", "PTP002"),
        ("M20", ("29125:GO x1", "99213 x1"), "medicare-part-b", "PTP002"),
        ("M20", ("29125:GO x1", "99203 x1"), "medicare-part-b", "PTP009"),
    ],
)
def test_each_sentence_of_the_manual_has_its_rule(
    sentence: str, lines: tuple[str, ...], policy: str, rule: str
) -> None:
    """What the manual says beyond the tables is reported by one rule of the families on combinations, units apart."""
    claim = parse_claim("2024-07-01", *lines)
    named = (
        Claim(attrs.evolve(line, rendering_provider_key="A") for line in claim)
        if policy == TABLES["practitioner"]
        else claim
    )
    families = ("PTP", "EVAL", "SLP", "MUE", "UNIT")
    answer = {f.rule_id for f in check(named, policy=policy).findings if f.rule.family in families}

    assert rule in answer, sentence
    assert answer <= {rule, "UNIT004", "MUE001"}, sentence
