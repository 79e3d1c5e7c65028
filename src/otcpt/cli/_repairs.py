"""``otcpt repairs``: what would remove the findings of a file, claim by claim."""

import json

from otcpt.checker import Checker
from otcpt.cli._choices import DiffFormat
from otcpt.cli._claims import own_claims
from otcpt.cli._inputs import Inputs
from otcpt.cli._page import Page, StyledText, Tone, open_page
from otcpt.policies import Policy
from otcpt.repairing import Repairs, left_to_person, repairs
from otcpt.tables import count


def show_repairs(inputs: Inputs, *, policy: Policy, edition: str | None, form: DiffFormat) -> None:
    """Check the claims of a file, and print the changes that would remove what was found."""
    checker = Checker(policy=policy, edition=edition)
    claims = own_claims(inputs, checker).claims
    told = [
        (claim.claim_id or str(number), repairs(claim, report, checker=checker))
        for number, (claim, report) in enumerate(zip(claims, checker.check_all(claims), strict=True), 1)
        if report.findings
    ]
    records = [{"claim": name, **ways.to_record()} for name, ways in told]
    match form:
        case DiffFormat.TABLE:
            _write(told, open_page())
        case DiffFormat.JSON:
            print(json.dumps({"identity": checker.identity.to_record(), "claims": records}, indent=2))
        case DiffFormat.JSONL:
            for record in records:
                print(json.dumps(record))


def _write(told: list[tuple[str, Repairs]], page: Page) -> None:
    for name, ways in told:
        page.heading(f"Claim {name}")
        for finding, corrections in ways.single:
            page.text(f"{finding.rule_id} {finding.message}", indent=2)
            for correction in corrections:
                page.text(f"- {correction}", indent=4)
            if not corrections:
                page.text(StyledText("No change is offered:", Tone.QUIET), indent=4)
                for fix, why in left_to_person(finding):
                    page.text(StyledText(f"{why}: {fix}", Tone.QUIET), indent=6)
        for number, repair in enumerate(ways.combinations, 1):
            page.text(f"No error is left, {number} of {len(ways.combinations)}:", indent=2)
            for correction in repair.corrections:
                page.text(f"- {correction}", indent=4)
    page.heading("Result", "only what the record already shows may be changed")
    shown = sum(bool(ways.combinations) or any(offered for _, offered in ways.single) for _, ways in told)
    page.text(f"{count(len(told), 'claim')} with findings, {shown:,} with a change shown.", indent=2)
