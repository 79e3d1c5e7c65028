"""``otcpt editions diff``: what changed between two editions of the law."""

import json
import sys
from pathlib import Path

from otcpt.cli._choices import DiffFormat, Method
from otcpt.cli._page import show
from otcpt.cli._policies import required
from otcpt.comparing import compare_editions
from otcpt.errors import InvalidInput
from otcpt.io import read_claims


def diff(
    before: str, after: str, *, claims: str | None, policy: str | None, unit_method: Method | None, form: DiffFormat
) -> None:
    """Compare two editions, and the findings of a file under them, and print."""
    if claims is None:
        if policy is not None or unit_method is not None:
            raise InvalidInput("--policy and --unit-method say how --claims are checked; give the file too", "--claims")
        found = compare_editions(before, after)
    else:
        asked = required(policy, unit_method)
        data, name = (sys.stdin.buffer.read(), "<stdin>") if claims == "-" else (Path(claims).read_bytes(), claims)
        found = compare_editions(before, after, claims=read_claims(data, name=Path(name).name).claims, policy=asked)
    match form:
        case DiffFormat.TABLE:
            show(found.to_page())
        case DiffFormat.HTML:
            print(found.to_html(whole=True))
        case DiffFormat.JSON:
            record = {"before": found.before, "after": found.after, "summary": found.summary}
            print(json.dumps({**record, "changes": found.to_records()}, indent=2))
        case DiffFormat.JSONL:
            for one in found.to_records():
                print(json.dumps(one))
