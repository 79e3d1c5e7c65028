"""The working behind an answer, word for word: every step with its name, figures and clause, and every refusal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import get_args

import attrs
import pytest

from otcpt.codes import Timing
from otcpt.errors import InvalidInput, OtcptError
from otcpt.units import (
    Allocation,
    Method,
    MinuteRange,
    Step,
    allocate,
    is_in_part,
    minutes_to_units,
    split_assistant,
    units_to_minutes,
)

DAYS: Mapping[str, Mapping[str, int | Sequence[int]]] = {
    "one code": {"97110": 33},
    "two codes": {"97110": 33, "97140": 7},
    "no unit at all": {"97110": 4, "97140": 3},
    "a tie": {"97112": 20, "97110": 20},
    "a tie of three": {"97112": 20, "97110": 20, "97140": 20},
    "three codes, two of them tied for the last unit": {"97112": 18, "97110": 18, "97140": 9},
    "tied at unlike totals": {"97140": 5, "97110": 20, "97112": 35},
    "minutes of nothing": {"97110": 0, "97140": 15},
    "under eight each, a unit together": {"97110": 7, "97112": 7, "97140": 7},
    "each by itself more than together": {"97110": 8, "97112": 8, "97140": 8},
    "a pooled family": {"97129": 40, "97110": 20},
    "a pooled family named by its addition": {"97130": 40},
    "the first of a pooled family alone": {"97129": 10},
    "too little of an addition": {"97130": 5},
    "families of their own": {"97550": 50, "96112": 85, "97545": 150},
    "additions without minutes": {"97550": 20, "97551": 0},
    "codes of one interval": {"96125": 45, "98981": 39},
    "codes counted once": {"G0129": 44, "97150": 20, "97010": 0},
    "enough to count once": {"G0129": 45},
    "a code in sessions": {"97110": [10, 8, 30], "97140": [8], "97010": 5},
    "an hour's tenths": {"97110": 9, "97140": 3, "96125": 31},
    "everything": {"97110": 23, "97129": 20, "97550": 31, "96125": 31, "98981": 20, "97150": 10},
}
#: Minutes of the therapist, of the assistant, of both, and the units.
SPLITS = [
    (13, 23, 0, 2), (30, 0, 0, 2), (0, 15, 0, 1), (8, 15, 0, 1), (8, 15, 0, 2), (12, 12, 0, 2), (7, 16, 0, 2),
    (8, 7, 0, 1), (7, 8, 0, 1), (8, 8, 0, 1), (8, 8, 0, 2), (7, 10, 0, 2), (5, 5, 10, 1), (15, 2, 0, 1),
    (13, 2, 0, 1), (9, 1, 0, 1), (0, 0, 0, 0), (4, 3, 0, 1), (0, 8, 0, 1), (8, 0, 0, 1), (15, 20, 0, 2), (30, 8, 0, 1),
]  # fmt: skip


def shown(steps: Sequence[Step]) -> Iterator[str]:
    """A line for each step."""
    for step in steps:
        figures = ", ".join(f"{name} {number}" for name, number in step.figures)
        yield f"  {step.name}: {step.text} | {figures} | {step.citation.locator}"


def answer(function: Callable[[], object]) -> str:
    """What a call gives, or how it refuses."""
    try:
        found = function()
        return repr(found) if isinstance(found, Allocation) else str(found)
    except OtcptError as refusal:
        return f"{type(refusal).__name__}: {refusal} [{getattr(refusal, 'what', '')} {getattr(refusal, 'value', '')!r}]"


@pytest.mark.parametrize("method", get_args(Method))
def test_the_working_of_a_day_is_approved(
    method: str, timings: Mapping[str, Timing], approved: Callable[[str, str], None]
) -> None:
    """Result, reasons, steps and the whole explanation, for days of every kind."""
    lines = []
    for name, minutes in DAYS.items():
        for tie_break in ("largest_total", "code_order", "input_order") if "tie" in name else ("largest_total",):
            day = allocate(minutes, timings, method=method, tie_break=tie_break)  # type: ignore[arg-type]
            lines += [f"# {name}, {tie_break}", *shown(day.steps), repr(day), f"tied {day.tied}"]
            if name in ("two codes", "a tie", "everything"):
                lines.append(day.explain())
            lines += [f"{dict(day.unbilled)} {[dict(each) for each in day.alternatives]}"]
            lines += [f"{day.counted_by}, pooled {day.pooled_minutes}: {day.pooled_units}", ""]
    approved(f"units/{method}", "\n".join(lines))


@pytest.mark.parametrize("method", get_args(Method))
def test_a_payer_s_least_minutes_of_a_unit_are_approved(
    method: str, timings: Mapping[str, Timing], approved: Callable[[str, str], None]
) -> None:
    """Where a unit needs ten minutes: the methods that count each code by itself ask for them."""
    least = {code: attrs.evolve(timings[code], least=10) for code in ("97110", "97140")}
    lines = []
    for minutes in ({"97110": 25, "97140": 24}, {"97110": [10, 9], "97140": [25, 8]}):
        day = allocate(minutes, {**timings, **least}, method=method)  # type: ignore[arg-type]
        lines += [repr(day), *shown(day.steps), ""]
    approved(f"units/least-{method}", "\n".join(lines))


@pytest.mark.parametrize("on", [date(2019, 12, 31), date(2021, 12, 31), date(2022, 1, 1)], ids=str)
def test_the_working_of_a_split_is_approved(on: date, approved: Callable[[str, str], None]) -> None:
    """Who has what, by which step, under every law and every arithmetic."""
    lines = []
    for therapist, assistant, joint, units in SPLITS if on.year > 2019 else SPLITS[:3]:
        for interval, de_minimis, strict in [(15, "exact", False), (15, "exact", True), (15, "percent", False),
                                             (15, "simple", False), (30, "simple", False), (None, "exact", False),
                                             (None, "percent", False)]:  # fmt: skip
            try:
                split = split_assistant(
                    therapist, assistant, units, joint=joint, on=on, interval=interval, strict=strict,
                    de_minimis=de_minimis,  # type: ignore[arg-type]
                )  # fmt: skip
            except OtcptError as refusal:
                lines += [f"{therapist}+{joint}, {assistant}: {units} of {interval}: {refusal}"]
                continue
            text = f"{split.without_modifier} and {split.with_modifier} {split.caveat}".rstrip()
            lines += [f"{therapist}+{joint}, {assistant}: {units} of {interval}, {de_minimis}, {strict}: {text}"]
            lines += shown(split.steps)
    approved(f"units/split-{on.year}", "\n".join([*lines, ""]))


def test_refusals_are_approved(timings: Mapping[str, Timing], approved: Callable[[str, str], None]) -> None:
    """What was wrong, which value, what was expected and how to fix it."""
    on, alone = date(2026, 3, 2), Timing(interval=15, pool="cms-15", family="97129", additional="97130")
    calls: list[Callable[[], object]] = [
        *[lambda n=n: minutes_to_units(n) for n in (-1, 0, 7, 8, 1440, 1441, True, 7.5, "8")],
        *[lambda n=n: minutes_to_units(30, interval=n) for n in (0, 1, 30, 1440, 1441, True, 1.5, "8")],
        *[lambda n=n: units_to_minutes(n) for n in (-1, 0, 1, 95, 96, 97, True, 1.5, "8")],
        *[lambda n=n: units_to_minutes(1, interval=n) for n in (0, 1, 2, 30, 1440, 1441)],
        *[
            lambda given=given: allocate(given, timings, method="cms")
            for given in (
                {"97110": -1}, {"97110": 1441}, {"97110": True}, {"97110": 1.5}, {"97110": "8"}, {"97110": [8, -1]},
                {"97110": [1000, 1000]}, {"97110": (8, 8.5)}, {97110: 8}, {"97110": 8, 97140: 8}, {"97111": 8},
                [("97110", 8)], None, {},
            )
        ],
        lambda: allocate({"97129": 8}, {"97129": alone}, method="cms"),
        lambda: allocate({"97110": 8}, timings, method="midpoint"),  # type: ignore[arg-type]
        lambda: allocate({"97110": 8}, timings, method="CMS"),  # type: ignore[arg-type]
        lambda: allocate({"97110": 8}, timings, method=None),  # type: ignore[arg-type]
        lambda: allocate({"97110": 8}, timings, method="cms", tie_break="price"),  # type: ignore[arg-type]
        lambda: is_in_part(-1, 8),
        lambda: is_in_part(8, -1),
        lambda: is_in_part(8, 8, "tenth"),  # type: ignore[arg-type]  # a wrong call
        lambda: split_assistant(-1, 8, 1, on=on),
        lambda: split_assistant(8, -1, 1, on=on),
        lambda: split_assistant(8, 8, 1, joint=-1, on=on),
        lambda: split_assistant(8, 8, -1, on=on),
        lambda: split_assistant(8, 8, 1, on=on, interval=0),
        lambda: split_assistant(8, 8, 3, on=on),
        lambda: split_assistant(15, 15, 3, on=on),
        lambda: split_assistant(8, 8, 1, on="2026-03-02"),  # type: ignore[arg-type]
        lambda: split_assistant(8, 8, 1, on=on, de_minimis="Exact"),  # type: ignore[arg-type]
    ]  # fmt: skip
    approved("units/refusals", "\n".join([*map(answer, calls), ""]))


@pytest.mark.parametrize(
    ("therapist", "assistant", "de_minimis", "in_part"),
    [
        (0, 0, "percent", False), (0, 1, "percent", True), (1, 0, "percent", False), (179, 21, "percent", True),
        (180, 20, "percent", False), (189, 22, "percent", False), (171, 20, "percent", False), (3, 1, "simple", True),
        (0, 0, "simple", False), (13, 1, "simple", False), (12, 2, "simple", True), (13, 2, "simple", False),
        (0, 0, "exact", False), (9, 1, "exact", False), (8, 1, "exact", True),
    ],
)  # fmt: skip
def test_more_than_a_tenth_by_each_arithmetic(therapist: int, assistant: int, de_minimis: str, in_part: bool) -> None:
    """Exactly; in percent, rounded, 11 or more; a tenth, rounded, and one."""
    assert is_in_part(therapist, assistant, de_minimis) is in_part  # type: ignore[arg-type]


def test_exactly_is_the_arithmetic_unless_another_is_named() -> None:
    """13 and 2 are more than a tenth exactly and in percent, not by the short cut."""
    assert is_in_part(13, 2) is is_in_part(13, 2, "exact") is True


def test_the_last_minute_of_a_day_makes_a_unit_of_a_minute() -> None:
    """As many units as a day can hold are no fault; one more is."""
    assert units_to_minutes(1440, interval=1) == MinuteRange(1440, 1440)
    with pytest.raises(InvalidInput, match="1441"):
        units_to_minutes(1441, interval=1)


def test_unlike_allocations_have_unlike_hashes(timings: Mapping[str, Timing]) -> None:
    """A set of a thousand days is no list."""
    days = [allocate({"97110": spent}, timings, method="cms") for spent in range(100)]
    assert len({hash(day) for day in days}) > 90
