"""KX002 kx-below-threshold: KX on a therapy line while the year's threshold is not reached.

## What it checks
KX on therapy lines of a year of which the history says what was allowed before the claim, where that is below the
threshold (the therapy cap until 2017).

## Why it matters
KX attests that the threshold is passed and the service still necessary. On claims below the threshold it has no effect,
and KX on every claim draws review.

## Example flagged
`97530:GO:KX x2` in 2026 with 300.00 dollars allowed before.

## Example clean
The same line with 2,480.00 dollars allowed before.

## Settings
`medicare_modifiers` switches the rule on.

## Remedy and its limits
Remove KX, unless this is the line that reaches the threshold: it needs KX.

## Not covered
Whether the line itself reaches the threshold: what is allowed for it is not on the claim. Years without what was
allowed.

## Sources
42 U.S.C. 1395l(g); contractors on KX.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix, RemoveModifiers
from otcpt.rules._law import Law
from otcpt.rules._sources import THRESHOLD_ADVICE, THRESHOLD_LAW
from otcpt.rules._therapy import is_therapy
from otcpt.rules._threshold import threshold_years
from otcpt.rules._timeframe import Timeframe


def _with_kx(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return "KX" in modifiers and is_therapy(law, code, modifiers)


@rule(
    "KX002",
    "kx-below-threshold",
    scope=Scope.EPISODE,
    group=Group.PLAN,
    reads={Field.CODE, Field.MODIFIERS, Field.UNITS, Field.DATE_OF_SERVICE},
    optional={Field.UNITS},
    applies_to_line=_with_kx,
    enabled_by=lambda settings: settings.medicare_modifiers,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="KX below the {regime}: {allowed:$} of {bucket} was allowed in {year} before this line, and the {regime} "
    "is {amount:$}. KX belongs on the line that reaches it and on later ones.",
    words={
        "regime": {"threshold": "threshold", "cap with exceptions": "therapy cap"},
        "bucket": {"OT": "OT", "PT+SLP": "PT and SLP"},
    },
    fixes=(
        Fix(
            "drop", "Take KX off the line", "the line does not reach the {regime}", changes=RemoveModifiers(0, ("KX",))
        ),
    ),
    offers="always",
    cites=(THRESHOLD_LAW.at("(g)(5)"), THRESHOLD_ADVICE.at("lines above the amount")),
)
def kx_below_threshold(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Advise on KX before the threshold of the year is reached."""
    for of_year in threshold_years(timeframe):
        amount, allowed = of_year.answer.amount, of_year.allowed
        if amount is None or allowed is None or allowed >= amount:
            continue
        evidence = (
            ("allowed", str(allowed)),
            ("amount", str(amount)),
            ("bucket", of_year.answer.bucket),
            ("regime", of_year.answer.regime),
            ("year", of_year.year),
        )
        for position in of_year.lines:
            if "KX" in timeframe.lines[position].modifiers:
                yield Hit((position,), evidence)
