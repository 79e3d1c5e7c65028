"""Units with and without the assistant's modifier, code by code: as billed, and as the minutes have it."""

from collections.abc import Iterator
from datetime import date

import attrs

from otcpt.claims import ServiceLine
from otcpt.codes import CodeMeaning
from otcpt.errors import InvalidInput
from otcpt.findings import CannotTell, Evidence, Reason, Severity
from otcpt.modifiers import ASSISTANT, DISCIPLINE
from otcpt.rules._assistants import takes_assistant_modifier
from otcpt.rules._day import Day, discipline_of, facility_of
from otcpt.rules._law import Law
from otcpt.units import AssistantSplit, minutes_to_units, split_assistant

EVALUATIONS = frozenset({"evaluation", "re-evaluation"})

#: The modifiers begin; the therapist's 8 minutes begin to decide.
REGIMES = (date(2020, 1, 1), date(2022, 1, 1))

#: Minutes of a calendar day.
_DAY = 1440

_MODIFIER = {DISCIPLINE[partner]: modifier for modifier, partner in ASSISTANT.items()}


@attrs.frozen
class Share:
    """The lines of one code, the units billed with the modifier and without, and how its minutes part them."""

    with_modifier: tuple[int, ...]
    without_modifier: tuple[int, ...]
    billed_with: int
    billed_without: int
    split: AssistantSplit
    evidence: Evidence

    @property
    def severity(self) -> Severity | None:
        """A warning where no source settles how to part the units; else the rule's own."""
        return Severity.WARNING if self.split.caveat else None


def shared(law: Law, code: str) -> bool:
    """Whether the units of the code can be parted between therapist and assistant on this day.

    Not for evaluations, remote-monitoring supply and management, and codes kept for combinations only.
    """
    meaning = law.meaning(code)
    return (
        law.on >= REGIMES[0]
        and meaning is not None
        and takes_assistant_modifier(meaning)
        and meaning.family not in EVALUATIONS
        and meaning.timing.rounding == "midpoint"
        and not meaning.context
    )


def shares(day: Day) -> Iterator[Share | CannotTell]:
    """Part the units of every billed code of the day's discipline; nothing for speech and critical access hospitals."""
    modifier = _MODIFIER.get(discipline_of(day.lines[0], day.settings.discipline))
    if modifier is None:
        return
    by_code: dict[str, list[int]] = {}
    for position, line in enumerate(day.lines):
        if shared(day.law, line.code) and not _exempt(day, line):
            by_code.setdefault(line.code, []).append(position)
    for code, positions in sorted(by_code.items()):
        lines = [day.lines[i] for i in positions]
        if any(
            line.units is None or line.therapist_minutes is None or line.assistant_minutes is None for line in lines
        ):
            why = "needs units, therapist minutes and assistant minutes on every line of the code"
            yield CannotTell(tuple(positions), why, Reason.INPUT_MISSING)
            continue
        units = sum(line.units or 0 for line in lines)
        therapist = sum((line.therapist_minutes or 0) + (line.joint_minutes or 0) for line in lines)
        assistant = sum(line.assistant_minutes or 0 for line in lines)
        if therapist + assistant > _DAY:
            yield CannotTell(tuple(positions), f"{code} has more minutes than a day", Reason.INPUT_MISSING)
        elif units and therapist + assistant:
            meaning = day.law.meaning(code)
            assert meaning is not None
            split = _split(day, meaning, therapist, assistant, units)
            yield _share(day, positions, modifier, therapist, assistant, units, split)


def _exempt(day: Day, line: ServiceLine) -> bool:
    return day.settings.biller == "facility" and facility_of(line.bill_type) == "critical-access-hospital"


def _split(day: Day, meaning: CodeMeaning, therapist: int, assistant: int, units: int) -> AssistantSplit:
    interval = meaning.timing.interval

    def part(count: int) -> AssistantSplit:
        return split_assistant(
            therapist, assistant, count, on=day.law.on, interval=interval, de_minimis=day.settings.de_minimis
        )

    try:
        return part(units)
    except InvalidInput:  # units that do not follow from the minutes: the unit rules say so, here the minutes decide
        assert interval is not None
        return part(minutes_to_units(therapist + assistant, interval=interval))


def _share(
    day: Day, positions: list[int], modifier: str, therapist: int, assistant: int, units: int, split: AssistantSplit
) -> Share:
    def stable(position: int) -> tuple[object, ...]:
        line = day.lines[position]
        return line.modifiers, line.units or 0, line.therapist_minutes or 0, line.assistant_minutes or 0

    ordered = sorted(positions, key=stable)
    marked = tuple(i for i in ordered if not ASSISTANT.keys().isdisjoint(day.lines[i].modifiers))
    billed_with = sum(day.lines[i].units or 0 for i in marked)
    return Share(
        marked,
        tuple(i for i in ordered if i not in marked),
        billed_with,
        units - billed_with,
        split,
        (
            ("modifier", modifier),
            ("therapist", therapist),
            ("assistant", assistant),
            ("billed_with", billed_with),
            ("expected_with", split.with_modifier),
            ("reason", split.reason),
            ("caveat", split.caveat),
        ),
    )
