"""Lines with other modifiers, split minutes, or several as one."""

from collections.abc import Iterable, Sequence

import attrs

from otcpt.claims import ServiceLine
from otcpt.fixes import Minutes
from otcpt.modifiers import ASSISTANT, DISCIPLINE
from otcpt.timeline import MINUTES_A_DAY


def with_modifier(given: Iterable[str], modifier: str, instead_of: Iterable[str] = ()) -> tuple[str, ...]:
    """Return modifiers with one more in its place: GO, GP and GN first, then CO and CQ, all others last."""
    out = {modifier, *instead_of}
    kept = [one for one in given if one not in out]
    at = len(kept)
    if modifier in DISCIPLINE:
        at = 0
    elif modifier in ASSISTANT:
        at = 1 if kept and kept[0] in DISCIPLINE else 0
    return (*kept[:at], modifier, *kept[at:])


def mergeable(lines: Sequence[ServiceLine]) -> bool:
    """Whether the lines differ in units, minutes, charges and ids only, so that they fit on one line."""
    if any(line.units is None for line in lines) or sum(line.minutes or 0 for line in lines) > MINUTES_A_DAY:
        return False
    if len({(line.minutes is None, line.therapist_minutes is None) for line in lines}) > 1:
        return False
    alike = {
        attrs.evolve(
            line,
            units=None,
            minutes=None,
            therapist_minutes=None,
            assistant_minutes=None,
            joint_minutes=None,
            charge=None,
            line_id=None,
        )
        for line in lines
    }
    return len(alike) == 1 and lines[0].start_time is None and lines[0].end_time is None


def merge(lines: Sequence[ServiceLine]) -> ServiceLine:
    """Return one line with the units, minutes and charges of all."""

    def total(what: str) -> int | None:
        given = [getattr(line, what) for line in lines]
        return None if None in given else sum(given)

    charges = [line.charge for line in lines if line.charge is not None]
    return attrs.evolve(
        lines[0],
        units=total("units"),
        minutes=total("minutes"),
        therapist_minutes=total("therapist_minutes"),
        assistant_minutes=total("assistant_minutes"),
        joint_minutes=total("joint_minutes"),
        charge=sum(charges[1:], charges[0]) if len(charges) == len(lines) else None,
    )


def split_minutes(line: ServiceLine, gone: Sequence[int]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the minutes that stay on a line and those that go: one number, or therapist, assistant and joint."""
    if not gone:
        return {}, {}
    if len(gone) == 1:
        return {"minutes": (line.minutes or 0) - gone[0]}, {"minutes": gone[0]}
    names = ("therapist_minutes", "assistant_minutes", "joint_minutes")
    going = dict(zip(names, gone, strict=True))
    staying = {name: (getattr(line, name) or 0) - going[name] for name in names}
    return {**staying, "minutes": sum(staying.values())}, {**going, "minutes": sum(going.values())}


def minutes_taken(line: ServiceLine, takes: Minutes, within: int) -> tuple[int, ...]:
    """Return the minutes of a line that go along with some of its units: one number, or one of each kind."""
    if line.minutes is None:
        return ()
    if takes is Minutes.ASSISTANT:
        return (0, line.assistant_minutes or 0, 0)
    if takes is Minutes.THERAPIST:
        return (line.therapist_minutes or 0, 0, line.joint_minutes or 0)
    first = _first(line, within)
    if takes is Minutes.FIRST:
        return first
    return tuple(every - taken for every, taken in zip(_first(line, line.minutes), first, strict=True))


def _first(line: ServiceLine, most: int) -> tuple[int, ...]:
    """The therapist's minutes before joint ones, the assistant's last."""
    if line.therapist_minutes is None:
        return (min(line.minutes or 0, most),)
    therapist = min(line.therapist_minutes, most)
    joint = min(line.joint_minutes or 0, most - therapist)
    return therapist, min(line.assistant_minutes or 0, most - therapist - joint), joint
