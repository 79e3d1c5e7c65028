"""``otcpt units``: minutes in, units out, with the working."""

from collections.abc import Sequence

from otcpt.claims import parse_service
from otcpt.cli._choices import Method
from otcpt.cli._page import open_page
from otcpt.engine import allocate_units
from otcpt.errors import InvalidInput


def units(services: Sequence[str], *, method: Method, on: str | None) -> None:
    """Print the allocation and how it came about."""
    minutes: dict[str, int] = {}
    for text in services:
        service = parse_service(text)
        if service.modifiers:
            raise InvalidInput(
                f"{text!r} has modifiers; units follow from minutes alone, leave them out", "service", text
            )
        minutes[service.code] = minutes.get(service.code, 0) + service.minutes
    open_page().text(allocate_units(minutes, method=method.value, on=on).explain())
