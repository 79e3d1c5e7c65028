"""Checking and packing the tables of names: groups, the manual, bill types, modifiers, billers, documentation."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import attrs
from tools.edition.source_rows import SourceTable

from otcpt.claims import Episode, PlanOfCare, ServiceLine
from otcpt.codes import PARTS, CodeGroup, is_code
from otcpt.editions._pack import pack
from otcpt.edits import (
    PRACTICES,
    Between,
    Circumstance,
    Effect,
    Facility,
    Fault,
    Need,
    PayerKind,
    RecordDocument,
    Separateness,
)
from otcpt.modifiers import is_modifier
from otcpt.timeline import day_after

_BASIS = ("first_day", "last_day", "verified_from", "verified_through", "source", "section", "mark")
NAME_COLUMNS = {
    "groups": ("group", "part", "codes", *_BASIS),
    "manual": ("effect", "first", "second", "between", "reason", "fault", *_BASIS),
    "bill_types": ("bill_type", "facility", *_BASIS),
    "modifiers": ("modifier", "kind", "dated_by", *_BASIS),
    "billers": ("code", "disciplines", *_BASIS),
    "documentation": (
        "id", "document", "need", "codes", "modifiers", "payers", "settings", "circumstances", "fields", *_BASIS,
    ),
}  # fmt: skip
_GROUPS = frozenset(map(str, CodeGroup))
_DISCIPLINES = frozenset({
    "OT", "PT", "SLP", "AT", "behavior", "chiropractic", "dietitian", "optometry", "physician", "psychology",
    "respiratory", "other",
})  # fmt: skip


def check_names(tables: Mapping[str, SourceTable], sources: Mapping[str, Any]) -> None:
    """Note what is wrong with these tables in their ``problems``."""
    for name in NAME_COLUMNS:
        table = tables[name]
        table.check_days("first_day", "last_day")
        table.check_days("verified_from", "verified_through")
        table.check_sources("source", sources)
        table.check_choice("mark", ("P", "P*", "S", "I", "L"))
    _check_groups(tables["groups"])
    manual = tables["manual"]
    for column, words in (("effect", Effect), ("between", Between), ("reason", Separateness), ("fault", Fault)):
        manual.check_choice(column, map(str, words))
    for number, row in manual.numbered():
        for column in ("first", "second"):
            if unknown := set(row[column].split()) - _GROUPS:
                manual.fault(number, column, " ".join(sorted(unknown)), "is no code group")
        if not row["first"]:
            manual.fault(number, "first", "", "expected at least one code group")
    tables["bill_types"].check_choice("facility", map(str, Facility))
    modifiers = tables["modifiers"]
    modifiers.check_choice("dated_by", ("", "code", "claims"))
    for number, row in modifiers.numbered():
        if not is_modifier(row["modifier"]):
            modifiers.fault(number, "modifier", row["modifier"], "expected two capital letters or digits")
        if bool(row["dated_by"]) != bool(row["first_day"] or row["last_day"]):
            modifiers.fault(number, "dated_by", row["dated_by"], "expected it with days, and only with them")
    billers = tables["billers"]
    billers.check_codes("code")
    for number, row in billers.numbered():
        if not row["disciplines"] or not _DISCIPLINES.issuperset(row["disciplines"].split()):
            known = ", ".join(sorted(_DISCIPLINES))
            billers.fault(number, "disciplines", row["disciplines"], f"expected some of {known}")
    _check_documentation(tables["documentation"])
    listed = {row["code"] for row in billers.rows}
    for number, row in tables["codes"].numbered():
        if row["code"] not in listed:
            tables["codes"].fault(number, "code", row["code"], "has no row in billers.csv")


#: What may show an element: fields of a line, of the plan and the episode of the chart.
_FIELDS = {
    *(f"line.{field.name}" for field in attrs.fields(ServiceLine)),
    *(f"plan.{field.name}" for field in attrs.fields(PlanOfCare)),
    *(f"episode.{field.name}" for field in attrs.fields(Episode)),
}


def _check_documentation(table: SourceTable) -> None:
    table.check_choice("document", map(str, RecordDocument))
    table.check_choice("need", map(str, Need))
    listed: dict[str, set[str]] = {
        "payers": set(map(str, PayerKind)),
        "settings": {*map(str, Facility), *PRACTICES},
        "circumstances": set(map(str, Circumstance)),
        "fields": _FIELDS,
    }
    for number, row in table.numbered():
        if not re.fullmatch(r"DOC-[0-9]{3}", row["id"]):
            table.fault(number, "id", row["id"], "expected an id like DOC-077")
        for column, known in listed.items():
            for word in row[column].split():
                if word not in known:
                    table.fault(number, column, word, f"expected some of {', '.join(sorted(known))}")
        for member in row["codes"].split():
            first, dash, last = member.partition("-")
            good = member[1:] in _GROUPS if member[0] == "@" else is_code(first) and (not dash or is_code(last))
            if not good:
                table.fault(number, "codes", member, "expected a code, a run such as 98975-98986, or @ and a group")
    for number, (before, after) in enumerate(pairwise(table.rows), start=3):
        if before["id"] >= after["id"]:
            table.fault(number, "id", after["id"], "expected rows by id, and no id twice")


#: Groups in which the part is the code to use instead.
_REPLACED = frozenset({CodeGroup.REPLACED_BY_MEDICARE, CodeGroup.FIRST_ORTHOTIC_ENCOUNTER})


def _check_groups(groups: SourceTable) -> None:
    groups.check_choice("group", _GROUPS)
    seen: set[str] = set()
    for number, row in groups.numbered():
        group, part = row["group"], row["part"]
        parts = PARTS.get(CodeGroup(group), ("",)) if group in _GROUPS else (part,)
        if not (is_code(part) if group in _REPLACED else part in parts):
            groups.fault(number, "part", part, f"is no part of {group}")
        for member in row["codes"].split() or [""]:
            first, dash, last = member.partition("-")
            if member.startswith("@"):
                good = member[1:] in seen
            else:
                good = (is_code(first) and (first < last and is_code(last) if dash else True)) or is_modifier(member)
            if not good:
                message = "expected a code, a modifier, a run such as 29000-29799, or @ and a group of an earlier row"
                groups.fault(number, "codes", member, message)
        seen.add(group)
    for missing in sorted(_GROUPS - seen):
        groups.fault(len(groups.rows) + 1, "group", missing, "has no row")


def pack_names(tables: Mapping[str, SourceTable], later: Collection[str]) -> dict[str, tuple[bytes, set[date]]]:
    """Pack these tables; ``later`` are codes that begin after the edition, which no row of it names."""
    groups: list[list[str]] = []
    members: dict[str, list[str]] = {}
    for row in tables["groups"].rows:
        named: list[str] = []
        for member in row["codes"].split():
            named += members[member[1:]] if member.startswith("@") else [member]
        members.setdefault(row["group"], []).extend(named)
        groups.append([row["group"], row["part"], " ".join(one for one in named if one not in later), *_basis(row)])
    rows = {name: [list(row.values()) for row in tables[name].rows] for name in NAME_COLUMNS}
    rows |= {"groups": groups, "billers": [row for row in rows["billers"] if row[0] not in later]}
    return {name: (pack({"rows": packed}, {}), _days(tables[name])) for name, packed in rows.items()}


def _basis(row: Mapping[str, str]) -> list[str]:
    return [row[column] for column in _BASIS]


def _days(table: SourceTable) -> set[date]:
    first = {date.fromisoformat(row["first_day"]) for row in table.rows if row["first_day"]}
    return first | {day_after(date.fromisoformat(row["last_day"])) for row in table.rows if row["last_day"]}
