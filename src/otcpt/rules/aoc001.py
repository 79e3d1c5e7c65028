"""AOC001 add-on-without-primary: an add-on code without its primary code.

## What it checks
An add-on code of type 1 (CMS's list of its primaries is complete) without any of its primaries on the same day by the
same practitioner or facility. 96113 and 92608 are warned of only: testing may run over days and is billed on one of
them.

## Why it matters
The payer denies an add-on code whose primary is not on the claim.

## Example flagged
`97130:GO x1` alone: it adds to 97129.

## Example clean
`97129:GO x1` with `97130:GO x2`.

## Settings
None.

## Remedy and its limits
Bill the primary code if its service was done. 97130 alone for the first 15 minutes is 97129.

## Not covered
Codes that are counted by the calendar month (98981 after 98980), where the primary is not on the same day: it may be on
another day of that month. Without a history that is *input missing*; with one, even an empty one, the month is in view
and RTM003 decides. Whether the primary itself will be paid. Where a list leaves open whether a code is a primary, a
claim with it is not evaluated. Where a therapist bills and keys are missing, a primary of another discipline is another
therapist's: the answer then is *input missing*. How many days testing may take is general knowledge, and no source read
gives a number.

## Sources
CMS add-on code edits; NCCI Policy Manual I-26 and I-35.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup, is_code
from otcpt.edits import AddonAnswer
from otcpt.findings import NEEDS_OTHER_VISITS, Cause, Field, Group, Hit, Reason, RuleNotEvaluated, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, Change, DropLines, Fix, Minutes, SplitLine
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import ADDON_TABLE, NCCI_MANUAL
from otcpt.rules._therapist import TWO_DISCIPLINES, may_be_one

#: CMS's type of an edit whose list of primaries is complete.
_COMPLETE_LIST = 1


def _is_addon(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    meaning = law.meaning(code) if is_code(code) else None
    if meaning is None and (not is_code(code) or law.history(code) is not None):
        return False
    answer = law.addon(code)
    return answer.edit_type == _COMPLETE_LIST if answer.known else meaning is not None and bool(meaning.add_on_to)


@rule(
    "AOC001",
    "add-on-without-primary",
    group=Group.PROVIDER,
    reads={Field.CODE, Field.MODIFIERS, Field.RENDERING_PROVIDER_KEY},
    applies_to_line=_is_addon,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Add-on code without its primary: {code} needs {primaries:or} from the same provider on the same day{why}.",
    words={"why": {"alone": "", "over-days": ", or on another day of the same testing"}},
    fixes=(
        Fix(
            "primary",
            "Bill {primaries:or} as well",
            "this provider furnished that service",
            ("DOC-075", "DOC-077"),
            CHANGES_SERVICE,
        ),
        Fix(
            "first",
            "Bill the first unit of {code} as {into}",
            "it was the first of the day and no other provider billed {into} for it",
            "DOC-075",
        ),
        Fix(
            "drop",
            "Take {code} off the claim",
            "its primary service was not furnished, or this provider does not bill it",
            "DOC-075",
        ),
    ),
    offers="sometimes",
    revision=2,
    cites=(NCCI_MANUAL.at("I-26, I-35"), ADDON_TABLE.at("type 1 edits")),
)
def add_on_without_primary(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag an add-on code without any of its primaries."""
    codes = {line.code for line in day.lines}
    for code in sorted(codes):
        if not _is_addon(day.law, code, ()):
            continue
        answer = day.law.addon(code)
        primaries = [i for i, line in enumerate(day.lines) if line.code in answer.primaries]
        positions = tuple(
            i
            for i, line in enumerate(day.lines)
            if line.code == code and not any(may_be_one(day, i, primary) for primary in primaries)
        )
        if not positions:
            continue
        if primaries:
            yield RuleNotEvaluated(positions, TWO_DISCIPLINES, Reason.INPUT_MISSING, (Field.RENDERING_PROVIDER_KEY,))
        elif not answer.known:
            yield RuleNotEvaluated(positions, answer.reason)
        elif found := codes.intersection(answer.possible):
            yield RuleNotEvaluated(positions, f"whether {code} may add to {', '.join(sorted(found))} is not settled")
        elif _by_month(day.law, code):
            yield RuleNotEvaluated(positions, NEEDS_OTHER_VISITS, Reason.INPUT_MISSING)
        else:
            over_days = code in day.law.group(CodeGroup.TESTING_OVER_DAYS)
            yield Hit(
                positions,
                (("why", "over-days" if over_days else "alone"), ("primaries", answer.primaries)),
                Severity.WARNING if over_days else None,
                _changes(day.law, code, answer, len(positions)),
            )


def _changes(law: Law, code: str, answer: AddonAnswer, count: int) -> dict[str, Change | list[SplitLine]]:
    """The lines come off; or one unit is the first of its time, where that is the primary code."""
    changes: dict[str, Change | list[SplitLine]] = {"drop": DropLines(range(count))}
    meaning = law.meaning(code)
    first = None if meaning is None else meaning.timing.family
    opening = None if first is None else law.meaning(first)
    if opening is not None and opening.code in answer.primaries:
        within = opening.timing.interval or 0
        changes["first"] = [SplitLine(n, 1, Minutes.FIRST, within, into=opening.code) for n in range(count)]
    return changes


def _by_month(law: Law, code: str) -> bool:
    meaning = law.meaning(code)
    return meaning is not None and "month" in meaning.unit_basis
