"""PAY002 daily-cap-exceeded: more units on one day than this payer pays.

## What it checks
The payer's own caps: timed units of a day (`daily_timed_units`), and units of named codes together
(`daily_code_caps`). Lines of one discipline, one billing provider or the whole patient are counted together, as
`daily_cap_per` says.

## Why it matters
Units above a cap are not paid, whatever the minutes support.

## Example flagged
`97530:GO x3` with `97110:GO x2` where the policy has `daily_timed_units = 4`.

## Example clean
The same lines under a policy without a cap.

## Settings
`daily_timed_units`, `daily_code_caps` and `daily_cap_per`. No built-in policy has a cap; the example overlays
`daily-cap` and `daily-code-caps` do.

## Remedy and its limits
Correct units that were miscounted. Truthful units are not cut, moved to another day or given to another code to stay
below a cap; the payer pays what its contract says.

## Not covered
Which of the units the payer pays. Caps on visits, and caps over weeks or years.

## Sources
Payers' reimbursement policies, through secondary sources; the policy's own citation.
"""

from collections.abc import Iterator

from otcpt.claims import fill_only_named
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import CHOOSES_UNITS, NEEDS_RECORD, Fix
from otcpt.policies import Settings, code_cap
from otcpt.rules._day import Day, discipline_of
from otcpt.rules._law import Law
from otcpt.rules._sources import DAILY_CAPS


def _is_timed(law: Law, code: str) -> bool:
    meaning = law.meaning(code)
    return meaning is not None and meaning.timing.timed and not meaning.context


def _capped(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    settings = law.settings
    return bool(settings.daily_timed_units and _is_timed(law, code)) or any(
        code in code_cap(text) for text in settings.daily_code_caps
    )


def _has_cap(settings: Settings) -> bool:
    return bool(settings.daily_timed_units or settings.daily_code_caps)


@rule(
    "PAY002",
    "daily-cap-exceeded",
    reads={Field.CODE, Field.MODIFIERS, Field.UNITS, Field.BILLING_PROVIDER_KEY},
    applies_to_line=_capped,
    enabled_by=_has_cap,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Daily cap exceeded: {units:unit} of {what} on one day{whose}. This payer pays {cap}.",
    words={
        "what": {"timed": "timed codes ({codes})", "codes": "{codes:and}"},
        "whose": {"discipline": " in one discipline", "provider": " by one billing provider", "patient": ""},
    },
    fixes=(
        Fix("units", "Correct the units", "they were miscounted", "DOC-188", CHOOSES_UNITS),
        Fix(
            "truthful",
            "Bill the units as they are, and expect those above the cap not to be paid",
            "the record supports each one",
            "DOC-188",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(DAILY_CAPS.at("units of a day"),),
    since="0.2.0",
)
def daily_cap_exceeded(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Compare the units of each group of lines with each cap."""
    settings, lines = day.settings, day.lines
    timed = [i for i, line in enumerate(lines) if _is_timed(day.law, line.code)]
    caps = [("timed", settings.daily_timed_units, timed)] if settings.daily_timed_units else []
    for text in settings.daily_code_caps:
        cap = code_cap(text)
        caps.append(("codes", cap.units, [i for i, line in enumerate(lines) if line.code in cap]))
    for what, most, capped in caps:
        for together in _groups(day, capped):
            units = sum(lines[i].units or 0 for i in together)
            if units > most:
                evidence = (("what", what), ("units", units), ("cap", most), ("whose", settings.daily_cap_per))
                yield Hit(tuple(sorted(together, key=lambda i: lines[i].code)), evidence)


def _groups(day: Day, positions: list[int]) -> Iterator[list[int]]:
    """The lines that one cap counts together."""
    billing = fill_only_named(day.lines[i].billing_provider_key for i in positions)
    groups: dict[object, list[int]] = {}
    for i, key in zip(positions, billing, strict=True):
        whose: object = None
        if day.settings.daily_cap_per == "discipline":
            whose = discipline_of(day.lines[i], day.settings.discipline)
        elif day.settings.daily_cap_per == "provider":
            whose = key
        groups.setdefault(whose, []).append(i)
    yield from groups.values()
