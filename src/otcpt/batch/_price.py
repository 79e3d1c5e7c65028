"""What many lines would be allowed and paid: the ordinary pricing, asked once for each kind of day."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import Any, cast

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from otcpt.batch._run import CHUNK
from otcpt.batch.input._claim_reversals import ACTIVE
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._frames import ArrowStream, Frame, like, to_arrow
from otcpt.batch.input._lines import ALONE, CLAIM, Ints, LineArrays, Vocabulary
from otcpt.batch.input._order import cut_at, day_starts, in_order, stream_days
from otcpt.batch.input._pieces import FirstLook
from otcpt.batch.input._sources import Batches, Parquet, Source
from otcpt.batch.input._unread_columns import warn_of_unread
from otcpt.batch.judging._alike import alike, arranged_rows, distinct_rows
from otcpt.claims import Claim, ServiceLine
from otcpt.editions import EditionLike
from otcpt.errors import InputErrors
from otcpt.files import whole_file
from otcpt.io import refuse_overwriting
from otcpt.policies import PolicyLike, load_policy
from otcpt.pricing import AMOUNTS, Pricer, Terms

_DOLLARS = pa.decimal128(12, 2)
#: One row per service line; the amounts are those of `otcpt.pricing.LineEstimate`, missing where it is not priced.
PRICES = pa.schema(
    {
        "row": pa.int64(),
        "claim_id": pa.string(),
        "line_id": pa.string(),
        "patient_key": pa.string(),
        "date_of_service": pa.date32(),
        "code": pa.string(),
        "units": pa.int32(),
        "priced": pa.bool_(),
        **dict.fromkeys(AMOUNTS, _DOLLARS),
        "alternative_paid": _DOLLARS,
        "reason": pa.string(),
    }
)
_ANSWERS = pa.schema([PRICES.field(name) for name in ("priced", *AMOUNTS, "alternative_paid", "reason")])
#: What decides a line's amount; ``units`` are whole numbers, the others numbered words.
_KIND = ("code", "modifiers", "charge", "place_of_service", "bill_type", "payer")
_READ = frozenset(
    {
        *("claim_id", "line_id", "patient_key", "date_of_service", "billing_provider_key", "frequency", "replaces"),
        *("modifier_1", "modifier_2", "modifier_3", "modifier_4", "units", *_KIND),
    }
)
_EPOCH = date(1970, 1, 1).toordinal()


@attrs.frozen
class PricedFile:
    """What became of a file: its lines, how many of them are priced, and the totals of those."""

    lines: int
    priced: int
    allowed: Decimal
    paid: Decimal
    patient: Decimal

    @property
    def complete(self) -> bool:
        """Whether every line is priced."""
        return self.lines == self.priced


def price_frame(
    frame: Frame,
    *,
    policy: PolicyLike,
    locality: str | None = None,
    participating: bool = True,
    assigned: bool = True,
    qualifying: bool = False,
    mips: Decimal | None = None,
    edition: EditionLike | None = None,
    columns: Mapping[str, str] | None = None,
) -> Frame:
    """Price the service lines of a frame; return a frame of the same kind, a row for each line.

    The amounts are those of `otcpt.price_all`, to the cent: units of a patient's day and billing provider are ranked
    across claims (of a claim where a line has no patient key). The deductible is taken as met. Where two units are tied
    and the payment differs, ``alternative_paid`` is what the line is paid under the first other answer. Replaced and
    voided claims are left out.

    Args:
        frame: Service lines, one row each, with the columns of `check_frame` and ``charge``.
        policy: The payer, as in `otcpt.price`.
        locality: The locality, by code or name, or ``"national"``; else that of the policy.
        participating: Whether the biller participates with Medicare.
        assigned: Whether a biller who does not participate accepts assignment.
        qualifying: Whether as a qualifying APM participant (2026 on).
        mips: The MIPS factor of the payment.
        edition: The edition of the law; the newest bundled one unless given.
        columns: Names of otcpt's columns to those of the frame, where they differ.

    Returns:
        One row for each line, in the order of the frame, with the columns of `PRICES`.

    Raises:
        InputErrors: A column or row cannot be read; every problem is named.
        InvalidInput: No locality, or an argument that cannot be what it claims to be.

    Example:
        >>> lines = pa.table({"claim_id": ["C1", "C1"], "date_of_service": ["2026-09-14"] * 2,
        ...                   "code": ["97530", "97535"], "modifiers": ["GO", "GO"], "units": [2, 1]})
        >>> price_frame(lines, policy="medicare-part-b", locality="national").column("allowed").to_pylist()
        [Decimal('60.12'), Decimal('23.88')]
    """
    terms = Terms(participating=participating, assigned=assigned, qualifying=qualifying, mips=mips)
    pricer = Pricer.of(policy, locality=locality, edition=edition, terms=terms)
    table = to_arrow(cast("ArrowStream", frame))
    source = Batches("the frame", table.schema, table.to_batches(max_chunksize=CHUNK))
    parts = list(_priced(source, pricer, _boundaries(policy, pricer), columns))
    found = pa.concat_tables([PRICES.empty_table(), *parts])
    return like(frame, found.sort_by("row"))


def price_parquet(
    source: str | PathLike[str],
    out: str | PathLike[str],
    *,
    policy: PolicyLike,
    locality: str | None = None,
    participating: bool = True,
    assigned: bool = True,
    qualifying: bool = False,
    mips: Decimal | None = None,
    edition: EditionLike | None = None,
    columns: Mapping[str, str] | None = None,
) -> PricedFile:
    """Price the service lines of a Parquet file, and write a row for each to another; see `price_frame`.

    A file that is sorted by patient and date is priced piece by piece; any other is sorted in memory first. The file
    appears when it is complete, or not at all.

    Args:
        source: The Parquet file with the lines.
        out: The file to write, with the columns of `PRICES`.
        policy: The payer, as in `otcpt.price`.
        locality: The locality, by code or name, or ``"national"``; else that of the policy.
        participating: Whether the biller participates with Medicare.
        assigned: Whether a biller who does not participate accepts assignment.
        qualifying: Whether as a qualifying APM participant (2026 on).
        mips: The MIPS factor of the payment.
        edition: The edition of the law; the newest bundled one unless given.
        columns: Names of otcpt's columns to those of the file, where they differ.

    Returns:
        The number of lines and the totals.

    Raises:
        InputErrors: A column or row cannot be read; nothing is written.
        InvalidInput: No locality, or a file that would be written over what is read.
    """
    refuse_overwriting({"out": str(out)}, (str(source), policy, edition))
    terms = Terms(participating=participating, assigned=assigned, qualifying=qualifying, mips=mips)
    pricer = Pricer.of(policy, locality=locality, edition=edition, terms=terms)
    total = PricedFile(0, 0, Decimal(0), Decimal(0), Decimal(0))
    tables = _priced(Parquet(Path(source)), pricer, _boundaries(policy, pricer), columns)
    with whole_file(Path(out)) as path, pq.ParquetWriter(path, PRICES) as writer:
        for table in tables:
            writer.write_table(table)
            total = _added(total, table)
    return total


def _added(total: PricedFile, table: pa.Table) -> PricedFile:
    allowed, paid, patient = (pc.sum(table.column(name)).as_py() or 0 for name in ("allowed", "paid", "patient"))
    return PricedFile(
        total.lines + table.num_rows,
        total.priced + (pc.sum(table.column("priced")).as_py() or 0),
        total.allowed + allowed,
        total.paid + paid,
        total.patient + patient,
    )


def _boundaries(policy: PolicyLike, pricer: Pricer) -> Ints:
    """The days on which the law or the payer's choices change."""
    days = {*pricer.boundaries, *load_policy(policy).boundaries}
    return np.array(sorted(day.toordinal() for day in days), dtype=np.int64)


