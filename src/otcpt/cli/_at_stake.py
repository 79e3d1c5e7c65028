"""``otcpt check --price``: the dollars of the lines that are at fault."""

import sys
from collections import Counter
from decimal import Decimal

from otcpt.checker import Checker
from otcpt.claims import History
from otcpt.cli._answer import Answer
from otcpt.cli._page import show
from otcpt.page import Block, Cell, Page, Paragraph, StyledText, Table, Tone
from otcpt.policies import Policy
from otcpt.pricing import at_stake
from otcpt.wording import dollars

_NOTE = "The allowed amount of each line with an error, as billed. A payer that denies fewer units takes less."


def show_at_stake(
    answer: Answer,
    *,
    policy: Policy,
    edition: str | None,
    history: History | None,
    locality: str | None,
    on_stdout: bool,
) -> None:
    """Print by rule how many errors there are, and the allowed amount of their lines."""
    checker = Checker(policy=policy, edition=edition)
    estimates = checker.price_all(answer.file.claims, locality=locality, history=history)
    counts: Counter[str] = Counter()
    amounts: dict[str, Decimal] = {}
    total, missing = Decimal(0), 0
    for report, estimate in zip(answer.reports, estimates, strict=True):
        found = at_stake(report, estimate)
        total += found.total
        for one in found:
            counts[one.finding.rule_id] += 1
            missing += one.amount is None
            amounts[one.finding.rule_id] = amounts.get(one.finding.rule_id, Decimal(0)) + (one.amount or Decimal(0))
    rows: list[tuple[Cell, ...]] = [
        (StyledText(rule, Tone.STRONG), counts[rule], dollars(str(amounts[rule])))
        for rule in sorted(counts, key=lambda rule: (-amounts[rule], rule))
    ]
    blocks: list[Block] = [Table(rows, ("rule", "errors", "allowed"))] if rows else []
    if missing:
        blocks.append(Paragraph(f"{missing} of these lines are not priced and not in the amounts."))
    blocks.append(Paragraph(StyledText(_NOTE, Tone.QUIET)))
    verdict = StyledText(f"{dollars(str(total))} at stake, each line counted once", Tone.STRONG)
    show(Page("At stake", blocks, verdict=verdict), sys.stdout if on_stdout else sys.stderr)
