"""KX001 kx-missing: the year's threshold is reached, and a therapy line has no KX.

## What it checks
What Medicare has allowed the patient in the calendar year before the claim, against the threshold of the year and
discipline (the therapy cap until 2017): a therapy line without KX once it is reached. The history gives the amount in
dollars; without them its claims are priced, where the policy names the `locality`. OT has a threshold of its own; PT
and SLP share one.

## Why it matters
Above the threshold a line without KX is denied.

## Example flagged
`97530:GO x2` in 2026 with 2,480.00 dollars allowed before.

## Example clean
`97530:GO:KX x2` on the same day; `97530:GO:GA x2`, billed for its denial; `97010:GO x1`, which is never allowed.

## Settings
`medicare_modifiers` switches the rule on, and `locality` lets the claims of a history be priced. A code that is therapy
only sometimes counts with GO, GP or GN.

## Remedy and its limits
Add KX only where the record already shows that the service is necessary and needs a therapist. Where it is not, the
patient needs the notice before the service, and the line GA.

## Not covered
The line that passes the threshold: what is allowed is not on the claim, so below the threshold the rule says what is
left and judges nothing. Medical review above the second amount, which changes no coding. Facilities before 2014, which
came under the cap one kind after the other. Claims are priced after MPPR and before the assistant cut; that the cut
does not lower what counts is inferred.

## Sources
42 U.S.C. 1395l(g); the thresholds CMS publishes for each year; contractors on KX.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._fixes import add
from otcpt.rules._law import Law
from otcpt.rules._sources import THRESHOLD_ADVICE, THRESHOLD_LAW
from otcpt.rules._therapy import UNPAID, is_therapy
from otcpt.rules._threshold import ThresholdYear, threshold_years
from otcpt.rules._timeframe import Timeframe
from otcpt.wording import dollars

#: All kinds of facilities are under the cap from this year on.
_ALL_FACILITIES = 2014
_FACILITIES = "Before 2014 the cap applied to some kinds of facilities only, and this edition does not have which"


#: KX, or what says that the line is billed for its denial.
_SETTLED = frozenset({"KX", "GA", "GX", "GY", "GZ"})


def _without_kx(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if not _SETTLED.isdisjoint(modifiers) or not is_therapy(law, code, modifiers):
        return False
    return law.status(code).letter not in UNPAID


@rule(
    "KX001",
    "kx-missing",
    scope=Scope.EPISODE,
    group=Group.PLAN,
    reads={Field.CODE, Field.MODIFIERS, Field.UNITS, Field.DATE_OF_SERVICE},
    optional={Field.UNITS},
    applies_to_line=_without_kx,
    enabled_by=lambda settings: settings.medicare_modifiers,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="KX missing: {allowed:$} of {bucket} was allowed in {year} before this line; the {regime} is {amount:$} "
    "(OT has its own, PT and SLP share one).",
    words={
        "regime": {"threshold": "threshold", "cap with exceptions": "therapy cap"},
        "bucket": {"OT": "OT", "PT+SLP": "PT and SLP"},
    },
    fixes=(
        Fix(
            "modifier",
            "Add KX to {code}",
            "the service is necessary and needs a therapist's skill",
            "DOC-172",
        ),
        Fix(
            "allowed",
            "Correct what was allowed before",
            "the amount given with the history is not right",
            changes=NEEDS_RECORD,
        ),
    ),
    offers="sometimes",
    cites=(THRESHOLD_LAW.at("(g)(5)"), THRESHOLD_ADVICE.at("lines above the amount")),
    revision=2,
)
def kx_missing(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag therapy lines without KX once the threshold of the year is reached."""
    for of_year in threshold_years(timeframe):
        without = tuple(
            i
            for i in of_year.lines
            if _without_kx(timeframe.law(i), timeframe.lines[i].code, timeframe.lines[i].modifiers)
        )
        if without:
            yield from _judge(timeframe, of_year, without)


def _judge(timeframe: Timeframe, of_year: ThresholdYear, without: tuple[int, ...]) -> Iterator[Hit | RuleNotEvaluated]:
    answer, allowed = of_year.answer, of_year.allowed
    bucket = answer.bucket.replace("+", " and ")
    if answer.amount is None:
        yield RuleNotEvaluated(without, answer.reason)
    elif timeframe.law(without[0]).settings.biller == "facility" and of_year.year < _ALL_FACILITIES:
        yield RuleNotEvaluated(without, _FACILITIES)
    elif allowed is None:
        why = (
            f"Needs the amount allowed for {bucket} in {of_year.year} before this claim, which only a history has "
            "(--history): its chart, or its claims where the policy names a locality"
        )
        yield RuleNotEvaluated(without, why, Reason.INPUT_MISSING)
    elif allowed < answer.amount:
        left = dollars(str(answer.amount - allowed))
        why = f"KX is needed from the threshold on: {left} of {bucket} is left in {of_year.year} before this claim"
        yield RuleNotEvaluated(without, why, Reason.NOT_APPLICABLE)
    else:
        evidence = (
            ("allowed", str(allowed)),
            ("amount", str(answer.amount)),
            ("bucket", answer.bucket),
            ("regime", answer.regime),
            ("year", of_year.year),
        )
        severity = None if answer.confidence == "high" else Severity.WARNING
        for position in without:
            changes = {"modifier": add(0, timeframe.lines[position], "KX")}
            yield Hit((position,), evidence, severity, changes)