def _priced(source: Source, pricer: Pricer, boundaries: Ints, columns: Mapping[str, str] | None) -> Iterator[pa.Table]:
    """Yield the lines of a source with their amounts, whole days together."""
    reader = TableReader(source.schema, columns=columns, name=source.name, only=_READ, more=("charge",))
    warn_of_unread(reader.notes)
    look = FirstLook(source, reader)
    reader.taken_back = look.taken_back
    wanted = None if isinstance(source, Batches) else reader.wanted
    parts = (_active(reader, batch) for batch in source.batches(columns=wanted))
    if look.cuts is None:
        lines = in_order(LineArrays.together(list(parts)))
        whole: Iterable[LineArrays] = cut_at(lines, day_starts(lines), CHUNK)
    else:
        whole = stream_days(parts, source.name, CHUNK, in_order=None)
    days = _Days(pricer, reader.words, boundaries)
    for part in whole:
        if not reader.log.problems and len(part):
            yield days.price(part)
    if reader.log.problems:
        raise InputErrors(reader.problems())


def _active(reader: TableReader, batch: pa.RecordBatch) -> LineArrays:
    lines, bad = reader.read(batch)
    left = bad | (lines.standing != ACTIVE)
    return lines.take(np.flatnonzero(~left)) if left.any() else lines


