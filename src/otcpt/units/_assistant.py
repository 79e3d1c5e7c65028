"""Units of one code shared between therapist and assistant: how many carry the modifier (CO, CQ)."""

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from otcpt.citation import Citation
from otcpt.errors import InvalidInput
from otcpt.shown import Shown
from otcpt.timeline import Span, Timeline
from otcpt.units import _sources as sources
from otcpt.units._minutes import whole_interval, whole_minutes, whole_units
from otcpt.units._names import DeMinimis, check_de_minimis
from otcpt.units._working import Step
from otcpt.units.arithmetic import BLOCK, midpoint

if TYPE_CHECKING:
    from otcpt.page import Page

#: A therapist who furnishes this much of the last 15-minute unit alone takes it without the modifier, from 2022 on.
_ENOUGH = 8


class _Law(Enum):
    NO_MODIFIER = "no modifier before 2020"
    TEN_PERCENT = "more than 10 percent of a unit"
    EIGHT_MINUTES = "the therapist's 8 minutes decide"


_LAW = Timeline(
    [
        Span(_Law.NO_MODIFIER, None, date(2019, 12, 31)),
        Span(_Law.TEN_PERCENT, date(2020, 1, 1), date(2021, 12, 31)),
        Span(_Law.EIGHT_MINUTES, date(2022, 1, 1), None),
    ]
)


#: What makes a step when it is read, and what it is made of.
_Part: TypeAlias = tuple[Callable[..., Step], tuple[Any, ...]]


