"""Documented time that supports more units than were billed: looked for on request only, and only backwards."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from otcpt.checking import ClaimChecker, checker_for
from otcpt.claims import Claim
from otcpt.comparing._allowed import allowed_of, pricer_for
from otcpt.comparing._documented import NotComparable, PlanDay, add_up, amount, nearest, plan_days, surplus, units_field
from otcpt.editions import EditionLike
from otcpt.findings import Finding, Rule
from otcpt.members import members
from otcpt.policies import PolicyLike
from otcpt.pricing import Pricer
from otcpt.rules import Law, assistant_modifier, assistant_split
from otcpt.shown import Shown
from otcpt.units import Allocation, Amount, Tenths, in_words
from otcpt.wording import dollars

if TYPE_CHECKING:
    from otcpt.page import Page

#: Rules that judge units and shares themselves; what they say of changed units is no obstacle.
_OF_UNITS = ("UNIT", "ASST", "TIME")


@attrs.frozen
class MissedCode:
    """One code: its minutes, the units billed and supported, and how many of the latter are an assistant's.

    Where the payer counts tenths of an hour, ``billed`` and ``supported`` are `otcpt.units.Tenths`.
    ``by_assistant`` is None where the payer asks for no assistant's modifier, where the minutes name neither therapist
    nor assistant, and for the two codes of a family, which share theirs.
    """

    code: str
    minutes: int
    billed: Amount
    supported: Amount
    by_assistant: int | None


@attrs.frozen
class MissedDay:
    """A day whose documented time supports more units than were billed; ``allocation`` is the working.

    ``units`` is the difference over ``codes``, which share their minutes: a code among them may also have been billed
    too often. ``obstacles`` are what the payer would find if the units were billed: edits, limits. ``allowed`` is what
    the fee schedule allows for the day beyond the units billed, where it was asked for and the lines are priced.
    """

    claims: tuple[int, ...]
    claim_ids: tuple[str, ...]
    date_of_service: date
    discipline: str
    codes: tuple[MissedCode, ...]
    allocation: Allocation
    obstacles: tuple[Finding, ...]
    allowed: Decimal | None = None

    @property
    def units(self) -> int:
        """Units that the minutes support beyond those billed."""
        return self._surplus[0]

    @property
    def tenths(self) -> Tenths:
        """Tenths of an hour that the minutes support beyond those billed, where the payer counts them."""
        return self._surplus[1]

    @property
    def _surplus(self) -> tuple[int, Tenths]:
        return add_up(surplus(one.supported, one.billed) for one in self.codes)

    def to_record(self) -> dict[str, object]:
        """Return the day as plain values, ready for JSON; tenths of an hour are ``{"tenths": 6}``."""
        return {
            "claims": self.claims,
            "claim_ids": self.claim_ids,
            "date_of_service": self.date_of_service.isoformat(),
            "discipline": self.discipline,
            "units": self.units,
            **({"tenths": self.tenths.tenths} if self.tenths else {}),
            **({} if self.allowed is None else {"allowed": str(self.allowed)}),
            "codes": [attrs.asdict(one) for one in self.codes],
            "working": [step.text for step in self.allocation.steps],
            "obstacles": [one.to_record() for one in self.obstacles],
        }


@attrs.frozen(repr=False)
class MissedUnits(Shown):
    """Days on which documented time supports more than was billed, and days that cannot tell (``not_comparable``).

    What it takes to bill them is the record: every minute skilled, one-on-one and documented on the day. Nothing here
    says that the minutes are true, or that a claim should be changed.
    """

    policy: str
    days: tuple[MissedDay, ...]
    not_comparable: tuple[NotComparable, ...]
    locality: str | None = None

    @property
    def allowed(self) -> Decimal | None:
        """What the fee schedule allows for the days that are priced, where a locality was named; None otherwise."""
        known = [day.allowed for day in self.days if day.allowed is not None]
        return None if self.locality is None else sum(known, Decimal("0.00"))

    @property
    def units(self) -> int:
        """Units of all days together."""
        return sum(day.units for day in self.days)

    @property
    def tenths(self) -> Tenths:
        """Tenths of an hour of all days together, where the payer counts them."""
        return sum((day.tenths for day in self.days), Tenths(0))

    @property
    def summary(self) -> str:
        """The answer in a sentence."""
        days = len({(day.claims, day.date_of_service) for day in self.days})
        found = f"{in_words(self.units, self.tenths)} on {days:,} {'day' if days == 1 else 'days'}"
        more = f"; {len(self.not_comparable):,} not compared, input missing" if self.not_comparable else ""
        paid = "" if self.allowed is None else f", {dollars(str(self.allowed))} by the fee schedule of {self.locality}"
        return f"documented time supports {found} beyond what was billed under {self.policy}{paid}{more}"

    def to_records(self) -> list[dict[str, object]]:
        """Return a plain record per day."""
        return [day.to_record() for day in self.days]

    def __repr__(self) -> str:
        return f"<MissedUnits {self.summary}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.comparing.pages import missed_page

        return missed_page(self)


def missed_units(
    claims: Iterable[Claim],
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
    locality: str | None = None,
) -> MissedUnits:
    """Look back at documented time that supports more units than were billed.

    This is never part of a report: it must be asked for. Only minutes on the claims count, by the payer's own method; a
    day on which a timed line has no minutes or no units is listed as not comparable. Minutes that were not furnished
    are not considered.

    Args:
        claims: The claims to look back at.
        policy: The payer's rules: a `Policy`, a name such as ``"medicare-part-b"``, or the path of a TOML file.
        edition: The law: an `Edition`, its name, its pin or a folder; the policy's or the newest unless given.
        rules: The rules to run; all of them unless given.
        locality: Where the days are priced too, by code or name, or ``"national"``; no dollars unless given.

    Returns:
        The days on which documented minutes support more units, by code.

    Raises:
        InvalidInput: Something is not a claim.
        UnknownName: There is no such policy or edition.

    Example:
        >>> from otcpt.claims import parse_claim
        >>> claim = parse_claim("2026-03-02", "97110:GO x2 @33", "97140:GO x0 @7")
        >>> found = missed_units([claim], policy="medicare-part-b")
        >>> [(one.code, one.billed, one.supported) for one in found.days[0].codes]
        [('97110', 2, 2), ('97140', 0, 1)]
    """
    given = members(claims, Claim, "claims")
    checker = checker_for(policy, edition, rules)
    pricer = None if locality is None else pricer_for(checker.policy, checker.edition, locality)
    own = [_own_lines(claim, checker) for claim in given]
    days: list[MissedDay] = []
    not_comparable: list[NotComparable] = []
    for plan in plan_days(own, lambda day: checker.policy.on(day).discipline):
        law = checker.law_on(plan.date_of_service)
        silent = plan.not_comparable(law, units=True)
        if silent is not None:
            not_comparable.append(silent)
        elif codes := tuple(_short(plan, law, allocation := plan.supported(law))):
            days.append(
                MissedDay(
                    plan.claims,
                    plan.claim_ids,
                    plan.date_of_service,
                    plan.discipline,
                    codes,
                    allocation,
                    _obstacles(plan, codes, checker),
                    None if pricer is None else _allowed(pricer, plan, codes),
                )
            )
    return MissedUnits(checker.policy.id, tuple(days), tuple(not_comparable), locality)


def _allowed(pricer: Pricer, plan: PlanDay, codes: Sequence[MissedCode]) -> Decimal | None:
    """Return how much more is allowed with the supported units than with those billed."""
    billed, supported = (
        allowed_of(pricer, plan, units, whole_day=True).amount
        for units in ({one.code: one.billed for one in codes}, {one.code: one.supported for one in codes})
    )
    return None if billed is None or supported is None else supported - billed


def _own_lines(claim: Claim, checker: ClaimChecker) -> Claim:
    """Return the claim without the lines of other payers."""
    return attrs.evolve(claim, lines=[line for line in claim.lines if checker.speaks_for(line.payer)])


def _short(plan: PlanDay, law: Law, allocation: Allocation) -> Iterator[MissedCode]:
    """Return the codes of every account that was billed fewer units than its minutes make."""
    billed = {code: plan.billed(code) or 0 for code in allocation.timings}
    supported = dict.fromkeys(allocation.counts, 0) | dict(nearest(allocation, billed))
    for codes in _accounts(allocation, sorted(supported)):
        if sum(supported[code] for code in codes) > sum(billed[code] for code in codes):
            for code in codes:
                part = _by_assistant(plan, law, code, supported[code])
                given, right = (amount(allocation, code, counts[code]) for counts in (billed, supported))
                yield MissedCode(code, allocation.minutes.get(code, 0), given, right, part)


def _accounts(allocation: Allocation, every: Iterable[str]) -> Iterable[list[str]]:
    """Part the codes by what shares its minutes: the total-time pool, a family, or a code by itself."""
    accounts: dict[str, list[str]] = {}
    for code in every:
        timing = allocation.timings[code]
        pooled = allocation.counted_by == "cms" and timing.pool is not None
        accounts.setdefault((timing.pool or "") if pooled else timing.family or code, []).append(code)
    return accounts.values()


def _by_assistant(plan: PlanDay, law: Law, code: str, units: int) -> int | None:
    meaning = law.meaning(code)
    lines = [line for line in plan.lines if line.code == code]
    if meaning is None or meaning.timing.family is not None or any(line.assistant_minutes is None for line in lines):
        return None
    on, discipline = plan.date_of_service, plan.discipline
    asked = [assistant_modifier(law, meaning, discipline=discipline, bill_type=line.bill_type) for line in lines]
    if None in asked:
        return None
    return assistant_split(
        meaning,
        law.settings,
        on=on,
        therapist=sum((line.therapist_minutes or 0) + (line.joint_minutes or 0) for line in lines),
        assistant=sum(line.assistant_minutes or 0 for line in lines),
        units=units,
    ).with_modifier


def _obstacles(plan: PlanDay, codes: Sequence[MissedCode], checker: ClaimChecker) -> tuple[Finding, ...]:
    """Return what the payer would find in the day if the units stood on it, and does not find now."""
    lines = plan.with_units({one.code: units_field(one.supported) for one in codes})
    before = {(one.rule_id, one.codes) for one in checker.check(Claim(plan.day)).findings}
    found = checker.check(Claim(lines)).findings
    return tuple(one for one in found if (one.rule_id, one.codes) not in before and one.rule.family not in _OF_UNITS)
