"""PAY001 payer-denies-pair: this payer does not pay the two codes on one day, whatever the modifier.

## What it checks
The pairs of the policy's `denied_pairs`, column one/column two, among the lines of one practitioner (one facility,
where a facility bills) and one day.

## Why it matters
Several payers deny a column-two code with another even with 59, although the national table has no such edit or lets
59 bypass it. The line is denied, and a modifier added to it changes nothing.

## Example flagged
`97530:GO x2` with `97140:GO:59 x1` where the policy has `denied_pairs = ["97530/97140"]`.

## Example clean
The same lines under a policy without such pairs.

## Settings
`denied_pairs`: a payer's own pairs. No built-in policy has any; `policy.why("denied_pairs")` names the layer, and its
citation the source.

## Remedy and its limits
Remove the column-two line, or send both and appeal where the payer's own policy pays separate services and the
record already shows them. No modifier is added: the payer does not look at it.

## Not covered
The national edits: PTP001 to PTP005. Which pairs a payer denies today is in its contract and its remittances.

## Sources
Denials reported by an EMR vendor, seminars and coding forums.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, DropLines, Fix
from otcpt.policies import Settings
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import PAYER_DENIALS


def _has_pairs(settings: Settings) -> bool:
    return bool(settings.denied_pairs)


def _in_a_pair(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return any(code in pair.split("/") for pair in law.settings.denied_pairs)


@rule(
    "PAY001",
    "payer-denies-pair",
    group=Group.PROVIDER,
    reads={Field.CODE},
    applies_to_line=_in_a_pair,
    enabled_by=_has_pairs,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Denied pair: this payer denies {column_two} with {column_one} on one day, whatever the modifier.",
    fixes=(
        Fix(
            "drop",
            "Take {column_two} off the claim",
            "{column_one} is the one of the two to be paid",
            changes=DropLines(0),
        ),
        Fix(
            "appeal",
            "Send both and appeal the denial",
            "the payer's own policy pays services that were separate",
            ("DOC-170", "DOC-171"),
            NEEDS_RECORD,
        ),
    ),
    offers="always",
    cites=(PAYER_DENIALS.at("column two denied even with 59"),),
)
def payer_denies_pair(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag column-two lines of the payer's own pairs."""
    places: dict[str, list[int]] = {}
    for position, line in enumerate(day.lines):
        places.setdefault(line.code, []).append(position)
    for pair in dict.fromkeys(day.settings.denied_pairs):
        column_one, column_two = pair.split("/")
        for position in places.get(column_two, ()) if column_one in places else ():
            yield Hit((position, *places[column_one]), (("column_one", column_one), ("column_two", column_two)))
