"""What differs between two editions, as values."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

import attrs

from otcpt.findings import Finding
from otcpt.shown import Shown

if TYPE_CHECKING:
    from otcpt.page import Page


class Change(StrEnum):
    """How the later edition differs from the earlier one."""

    ADDED = "added"
    ENDED = "ended"
    INDICATOR = "indicator changed"
    """The edit is there in both, with another modifier indicator."""
    REVERSED = "reversed"
    """The edit is there in both, with the columns the other way round."""
    CHANGED = "changed"
    """The unit limit or the yearly amount is another one."""
    REVISED = "revised"
    """The code number is in force in both and means something else."""
    APPEARED = "appeared"
    VANISHED = "vanished"


@attrs.frozen
class PtpChange:
    """Days on which the two editions both know about a pair of codes and say different things.

    The columns are those of the later edition, or of the earlier one where the later has no edit. ``before`` and
    ``after`` are the modifier indicators, None where there is no edit. ``last_day`` None: without end.
    """

    setting: str
    change: Change
    column_one: str
    column_two: str
    first_day: date
    last_day: date | None
    before: int | None
    after: int | None

    def to_record(self) -> dict[str, object]:
        """Return the change as plain values."""
        return {"table": "ptp", **_plain(self)}


@attrs.frozen
class MueChange:
    """Another unit limit in the last tables that the editions hold, in units and adjudication indicator.

    None means *no row was published*, which is not *no limit*. ``first_day`` is the first of the later table.
    """

    setting: str
    change: Change
    code: str
    first_day: date
    before: int | None
    after: int | None
    indicator_before: int | None
    indicator_after: int | None

    def to_record(self) -> dict[str, object]:
        """Return the change as plain values."""
        return {"table": "mue", **_plain(self)}


@attrs.frozen
class CodeChange:
    """A code that is in force at the end of one edition only, or means something else there.

    ``first_day`` is the first day the two differ, None where not known; ``fields`` name what a revised code changed.
    """

    change: Change
    code: str
    label: str
    first_day: date | None
    fields: tuple[str, ...] = ()

    def to_record(self) -> dict[str, object]:
        """Return the change as plain values."""
        return {"table": "codes", **_plain(self)}


@attrs.frozen
class ThresholdChange:
    """A yearly amount (dollars) that only one edition has, or that is another one from a day on.

    ``bucket`` is OT or PT+SLP. None means *no amount is known* or *there was none*.
    """

    change: Change
    bucket: str
    first_day: date
    before: Decimal | None
    after: Decimal | None

    def to_record(self) -> dict[str, object]:
        """Return the change as plain values, amounts as text."""
        return {"table": "thresholds", **_plain(self)}


@attrs.frozen
class FindingChange:
    """A finding that only one of the editions gives.

    ``why`` is what kept the other edition from judging those lines; empty where it judged and found nothing.
    """

    change: Change
    finding: Finding
    why: str = ""

    def to_record(self) -> dict[str, object]:
        """Return the change as plain values."""
        return {"table": "findings", "change": str(self.change), "why": self.why, **self.finding.to_record()}


#: Any of the five.
AnyChange: TypeAlias = PtpChange | MueChange | CodeChange | ThresholdChange | FindingChange


@attrs.frozen
class ComparedRange:
    """How far one table was verified in each of the two editions; None where no such table is held."""

    table: str
    before: date | None
    after: date | None


@attrs.frozen(repr=False)
class EditionDiff(Shown):
    """What differs between two editions: ``before`` and ``after`` are their pins.

    ``findings`` is None unless claims were compared. Comparing the other way round gives the same changes the other way
    round: added for ended, the values exchanged, on the same days.
    """

    before: str
    after: str
    ptp: tuple[PtpChange, ...]
    mue: tuple[MueChange, ...]
    codes: tuple[CodeChange, ...]
    thresholds: tuple[ThresholdChange, ...]
    reaches: tuple[ComparedRange, ...]
    findings: tuple[FindingChange, ...] | None = None

    @property
    def changes(self) -> tuple[AnyChange, ...]:
        """Every change: edits, unit limits, codes, thresholds, findings."""
        return (*self.ptp, *self.mue, *self.codes, *self.thresholds, *(self.findings or ()))

    @property
    def empty(self) -> bool:
        """Whether the editions say the same (and the claims, if any were given, get the same findings)."""
        return not self.changes

    @property
    def summary(self) -> str:
        """The difference in a sentence."""
        parts = [
            *_counted("edit", self.ptp),
            *_counted("unit limit", self.mue),
            *_counted("code", self.codes),
            *_counted("threshold", self.thresholds),
            *_counted("finding", self.findings or ()),
        ]
        return f"{_name(self.before)} to {_name(self.after)}: {', '.join(parts) or 'no difference'}"

    def to_records(self) -> list[dict[str, object]]:
        """Return a plain record per change, its ``table`` one of ptp, mue, codes, thresholds, findings."""
        return [one.to_record() for one in self.changes]

    def __repr__(self) -> str:
        return f"<EditionDiff {self.summary}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.editions.pages import diff_page

        return diff_page(self)


def _counted(noun: str, changes: Iterable[AnyChange]) -> Iterable[str]:
    counted = Counter(one.change for one in changes)
    for change in Change:
        if number := counted[change]:
            words = f"with {change}" if change is Change.INDICATOR else str(change)
            yield f"{number:,} {noun}{'' if number == 1 else 's'} {words}"


def _name(pin: str) -> str:
    return pin.rpartition("@")[0]


def _plain(value: PtpChange | MueChange | CodeChange | ThresholdChange) -> dict[str, object]:
    return {name: _cell(cell) for name, cell in attrs.asdict(value).items()}


def _cell(cell: object) -> object:
    if isinstance(cell, date | Change | Decimal):
        return str(cell)
    return list(cell) if isinstance(cell, tuple) else cell
