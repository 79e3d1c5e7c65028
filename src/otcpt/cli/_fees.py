"""``otcpt fees``: the rate card of a day and locality, and where a locality is found."""

import csv
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from otcpt.cli._choices import Format
from otcpt.cli._page import show
from otcpt.editions import load_edition
from otcpt.errors import InvalidInput
from otcpt.files import whole_file
from otcpt.io import Sheet, SheetCell, write_workbook
from otcpt.page import Page, Section, StyledText, Table, Tone, to_document
from otcpt.pricing import CARD_AMOUNTS, RateCard, rate_cards
from otcpt.timeline import calendar_day


def show_fees(
    localities: Sequence[str],
    *,
    days: Sequence[str],
    codes: Sequence[str],
    qualifying: bool,
    mips: str | None,
    edition: str | None,
    form: Format | None,
    out: Path | None = None,
) -> None:
    """Print a card for every day and locality, or write them to a workbook."""
    cards = rate_cards(
        on=days,
        localities=localities,
        codes=codes or None,
        qualifying=qualifying,
        mips=number(mips, "--mips", "1.0120"),
        edition=edition,
    )
    records = [record for card in cards for record in card.to_records()]
    if out is not None:
        with whole_file(out) as path:
            write_workbook(path, [_sheet(card) for card in cards])
        return
    match form:
        case None | Format.TABLE:
            for card in cards:
                show(card.to_page())
        case Format.HTML:
            pages = [card.to_page() for card in cards]
            sections = [Section(page.title, page.blocks, detail=page.detail) for page in pages]
            print(to_document(Page("Fees", sections)))
        case Format.JSON:
            print(json.dumps({"edition": cards[0].edition, "fees": records}, indent=2))
        case Format.JSONL:
            for record in records:
                print(json.dumps(record))
        case Format.CSV:
            writer = csv.DictWriter(sys.stdout, ("on", "locality", "code", "label", *CARD_AMOUNTS, "reason"))
            writer.writeheader()
            writer.writerows(records)


def _sheet(card: RateCard) -> Sheet:
    """Return a card as a sheet, its amounts as numbers."""
    rows: list[list[SheetCell]] = [
        [row.code, row.label, *(getattr(row, name) for name in CARD_AMOUNTS), row.reason] for row in card
    ]
    header = ("code", "label", *(name.replace("_", " ") for name in CARD_AMOUNTS), "reason")
    return Sheet(f"{card.on} {card.locality}", header, rows, (8, 60))


def search_localities(text: str, *, on: str | None, edition: str | None) -> None:
    """List the localities with the words of a text."""
    table = load_edition(edition).fees.localities
    found = table.search(text, on=None if on is None else calendar_day(on))
    if not found:
        raise InvalidInput(f"no locality has {text!r} in its name, state or code; search with fewer words", "--search")
    rows = [(StyledText(one.code, Tone.STRONG), one.state, one.name) for one in found]
    show(Page("Localities", [Table(rows, ("locality", "state", "name"))]))


def number(text: str | None, what: str, like: str) -> Decimal | None:
    """Read a number that an option was given."""
    if text is None:
        return None
    try:
        return Decimal(text)
    except ArithmeticError:
        raise InvalidInput(f"{what} {text!r} is not a number; write it like {like}", what, text) from None
