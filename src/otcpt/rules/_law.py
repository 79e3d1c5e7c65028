"""The law and the payer's choices on one day, as rules ask for them."""

from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, TypeVar, cast

import attrs

from otcpt.codes import CodeGroup, CodeHistory, CodeMeaning, CodeSet, StatusAnswer, Timing
from otcpt.editions import Edition
from otcpt.edits import (
    ONE_LINE,
    AddonAnswer,
    Effect,
    Facility,
    MueAnswer,
    PtpAnswer,
    Sentence,
    ThresholdAnswer,
)
from otcpt.modifiers import ModifierTable
from otcpt.policies import Settings

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

_STALE = "the table was last verified before this day, and the policy does not carry answers forward"


class Law:
    """An edition seen on one day by one payer. Answers are the same on every day of the edition's window around it."""

    __slots__ = (
        *("_addons", "_corroborated", "_groups", "_meanings", "_mue", "_once", "_ptp", "_sentences", "_timings"),
        *("edition", "on", "settings", "strict"),
    )

    def __init__(self, edition: Edition, settings: Settings, on: date) -> None:
        self.edition = edition
        self.settings = settings
        self.on = on
        self.strict = settings.staleness == "strict"
        self._meanings: dict[str, CodeMeaning | None] = {}
        self._timings: dict[str, Timing | None] = {}
        self._ptp: dict[tuple[str, str], PtpAnswer] = {}
        self._corroborated: dict[tuple[str, str], str] = {}
        self._mue: dict[str, MueAnswer] = {}
        self._addons: dict[str, AddonAnswer] = {}
        self._groups: dict[str, CodeSet] = {}
        self._sentences: dict[tuple[str, str, str], tuple[Sentence, bool] | None] = {}
        self._once: dict[Hashable, Any] = {}

    def cached(self, key: K, work: Callable[["Law", K], T]) -> T:
        """Return what the function makes of this law and the key; it is called once for each key."""
        if key not in self._once:
            self._once[key] = work(self, key)
        return cast("T", self._once[key])

    def group(self, name: CodeGroup) -> CodeSet:
        """The codes or modifiers that the law means by a name."""
        try:
            return self._groups[name]
        except KeyError:
            found = self._groups[name] = self.edition.groups.of(name, on=self.on)
            return found

    def sentence(self, effect: Effect, one: str, other: str) -> tuple[Sentence, bool] | None:
        """The manual's sentence about two codes in any order, and whether ``other`` is the first it names."""
        key = (effect, one, other)
        try:
            return self._sentences[key]
        except KeyError:
            found = self.edition.manual.sentence(effect, one, other, on=self.on, group=self.group)
            self._sentences[key] = found
            return found

    def facility(self, bill_type: str | None) -> Facility:
        """The kind of facility a bill type names; a hospital where none is given."""
        return Facility.HOSPITAL if bill_type is None else self.edition.bill_types.facility(bill_type, on=self.on)

    def is_critical_access(self, bill_type: str | None) -> bool:
        """Whether a critical access hospital bills: its bills meet no PTP table, and its assistants no CO or CQ."""
        return self.facility(bill_type) is Facility.CRITICAL_ACCESS_HOSPITAL

    def is_hospital(self, bill_type: str | None) -> bool:
        """Whether a hospital bills, critical access or not: the unit limits bind its bills (NCCI I-28 to I-35)."""
        return self.facility(bill_type) in (Facility.HOSPITAL, Facility.CRITICAL_ACCESS_HOSPITAL)

    def billers(self, code: str) -> tuple[str, ...]:
        """The disciplines that may bill the code."""
        return self.edition.billers.of(code, on=self.on)

    @property
    def modifiers(self) -> ModifierTable:
        """The known modifiers."""
        return self.edition.modifiers

    def history(self, code: str) -> CodeHistory | None:
        """All meanings of the code, or None for a code outside the registry."""
        return self.edition.codes.get(code)

    def meaning(self, code: str) -> CodeMeaning | None:
        """What the code means on the day; None where it is not in force or outside the registry."""
        try:
            return self._meanings[code]
        except KeyError:
            history = self.edition.codes.get(code)
            found = self._meanings[code] = None if history is None else history.get(self.on)
            return found

    def status(self, code: str) -> StatusAnswer:
        """How Medicare's fee schedule pays the code."""
        history = self.history(code)
        if history is None:
            return StatusAnswer(None, False, "the code is not in the registry")
        answer = history.status(self.on)
        if self.strict and answer.carried_forward:
            answer = attrs.evolve(answer, letter=None, known=False, reason=_STALE)
        return answer

    def one_line_for_both_sides(self, code: str) -> bool:
        """Whether both sides of the body are billed on one line with 50; False too where no file tells."""
        return self.edition.bilateral.indicator(code, on=self.on) == ONE_LINE

    def threshold(self, discipline: str) -> ThresholdAnswer:
        """The yearly amount of a discipline (OT, PT, SLP) above which a claim needs KX."""
        return self.edition.thresholds.of(discipline, on=self.on)

    def timing(self, code: str) -> Timing | None:
        """How the units of the code follow from the minutes of the day; None where they do not.

        They do not for untimed codes, codes kept for combinations only, and remote monitoring, whose minutes are a
        month's.
        """
        try:
            return self._timings[code]
        except KeyError:
            meaning = self.meaning(code)
            timing = None if meaning is None or meaning.context else meaning.timing
            if timing is not None and not (timing.timed and timing.rounding == "midpoint"):
                timing = None
            self._timings[code] = timing
            return timing

    def ptp(self, one: str, other: str) -> PtpAnswer:
        """The procedure-to-procedure edit of two codes in the policy's table; the order does not matter."""
        key = (one, other) if one < other else (other, one)
        answer = self._ptp.get(key)
        if answer is None:
            answer = self.edition.ptp(self.settings.ptp).between(one, other, on=self.on)
            if self.strict and answer.carried_forward:
                answer = attrs.evolve(answer, edit=None, known=False, reason=_STALE)
            self._ptp[key] = answer
        return answer

    def hospital_table_words(self, one: str, other: str) -> str:
        """What the hospital table says of a pair whose practitioner answer is carried forward; else nothing."""
        if self.settings.ptp != "practitioner" or not self.ptp(one, other).carried_forward:
            return ""
        key = (one, other) if one < other else (other, one)
        words = self._corroborated.get(key)
        if words is None:
            words = self._corroborated[key] = self.edition.compare_with_hospital_table(one, other, on=self.on)
        return words

    def mue(self, code: str) -> MueAnswer:
        """The unit limit of the code in the policy's table."""
        answer = self._mue.get(code)
        if answer is None:
            answer = self.edition.mue(self.settings.mue).limit(code, on=self.on)
            if self.strict and answer.carried_forward:
                answer = attrs.evolve(answer, units=None, adjudication_indicator=None, known=False, reason=_STALE)
            self._mue[code] = answer
        return answer

    def addon(self, code: str) -> AddonAnswer:
        """The primary codes of an add-on code."""
        answer = self._addons.get(code)
        if answer is None:
            answer = self.edition.addons.primaries(code, on=self.on)
            if self.strict and answer.carried_forward:
                answer = attrs.evolve(answer, known=False, reason=_STALE)
            self._addons[code] = answer
        return answer
