"""``otcpt bill``: a visit in, lines out."""

import json
from collections.abc import Iterable, Sequence

from otcpt.billing import bill as bill_visit
from otcpt.claims import parse_visit
from otcpt.cli._choices import BillFormat, Exit
from otcpt.cli._page import show
from otcpt.errors import InvalidInput
from otcpt.findings import Rule
from otcpt.policies import Policy


def bill(
    on: str,
    services: Sequence[str],
    *,
    policy: Policy,
    edition: str | None,
    rules: Sequence[Rule] | None,
    answers: Iterable[str],
    form: BillFormat,
    verbose: bool = False,
) -> Exit:
    """Print the lines, what is left to decide, and what the payer will find."""
    visit, given = parse_visit(on, *services), dict(map(_answer, answers))
    billed = bill_visit(visit, policy=policy, edition=edition, rules=rules, answers=given)
    match form:
        case BillFormat.TABLE:
            show(billed.to_page(), folded=not verbose)
        case BillFormat.HTML:
            print(billed.to_html(whole=True))
        case BillFormat.JSON:
            print(json.dumps(billed.to_record(), indent=2))
    return Exit.CLEAN if billed.report.clean else Exit.FINDINGS


def _answer(text: str) -> tuple[str, str]:
    id_, sign, key = text.rpartition("=")
    if not sign:
        raise InvalidInput(f"--answer {text!r} is not ID=KEY, like --answer tie:97110+97140=97140", "--answer", text)
    return id_.strip(), key.strip()
