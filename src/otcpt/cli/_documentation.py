"""``otcpt documentation``: what the record must show for the lines of a file, claim by claim."""

import json
from collections.abc import Mapping, Sequence

import attrs

from otcpt.checker import Checker
from otcpt.cli._choices import DiffFormat
from otcpt.cli._inputs import Inputs, own_claims
from otcpt.cli._page import show
from otcpt.io import read_history
from otcpt.page import Page, Section, to_document
from otcpt.policies import Policy
from otcpt.recording import Documentation


def show_documentation(
    inputs: Inputs,
    *,
    policy: Policy,
    edition: str | None,
    history: Sequence[str],
    history_columns: Mapping[str, str],
    form: DiffFormat,
) -> None:
    """Print the checklist of each claim of a file."""
    checker = Checker(policy=policy, edition=edition)
    known = read_history(*history, columns=history_columns) if history else None
    claims = own_claims(inputs, checker).claims
    listed: list[tuple[str, Documentation]] = [
        (claim.claim_id or str(number), checker.documentation(claim, history=known))
        for number, claim in enumerate(claims, 1)
    ]
    match form:
        case DiffFormat.TABLE:
            for name, one in listed:
                page = one.to_page()
                show(attrs.evolve(page, title=f"Claim {name}", detail=page.title))
        case DiffFormat.HTML:
            pages = [(f"Claim {name}", one.to_page()) for name, one in listed]
            sections = [Section(title, page.blocks, detail=page.verdict.text) for title, page in pages if page.verdict]
            print(to_document(Page("Documentation", sections)))
        case DiffFormat.JSON:
            records = [{"claim": name, **one.to_record()} for name, one in listed]
            print(json.dumps({"claims": records}, indent=2))
        case DiffFormat.JSONL:
            for name, one in listed:
                print(json.dumps({"claim": name, **one.to_record()}))
