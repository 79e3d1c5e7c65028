"""The figures, as SVG word for word, each with the sentence and the table that say the same."""

from collections.abc import Callable, Iterator
from datetime import time
from xml.etree import ElementTree

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import otcpt
from otcpt.claims import Claim, Episode, History, PlanOfCare
from otcpt.page import Block, Figure, Page, Section, to_text
from otcpt.shown import Shown


def on_the_clock(*services: tuple[str, time, time]) -> Claim:
    """Return a claim of codes with their times."""
    lines = [
        attrs.evolve(otcpt.claim("2026-03-02", f"{code}:GO x1").lines[0], start_time=start, end_time=end)
        for code, start, end in services
    ]
    return Claim(lines)


def quarter() -> History:
    """A course of ten weeks: a plan that ran out before the last visits, one progress report, one change."""
    days = [f"2026-{month:02}-{day:02}" for month in (1, 2, 3) for day in (5, 8, 12, 15, 19, 22, 26)]
    lines = [line for day in days for line in otcpt.claim(day, "97530:GO x2").lines]
    plans = [PlanOfCare(first_day="2026-01-05", last_day="2026-02-28"), PlanOfCare(first_day="2026-03-10")]
    episode = Episode(first_day="2026-01-05", plans=plans, progress_reports=["2026-02-02"], changes=["2026-02-20"])
    return History(lines, [episode])


#: So many codes that a column has the last three digits of its code.
WIDE = ("97110", "97112", "97116", "97140", "97150", "97165", "97530", "97535", "97750")

SHOWN: dict[str, Callable[[], Shown]] = {
    "ladder": lambda: otcpt.allocate_units({"97110": 33, "97140": 7}, method="cms"),
    "ladder-lost": lambda: otcpt.allocate_units({"97110": 23, "97140": 23, "97530": 7, "97150": 20}, method="cms"),
    "ladder-long": lambda: otcpt.allocate_units({"97110": 95, "97530": 48, "97129": 40}, method="cms"),
    "ladder-midpoint": lambda: otcpt.allocate_units({"97110": 33, "97140": 7, "97550": 49}, method="ama"),
    "clock": lambda: on_the_clock(
        ("97530", time(9), time(9, 38)), ("97140", time(9, 30), time(9, 45)), ("97110", time(9, 45), time(10))
    ),
    "calendar": quarter,
    "matrix-wide": lambda: otcpt.bill(
        otcpt.visit("2026-03-02", *(f"{code}@15" for code in WIDE)), policy="medicare-part-b"
    ),
    "matrix": lambda: otcpt.bill(
        otcpt.visit("2026-03-02", "97165@30", "97530@30", "97750@15", "97150@20", "97140@15"), policy="medicare-part-b"
    ),
}


def figures(blocks: tuple[Block, ...]) -> Iterator[Figure]:
    """Yield the figures of a page, wherever they are."""
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Section):
            yield from figures(block.blocks)


@pytest.mark.parametrize("name", SHOWN)
def test_figures_are_approved(name: str, approved: Callable[[str, str], None]) -> None:
    """Shapes, sentence and table; the SVG is well formed and every label is on the sheet."""
    shown = list(figures(SHOWN[name]().to_page().blocks))
    figure = shown[-1]
    svg = figure.drawing.to_svg(figure.caption, id_="name")
    root = ElementTree.fromstring(svg)

    width, height = figure.drawing.width, figure.drawing.height
    for shape in root.iter():
        assert 0 <= float(shape.get("x", 0)) <= width
        assert 0 <= float(shape.get("y", 0)) <= height
    text = to_text(Page("", [figure]))
    approved(f"figures/{name}", "\n".join([text, "", svg.replace("><", ">\n<"), ""]))


@given(st.dictionaries(st.sampled_from(["97110", "97140", "97530", "97129", "97150", "97550"]), st.integers(0, 300)))
def test_a_ladder_says_the_units_of_its_allocation(minutes: dict[str, int]) -> None:
    """In the table as in the drawing: whole units and one more where minutes left over earn it."""
    for method in ("cms", "ama"):
        allocation = otcpt.allocate_units(minutes, method=method, on="2026-03-02")
        [figure] = figures(allocation.to_page().blocks)
        assert figure.table is not None
        units = [row[4] for row in figure.table.rows]
        assert sum(one for one in units if isinstance(one, int)) == allocation.total
        assert sum(one for row in figure.table.rows if isinstance(one := row[1], int)) == sum(minutes.values())
