"""``otcpt price``: what the claims of a file would be allowed and paid."""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TextIO, TypeAlias

import attrs

from otcpt.checker import Checker
from otcpt.cli._choices import WORKBOOK, Format, form_of
from otcpt.cli._inputs import Inputs, own_claims
from otcpt.cli._page import show
from otcpt.files import whole_file
from otcpt.io import Sheet, SheetCell, read_history, write_workbook
from otcpt.page import Block, Items, Page, Section, to_document
from otcpt.policies import Policy
from otcpt.pricing import AMOUNTS, Estimate, Estimates, LineEstimate
from otcpt.pricing.pages import estimate_page, estimates_page
from otcpt.tables import inert

_COLUMNS = ("claim", "line", "date_of_service", "code", "modifiers", "units", "charge", *AMOUNTS, "reason")
_ASSUMED = "Assumed"

_Named: TypeAlias = tuple[str, Estimate]


def price_file(
    inputs: Inputs,
    *,
    policy: Policy,
    locality: str | None,
    deductible_left: Decimal | None,
    history: Sequence[str],
    history_columns: Mapping[str, str],
    participating: bool,
    assigned: bool,
    qualifying: bool,
    mips: Decimal | None,
    edition: str | None,
    form: Format | None,
    out: Path | None,
) -> None:
    """Price the claims of files, and print each line with the totals, or write them to a file."""
    checker = Checker(policy=policy, edition=edition)
    claims = own_claims(inputs, checker).claims
    found = checker.price_all(
        claims,
        locality=locality,
        deductible_left=deductible_left,
        history=read_history(*history, columns=history_columns) if history else None,
        participating=participating,
        assigned=assigned,
        qualifying=qualifying,
        mips=mips,
    )
    names = [claim.claim_id or str(number) for number, claim in enumerate(claims, 1)]
    named = list(zip(names, found, strict=True))
    if out is not None and out.suffix.lower() == WORKBOOK:
        with whole_file(out) as path:
            write_workbook(path, _sheets(named, found))
        return
    form = form or form_of(out)
    if out is None:
        _write(named, found, form, sys.stdout)
    else:
        with whole_file(out) as path, path.open("w", encoding="utf-8", newline="") as stream:
            _write(named, found, form, stream)


def _write(named: Sequence[_Named], found: Estimates, form: Format, stream: TextIO) -> None:
    match form:
        case Format.TABLE:
            show(_page(named, found), stream)
        case Format.HTML:
            stream.write(to_document(_page(named, found)))
        case Format.JSON:
            amounts = {name: getattr(found, name) for name in ("allowed", "paid", "patient")}
            totals = {name: None if amount is None else str(amount) for name, amount in amounts.items()}
            records = [{"claim": name, **one.to_record()} for name, one in named]
            json.dump({**totals, "complete": found.complete, "claims": records}, stream, indent=2)
            stream.write("\n")
        case Format.JSONL:
            for name, one in named:
                for line in one.lines:
                    stream.write(f"{json.dumps({'claim': name, **line.to_record()})}\n")
        case Format.CSV:
            writer = csv.writer(stream)
            writer.writerow(_COLUMNS)
            writer.writerows(_texts(name, line) for name, one in named for line in one.lines)


def _sheets(named: Sequence[_Named], found: Estimates) -> list[Sheet]:
    """Every line with amounts as numbers, then the totals and what was assumed."""
    header = [name.replace("_", " ") for name in _COLUMNS]
    lines = [list(_cells(name, line).values()) for name, one in named for line in one.lines]
    totals: list[tuple[SheetCell, ...]] = [
        *((name, getattr(found, name)) for name in ("allowed", "paid", "patient")),
        *((_ASSUMED.lower(), text) for text in dict.fromkeys(text for _, one in named for text in one.assumptions)),
    ]
    return [Sheet("Lines", header, lines, (14, 14, 14)), Sheet("Result", ("what", "is"), totals, (14, 100))]


def _cells(claim: str, line: LineEstimate) -> dict[str, SheetCell]:
    own = {**attrs.asdict(line.line, recurse=False), "claim": claim, "line": line.line.line_id or line.position + 1}
    own["modifiers"] = " ".join(line.line.modifiers)
    return {name: own[name] if name in own else getattr(line, name) for name in _COLUMNS}


def _texts(claim: str, line: LineEstimate) -> list[str]:
    record = {**line.to_record(), "claim": claim, "line": line.line.line_id or line.position + 1}
    record["modifiers"] = " ".join(line.line.modifiers)
    return ["" if record[name] is None else inert(str(record[name])) for name in _COLUMNS]


def _page(named: Sequence[_Named], found: Estimates) -> Page:
    """Describe each claim under its name, then the running totals and what was assumed, under the verdict of all."""
    whole = estimates_page(found)
    claims = [Section(f"Claim {name}", _blocks(one)) for name, one in named]
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
