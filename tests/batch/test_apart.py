"""Days judged by tables of lines and of pairs: what a single check says of each, and most days are judged so."""

from collections.abc import Iterator, Sequence
from datetime import date, time
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.batch.lines import assert_flags
from tests.batch.lines import assert_parity as assert_words
from tests.batch.lines_made import made_lines

from otcpt import ALL_RULES, Checker, ServiceLine, load_policy
from otcpt.batch.input._arrays import Flags
from otcpt.batch.input._lines import LineArrays
from otcpt.batch.judging._apart import DaysApart
from otcpt.findings import Cause, Field, Hit, Part, Rule, Severity, rule
from otcpt.rules import Day
from otcpt.units import allocate

#: Rules that judge part by part, and what else a day may be asked.
PARTS = [rule for rule in ALL_RULES if rule.part in (Part.CODE, Part.PAIR, Part.POOL)]
RULES = {
    "facts": [rule for rule in ALL_RULES if rule.id in ("UNIT001", "PTP001", "PTP002", "MUE001")],
    "units": [rule for rule in PARTS if rule.part is Part.POOL],
    "parts": [rule for rule in PARTS if not rule.id.startswith("ASST")],
    "all": [*ALL_RULES],
}


def assert_parity(checker: Checker, lines: Sequence[ServiceLine]) -> None:
    """In words, and flags are the same, of which more days are judged here."""
    assert_words(checker, lines)
    assert_flags(checker, lines)


def checker(rules: str, policy: str = "medicare-part-b") -> Checker:
    """What is asked of the days."""
    return Checker(policy=load_policy(policy), rules=RULES[rules])


#: Codes of the pool, two of them a family; and others, of which two are a family each.
SHARING = ("97530", "97110", "97140", "97129", "97130", "97750")
OTHERS = ("97165", "97150", "97003", "97550", "97551", "29125", "96125", "97545", "97546")
LINES = st.fixed_dictionaries(
    {
        "code": st.sampled_from([*SHARING, *OTHERS]),
        "modifiers": st.sampled_from(
            [("GO",), ("GO",), ("GO",), (), ("GO", "59"), ("GP",), ("GO", "CO"), ("GN", "GO")]
        ),
        "units": st.sampled_from([1, 1, 2, 2, 3, 0, 9, None]),
        "minutes": st.sampled_from([15, 15, 30, 23, 8, 7, 0, 1440, None]),
        "bill_type": st.sampled_from([None, None, None, "131"]),
        "place_of_service": st.sampled_from(["11", "11", "12", None]),
        "assistant_minutes": st.sampled_from([None, None, None, None, 0, 15]),
        "total_treatment_minutes": st.sampled_from([None, None, None, 20, 90]),
        "start_time": st.sampled_from([None, None, None, time(9)]),
        "end_time": st.sampled_from([None, None, None, time(9, 30)]),
    }
)


def may_be(lines: list[dict[str, Any]]) -> bool:
    """Whether no line has more minutes of an assistant than minutes."""
    return all((line["assistant_minutes"] or 0) <= (line["minutes"] or 0) for line in lines)


_Day = tuple[str, tuple[str | None, str | None], list[dict[str, object]]]
DAYS = st.tuples(
    st.sampled_from(["2026-03-02", "2026-03-02", "2024-06-03", "2023-03-01"]),
    st.sampled_from([("R1", "B1"), ("R1", "B1"), (None, None), ("R1", None)]),
    st.lists(LINES, min_size=1, max_size=7, unique_by=lambda line: (line["code"], line["modifiers"])).filter(may_be),
)


def lines_of(days: Sequence[_Day]) -> list[ServiceLine]:
    """The lines of days, a patient each."""
    return [
        ServiceLine(
            date_of_service=date.fromisoformat(on),
            patient_key=f"P{number}",
            claim_id=f"C{number}",
            line_id=str(place),
            rendering_provider_key=who[0],
            billing_provider_key=who[1],
            **line,  # type: ignore[arg-type]
        )
        for number, (on, who, own) in enumerate(days)
        for place, line in enumerate(own)
    ]


#: Days whose lines meet in other ways: two codes of a family, one code twice, and a code that is denied whatever it has
#: beside two others; and one of more minutes than a day has.
LEFT: list[list[tuple[str, str, int, int]]] = [
    [("97129", "GO", 1, 22), ("97130", "GO", 1, 22), ("97530", "GO", 1, 8)],
    [("97112", "GO", 3, 45), ("97112", "GO KX", 3, 45)],
    [("97165", "GO", 1, 45), ("97530", "GO", 1, 15), ("97750", "GO", 1, 15)],
    [("97530", "GO", 96, 1440), ("97110", "GO", 2, 30)],
]


