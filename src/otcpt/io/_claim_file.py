"""What reading a file of claims gives, or one of remittances, and what became of its rows: none is lost."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

import attrs

from otcpt.claims import Claim, Remittance, RemittanceClaim, ServiceLine
from otcpt.errors import OtcptError, Problem
from otcpt.frozenmap import FrozenMap
from otcpt.tables import count

#: ``837`` has professional and institutional lines, ``mixed`` names several files together.
Kind: TypeAlias = Literal["837P", "837I", "837", "csv", "excel", "json", "fhir", "mixed"]

#: Reasons that are named before the others are counted.
_NAMED = 5


class RowsLost(OtcptError, RuntimeError):
    """A reader lost rows: a fault of otcpt, never of the file. Nothing of the file was used; please report it."""


def _frozen(skipped: Mapping[str, int]) -> FrozenMap[str, int]:
    return FrozenMap({reason: number for reason, number in skipped.items() if number})


@attrs.frozen(kw_only=True)
class RowCounts:
    """The rows of a file: each was read, set apart since something in it is wrong, or skipped for a reason.

    A row is a row of a table other than its header, an SV1 or SV2 segment of an 837, a service of a wide row. Raises
    `RowsLost` where the numbers do not add up.

    >>> str(RowCounts(given=12, read=10, set_apart=1, skipped={"blank": 1}))
    '12 rows: 10 read, 1 set apart, 1 skipped (1 blank)'
    """

    given: int
    read: int
    set_apart: int = 0
    skipped: FrozenMap[str, int] = attrs.field(factory=FrozenMap, converter=_frozen)

    def __attrs_post_init__(self) -> None:
        if self.given != self.read + self.set_apart + sum(self.skipped.values()):
            raise RowsLost(f"{self} do not add up; this is a fault of otcpt, please report it")

    def __str__(self) -> str:
        parts = [f"{self.read:,} read"]
        if self.set_apart:
            parts.append(f"{self.set_apart:,} set apart")
        if self.skipped:
            most_first = sorted(self.skipped.items(), key=lambda one: -one[1])
            reasons = [f"{number:,} {reason}" for reason, number in most_first[:_NAMED]]
            if others := sum(number for _, number in most_first[_NAMED:]):
                reasons.append(f"{others:,} for others")
            parts.append(f"{sum(self.skipped.values()):,} skipped ({', '.join(reasons)})")
        return f"{count(self.given, 'row')}: {', '.join(parts)}"

    def to_record(self) -> dict[str, object]:
        """Return the counts as plain values, ready for JSON."""
        return {"given": self.given, "read": self.read, "set_apart": self.set_apart, "skipped": dict(self.skipped)}


def sum_of(counts: Iterable[RowCounts]) -> RowCounts:
    """Return the counts of several files together."""
    listed = list(counts)
    skipped: Counter[str] = Counter()
    for one in listed:
        skipped.update(one.skipped)
    return RowCounts(
        given=sum(one.given for one in listed),
        read=sum(one.read for one in listed),
        set_apart=sum(one.set_apart for one in listed),
        skipped=skipped,
    )


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

    ``positions[c][n]`` is the place of line ``n`` of claim ``c``, counted from 1: its SV1 or SV2 segment, the row of
    the table, the line of a file of JSON lines, or the place in a JSON list. Rows count the header and those above it.
    ``skipped`` has the service lines left out, ``unread`` the headers of columns that were not read, ``notes`` the
    liberties taken in reading. Where the caller asked to keep what is wrong instead of raising, ``problems`` has it,
    and ``set_apart`` the rows of which no line was made. ``row_counts`` says what became of every row: none is lost.
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
        """Whether any line says how long it took. An 837 has units, hardly ever minutes."""
        return any(line.minutes is not None for line in self.lines())

    def lines(self) -> Iterator[ServiceLine]:
        """Every service line of every claim."""
        for claim in self.claims:
            yield from claim.lines


@attrs.frozen(kw_only=True)
class RemittanceFile:
    """The remittances of one file, in its order.

    ``notes`` are the liberties taken in reading, ``problems`` what was wrong, where the caller asked to keep it instead
    of raising: amounts that do not add up among them.
    """

    name: str
    remittances: tuple[Remittance, ...] = attrs.field(repr=lambda given: f"<{len(given)} remittances>")
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __iter__(self) -> Iterator[Remittance]:
        return iter(self.remittances)

    def __len__(self) -> int:
        return len(self.remittances)

    def claims(self) -> Iterator[RemittanceClaim]:
        """Every answered claim of every remittance."""
        for remittance in self.remittances:
            yield from remittance.claims
