"""What reading a file of claims gives."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal, TypeAlias

import attrs

from otcpt.claims import Claim, ServiceLine
from otcpt.errors import Problem
from otcpt.frozenmap import FrozenMap
from otcpt.io._row_counts import RowCounts

#: ``837`` has professional and institutional lines, ``mixed`` is said of several files together.
Kind: TypeAlias = Literal["837P", "837I", "837", "csv", "excel", "json", "fhir", "mixed"]


@attrs.frozen
class SkippedLine:
    """A service line that was understood and left out, since nothing can be judged on it; ``reason`` says why."""

    row: int
    reason: str
    claim_id: str | None = None
    line_id: str | None = None
    code: str | None = None


@attrs.frozen
class RowSetApart:
    """A row or segment of which no line was made, since something in it is wrong: why, and what it has, by column."""

    row: int
    reason: str
    cells: FrozenMap[str, str] = attrs.field(factory=FrozenMap, repr=False)


@attrs.frozen(kw_only=True)
class ClaimFile:
    """The claims of one file, in its order.

    ``positions[c][n]`` is the place of line ``n`` of claim ``c``: the number of its SV1 or SV2 segment, counted from 1,
    the row of the table, the line of a file of JSON lines, or the place in a JSON list; rows are counted from 1, the
    header and what stands above it among them. ``skipped`` has the service lines left out, ``unread`` the headers of
    columns that were not read, ``notes`` the liberties taken in reading. Where the caller asked to keep what is wrong
    instead of raising, ``problems`` has it, and ``set_apart`` the rows of which no line was made. ``row_counts`` says
    what became of every row: none is lost.
    """

    name: str
    kind: Kind
    claims: tuple[Claim, ...] = attrs.field(repr=lambda claims: f"<{len(claims)} claims>")
    positions: tuple[tuple[int, ...], ...] = attrs.field(repr=False)
    skipped: tuple[SkippedLine, ...] = ()
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    set_apart: tuple[RowSetApart, ...] = attrs.field(default=(), repr=False)
    row_counts: RowCounts = attrs.field()

    @row_counts.default
    def _counted(self) -> RowCounts:
        """A reader counts rows on its own; a file made by hand has those it names."""
        read, skipped = sum(map(len, self.claims)), Counter(line.reason for line in self.skipped)
        given = read + len(self.skipped) + len(self.set_apart)
        return RowCounts(given=given, read=read, set_apart=len(self.set_apart), skipped=skipped)

    @property
    def has_minutes(self) -> bool:
        """Whether any line says how long it took. An 837 carries units, hardly ever minutes."""
        return any(line.minutes is not None for line in self.lines())

    def lines(self) -> Iterator[ServiceLine]:
        """Every service line of every claim."""
        for claim in self.claims:
            yield from claim.lines
