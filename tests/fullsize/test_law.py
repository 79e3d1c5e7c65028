"""The full fact tables, walked through the library. OTCPT_FULL_DATA names the folder of ``facts`` and ``data``."""

import csv
import gzip
import os
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from otcpt.editions import load_edition

FOLDER = os.environ.get("OTCPT_FULL_DATA")
pytestmark = pytest.mark.skipif(FOLDER is None, reason="OTCPT_FULL_DATA is unset: the full fact tables are not walked")

DAY = timedelta(days=1)
END = {"practitioner": date(2024, 9, 30), "outpatient_hospital": date(2026, 6, 30)}
Row = dict[str, str]

#: Pairs that the CMS hospital table of 2024-07-01 and the outpatient code editor date differently. The editor wins.
LATE_IN_THE_EDITOR = {
    (f"992{visit}", code) for visit in ("02", "03", "04", "05", "11", "12", "13") for code in ("98975", "98980")
}

#: Rows the CMS hospital table holds longer than the outpatient code editor does (to 2021-12-31 and 2023-12-31).
#: The editor wins.
EARLIER_IN_THE_EDITOR = {"2022-06-30": 30, "M0246": 2}


#: Wound care of which the outpatient code editor (v76 to v103) flags the designation as it is.
CONFIRMED = {"97597", "97598", "97602", "97605", "97606", "97607", "97608", "97610"}


def read(name: str) -> list[Row]:
    """Read one table of the folder."""
    path = Path(str(FOLDER)) / name
    with (
        gzip.open(path, "rt", encoding="utf-8", newline="") if name.endswith(".gz") else path.open(newline="") as stream
    ):
        return list(csv.DictReader(stream))


@cache
def registry() -> frozenset[str]:
    """The codes of the fact sheet."""
    return frozenset(row["code"] for row in read("facts/codes.csv"))


def edit_on(setting: str, one: str, two: str, on: date) -> tuple[str, str, int] | str:
    """The edit, "none" or "unknown", asked in both orders."""
    table = load_edition().ptp(setting)
    answer = table.between(one, two, on=on)
    assert table.between(two, one, on=on) == answer
    if not answer.known:
        assert answer.edit is None
        assert answer.reason
        return "unknown"
    edit = answer.edit
    return "none" if edit is None else (edit.column_one, edit.column_two, edit.modifier_indicator)


def bounds(first_day: str, last_day: str) -> tuple[date, date, date]:
    """Not before, surely from, last day. A start that is not given is known for the last day only."""
    last = date.fromisoformat(last_day) if last_day else date.max
    if first_day.startswith("<="):
        return date.min, date.fromisoformat(first_day[2:]), last
    if ".." in first_day:
        low, high = first_day.split("..")
        return date.fromisoformat(low), date.fromisoformat(high), last
    if first_day:
        return date.fromisoformat(first_day), date.fromisoformat(first_day), last
    return date.min, last, last


def days_of(spans: Iterable[tuple[date, date, date]], first: date, last: date) -> list[date]:
    """The days at and around every edge, inside the days asked for."""
    edges = {first, last}
    for low, sure, end in spans:
        edges |= {day for day in (low, sure) if day > date.min}
        edges |= {end + DAY} if end < date.max else set()
    return sorted({day for edge in edges for day in (edge - DAY, edge) if first <= day <= last})


def test_every_edit_that_touches_a_registry_code() -> None:
    """ptp_touching: surely in force is answered so, surely out of force never as an edit, the rest may stay unknown."""
    pairs: dict[tuple[str, frozenset[str]], list[Row]] = defaultdict(list)
    rows = read("facts/ptp_touching.csv.gz")
    for row in rows:
        pairs[row["setting"], frozenset((row["column1"], row["column2"]))].append(row)
    seen = Counter[str]()
    for (setting, pair), mine in pairs.items():
        one, two = pair
        spans = [(*bounds(row["first_day"], row["last_day"]), row) for row in mine]
        for on in days_of([span[:3] for span in spans], date(2019, 12, 31), END[setting]):
            result = edit_on(setting, one, two, on)
            sure = [row for _, start, end, row in spans if start <= on <= end]
            maybe = [row for low, _, end, row in spans if low <= on <= end]
            wanted = [(row["column1"], row["column2"], int(row["modifier_indicator"])) for row in maybe]
            if sure:
                assert result == (sure[0]["column1"], sure[0]["column2"], int(sure[0]["modifier_indicator"])), (
                    one,
                    two,
                    on,
                )
            elif maybe:
                assert result in ("unknown", "none") or result in wanted, (setting, one, two, on, result)
            else:
                assert result == "none", (setting, one, two, on, result)
            seen["sure" if sure else "maybe" if maybe else "none"] += 1
    assert len(rows) == 79_755
    assert min(seen.values()) > 10_000, seen


