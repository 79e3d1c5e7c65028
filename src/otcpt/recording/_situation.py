"""What is known around one line, and which elements of the record it asks for."""

from collections.abc import Sequence
from decimal import Decimal

import attrs

from otcpt.claims import Episode, History, PlanOfCare, ServiceLine
from otcpt.codes import CodeGroup
from otcpt.edits import BUCKETS, Circumstance, PayerKind, RecordElement
from otcpt.modifiers import ASSISTANT, DISCIPLINE
from otcpt.rules import Law, discipline_of

#: The kinds of payer by claim filing code (SBR09); a code that is not here may be any of them.
_KINDS = {
    **dict.fromkeys(("MA", "MB"), PayerKind.MEDICARE),
    "16": PayerKind.MEDICARE_ADVANTAGE,
    "MC": PayerKind.MEDICAID,
    "CH": PayerKind.TRICARE,
    "WC": PayerKind.WORKERS_COMPENSATION,
    **dict.fromkeys(("12", "13", "14", "15", "BL", "CI", "HM"), PayerKind.COMMERCIAL),
}
_EVALUATIONS = (CodeGroup.OT_EVALUATION, CodeGroup.PT_EVALUATION)
_ANY_EVALUATION = (*_EVALUATIONS, CodeGroup.REEVALUATION)


@attrs.frozen(eq=False)
class Situation:
    """A line with the law of its day and everything known of the patient.

    ``day`` are the lines of the date, ``patient`` those of all dates, claim and history together; ``late`` is whether
    POC002 finds the certification late, None where it cannot tell.
    """

    line: ServiceLine
    law: Law
    day: Sequence[ServiceLine]
    patient: Sequence[ServiceLine]
    history: History | None
    late: bool | None

    @property
    def discipline(self) -> str:
        """Whose plan of care the line belongs to."""
        return discipline_of(self.line, self.law.settings.discipline)

    @property
    def course(self) -> list[ServiceLine]:
        """The lines of all dates of the same discipline."""
        default = self.law.settings.discipline
        return [one for one in self.patient if discipline_of(one, default) == self.discipline]

    @property
    def episode(self) -> Episode | None:
        """The chart's record of the course of treatment that the line belongs to."""
        day = self.line.date_of_service
        found = [
            one
            for one in (self.history.episodes if self.history else ())
            if one.patient_key == self.line.patient_key
            and one.discipline == self.discipline
            and one.first_day <= day
            and (one.last_day is None or day <= one.last_day)
        ]
        return max(found, key=lambda one: one.first_day, default=None)

    @property
    def begun(self) -> list[PlanOfCare] | None:
        """The plans of care begun by the day, oldest first; None where nothing is known of plans."""
        episode = self.episode
        if episode is None or episode.plans is None:
            return None
        plans = (one for one in episode.plans if one.first_day <= self.line.date_of_service)
        return sorted(plans, key=lambda one: one.first_day)

    @property
    def plan(self) -> PlanOfCare | None:
        """The latest of these plans."""
        return self.begun[-1] if self.begun else None

    def among(self, groups: Sequence[CodeGroup], code: str) -> bool:
        """Whether the code is in one of the groups on the day."""
        return any(code in self.law.group(group) for group in groups)

    @property
    def payers(self) -> frozenset[PayerKind]:
        """The kinds of payer the line may be billed to."""
        settings = self.law.settings
        if self.line.payer is not None:
            return frozenset({_KINDS[self.line.payer]} if self.line.payer in _KINDS else PayerKind)
        kinds = frozenset(_KINDS[code] for code in settings.payers if code in _KINDS)
        return kinds or frozenset(PayerKind) - {_KINDS[code] for code in settings.other_payers if code in _KINDS}

    @property
    def therapy(self) -> bool:
        """Whether the line is under a therapy plan of care: by its modifier, or by what its code is."""
        if DISCIPLINE.keys() & set(self.line.modifiers):
            return True
        meaning = self.law.meaning(self.line.code)
        if meaning is None or meaning.context:
            return False
        sometimes = meaning.designation == "sometimes" and self.law.settings.biller != "physician"
        return meaning.designation == "always" or sometimes

    @property
    def setting(self) -> str | None:
        """Where the service was furnished, as far as the bill tells."""
        if self.line.bill_type is not None:
            return str(self.law.facility(self.line.bill_type))
        return {"therapist": "private-practice", "physician": "physician"}.get(self.law.settings.biller)


def concerns(element: RecordElement, here: Situation) -> bool:
    """Whether an element can be asked for on the line: its day, code, modifier, payer and setting.

    What names no code and no modifier is about therapy.
    """
    line = here.line
    return (
        element.basis.in_force(line.date_of_service)
        and (bool(element.codes or element.modifiers) or here.therapy)
        and (not element.codes or any(_matches(one, here) for one in element.codes))
        and (not element.modifiers or not element.modifiers.isdisjoint(line.modifiers))
        and (not element.payers or not element.payers.isdisjoint(here.payers))
        and (not element.settings or here.setting is None or here.setting in element.settings)
    )


def _matches(member: str, here: Situation) -> bool:
    if member.startswith("@"):
        return here.line.code in here.law.group(CodeGroup(member[1:]))
    first, _, last = member.partition("-")
    return first <= here.line.code <= (last or first)


