"""A claim: lines sent together."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import attrs

from otcpt.claims._line import ServiceLine
from otcpt.errors import InvalidInput
from otcpt.shown import Shown

if TYPE_CHECKING:
    from otcpt.page import Page

REPLACEMENT = "7"
VOID = "8"


def _lines(given: Iterable[ServiceLine]) -> tuple[ServiceLine, ...]:
    if isinstance(given, ServiceLine):
        raise InvalidInput("a claim holds a list of lines; write Claim([line])", "lines", given)
    lines = tuple(given)
    for line in lines:
        if not isinstance(line, ServiceLine):
            raise InvalidInput(f"a claim holds service lines, not {line!r}", "lines", line)
    return lines


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


def active_claims(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the claims that still stand: originals that were replaced or voided leave, and so do the voids.

    A replacement names what it takes back by ``replaces``, or by its own ``claim_id``. Of several replacements of one
    claim the last one stands.
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