def test_every_window_of_the_hospital_table() -> None:
    """ptp_hospital_windows: every pair on every edge from 2019-07-01 to 2026-06-30, always known, always equal."""
    pairs: dict[frozenset[str], list[Row]] = defaultdict(list)
    for row in read("facts/ptp_hospital_windows.csv"):
        pairs[frozenset((row["column1"], row["column2"]))].append(row)
    assert sum(map(len, pairs.values())) == 1_543
    for pair, mine in pairs.items():
        one, two = pair
        spans = [(*bounds(row["first_day"], row["last_day"]), row) for row in mine]
        for on in days_of([span[:3] for span in spans], date(2019, 7, 1), END["outpatient_hospital"]):
            active = [row for _, start, end, row in spans if start <= on <= end]
            wanted = [(row["column1"], row["column2"], int(row["modifier_indicator"])) for row in active]
            assert edit_on("outpatient_hospital", one, two, on) == (wanted[0] if wanted else "none"), (one, two, on)


def test_pairs_of_the_hospital_window_that_are_absent_have_no_edit() -> None:
    """Every pair of codes the editor's record covers, with no row in it, is known to have no edit on any day of it."""
    rows = read("facts/ptp_hospital_windows.csv")
    held = {frozenset((row["column1"], row["column2"])) for row in rows}
    codes = sorted({code for row in rows for code in (row["column1"], row["column2"])} | registry())
    for index, one in enumerate(codes):
        for two in codes[index + 1 :]:
            if frozenset((one, two)) not in held:
                assert edit_on("outpatient_hospital", one, two, date(2022, 5, 2)) == "none"


@pytest.mark.parametrize("setting", ["practitioner", "outpatient_hospital"])
def test_every_row_of_the_occupational_therapy_table(setting: str) -> None:
    """ptp_ot: active and deleted rows, the gap of 2020 and the void rows, from 2000 to 2024-09-30."""
    pairs: dict[frozenset[str], list[Row]] = defaultdict(list)
    for row in read("facts/ptp_ot.csv"):
        if row["setting"] == setting:
            pairs[frozenset((row["column1"], row["column2"]))].append(row)
    compared = 0
    for pair, mine in pairs.items():
        one, two = pair
        spans = []
        for row in mine:
            if row["modifier_indicator"] == "9":
                continue
            end = date.max if row["deletion"] == "*" else date.fromisoformat(row["deletion"])
            low = date.fromisoformat(row["effective"] or row["effective_not_before"])
            start = date.fromisoformat(row["effective"] or row["effective_not_after"])
            spans.append((low, start, end, row))
        last = END["practitioner"]
        for on in days_of([span[:3] for span in spans], date(2000, 1, 1), last):
            result = edit_on(setting, one, two, on)
            sure = [(r["column1"], r["column2"], int(r["modifier_indicator"])) for _, a, b, r in spans if a <= on <= b]
            maybe = [(r["column1"], r["column2"], int(r["modifier_indicator"])) for a, _, b, r in spans if a <= on <= b]
            if sure:
                assert result == sure[0], (setting, one, two, on, result)
            elif maybe:  # the editor, or the quarter an edit ended in, may tell more than the bound
                assert result in ("unknown", "none") or result in maybe, (setting, one, two, on, result)
            else:
                assert result == "none", (setting, one, two, on, result)
            compared += 1
    assert compared > 4_000


def test_where_the_two_hospital_sources_differ() -> None:
    """The 14 pairs the editor dates to 2025-04-01 answer as the editor says, in force only from that day."""
    rows = [row for row in read("facts/ptp_ot.csv") if row["effective_not_before"] == "2024-07-02"]
    assert {(row["column1"], row["column2"]) for row in rows} == LATE_IN_THE_EDITOR
    for one, two in LATE_IN_THE_EDITOR:
        assert edit_on("outpatient_hospital", one, two, date(2025, 3, 31)) == "none"
        assert edit_on("outpatient_hospital", one, two, date(2025, 4, 1)) == (one, two, 1)
        assert edit_on("practitioner", one, two, date(2025, 3, 31)) == "none"
        assert edit_on("practitioner", one, two, date(2025, 4, 1)) == "unknown"


