"""Minutes of one patient's day, given to codes as units. The result shows its working when asked."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from otcpt.codes import Timing
from otcpt.frozenmap import FrozenMap
from otcpt.shown import Shown
from otcpt.units._counting import (
    ONE_SESSION,
    ORDINARY,
    all_timings,
    classify,
    expand_families,
    rank_by,
    share_ordinary,
    sum_pooled,
)
from otcpt.units._names import METHODS, TIE_BREAKS, Method, TieBreak, Unbilled, unknown
from otcpt.units._sources import WHICHEVER_IS_MORE
from otcpt.units._tenths import Tenths, in_words
from otcpt.units._working import Step, Way, Working
from otcpt.units.arithmetic import counts_tenths, distribute, midpoint

if TYPE_CHECKING:
    from otcpt.page import Page

#: Shared by days whose codes are all ordinary and had one session each.
_WAYS = {(how, first): Way(how, first, FrozenMap(), ONE_SESSION) for how in METHODS for first in TIE_BREAKS}
_TOTAL_TIME = _WAYS["cms", "largest_total"]


@attrs.frozen
class Allocation(Shown):
    """Units by code, and everything they follow from. Made by `allocate`; the rest is computed when read.

    A claim's units field takes ``counts``. These are ``units``, save under ``tenths``, where some are ``tenths`` of an
    hour: the two are kept apart, since neither can be added to the other or compared with it.
    Two are equal when the same minutes were counted in the same way, whatever the order of input.
    """

    _minutes: dict[str, int]
    _counts: dict[str, int]
    _way: Way

    @property
    def method(self) -> Method:
        """How minutes became units."""
        return self._way.method

    @property
    def tie_break(self) -> TieBreak:
        """How equal left-over minutes were decided."""
        return self._way.tie_break

    @property
    def sessions(self) -> FrozenMap[str, tuple[int, ...]]:
        """The sessions of codes that were given several, the longest first; the others had one."""
        return self._way.sessions

    @property
    def minutes(self) -> FrozenMap[str, int]:
        """Minutes by code, the sessions of a code added up."""
        return FrozenMap(self._minutes)

    @property
    def counts(self) -> FrozenMap[str, int]:
        """What the units field of a claim takes, by code, in code order, the given codes with nothing included."""
        return FrozenMap(self._counts)

    @property
    def units(self) -> FrozenMap[str, int]:
        """Units by code, in code order, the given codes without a unit included; codes counted in tenths are not."""
        if self.method != "tenths":
            return FrozenMap(self._counts)
        return FrozenMap((code, count) for code, count in self._counts.items() if not self._counts_tenths(code))

    @property
    def tenths(self) -> FrozenMap[str, Tenths]:
        """Tenths of an hour by code; empty save under ``tenths``, and there without the codes counted in units."""
        return FrozenMap((code, Tenths(count)) for code, count in self._counts.items() if self._counts_tenths(code))

    @property
    def tied(self) -> tuple[str, ...]:
        """Codes with equally good claims to fewer units than there are codes; empty where the answer is unique."""
        return self._working.tied

    @property
    def total(self) -> int:
        """Units of all codes together."""
        return sum(self.units.values())

    @property
    def total_tenths(self) -> Tenths:
        """Tenths of an hour of all codes together."""
        return sum(self.tenths.values(), Tenths(0))

    @property
    def timings(self) -> FrozenMap[str, Timing]:
        """How the codes, and the other members of their families, were counted."""
        return FrozenMap(all_timings(self._minutes, self._way.special))

    @property
    def pooled_minutes(self) -> int:
        """Minutes of the codes that belong to the total-time pool, whatever the method."""
        return sum_pooled(self._minutes, self._way.special)

    @property
    def pooled_units(self) -> int:
        """Units of the codes that belong to the total-time pool, whatever the method; no tenths."""
        return sum_pooled(self.units, self._way.special)

    @property
    def units_exceed_elapsed(self) -> bool:
        """Whether counting per code gives more units than the total-time table allows for the same pooled minutes.

        CPT knows no such cap, but many payers and auditors do. Always False for ``cms`` and ``full``, and for
        ``tenths``, which the table does not know.
        """
        return self.method != "tenths" and self.pooled_units > midpoint(self.pooled_minutes)

    @property
    def alternatives(self) -> tuple[FrozenMap[str, int], ...]:
        """All equally right ``counts``, the chosen ones first, the others in code order."""
        return self._working.alternatives()

    @property
    def unbilled(self) -> FrozenMap[str, Unbilled]:
        """The given codes that got no unit, with the reason. Their minutes are documented all the same."""
        return FrozenMap() if all(self._counts.values()) else self._working.unbilled()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The working, in order, each step with its clause."""
        steps = self._working.steps()
        return (self._comparison(), *steps) if self.method == "best" else steps

    @property
    def counted_by(self) -> Method:
        """The method the units follow from: ``cms`` or ``ama`` where the best of the two was asked for."""
        if self.method != "best":
            return self.method
        return "ama" if self.by("ama").total > self.by("cms").total else "cms"

    @property
    def other_method(self) -> "Allocation":
        """The same minutes by the midpoint where total time counted, else by total time."""
        return self.by("ama" if self.counted_by == "cms" else "cms")

    def by(self, method: Method) -> "Allocation":
        """Return the same minutes counted by another method.

        Args:
            method: As in `allocate`.

        Returns:
            The allocation.

        Raises:
            UnknownName: There is no such method.
        """
        minutes = self._minutes | dict(self.sessions)
        return allocate(minutes, self.timings, method=method, tie_break=self.tie_break)

    def explain(self) -> str:
        """Return the whole working as text for a biller: steps, result, other right answers, the other method."""
        lines = [METHOD_TITLES[self.method]]
        lines += [f"{number}. {step.text}" for number, step in enumerate(self.steps, 1)]
        lines.append(f"Billed: {self.in_words(self._counts)}")
        lines += [f"Equally right: {self.in_words(counts)}" for counts in self.alternatives[1:]]
        lines += [f"No unit for {code}: {UNBILLED_WORDS[reason]}" for code, reason in self.unbilled.items()]
        other = self.other_method
        lines.append(f"{METHOD_TITLES[other.method]} would give: {other.in_words(other._counts)}")
        lines += [f"Source: {source}" for source in dict.fromkeys(str(step.citation) for step in self.steps)]
        return "\n".join(lines)

    @property
    def _working(self) -> Working:
        return Working(self._minutes, self._counts, self._way._replace(method=self.counted_by))

    def _comparison(self) -> Step:
        figures = tuple((method, self.by(method).total) for method in _TWO)
        found = " and ".join(f"{METHOD_TITLES[method]} {count}" for method, count in figures)
        text = f"Units of the day by both methods: {found}; {METHOD_TITLES[self.counted_by]} counts"
        return Step("compare", text, figures, WHICHEVER_IS_MORE)

    def __hash__(self) -> int:
        return hash((frozenset(self._minutes.items()), self._way))

    def __repr__(self) -> str:
        tenths = f", tenths={dict(self.tenths)}" if self.tenths else ""
        return f"Allocation(minutes={self._minutes}, units={dict(self.units)}{tenths}, method={self.method!r})"

    def _counts_tenths(self, code: str) -> bool:
        return counts_tenths(self._way.special.get(code, ORDINARY), self.method)

    def in_words(self, counts: Mapping[str, int]) -> str:
        """Return counts of this day as words: each code with its units, and their sum.

        Args:
            counts: Units, or tenths of an hour, by code.

        Returns:
            A phrase.
        """
        tenths = self.tenths
        listed = [f"{code} {tenths[code]}" if code in tenths else f"{code} x{count}" for code, count in counts.items()]
        total = in_words(self.total, self.total_tenths) if tenths else str(sum(counts.values()))
        return f"{', '.join(listed) or 'nothing'} ({total} in all)"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.units.pages import allocation_page

        return allocation_page(self)


