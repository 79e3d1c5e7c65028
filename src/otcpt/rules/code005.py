"""CODE005 unlisted-code: an unlisted code is priced from a report of what was done.

## What it checks
Lines of 97039 (modality), 97139 (therapeutic procedure), 97799 (rehabilitation service) and 29799 (casting or
strapping).

## Why it matters
The code has no fee and no time: the payer prices the line from the report, and returns or denies it without one. Where
a listed code describes the service, the unlisted one is simply wrong.

## Example flagged
`97799:GO x1`.

## Example clean
`97535:GO x1`.

## Settings
None: every payer asks for the report.

## Remedy and its limits
Bill the listed code where there is one. Otherwise the report says what was done and why no listed code fits it, why
the patient needed it, and the time, effort and equipment it took; for a modality its kind, and the minutes where it was
attended. The claim names the service in its description field.

## Not covered
Whether a report went with the claim: a line does not show it. Lists differ on whether 97039 and 97139 are timed; they
count once here (UNIT004). Unlisted codes of other fields.

## Sources
CPT introduction, section on unlisted procedures; CMS fee schedule files (status C, priced by the contractor).
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CPT_UNLISTED, FEE_SCHEDULE

_KINDS = {
    "modality": ("modality", "its kind and, where it was attended, its minutes"),
    "procedure": ("therapeutic procedure", "its time, effort and equipment"),
    "rehabilitation": ("rehabilitation service", "its time, effort and equipment"),
    "casting": ("casting or strapping", "the part of the body, the materials and the time"),
}


def _unlisted(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code in law.group(CodeGroup.UNLISTED) and law.meaning(code) is not None


@rule(
    "CODE005",
    "unlisted-code",
    scope=Scope.LINE,
    reads={Field.CODE},
    applies_to_line=_unlisted,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="Unlisted code: {code} ({kind}) is priced from a report of what was done. Without the report payers "
    "return or deny it.",
    fixes=(
        Fix(
            "listed",
            "Bill the listed code",
            "one describes what was done",
            "DOC-075",
            CHANGES_SERVICE,
        ),
        Fix(
            "report",
            "Send a report with the claim: what was done, why it was needed, why no listed code fits, and {detail}",
            "no listed code describes the service",
            "DOC-169",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(CPT_UNLISTED.at("unlisted procedures and their report"), FEE_SCHEDULE.at("status codes")),
)
def unlisted_code(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Point to the report that an unlisted code needs."""
    kind, detail = _KINDS[day.law.group(CodeGroup.UNLISTED).parts[day.lines[0].code]]
    yield Hit((0,), (("kind", kind), ("detail", detail)))
