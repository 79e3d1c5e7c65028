"""Minutes to units, with the codes' timing looked up in the law."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from otcpt.codes import Timing
from otcpt.editions import Edition, EditionLike, load_edition
from otcpt.errors import UnknownName
from otcpt.frozenmap import FrozenMap
from otcpt.members import members, only
from otcpt.timeline import calendar_day
from otcpt.units import Allocation, AssistantSplit, DeMinimis, Method, TieBreak, allocate, split_assistant
from otcpt.units.arithmetic import BLOCK

if TYPE_CHECKING:
    from otcpt.policies import Settings


@lru_cache(maxsize=64)
def timings_on(edition: Edition, on: date | None, settings: "Settings | None" = None) -> dict[str, Timing]:
    """Return the known timing of every registry code in force on a day; without one, of codes that never changed it.

    With a payer's choices it is how that payer counts them.
    """
    timings: dict[str, Timing] = {}
    for history in edition.codes.values():
        meanings = history.meanings if on is None else (history.get(on),)
        known = {meaning.timing for meaning in meanings if meaning is not None}
        if len(known) == 1 and (timing := known.pop()).rounding != "unknown":
            timings[history.code] = timing
    if settings is None or not settings.least_minutes:
        return timings
    from otcpt.rules import payers_timing

    return {code: payers_timing(timing, settings) for code, timing in timings.items()}


def allocate_units(
    minutes: Mapping[str, int | Sequence[int]],
    *,
    method: Method,
    on: date | str | None = None,
    tie_break: TieBreak = "largest_total",
    edition: EditionLike | None = None,
) -> Allocation:
    """Allocate the minutes of one patient, day and discipline to codes as units.

    ``method`` is required: ``"cms"`` (total time, Medicare), ``"ama"`` (midpoint per code), or what single payers do:
    ``"full"`` (full units only), ``"per_session"`` (the midpoint for each session, nothing added up over the day),
    ``"tenths"`` (tenths of an hour), ``"best"`` (whichever of ``cms`` and ``ama`` gives more; never Medicare's).
    Source: CMS Pub. 100-04 ch. 5 §20.2; CPT introduction, time.

    Args:
        minutes: Whole minutes by code, or a list of them, one for each session of the day.
        method: How minutes become units.
        on: The date of service, as a date or ISO text; may be left out for codes whose timing never changed.
        tie_break: Which of several codes with equally many minutes left over takes a unit: ``"largest_total"`` (then
            code order), ``"code_order"`` or ``"input_order"``.
        edition: The law: an `Edition`, its name, its pin or a folder; the newest bundled one unless given.

    Returns:
        Units by code, with the working, ties and reasons.

    Raises:
        UnknownName: A code is not in the registry, not in force that day or of unknown unit length; or there is no such
            method.
        InvalidInput: Minutes are not whole, negative or more than a day has.

    Example:
        >>> a = allocate_units({"97110": 33, "97140": 7}, method="cms")
        >>> a.total, a.units["97140"]
        (3, 1)
        >>> allocate_units({"97530": [8, 8]}, method="per_session").total
        2
    """
    law = load_edition(edition)
    day = None if on is None else calendar_day(on, "on")
    timings = timings_on(law, day)
    try:
        return allocate(minutes, timings, method=method, tie_break=tie_break)
    except UnknownName:
        if isinstance(minutes, Mapping):
            for code in minutes:
                if code not in timings:
                    raise _unknown(law, code, day) from None
        raise


def compare_units(
    minutes: Mapping[str, int | Sequence[int]],
    *,
    methods: Iterable[Method] = ("cms", "ama"),
    on: date | str | None = None,
    tie_break: TieBreak = "largest_total",
    edition: EditionLike | None = None,
) -> FrozenMap[Method, Allocation]:
    """Allocate the same minutes by several methods, such as those of a primary and a secondary payer.

    Which of the answers a claim follows is a matter of the two payers and their contracts.

    Args:
        minutes: Whole minutes by code, or a list of them, one for each session of the day.
        methods: The methods, as in `allocate_units`.
        on: The date of service; may be left out for codes whose timing never changed.
        tie_break: Which of several codes with equally many minutes left over takes a unit: ``"largest_total"`` (then
            code order), ``"code_order"`` or ``"input_order"``.
        edition: The law: an `Edition`, its name, its pin or a folder; the newest bundled one unless given.

    Returns:
        An allocation for each method.

    Raises:
        UnknownName: As `allocate_units` raises it.
        InvalidInput: As `allocate_units` raises it.

    Example:
        >>> both = compare_units({"97530": 8, "97110": 8, "97140": 8}, methods=["cms", "ama"])
        >>> {method: answer.total for method, answer in both.items()}
        {'cms': 2, 'ama': 3}
    """
    return FrozenMap(
        (method, allocate_units(minutes, method=method, on=on, tie_break=tie_break, edition=edition))
        for method in cast("tuple[Method, ...]", members(methods, str, "methods"))
    )


def _unknown(edition: Edition, code: str, day: date | None) -> UnknownName:
    history = edition.codes.get(code)
    if history is None:
        near = edition.codes.suggest(code)
        return UnknownName(f"code {code!r} is not in the registry, so its timing is not known.{near}")
    if history.code != code:
        return UnknownName(f"code {code!r} is written {history.code!r}; codes have capitals and no blanks")
    if day is None:
        return UnknownName(
            f"the timing of {code} changed over the years; give the date of service, on=date(2026, 3, 2)"
        )
    if (meaning := history.get(day)) is not None:
        return UnknownName(f"the length of a unit of {code} is not known for {day}: {meaning.label}")
    return UnknownName(history.absence(day))


def split_assistant_units(
    *,
    therapist: int,
    assistant: int,
    units: int,
    on: date | str,
    joint: int = 0,
    code: str | None = None,
    de_minimis: DeMinimis = "exact",
    edition: EditionLike | None = None,
) -> AssistantSplit:
    """Split the units of one code into those without and those with the assistant modifier (CO, CQ).

    The rule changed on 2020-01-01 and 2022-01-01. Source: 42 CFR 410.59(a)(4).

    Args:
        therapist: Whole minutes of the therapist alone.
        assistant: Whole minutes of the assistant alone.
        units: The units of the code that day.
        on: The date of service, as a date or as text like ``"2026-03-02"``.
        joint: Whole minutes of both together, counted as the therapist's.
        code: The code, for its interval; a 15-minute code unless given.
        de_minimis: The arithmetic of "more than 10 percent": ``"exact"``, ``"percent"`` or ``"simple"``.
        edition: The law: an `Edition`, its name, its pin or a folder; the newest bundled one unless given.

    Returns:
        The units without and with the modifier, with the working.

    Raises:
        InvalidInput: Minutes or units are impossible, or the minutes cannot make these units.
        UnknownName: The code is not in force that day or not in the registry.

    Example:
        >>> split = split_assistant_units(therapist=13, assistant=23, units=2, on="2026-03-02")
        >>> split.without_modifier, split.with_modifier
        (1, 1)
    """
    day = calendar_day(on, "on")
    interval: int | None = BLOCK
    if code is not None:
        law = load_edition(edition)
        known = timings_on(law, day)
        if only(code, str, "code", "write a code like '97530'") not in known:
            raise _unknown(law, code, day)
        interval = known[code].interval
    return split_assistant(therapist, assistant, units, joint=joint, on=day, interval=interval, de_minimis=de_minimis)
