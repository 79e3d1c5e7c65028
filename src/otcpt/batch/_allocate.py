"""Minutes to units for a frame of service lines: one row per patient, date, plan of care and code."""

from collections.abc import Mapping
from typing import cast

import pyarrow as pa

from otcpt.batch.input._arrays import keep_memory
from otcpt.batch.input._claim_reversals import active
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._frames import ArrowStream, Frame, like, to_arrow
from otcpt.batch.input._lines import LineArrays
from otcpt.batch.input._match_schema import warn_of_unread
from otcpt.batch.input._order import KeyReturned, cut_at, day_starts, in_order
from otcpt.batch.input._pieces import FirstLook, Piece, PieceReader, each, stretches
from otcpt.batch.input._sources import Batches
from otcpt.batch.judging._allocator import Allocator, schema_of
from otcpt.editions import EditionLike, load_edition
from otcpt.errors import InputErrors, InvalidInput
from otcpt.modifiers import DISCIPLINE
from otcpt.units import Method, TieBreak, allocate

#: Lines allocated together.
CHUNK = 1 << 17

_READ = frozenset(
    {
        *("claim_id", "patient_key", "date_of_service", "billing_provider_key", "code", "frequency", "replaces"),
        *("modifiers", "modifier_1", "modifier_2", "modifier_3", "modifier_4"),
        *("minutes", "therapist_minutes", "assistant_minutes", "joint_minutes"),
    }
)


def allocate_frame(
    frame: Frame,
    *,
    method: Method,
    discipline: str = "OT",
    tie_break: TieBreak = "largest_total",
    edition: EditionLike | None = None,
    columns: Mapping[str, str] | None = None,
) -> Frame:
    """Allocate the minutes of every day in a frame to codes as units; return a frame of the same kind.

    Lines are grouped by patient (by claim where a line has no patient key), date of service, billing provider and
    discipline: the one of GO, GP or GN, else ``discipline``. Each code of a group is a row of the answer: ``minutes``
    of all its lines, ``units`` as `otcpt.allocate_units` gives them, and ``tied`` where another code had an equally
    good claim to a unit. Where no units follow, ``units`` is missing and ``reason`` says why. An add-on code that got
    units has a row even without a line of its own. Under ``tenths`` a column ``tenths`` has the tenths of an hour of
    the codes counted so. Replaced and voided claims are left out. Source: CMS Pub. 100-04 ch. 5 §20.2; CPT
    introduction, time.

    Args:
        frame: Service lines, one row each, with the columns of `check_frame`; ``minutes`` are whole minutes.
        method: How minutes become units, as in `otcpt.allocate_units`; under ``per_session`` each line is a session.
        discipline: The discipline of lines without GO, GP or GN: ``"OT"``, ``"PT"`` or ``"SLP"``.
        tie_break: Which of several codes with equally many minutes left over takes a unit: ``"largest_total"`` (then
            code order), ``"code_order"`` or ``"input_order"``.
        edition: The law: an `Edition`, its name, its pin or a folder; the newest bundled one unless given.
        columns: Names of otcpt's columns to those of the frame, where they differ.

    Returns:
        One row for each code of a patient's day and discipline, in a frame of the caller's kind.

    Raises:
        InputErrors: A column or row cannot be read; every problem is named.
        InvalidInput: There is no such discipline.
        UnknownName: There is no such method or tie-break.

    Example:
        >>> lines = pa.table({"claim_id": ["C1", "C1"], "date_of_service": ["2026-03-02"] * 2,
        ...                   "code": ["97110", "97140"], "minutes": [33, 7]})
        >>> allocate_frame(lines, method="cms").column("units").to_pylist()
        [2, 1]
    """
    allocate({}, {}, method=method, tie_break=tie_break)
    if not isinstance(discipline, str) or discipline not in DISCIPLINE.values():
        raise InvalidInput(f"discipline {discipline!r} is not 'OT', 'PT' or 'SLP'", "discipline", discipline)
    law = load_edition(edition)
    keep_memory()
    table = to_arrow(cast("ArrowStream", frame))
    source = Batches("the frame", table.schema, table.to_batches())

    def make() -> TableReader:
        return TableReader(table.schema, columns=columns, only=_READ)

    reader = make()
    warn_of_unread(reader.notes)
    reader.taken_back = FirstLook(source, reader).taken_back
    allocator = Allocator(law, reader.words, method, tie_break, discipline)
    pieces = PieceReader(reader, make)

    def allocate_piece(piece: Piece) -> pa.Table:
        return allocator.allocate(active(pieces.read(piece)))

    try:
        found = [*each(allocate_piece, stretches(source, reader, CHUNK, split_ends=True))]
    except KeyReturned:
        every = [reader.read(batch)[0] for batch in source.batches(size=CHUNK)]
        if reader.log.problems:
            raise InputErrors(reader.problems()) from None
        lines = in_order(active(LineArrays.together(every)))
        found = [*each(allocator.allocate, cut_at(lines, day_starts(lines), CHUNK))]
    return like(frame, pa.concat_tables([schema_of(method).empty_table(), *found]))
