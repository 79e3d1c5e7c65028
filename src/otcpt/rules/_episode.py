"""What rules about a course of treatment share: which lines belong under the plan of care, and on which days."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from otcpt.codes import CodeGroup
from otcpt.rules._law import Law
from otcpt.rules._timeframe import Timeframe

if TYPE_CHECKING:
    from otcpt.claims import PlanOfCare

#: From this day a certification may cover up to 90 days; before, it was 30 (Pub. 100-02 ch. 15 §220.1.3). No code of
#: a group changes with it.
NINETY_DAYS = date(2008, 1, 1)


def is_planned(law: Law, code: str, _modifiers: tuple[str, ...]) -> bool:
    """Whether the line is therapy that a plan of care must cover: always therapy, or sometimes and given as such."""
    meaning = law.meaning(code)
    if meaning is None or meaning.context:
        return False
    return meaning.designation == "always" or (
        meaning.designation == "sometimes" and law.settings.biller != "physician"
    )


def is_evaluation(law: Law, code: str) -> bool:
    """Whether the code is an initial evaluation, which a plan of care follows and does not cover."""
    return code in law.group(CodeGroup.OT_EVALUATION) or code in law.group(CodeGroup.PT_EVALUATION)


def is_treatment(law: Law, code: str, _modifiers: tuple[str, ...]) -> bool:
    """Whether the line makes its day a treatment day: treatment, evaluation or re-evaluation of the patient in person.

    Device supply and data review, contact by telephone or portal, and training of caregivers without the patient are
    under the plan of care too, and none of them is treatment. Source: Pub. 100-02 ch. 15 §220 (treatment day).
    """
    return is_planned(law, code, ()) and code not in law.group(CodeGroup.NO_TREATMENT_DAY)


def planned_days(timeframe: Timeframe) -> dict[date, tuple[int, ...]]:
    """The days with lines that belong under the plan of care, oldest first, with the places of those lines."""
    return _days(timeframe, is_planned)


def treatment_days(timeframe: Timeframe) -> dict[date, tuple[int, ...]]:
    """The treatment days, oldest first, with the places of the lines that make them so."""
    return _days(timeframe, is_treatment)


def _days(timeframe: Timeframe, belongs: Callable[[Law, str, tuple[str, ...]], bool]) -> dict[date, tuple[int, ...]]:
    days: dict[date, list[int]] = {}
    for i, line in enumerate(timeframe.lines):
        if belongs(timeframe.law(i), line.code, ()):
            days.setdefault(line.date_of_service, []).append(i)
    return {day: tuple(places) for day, places in sorted(days.items())}


def report_periods(timeframe: Timeframe, days: Sequence[date], reports: Iterable[date]) -> Iterator[tuple[date, ...]]:
    """The stretches of treatment days that one progress report may cover, full ones only; a report begins the next."""
    written = tuple(reports)
    most = timeframe.law(0).settings.report_treatment_days
    period: list[date] = []
    for day in days:
        if period and any(period[0] <= report < day for report in written):
            period = []
        period.append(day)
        if len(period) == most:
            yield tuple(period)
            period = []


def certified_through(plan: "PlanOfCare") -> date:
    """The last day a plan can certify: its own, and no more than 90 days (30 if signed before 2008) after its first.

    The day of the signature decides; where it is not known, the plan's first day.
    """
    long = (plan.signed_on or plan.first_day) >= NINETY_DAYS
    most = _days_after(plan.first_day, 90 if long else 30)
    return most if plan.last_day is None else min(most, plan.last_day)


def is_ninetieth_day_after(plan: "PlanOfCare", day: date) -> bool:
    """Whether a day is the ninetieth after the plan's first, which is the ninety-first of the interval."""
    return (day - plan.first_day).days == 90


def _days_after(day: date, days: int) -> date:
    """The day so many days later, or the last one there is."""
    return day + timedelta(days=days) if (date.max - day).days > days else date.max
