"""``otcpt compare``: one file of claims under two payers' rules."""

import json
from collections.abc import Iterator, Sequence

from otcpt.cli._choices import DiffFormat
from otcpt.cli._inputs import Inputs
from otcpt.cli._page import Cell, Page, StyledText, Tone, open_page
from otcpt.cli._policies import required
from otcpt.comparing import ComparedUnits, NotComparable, PolicyComparison, compare_policies
from otcpt.editions import FindingChange
from otcpt.errors import InvalidInput
from otcpt.units import Amount

#: Rows of a table before it says how many more there are.
_ROWS = 40


def compare(inputs: Inputs, *, policies: Sequence[str], edition: str | None, form: DiffFormat) -> None:
    """Compare, and print both answers side by side."""
    if len(policies) != 2:
        raise InvalidInput(f"two policies are compared, not {len(policies)}; give --policy twice", "--policy", policies)
    a, b = (required(name, None) for name in policies)
    found = compare_policies(inputs.read().claims, a, b, edition=edition)
    match form:
        case DiffFormat.TABLE:
            _write(found, open_page())
        case DiffFormat.JSON:
            record = {
                "before": found.before,
                "after": found.after,
                "summary": found.summary,
                "rows": found.to_records(),
            }
            print(json.dumps(record, indent=2))
        case DiffFormat.JSONL:
            for one in found.to_records():
                print(json.dumps(one))


def _write(found: PolicyComparison, page: Page) -> None:
    page.heading("Units", "of the days on which the two differ")
    if found.changed:
        headers = ("claim", "date", "plan", "code", "minutes", "billed", found.before, found.after)
        page.table(_first([_units(row) for row in found.changed]), headers)
    else:
        page.text("The same under both policies.", indent=2)
    if found.findings:
        page.heading("Findings", f"vanished: only {found.before} has it; appeared: only {found.after}")
        page.table(_first([_finding(one) for one in found.findings]), ("claim", "change", "rule", "what is wrong"))
    write_untold(found.untold, page)
    page.heading("Result")
    page.text(found.summary, indent=2)


def write_untold(untold: Sequence[NotComparable], page: Page) -> None:
    """Write the days whose documented time tells nothing."""
    if untold:
        page.heading("Not told", "neither more nor less")
        rows = [(_place(one), str(one.date_of_service), ", ".join(one.codes), one.why) for one in untold]
        page.table(_first(rows))


def written(amount: Amount) -> Cell:
    """Return units as a number, tenths of an hour as text that says so."""
    return amount if isinstance(amount, int) else str(amount)


def _units(row: ComparedUnits) -> tuple[Cell, ...]:
    made = written(row.before), written(row.after)
    code = StyledText(row.code, Tone.STRONG)
    return _place(row), str(row.date_of_service), row.discipline, code, row.minutes, row.billed, *made


def _place(row: ComparedUnits | NotComparable) -> str:
    return " ".join(row.claim_ids) or " ".join(str(number + 1) for number in row.claims)


def _finding(one: FindingChange) -> tuple[Cell, ...]:
    finding = one.finding
    told = f"{finding.message} ({one.why})" if one.why else finding.message
    where = finding.claim_id or str(finding.date_of_service)
    return where, str(one.change), StyledText(finding.rule_id, Tone.QUIET), told


def _first(rows: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    yield from rows[:_ROWS]
    if len(rows) > _ROWS:
        yield "...", f"and {len(rows) - _ROWS:,} more; --format json lists them all"
