"""Whether and how Medicare's fee schedule pays a code, by date of service."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import attrs

from otcpt.frozenvalue import FrozenValue
from otcpt.timeline import Timeline, day_after


@attrs.frozen(eq=False, repr=False)
class StatusAnswer(FrozenValue):
    """The status letter of one day.

    A is active, B bundled, C contractor-priced, I not valid for Medicare, N non-covered, R restricted, X and E excluded
    from the fee schedule.

    ``known`` False means *cannot tell*, with the ``reason``. ``carried_forward``: no file of that quarter was read; the
    letter is that of the files before and after, or of the last file read in the same calendar year. ``source`` is a
    key of the edition's sources.
    """

    letter: str | None
    known: bool
    reason: str = ""
    carried_forward: bool = False
    source: str = ""


class StatusRow(NamedTuple):
    """What the files read for the days from ``first_day`` to ``last_day`` have; they follow each other."""

    letter: str
    first_day: date
    last_day: date
    source: str


def status_timeline(read: Sequence[Sequence[str]], through: date) -> Timeline[StatusAnswer]:
    """Return the answers about one code, given its rows of the table, oldest first, and the last day of the edition."""
    rows = [
        StatusRow(letter, date.fromisoformat(first), date.fromisoformat(last), source)
        for _, letter, first, last, source in read
    ]
    cuts = {day for row in rows for day in (row.first_day, day_after(row.last_day), date(row.last_day.year + 1, 1, 1))}
    return Timeline.sampled({*cuts, day_after(through)}, lambda on: _answer(on, rows, through))


def _answer(on: date, rows: Sequence[StatusRow], through: date) -> StatusAnswer:
    if not rows:
        return _unknown("no fee schedule file that was read holds this code")
    if on > through:
        return _unknown(f"this edition ends on {through}")
    before = [row for row in rows if row.first_day <= on]
    if not before:
        return _unknown(f"the payment status was read from {rows[0].first_day} on")
    row, later = before[-1], rows[len(before) :]
    if on <= row.last_day:
        return StatusAnswer(row.letter, True, source=row.source)
    if later and later[0].letter == row.letter:
        between = f"carried forward between the files through {row.last_day} and from {later[0].first_day}, which agree"
        return StatusAnswer(row.letter, True, between, True, row.source)
    if later:
        return _unknown(f"the files through {row.last_day} and from {later[0].first_day} differ, none between was read")
    if on.year == row.last_day.year:
        return StatusAnswer(row.letter, True, f"carried forward from the file of {row.last_day}", True, row.source)
    return _unknown(f"the payment status was read through {row.last_day} only")


def _unknown(reason: str) -> StatusAnswer:
    return StatusAnswer(None, False, reason)
