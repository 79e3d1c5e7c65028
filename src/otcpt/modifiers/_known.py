"""Known modifiers, dated."""

from datetime import date
from functools import cache

import attrs

from otcpt.frozenmap import FrozenMap
from otcpt.modifiers._modifiers import ASSISTANT, DISCIPLINE
from otcpt.timeline import day_after

#: A zero for the letter, or the letter for a zero.
_LOOK_ALIKE = str.maketrans("0O", "O0")


@attrs.frozen
class Modifier:
    """What a modifier says, in otcpt's own words, and the days it is for where they are known.

    ``kind`` groups modifiers by what they are for: ``"discipline"``, ``"assistant"``, ``"threshold"``, ``"liability"``,
    ``"separate"``, ``"repeat"``, ``"telehealth"``, ``"medicaid"`` and so on. ``first_day`` and ``last_day`` are both
    included, None where unknown or open. ``dated_by`` is ``"code"`` where the modifier itself began and ended on them,
    ``"claims"`` where claims were to carry it between them, empty without dates. ``confidence`` and ``source`` say what
    stands behind the dates.
    """

    modifier: str
    kind: str
    label: str
    first_day: date | None = None
    last_day: date | None = None
    dated_by: str = ""
    confidence: str = ""
    source: str = ""

    def in_force(self, on: date) -> bool:
        """Whether the day lies within the known days; a modifier without dates is always in force.

        >>> known_modifiers()["XU"].in_force(date(2014, 12, 31)), known_modifiers()["59"].in_force(date(2014, 12, 31))
        (False, True)
        """
        return (self.first_day is None or self.first_day <= on) and (self.last_day is None or on <= self.last_day)

    @property
    def days(self) -> str:
        """The days as text, empty where none are known."""
        if self.first_day is None:
            return f"until {self.last_day}" if self.last_day else ""
        return f"from {self.first_day} to {self.last_day}" if self.last_day else f"from {self.first_day}"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _read(line: str) -> Modifier:
    cells = [cell.strip() for cell in line.split("|")]
    modifier, kind, label, first, last, *basis = cells if len(cells) > 3 else [*cells, "", ""]
    return Modifier(modifier, kind, label, _day(first), _day(last), *basis)


@cache
def known_modifiers() -> FrozenMap[str, Modifier]:
    """Return every modifier the table knows, by its two characters.

    A modifier that is not here is not wrong: states and payers have modifiers of their own. Sources: CMS's HCPCS Level
    II modifiers and the numbers of CPT's; where a date is given, the source beside it.

    >>> known = known_modifiers()
    >>> known["TL"].label, known["96"].first_day, "C0" in known
    ('early intervention plan of a family', datetime.date(2018, 1, 1), False)
    """
    from otcpt.modifiers._table import TABLE

    return FrozenMap((found.modifier, found) for found in map(_read, TABLE.splitlines()))


@cache
def modifier_boundaries() -> tuple[date, ...]:
    """Return the days on which another set of modifiers is in force than on the day before."""
    known = known_modifiers().values()
    firsts = {found.first_day for found in known if found.first_day is not None}
    return tuple(sorted(firsts | {day_after(found.last_day) for found in known if found.last_day is not None}))


def meant_modifier(modifier: str) -> str | None:
    """Return the known modifier that an unknown one seems to be a slip for, or None.

    A slip is a zero for the letter O or the reverse, or the two characters of a discipline's or assistant's modifier
    swapped. A known modifier is never a slip: G0 is one of its own.

    >>> meant_modifier("C0"), meant_modifier("OG"), meant_modifier("G0"), meant_modifier("ZZ")
    ('CO', 'GO', None, None)
    """
    known = known_modifiers()
    if modifier in known:
        return None
    alike = modifier.translate(_LOOK_ALIKE)
    if alike in known:
        return alike
    swapped = modifier[::-1]
    return swapped if swapped in DISCIPLINE or swapped in ASSISTANT else None
