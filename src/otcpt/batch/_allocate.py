"""Minutes to units for a frame of service lines: one row per patient, date, plan of care and code."""

from collections.abc import Mapping
from datetime import date

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from otcpt.batch._check import CHUNK, chunks
from otcpt.batch._columns import Ints, Lines, TableReader, Words
from otcpt.batch._days import arranged_rows, check_sorted, day_starts, sorted_rows
from otcpt.batch._frames import Frame, like, to_arrow
from otcpt.codes import Timing
from otcpt.editions import Edition, load_edition
from otcpt.engine import timings_on
from otcpt.errors import InputErrors
from otcpt.modifiers import DISCIPLINE
from otcpt.units import Method, TieBreak, allocate, minutes_to_units

ALLOCATIONS = pa.schema(
    {
        "claim_id": pa.string(),
        "patient_key": pa.string(),
        "date_of_service": pa.date32(),
        "discipline": pa.string(),
        "code": pa.string(),
        "minutes": pa.int32(),
        "units": pa.int32(),
        "tied": pa.bool_(),
        "reason": pa.string(),
    }
)
UNTIMED = "units do not follow from minutes"
NO_MINUTES = "needs minutes"

_BLOCK = 15
_DAY = 1440
_EPOCH = date(1970, 1, 1).toordinal()
_POOLED, _APART, _NEITHER, _ONE_BY_ONE = range(4)


def allocate_frame(
    frame: Frame,
    *,
    method: Method,
    discipline: str = "OT",
    tie_break: TieBreak = "largest_total",
    edition: str | Edition | None = None,
    columns: Mapping[str, str] | None = None,
) -> Frame:
    """Give the minutes of every day in a frame to codes as units; return the same kind of frame.

    The columns are those of `check_frame`; ``minutes`` (or who gave them) must be there. Lines are brought together by
    patient (claim, where no patient is named), date, billing provider and discipline, the latter by GO, GP or GN, else
    ``discipline``. One row per code: ``minutes`` added up over its lines, ``units``, ``tied`` where another code had as
    good a claim to a unit, and ``reason`` where there are no units to give. ``method`` and ``tie_break`` are those of
    `otcpt.allocate_units`, whose answers these are. Raises `InputErrors` with every problem of every column and row.

    >>> lines = pa.table({"claim_id": ["C1", "C1"], "date_of_service": ["2026-03-02"] * 2,
    ...                   "code": ["97110", "97140"], "minutes": [33, 7]})
    >>> allocate_frame(lines, method="cms").column("units").to_pylist()
    [2, 1]
    """
    table = to_arrow(frame)  # type: ignore[arg-type]
    law = edition if isinstance(edition, Edition) else load_edition(edition)
    reader = TableReader(table.schema, columns=columns)
    parts = [reader.read(batch)[0] for batch in table.to_batches(max_chunksize=CHUNK)]
    if reader.log.problems:
        raise InputErrors(reader.problems())
    found = [ALLOCATIONS.empty_table()]
    if parts:
        lines = Lines.together(parts)
        if not check_sorted(lines):
            lines = lines.take(sorted_rows(lines))
        one = _Allocator(law, reader.words, method, tie_break, discipline)
        found.extend(one.allocate(chunk) for chunk in chunks(lines))
    return like(frame, pa.concat_tables(found))


@attrs.define(eq=False)
class _Allocator:
    """Allocates whole days; remembers how each code is counted in each stretch of dates."""

    law: Edition
    words: dict[str, Words]
    method: Method
    tie_break: TieBreak
    discipline: str

    def allocate(self, lines: Lines) -> pa.Table:
        """Return a row per account: a code of a plan of care on a day."""
        plans = self._plans()
        starts = day_starts(lines)
        lengths = np.diff(np.append(starts, len(lines)))
        group = (lines.number["billing_provider_key"] + 1) * len(plans[1]) + plans[0][lines.number["modifiers"]]
        by_text = self._text_order()
        order = arranged_rows(group * len(by_text) + by_text[lines.number["code"]], starts, lengths)
        code, group, minutes = lines.number["code"][order], group[order], lines.whole["minutes"][order]
        day_of = np.repeat(np.arange(len(starts)), lengths)
        new_plan = np.ones(len(order), dtype=bool)
        new_plan[1:] = (day_of[1:] != day_of[:-1]) | (group[1:] != group[:-1])
        first = np.flatnonzero(new_plan | np.append(True, code[1:] != code[:-1]))
        spent = np.add.reduceat(np.maximum(minutes, 0), first)
        lacks = np.add.reduceat(minutes < 0, first) > 0
        plan = np.cumsum(new_plan)[first] - 1
        codes = code[first]
        kind, interval = self._counted(codes, lines.day[order[first]])
        units, tied = self._units(plan, codes, spent, kind, interval, lacks, lines.day[order[first]])
        who = order[first]
        timed = (kind != _NEITHER) & ~lacks
        reasons = np.where(kind == _NEITHER, UNTIMED, np.where(lacks, NO_MINUTES, ""))
        return pa.table(
            {
                "claim_id": lines.claim_id.take(pa.array(who)),
                "patient_key": lines.patient.take(pa.array(who)),
                "date_of_service": pa.array((lines.day[who] - _EPOCH).astype(np.int32)).cast(pa.date32()),
                "discipline": pa.array(plans[1]).take(pa.array(group[first] % len(plans[1]))),
                "code": pa.array(self.words["code"].values, pa.string()).take(pa.array(codes)),
                "minutes": pa.array(spent.astype(np.int32), mask=lacks),
                "units": pa.array(units.astype(np.int32), mask=~timed),
                "tied": pa.array(tied),
                "reason": pa.array(reasons, mask=timed),
            },
            ALLOCATIONS,
        )
