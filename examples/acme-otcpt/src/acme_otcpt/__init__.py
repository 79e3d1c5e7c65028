"""The payer Acme, as a file, and a rule of the clinic's own."""

from collections.abc import Iterator
from pathlib import Path

from otcpt.citation import Document
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import Fix
from otcpt.rules import Day

#: The policy ``acme-2026``.
POLICY = Path(__file__).with_name("acme-2026.toml")

_HANDBOOK = Document("Acme clinic", "Billing handbook").at("section 4", "S")


@rule(
    "acme:NOTE001",
    "modifier-59-needs-two-times",
    reads={Field.CODE, Field.MODIFIERS, Field.START_TIME},
    optional={Field.START_TIME},
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="{code} has 59 and no start time: our notes show both times before a line with 59 is sent.",
    cites=(_HANDBOOK,),
    fixes=(Fix("time", "Write the start time on the line", record="DOC-171"),),
    since="1.0",
)
def modifier_59_needs_two_times(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """A line with 59 shows when it began.

    What: the clinic's handbook asks for start times where two services are separated by 59.
    """
    for position, line in enumerate(day.lines):
        if "59" in line.modifiers and line.start_time is None:
            yield Hit((position,))


#: The rules ``acme``: every id begins with that name and a colon.
RULES = (modifier_59_needs_two_times,)