def allocate(
    minutes: Mapping[str, int | Sequence[int]],
    timings: Mapping[str, Timing],
    *,
    method: Method,
    tie_break: TieBreak = "largest_total",
) -> Allocation:
    """Allocate the minutes of one patient, day and discipline to codes as units.

    ``cms`` is Medicare's total-time rule. The total of the pool decides how many units there are. Whole blocks of 15
    minutes come first, and the rest goes to the codes with most minutes left over, even under 8. ``ama`` is the CPT
    midpoint, per code and never pooled. Codes outside the pool count by their own rule under both. The members of a
    family (97129 with 97130) are counted as one and split last.

    Some payers count otherwise. ``full``: full units only, per code, whatever its interval. ``per_session``: the
    midpoint for each session by itself; families are still added up, since their first code counts once a day.
    ``tenths``: tenths of an hour per code of the pool (0 to 3 minutes none, 4 to 9 one); other codes and families by
    their own rule, in units. ``best``: whichever of ``cms`` and ``ama`` gives more units that day, ``cms`` where they
    agree.

    Source: CMS Pub. 100-04 ch. 5 §20.2; CPT introduction, time.

    Args:
        minutes: Whole minutes by code, or a list of them, one for each session.
        timings: How each code, and each member of its family, is counted.
        method: How minutes become units.
        tie_break: How equal left-over minutes are decided: ``largest_total`` (then code order), ``code_order`` or
            ``input_order``; never by price.

    Returns:
        Units by code, with the working.

    Raises:
        InvalidInput: Minutes are impossible.
        UnknownName: A method, tie-break or code is not known.

    Example:
        >>> pooled = Timing(interval=15, pool="cms-15")
        >>> day = allocate({"97110": 33, "97140": 7}, {"97110": pooled, "97140": pooled}, method="cms")
        >>> dict(day.units), day.total
        ({'97110': 2, '97140': 1}, 3)
        >>> print(day.explain())  # doctest: +ELLIPSIS
        Total time (CMS, the 8-minute rule)
        1. 33 (97110) + 7 (97140) = 40 timed minutes
        2. 40 minutes are in the row 38 to 52: 3 units
        3. Whole blocks of 15 minutes: 97110 2, 97140 0; 1 unit left to give
        4. Minutes left over: 97140 7, 97110 3
        5. 97140 takes the unit: most minutes left over
        Billed: 97110 x2, 97140 x1 (3 in all)
        Midpoint per code (CPT) would give: 97110 x2, 97140 x0 (2 in all)
        Source: ...
    """
    try:
        way = _WAYS[method, tie_break]
    except (KeyError, TypeError):
        if isinstance(method, str) and method in METHODS:
            raise unknown("tie_break", tie_break, TIE_BREAKS) from None
        raise unknown("method", method, METHODS) from None
    shared = share_ordinary(minutes, timings) if way is _TOTAL_TIME else None
    if shared is not None:
        whole: dict[str, Any] = dict(minutes)
        return Allocation(whole, shared, way)
    if method == "best":
        ways = [allocate(minutes, timings, method=each, tie_break=tie_break) for each in _TWO]
        more = max(ways, key=lambda one: one.total)
        return attrs.evolve(more, way=more._way._replace(method=method))
    pool, apart, special, parts = classify(minutes, timings)
    if method == "cms":
        pooled, spare, order = distribute(pool, rank_by(tie_break, minutes, special))
        for _, _, code in order[:spare]:
            pooled[code] += 1
        units = expand_families(pooled, apart, minutes, special, method, parts)
    elif special or method != "ama":
        units = expand_families({}, pool | apart, minutes, special, method, parts)
    else:
        units = {code: midpoint(spent) for code, spent in pool.items()}
    whole = dict(minutes)
    if special or parts is not ONE_SESSION:
        whole |= {code: sum(spent) for code, spent in parts.items()}
        parts = FrozenMap((code, spent) for code, spent in parts.items() if len(spent) > 1)
        way = Way(method, tie_break, FrozenMap(special), parts)
    return Allocation(whole, units, way)


_TWO: tuple[Method, Method] = ("cms", "ama")

#: How each method is called in texts.
METHOD_TITLES: dict[Method, str] = {
    "cms": "Total time (CMS, the 8-minute rule)",
    "ama": "Midpoint per code (CPT)",
    "best": "Whichever of total time and midpoint gives more units",
    "full": "Full units only, per code",
    "per_session": "Midpoint per session, nothing added up over the day",
    "tenths": "Tenths of an hour, per code",
}

UNBILLED_WORDS: dict[Unbilled, str] = {
    "no-minutes": "no minutes were given",
    "below-threshold": "too few minutes for a unit",
    "lost-remainder": "the total allows no more units, and others have more minutes left over",
    "lost-tie": "the total allows no more units, and another code with as many minutes left over was taken",
    "counted-in-first-code": "its minutes are billed with the first code of its family",
}
