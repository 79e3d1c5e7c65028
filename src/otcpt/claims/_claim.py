"""A claim: lines sent together."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING

import attrs

from otcpt.claims._line import ServiceLine
from otcpt.claims._line_record import line_record, read_line
from otcpt.claims._rows import HEAD_FIELDS, Group, Rows, is_row
from otcpt.errors import InvalidInput
from otcpt.members import kind_of_value, members
from otcpt.records import VERSION, Faults, Field, at, collected, each, read_record, version
from otcpt.shown import Shown

if TYPE_CHECKING:
    from otcpt.page import Page

#: The version of the record of a claim, which `claim_schema` describes.
CLAIM_VERSION = 1

REPLACEMENT = "7"
VOID = "8"


def _lines(given: Iterable[ServiceLine]) -> tuple[ServiceLine, ...]:
    if isinstance(given, ServiceLine):
        raise InvalidInput("lines is one service line; write Claim([line])", "lines", given)
    return members(given, ServiceLine, "lines")


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
    frequency: str = attrs.field(default="1", kw_only=True)
    replaces: str | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        for what, value in (("frequency", self.frequency), ("claim_id", self.claim_id), ("replaces", self.replaces)):
            if not isinstance(value, str) and (value is not None or what == "frequency"):
                raise InvalidInput(f"{what} {value!r} is not text; write it in quotes, like '7'", what, value)

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
        return {
            VERSION: CLAIM_VERSION,
            "claim_id": self.claim_id,
            "frequency": self.frequency,
            "replaces": self.replaces,
            "lines": [line_record(line) for line in self.lines],
        }

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
        if not isinstance(rows, Iterable):
            raise InvalidInput(f"rows is {kind_of_value(rows)}; give a list of records", "rows")
        faults = Faults("rows")
        given = Rows()
        whole: list[tuple[int, Claim]] = []
        for row, record in enumerate(rows, 1):
            faults.row = row
            if is_row(record):
                given.read(record, row, faults)
            elif (claim := read_claim(record, "", faults)) is not None:
                whole.append((row, claim))
        faults.close()
        whole += [(group.rows[0], claim_of(group)) for group in given.groups]
        return tuple(claim for _, claim in sorted(whole, key=itemgetter(0)))

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[ServiceLine]:
        return iter(self.lines)

    def __repr__(self) -> str:
        days = " to ".join(dict.fromkeys(map(str, (min(self.dates), max(self.dates))))) if self.lines else "no dates"
        return f"<Claim {days}: {', '.join(line.summary for line in self.lines[:6])}{' …' * (len(self.lines) > 6)}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.claims.pages import claim_page

        return claim_page(self)


_HEAD = {VERSION: Field(version(CLAIM_VERSION)), **HEAD_FIELDS}
_LINES = each(read_line)


def read_claim(given: object, path: str, faults: Faults) -> Claim | None:
    """Return the claim of a record, with those of its lines that can be read; None where it is no claim."""
    return read_claim_lines(given, path, faults)[0]


def read_claim_lines(given: object, path: str, faults: Faults) -> "tuple[Claim | None, list[ServiceLine | None]]":
    """Read the claim of a record, and each of its lines.

    Args:
        given: The record.
        path: Where it is, for messages.
        faults: Takes what is wrong.

    Returns:
        The claim, and its lines; None for those in which something is wrong.
    """
    if not isinstance(given, Mapping):
        collected(given, {"lines": Field(_LINES, "[...]")}, path, faults)
        return None, []
    head = collected({key: value for key, value in given.items() if key != "lines"}, _HEAD, path, faults)
    if given.get("lines") is None:
        faults.add(at(path, "lines"), "is missing; write the claim's service lines as a list")
        return None, []
    lines = _LINES(given["lines"], at(path, "lines"), faults)
    read = [line for line in lines if line is not None]
    return (None if head is None else Claim(read, **head)), lines  # type: ignore[arg-type]


def claim_of(group: Group) -> Claim:
    """Return the claim of rows that belong together.

    Args:
        group: The rows of one claim.

    Returns:
        The claim.
    """
    return Claim(group.lines, claim_id=group.claim_id, frequency=group.frequency, replaces=group.replaces)


def active_claims(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the claims that are still active: without replaced and voided originals, and without the voids themselves.

    A replacement names what it replaces by ``replaces``, or by its own ``claim_id``. Of several replacements of one
    claim the last one counts.

    Args:
        claims: Claims in the order in which they were sent.

    Returns:
        The active ones, in the same order.
    """
    claims = tuple(claims)
    taken_back: dict[str, int] = {}
    for position, claim in enumerate(claims):
        if claim.frequency in (REPLACEMENT, VOID):
            for name in {claim.replaces, claim.claim_id} - {None}:
                taken_back[str(name)] = position
    return tuple(
        claim
        for position, claim in enumerate(claims)
        if claim.frequency != VOID and (claim.claim_id is None or taken_back.get(claim.claim_id, position) <= position)
    )
