"""``otcpt replay``: stored answers asked again."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from otcpt.cli._choices import DiffFormat, Exit
from otcpt.cli._inputs import Inputs
from otcpt.cli._page import show
from otcpt.comparing import Replay, replay_all
from otcpt.errors import InvalidInput
from otcpt.findings import Rule
from otcpt.io import read_history
from otcpt.page import Block, Page, Paragraph, Table, to_document
from otcpt.policies import Policy
from otcpt.rules import ALL_RULES
from otcpt.tables import count


def replay(
    file: str,
    *,
    claims: Inputs,
    history: Sequence[str] | None,
    history_columns: Mapping[str, str],
    policy: Policy | None,
    edition: str | None,
    rules: Sequence[str],
    form: DiffFormat,
) -> Exit:
    """Ask every stored report of the file again, print what differs, return the exit code."""
    records = _records(file)
    known = None if history is None else read_history(*history, columns=history_columns)
    chosen: list[Rule | str] | None = [*ALL_RULES, *rules] if rules else None
    done = replay_all(records, claims.read(), history=known, policy=policy, edition=edition, rules=chosen)
    page = Page(f"Replay of {Path(file).name}", _blocks(done))
    match form:
        case DiffFormat.TABLE:
            show(page, sys.stdout)
        case DiffFormat.HTML:
            print(to_document(page))
        case DiffFormat.JSON:
            print(json.dumps([one.to_record() for one in done], indent=2))
        case DiffFormat.JSONL:
            for one in done:
                print(json.dumps(one.to_record()))
    return Exit.CLEAN if all(one.equivalent for one in done) else Exit.FINDINGS


def _records(file: str) -> list[dict[str, object]]:
    """Return the reports of a file: one as JSON, a list of them, or one on each line."""
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        text = data.decode("utf-8-sig")
        try:
            found = json.loads(text)
        except ValueError:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError) as problem:
        raise InvalidInput(f"{Path(file).name} is neither JSON nor JSON lines ({problem})", "FILE") from None
    records = found if isinstance(found, list) else [found]
    if any(isinstance(record, dict) and not {"rule_id", "summary"}.isdisjoint(record) for record in records):
        raise InvalidInput(
            f"{Path(file).name} has findings without their reports (--format jsonl); replay needs the reports of "
            "otcpt check --format json",
            "FILE",
        )
    if not records or not all(isinstance(record, dict) for record in records):
        raise InvalidInput(f"{Path(file).name} has no reports; write them with otcpt check --format json", "FILE")
    return records


def _blocks(done: Sequence[Replay]) -> list[Block]:
    blocks: list[Block] = []
    rows = [
        (str(number), what, finding_id, message)
        for number, one in enumerate(done, 1)
        for what, finding_id, message in _changes(one)
    ]
    if rows:
        blocks.append(Table(rows, ("report", "what", "rule", "message")))
    sections = [
        Paragraph(f"Report {number}: {one.verdict}")
        for number, one in enumerate(done, 1)
        if one.differs or not one.same
    ]
    same = sum(one.same for one in done)
    return [*blocks, *sections, Paragraph(f"The same: {same:,} of {count(len(done), 'stored report')}.")]


def _changes(one: Replay) -> list[tuple[str, str, str]]:
    return [
        *(("appeared", finding.rule_id, finding.message) for finding in one.appeared),
        *(("vanished", str(record["rule_id"]), str(record["message"])) for record in one.vanished),
        *(("other words", finding.rule_id, finding.message) for finding in one.reworded),
    ]
