"""``otcpt missed``: documented time that supports more than was billed."""

import json
from collections.abc import Iterator

from otcpt.checker import Checker
from otcpt.cli._choices import DiffFormat
from otcpt.cli._claims import own_claims
from otcpt.cli._compare import write_untold, written
from otcpt.cli._inputs import Inputs
from otcpt.cli._page import Cell, Page, StyledText, Tone, open_page
from otcpt.comparing import MissedDay, MissedUnits, missed_units
from otcpt.policies import Policy
from otcpt.units.arithmetic import in_words


def missed(inputs: Inputs, *, policy: Policy, edition: str | None, form: DiffFormat) -> None:
    """Look for missed units, and print them with the working."""
    checker = Checker(policy=policy, edition=edition)
    found = missed_units(own_claims(inputs, checker).claims, policy=checker.policy, edition=checker.edition)
    match form:
        case DiffFormat.TABLE:
            _write(found, open_page())
        case DiffFormat.JSON:
            record = {"policy": found.policy, "summary": found.summary, "days": found.to_records()}
            print(json.dumps({**record, "untold": [one.to_record() for one in found.untold]}, indent=2))
        case DiffFormat.JSONL:
            for one in found.to_records():
                print(json.dumps(one))


def _write(found: MissedUnits, page: Page) -> None:
    for day in found.days:
        name = " ".join(day.claim_ids) or " ".join(str(number + 1) for number in day.claims)
        more = f"+{in_words(day.units, day.tenths)}" if day.tenths else f"{day.units:+}"
        page.heading(f"Claim {name}, {day.date_of_service}", f"{day.discipline}, {more} in all")
        page.table(_codes(day), ("code", "minutes", "billed", "supported", "of them by an assistant"))
        for step in day.allocation.steps:
            page.text(StyledText(step.text, Tone.QUIET), indent=4)
        for one in day.obstacles:
            page.text(f"Billed so, it would meet {one.rule_id}: {one.message}", indent=4)
    write_untold(found.untold, page)
    page.heading("Result", "only skilled, documented minutes of the day may be billed")
    page.text(found.summary, indent=2)


def _codes(day: MissedDay) -> Iterator[tuple[Cell, ...]]:
    for one in day.codes:
        yield (
            StyledText(one.code, Tone.STRONG),
            one.minutes,
            written(one.billed),
            written(one.supported),
            one.by_assistant,
        )
