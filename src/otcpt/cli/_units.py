"""``otcpt units``: minutes in, units out, with the working."""

from collections.abc import Sequence

from otcpt.checking import compare_units
from otcpt.claims import parse_service
from otcpt.cli._choices import Method
from otcpt.cli._page import show
from otcpt.errors import InvalidInput
from otcpt.page import Cell, Page, StyledText, Table, Tone
from otcpt.units import Allocation, in_words


def units(services: Sequence[str], *, methods: Sequence[Method], on: str | None) -> None:
    """Print the allocation and how it came about; of several methods the answers side by side."""
    minutes: dict[str, list[int]] = {}
    for text in services:
        service = parse_service(text)
        if service.modifiers:
            raise InvalidInput(
                f"{text!r} has modifiers; units follow from minutes alone, leave them out", "service", text
            )
        minutes.setdefault(service.code, []).append(service.minutes)
    answers = compare_units(minutes, methods=[method.value for method in methods], on=on)
    if len(answers) == 1:
        show(next(iter(answers.values())).to_page())
        return
    codes = sorted({code for answer in answers.values() for code in answer.counts})
    rows: list[Sequence[Cell]] = [
        (code, sum(minutes.get(code, ())), *[_amount(answer, code) for answer in answers.values()]) for code in codes
    ]
    spent = sum(sum(parts) for parts in minutes.values())
    totals = [StyledText(_total(answer), Tone.STRONG) for answer in answers.values()]
    show(Page("", [Table([*rows, ("in all", spent, *totals)], ("code", "minutes", *answers))]))


def _amount(answer: Allocation, code: str) -> Cell:
    return str(answer.tenths[code]) if code in answer.tenths else answer.units.get(code, 0)


def _total(answer: Allocation) -> str:
    return in_words(answer.total, answer.total_tenths) if answer.tenths else str(answer.total)