@pytest.mark.parametrize("rules", [*RULES])
@pytest.mark.parametrize("own", LEFT)
def test_days_of_other_than_single_lines(own: list[tuple[str, str, int, int]], rules: str) -> None:
    """They are as by themselves."""
    lines: list[dict[str, object]] = [
        {"code": code, "modifiers": tuple(modifiers.split()), "units": units, "minutes": minutes}
        for code, modifiers, units, minutes in own
    ]
    assert_parity(checker(rules), lines_of([("2026-03-02", ("R1", "B1"), lines)]))


@rule(
    "TIME901",
    "total-and-therapist",
    reads={Field.TOTAL_TREATMENT_MINUTES, Field.THERAPIST_MINUTES},
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="{code} has both.",
    cites=(),
)
def needs_two_fields(day: Day) -> Iterator[Hit]:
    """Needs two fields of every line."""
    yield Hit(tuple(range(len(day.lines))))


#: Days of a line that is not billed, of more treatment than the total, and with a total on one line.
MORE: list[tuple[list[Rule], list[dict[str, object]]]] = [
    ([*ALL_RULES], [{"code": "97530", "units": 0, "minutes": 15}]),
    ([*ALL_RULES], [{"code": "97150", "units": 1, "minutes": 40, "total_treatment_minutes": 30}]),
    ([needs_two_fields], [{"code": "97530", "units": 1, "total_treatment_minutes": 30}, {"code": "97110", "units": 1}]),
]


@pytest.mark.parametrize(("rules", "own"), MORE)
def test_what_lines_have_more(rules: list[Rule], own: list[dict[str, object]]) -> None:
    """Rules that read it are asked, and what one line lacks is said of the day; caveats too where nothing is billed."""
    lines = [{**line, "modifiers": ("GO",)} for line in own]
    for on in ("2026-03-02", "2027-01-01"):
        assert_parity(Checker(policy="medicare-part-b", rules=rules), lines_of([(on, ("R1", "B1"), lines)]))


@given(st.lists(DAYS, min_size=1, max_size=8), st.sampled_from([*RULES]))
def test_days_are_judged_as_by_themselves(
    days: list[tuple[str, tuple[str, str], list[dict[str, object]]]], rules: str
) -> None:
    """With families, repeated codes, lines not billed, minutes missing, disciplines and modifiers."""
    assert_parity(checker(rules), lines_of(days))


def right_days(asked: Checker, count: int) -> list[ServiceLine]:
    """Days of codes from the whole registry, in most of which the units follow from the minutes."""
    chance, on = Random(5), date(2026, 3, 2)
    law = asked.law_on(on)
    timings = {one.code: one.timing for one in law.edition.codes.in_force(on) if one.timing is not None}
    codes = [one.code for one in law.edition.codes.in_force(on)]
    made = []
    for number in range(count):
        minutes = {code: chance.choice([8, 15, 20, 30, 38]) for code in chance.sample(codes, chance.randint(2, 6))}
        timed = {code: spent for code, spent in minutes.items() if law.timing(code) is not None}
        units = allocate(timed, timings, method="cms").counts if chance.random() < 0.8 else {}
        for place, (code, spent) in enumerate(minutes.items()):
            made.append(
                ServiceLine(
                    code,
                    date_of_service=on,
                    modifiers=("GO",),
                    units=units.get(code, 1),
                    minutes=spent,
                    patient_key=f"P{number:04}",
                    claim_id=f"C{number}",
                    line_id=str(place),
                    rendering_provider_key="R1",
                    billing_provider_key="B1",
                )
            )
    return made


@pytest.mark.parametrize("policy", ["medicare-part-b", "ama-midpoint"])
@pytest.mark.parametrize("rules", [*RULES])
def test_every_code_of_the_registry(policy: str, rules: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside any others; under total time most days are judged so, and days made from a seed are as by themselves."""
    asked, judged = checker(rules, policy), []
    judge = DaysApart.judge

    def counted(self: DaysApart, lines: LineArrays, *given: Any) -> Flags:
        done = judge(self, lines, *given)
        judged.append(float(np.mean(done)))
        return done

    monkeypatch.setattr(DaysApart, "judge", counted)
    assert_parity(asked, right_days(asked, 150))
    assert_parity(asked, made_lines(150, seed=9))
    if policy == "medicare-part-b" and rules in ("facts", "all"):
        assert judged[0] > 0.3
