"""Small tables, MUE and add-on codes: one file, taken whole, as rows of cells with their line numbers."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import NamedTuple

from otcpt.io._source import Progress, Source
from otcpt.io.cms._faults import Faults
from otcpt.io.cms._members import Member, Tally, members


class Record(NamedTuple):
    """One row: the line it ends on, counted from 1, and its cells."""

    line: int
    cells: list[str]


def only_member(source: Source, name: str | None, faults: Faults) -> Member:
    """Return the one table of a source."""
    found = members(source, name, faults)
    if len(found) > 1:
        held = ", ".join(member.name for member in found)
        raise faults.refuse(found[0].name, f"expected one table, found {held}; hand over one of them")
    return found[0]


def read_text(member: Member, faults: Faults, progress: Progress | None) -> str:
    """Return the text of a member as CMS writes it, in Latin-1."""
    blocks = member.lines(faults, Tally(member.size, progress))
    return "\n".join(line.decode("latin-1") for lines in blocks for line in lines)


def records_of(text: str, member: Member, faults: Faults) -> Iterator[Record]:
    """Yield the rows of a table, blank ones left out; a workbook comes with tabs, a text with commas and quotes."""
    lines = StringIO(text, newline="")
    if member.workbook:
        reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(lines, strict=True)
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield Record(reader.line_num, [cell.strip() for cell in cells])
    except csv.Error as error:
        faults.note(member.name, reader.line_num, None, None, f"the table breaks off here: {error}")
