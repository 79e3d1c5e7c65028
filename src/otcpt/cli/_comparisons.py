"""``otcpt compare``, ``missed`` and ``editions diff``: two answers side by side."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from otcpt.checker import Checker
from otcpt.cli._choices import DiffFormat, Method
from otcpt.cli._inputs import Inputs, own_claims
from otcpt.cli._page import show
from otcpt.cli._policies import required
from otcpt.comparing import MissedUnits, PolicyComparison, compare_editions, compare_policies
from otcpt.editions import EditionDiff
from otcpt.errors import InvalidInput
from otcpt.findings import Rule
from otcpt.io import read_claims
from otcpt.policies import Policy


def compare(
    inputs: Inputs,
    *,
    policies: Sequence[str],
    edition: str | None,
    rules: Sequence[Rule] | None,
    locality: str | None,
    form: DiffFormat,
) -> None:
    """Check a file of claims under two payers' rules, and print both answers side by side."""
    if len(policies) != 2:
        raise InvalidInput(f"two policies are compared, not {len(policies)}; give --policy twice", "--policy", policies)
    a, b = (required(name, None) for name in policies)
    found = compare_policies(inputs.read().claims, a, b, edition=edition, rules=rules, locality=locality)
    record = {"before": found.before, "after": found.after, "summary": found.summary, "rows": found.to_records()}
    _show(found, record, form)


def missed(
    inputs: Inputs,
    *,
    policy: Policy,
    edition: str | None,
    rules: Sequence[Rule] | None,
    locality: str | None,
    form: DiffFormat,
) -> None:
    """Print documented time that supports more than was billed, with the working."""
    checker = Checker(policy=policy, edition=edition, rules=rules)
    found = checker.missed_units(own_claims(inputs, checker).claims, locality=locality)
    record = {"policy": found.policy, "summary": found.summary, "days": found.to_records()}
    _show(found, {**record, "not_comparable": [one.to_record() for one in found.not_comparable]}, form)


def diff(
    before: str, after: str, *, claims: str | None, policy: str | None, unit_method: Method | None, form: DiffFormat
) -> None:
    """Print what changed between two editions, and the findings of a file under them."""
    if claims is None:
        if policy is not None or unit_method is not None:
            raise InvalidInput("--policy and --unit-method say how --claims are checked; give the file too", "--claims")
        found = compare_editions(before, after)
    else:
        asked = required(policy, unit_method)
        data, name = (sys.stdin.buffer.read(), "<stdin>") if claims == "-" else (Path(claims).read_bytes(), claims)
        found = compare_editions(before, after, claims=read_claims(data, name=Path(name).name).claims, policy=asked)
    record = {"before": found.before, "after": found.after, "summary": found.summary}
    _show(found, {**record, "changes": found.to_records()}, form)


def _show(found: PolicyComparison | MissedUnits | EditionDiff, record: Mapping[str, object], form: DiffFormat) -> None:
    match form:
        case DiffFormat.TABLE:
            show(found.to_page())
        case DiffFormat.HTML:
            print(found.to_html(whole=True))
        case DiffFormat.JSON:
            print(json.dumps(record, indent=2))
        case DiffFormat.JSONL:
            for one in found.to_records():
                print(json.dumps(one))
