"""Every pair of lines of a day, judged once for PTP001 to PTP005: a pair has one verdict, and one rule reports it."""

from collections.abc import Iterable, Iterator
from enum import Enum, auto

import attrs

from otcpt.codes import is_code
from otcpt.edits import PtpEdit
from otcpt.findings import Evidence, Field
from otcpt.policies import Settings
from otcpt.rules._day import Day, facility_of
from otcpt.rules._manual import Prohibition, prohibition
from otcpt.rules._release import Release, release

#: What judging a pair reads, so what each of the rules declares.
READS = {Field.CODE, Field.MODIFIERS, Field.BILL_TYPE, Field.RENDERING_PROVIDER_KEY}

#: The tables that are held, as messages name them.
TABLES = {"practitioner": "practitioner", "outpatient_hospital": "outpatient hospital"}

_UNTOUCHED = Release((), ())


class Verdict(Enum):
    """What the table, the modifiers and the manual together say of two lines."""

    FREE = auto()
    """No edit, and no prohibition."""
    HARD = auto()
    """An edit that nothing releases."""
    HELD = auto()
    """An edit that a modifier could release, and none does."""
    RELEASED = auto()
    """An edit released by a modifier."""
    FORBIDDEN = auto()
    """The manual forbids the two although the table alone would allow them."""
    UNKNOWN = auto()
    """The table cannot tell."""


@attrs.frozen
class Pair:
    """Two lines of a day by position: the one that is denied, and the one it is denied beside.

    Several lines of the same code beside one line are one pair each; `gathered` brings them together.
    """

    two: int
    one: int
    verdict: Verdict
    edit: PtpEdit | None = None
    release: Release = _UNTOUCHED
    prohibition: Prohibition | None = None
    why: str = ""


def has_table(settings: Settings) -> bool:
    """Whether the policy asks for a PTP table that is held."""
    return settings.ptp in TABLES


def exempt(day: Day) -> tuple[int, ...]:
    """Return the lines of critical access hospitals, whose bills do not meet the PTP tables."""
    return tuple(i for i, line in enumerate(day.lines) if facility_of(line.bill_type) == "critical-access-hospital")


def pairs(day: Day) -> Iterator[Pair]:
    """Judge every two lines with different, possible codes, line against line."""
    left_out = exempt(day)
    positions = [i for i, line in enumerate(day.lines) if i not in left_out and is_code(line.code)]
    for place, first in enumerate(positions):
        for second in positions[place + 1 :]:
            if day.lines[first].code != day.lines[second].code:
                yield _judge(day, first, second)


def pairs_that_are(verdict: Verdict, day: Day) -> Iterator[Pair]:
    """Return the pairs of a day with one verdict."""
    return (pair for pair in pairs(day) if pair.verdict is verdict)


def _judge(day: Day, first: int, second: int) -> Pair:
    law, settings, lines = day.law, day.settings, day.lines
    facility = settings.ptp == "outpatient_hospital"
    sentence = prohibition(lines[first], lines[second], discipline=settings.discipline, facility=facility)
    answer = law.ptp(lines[first].code, lines[second].code)
    edit = answer.edit
    if edit is None:
        if sentence is not None and sentence.at_fault:
            verdict = Verdict.FORBIDDEN if sentence.holds else Verdict.FREE if answer.known else Verdict.UNKNOWN
            two, one = (first, second) if lines[first].code == sentence.at_fault else (second, first)
            return Pair(two, one, verdict, prohibition=sentence, why=answer.reason)
        return Pair(first, second, Verdict.FREE if answer.known else Verdict.UNKNOWN, why=answer.reason)
    two, one = (first, second) if lines[first].code == edit.column_two else (second, first)
    if edit.modifier_indicator == 0:
        return Pair(two, one, Verdict.HARD, edit, prohibition=sentence)
    if sentence is not None and sentence.holds:
        return Pair(two, one, Verdict.FORBIDDEN, edit, prohibition=sentence)
    freed = release(lines[one], lines[two], on=law.on, facility=facility)
    return Pair(two, one, Verdict.RELEASED if freed.by else Verdict.HELD, edit, freed, sentence)


@attrs.frozen
class Denied:
    """One line and every line of one code that it is judged beside, with the same verdict."""

    lines: tuple[int, ...]
    pair: Pair
    by: tuple[str, ...]
    idle: tuple[str, ...]

    def evidence(self, day: Day) -> Evidence:
        """The pair in words that every rule of the family uses."""
        codes = day.lines[self.pair.one].code, day.lines[self.pair.two].code
        told = (("column_one", codes[0]), ("column_two", codes[1]))
        table = ("table", TABLES[day.settings.ptp])
        if self.pair.edit is None:
            return (*told, table)
        held = (*told, ("indicator", self.pair.edit.modifier_indicator), table)
        words = day.law.corroboration(*codes)
        return (
            (*held, ("corroboration", f"carried forward; the outpatient hospital table has {words}")) if words else held
        )


def gathered(day: Day, chosen: Iterable[Pair]) -> Iterator[Denied]:
    """Bring pairs of one verdict together, so that one line beside several lines of one code is told once."""
    found: dict[tuple[int, str], list[Pair]] = {}
    for pair in chosen:
        found.setdefault((pair.two, day.lines[pair.one].code), []).append(pair)
    for (two, _), same in found.items():
        yield Denied(
            (two, *sorted(pair.one for pair in same)),
            same[0],
            tuple(sorted({modifier for pair in same for modifier in pair.release.by})),
            tuple(sorted({clause for pair in same for clause in pair.release.idle})),
        )
