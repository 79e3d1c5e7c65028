"""The law and the payer's choices on one day, as rules ask for them."""

from collections.abc import Callable, Hashable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

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
    PtpTable,
    Sentence,
    Sides,
)
from otcpt.modifiers import ModifierTable
from otcpt.policies import Settings
from otcpt.units.arithmetic import BLOCK

if TYPE_CHECKING:
    from otcpt.edits import ThresholdAnswer

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

#: What reports say of a pair that a later table has too.
SEEN_AGAIN = "seen again, unchanged, in a table of 2026"

_STALE = "the table was last verified before this day, and the policy does not carry answers forward"


def payers_timing(timing: Timing, settings: Settings) -> Timing:
    """Return how a code is counted by a payer that says from how many minutes on a unit of 15 counts.

    Args:
        timing: How the code is counted otherwise.
        settings: The payer's choices.

    Returns:
        How this payer counts it.
    """
    if not settings.least_minutes or timing.interval != BLOCK or timing.family is not None:
        return timing
    return attrs.evolve(timing, least=settings.least_minutes)


def _billers(law: "Law", key: tuple[str, str]) -> tuple[str, ...]:
    return law.edition.billers.of(key[1], on=law.on)


def _ptp_table(law: "Law", setting: str) -> PtpTable:
    return law.edition.ptp(setting)