def test_practitioner_pairs_that_the_hospital_table_changed_later_are_not_carried_forward() -> None:
    """From the day of the change on the practitioner table cannot tell; every other pair is carried forward.

    Pairs that were read for longer are neither; of pairs that were seen again only an end is suspected.
    """
    sets = {name: frozenset(text.split()) for name, text in scopes()["sets"].items()}
    changed: dict[frozenset[str], date] = {}
    pairs, alive = set(), set()
    for row in read("facts/ptp_touching.csv.gz"):
        pair = frozenset((row["column1"], row["column2"]))
        pairs.add(pair)
        _, start, end = bounds(row["first_day"], row["last_day"])
        if row["setting"] == "outpatient_hospital":
            alive |= {pair} if end == date.max else set()
            for day in (start, end + DAY if end < date.max else date.min):
                if day > END["practitioner"]:
                    changed[pair] = min(day, changed.get(pair, day))
    assert len(changed) > 1_000
    new = {
        code
        for code in registry()
        if (first := load_edition().codes[code].meanings[0].first_day) and first > END["practitioner"]
    }
    table = load_edition().ptp("practitioner")
    for pair in pairs:
        one, two = pair
        whole = pair <= sets["read-2026q4"] and bool(pair & sets["read-2026q4-one"])
        seen = bool(pair & sets["read-2026"]) and pair in alive
        if whole:
            assert not table.between(one, two, on=date(2026, 12, 31)).carried_forward
        elif pair in changed and not seen:
            assert not table.between(one, two, on=changed[pair]).known
            assert not table.between(one, two, on=date(2026, 12, 31)).known
            if not pair & new:
                assert table.between(one, two, on=changed[pair] - DAY).known
        elif not pair & new:
            assert table.between(one, two, on=date(2026, 12, 31)).carried_forward


def scopes() -> dict[str, Any]:
    """Return how far the tables reach, as the data say it."""
    return tomllib.loads((Path(__file__).parents[2] / "data" / "scopes.toml").read_text("utf-8"))


@pytest.mark.parametrize("setting", ["practitioner", "outpatient_hospital"])
def test_the_bundle_is_complete_against_the_whole_cms_table(setting: str) -> None:
    """Every row of the whole table in force since 2019-12-31 that touches a registry code answers, and none else."""
    version = {
        "practitioner": "ptp_practitioner_v30.2_2024q3",
        "outpatient_hospital": "ptp_outpatient_hospital_v30.2_2024q3",
    }
    held: dict[str, set[str]] = defaultdict(set)
    differ = Counter[str]()
    for row in read(f"data/ncci/{version[setting]}.csv.gz"):
        one, two, ended = row["column1"], row["column2"], row["deletion"]
        if row["modifier_indicator"] == "9" or ended < "2019-12-31" or not {one, two} & registry():
            continue
        held[one].add(two)
        held[two].add(one)
        on = min(date.fromisoformat(ended), END["practitioner"])
        if edit_on(setting, one, two, on) != (one, two, int(row["modifier_indicator"])):
            differ["M0246" if one == "M0246" else ended] += 1
    assert differ == (EARLIER_IN_THE_EDITOR if setting == "outpatient_hospital" else {})
    if setting == "practitioner":
        table = load_edition().ptp(setting)
        for code in sorted(registry()):
            more = table.partners(code) - held[code]
            last = {other: table.edits(code, other)[-1] for other in more}
            assert all(edit.last_day or edit.first_day > END["practitioner"] for edit in last.values()), code


def test_every_row_of_the_unit_limits() -> None:
    """mue_ot: value and adjudication indicator on the first day of each table that was read."""
    edition = load_edition()
    for row in read("facts/mue_ot.csv"):
        setting = row["setting"].removesuffix("_practitioner")
        answer = edition.mue(setting).limit(row["code"], on=date.fromisoformat(row["file_effective"]))
        indicator = int(row["mai"]) if row["mai"] else None
        assert (answer.units, answer.adjudication_indicator, answer.carried_forward) == (
            int(row["mue"]),
            indicator,
            False,
        )


