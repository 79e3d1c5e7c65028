"""``otcpt repairs``: what would remove the findings of a file, claim by claim."""

import json
from collections.abc import Sequence

from otcpt.checker import Checker
from otcpt.cli._choices import DiffFormat
from otcpt.cli._inputs import Inputs, own_claims
from otcpt.cli._page import show
from otcpt.findings import Rule
from otcpt.page import Block, Page, Paragraph, Section, to_document
from otcpt.policies import Policy
from otcpt.repairing import Repairs, repairs
from otcpt.repairing.pages import repairs_blocks
from otcpt.tables import count


def show_repairs(
    inputs: Inputs, *, policy: Policy, edition: str | None, rules: Sequence[Rule] | None, form: DiffFormat
) -> None:
    """Check the claims of a file, and print the changes that would remove what was found."""
    checker = Checker(policy=policy, edition=edition, rules=rules)
    claims = own_claims(inputs, checker).claims
    repaired = [
        (claim.claim_id or str(number), repairs(claim, report, checker=checker))
        for number, (claim, report) in enumerate(zip(claims, checker.check_all(claims), strict=True), 1)
        if report.findings
    ]
    records = [{"claim": name, **ways.to_record()} for name, ways in repaired]
    match form:
        case DiffFormat.TABLE:
            show(_page(repaired))
        case DiffFormat.HTML:
            print(to_document(_page(repaired)))
        case DiffFormat.JSON:
            print(json.dumps({"identity": checker.identity.to_record(), "claims": records}, indent=2))
        case DiffFormat.JSONL:
            for record in records:
                print(json.dumps(record))


def _page(repaired: list[tuple[str, Repairs]]) -> Page:
    blocks: list[Block] = [Section(f"Claim {name}", repairs_blocks(ways)) for name, ways in repaired]
    shown = sum(bool(ways.combinations) or any(offered for _, offered in ways.single) for _, ways in repaired)
    verdict = f"{count(len(repaired), 'claim')} with findings, {shown:,} with a change shown."
    note = "only what the record already shows may be changed"
    return Page("Repairs", [*blocks, Section("Result", [Paragraph(verdict)], detail=note)])
