"""One line under the two places it may have on its day: with the unit that is paid in full, and without it."""

from decimal import Decimal

import attrs

from otcpt.claims import Claim, History, ServiceLine
from otcpt.pricing._line_fees import LineFee
from otcpt.pricing._pricer import Pricer
from otcpt.pricing._ranking import Key, RankedLine, is_reducible, rank_day
from otcpt.pricing._values import LineEstimate

_ONE = Decimal(1)
#: A line that ranks before every other.
_FIRST = RankedLine(LineFee(_ONE, _ONE, (Decimal(10**9), _ONE), therapy=True), 1, ())


@attrs.frozen
class LineVariants:
    """What one line is allowed and paid, by its place on the day.

    ``full`` is the line where no line ranks before it, ``reduced`` where one does; they are the same for codes that the
    therapy reduction does not concern, of which ``rank`` is None. Lines of one rank are in the order of ``key``.
    ``alone`` is False where the two do not tell: surgical codes, and therapy codes without a fee, need their day.
    """

    full: LineEstimate
    reduced: LineEstimate
    rank: tuple[Decimal, Decimal] | None
    key: Key
    alone: bool


def line_variants(pricer: Pricer, line: ServiceLine) -> LineVariants:
    """Return both prices of a line, and what ranks it, for those who rank many days at once."""
    claim = Claim([line])
    (entry,) = pricer.entries((claim,), {id(claim)}, History())
    ranked = RankedLine(entry.fee, line.units, entry.key)
    alone = rank_day([ranked], _ONE)
    behind = rank_day([_FIRST, ranked], _ONE)
    full = pricer.line(entry, alone.units[0], alone.reasons[0], Decimal(0))
    reduced = pricer.line(entry, behind.units[1], behind.reasons[1], Decimal(0))
    therapy = is_reducible(entry.fee)
    decided = entry.fee.full is not None or not therapy
    return LineVariants(
        full,
        reduced,
        entry.fee.rank if therapy else None,
        entry.key,
        decided and (entry.fee.full is None or not entry.fee.surgical),
    )
