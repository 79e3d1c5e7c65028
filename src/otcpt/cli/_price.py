"""``otcpt price``: what the claims of a file would be allowed and paid."""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal

from otcpt.checker import Checker
from otcpt.cli._choices import Format
from otcpt.cli._claims import own_claims
from otcpt.cli._page import Cell, Page, StyledText, Tone, open_page
from otcpt.io import read_history
from otcpt.policies import Policy
from otcpt.pricing import AMOUNTS, Estimate, Estimates, Ledger, LineEstimate

_COLUMNS = ("claim", "line", "date_of_service", "code", "modifiers", "units", "charge", *AMOUNTS, "reason")


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
    named = [
        (claim.claim_id or str(number), one) for number, (claim, one) in enumerate(zip(claims, found, strict=True), 1)
    ]
    match form:
        case Format.TABLE:
            _write(named, found, open_page())
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
    return ["" if record[name] is None else str(record[name]) for name in _COLUMNS]


def _write(named: Sequence[tuple[str, Estimate]], found: Estimates, page: Page) -> None:
    for name, one in named:
        page.heading(f"Claim {name}", ", ".join(sorted({str(line.line.date_of_service) for line in one.lines})))
        page.table(_rows(one), ("code", "units", "each", "allowed", "patient", "Medicare pays", ""))
        for other in one.alternatives:
            which = "a unit of another claim" if other.full is None else one.lines[other.full].line.code
            page.text(
                f"If the full unit is {which} of line {(other.full or 0) + 1} instead: {other.allowed} allowed, "
                f"{other.paid} paid. No source decides it.",
                indent=2,
            )
    _write_ledger(found.ledger, page)
    page.heading("Result", "priced as billed; otcpt check tells whether the lines are payable")
    missing = sum(len(one.not_priced) for _, one in named)
    page.text(f"allowed {found.allowed}, patient {found.patient}, Medicare pays {found.paid}", indent=2)
    if missing:
        lines = "1 line, which is" if missing == 1 else f"{missing} lines, which are"
        page.text(f"not priced: {lines} not in these amounts", indent=2)
    for text in dict.fromkeys(text for _, one in named for text in one.assumptions):
        page.text(StyledText(f"assumed: {text}", Tone.QUIET), indent=2)


def _rows(estimate: Estimate) -> Iterator[tuple[Cell, ...]]:
    for one in estimate.lines:
        code = StyledText(":".join((one.line.code, *one.line.modifiers)), Tone.STRONG)
        amounts = (one.allowed, one.patient, one.paid)
        told = ("" if amount is None else str(amount) for amount in amounts)
        why = one.reason if one.priced or not one.reason else f"not priced: {one.reason}"
        yield code, one.line.units, _each(one), *told, why


def _each(line: LineEstimate) -> str:
    parts: dict[Decimal, int] = {}
    for unit in line.units:
        parts[unit.amount] = parts.get(unit.amount, 0) + 1
    return " + ".join(str(amount) if count == 1 else f"{count} x {amount}" for amount, count in parts.items())


def _write_ledger(ledger: Ledger, page: Page) -> None:
    reached = [one for one in ledger if one.crossing is not None]
    for one in reached:
        assert one.crossing is not None
        page.text(
            f"KX: the {one.year} threshold of {one.bucket} ({one.threshold}) is reached on "
            f"{one.crossing.date_of_service} with {one.crossing.total}",
            indent=2,
        )
