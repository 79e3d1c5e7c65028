"""A rate card: what one unit of each code is paid on a day, in a locality."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from otcpt.codes import parse_code
from otcpt.editions import Edition, EditionLike, load_edition
from otcpt.errors import OutsideCoverage, UnknownName
from otcpt.fees import NATIONAL, LocalityLike, RateName, UnitFee, cents
from otcpt.members import members
from otcpt.pricing._settling import Shares, settle
from otcpt.pricing._terms import Terms
from otcpt.shown import Shown
from otcpt.timeline import calendar_day

if TYPE_CHECKING:
    from otcpt.page import Page

#: What a row has besides code, label and reason.
CARD_AMOUNTS = (
    "full",
    "reduced",
    "facility",
    "nonparticipating",
    "limiting_charge",
    "patient_share",
    "medicare_pays",
    "medicare_pays_assistant",
)


@attrs.frozen(kw_only=True)
class CardRow:
    """One unit of a code. Dollars; an amount is None where there is none, all of them where the code is not priced.

    ``full`` is the fee of one who participates, ``reduced`` that of a further therapy unit of the day, ``facility`` the
    fee in a facility where it differs. ``nonparticipating`` is 95 percent of the fee, ``limiting_charge`` the most that
    may be charged without assignment. ``patient_share`` is the coinsurance of the whole fee, ``medicare_pays`` what is
    left after sequestration with the deductible met, ``medicare_pays_assistant`` the same with CO or CQ.
    """

    code: str
    label: str
    full: Decimal | None = None
    reduced: Decimal | None = None
    facility: Decimal | None = None
    nonparticipating: Decimal | None = None
    limiting_charge: Decimal | None = None
    patient_share: Decimal | None = None
    medicare_pays: Decimal | None = None
    medicare_pays_assistant: Decimal | None = None
    reason: str = ""

    def to_record(self) -> dict[str, str]:
        """Return the row as text, empty where there is no amount: one row of a table."""
        amounts = {name: getattr(self, name) for name in CARD_AMOUNTS}
        texts = {name: "" if amount is None else str(amount) for name, amount in amounts.items()}
        return {"code": self.code, "label": self.label, **texts, "reason": self.reason}


@attrs.frozen(str=False)
class RateCard(Shown):
    """The rows of a day and locality, by code; ``place`` is the locality in words."""

    on: date
    locality: str
    place: str
    edition: str
    rows: tuple[CardRow, ...] = attrs.field(repr=lambda rows: f"<{len(rows)} rows>")

    def __iter__(self) -> Iterator[CardRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, code: str) -> CardRow:
        for row in self.rows:
            if row.code == code:
                return row
        raise UnknownName(f"{code} is not on this rate card")

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.pricing.pages import card_page

        return card_page(self)

    def to_records(self) -> list[dict[str, str]]:
        """Return the rows as text, with the day and the locality in each."""
        return [{"on": str(self.on), "locality": self.locality, **row.to_record()} for row in self.rows]


def rate_card(
    *,
    on: date | str,
    locality: LocalityLike,
    codes: Iterable[str] | None = None,
    qualifying: bool = False,
    mips: Decimal | None = None,
    edition: EditionLike | None = None,
) -> RateCard:
    """Return what one unit of each code is paid on a day in a locality.

    Args:
        on: The date of service.
        locality: The locality, by code or name, or ``"national"``.
        codes: The codes; those with a fee on that day that are therapy, always or sometimes, unless given.
            On a day without any fee, all of them, each with the reason.
        qualifying: Whether as a qualifying APM participant (2026 on).
        mips: The MIPS factor of the payment.
        edition: The edition of the law; the newest bundled one unless given.

    Returns:
        The card. A code that was asked for and is not priced has a row with the reason.

    Raises:
        UnknownName: There is no such locality or edition.

    Example:
        >>> card = rate_card(on="2026-09-14", locality="national", codes=["97530"])
        >>> row = card["97530"]
        >>> [str(amount) for amount in (row.full, row.reduced, row.nonparticipating, row.limiting_charge)]
        ['35.07', '25.05', '33.32', '38.31']
        >>> row.patient_share, row.medicare_pays, row.medicare_pays_assistant
        (Decimal('7.01'), Decimal('27.50'), Decimal('23.37'))
    """
    terms = Terms(qualifying=qualifying, mips=mips)
    law = load_edition(edition)
    day = calendar_day(on, "on")
    place = law.fees.localities.code(locality)
    asked = _therapy_codes(law, day) if codes is None else dict.fromkeys(map(parse_code, members(codes, str, "codes")))
    rows = tuple(_row(code, day, place, law, terms) for code in asked)
    priced = tuple(row for row in rows if row.full is not None)
    kept = priced if codes is None and priced else rows
    named = place if place == NATIONAL.locality else str(law.fees.localities[place])
    return RateCard(day, place, named, law.pin, kept)


def rate_cards(
    *,
    on: Sequence[date | str],
    localities: Sequence[LocalityLike],
    codes: Iterable[str] | None = None,
    qualifying: bool = False,
    mips: Decimal | None = None,
    edition: EditionLike | None = None,
) -> tuple[RateCard, ...]:
    """Return a card for every day and locality, to compare them; see `rate_card`.

    Args:
        on: The days.
        localities: The localities, by code or name.
        codes: The codes; all that the edition prices unless given.
        qualifying: Whether the biller is a qualifying APM participant.
        mips: The MIPS payment factor, such as ``Decimal("0.98")``; none unless given.
        edition: The law: an `Edition`, its name, its pin or a folder; the newest bundled one unless given.

    Returns:
        A card for each day and locality.

    Raises:
        UnknownName: There is no such locality.

    Example:
        >>> cards = rate_cards(on=["2025-03-03", "2026-03-02"], localities=["15202-00"], codes=["97530"])
        >>> [(card.on.year, str(card["97530"].full)) for card in cards]
        [(2025, '32.84'), (2026, '33.33')]
    """
    listed = None if codes is None else members(codes, str, "codes")
    return tuple(
        rate_card(on=day, locality=place, codes=listed, qualifying=qualifying, mips=mips, edition=edition)
        for day in on
        for place in members(localities, str, "localities")
    )


def _therapy_codes(law: Edition, day: date) -> Iterator[str]:
    for code in law.fees.values.codes:
        history = law.codes.get(code)
        meaning = history.get(day) if history is not None else None
        if meaning is not None and meaning.designation in ("always", "sometimes"):
            yield code


def _row(code: str, day: date, place: str, law: Edition, terms: Terms) -> CardRow:
    history = law.codes.get(code)
    meaning = history.get(day) if history is not None else None
    label = meaning.label if meaning is not None else ""
    try:
        if history is None:
            raise OutsideCoverage(f"{code} is outside the code registry")
        if meaning is None:
            raise OutsideCoverage(history.absence(day))
        letter = history.status(day).letter
        if letter is not None and letter not in ("A", "R", "T"):
            raise OutsideCoverage(f"{code} has status {letter}: not paid by this fee schedule")
        fee = law.fees.unit(code, on=day, locality=place, qualifying=terms.qualifying)
        inside = law.fees.unit(code, on=day, locality=place, facility=True, qualifying=terms.qualifying).full
        return _priced(fee, label, day, law, inside if inside != fee.full else None, terms.mips)
    except OutsideCoverage as problem:
        return CardRow(code=code, label=label, reason=str(problem))


def _priced(
    fee: UnitFee, label: str, day: date, law: Edition, facility: Decimal | None, mips: Decimal | None
) -> CardRow:
    rates = law.fees.rates
    shares = Shares.on(day, law.fees)
    plain = settle(fee.full, shares=shares, mips=mips)
    return CardRow(
        code=fee.code,
        label=label,
        full=fee.full,
        reduced=fee.reduced,
        facility=facility,
        nonparticipating=cents(fee.full * rates.of(RateName.NONPARTICIPATING, on=day).value),
        limiting_charge=cents(fee.full * rates.of(RateName.LIMITING_CHARGE, on=day).value),
        patient_share=plain.coinsurance,
        medicare_pays=plain.paid,
        medicare_pays_assistant=settle(fee.full, shares=shares, mips=mips, assistant=True).paid,
    )
