"""What must hold of the hand-kept tables before anything is built from them. Every fault is noted, none is mended."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import attrs
from tools.edition.ptp import check_ptp
from tools.edition.rows import REGIMES
from tools.edition.source_rows import SourceTable

from otcpt.citation import Document
from otcpt.edits import SETTINGS
from otcpt.errors import Problem

#: The section of CPT of which the registry has every code in force since 2000.
_WHOLE = ("97010", "97799")

PTP_TABLES = ("ptp_practitioner", "ptp_outpatient_hospital")

#: What an edition says of each of its tables, and what of some.
_OF_A_TABLE = {"version", "confidence", "verified_from", "verified_through"}
_MORE = {"codes": {"without"}, "numbers": {"lettered"}, **{key: {"changes_from", "reads"} for key in PTP_TABLES}}
_DAYS = {"through", "cutoff", "since", "verified_from", "verified_through", "seen_not_before", "seen_by"}


def check_tables(tables: Mapping[str, SourceTable], sources: Mapping[str, Any]) -> None:
    """Note what is wrong with the tables in their ``problems``."""
    _check_codes(tables["codes"], sources)
    _check_numbers(tables["numbers"], tables["codes"], sources)
    _check_status(tables["status"], tables["codes"], sources)
    for name in PTP_TABLES:
        check_ptp(tables[name], sources)
    _check_mue(tables["mue"], sources)
    _check_addons(tables["addons"], sources)
    _check_thresholds(tables["thresholds"], sources)
    _check_bilateral(tables["bilateral"], sources)


def check_descriptions(
    sources: Mapping[str, Any], edition: Mapping[str, Any], scopes: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield what is wrong with the keys of sources.toml, of an edition's own file and of scopes.toml."""
    known = {field.name for field in attrs.fields(Document)}
    for key, entry in sources.items():
        yield from _keys("sources.toml", key, entry, {"authority", "title"}, known)
    name = f"{edition.get('id', '?')}.toml"
    plain = {key: value for key, value in edition.items() if not isinstance(value, dict)}
    yield from _keys(name, "", plain, {"id", "through"}, {"cutoff"})
    for key, entry in edition.items():
        if isinstance(entry, dict):
            yield from _keys(name, key, entry, _OF_A_TABLE, _MORE.get(key, set()))
            for read in entry.get("reads", ()):
                yield from _keys(
                    name, f"{key}.reads", read, {"codes", "through"}, {"with", "seen_not_before", "seen_by"}
                )
                for word in ("codes", "with"):
                    if word in read and read[word] not in scopes["sets"]:
                        yield Problem(name, None, f"{key}.reads.{word}", read[word], "is not one of the sets")
    yield from _keys("scopes.toml", "", scopes, {"sets", *PTP_TABLES}, set())
    for table in PTP_TABLES:
        for entry in scopes.get(table, {}).get("scopes", ()):
            yield from _keys("scopes.toml", table, entry, {"codes", "both", "since"}, set())
            if entry.get("codes") not in {"registry", *scopes["sets"]}:
                yield Problem("scopes.toml", None, f"{table}.codes", entry.get("codes"), "is not one of the sets")


def _keys(file: str, where: str, entry: Mapping[str, Any], needed: set[str], more: set[str]) -> Iterator[Problem]:
    for key in sorted(needed - entry.keys()):
        yield Problem(file, None, ".".join(filter(None, (where, key))), None, "is missing")
    for key in sorted(entry.keys() - needed - more):
        expected = f"no such key is read; expected {', '.join(sorted(needed | more))}"
        yield Problem(file, None, ".".join(filter(None, (where, key))), None, expected)
    for key in _DAYS & entry.keys():
        if type(entry[key]) is not date:
            yield Problem(file, None, ".".join(filter(None, (where, key))), str(entry[key]), "expected a day")


def _check_codes(codes: SourceTable, sources: Mapping[str, Any]) -> None:
    codes.check_codes("code")
    codes.check_days("first_day", "last_day")
    codes.check_sources("sources", sources)
    for column in ("start_known", "designation_confirmed", "mppr", "once_a_day", "context"):
        codes.check_choice(column, ("yes", "no"))
    codes.check_choice("designation", ("always", "sometimes", "not"))
    codes.check_choice("rounding", ("", "midpoint", "full", "unknown"))
    for before, after in pairwise(codes.rows):
        same = before["code"] == after["code"]
        if before["code"] > after["code"] or (same and not "" < before["last_day"] < after["first_day"]):
            number = codes.rows.index(after) + 2
            codes.fault(number, "code", after["code"], "expected rows by code and day, and no day with two meanings")
    further = {row["code"]: row["additional"] for row in codes.rows}
    for number, row in codes.numbered():
        if row["timing_family"] and row["additional"] != further.get(row["timing_family"]):
            codes.fault(number, "additional", row["additional"], "expected what the first code of the family names")


