"""A claim: lines sent together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from otcpt.claims._line import ServiceLine, claim_frequency, put_texts
from otcpt.errors import InvalidInput
from otcpt.members import kind_of_value, members
from otcpt.shown import Shown

if TYPE_CHECKING:
    from otcpt.page import Page

REPLACEMENT = "7"
VOID = "8"


def _lines(given: Iterable[ServiceLine]) -> tuple[ServiceLine, ...]:
    if isinstance(given, ServiceLine):
        raise InvalidInput("lines is one service line; write Claim([line])", "lines", given)
    return members(given, ServiceLine, "lines")


def _frequency(given: str | None) -> str:
    return claim_frequency(given or "") or "1" if given is None or isinstance(given, str) else given


@attrs.frozen(repr=False)
class Claim(Shown):
    """Service lines sent together, of one or several dates of service.

    ``frequency`` is the claim frequency code (CLM05-3): ``"1"`` original, ``"7"`` replacement, ``"8"`` void;
    ``replaces`` names the claim that a replacement or a void takes back.

    >>> Claim([ServiceLine("97530", date_of_service=date(2026, 3, 2), units=2)]).dates
    (datetime.date(2026, 3, 2),)
    """

    lines: tuple[ServiceLine, ...] = attrs.field(converter=_lines)
    claim_id: str | None = attrs.field(default=None, kw_only=True)
    frequency: str = attrs.field(default="1", kw_only=True, converter=_frequency)
    replaces: str | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        put_texts(self, {"claim_id": "'C1'", "frequency": "'7'", "replaces": "'C1'"})

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates of service, earliest first."""
        return tuple(sorted({line.date_of_service for line in self.lines}))

    @property
    def billed(self) -> tuple[ServiceLine, ...]:
        """The lines that go to the payer: all but those documented with 0 units."""
        return tuple(line for line in self.lines if line.units != 0)

    def to_record(self) -> dict[str, object]:
        """Return the claim as plain values that JSON can hold; `claim_schema` describes them.

        Returns:
            Every key of the claim and of its lines, None where nothing is known. Dates, times and amounts are text.

        Example:
            >>> record = Claim([ServiceLine("97530", date_of_service="2026-03-02", units=2)]).to_record()
            >>> record["lines"][0]["date_of_service"], record["lines"][0]["units"], record["lines"][0]["minutes"]
            ('2026-03-02', 2, None)
        """
        from otcpt.claims._claim_record import claim_record

        return claim_record(self)

    @staticmethod
    def from_record(record: Mapping[str, object]) -> "Claim":
        """Return the claim of a record, as `to_record` or a program wrote it.

        Args:
            record: A mapping with ``lines``; of a line only ``code`` and ``date_of_service`` are needed. Days may be
                dates or text, amounts Decimal or text. A key that is missing or null is not known.

        Returns:
            The claim; it equals the one that the record was made of.

        Raises:
            InputErrors: Every fault of every line with its path, unknown keys among them.

        Example:
            >>> line = {"code": "97530", "date_of_service": "2026-03-02", "modifiers": ["GO"], "units": 2}
            >>> Claim.from_record({"lines": [line]}).lines[0].units
            2
            >>> Claim.from_record({"lines": [line, {"code": "97110", "unit": 1.5}]})
            Traceback (most recent call last):
            otcpt.errors.InputErrors: claim, lines[1].unit: is not known. Did you mean units?
            claim, lines[1].date_of_service: is missing; write it like '2026-03-02'
        """
        from otcpt.claims._claim_record import read_claim
        from otcpt.records import read_record

        return read_record("claim", record, read_claim)

    @staticmethod
    def from_records(rows: Iterable[Mapping[str, object]]) -> "tuple[Claim, ...]":
        """Return the claims of rows, put together as those of a file are.

        Args:
            rows: Service lines, each with the keys of a line's record, and ``frequency`` and ``replaces`` of its claim.
                Rows of one ``claim_id`` and patient are a claim, without ``claim_id`` each row is one; a missing
                ``line_id`` is the number of the row, counted from 1. Records of whole claims may be among them.

        Returns:
            The claims in the order of their first rows.

        Raises:
            InputErrors: Every fault of every row, with the row's number and the path in it.

        Example:
            >>> row = {"claim_id": "C1", "date_of_service": "2026-03-02", "code": "97530", "units": 2}
            >>> [claim] = Claim.from_records([row, {**row, "code": "97110"}])
            >>> [line.line_id for line in claim]
            ['1', '2']
        """
        if isinstance(rows, Mapping | str | bytes):
            raise InvalidInput("rows is one record; give a list of them, or use Claim.from_record", "rows")
        if hasattr(rows, "__arrow_c_stream__"):
            raise InvalidInput("rows is a frame; use otcpt.batch.claims_from_frame", "rows")
        if not isinstance(rows, Iterable):
            raise InvalidInput(f"rows is {kind_of_value(rows)}; give a list of records", "rows")
        from otcpt.claims._claim_record import claims_of_rows

        return claims_of_rows(rows)

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[ServiceLine]:
        return iter(self.lines)

    def __repr__(self) -> str:
        if not self.lines:
            return "<Claim without lines>"
        days = " to ".join(dict.fromkeys(map(str, (self.dates[0], self.dates[-1]))))
        return f"<Claim {days}: {', '.join(line.summary for line in self.lines[:6])}{' …' * (len(self.lines) > 6)}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.claims.pages import claim_page

        return claim_page(self)


#: The frequencies of claims that take back another.
_CORRECTIONS = (REPLACEMENT, VOID)


def active_claims(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the claims that are still active: without replaced and voided originals, and without the voids themselves.

    A replacement names what it replaces by ``replaces``, or by its own ``claim_id``. It counts wherever it is among the
    claims. Of several replacements under one ``claim_id`` and patient the last one counts.

    Args:
        claims: The claims.

    Returns:
        The active ones, in the same order.
    """
    claims = tuple(claims)
    again = corrected_again(claims)
    corrections = [claim for claim in claims if claim.frequency in _CORRECTIONS]
    own = {claim.claim_id for claim in corrections} - {None}
    others = {claim.replaces for claim in corrections if claim.replaces != claim.claim_id} - {None}
    return tuple(
        claim
        for position, claim in enumerate(claims)
        if claim.frequency != VOID
        and claim.claim_id not in others
        and (position not in again if claim.frequency == REPLACEMENT else claim.claim_id not in own)
    )


def corrected_again(claims: Sequence[Claim]) -> set[int]:
    """Return the positions of corrections after which there is one of the same ``claim_id`` and patient."""
    later: set[tuple[str, str | None]] = set()
    again: set[int] = set()
    for position, claim in reversed([*enumerate(claims)]):
        if claim.frequency in _CORRECTIONS and claim.claim_id is not None:
            name = claim.claim_id, claim.lines[0].patient_key if claim.lines else ""
            if not later.isdisjoint((name, (claim.claim_id, ""))):
                again.add(position)
            later.add(name)
    return again
