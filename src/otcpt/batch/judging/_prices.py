"""Whole days priced in arrays: each kind of line by the ordinary pricing, once, and the days ranked over them.

Days on which the places of the lines do not decide (ties, splints, several billing providers, a code without a fee) are
priced by the ordinary pricing, each kind of day once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch.input._lines import Flags, Ints, LineArrays, Vocabulary
from otcpt.batch.input._order import day_starts
from otcpt.batch.judging._alike import number_rows, one_by_one
from otcpt.claims import Claim, ServiceLine
from otcpt.pricing import AMOUNTS, LineEstimate, LineVariants, Pricer, line_variants, names_day

DOLLARS = pa.decimal128(12, 2)
#: What is answered of a line.
ANSWERS = pa.schema(
    {"priced": pa.bool_(), **dict.fromkeys(AMOUNTS, DOLLARS), "alternative_paid": DOLLARS, "reason": pa.string()}
)
#: What decides a line's amount, beside its units and its day; these are numbered words.
KIND = ("code", "modifiers", "charge", "place_of_service", "bill_type", "payer")
_NO_RANK = np.iinfo(np.int64).max


@attrs.define(eq=False)
class PricedDays:
    """Prices days, and remembers every kind of line and of day that it has seen."""

    pricer: Pricer
    words: Mapping[str, Vocabulary]
    boundaries: Ints
    _kinds: dict[tuple[int, ...], int] = attrs.field(factory=dict)
    _dated: dict[tuple[int, ...], int] = attrs.field(factory=dict)
    _names_day: list[bool] = attrs.field(factory=list)
    _lines: list[ServiceLine] = attrs.field(factory=list)
    _variants: list[LineVariants] = attrs.field(factory=list)
    _days: dict[tuple[int, ...], int] = attrs.field(factory=dict)
    _new: list[dict[str, object]] = attrs.field(factory=list)
    _answers: pa.RecordBatch | None = None
    _base: list[int] = attrs.field(factory=list)

    def price(self, lines: LineArrays) -> pa.RecordBatch:
        """Return the answers about the lines, which are whole days."""
        starts = day_starts(lines)
        lengths = np.diff(np.append(starts, len(lines)))
        kind = self._numbered(lines)
        biller = _own_billers(lines.number["billing_provider_key"], starts, lengths)
        position, rank, needs_day = self._places()
        place, of_rank = position[kind], rank[kind]
        best = np.minimum.reduceat(place, starts)
        first = np.repeat(best, lengths) == place
        leads = np.repeat(np.minimum.reduceat(of_rank, starts), lengths) == of_rank
        tied = (of_rank != _NO_RANK) & leads & ~first
        odd = np.maximum.reduceat(tied | needs_day[kind] | (biller > 0), starts)
        answer = np.array(self._base, dtype=np.int64)[kind]
        ranked = place != _NO_RANK
        rows = np.arange(len(lines))
        leader = np.minimum.reduceat(np.where(first & ranked, rows, len(lines)), starts)
        answer[ranked & (np.repeat(leader, lengths) != rows)] += 1
        # Lines that rank alike keep the order of their rows.
        order = np.where(ranked, place, len(self._variants) + kind)
        self._by_day(answer, kind, biller, order, starts[odd], lengths[odd])
        return self._every_answer().take(pa.array(answer))

    def _by_day(self, answer: Ints, kind: Ints, biller: Ints, order: Ints, starts: Ints, lengths: Ints) -> None:
        """Write the answers about some days, by what the day as a whole comes to."""
        if not len(starts):
            return
        value = order * (biller.max() + 1) + biller
        for length in np.unique(lengths).tolist():
            rows = starts[lengths == length][:, None] + np.arange(length)
            rows = np.take_along_axis(rows, np.argsort(value[rows], axis=1, kind="stable"), axis=1)
            bases = number_rows([*kind[rows].T, *biller[rows].T], self._days, one_by_one(self._day))
            answer[rows] = bases[:, None] + np.arange(length)

    def _numbered(self, lines: LineArrays) -> Ints:
        """A number for each line, the same for lines of the same amount and reason."""
        window = np.searchsorted(self.boundaries, lines.day, side="right")
        columns = [*(lines.number[name] for name in KIND), lines.whole["units"], window]
        learn = one_by_one(lambda row, key: self._kind(self._line(key, int(lines.day[row]))))
        kind = number_rows(columns, self._kinds, learn)
        dated = np.flatnonzero(np.array(self._names_day)[kind])
        if len(dated):
            days = [kind[dated], lines.day[dated]]
            kind[dated] = number_rows(days, self._dated, one_by_one(self._on))
        return kind

    def _on(self, _: int, key: tuple[int, ...]) -> int:
        return self._kind(attrs.evolve(self._lines[key[0]], date_of_service=date.fromordinal(key[1])))

    def _kind(self, line: ServiceLine) -> int:
        variants = line_variants(self.pricer, line)
        self._lines.append(line)
        self._variants.append(variants)
        self._names_day.append(names_day(variants.full.reason, line.date_of_service))
        self._base.append(self._keep([(variants.full, variants.full), (variants.reduced, variants.reduced)]))
        return len(self._lines) - 1

    def _line(self, key: tuple[int, ...], ordinal: int) -> ServiceLine:
        units = key[len(KIND)]
        places = zip(KIND, key, strict=False)
        given: dict[str, Any] = {name: self.words[name].values[at] for name, at in places if at >= 0}
        return ServiceLine(date_of_service=date.fromordinal(ordinal), units=None if units < 0 else units, **given)

    def _places(self) -> tuple[Ints, Ints, Flags]:
        """Of each kind of line its place among those that rank, its rank, and whether it needs its day."""
        count = len(self._variants)
        position, rank = np.full(count, _NO_RANK), np.full(count, _NO_RANK)
        ranked = [at for at in range(count) if self._variants[at].rank is not None]
        before: object = None
        keys = {at: _order(self._variants[at]) for at in ranked}
        last_rank: object = None
        place = step = -1
        for at in sorted(ranked, key=keys.__getitem__):
            place += keys[at] != before
            step += self._variants[at].rank != last_rank
            before, last_rank = keys[at], self._variants[at].rank
            position[at], rank[at] = place, step
        return position, rank, np.array([not one.alone for one in self._variants], dtype=bool)

    def _day(self, _: int, key: tuple[int, ...]) -> int:
        """The place of the first answer about a kind of day: numbers of its lines, then of their billers."""
        numbers, billers = key[: len(key) // 2], key[len(key) // 2 :]
        dated = (number for number in numbers if self._names_day[number])
        on = self._lines[next(dated, numbers[0])].date_of_service
        lines = [
            attrs.evolve(self._lines[number], date_of_service=on, billing_provider_key=str(biller) if biller else None)
            for number, biller in zip(numbers, billers, strict=True)
        ]
        estimate = self.pricer.price(Claim(lines))
        other = estimate.alternatives[0].lines if estimate.alternatives else estimate.lines
        return self._keep(zip(estimate.lines, other, strict=True))

    def _keep(self, answers: Iterable[tuple[LineEstimate, LineEstimate]]) -> int:
        """Add answers; return the place of the first."""
        base = len(self._new) + (0 if self._answers is None else self._answers.num_rows)
        for one, two in answers:
            self._new.append(
                {
                    **{name: getattr(one, name) for name in AMOUNTS},
                    "priced": one.priced,
                    "alternative_paid": two.paid if two.paid != one.paid else None,
                    "reason": one.reason or None,
                }
            )
        return base

    def _every_answer(self) -> pa.RecordBatch:
        """Every answer so far, in one piece."""
        if self._new or self._answers is None:
            made = pa.RecordBatch.from_pylist(self._new, ANSWERS)
            held: Sequence[pa.RecordBatch] = [made] if self._answers is None else [self._answers, made]
            self._answers = pa.concat_batches(held)
            self._new = []
        return self._answers


def _order(one: LineVariants) -> tuple[object, ...]:
    assert one.rank is not None
    return (*(-value for value in one.rank), one.key)


def _own_billers(biller: Ints, starts: Ints, lengths: Ints) -> Ints:
    """Who bills each line, where a day has several: numbers from 1, by the day; else 0."""
    least, most = (np.repeat(each.reduceat(biller, starts), lengths) for each in (np.minimum, np.maximum))
    return np.where((least == most) | (biller < 0), 0, biller - least + 1)
