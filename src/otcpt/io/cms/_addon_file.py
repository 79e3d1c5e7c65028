"""The table of add-on codes."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import attrs

from otcpt.io.cms._members import TablePart


class AddonRow(NamedTuple):
    """An add-on code and one code it may be added to.

    ``primary`` is None where the contractor decides (CMS prints CCCCC). ``edit_type`` 1: the listed primaries only,
    2: primaries of the contractor's choice, 3: some are listed. The deletion dates are None where CMS prints none.
    """

    add_on: str
    primary: str | None
    edit_type: int
    effective: date
    deletion: date | None
    add_on_deletion: date | None
    primary_deletion: date | None
    notes: str


@attrs.frozen(kw_only=True)
class AddonFile:
    """All rows of one add-on table, in its order, those of deleted edits too.

    ``effective`` is the first day of the quarter the file is named for, None where the name tells nothing.
    """

    effective: date | None
    part: TablePart
    rows: tuple[AddonRow, ...] = attrs.field(repr=lambda rows: f"<{len(rows)} rows>")

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[AddonRow]:
        return iter(self.rows)