def _check_numbers(numbers: SourceTable, codes: SourceTable, sources: Mapping[str, Any]) -> None:
    numbers.check_codes("code")
    numbers.check_days("listed", required=["listed"])
    numbers.check_sources("source", sources)
    for number, (before, after) in enumerate(pairwise(numbers.rows), start=3):
        if before["code"] >= after["code"]:
            numbers.fault(number, "code", after["code"], "expected rows by code, and no code twice")
    registry = {row["code"] for row in codes.rows}
    for number, row in numbers.numbered():
        code = row["code"]
        if code.isdecimal() and _WHOLE[0] <= code <= _WHOLE[1] and code not in registry:
            numbers.fault(number, "code", code, "ended before 2000 or is none: the registry is whole here")


def _check_status(status: SourceTable, codes: SourceTable, sources: Mapping[str, Any]) -> None:
    status.check_choice("code", {row["code"] for row in codes.rows})
    status.check_choice("status", "ABCEINRX")
    status.check_days("first_day", "last_day", required=["first_day", "last_day"])
    status.check_sources("source", sources)
    for number, (before, after) in enumerate(pairwise(status.rows), start=3):
        if (before["code"], before["last_day"]) >= (after["code"], after["first_day"]):
            status.fault(number, "code", after["code"], "expected rows by code and day, and no day with two statuses")


def _check_bilateral(table: SourceTable, sources: Mapping[str, Any]) -> None:
    table.check_codes("code")
    table.check_choice("indicator", "01239")
    table.check_days("first_day", "last_day", required=["first_day", "last_day"])
    table.check_sources("source", sources)
    for number, (before, after) in enumerate(pairwise(table.rows), start=3):
        if (before["code"], before["last_day"]) >= (after["code"], after["first_day"]):
            table.fault(number, "code", after["code"], "expected rows by code and day, and no day with two indicators")


def _check_mue(mue: SourceTable, sources: Mapping[str, Any]) -> None:
    mue.check_codes("code")
    mue.check_days("edition", required=["edition"])
    mue.check_choice("setting", SETTINGS)
    mue.check_choice("adjudication_indicator", ("", "1", "2", "3"))
    mue.check_sources("source", sources)
    for number, row in mue.numbered():
        if not row["units"].isdecimal():
            mue.fault(number, "units", row["units"], "expected a whole number of units")
    _check_once(mue, "code", "setting", "edition")


def _check_addons(addons: SourceTable, sources: Mapping[str, Any]) -> None:
    addons.check_codes("add_on", "primary")
    addons.check_days("not_before", "first_day", "last_day", required=["first_day"])
    addons.check_days("verified_through", required=["verified_through"])
    addons.check_choice("edit_type", "123")
    addons.check_choice("settled", ("yes", "no"))
    addons.check_sources("source", sources)
    _check_once(addons, "add_on", "primary", "first_day")


def _check_once(table: SourceTable, *columns: str) -> None:
    seen: set[Sequence[str]] = set()
    for number, row in table.numbered():
        key = [row[column] for column in columns]
        if tuple(key) in seen:
            table.fault(number, None, " ".join(key), f"expected each {', '.join(columns)} once")
        seen.add(tuple(key))


def _check_thresholds(thresholds: SourceTable, sources: Mapping[str, Any]) -> None:
    thresholds.check_days("first_day", "last_day", required=["first_day", "last_day"])
    thresholds.check_choice("regime", REGIMES)
    thresholds.check_choice("confidence", ("high", "medium", "low"))
    thresholds.check_sources("sources", sources)
    for number, row in thresholds.numbered():
        for column in ("ot", "pt_slp", "review_amount"):
            # The law rounds every amount to ten dollars.
            if row[column] and not (row[column].isdecimal() and row[column].endswith("0")):
                thresholds.fault(number, column, row[column], "expected dollars, a multiple of 10")
        capped = row["regime"] not in ("moratorium", "not enforced")
        if {bool(row["ot"]), bool(row["pt_slp"])} != {capped}:
            thresholds.fault(number, "ot", row["ot"], "expected two amounts, or none where there was no cap")
    for number, (before, after) in enumerate(pairwise(thresholds.rows), start=3):
        if before["last_day"] >= after["first_day"]:
            thresholds.fault(number, "first_day", after["first_day"], "expected rows by day, and no day twice")
