"""What became of the rows of a file: none is lost."""

from collections.abc import Iterable, Mapping

import attrs

from otcpt.errors import OtcptError
from otcpt.frozenmap import FrozenMap
from otcpt.tables import count

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
    """Return the counts of several files together.

    Args:
        counts: The counts of each file.

    Returns:
        Their sum.
    """
    listed = list(counts)
    skipped: dict[str, int] = {}
    for one in listed:
        for reason, number in one.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + number
    return RowCounts(
        given=sum(one.given for one in listed),
        read=sum(one.read for one in listed),
        set_apart=sum(one.set_apart for one in listed),
        skipped=skipped,
    )
