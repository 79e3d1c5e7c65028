"""Every row of vectors.csv: published examples and boundary values, with who says so and how surely it was read.

Services are ``CODE=minutes``, with T, A, J for therapist, assistant alone and joint. ``@30=16`` is any code of 30
minutes a unit, ``@15full`` one that counts full units only, ``8+7`` two turns counted each alone. ``|`` parts equally
right answers.
"""

import csv
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from otcpt.codes import Timing
from otcpt.units import Method, allocate, split_assistant

with Path(__file__).with_name("vectors.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def pairs(text: str) -> dict[str, str]:
    """Read ``A=1;B=2``."""
    return dict(item.split("=") for item in text.split(";"))


def units(text: str) -> dict[str, int]:
    """Read ``A=1;B=2`` as numbers."""
    return {code: int(count) for code, count in pairs(text).items()}


def people(text: str) -> dict[str, int]:
    """Read ``T13+A23`` or plain minutes, which are the therapist's."""
    found = {who or "T": int(spent) for who, spent in re.findall(r"([TAJ]?)(\d+)", text)}
    return {who: found.get(who, 0) for who in "TAJ"}


def timing_of(code: str) -> Timing:
    """Read ``@30`` or ``@15full`` as a timing."""
    return Timing(
        interval=int(code.removeprefix("@").removesuffix("full")),
        rounding="full" if code.endswith("full") else "midpoint",
    )


def rows(*methods: str, assistant: bool = False) -> list[object]:
    """Return the rows of these methods as parameters, named by their id."""
    return [
        pytest.param(row, id=row["id"])
        for row in ROWS
        if row["method"] in methods and bool(row["modifiers"]) is assistant
    ]


@pytest.mark.parametrize("row", rows("cms", "ama"))
def test_units_and_all_equal_answers(row: dict[str, str], timings: Mapping[str, Timing]) -> None:
    """The answers are those of the row, no more and no fewer, with its total."""
    minutes = units(row["services"])
    known = {code: timing_of(code) if code.startswith("@") else timings[code] for code in minutes}
    method: Method = "ama" if row["method"] == "ama" else "cms"
    day = allocate(minutes, known, method=method)

    expected = [units(answer) for answer in row["units"].split("|")]
    assert sorted(map(sorted, (answer.items() for answer in expected))) == sorted(
        sorted(answer.items()) for answer in day.alternatives
    )
    assert day.total == int(row["total"])


@pytest.mark.parametrize("row", rows("state"))
def test_state_variants_are_other_intervals_and_roundings(row: dict[str, str]) -> None:
    """A state's tenths of an hour and full units follow from the interval and the rounding of a timing alone."""
    ((code, turns),) = pairs(row["services"]).items()
    total = sum(allocate({code: int(turn)}, {code: timing_of(code)}, method="ama").total for turn in turns.split("+"))

    assert {code: total} == units(row["units"])
    assert total == int(row["total"])


@pytest.mark.parametrize("row", rows("cms", assistant=True))
def test_assistant_modifiers(row: dict[str, str], timings: Mapping[str, Timing]) -> None:
    """The units follow from all minutes of the day, and each code's lines from who furnished them."""
    spent = {code: people(text) for code, text in pairs(row["services"]).items()}
    day = allocate({code: sum(who.values()) for code, who in spent.items()}, timings, method="cms")
    lines: dict[str, int] = {}
    for code, who in spent.items():
        split = split_assistant(
            who["T"],
            who["A"],
            day.units[code],
            joint=who["J"],
            on=date.fromisoformat(row["on"]),
            interval=timings[code].interval,
        )
        modifier = "CQ" if row["id"].startswith("CQ") else "CO"
        lines |= {f"{code}:-": split.without_modifier, f"{code}:{modifier}": split.with_modifier}

    assert day.units == units(row["units"])
    assert day.total == int(row["total"])
    assert {line: count for line, count in lines.items() if count} == units(row["modifiers"])


def test_the_table_is_whole() -> None:
    """All 87 rows are there, each with its source, and each is read by exactly one test above."""
    read = [*rows("cms", "ama"), *rows("state"), *rows("cms", assistant=True)]

    assert len(ROWS) == len(read) == len({row["id"] for row in ROWS}) == 87
    assert all(row["source"] and row["note"] for row in ROWS)
    assert {row["checked"] for row in ROWS} == {"read", "rule", "computed", "unread"}
