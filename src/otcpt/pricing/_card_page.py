"""What a rate card shows of itself."""

from otcpt.page import Block, Cell, Page, Paragraph, StyledText, Table, Tone
from otcpt.pricing._rate_card import RateCard

_CARD_NOTE = (
    "One unit each, before a charge that is lower. Reduced: every further therapy unit of the day (MPPR). "
    "Medicare pays: after coinsurance and sequestration, with the deductible met."
)
_CARD_HEADERS = {
    "full": "full",
    "reduced": "reduced",
    "facility": "facility",
    "nonparticipating": "non-par",
    "limiting_charge": "limiting charge",
    "patient_share": "patient",
    "medicare_pays": "Medicare pays",
    "medicare_pays_assistant": "with CO",
}


def card_page(card: RateCard) -> Page:
    """Describe the rate card of a day and place."""
    rows: list[tuple[Cell, ...]] = [
        (StyledText(row.code, Tone.STRONG), row.label, *(getattr(row, name) for name in _CARD_HEADERS))
        for row in card
        if row.full is not None
    ]
    blocks: list[Block] = [Table(rows, ("code", "", *_CARD_HEADERS.values()))] if rows else []
    blocks += [Paragraph(f"{row.code}: not priced. {row.reason}") for row in card if row.full is None]
    blocks.append(Paragraph(StyledText(_CARD_NOTE, Tone.QUIET)))
    return Page(f"Medicare fees on {card.on}", blocks, detail=card.place, footer=card.edition)
