"""FAC002 revenue-code-mismatch: revenue code and discipline modifier disagree.

## What it checks
A facility's lines under the revenue codes of physical therapy (042x), occupational therapy (043x) and speech-language
pathology (044x): each has the modifier of its own discipline, GP, GO or GN, whatever the code. Bills of outpatient
therapy: 12x, 13x, 22x, 23x, 34x, 74x, 75x and 85x.

## Why it matters
Medicare's system for facility bills compares the two and returns the bill where they differ.

## Example flagged
`97530:GO x2` under revenue code 0420; `97530:GP x2` under 0430; `97129 x1` under 0430, without a modifier.

## Example clean
`97530:GO x2` under 0430, or an evaluation under 0434.

## Settings
`medicare_status` switches the rule on; `biller` must be `facility`.

## Remedy and its limits
The plan of care the service was given under decides both. Correct the one that does not follow it.

## Not covered
Lines without a revenue code, other revenue codes, other bills (a home health plan on 32x, inpatient bills). An
always-therapy code without a modifier is MOD001's, a line with two is MOD002's. Items (L-codes), which take none, and
occupational therapy of a partial hospitalization program (G0129).

## Sources
CMS Pub. 100-04 ch. 5 §20.1 (wording not compared with the current text); CR 7170, Transmittal 2091.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, AddModifier, Change, Fix
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._day import Day
from otcpt.rules._disciplines import modifier_of_revenue_code, modifiers_of
from otcpt.rules._fixes import add
from otcpt.rules._law import Law
from otcpt.rules._sources import CLAIMS_MANUAL, CR_7170
from otcpt.rules._therapy import is_scheduled_item

#: Statuses of services that other systems pay: partial hospitalization, home health.
_PAID_ELSEWHERE = frozenset("XE")


def _takes_none(law: Law, code: str) -> bool:
    return is_scheduled_item(law, code) or law.status(code).letter in _PAID_ELSEWHERE


def _has_one_at_most(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    given = DISCIPLINE.keys() & set(modifiers)
    meaning = law.meaning(code)
    always = meaning is not None and meaning.designation == "always" and not meaning.context
    return len(given) == 1 or not (given or always or _takes_none(law, code))


@rule(
    "FAC002",
    "revenue-code-mismatch",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.REVENUE_CODE, Field.BILL_TYPE},
    applies_to_line=_has_one_at_most,
    enabled_by=lambda settings: settings.medicare_status and settings.biller == "facility",
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="{why} Medicare returns the bill.",
    words={
        "why": {
            "mismatch": "Revenue code and modifier disagree: {code} has {given}, and revenue code {revenue_code} is "
            "for {discipline}.",
            "missing": "Discipline modifier missing: every line under revenue code {revenue_code} ({discipline}) needs "
            "{own}, and {code} has none.",
        },
        "discipline": {
            "GP": "physical therapy",
            "GO": "occupational therapy",
            "GN": "speech-language pathology",
        },
    },
    fixes=(
        Fix(
            "revenue-code",
            "Bill the line under the revenue code of its discipline (042x PT, 043x OT, 044x SLP), or another one that "
            "fits",
            "it was not {discipline}",
            "DOC-181",
            NEEDS_RECORD,
        ),
        Fix("modifier", "Bill {code} with {own}", "it was {discipline}", "DOC-181"),
    ),
    offers="sometimes",
    revision=3,
    cites=(CLAIMS_MANUAL.at("§20.1"), CR_7170.at("revenue codes and therapy modifiers")),
)
def revenue_code_mismatch(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a line whose discipline modifier is not that of its revenue code, and one without any."""
    line = day.lines[0]
    own = modifier_of_revenue_code(day.law, line)
    if own is None or own in line.modifiers:
        return
    given = sorted(DISCIPLINE.keys() & set(line.modifiers))
    evidence = (
        ("why", "mismatch" if given else "missing"),
        ("revenue_code", line.revenue_code),
        ("discipline", own),
        ("own", own),
        *((("given", given[0]),) if given else ()),
    )
    changes: dict[str, Change] = {}
    meaning = day.law.meaning(line.code)
    if meaning is None or (meaning.designation != "not" and own in modifiers_of(day.law, line.code)):
        changes["modifier"] = AddModifier(0, (own,), given) if given else add(0, line, own)
    yield Hit((0,), evidence, changes=changes)
