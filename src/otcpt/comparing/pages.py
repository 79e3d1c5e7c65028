"""What comparisons show of themselves: both answers side by side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from otcpt.comparing._allowed import ComparedAmounts
from otcpt.comparing._compare_policies import ComparedUnits, PolicyComparison
from otcpt.comparing._documented import NotComparable
from otcpt.comparing._lock import Lock
from otcpt.comparing._missed import MissedDay, MissedUnits
from otcpt.comparing._replay import Replay
from otcpt.editions import FindingChange
from otcpt.findings.pages import findings_ledger
from otcpt.page import Block, Cell, Items, Page, Paragraph, Section, StyledText, Table, Tone
from otcpt.units import Amount, in_words
from otcpt.units.pages import ladder
from otcpt.wording import dollars

__all__ = ["comparison_page", "lock_page", "missed_page", "replay_page"]

#: Rows of a table before it says how many more there are.
_ROWS = 40


def comparison_page(found: PolicyComparison) -> Page:
    """Describe what another payer's rules would change, in units and in findings."""
    headers = ("claim", "date", "plan", "code", "minutes", "billed", found.before, found.after)
    units: Block = Paragraph("The same under both policies.")
    if found.changed:
        units = Table(_first([_units(row) for row in found.changed]), headers)
    blocks: list[Block] = [Section("Units", [units], detail="of the days on which the two differ")]
    if found.findings:
        rows = Table(_first([_finding(one) for one in found.findings]), ("claim", "change", "rule", "what is wrong"))
        detail = f"vanished: only {found.before} has it; appeared: only {found.after}"
        blocks.append(Section("Findings", [rows], detail=detail))
    if found.amounts:
        rows = Table(_first([_priced(row) for row in found.amounts]), (*headers[:3], found.before, found.after, ""))
        blocks.append(Section("Allowed", [rows], detail="the fee for these units, whatever was charged"))
    blocks += _not_compared(found.not_comparable)
    verdict = StyledText(found.summary, Tone.STRONG)
    return Page("Two policies", blocks, detail=f"{found.before} and {found.after}", verdict=verdict)


def missed_page(found: MissedUnits) -> Page:
    """Describe the days on which documented time supports more than was billed, each with its working."""
    blocks: list[Block] = [Section(*_day(day)) for day in found.days]
    blocks += _not_compared(found.not_comparable)
    note = "Only skilled, documented minutes of the day may be billed."
    blocks.append(Paragraph(StyledText(note, Tone.QUIET)))
    return Page("Units not billed", blocks, detail=found.policy, verdict=StyledText(found.summary, Tone.STRONG))


def replay_page(found: Replay) -> Page:
    """Describe a stored answer next to the answer of today: what differs, and which findings."""
    blocks: list[Block] = []
    if found.differs:
        rows = [
            (str(part), "brings the old answer back" if part in found.restored_by else "") for part in found.differs
        ]
        notes = [Items([*found.inputs, *found.packages])] if found.inputs or found.packages else []
        blocks.append(Section("What differs", [Table(rows), *notes]))
    for title, findings in (("Appeared", found.appeared), ("In other words", found.reworded)):
        if findings:
            blocks.append(Section(title, [findings_ledger([("", "", findings)])]))
    if found.vanished:
        gone = [(str(one.get("rule_id", "")), str(one.get("message", ""))) for one in found.vanished]
        blocks.append(Section("Vanished", [Table(gone)]))
    tone = Tone.GOOD if found.same else Tone.WARNING if found.equivalent else Tone.ERROR
    return Page("Replay", blocks, verdict=StyledText(found.verdict, tone))


def lock_page(lock: Lock, content: Mapping[str, Any]) -> Page:
    """Describe a lock: what answers depend on, each with its digest and whoever brings it."""
    law, rules = content["law"], content["rules"]
    parts: list[tuple[str, str, str, str]] = [
        ("law", law["edition"], f"through {law['through']}", law["digest"]),
        *(
            ("payer", name, ", ".join(payer.get("packages", ())), payer["digest"])
            for name, payer in content["payers"].items()
        ),
        ("rules", f"{len(rules['revisions']):,}", ", ".join(rules["packages"]), rules["digest"]),
        ("version", f"otcpt {lock.version}", f"records of form {content['version']['schema_version']}", ""),
    ]
    rows = [(part, name, note, digest[:12]) for part, name, note, digest in parts]
    tables = [(name, one["version"], f"{one['from']} to {one['through']}") for name, one in law["tables"].items()]
    revisions = Items([f"{rule}: revision {revision}" for rule, revision in rules["revisions"].items() if revision > 1])
    blocks: list[Block] = [
        Table(rows, ("part", "locked", "", "digest")),
        Section("Tables of the law", [Table(tables, ("table", "version", "read for"))], folded=True),
        Section("Rules", [revisions], detail="whose answers changed since they were first written", folded=True),
    ]
    return Page("Lock", blocks, detail=lock.edition[:24] + "…")


def _day(day: MissedDay) -> tuple[str, Sequence[Block], str]:
    name = " ".join(day.claim_ids) or " ".join(str(number + 1) for number in day.claims)
    more = f"+{in_words(day.units, day.tenths)}" if day.tenths else f"{day.units:+}"
    headers = ("code", "minutes", "billed", "supported", "of them by an assistant")
    rows: list[tuple[Cell, ...]] = [
        (
            StyledText(one.code, Tone.STRONG),
            one.minutes,
            _written(one.billed),
            _written(one.supported),
            one.by_assistant,
        )
        for one in day.codes
    ]
    blocks: list[Block] = [Table(rows, headers)]
    blocks.append(Section("Working", [Items([step.text for step in day.allocation.steps]), ladder(day.allocation)]))
    blocks += [Paragraph(f"Billed so, it would meet {one.rule_id}: {one.message}") for one in day.obstacles]
    more += "" if day.allowed is None else f", {dollars(str(day.allowed))} by the fee schedule"
    return f"Claim {name}, {day.date_of_service}", blocks, f"{day.discipline}, {more} in all"


def _not_compared(not_comparable: Sequence[NotComparable]) -> Iterator[Section]:
    rows = [(_place(one), str(one.date_of_service), ", ".join(one.codes), one.why) for one in not_comparable]
    if rows:
        yield Section("Not compared", [Table(_first(rows))], detail="neither more nor less")


def _written(amount: Amount) -> Cell:
    return amount if isinstance(amount, int) else str(amount)


def _units(row: ComparedUnits) -> tuple[Cell, ...]:
    made = _written(row.before), _written(row.after)
    code = StyledText(row.code, Tone.STRONG)
    return _place(row), str(row.date_of_service), row.discipline, code, row.minutes, row.billed, *made


def _priced(row: ComparedAmounts) -> tuple[Cell, ...]:
    fees = ("" if amount is None else dollars(str(amount)) for amount in (row.before, row.after))
    return _place(row), str(row.date_of_service), row.discipline, *fees, StyledText(row.why, Tone.QUIET)


def _place(row: ComparedUnits | ComparedAmounts | NotComparable) -> str:
    return " ".join(row.claim_ids) or " ".join(str(number + 1) for number in row.claims)


def _finding(one: FindingChange) -> tuple[Cell, ...]:
    finding = one.finding
    why = f" ({one.why})" if one.why else ""
    where = finding.claim_id or str(finding.date_of_service)
    return where, str(one.change), StyledText(finding.rule_id, Tone.QUIET), f"{finding.message}{why}"


def _first(rows: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    yield from rows[:_ROWS]
    if len(rows) > _ROWS:
        yield "...", f"and {len(rows) - _ROWS:,} more; to_records() or --format json has them all"
