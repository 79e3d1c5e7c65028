"""What an allocation shows of itself: the ladder of minutes and units, and the working."""

from collections.abc import Iterator, Sequence

import attrs

from otcpt.page import (
    Block,
    Box,
    Drawing,
    Figure,
    Items,
    Label,
    Look,
    Page,
    Section,
    Shape,
    Stroke,
    StyledText,
    Table,
    Tone,
)
from otcpt.tables import count
from otcpt.units._allocation import METHOD_TITLES, UNBILLED_WORDS, Allocation
from otcpt.units._assistant import AssistantSplit
from otcpt.units._working import Working
from otcpt.units.arithmetic import BLOCK, TENTH, first_minute, midpoint

__all__ = ["allocation_blocks", "allocation_page", "ladder", "split_page"]

#: Where the bars begin and end; what is behind them says the units.
_LEFT, _RIGHT = 56, 250
_ROW = 26

#: What two labels of the axis are apart at least.
_APART = 30.0


def allocation_page(allocation: Allocation) -> Page:
    """Describe an allocation: the units, the ladder, the working, and what would be right as well."""
    billed = StyledText(f"Billed: {allocation.in_words(allocation.counts)}", Tone.STRONG)
    return Page("Units", allocation_blocks(allocation), detail=METHOD_TITLES[allocation.method], verdict=billed)


def allocation_blocks(allocation: Allocation) -> Iterator[Block]:
    """Yield the ladder and the working."""
    yield ladder(allocation)
    yield Section("Working", [Items([step.text for step in allocation.steps])])
    other = allocation.other_method
    answers = [f"Equally right: {allocation.in_words(counts)}" for counts in allocation.alternatives[1:]]
    answers += [f"No unit for {code}: {UNBILLED_WORDS[why]}" for code, why in allocation.unbilled.items()]
    answers.append(f"{METHOD_TITLES[other.method]} would give: {other.in_words(other.counts)}")
    yield Items(answers)
    yield Section("Sources", [Items(dict.fromkeys(str(step.citation) for step in allocation.steps))], folded=True)


def split_page(split: AssistantSplit) -> Page:
    """Describe units shared between therapist and assistant: how many have the modifier, and why."""
    rows = [("without CO or CQ", split.without_modifier), ("with CO or CQ", split.with_modifier)]
    blocks: list[Block] = [Table(rows, ("", "units")), Section("Working", [Items([one.text for one in split.steps])])]
    if split.caveat:
        blocks.append(Section("Notes", [Items([split.caveat])]))
    sources = dict.fromkeys(str(step.citation) for step in split.steps)
    blocks.append(Section("Sources", [Items(sources)], folded=True))
    return Page("Therapist and assistant", blocks, verdict=StyledText(split.reason, Tone.STRONG))


@attrs.frozen
class _Rung:
    """One code, or a family under its first code: its minutes in whole blocks and what is left, and its units."""

    name: str
    minutes: int
    block: int
    whole: int
    units: int
    timed: bool

    @property
    def left(self) -> int:
        return self.minutes - self.whole * self.block if self.block else 0

    @property
    def won(self) -> bool:
        """Whether the minutes left over got a unit."""
        return bool(self.block) and self.units > self.whole

    @property
    def why(self) -> str:
        if not self.block:
            return f"{'' if self.timed else 'untimed, '}counted by itself"
        if not self.left:
            return "no minutes left over"
        return (
            f"{count(self.left, 'minute')} left over {'earn' if self.won else 'earn no'}{' a' if self.won else ''} unit"
        )


def ladder(allocation: Allocation) -> Figure:
    """Return minutes over the rows of the unit table, in whole blocks and left-over minutes, and who got a unit."""
    working = allocation._working
    rungs = list(_rungs(allocation, working))
    pooled = sum(working.pool.values())
    headers = ("code", "minutes", "whole units", "left over", "units", "how")
    rows = [
        (StyledText(one.name, Tone.STRONG), one.minutes, one.whole if one.block else None, one.left, one.units, one.why)
        for one in rungs
    ]
    return Figure(_drawing(rungs, pooled), _caption(allocation, rungs, pooled), Table(rows, headers))