@attrs.define(eq=False)
class _Days:
    """Prices whole days: each kind of day once, with the ordinary pricing, whatever number of days are of it."""

    pricer: Pricer
    words: Mapping[str, Vocabulary]
    boundaries: Ints
    _line_kinds: dict[bytes, int] = attrs.field(factory=dict)
    _lines: list[Ints] = attrs.field(factory=list)
    _day_kinds: dict[bytes, int] = attrs.field(factory=dict)
    _new: list[dict[str, object]] = attrs.field(factory=list)
    _answers: pa.RecordBatch | None = None

    def price(self, lines: LineArrays) -> pa.Table:
        """Return the lines with their amounts."""
        starts = day_starts(lines)
        lengths = np.diff(np.append(starts, len(lines)))
        window = np.searchsorted(self.boundaries, lines.day, side="right")
        kind = self._kinds(lines, starts, lengths)
        order = arranged_rows(kind, starts, lengths)
        arranged = kind[order]
        answer = np.empty(len(lines), dtype=np.int64)
        for own, first, of_day, values in alike(window[starts], lengths, starts, [arranged]):
            bases = np.array(
                [self._base(values[at], int(lines.day[starts[own[at]]])) for at in first.tolist()], dtype=np.int64
            )
            places = np.arange(values.shape[1] - 1)
            answer[order[starts[own][:, None] + places]] = bases[of_day][:, None] + places
        return self._table(lines, answer)

    def _kinds(self, lines: LineArrays, starts: Ints, lengths: Ints) -> Ints:
        """A number for each line, the same for lines that differ in nothing that an amount depends on."""
        biller = lines.number["billing_provider_key"]
        least, most = (np.repeat(each.reduceat(biller, starts), lengths) for each in (np.minimum, np.maximum))
        # Who bills matters where a day has several; numbers by the day let days of other billers be alike.
        several = np.where((least == most) | (biller < 0), 0, biller - least + 1)
        columns = [*(lines.number[name] for name in _KIND), lines.whole["units"], several]
        values = np.stack(columns, axis=1)
        first, kind = distinct_rows(values)
        numbers = []
        for row in values[first]:
            key = row.tobytes()
            number = self._line_kinds.get(key)
            if number is None:
                number = self._line_kinds[key] = len(self._lines)
                self._lines.append(row)
            numbers.append(number)
        numbered: Ints = np.array(numbers, dtype=np.int64)[kind]
        return numbered

    def _base(self, values: Ints, ordinal: int) -> int:
        """The place of the first answer about a kind of day: the number of its window, then those of its lines."""
        key = values.tobytes()
        base = self._day_kinds.get(key)
        if base is None:
            held = 0 if self._answers is None else self._answers.num_rows
            base = self._day_kinds[key] = held + len(self._new)
            self._new += self._ask([self._line(self._lines[number], ordinal) for number in values[1:].tolist()])
        return base

    def _line(self, row: Ints, ordinal: int) -> ServiceLine:
        told = dict(zip(_KIND, row[: len(_KIND)].tolist(), strict=True))
        units, biller = row[len(_KIND) :].tolist()
        given: dict[str, Any] = {name: self.words[name].values[number] for name, number in told.items() if number >= 0}
        return ServiceLine(
            date_of_service=date.fromordinal(ordinal),
            units=None if units < 0 else units,
            billing_provider_key=None if biller == 0 else str(biller),
            **given,
        )

    def _ask(self, lines: Sequence[ServiceLine]) -> list[dict[str, object]]:
        estimate = self.pricer.price(Claim(lines))
        other = estimate.alternatives[0].lines if estimate.alternatives else estimate.lines
        return [
            {
                **{name: getattr(one, name) for name in AMOUNTS},
                "priced": one.priced,
                "alternative_paid": two.paid if two.paid != one.paid else None,
                "reason": one.reason or None,
            }
            for one, two in zip(estimate.lines, other, strict=True)
        ]

    def _every_answer(self) -> pa.RecordBatch:
        """Every answer so far, in one piece."""
        if self._new or self._answers is None:
            made = pa.RecordBatch.from_pylist(self._new, _ANSWERS)
            held = [made] if self._answers is None else [self._answers, made]
            self._answers = pa.concat_batches(held)
            self._new = []
        return self._answers

    def _table(self, lines: LineArrays, answer: Ints) -> pa.Table:
        answers = self._every_answer().take(pa.array(answer))
        units = lines.whole["units"].astype(np.int32)
        who = lines.who
        patient = pc.if_else(_starts_with(who, (CLAIM, ALONE)), pa.scalar(None, pa.string()), who)
        own = {
            "row": pa.array(lines.row),
            "claim_id": lines.claim_id,
            "line_id": lines.line_id,
            "patient_key": patient,
            "date_of_service": pa.array((lines.day - _EPOCH).astype(np.int32)).cast(pa.date32()),
            "code": pa.array(self.words["code"].values, pa.string()).take(pa.array(lines.number["code"])),
            "units": pa.array(units, mask=units < 0),
        }
        return pa.table({**own, **{name: answers.column(name) for name in _ANSWERS.names}}).select(PRICES.names)


def _starts_with(texts: pa.Array, marks: Sequence[str]) -> pa.Array:
    match: Callable[..., pa.Array] = pc.starts_with
    found = match(texts, marks[0])
    for mark in marks[1:]:
        found = pc.or_(found, match(texts, mark))
    return found
