"""Put the changes of the law since 2024 into docs/guides/changes.md while mkdocs builds the site.

They are what `compare_editions` says of the two bundled editions. Without a site: python tools/changes_page.py
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

import otcpt
from otcpt.editions import EditionDiff

PAGE = "guides/changes.md"
PLACE = "<!-- the changes of {year} -->"
YEARS = (2025, 2026)
BEFORE, AFTER = "2024q3", "2026q4"
_SETTINGS = {"practitioner": "practitioner", "outpatient_hospital": "outpatient hospital", "medicaid": "Medicaid"}


@cache
def compared() -> EditionDiff:
    """Return what differs between the two editions."""
    return otcpt.compare_editions(BEFORE, AFTER)


def changes(year: int, diff: EditionDiff | None = None) -> str:
    """Return what changed in a year, in tables."""
    diff = diff or compared()
    parts = [
        *_table("Codes", ("code", "change", "from", "what it is"), _codes(diff, year)),
        *_table("Unit limits (MUE)", ("code", "table", "from", "before", "after"), _limits(diff, year)),
        *_table("Yearly amounts", ("discipline", "amount"), _amounts(diff, year)),
        *_table("NCCI edits of two therapy codes", ("edit", "table", "from", "change"), _edits(diff, year)),
        *_table("NCCI edits in all", ("table", "change", "from", "edits"), _counts(diff, year)),
    ]
    return "\n\n".join(parts)


def _codes(diff: EditionDiff, year: int) -> Iterator[tuple[object, ...]]:
    for one in diff.codes:
        if one.first_day is not None and one.first_day.year == year:
            shown = f"{one.change} ({', '.join(one.fields)})" if one.fields else str(one.change)
            yield one.code, shown, one.first_day, one.label


def _limits(diff: EditionDiff, year: int) -> Iterator[tuple[object, ...]]:
    for one in diff.mue:
        if one.first_day.year == year:
            yield one.code, _SETTINGS[one.setting], one.first_day, _or_none(one.before), _or_none(one.after)


def _amounts(diff: EditionDiff, year: int) -> Iterator[tuple[object, ...]]:
    for one in diff.thresholds:
        if one.first_day.year == year:
            yield one.bucket, f"${one.after:,}"


def _edits(diff: EditionDiff, year: int) -> Iterator[tuple[object, ...]]:
    registry = otcpt.load_edition(AFTER).codes
    for one in diff.ptp:
        if one.first_day.year == year and one.column_one in registry and one.column_two in registry:
            pair = f"{one.column_one}/{one.column_two}"
            days = _first_day(one.setting, one.first_day)
            yield pair, _SETTINGS[one.setting], days, _changed(str(one.change), one.before, one.after)


def _counts(diff: EditionDiff, year: int) -> Iterator[tuple[object, ...]]:
    counted: dict[tuple[str, str, date], int] = defaultdict(int)
    for one in diff.ptp:
        if one.first_day.year == year:
            counted[one.setting, str(one.change), one.first_day] += 1
    for (setting, change, first), number in sorted(counted.items()):
        yield _SETTINGS[setting], change, _first_day(setting, first), f"{number:,}"


def _first_day(setting: str, first: date) -> str:
    """Return a first day; of a practitioner edit that is new only the latest day it may be is known."""
    return f"by {first}" if setting == "practitioner" else str(first)


def _changed(change: str, before: int | None, after: int | None) -> str:
    indicators = " to ".join(str(one) for one in (before, after) if one is not None)
    return f"{change}, indicator {indicators}"


def _or_none(value: int | None) -> str:
    return "no row" if value is None else str(value)


def _table(title: str, headers: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    lines = [f"| {' | '.join(map(str, row))} |" for row in rows]
    if lines:
        head = f"| {' | '.join(headers)} |\n|{'---|' * len(headers)}"
        yield f"### {title}\n\n{head}\n" + "\n".join(lines)


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:
    """Fill in the page of the changes and leave the others as they are; mkdocs calls it for each."""
    if page.file.src_uri != PAGE:
        return markdown
    diff = otcpt.compare_editions(BEFORE, AFTER)
    for year in YEARS:
        markdown = markdown.replace(PLACE.format(year=year), changes(year, diff))
    return markdown


if __name__ == "__main__":
    for each in YEARS:
        print(f"## {each}\n\n{changes(each)}\n")