def is_so(circumstance: Circumstance, here: Situation) -> bool | None:
    """Whether a circumstance is so; None where no data tell."""
    decide = _DECIDED.get(circumstance)
    return None if decide is None else decide(here)


def _treated(here: Situation) -> bool | None:
    if any(not here.among(_EVALUATIONS, one.code) for one in here.course):
        return True
    return None if here.history is None else False


def _evaluation_only(here: Situation) -> bool | None:
    treated = _treated(here)
    return None if treated is None else not treated


def _evaluated(here: Situation) -> bool:
    return any(here.among(_ANY_EVALUATION, one.code) for one in here.day if one in here.course)


def _two_disciplines(here: Situation) -> bool | None:
    if len({discipline_of(one, here.law.settings.discipline) for one in here.patient}) > 1:
        return True
    return None if here.history is None else False


def _recertified(here: Situation) -> bool | None:
    begun, plan = here.begun, here.plan
    if begun is None or plan is None:
        return None
    return len(begun) > 1 or (plan.last_day is not None and here.line.date_of_service > plan.last_day)


def _first_certified(here: Situation) -> bool | None:
    recertified = _recertified(here)
    return None if recertified is None else not recertified


def _has_order(plan: PlanOfCare) -> bool:
    """Whether an order is on file that is not known to lack its signature."""
    return plan.order_on is not None and plan.order_signed is not False


def _ordered(here: Situation) -> bool | None:
    return True if here.plan is not None and _has_order(here.plan) else None


def _order_instead(here: Situation) -> bool | None:
    plan = here.plan
    if plan is None:
        return None
    return plan.signed_on is None and (True if _has_order(plan) and plan.sent_on is not None else None)


def _late(here: Situation) -> bool | None:
    return here.late if here.plan is not None and here.plan.signed_on is not None else None


def _never_certified(here: Situation) -> bool | None:
    return False if here.plan is not None and here.plan.signed_on is not None else None


def _assistant(here: Situation) -> bool:
    line = here.line
    return bool(ASSISTANT.keys() & set(line.modifiers) or line.assistant_minutes or line.joint_minutes)


def _joint(here: Situation) -> bool | None:
    if here.line.joint_minutes is None:
        return None if _assistant(here) else False
    return here.line.joint_minutes > 0


def _timed(here: Situation) -> bool:
    return here.law.timing(here.line.code) is not None


def _untimed(here: Situation) -> bool:
    meaning = here.law.meaning(here.line.code)
    return meaning is not None and not meaning.timing.timed


def _several_timed(here: Situation) -> bool:
    return _timed(here) and len({one.code for one in here.day if here.law.timing(one.code) is not None}) > 1


def _group_and_individual(here: Situation) -> bool:
    return any(one.code != here.line.code and here.law.timing(one.code) is not None for one in here.day)


def _new_intervention(here: Situation) -> bool | None:
    earlier = {one.code for one in here.course if one.date_of_service < here.line.date_of_service}
    return None if here.history is None else bool(earlier) and here.line.code not in earlier


def _discharged(here: Situation) -> bool | None:
    episode = here.episode
    if episode is None:
        return None
    day = here.line.date_of_service
    return episode.last_day is not None and not any(
        day < one.date_of_service <= episode.last_day for one in here.course
    )


def _unplanned(here: Situation) -> bool | None:
    return False if _discharged(here) is False else None


def _beyond_review_amount(here: Situation) -> bool | None:
    day, line = here.line.date_of_service, here.line
    bucket = BUCKETS[here.discipline]
    paid = [
        one.allowed
        for one in (here.history.prior_payments if here.history else ())
        if one.patient_key == line.patient_key and one.year == day.year and BUCKETS[one.discipline] == bucket
    ]
    limit = here.law.threshold(here.discipline).review_amount
    return None if not paid or limit is None else sum(paid, Decimal(0)) > limit


def _midpoint(here: Situation) -> bool:
    return here.law.settings.unit_method in ("ama", "best")


_DECIDED = {
    Circumstance.TREATED: _treated,
    Circumstance.EVALUATION_ONLY: _evaluation_only,
    Circumstance.EVALUATED: _evaluated,
    Circumstance.TWO_DISCIPLINES: _two_disciplines,
    Circumstance.FIRST_CERTIFICATION: _first_certified,
    Circumstance.RECERTIFICATION: _recertified,
    Circumstance.ORDERED: _ordered,
    Circumstance.ORDER_INSTEAD_OF_SIGNATURE: _order_instead,
    Circumstance.LATE_CERTIFICATION: _late,
    Circumstance.NO_CERTIFICATION: _never_certified,
    Circumstance.ASSISTANT: _assistant,
    Circumstance.JOINT: _joint,
    Circumstance.TIMED: _timed,
    Circumstance.UNTIMED: _untimed,
    Circumstance.SEVERAL_TIMED: _several_timed,
    Circumstance.GROUP_AND_INDIVIDUAL: _group_and_individual,
    Circumstance.NEW_INTERVENTION: _new_intervention,
    Circumstance.DISCHARGE: _discharged,
    Circumstance.UNPLANNED_DISCHARGE: _unplanned,
    Circumstance.BEYOND_REVIEW_AMOUNT: _beyond_review_amount,
    Circumstance.MIDPOINT: _midpoint,
}
