"""``otcpt missed``: documented time that supports more than was billed."""

import json

from otcpt.checker import Checker
from otcpt.cli._choices import DiffFormat
from otcpt.cli._claims import own_claims
from otcpt.cli._inputs import Inputs
from otcpt.cli._page import show
from otcpt.comparing import missed_units
from otcpt.policies import Policy


def missed(inputs: Inputs, *, policy: Policy, edition: str | None, form: DiffFormat) -> None:
    """Look for missed units, and print them with the working."""
    checker = Checker(policy=policy, edition=edition)
    found = missed_units(own_claims(inputs, checker).claims, policy=checker.policy, edition=checker.edition)
    match form:
        case DiffFormat.TABLE:
            show(found.to_page())
        case DiffFormat.HTML:
            print(found.to_html(whole=True))
        case DiffFormat.JSON:
            record = {"policy": found.policy, "summary": found.summary, "days": found.to_records()}
            print(json.dumps({**record, "untold": [one.to_record() for one in found.untold]}, indent=2))
        case DiffFormat.JSONL:
            for one in found.to_records():
                print(json.dumps(one))
