"""The tables that say what the law means by a name: groups, the manual, bill types, modifiers, billers, the record."""

from typing import TYPE_CHECKING

from otcpt.codes import BillerTable, GroupTable
from otcpt.editions._pack import unpack
from otcpt.edits import BillTypeTable, ManualTable
from otcpt.errors import BrokenData
from otcpt.modifiers import ASSISTANT, DISCIPLINE, ModifierTable

if TYPE_CHECKING:
    from otcpt.edits import DocumentationTable


def read_groups(data: bytes) -> GroupTable:
    """Open the code groups."""
    return GroupTable(unpack(data, "groups")[0]["rows"])


def read_manual(data: bytes) -> ManualTable:
    """Open the manual's sentences."""
    return ManualTable(unpack(data, "manual")[0]["rows"])


def read_bill_types(data: bytes) -> BillTypeTable:
    """Open the bill types."""
    return BillTypeTable(unpack(data, "bill_types")[0]["rows"])


def read_modifiers(data: bytes) -> ModifierTable:
    """Open the modifiers."""
    table = ModifierTable(unpack(data, "modifiers")[0]["rows"])
    if missing := {*DISCIPLINE, *ASSISTANT, "GX"}.difference(table):
        raise BrokenData(f"modifiers has no row for {', '.join(sorted(missing))}; build the edition again")
    return table


def read_billers(data: bytes) -> BillerTable:
    """Open who may bill each code."""
    rows: dict[str, list[list[str]]] = {}
    for code, *row in unpack(data, "billers")[0]["rows"]:
        rows.setdefault(code, []).append(row)
    return BillerTable(rows)


def read_documentation(data: bytes) -> "DocumentationTable":
    """Open the elements of the record."""
    from otcpt.edits import DocumentationTable

    return DocumentationTable(unpack(data, "documentation")[0]["rows"])
