"""Every row of the committed PTP tables, asked through the library and answered again by a plain scan of the rows."""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from otcpt.editions import load_edition

DATA = Path(__file__).parents[2] / "data"
DAY = timedelta(days=1)
Row = dict[str, str]
Said = tuple[str, tuple[str, str, int] | None, bool]


def rows_of(name: str) -> list[Row]:
    """Read one committed table."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def by_pair(setting: str) -> dict[frozenset[str], list[Row]]:
    """Group the rows of a setting by their two codes, whatever the order."""
    pairs: dict[frozenset[str], list[Row]] = defaultdict(list)
    for row in rows_of(f"ptp_{setting}"):
        pairs[frozenset((row["column1"], row["column2"]))].append(row)
    return pairs


@cache
def therapy_codes() -> frozenset[str]:
    """Every registry code whose edits are all held."""
    return frozenset(row["code"] for row in rows_of("codes") if row["context"] == "no") - code_sets()["outside-scopes"]


@cache
def first_days() -> dict[str, str]:
    """The first day of each code as the table writes it."""
    days: dict[str, str] = {}
    for row in rows_of("codes"):
        days.setdefault(row["code"], row["first_day"])
    return days


@cache
def code_sets() -> dict[str, frozenset[str]]:
    """The named sets of codes of the edition."""
    sets = tomllib.loads((DATA / "scopes.toml").read_text(encoding="utf-8"))["sets"]
    return {name: frozenset(text.split()) for name, text in sets.items()}


def kept_since(pair: frozenset[str], setting: str) -> str | None:
    """Since when a pair without a row is known to have no edit; None: never."""
    since = []
    if pair & therapy_codes():
        since.append("2019-12-31")
    if pair <= code_sets()["deleted-rows"]:
        since.append("2000-01-01")
    if setting == "outpatient_hospital" and pair <= code_sets()["registry-and-office-visits"] | therapy_codes():
        since.append("2019-07-01")
    return min(since, default=None)


def reading(pair: frozenset[str]) -> str:
    """How the practitioner table was read for a pair after September 2024: as a whole, seen again, or not."""
    sets = code_sets()
    if pair <= sets["read-2026q4"] and pair & sets["read-2026q4-one"]:
        return "whole"
    return "seen" if pair & sets["read-2026"] else ""


def suspected(pair: frozenset[str], on: str, read: str) -> bool:
    """Whether the hospital table saw the pair change after this one was read; a pair seen again can only have ended."""
    rows = by_pair("outpatient_hospital").get(pair, ())
    if read == "whole" or (read == "seen" and any(not row["last_day"] for row in rows)):
        return False
    for row in rows:
        ended = str(date.fromisoformat(row["last_day"]) + DAY) if row["last_day"] else ""
        if any("2024-09-30" < day <= on for day in (row["first_day"], ended)):
            return True
    return False


def oracle(pair: frozenset[str], on: str, setting: str, since: str | None) -> Said:
    """What the rows say about a pair on a day: known or not, the edit, carried forward or not."""
    if since is None or on < since or on > "2026-12-31":
        return "unknown", None, False
    late = on > {"practitioner": "2024-09-30", "outpatient_hospital": "2026-06-30"}[setting]
    if late and setting == "practitioner":
        read = reading(pair)
        held = {"whole": "2026-12-31", "seen": "2025-10-01", "": "2024-09-30"}[read]
        if any(held < first_days().get(code, "") <= on for code in pair & therapy_codes()):
            return "unknown", None, False
        if suspected(pair, on, read):
            return "unknown", None, False
        late = read != "whole"
    maybe = False
    for row in by_pair(setting).get(pair, ()):
        if row["last_day"] and on > row["last_day"]:
            continue
        if on >= row["first_day"]:
            return "known", (row["column1"], row["column2"], int(row["modifier_indicator"])), late
        maybe = maybe or on >= row["not_before"]
    return ("unknown", None, False) if maybe else ("known", None, late)


def days_around(rows: list[Row]) -> Iterator[date]:
    """The first and the last day of every stretch the rows of a pair can open, and the ends of the tables."""
    edges = {
        date(2000, 1, 1),
        date(2019, 7, 1),
        date(2019, 12, 31),
        date(2024, 10, 1),
        date(2026, 7, 1),
        date(2027, 1, 1),
    }
    for row in rows:
        edges |= {date.fromisoformat(row[c]) for c in ("not_before", "first_day") if row[c]}
        if row["last_day"]:
            edges.add(date.fromisoformat(row["last_day"]) + DAY)
    for edge in edges:
        yield edge - DAY
        yield edge


@pytest.mark.thorough
@pytest.mark.parametrize("setting", ["practitioner", "outpatient_hospital"])
def test_every_pair_answers_as_its_rows_do(setting: str) -> None:
    """All pairs of both tables, at and around every day on which something changes, in both orders."""
    table = load_edition().ptp(setting)
    other = "outpatient_hospital" if setting == "practitioner" else "practitioner"
    asked = 0
    for pair in by_pair(setting).keys() | by_pair(other).keys():
        one, two = pair
        since = kept_since(pair, setting)
        rows = by_pair(setting).get(pair, []) + by_pair(other).get(pair, [])
        for on in days_around(rows):
            answer = table.between(one, two, on=on)
            assert table.between(two, one, on=on) == answer
            edit = answer.edit
            found = None if edit is None else (edit.column_one, edit.column_two, edit.modifier_indicator)
            shown = ("known" if answer.known else "unknown", found, answer.carried_forward)
            assert shown == oracle(pair, str(on), setting, since), (setting, one, two, on, answer)
            asked += 1
    assert asked > 500_000