def _rungs(allocation: Allocation, working: Working) -> Iterator[_Rung]:
    timings = allocation.timings
    for code, minutes in sorted((working.pool | working.apart).items()):
        timing = timings[code]
        members = [name for name in (code, timing.additional) if name is not None]
        units = sum(allocation.counts.get(name, 0) for name in members)
        tenths = allocation.tenths
        block = TENTH if code in tenths else timing.interval or 0
        beyond = timings[timing.additional].interval if timing.additional else block
        even = block if beyond == block else 0
        yield _Rung(" + ".join(members), minutes, even, minutes // even if even else 0, units, block > 0)


def _caption(allocation: Allocation, rungs: Sequence[_Rung], pooled: int) -> str:
    if pooled:
        units = midpoint(pooled)
        further = f"unit {units + 1} would begin at {first_minute(units + 1)} minutes"
        parts = [f"{count(pooled, 'timed minute')} in all support {count(units, 'unit')}", further]
    else:
        parts = ["each code counts its own minutes"]
    won = [one.name for one in rungs if one.won and one.left]
    lost = [one.name for one in rungs if one.left and not one.won]
    if won:
        parts.append(f"minutes left over earn a unit for {', '.join(won)}")
    if lost:
        parts.append(f"minutes left over earn no unit for {', '.join(lost)}")
    return f"{METHOD_TITLES[allocation.method]}: {'; '.join(parts)}."


def _drawing(rungs: Sequence[_Rung], pooled: int) -> Drawing:
    units = midpoint(pooled)
    longest = max([pooled, first_minute(units + 1) if pooled else 0, *(one.minutes for one in rungs), BLOCK])
    scale = (_RIGHT - _LEFT) / longest
    shapes: list[Shape] = []
    top = 0
    if pooled:
        top = 2 * _ROW + 8
        shapes += _steps(units, scale, pooled)
        x = float(_LEFT)
        for place, one in enumerate(rungs):
            if one.name.partition(" ")[0] and one.block and one.minutes:
                look = Look.SOLID if place % 2 == 0 else Look.LIGHT
                shapes.append(Box(x, 22, one.minutes * scale, 16, look, f"{one.name}: {count(one.minutes, 'minute')}"))
                x += one.minutes * scale
        shapes.append(Label(0, 34, f"{pooled} min", look=Look.BOLD))
    for row, one in enumerate(rungs):
        y = top + _ROW * row
        shapes.append(Label(0, y + 16, one.name.partition(" ")[0], look=Look.BOLD))
        for block in range(one.whole):
            shapes.append(
                Box(_LEFT + block * one.block * scale, y + 4, one.block * scale - 1, 16, Look.SOLID, "1 unit")
            )
        if not one.block:
            shapes.append(Box(_LEFT, y + 4, one.minutes * scale, 16, Look.OUTLINE, one.why))
        elif one.left:
            look = Look.LIGHT if one.won else Look.ALERT
            shapes.append(Box(_LEFT + one.whole * one.block * scale, y + 4, one.left * scale, 16, look, one.why))
        parts = f"{one.whole} + {one.units - one.whole} = " if one.left and one.block else ""
        shapes.append(Label(_LEFT + one.minutes * scale + 6, y + 16, f"{parts}{count(one.units, 'unit')}"))
    return Drawing(top + _ROW * len(rungs) + 4, shapes)


def _steps(units: int, scale: float, pooled: int) -> Iterator[Shape]:
    """Yield where each unit of the total begins, the last ones first, and only as many as can be read."""
    free = _RIGHT + _APART
    for number in range(units + 1, 0, -1):
        x = _LEFT + first_minute(number) * scale
        if free - x < _APART:
            continue
        free = x
        look = Look.TEXT if first_minute(number) <= pooled else Look.SOFT
        yield Stroke(x, 16, x, 44, look)
        yield Label(x, 12, str(first_minute(number)), "middle", look)
        yield Label(x, 56, "1 unit" if number == 1 else str(number), "middle", look)
