"""Every pair of lines of a day, judged once for the PTP rules: a pair has one verdict, and one rule reports it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import Enum, auto
from itertools import combinations
from operator import attrgetter
from typing import NamedTuple

from otcpt.claims import ServiceLine
from otcpt.codes import is_code
from otcpt.edits import PtpEdit
from otcpt.findings import Evidence, Field
from otcpt.policies import Settings
from otcpt.rules._day import MOST_LINES, Day
from otcpt.rules._edit_modifiers import IDLE, EditModifiers, edit_modifiers
from otcpt.rules._law import SEEN_AGAIN, Law
from otcpt.rules._manual import Prohibition, prohibition
from otcpt.rules._therapist import may_be_one

#: What judging a pair reads, so what each of the rules declares.
READS = {Field.CODE, Field.MODIFIERS, Field.BILL_TYPE, Field.REVENUE_CODE, Field.RENDERING_PROVIDER_KEY}

#: From this day of receipt the claims system asks critical access hospitals' bills of the edits, whatever their date of
#: service (Novitas on CR 10699; Noridian, article 10529).
CRITICAL_ACCESS_FROM = date(2018, 7, 1)

_PROFESSIONAL = ("096", "097", "098")

#: The tables that are held, as messages name them.
TABLES = {"practitioner": "practitioner", "outpatient_hospital": "outpatient hospital"}

_as_read = attrgetter(*map(str, sorted(READS)))
_as_billed = attrgetter(*map(str, sorted(READS - {Field.RENDERING_PROVIDER_KEY})))

_UNTOUCHED = EditModifiers((), ())


class Verdict(Enum):
    """What the table, the modifiers and the manual together say of two lines."""

    NO_EDIT = auto()
    """No edit, and no prohibition."""
    DENIED = auto()
    """An edit that nothing releases."""
    DENIED_UNLESS_MODIFIED = auto()
    """An edit that a modifier could release, and none does."""
    BYPASSED = auto()
    """An edit released by a modifier."""
    FORBIDDEN = auto()
    """The manual forbids the two although the table alone would allow them."""
    OPEN = auto()
    """An edit that nothing releases, if one practitioner furnished both, which is not known."""
    UNKNOWN = auto()
    """The table cannot tell."""


class Pair(NamedTuple):
    """Two lines of a day by position: the one that is denied, and the one it is bundled into.

    Several lines of the same code with one line are one pair each; `grouped_by_line` brings them together.
    """

    two: int
    one: int
    verdict: Verdict
    edit: PtpEdit | None = None
    edit_modifiers: EditModifiers = _UNTOUCHED
    prohibition: Prohibition | None = None
    why: str = ""


def has_table(settings: Settings) -> bool:
    """Whether the policy asks for a PTP table that is held."""
    return settings.ptp in TABLES


def critical_access_lines(day: Day) -> tuple[int, ...]:
    """Return the lines of critical access hospitals of which the day of receipt decides whether the tables apply."""
    if day.law.on >= CRITICAL_ACCESS_FROM:
        return ()
    return tuple(i for i, line in enumerate(day.lines) if day.law.is_critical_access(line.bill_type))


def pairs(day: Day) -> tuple[Pair, ...]:
    """Judge every two lines with different, possible codes that table or manual say something of, line against line.

    Each pair is judged by itself, however many lines the day has: a third line neither denies nor releases anything
    between two others (NCCI Policy Manual I-25 lets a third code be the reason for a modifier, not stand in for it).
    """
    return day.of_kind(_all_pairs)


def _all_pairs(law: Law, lines: tuple[ServiceLine, ...]) -> tuple[Pair, ...]:
    day = Day(law, lines)
    left_out = critical_access_lines(day)
    positions = [i for i in _compared(day) if i not in left_out and is_code(lines[i].code)]
    return tuple(
        [
            _judge(day, first, second)
            for first, second in combinations(positions, 2)
            if lines[first].code != lines[second].code
            and law.speaks_of(lines[first].code, lines[second].code)
            and _is_professional(day, first) is _is_professional(day, second)
        ]
    )


def speaks(day: Day) -> Sequence[object]:
    """Return what the rules of the table may speak of: pairs, or that the table does not answer."""
    return pairs(day) if has_table(day.settings) and not critical_access_lines(day) else day.lines


#: Work of rules that finds nothing on days of which every two lines are left alone.
OF_PAIRS = frozenset({pairs, speaks})


def are_left_alone(law: Law, one: ServiceLine, other: ServiceLine) -> bool:
    """Whether table, manual and payer surely say nothing of two lines, and deny neither, whatever else they have."""
    settings = law.settings
    if not has_table(settings) or settings.denied_pairs or one.code == other.code:
        return False
    if settings.biller == "facility" and law.on < CRITICAL_ACCESS_FROM:
        return False
    return is_code(one.code) and is_code(other.code) and not law.speaks_of(one.code, other.code)


def _compared(day: Day) -> Sequence[int]:
    """Return the lines that are compared: all of a patient's; of a filler key's the first of those that are alike.

    Where even those are too many, who furnished them makes no difference.
    """
    if len(day.lines) <= MOST_LINES:
        return range(len(day.lines))
    for as_read in (_as_read, _as_billed):
        first = {as_read(line): -i for i, line in enumerate(reversed(day.lines), 1 - len(day.lines))}
        if len(first) <= MOST_LINES:
            break
    return sorted(first.values())


def _is_professional(day: Day, position: int) -> bool:
    """Whether a line of a critical access hospital bills a practitioner's service (revenue codes 096x to 098x)."""
    line = day.lines[position]
    return (line.revenue_code or "").startswith(_PROFESSIONAL) and day.law.is_critical_access(line.bill_type)


