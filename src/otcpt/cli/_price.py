"""``otcpt price``: what the claims of a file would be allowed and paid."""

import csv
import json
import sys
from collections.abc import Sequence
from decimal import Decimal

import attrs

from otcpt.checker import Checker
from otcpt.cli._choices import Format
from otcpt.cli._claims import own_claims
from otcpt.cli._page import show
from otcpt.io import read_history
from otcpt.page import Block, Items, Page, Section, to_document
from otcpt.policies import Policy
from otcpt.pricing import AMOUNTS, Estimate, Estimates, LineEstimate
from otcpt.pricing.pages import estimate_page, estimates_page
from otcpt.tables import inert

_COLUMNS = ("claim", "line", "date_of_service", "code", "modifiers", "units", "charge", *AMOUNTS, "reason")
_ASSUMED = "Assumed"


def price_file(
    file: str,
    *,
    policy: Policy,
    locality: str | None,
    deductible_left: Decimal | None,
    history: Sequence[str],
    participating: bool,
    assigned: bool,
    qualifying: bool,
    mips: Decimal | None,
    edition: str | None,
    form: Format,
) -> None:
    """Price the claims of a file, and print each line with the totals."""
    checker = Checker(policy=policy, edition=edition)
    claims = own_claims(file, checker).claims
    found = checker.price_all(
        claims,
        locality=locality,
        deductible_left=deductible_left,
        history=read_history(*history) if history else None,
        participating=participating,
        assigned=assigned,
        qualifying=qualifying,
        mips=mips,
    )
    names = [claim.claim_id or str(number) for number, claim in enumerate(claims, 1)]
    named = list(zip(names, found, strict=True))
    match form:
        case Format.TABLE:
            show(_page(names, found))
        case Format.HTML:
            print(to_document(_page(names, found)))
        case Format.JSON:
            totals = {name: str(getattr(found, name)) for name in ("allowed", "paid", "patient")}
            records = [{"claim": name, **one.to_record()} for name, one in named]
            print(json.dumps({**totals, "complete": found.complete, "claims": records}, indent=2))
        case Format.JSONL:
            for name, one in named:
                for line in one.lines:
                    print(json.dumps({"claim": name, **line.to_record()}))
        case Format.CSV:
            writer = csv.writer(sys.stdout)
            writer.writerow(_COLUMNS)
            writer.writerows(_cells(name, line) for name, one in named for line in one.lines)


def _cells(claim: str, line: LineEstimate) -> list[str]:
    record = {**line.to_record(), "claim": claim, "line": line.line.line_id or line.position + 1}
    record["modifiers"] = " ".join(line.line.modifiers)
    return ["" if record[name] is None else inert(str(record[name])) for name in _COLUMNS]


def _page(names: Sequence[str], found: Estimates) -> Page:
    """Describe each claim under its name, then the running totals and what was assumed, under the verdict of all."""
    whole = estimates_page(found)
    claims = [Section(f"Claim {name}", _blocks(one)) for name, one in zip(names, found, strict=True)]
    assumed = dict.fromkeys(text for one in found for text in one.assumptions)
    notes = [Section(_ASSUMED, [Items(assumed)])] if assumed else []
    return attrs.evolve(whole, blocks=(*claims, *whole.blocks[1:], *notes))


def _blocks(estimate: Estimate) -> list[Block]:
    """Return what the page of an estimate has, without the working and what is assumed of all."""
    return [
        block
        for block in estimate_page(estimate).blocks
        if not (isinstance(block, Section) and (block.folded or block.title == _ASSUMED))
    ]
