"""What many lines would be allowed and paid: the ordinary pricing, asked once for each kind of day."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from os import PathLike
from typing import cast

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from otcpt.batch.input._claim_reversals import active
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._frames import ArrowStream, Frame, like, to_arrow
from otcpt.batch.input._lines import ALONE, CLAIM, Ints, LineArrays, Vocabulary
from otcpt.batch.input._match_schema import warn_of_unread
from otcpt.batch.input._order import cut_at, day_starts, in_order, stream_days
from otcpt.batch.input._pieces import FirstLook, are_sorted
from otcpt.batch.input._sources import Batches, Parquet, Source
from otcpt.batch.judging._prices import ANSWERS, KIND, PricedDays
from otcpt.editions import EditionLike
from otcpt.errors import InputErrors
from otcpt.files import path_of, whole_file
from otcpt.io import refuse_overwriting
from otcpt.policies import PolicyLike, load_policy
from otcpt.pricing import Pricer, Terms

#: One row per service line; the amounts are those of `otcpt.pricing.LineEstimate`, missing where it is not priced.
PRICES = pa.schema(
    [
        ("row", pa.int64()),
        ("claim_id", pa.string()),
        ("line_id", pa.string()),
        ("patient_key", pa.string()),
        ("date_of_service", pa.date32()),
        ("code", pa.string()),
        ("units", pa.int32()),
        *ANSWERS,
    ]
)
_READ = frozenset(
    {
        *("claim_id", "line_id", "patient_key", "date_of_service", "billing_provider_key", "frequency", "replaces"),
        *("modifier_1", "modifier_2", "modifier_3", "modifier_4", "units", *KIND),
    }
)
#: Lines priced at once, at least.
_PIECE = 1 << 18
_EPOCH = date(1970, 1, 1).toordinal()


@attrs.frozen
class PricedFile:
    """What became of a file: its lines, how many of them are priced, and the totals of those.

    ``paid`` and ``patient`` are None where they are not known of a priced line, as for other payers than Medicare.
    """

    lines: int
    priced: int
    allowed: Decimal
    paid: Decimal | None
    patient: Decimal | None

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
    across claims (of a claim where a line has no patient key), those that rank alike in the order of their rows. The
    deductible is taken as met. Where two units are tied and the payment differs, ``alternative_paid`` is what the line
    is paid under the first other answer. Replaced and voided claims are left out.

    Args:
        frame: Service lines, one row each, with the columns of `check_frame` and ``charge``.
        policy: The payer, as in `otcpt.price`.
        locality: The locality, by code or name, or ``"national"``; else that of the policy.
        participating: Whether the biller participates with Medicare.
        assigned: Whether a biller who does not participate accepts assignment.
        qualifying: Whether as a qualifying APM participant (2026 on).
        mips: The MIPS factor of the payment.
        edition: The law; the policy's or the newest unless given.
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
    source = Batches("the frame", table.schema, table.to_batches(max_chunksize=_PIECE))
    parts = list(_priced(source, pricer, _boundaries(policy, pricer), columns))
    found = pa.concat_tables([PRICES.empty_table(), *parts])
    return like(frame, _by_row(found))


def _by_row(found: pa.Table) -> pa.Table:
    """Return the lines in the order of their rows; those of a frame sorted by patient and day are in it already."""
    rows = found.column("row").to_numpy()
    if (rows[1:] > rows[:-1]).all():
        return found
    return found.combine_chunks().take(pa.array(np.argsort(rows)))


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
        edition: The law; the policy's or the newest unless given.
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
    tables = _priced(Parquet(path_of(source)), pricer, _boundaries(policy, pricer), columns)
    with whole_file(path_of(out)) as path, pq.ParquetWriter(path, PRICES) as writer:
        for table in tables:
            writer.write_table(table)
            total = _added(total, table)
    return total


def _added(total: PricedFile, table: pa.Table) -> PricedFile:
    priced = pc.sum(table.column("priced")).as_py() or 0
    return PricedFile(
        total.lines + table.num_rows,
        total.priced + priced,
        total.allowed + (pc.sum(table.column("allowed")).as_py() or 0),
        _plus(total.paid, table.column("paid"), priced),
        _plus(total.patient, table.column("patient"), priced),
    )


def _plus(total: Decimal | None, amounts: pa.ChunkedArray, priced: int) -> Decimal | None:
    """A total with the amounts of so many priced lines, unknown from the first of them that is missing."""
    if total is None or len(amounts) - amounts.null_count < priced:
        return None
    more: Decimal = pc.sum(amounts).as_py() or Decimal(0)
    return total + more


def _boundaries(policy: PolicyLike, pricer: Pricer) -> Ints:
    """The days on which the law or the payer's choices change."""
    days = {*pricer.boundaries, *load_policy(policy).boundaries}
    return np.array(sorted(day.toordinal() for day in days), dtype=np.int64)


def _priced(source: Source, pricer: Pricer, boundaries: Ints, columns: Mapping[str, str] | None) -> Iterator[pa.Table]:
    """Yield the lines of a source with their amounts, whole days together."""
    reader = TableReader(source.schema, columns=columns, name=source.name, only=_READ, more=("charge",))
    warn_of_unread(reader.notes)
    reader.taken_back = FirstLook(source, reader).taken_back
    is_sorted = are_sorted(source, reader)
    wanted = None if isinstance(source, Batches) else reader.wanted
    parts = (active(reader.read(batch)[0]) for batch in source.batches(columns=wanted))
    if not is_sorted:
        lines = in_order(LineArrays.together(list(parts)))
        whole: Iterable[LineArrays] = cut_at(lines, day_starts(lines), _PIECE)
    else:
        whole = stream_days(parts, source.name, _PIECE, in_order=None)
    days = PricedDays(pricer, reader.words, boundaries)
    for part in _ahead(whole):
        if not reader.log.problems and len(part):
            yield _table(part, reader.words, days.price(part))
    if reader.log.problems:
        raise InputErrors(reader.problems())


def _ahead(parts: Iterable[LineArrays]) -> Iterator[LineArrays]:
    """Yield the parts, reading the next one while one is priced."""
    iterator = iter(parts)
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, iterator, None)
        while (part := coming.result()) is not None:
            coming = pool.submit(next, iterator, None)
            yield part


def _table(lines: LineArrays, words: Mapping[str, Vocabulary], answers: pa.RecordBatch) -> pa.Table:
    units = lines.whole["units"].astype(np.int32)
    own = {
        "row": pa.array(lines.row),
        "claim_id": lines.claim_id,
        "line_id": lines.line_id,
        "patient_key": pc.if_else(_starts_with(lines.who, (CLAIM, ALONE)), pa.scalar(None, pa.string()), lines.who),
        "date_of_service": pa.array((lines.day - _EPOCH).astype(np.int32)).cast(pa.date32()),
        "code": pa.array(tuple(words["code"].values), pa.string()).take(pa.array(lines.number["code"])),
        "units": pa.array(units, mask=units < 0),
    }
    return pa.table({**own, **{name: answers.column(name) for name in ANSWERS.names}}).select(PRICES.names)


def _starts_with(texts: pa.Array, marks: Sequence[str]) -> pa.Array:
    match: Callable[..., pa.Array] = pc.starts_with
    found = match(texts, marks[0])
    for mark in marks[1:]:
        found = pc.or_(found, match(texts, mark))
    return found
