"""Named sets of codes and modifiers that the law speaks of, dated and cited."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import attrs

from otcpt.citation import Basis
from otcpt.errors import BrokenData, UnknownName, did_you_mean
from otcpt.frozenmap import FrozenMap
from otcpt.frozenvalue import FrozenValue
from otcpt.timeline import calendar_day, day_after


class CodeGroup(StrEnum):
    """The name of a group; a name that is not one of these fails the type check, and raises `UnknownName`."""

    OT_EVALUATION = "ot-evaluation"
    OT_REEVALUATION = "ot-reevaluation"
    PT_EVALUATION = "pt-evaluation"
    PT_REEVALUATION = "pt-reevaluation"
    REEVALUATION = "reevaluation"
    TESTING = "testing"
    ORTHOTIC_TRAINING = "orthotic-training"
    FIRST_ORTHOTIC_ENCOUNTER = "first-orthotic-encounter"
    SPEECH_TREATMENT = "speech-treatment"
    COGNITIVE_TREATMENT = "cognitive-treatment"
    NOT_OF_SPEECH = "not-of-speech"
    SWALLOWING_TREATMENT = "swallowing-treatment"
    ELECTRICAL_STIMULATION = "electrical-stimulation"
    REPOSITIONING = "repositioning"
    PART_OF_REPOSITIONING = "part-of-repositioning"
    CHIROPRACTIC_MANIPULATION = "chiropractic-manipulation"
    NEAR_MANIPULATION = "near-manipulation"
    MANUAL_THERAPY = "manual-therapy"
    COMPRESSION = "compression"
    STRAPPING = "strapping"
    WOUND_CARE = "wound-care"
    DEBRIDEMENT = "debridement"
    REHABILITATION_PROGRAM = "rehabilitation-program"
    THERAPY = "therapy"
    VISIT = "visit"
    SURGERY = "surgery"
    LABORATORY = "laboratory"
    PTP_SEPARATE = "ptp-separate"
    PTP_VISIT = "ptp-visit"
    PTP_HOSPITAL_VISIT = "ptp-hospital-visit"
    PTP_GLOBAL_PERIOD = "ptp-global-period"
    PTP_LABORATORY = "ptp-laboratory"
    PTP_ANATOMIC = "ptp-anatomic"
    PTP_ASSOCIATED = "ptp-associated"
    MONITORING_SET_UP = "monitoring-set-up"
    MONITORING_DEVICE = "monitoring-device"
    MONITORING_MANAGEMENT = "monitoring-management"
    MONITORING_PHYSIOLOGIC = "monitoring-physiologic"
    CAREGIVERS_IN_GROUP = "caregivers-in-group"
    CAREGIVERS_ALONE = "caregivers-alone"
    CAREGIVER_TRAINING = "caregiver-training"
    NO_TREATMENT_DAY = "no-treatment-day"
    SPLINT = "splint"
    UNLISTED = "unlisted"
    REPLACED_BY_MEDICARE = "replaced-by-medicare"
    PHYSICAL_MEDICINE = "physical-medicine"
    TESTING_OVER_DAYS = "testing-over-days"
    NEVER_TELEHEALTH = "never-telehealth"
    NOT_OF_THERAPISTS = "not-of-therapists"
    KX_OF_ANOTHER_POLICY = "kx-of-another-policy"
    FUNCTIONAL_EVALUATION = "functional-evaluation"
    FUNCTIONAL_CURRENT = "functional-current"
    FUNCTIONAL_GOAL = "functional-goal"
    FUNCTIONAL_DISCHARGE = "functional-discharge"
    FUNCTIONAL_SEVERITY = "functional-severity"


_NAMES = frozenset(map(str, CodeGroup))
_LIMITATIONS = (
    "mobility", "body-position", "carrying-and-handling", "self-care", "other-primary", "other-subsequent",
    "swallowing", "motor-speech", "comprehension", "expression", "attention", "memory", "voice", "other-speech",
)  # fmt: skip
_TRAININGS = ("functional-performance", "direct-care", "behavior")

#: The parts of the groups that have parts. In `CodeGroup.REPLACED_BY_MEDICARE` and
#: `CodeGroup.FIRST_ORTHOTIC_ENCOUNTER` the part is the code used instead.
PARTS: FrozenMap[CodeGroup, tuple[str, ...]] = FrozenMap(
    {
        CodeGroup.MONITORING_DEVICE: ("respiratory", "musculoskeletal", "cognitive-behavioral"),
        CodeGroup.MONITORING_MANAGEMENT: ("ten-minutes", "twenty-minutes", "twenty-more"),
        CodeGroup.CAREGIVERS_IN_GROUP: _TRAININGS,
        CodeGroup.CAREGIVERS_ALONE: _TRAININGS,
        CodeGroup.UNLISTED: ("modality", "procedure", "rehabilitation", "casting"),
        CodeGroup.FUNCTIONAL_CURRENT: _LIMITATIONS,
        CodeGroup.FUNCTIONAL_GOAL: _LIMITATIONS,
        CodeGroup.FUNCTIONAL_DISCHARGE: _LIMITATIONS,
    }
)


@attrs.frozen(eq=False, repr=False)
class CodeSet(FrozenValue):
    """The members of a group on one day: codes or modifiers, and runs of code numbers from a first to a last one.

    ``parts`` names the part of the group that a code belongs to, where the group has parts.

    >>> "99213" in CodeSet(frozenset({"G0463"}), (("99201", "99499"),)), "G0463" in CodeSet(frozenset({"G0463"}))
    (True, True)
    """

    codes: frozenset[str]
    runs: tuple[tuple[str, str], ...] = ()
    parts: FrozenMap[str, str] = attrs.field(factory=FrozenMap)

    def __contains__(self, code: str) -> bool:
        if code in self.codes:
            return True
        return code.isdigit() and any(len(code) == len(first) and first <= code <= last for first, last in self.runs)

    def __bool__(self) -> bool:
        return bool(self.codes or self.runs)


class GroupRow(NamedTuple):
    """Members that one source names for one group; ``part`` is empty where the group has no parts."""

    part: str
    codes: tuple[str, ...]
    runs: tuple[tuple[str, str], ...]
    basis: Basis


class GroupTable:
    """The groups of an edition.

    >>> from otcpt.editions import load_edition
    >>> groups = load_edition().groups
    >>> sorted(groups.of(CodeGroup.OT_EVALUATION, on="2026-03-02").codes)
    ['97165', '97166', '97167']
    >>> groups.of("ot-evaluations", on="2026-03-02")
    Traceback (most recent call last):
    otcpt.errors.UnknownName: no code group 'ot-evaluations'. Did you mean ot-evaluation, ...?
    """

    __slots__ = ("_changes", "_rows", "_sets")

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        """Take the rows: group, part, members separated by blanks, and the cells of a `Basis`."""
        self._rows: dict[str, list[Sequence[str]]] = {}
        for row in rows:
            self._rows.setdefault(row[0], []).append(row)
        first_days = {date.fromisoformat(day) for day in {row[3] for row in rows} if day}
        last_days = {date.fromisoformat(day) for day in {row[4] for row in rows} if day}
        self._changes = sorted(first_days.union(map(day_after, last_days)))
        self._sets: dict[tuple[str, int], CodeSet] = {}

    def rows(self, group: CodeGroup) -> tuple[GroupRow, ...]:
        """Return the rows of a group, each with its source.

        Args:
            group: The group.

        Returns:
            The rows, in the order of the table.

        Raises:
            UnknownName: The name is not that of a `CodeGroup`.
            BrokenData: The edition has no row of the group.
        """
        if group not in _NAMES:
            raise UnknownName(f"no code group {group!r}.{did_you_mean(str(group), _NAMES)}")
        if group not in self._rows:
            raise BrokenData(f"the edition has no code group {group}; build the edition again")
        return tuple(map(_row, self._rows[group]))

    def of(self, group: CodeGroup, *, on: date | str) -> CodeSet:
        """Return the members of a group on a day.

        Args:
            group: The group.
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The codes or modifiers; empty where the law had none that day.

        Raises:
            UnknownName: The name is not that of a `CodeGroup`.
        """
        day = calendar_day(on, "on")
        key = group, bisect_right(self._changes, day)
        found = self._sets.get(key)
        if found is None:
            found = self._sets[key] = self._make(group, day)
        return found

    def _make(self, group: CodeGroup, day: date) -> CodeSet:
        rows = [row for row in self.rows(group) if row.basis.in_force(day)]
        return CodeSet(
            frozenset(code for row in rows for code in row.codes),
            tuple(run for row in rows for run in row.runs),
            FrozenMap((code, row.part) for row in rows if row.part for code in row.codes),
        )

    def __iter__(self) -> Iterator[CodeGroup]:
        return map(CodeGroup, self._rows)


def _row(cells: Sequence[str]) -> GroupRow:
    _, part, members, *basis = cells
    listed = members.split()
    runs = tuple((first, last) for first, dash, last in (one.partition("-") for one in listed) if dash)
    return GroupRow(part, tuple(one for one in listed if "-" not in one), runs, Basis.of(basis))
