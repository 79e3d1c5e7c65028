"""DUP001 duplicate-line: the same service on two lines.

## What it checks
Lines with the same code, the same set of modifiers, the same date and the same rendering provider.

## Why it matters
Payers deny the second line as an exact duplicate; some deny both.

## Example flagged
`97530:GO x1` and `97530:GO x1` again.

## Example clean
`97530:GO x1` with `97530:GO:CO x1`, `97530:GP x1` or `97530:GO:59 x1`: lines that differ in a modifier are split on
purpose.

## Settings
`unit_method`: where each session counts by itself (`per_session`), lines of a timed code are its sessions.

## Remedy and its limits
Bill the units of one service on one line, or remove the line sent by mistake. A modifier must not be added only to
make two lines differ: it needs the separate service in the record.

## Not covered
Lines billed with 0 units; a claim sent twice under another number after payment. Two lines that both have the same
repeat modifier (76, 77, 91) still look alike and are flagged.

## Sources
CMS Pub. 100-04 ch. 1 §120.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import Change, DropLines, Fix, MergeLines
from otcpt.rules._day import Day
from otcpt.rules._fixes import keep_one
from otcpt.rules._sources import DUPLICATES


@rule(
    "DUP001",
    "duplicate-line",
    group=Group.PROVIDER,
    reads={Field.CODE, Field.MODIFIERS, Field.RENDERING_PROVIDER_KEY},
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message="Duplicate lines: {code} is on {count:line} with the same modifiers, date and provider. Payers deny "
    "duplicates.",
    fixes=(
        Fix(
            "merge",
            "Bill the units on one line",
            "all of them were furnished",
            "DOC-075",
        ),
        Fix("drop", "Take the repeated line off the claim", "it was sent by mistake", "DOC-075"),
    ),
    offers="always",
    cites=(DUPLICATES.at("§120"),),
)
def duplicate_line(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag lines that bill the same service."""
    lines = day.lines
    if len({line.code for line in lines}) == len(lines):
        return
    # A practitioner's lines are already those of one rendering provider; a facility's are not.
    apart = day.settings.biller == "facility"
    alike: dict[tuple[str, frozenset[str], str | None], list[int]] = {}
    for position, line in enumerate(lines):
        who = line.rendering_provider_key if apart else None
        alike.setdefault((line.code, frozenset(line.modifiers), who), []).append(position)
    for positions in alike.values():
        if len(positions) > 1 and not _sessions(day, lines[positions[0]].code):
            count = len(positions)
            changes: dict[str, Change | list[DropLines]] = {"merge": MergeLines(range(count)), "drop": keep_one(count)}
            yield Hit(tuple(positions), (("count", count),), changes=changes)


def _sessions(day: Day, code: str) -> bool:
    timing = day.law.timing(code)
    return day.settings.unit_method == "per_session" and timing is not None and timing.family is None
