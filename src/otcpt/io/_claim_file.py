"""What reading a file of claims gives."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

import attrs

from otcpt.claims import Claim, ServiceLine
from otcpt.errors import Problem

#: ``837`` is a file that holds professional and institutional lines.
Kind: TypeAlias = Literal["837P", "837I", "837", "csv", "excel", "json", "fhir"]


@attrs.frozen
class SkippedLine:
    """A service line that was understood and left out, since nothing can be judged on it; ``reason`` says why."""

    row: int
    reason: str
    claim_id: str | None = None
    line_id: str | None = None
    code: str | None = None


@attrs.frozen(kw_only=True)
class ClaimFile:
    """The claims of one file, in its order.

    ``positions[c][n]`` is the place of line ``n`` of claim ``c``: the number of its SV1 or SV2 segment, counted from 1,
    the row of the table, where the header is row 1, or the line of a file of JSON lines, or the place in a JSON list.
    ``skipped`` holds the lines left out, ``unread`` the headers of columns that were not read, ``notes`` the liberties
    taken in reading, ``problems`` what was wrong, where the caller asked to keep it instead of raising.
    """

    name: str
    kind: Kind
    claims: tuple[Claim, ...] = attrs.field(repr=lambda claims: f"<{len(claims)} claims>")
    positions: tuple[tuple[int, ...], ...] = attrs.field(repr=False)
    skipped: tuple[SkippedLine, ...] = ()
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def has_minutes(self) -> bool:
        """Whether any line says how long it took. An 837 carries units, hardly ever minutes."""
        return any(line.minutes is not None for line in self.lines())

    def lines(self) -> Iterator[ServiceLine]:
        """Every service line of every claim."""
        for claim in self.claims:
            yield from claim.lines
