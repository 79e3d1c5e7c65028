"""Put the tables of minutes and units into docs/questions/minutes.md while mkdocs builds the site.

They are what `minutes_to_units` and `units_to_minutes` answer. Without a site: python tools/minutes_page.py
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import otcpt

PAGE = "questions/minutes.md"
RANGES = "<!-- units by minutes -->"
EVERY = "<!-- every number of minutes -->"

#: As far as the tables go: a visit of two hours.
UNITS, MINUTES = 8, 127


def ranges() -> str:
    """Return the minutes that support each number of units."""
    rows = "".join(f"| {units} | {_between(units)} |\n" for units in range(1, UNITS + 1))
    return f"| units | total timed minutes |\n|---|---|\n| 0 | 0 to {otcpt.units_to_minutes(1).first - 1} |\n{rows}"


def _between(units: int) -> str:
    minutes = otcpt.units_to_minutes(units)
    return f"{minutes.first} to {minutes.last}"


def every() -> str:
    """Return every number of minutes, by the units it supports."""
    by_units: dict[int, list[str]] = defaultdict(list)
    for minutes in range(1, MINUTES + 1):
        by_units[otcpt.minutes_to_units(minutes)].append(str(minutes))
    rows = "".join(f"| {units} | {', '.join(minutes)} |\n" for units, minutes in by_units.items())
    return f"| units | minutes |\n|---|---|\n{rows}"


_TABLES: Mapping[str, Callable[[], str]] = {RANGES: ranges, EVERY: every}


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:
    """Fill in the page of the minutes and leave the others as they are; mkdocs calls it for each."""
    if page.file.src_uri == PAGE:
        for place, table in _TABLES.items():
            markdown = markdown.replace(place, table())
    return markdown


if __name__ == "__main__":
    print(ranges(), every(), sep="\n")