class Law:
    """An edition seen on one day by one payer. Answers are the same on every day of the edition's window around it."""

    __slots__ = (
        *("_addons", "_corroborated", "_groups", "_meanings", "_mue", "_once", "_ptp", "_sides", "_spoken_of"),
        *("_timings", "edition", "on", "settings", "strict"),
    )

    def __init__(self, edition: Edition, settings: Settings, on: date) -> None:
        self.edition = edition
        self.settings = settings
        self.on = on
        self.strict = settings.staleness == "strict"
        self._meanings: dict[str, CodeMeaning | None] = {}
        self._timings: dict[str, Timing | None] = {}
        self._ptp: dict[tuple[str, str], PtpAnswer] = {}
        self._spoken_of: dict[tuple[str, str], bool] = {}
        self._corroborated: dict[tuple[str, str], str] = {}
        self._mue: dict[str, MueAnswer] = {}
        self._addons: dict[str, AddonAnswer] = {}
        self._groups: dict[str, CodeSet] = {}
        self._sides: dict[str, Sides] = {}
        self._once: dict[Hashable, Any] = {}

    def __reduce__(self) -> tuple[object, ...]:
        return Law, (self.edition, self.settings, self.on)

    def cached(self, key: K, work: Callable[["Law", K], T]) -> T:
        """Return what the function makes of this law and the key; it is called once for each key.

        Args:
            key: What the function is about.
            work: A function of the law and the key.

        Returns:
            What it returns.
        """
        if key not in self._once:
            self._once[key] = work(self, key)
        found: T = self._once[key]
        return found

    def group(self, name: CodeGroup) -> CodeSet:
        """Return the codes or modifiers of a named group on the day.

        Args:
            name: The group.

        Returns:
            The members; empty where the law had none that day.
        """
        try:
            return self._groups[name]
        except KeyError:
            found = self._groups[name] = self.edition.groups.of(name, on=self.on)
            return found

    def sentence(self, effect: Effect, one: str, other: str) -> tuple[Sentence, bool] | None:
        """Return the manual's sentence about two codes, in any order.

        Args:
            effect: What the sentence must say of the pair.
            one: One code of the pair.
            other: The other code of the pair.

        Returns:
            The sentence and whether ``other`` is the code it names first; None where there is none.
        """
        manual, sides = self.edition.manual, self._sides
        for code in (one, other):
            if code not in sides:
                sides[code] = manual.sides(code, on=self.on, group=self.group)
        return manual.between(effect, sides[one], sides[other])

    def speaks_of(self, one: str, other: str) -> bool:
        """Return whether the policy's PTP table or the manual may have something to say of two codes, in any order.

        Args:
            one: One code of the pair.
            other: The other code of the pair.

        Returns:
            False for pairs that both know and leave alone.
        """
        key = (one, other) if one < other else (other, one)
        found = self._spoken_of.get(key)
        if found is None:
            answer = self.ptp(*key)
            found = not answer.known or answer.edit is not None
            found = found or self.sentence(Effect.FORBIDDEN, *key) is not None
            found = self._spoken_of[key] = found or self.sentence(Effect.SEPARATE, *key) is not None
        return found

    def facility(self, bill_type: str | None) -> Facility:
        """Return the kind of facility of a bill type.

        Args:
            bill_type: The type of bill, such as ``"131"`` or ``"0131"``; None for a professional claim.

        Returns:
            The kind; a hospital where no bill type is given.
        """
        return Facility.HOSPITAL if bill_type is None else self.edition.bill_types.facility(bill_type, on=self.on)

    def is_critical_access(self, bill_type: str | None) -> bool:
        """Return whether a critical access hospital bills: its assistants have no CO or CQ, and it had no PTP edits.

        Args:
            bill_type: The type of bill, such as ``"131"`` or ``"0131"``; None for a professional claim.

        Returns:
            Whether it does.
        """
        return self.settings.biller == "facility" and self.facility(bill_type) is Facility.CRITICAL_ACCESS_HOSPITAL

    def is_hospital(self, bill_type: str | None) -> bool:
        """Return whether a hospital bills, critical access or not: unit limits apply to its bills (NCCI I-28 to I-35).

        Args:
            bill_type: The type of bill, such as ``"131"`` or ``"0131"``; None for a professional claim.

        Returns:
            Whether it does.
        """
        return self.facility(bill_type) in (Facility.HOSPITAL, Facility.CRITICAL_ACCESS_HOSPITAL)

    def billers(self, code: str) -> tuple[str, ...]:
        """Return the disciplines that may bill the code.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            ``"OT"``, ``"PT"``, ``"SLP"`` and other fields.
        """
        return self.cached(("billers", code), _billers)

    @property
    def modifiers(self) -> ModifierTable:
        """The known modifiers."""
        return self.edition.modifiers

    def history(self, code: str) -> CodeHistory | None:
        """Return all meanings of the code.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The meanings, or None for a code outside the registry.
        """
        return self.edition.codes.get(code)

    def meaning(self, code: str) -> CodeMeaning | None:
        """Return what the code means on the day.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The meaning; None where the code is not in force or outside the registry.
        """
        try:
            return self._meanings[code]
        except KeyError:
            history = self.edition.codes.get(code)
            found = self._meanings[code] = None if history is None else history.get(self.on)
            return found

    def status(self, code: str) -> StatusAnswer:
        """Return how Medicare's fee schedule pays the code.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The status letter with its source, or why it is not known.
        """
        history = self.history(code)
        if history is None:
            return StatusAnswer(None, False, "the code is not in the registry")
        answer = history.status(self.on)
        if self.strict and answer.carried_forward:
            answer = attrs.evolve(answer, letter=None, known=False, reason=_STALE)
        return answer

    def one_line_for_both_sides(self, code: str) -> bool:
        """Return whether both sides of the body are billed on one line with 50.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            Whether they are; False too where no file has an indicator.
        """
        return self.edition.bilateral.indicator(code, on=self.on) == ONE_LINE

    def threshold(self, discipline: str) -> "ThresholdAnswer":
        """Return the yearly amount of a discipline above which a claim needs KX.

        Args:
            discipline: ``"OT"``, ``"PT"`` or ``"SLP"``.

        Returns:
            The amount in dollars, or why it is not known.
        """
        return self.edition.thresholds.of(discipline, on=self.on)

    def timing(self, code: str) -> Timing | None:
        """Return how the units of the code follow from the minutes of the day.

        They do not for untimed codes, codes kept for combinations only, and remote monitoring, whose minutes are a
        month's.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The timing, or None.
        """
        try:
            return self._timings[code]
        except KeyError:
            meaning = self.meaning(code)
            timing = None if meaning is None or meaning.context else meaning.timing
            if timing is not None and not (timing.timed and timing.rounding == "midpoint"):
                timing = None
            timing = timing and payers_timing(timing, self.settings)
            self._timings[code] = timing
            return timing

    def ptp(self, one: str, other: str) -> PtpAnswer:
        """Return the procedure-to-procedure edit of two codes in the policy's table, in whichever order they are given.

        Args:
            one: One code of the pair.
            other: The other code of the pair.

        Returns:
            The edit, or that there is none, or why it is not known.
        """
        key = (one, other) if one < other else (other, one)
        answer = self._ptp.get(key)
        if answer is None:
            answer = self.cached(self.settings.ptp, _ptp_table).between(*key, on=self.on)
            if self.strict and answer.carried_forward:
                answer = attrs.evolve(answer, edit=None, known=False, reason=_STALE)
            self._ptp[key] = answer
        return answer

    def hospital_table_words(self, one: str, other: str) -> str:
        """Return what the hospital table has for a pair whose practitioner answer is carried forward, not seen again.

        Args:
            one: One code of the pair.
            other: The other code of the pair.

        Returns:
            A phrase; empty for other pairs.
        """
        answer = self.ptp(one, other)
        if self.settings.ptp != "practitioner" or not answer.carried_forward or answer.seen_again:
            return ""
        key = (one, other) if one < other else (other, one)
        words = self._corroborated.get(key)
        if words is None:
            words = self._corroborated[key] = self.edition.compare_with_hospital_table(*key, on=self.on)
        return words

    def mue(self, code: str) -> MueAnswer:
        """Return the unit limit of the code in the policy's table.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The units and the adjudication indicator, or why they are not known.
        """
        answer = self._mue.get(code)
        if answer is None:
            answer = self.edition.mue(self.settings.mue).limit(code, on=self.on)
            if self.strict and answer.carried_forward:
                answer = attrs.evolve(answer, units=None, adjudication_indicator=None, known=False, reason=_STALE)
            self._mue[code] = answer
        return answer

    def addon(self, code: str) -> AddonAnswer:
        """Return the primary codes of an add-on code.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The primaries, or why they are not known.
        """
        answer = self._addons.get(code)
        if answer is None:
            answer = self.edition.addons.primaries(code, on=self.on)
            if self.strict and answer.carried_forward:
                answer = attrs.evolve(answer, known=False, reason=_STALE)
            self._addons[code] = answer
        return answer
