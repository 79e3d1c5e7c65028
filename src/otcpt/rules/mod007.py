"""MOD007 liability-modifiers-conflict: two modifiers of one line that contradict each other about who pays.

## What it checks
On one line: GA with GZ; GX with GA, GZ, GL or EY (from 2010-04-01); GY with GA or GZ; KX of a therapy code with GA, GX,
GY or GZ.

## Why it matters
GA says that a notice is on file, GZ that none is: the line is returned as if the modifier were invalid. GX is for what
is never covered, GA and GZ for what is expected to be denied as not necessary. KX attests that the service is
necessary and covered.

## Example flagged
`97530:GO:GA:GZ x2`.

## Example clean
`97530:GO:GX:GY x2`: a voluntary notice for an excluded service.

## Settings
`medicare_modifiers` switches the rule on. `biller`: the conflicts of GX are known from institutional claims; for others
they are a warning. KX with one of the four is advice: one contractor's guide says never to use KX with GA, and the
other three follow from what the modifiers say.

## Remedy and its limits
Keep the modifier that is true. GA needs the signed notice from before the service; a notice cannot be made afterwards.
None of the four moves a denial by a code-combination or unit edit to the patient.

## Not covered
Whether a notice was due, and whether GX is on covered charges: both are outside the claim line. KX on supplies,
where it attests another policy.

## Sources
CMS instructions for GA, GY and GZ; CR 6563; a contractor's guide for therapy.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix, RemoveModifiers
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CR_6563, LIABILITY, NGS_THERAPY
from otcpt.rules._therapy import is_therapy

#: Both modifiers, how sure the conflict is, and why it is one.
_CONFLICTS = (
    ("GA", "GZ", Severity.ERROR, "notice"),
    ("GA", "GX", Severity.ERROR, "other-never-covered"),
    ("GX", "GZ", Severity.ERROR, "one-never-covered"),
    ("GL", "GX", Severity.ERROR, "upgrade"),
    ("EY", "GX", Severity.ERROR, "no-order"),
    ("GA", "GY", Severity.WARNING, "other-never-covered"),
    ("GY", "GZ", Severity.WARNING, "one-never-covered"),
    ("GA", "KX", Severity.WARNING, "attested"),
    ("GX", "KX", Severity.ADVICE, "attested"),
    ("GY", "KX", Severity.ADVICE, "attested"),
    ("GZ", "KX", Severity.WARNING, "denied-unseen"),
)


def _conflicts(law: Law, code: str, modifiers: tuple[str, ...]) -> Iterator[tuple[str, str, Severity, str]]:
    for one, other, severity, why in _CONFLICTS:
        if one not in modifiers or other not in modifiers:
            continue
        if other == "KX":
            if not is_therapy(law, code, modifiers):
                continue
        elif "GX" in (one, other):
            if not law.modifiers["GX"].in_force(law.on):
                continue
            if law.settings.biller != "facility":
                severity = Severity.WARNING
        yield one, other, severity, why


def _touches(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return any(_conflicts(law, code, modifiers))


@rule(
    "MOD007",
    "liability-modifiers-conflict",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_touches,
    enabled_by=lambda settings: settings.medicare_modifiers,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="Modifiers conflict: {code} has {one} and {other}. {why}",
    words={
        "why": {
            "notice": "GA says a signed notice (ABN) is on file, GZ says there is none.",
            "one-never-covered": "{one} is for what Medicare never covers, {other} for what it denies as not "
            "necessary.",
            "other-never-covered": "{other} is for what Medicare never covers, {one} for what it denies as not "
            "necessary.",
            "upgrade": "GL is an upgrade free of charge, so there is nothing to be liable for.",
            "no-order": "EY says that no order exists, and a GX notice is not for that.",
            "denied-unseen": "KX says the service is necessary and covered, GZ expects a denial, and Medicare denies "
            "such lines unseen.",
            "attested": "KX says the service is necessary and covered, {one} expects a denial.",
        }
    },
    fixes=(
        Fix("keep-one", "Keep {one} and take {other} off the line", "what {one} says is true"),
        Fix("keep-other", "Keep {other} and take {one} off the line", "what {other} says is true"),
    ),
    offers="always",
    revision=2,
    cites=(
        LIABILITY.at("GA and GZ on one item"),
        CR_6563.at("GX with other liability modifiers"),
        NGS_THERAPY.at("KX and GA"),
    ),
)
def liability_modifiers_conflict(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag each pair of modifiers that cannot both be true."""
    line = day.lines[0]
    for one, other, severity, why in _conflicts(day.law, line.code, line.modifiers):
        changes = {"keep-one": RemoveModifiers(0, (other,)), "keep-other": RemoveModifiers(0, (one,))}
        yield Hit((0,), (("why", why), ("one", one), ("other", other)), severity, changes)