@pytest.mark.parametrize("setting", ["practitioner", "outpatient_hospital"])
def test_unit_limits_of_every_registry_code_in_the_whole_table(setting: str) -> None:
    """The whole table of 2024-07-01: what it holds of a registry code is answered, what it does not hold is unknown."""
    whole = {row["hcpcs_code"]: row for row in read(f"data/ncci/mue_{setting}_2024-07-01.csv.gz")}
    table = load_edition().mue(setting)
    for code in load_edition().codes:
        answer = table.limit(code, on=date(2024, 9, 30))
        assert answer.known == (code in whole), code
        if code in whole:
            assert answer.units == int(whole[code]["mue_units"])
            assert answer.adjudication_indicator == int(whole[code]["mue_mai"])


def test_every_row_of_the_registry() -> None:
    """codes.csv: each code and meaning with its days, timing, parents, status, designation and confidence."""
    codes = load_edition().codes
    rows = read("facts/codes.csv")
    assert Counter(row["code"] for row in rows) == {code: len(codes[code]) for code in {row["code"] for row in rows}}
    added = {code for code in codes if not codes[code].meanings[0].context} - {row["code"] for row in rows}
    assert len(added) == 43  # the codes of a mixed clinic, from the fee schedule files
    for row in rows:
        first = None if row["effective_date"] == "pre-2000" else date.fromisoformat(row["effective_date"])
        last = date.fromisoformat(row["termination_date"]) if row["termination_date"] else None
        meaning = codes[row["code"]].on(first or date(2000, 1, 1))
        assert (meaning.first_day, meaning.last_day) == (first, last)
        assert meaning.start_known
        base = row["base_minutes"]
        if base.isdigit() and row["code"] != "98979":
            assert meaning.timing.interval == int(base)
        else:
            assert meaning.timing.interval is None
            assert meaning.timing.minimum == (int(re.match(r"\d+", base)[0]) if base else None)  # type: ignore[index]
        assert meaning.add_on_to == tuple(re.findall(r"\w{5}", row["add_on_to"]))
        assert meaning.status == row["medicare_status"]
        assert row["therapy_designation"].startswith((meaning.designation, "n/a"))
        assert not meaning.designation_confirmed or "(K" not in row["therapy_designation"] or row["code"] in CONFIRMED
        assert meaning.mppr == (row["mppr"] == "yes")
        assert meaning.confidence == row["confidence"]
        assert (meaning.family, meaning.system) == (row["family"], row["system"])
        for listed, shown in (("predecessor_codes", meaning.predecessors), ("successor_codes", meaning.successors)):
            assert set(shown) <= set(re.findall(r"\w{5}", row[listed]))
            assert bool(shown) == bool(row[listed])


def test_every_vector_that_the_tables_alone_decide() -> None:
    """combination_vectors: pairs, unit limits and add-ons on their day and in their setting."""
    edition = load_edition()
    decided = Counter[str]()
    for vector in read("facts/combination_vectors.csv"):
        on, setting, expected = date.fromisoformat(vector["date_of_service"]), vector["setting"], vector["expected"]
        lines = [line.strip().partition(" x") for line in vector["codes_with_modifiers"].split(";")]
        codes = [line[0].split("-")[0] for line in lines]
        kind = expected.partition(":")[0]
        if kind == "no_edit":
            assert edit_on(setting, codes[0], codes[1], on) == "none", vector["id"]
        elif found := re.fullmatch(r"deny:(\w+)\(col1=(\w+),ccmi=(\d)\)", expected):
            assert edit_on(setting, codes[0], codes[1], on) == (found[2], found[1], int(found[3])), vector["id"]
        elif kind == "bypassed":
            assert edit_on(setting, codes[0], codes[1], on) == (*expected.partition(":")[2].split("/"), 1), vector["id"]
        elif kind in ("deny_units", "ok_units"):
            limit = edition.mue(setting).limit(codes[0], on=on).units
            assert limit is not None
            assert (sum(int(line[2] or 1) for line in lines) > limit) == (kind == "deny_units"), vector["id"]
        elif kind == "deny_addon_without_primary":
            assert edition.addons.primaries(codes[0], on=on).primaries
        else:
            assert kind == "rule", vector["id"]
        decided[kind] += 1
    assert decided.total() == 59
