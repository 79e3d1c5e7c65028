"""What a checklist shows of itself: by document, what the record must show and what the claim's data say of it."""

from otcpt.edits import Need
from otcpt.findings.pages import format_identity, source
from otcpt.page import Block, Cell, Items, Page, Section, StyledText, Table, Tone
from otcpt.recording._checklist import ChecklistItem, Documentation, Status
from otcpt.recording._elements import TITLES

__all__ = ["documentation_page"]

_TONES = {Status.SHOWN: Tone.GOOD, Status.CONTRADICTED: Tone.ERROR, Status.RECORD: Tone.PLAIN}


def documentation_page(found: Documentation) -> Page:
    """Describe a checklist, each document with what is asked for in any case first, and its sources folded."""
    blocks: list[Block] = []
    for document, items in found.by_document():
        headers = ("element", "what the record must show", "status", "lines")
        table = Table([_row(item, len(found.lines)) for item in items], headers)
        sources = Items(map(source, dict.fromkeys(item.element.citation for item in items)))
        blocks.append(Section(TITLES[document], [table, Section("Sources", [sources], folded=True)]))
    if found.not_required:
        rows = Table((StyledText(one.id, Tone.QUIET), one.text) for one in found.not_required)
        blocks.append(Section("Not required, though reviewers may ask", [rows]))
    verdict = StyledText(found.verdict, Tone.ERROR if found.with_status(Status.CONTRADICTED) else Tone.STRONG)
    return Page("Documentation", blocks, verdict=verdict, footer=format_identity(found.identity))


def _row(item: ChecklistItem, lines: int) -> tuple[Cell, ...]:
    given = [", ".join(item.contradicted_by), f"not given: {', '.join(item.missing)}" if item.missing else ""]
    note = "; ".join(filter(None, given))
    status = (StyledText(str(item.status), _TONES[item.status]), StyledText(note and f"({note})", Tone.QUIET))
    which = "all" if len(item.positions) == lines else ", ".join(str(place + 1) for place in item.positions)
    text = (StyledText(_asked(item)), StyledText(item.element.why, Tone.QUIET))
    return StyledText(item.element.id, Tone.QUIET), text, status, which


def _asked(item: ChecklistItem) -> str:
    supporting = " (supports the line)" if item.element.need is Need.SUPPORTING else ""
    text = f"If {item.when}: {item.element.text}" if item.when else item.element.text
    return f"{text}{supporting}"
