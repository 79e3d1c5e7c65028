"""What an edition and the difference between two show of themselves."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from otcpt.codes.pages import STATUS_WORDS, meaning_facts
from otcpt.editions._diff import (
    Change,
    CodeChange,
    ComparedRange,
    EditionDiff,
    FindingChange,
    MueChange,
    PtpChange,
    ThresholdChange,
)
from otcpt.editions._edition import Edition
from otcpt.editions._lookup import CodeAnswer, PairAnswer
from otcpt.editions._manifest import TableInfo
from otcpt.edits.pages import SETTING_WORDS, limit_row, pair_page
from otcpt.page import Block, Cell, Page, Paragraph, Section, StyledText, Table, Tone

__all__ = ["code_page", "diff_page", "edition_page", "lookup_page"]

#: Codes or pairs that a line names before it says how many more there are.
_NAMED = 6


def edition_page(edition: Edition) -> Page:
    """Describe an edition: its tables and how far each reaches."""
    table = Table(
        map(_table, edition.manifest.tables.values()), ("table", "rows", "verified from", "through", "read from")
    )
    detail = f"dates of service through {edition.manifest.through}"
    return Page(f"Edition {edition.id}", [table], detail=detail, footer=edition.pin)


def code_page(answer: CodeAnswer, sources: Iterable[str] = ()) -> Page:
    """Describe what a code means on a day, with its unit limits; ``sources`` are the titles of its documents."""
    meant = meaning_facts(answer.meaning, status=_status(answer), disciplines=answer.disciplines, sources=sources)
    limits = [limit_row(setting, limit) for setting, limit in answer.limits.items()]
    blocks: list[Block] = [meant, Section("Unit limits (MUE)", [Table(limits)], detail=f"on {answer.on}")]
    return Page(answer.code, blocks, detail=answer.label)


def _status(answer: CodeAnswer) -> Cell:
    if answer.meaning.status not in STATUS_WORDS:
        return ""  # of another schedule, so without a letter in the fee schedule's files
    status = answer.status
    if status.letter is None:
        return StyledText(f"cannot tell: {status.reason}", Tone.WARNING)
    return ", ".join(filter(None, (status.letter, STATUS_WORDS[status.letter], status.reason)))


def lookup_page(answer: PairAnswer) -> Page:
    """Describe whether two codes may be billed together, by each setting's table, and over the years."""
    past = [(SETTING_WORDS[setting], edit) for setting, edits in answer.years.items() for edit in edits]
    answers = {SETTING_WORDS[setting]: one for setting, one in answer.answers.items()}
    return pair_page(*answer.codes, answer.on, answers, edition=answer.edition, past=past)


def _table(table: TableInfo) -> tuple[Cell, ...]:
    name = StyledText(table.name, Tone.STRONG)
    return name, table.rows, str(table.verified_from), str(table.verified_through), table.version


def diff_page(found: EditionDiff) -> Page:
    """Describe what differs: how far the tables reach, then edits, limits, codes, thresholds, and findings."""
    names = [pin.rpartition("@")[0] for pin in (found.before, found.after)]
    blocks: list[Block] = [
        Section("How far the tables were verified", [Table(map(_reach, found.reaches), ("table", *names))])
    ]
    if found.codes:
        blocks.append(Section("Codes", [Table(map(_code, found.codes), ("code", "change", "from", "label"))]))
    if found.mue:
        limits = Table(map(_limit, found.mue), ("code", "change", "table of", "setting", "before", "after"))
        blocks.append(Section("Unit limits (MUE)", [limits]))
    if found.ptp:
        edits = Table(_edits(found.ptp), ("edits", "change", "from", "setting", "pairs"))
        blocks.append(Section("NCCI edits", [edits], detail="column one / column two"))
    if found.thresholds:
        amounts = Table(map(_threshold, found.thresholds), ("discipline", "change", "from", "before", "after"))
        detail = "dollars of allowed charges in a calendar year"
        blocks.append(Section("Thresholds", [amounts], detail=detail))
    if found.findings is not None:
        rows = Table(map(_finding, found.findings), ("claim", "line", "change", "rule", "what is wrong"))
        inside: Block = rows if found.findings else Paragraph("The same under both editions.")
        blocks.append(Section("Findings", [inside], detail="of the claims that were given"))
    return Page("Two editions", blocks, detail=" and ".join(names), verdict=StyledText(found.summary, Tone.STRONG))


def _reach(reach: ComparedRange) -> tuple[Cell, ...]:
    return reach.table, *(
        StyledText("not in it", Tone.QUIET) if day is None else str(day) for day in (reach.before, reach.after)
    )


def _code(one: CodeChange) -> tuple[Cell, ...]:
    return StyledText(one.code, Tone.STRONG), str(one.change), str(one.first_day or "not known"), one.label


def _limit(one: MueChange) -> tuple[Cell, ...]:
    values = (StyledText("no row", Tone.QUIET) if units is None else str(units) for units in (one.before, one.after))
    return StyledText(one.code, Tone.STRONG), str(one.change), str(one.first_day), SETTING_WORDS[one.setting], *values


def _threshold(one: ThresholdChange) -> tuple[Cell, ...]:
    return (
        StyledText(one.bucket, Tone.STRONG),
        str(one.change),
        str(one.first_day),
        _amount(one.before),
        _amount(one.after),
    )


def _amount(amount: Decimal | None) -> Cell:
    return StyledText("none", Tone.QUIET) if amount is None else f"${amount:,}"


def _edits(changes: Iterable[PtpChange]) -> Iterator[tuple[Cell, ...]]:
    def kind(one: PtpChange) -> tuple[str, Change, str]:
        days = str(one.first_day) if one.last_day is None else f"{one.first_day} to {one.last_day}"
        return one.setting, one.change, days

    for (setting, change, days), group in groupby(sorted(changes, key=kind), key=kind):
        same = list(group)
        names = [_pair(one) for one in same[:_NAMED]]
        more = f" and {len(same) - _NAMED:,} more" if len(same) > _NAMED else ""
        yield len(same), str(change), days, SETTING_WORDS[setting], f"{', '.join(names)}{more}"


def _pair(one: PtpChange) -> str:
    indicator = f" ({one.before} to {one.after})" if one.change is Change.INDICATOR else ""
    return f"{one.column_one}/{one.column_two}{indicator}"


def _finding(one: FindingChange) -> tuple[Cell, ...]:
    finding = one.finding
    why = f" The other edition cannot tell: {one.why}." if one.why else ""
    where = finding.claim_id or str(finding.date_of_service)
    rule = StyledText(finding.rule_id, Tone.QUIET)
    return where, " ".join(finding.line_ids), str(one.change), rule, f"{finding.message}{why}"
