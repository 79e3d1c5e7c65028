"""What an explanation shows of itself: the lines, the law, the payer's choices, what was found, and the sources."""

from collections.abc import Iterable, Sequence

from otcpt.claims import ServiceLine
from otcpt.explaining._explain import Explanation
from otcpt.findings.pages import evidence_facts, findings_ledger, source
from otcpt.page import Block, Items, Page, Section, StyledText, Table, Tone

__all__ = ["explanation_page"]

_TONES = {"clean": Tone.GOOD, "not evaluated": Tone.WARNING}


def explanation_page(explained: Explanation) -> Page:
    """Describe one rule on one claim, step by step."""
    blocks: list[Block] = []
    for group in explained.together:
        rows = [
            (one.where, StyledText(one.line, Tone.STRONG), "yes" if one.touched else "no", _listed(one.read))
            for one in group
        ]
        table = Table(rows, ("line", "as billed", "concerned", "what was read"))
        blocks.append(Section("Looked at together", [table], detail=explained.grouping))
    if explained.answers:
        answers = [
            (one.asked, one.answer, one.days, one.source, one.confidence, "yes" if one.carried_forward else "no")
            for one in explained.answers
        ]
        headers = ("asked", "answer", "in force", "source", "confidence", "carried forward")
        blocks.append(Section("What the law says", [Table(answers, headers)]))
    if explained.choices:
        choices = [(one.name.replace("_", " "), one.value, one.layer, one.citation) for one in explained.choices]
        table = Table(choices, ("choice", "value", "set by", "citation"))
        blocks.append(Section("What the payer asks for", [table]))
    if explained.findings:
        blocks.append(Section("What was found", [findings_ledger([("", "", explained.findings)])]))
        blocks += [
            Section("Evidence", [evidence_facts(one)], detail=one.rule_id) for one in explained.findings if one.evidence
        ]
    if explained.not_evaluated:
        silent = [
            (", ".join(map(_where, one.positions, one.lines)), str(one.reason), one.why)
            for one in explained.not_evaluated
        ]
        blocks.append(Section("Not evaluated", [Table(silent, ("lines", "reason", "why"))]))
    if not explained.findings:
        blocks.append(Section("Sources", [Items(map(source, explained.rule.cites))]))
    found = explained.findings
    tone = Tone(found[0].severity) if found else _TONES.get(explained.outcome, Tone.STRONG)
    return Page(
        f"{explained.rule.id} {explained.rule.name}: {explained.outcome}",
        blocks,
        verdict=StyledText(explained.why, tone),
    )


def _where(position: int, line: ServiceLine) -> str:
    return str(position + 1) if position >= 0 else f"history, {line.date_of_service}"


def _listed(read: Iterable[Sequence[str]]) -> str:
    return ", ".join(f"{name} {value}" for name, value in read)
