"""``otcpt compare``: one file of claims under two payers' rules."""

import json
from collections.abc import Sequence

from otcpt.cli._choices import DiffFormat
from otcpt.cli._inputs import Inputs
from otcpt.cli._page import show
from otcpt.cli._policies import required
from otcpt.comparing import compare_policies
from otcpt.errors import InvalidInput


def compare(inputs: Inputs, *, policies: Sequence[str], edition: str | None, form: DiffFormat) -> None:
    """Compare, and print both answers side by side."""
    if len(policies) != 2:
        raise InvalidInput(f"two policies are compared, not {len(policies)}; give --policy twice", "--policy", policies)
    a, b = (required(name, None) for name in policies)
    found = compare_policies(inputs.read().claims, a, b, edition=edition)
    match form:
        case DiffFormat.TABLE:
            show(found.to_page())
        case DiffFormat.HTML:
            print(found.to_html(whole=True))
        case DiffFormat.JSON:
            record = {
                "before": found.before,
                "after": found.after,
                "summary": found.summary,
                "rows": found.to_records(),
            }
            print(json.dumps(record, indent=2))
        case DiffFormat.JSONL:
            for one in found.to_records():
                print(json.dumps(one))