def hard_denied_pairs(day: Day) -> frozenset[frozenset[int]]:
    """Return the pairs of lines that the policy's table itself denies for good, so that PTP001 alone speaks of them."""
    if not has_table(day.settings) or "PTP001" in day.settings.off:
        return frozenset()
    return frozenset(frozenset((pair.one, pair.two)) for pair in pairs_with(Verdict.DENIED, day))


def pairs_with(verdict: Verdict, day: Day) -> Iterator[Pair]:
    """Return the pairs of a day with one verdict."""
    return (pair for pair in pairs(day) if pair.verdict is verdict)


def denied_anyway(day: Day) -> frozenset[int]:
    """Return the lines that no modifier helps: denied by an edit, by the manual or by the payer whatever they have."""
    return day.cached(_denied_anyway)


def _denied_anyway(day: Day) -> frozenset[int]:
    found = {pair.two for pair in pairs(day) if pair.verdict in (Verdict.DENIED, Verdict.FORBIDDEN)}
    if day.settings.denied_pairs:
        codes = {line.code for line in day.lines}
        by_payer = {two for one, two in (pair.split("/") for pair in day.settings.denied_pairs) if one in codes}
        found.update(i for i, line in enumerate(day.lines) if line.code in by_payer)
    return frozenset(found)


def _judge(day: Day, first: int, second: int) -> Pair:
    law, settings, lines = day.law, day.settings, day.lines
    facility = settings.ptp == "outpatient_hospital"
    sentence = prohibition(law, lines[first], lines[second], discipline=settings.discipline, facility=facility)
    answer = law.ptp(lines[first].code, lines[second].code)
    edit = answer.edit
    if edit is None:
        if sentence is not None and sentence.at_fault:
            verdict = Verdict.FORBIDDEN if sentence.holds else Verdict.NO_EDIT if answer.known else Verdict.UNKNOWN
            two, one = (first, second) if lines[first].code == sentence.at_fault else (second, first)
            return Pair(two, one, verdict, prohibition=sentence, why=answer.reason)
        return Pair(first, second, Verdict.NO_EDIT if answer.known else Verdict.UNKNOWN, why=answer.reason)
    two, one = (first, second) if lines[first].code == edit.column_two else (second, first)
    apart = not may_be_one(day, first, second)
    if edit.modifier_indicator == 0:
        return Pair(two, one, Verdict.OPEN if apart else Verdict.DENIED, edit, prohibition=sentence)
    if sentence is not None and sentence.holds:
        return Pair(two, one, Verdict.FORBIDDEN, edit, prohibition=sentence)
    freed = edit_modifiers(law, lines[one], lines[two], facility=facility)
    held = Verdict.OPEN if apart else Verdict.DENIED_UNLESS_MODIFIED
    verdict = Verdict.BYPASSED if freed.by else held
    return Pair(two, one, verdict, edit, freed, sentence)


class DeniedLine(NamedTuple):
    """One line and every line of one code that it is judged with, with the same verdict.

    ``why`` is the first reason why a modifier on them does not apply, ``idle`` the modifiers it is about; *missing*
    and none where no modifier is there for it.
    """

    lines: tuple[int, ...]
    pair: Pair
    by: tuple[str, ...]
    why: str
    idle: tuple[str, ...]
    works_on_other_line: tuple[str, ...]

    def evidence(self, day: Day) -> Evidence:
        """The pair as every rule of the family names it."""
        codes = day.lines[self.pair.one].code, day.lines[self.pair.two].code
        columns = (("column_one", codes[0]), ("column_two", codes[1]))
        table = ("table", TABLES[day.settings.ptp])
        if self.pair.edit is None:
            return (*columns, table)
        held = (*columns, ("indicator", self.pair.edit.modifier_indicator), table)
        if day.law.ptp(*codes).seen_again:
            return (*held, ("corroboration", SEEN_AGAIN))
        words = day.law.hospital_table_words(*codes)
        return (
            (*held, ("corroboration", f"carried forward; the outpatient hospital table has {words}")) if words else held
        )


def grouped_by_line(day: Day, chosen: Iterable[Pair]) -> Iterator[DeniedLine]:
    """Bring pairs of one verdict together, so that one line with several lines of one code is one finding."""
    found: dict[tuple[int, str], list[Pair]] = {}
    for pair in chosen:
        found.setdefault((pair.two, day.lines[pair.one].code), []).append(pair)
    for (two, _), same in found.items():
        idle = {one for pair in same for one in pair.edit_modifiers.idle}
        why = next((reason for reason in IDLE if any(reason == given for _, given in idle)), "missing")
        yield DeniedLine(
            (two, *sorted(pair.one for pair in same)),
            same[0],
            tuple(sorted({modifier for pair in same for modifier in pair.edit_modifiers.by})),
            why,
            tuple(sorted(modifier for modifier, reason in idle if reason == why)),
            tuple(sorted({modifier for pair in same for modifier in pair.edit_modifiers.works_on_other_line})),
        )