@attrs.frozen(repr=False)
class AssistantSplit(Shown):
    """The units of one code, split into those without and those with the assistant's modifier.

    Made by `split_assistant`. ``caveat`` is empty unless no source settles the case; ``steps`` shows the working.
    """

    without_modifier: int
    with_modifier: int
    _working: tuple[_Part, ...] = attrs.field(repr=False)
    caveat: str = ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The working, in order, each step with its clause."""
        return tuple(make(*figures) for make, figures in self._working)

    @property
    def reason(self) -> str:
        """The step that decided."""
        return self.steps[-1].text

    def __repr__(self) -> str:
        return f"<AssistantSplit: units without the modifier {self.without_modifier}, with it {self.with_modifier}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.units.pages import split_page

        return split_page(self)


def split_assistant(
    therapist: int,
    assistant: int,
    units: int,
    *,
    joint: int = 0,
    on: date,
    interval: int | None = BLOCK,
    de_minimis: DeMinimis = "exact",
    strict: bool = False,
) -> AssistantSplit:
    """Split the units of one code on one day into those without and those with CO (OT) or CQ (PT).

    No source says what becomes of two units that were earned only through other codes' minutes: a therapist with 8
    minutes takes one without the modifier, ``strict`` puts it on both; ``caveat`` then says so. Source: 42 CFR
    410.59(a)(4); 42 U.S.C. 1395m(v); 84 FR 62702-62707.

    Args:
        therapist: Whole minutes of the therapist alone.
        assistant: Whole minutes of the assistant alone.
        units: What the code was given that day.
        joint: Whole minutes of both together, which count as the therapist's.
        on: The date of service, which decides the law: none before 2020, the 10 percent test by unit in 2020-2021, the
            therapist's 8 minutes of a 15-minute unit since 2022.
        interval: The minutes of one unit; None for an untimed code, where the modifier goes on the whole line.
        de_minimis: The arithmetic of "more than 10 percent": ``exact``, ``percent`` (rounded, 11 or more) or ``simple``
            (a tenth rounded, and one).
        strict: Whether units earned through other codes' minutes all take the modifier.

    Returns:
        The units without and with the modifier, with the working.

    Raises:
        InvalidInput: Minutes are impossible, or cannot make these units.

    Example:
        >>> split = split_assistant(13, 23, 2, on=date(2026, 3, 2))
        >>> split.without_modifier, split.with_modifier
        (1, 1)
        >>> split.reason
        'The last unit has 13 minutes of the therapist, at least 8: without the modifier'
    """
    joint = whole_minutes(joint, "joint minutes")
    alone = whole_minutes(therapist, "therapist minutes") + joint
    assistant, units = whole_minutes(assistant, "assistant minutes"), whole_units(units)
    check_de_minimis(de_minimis)
    law = _LAW.on(_day(on))
    if interval is not None:
        interval = whole_interval(interval)
        _check_units(units, alone + assistant, interval)
    minutes: _Part = _minutes_step, (alone, joint, assistant)
    if law is _Law.NO_MODIFIER:
        return AssistantSplit(units, 0, (minutes, (_before_step, (on,))))
    if interval is None:
        source = sources.TEN_PERCENT if de_minimis == "exact" else sources.TEN_PERCENT_ARITHMETIC
        clean, part = _by_percent("The line", units, alone, assistant, de_minimis, source)
        return AssistantSplit(clean, units - clean, (minutes, part))
    blocks, blocks_with = alone // interval, assistant // interval
    own: _Part = _blocks_step, (interval, blocks, blocks_with)
    rest = units - blocks - blocks_with
    if not rest:
        return AssistantSplit(blocks, blocks_with, (minutes, own))
    left, left_with, caveat = alone % interval, assistant % interval, ""
    if law is _Law.TEN_PERCENT or interval != BLOCK:
        source = sources.TEN_PERCENT if rest == 1 else sources.TWO_UNITS_2020
        clean, part = _by_percent("What is left", rest, left, left_with, de_minimis, source)
    elif rest == 1:
        clean, part = int(not left_with or left >= _ENOUGH), (_last_unit_step, (left, left_with))
    else:
        clean, part, caveat = _two_by_eight(left, left_with, strict)
    return AssistantSplit(blocks + clean, blocks_with + rest - clean, (minutes, own, part), caveat)


def is_in_part(therapist: int, assistant: int, de_minimis: DeMinimis = "exact") -> bool:
    """Return whether the assistant's minutes are more than 10 percent, halves rounded up.

    Source: 84 FR 62704-62705.

    Args:
        therapist: Whole minutes of the therapist.
        assistant: Whole minutes of the assistant alone.
        de_minimis: The arithmetic, as in `split_assistant`.

    Returns:
        Whether the service is furnished in part by the assistant.

    Raises:
        InvalidInput: Minutes are impossible.
        UnknownName: There is no such arithmetic.

    Example:
        >>> is_in_part(36, 4), is_in_part(13, 2), is_in_part(13, 2, "simple")
        (False, True, False)
    """
    therapist = whole_minutes(therapist, "therapist minutes")
    assistant = whole_minutes(assistant, "assistant minutes")
    check_de_minimis(de_minimis)
    total = therapist + assistant
    if de_minimis == "percent":
        return total > 0 and 200 * assistant >= 21 * total
    if de_minimis == "simple":
        return assistant >= (total + 5) // 10 + 1
    return 10 * assistant > total


def _by_percent(
    what: str, units: int, therapist: int, assistant: int, de_minimis: DeMinimis, source: Citation
) -> tuple[int, _Part]:
    in_part = is_in_part(therapist, assistant, de_minimis)
    return 0 if in_part else units, (_percent_step, (what, therapist, assistant, in_part, de_minimis, source))


def _two_by_eight(therapist: int, assistant: int, strict: bool) -> tuple[int, _Part, str]:
    if therapist + assistant >= 23:
        return 1, (_two_units_step, (therapist, assistant)), ""
    caveat = "the two units were earned through other codes' minutes; no source says how to part them"
    clean = int(therapist >= _ENOUGH and not strict)
    return clean, (_pooled_units_step, (therapist, assistant, clean)), caveat


def _minutes_step(alone: int, joint: int, assistant: int) -> Step:
    text = f"{alone} minutes of the therapist ({joint} with the assistant), {assistant} of the assistant alone"
    return Step("minutes", text, _figures(alone, assistant), sources.JOINT_MINUTES)


def _before_step(on: date) -> Step:
    text = f"{on} is before 2020-01-01, when the modifier came: all units without it"
    return Step("law", text, (), sources.MODIFIER_FROM_2020)


def _blocks_step(interval: int, blocks: int, blocks_with: int) -> Step:
    text = f"Whole blocks of {interval} minutes: therapist {blocks}, assistant {blocks_with}"
    return Step("blocks", text, _figures(blocks, blocks_with), sources.WHOLE_BLOCKS)


def _percent_step(
    what: str, therapist: int, assistant: int, in_part: bool, de_minimis: DeMinimis, source: Citation
) -> Step:
    share = "more than 10 percent" if in_part else "not more than 10 percent"
    text = (
        f"{what}: the assistant's {assistant} of {therapist + assistant} minutes are {share} ({de_minimis}): "
        f"{'with' if in_part else 'without'} the modifier"
    )
    return Step("ten-percent", text, _figures(therapist, assistant), source)


def _last_unit_step(therapist: int, assistant: int) -> Step:
    if not assistant:
        text = "The last unit has no minutes of the assistant: without the modifier"
    elif therapist >= _ENOUGH:
        text = f"The last unit has {therapist} minutes of the therapist, at least 8: without the modifier"
    else:
        verdict = "under 8, and the assistant the rest: with the modifier"
        text = f"The last unit has {therapist} minutes of the therapist, {verdict}"
    return Step("last-unit", text, _figures(therapist, assistant), sources.EIGHT_MINUTES)


def _two_units_step(therapist: int, assistant: int) -> Step:
    text = f"{_two_left(therapist, assistant)}: one without the modifier, one with it"
    return Step("two-units", text, _figures(therapist, assistant), sources.TWO_UNITS)


def _pooled_units_step(therapist: int, assistant: int, clean: int) -> Step:
    verdict = "the therapist's 8 minutes take one without the modifier" if clean else "both with the modifier"
    text = f"{_two_left(therapist, assistant)}: {verdict}"
    return Step("two-units", text, _figures(therapist, assistant), sources.TWO_UNITS_POOLED)


def _two_left(therapist: int, assistant: int) -> str:
    return f"Two units are left, of {therapist} minutes of the therapist and {assistant} of the assistant"


def _figures(therapist: int, assistant: int) -> tuple[tuple[str, int], ...]:
    return ("therapist", therapist), ("assistant", assistant)


def _check_units(units: int, minutes: int, interval: int) -> None:
    fewest, most = minutes // interval, midpoint(minutes, interval)
    if interval == BLOCK and minutes % BLOCK:
        most = fewest + 1
    if not fewest <= units <= most:
        expected = str(fewest) if fewest == most else f"{fewest} or {most}"
        hint = f"{minutes} minutes of {interval} a unit make {expected}; allocate the day's minutes first"
        raise InvalidInput(f"units {units} do not follow from the minutes; {hint}", "units", units)


def _day(on: date) -> date:
    if not isinstance(on, date) or isinstance(on, datetime):
        raise InvalidInput(f"on {on!r} is not a day; give a date such as date(2026, 3, 2)", "on", on)
    return on
