"""What repairs show of themselves: the corrections of each finding, and the sets after which no error is left."""

from otcpt.findings import Severity
from otcpt.page import Block, Items, Page, Paragraph, Section, StyledText, Tone
from otcpt.repairing._repairs import Repairs, left_to_person
from otcpt.tables import count

__all__ = ["repairs_blocks", "repairs_page"]


def repairs_page(ways: Repairs) -> Page:
    """Describe what would remove the findings of a claim."""
    note = "Only what the record already shows may be changed."
    return Page("Repairs", repairs_blocks(ways), detail=note, verdict=StyledText(ways.summary, Tone.STRONG))


def repairs_blocks(ways: Repairs) -> list[Block]:
    """Return each finding with its corrections, then the sets of corrections after which no error is left.

    A set of one correction that is listed with its finding already, and leaves no error, is not written out again.
    """
    blocks: list[Block] = []
    for finding, corrections in ways.single:
        inside: list[Block] = [Items(map(str, corrections))] if corrections else []
        if not corrections:
            inside.append(Paragraph(StyledText("No change is offered:", Tone.QUIET)))
            left = [f"{why}: {fix}" for fix, why in left_to_person(finding)]
            inside.append(Items(left or ["no change of the claim was found that removes it and adds nothing"]))
        blocks.append(Section(f"{finding.rule_id} {finding.message}", inside, detail=str(finding.severity)))
    errors = [finding for finding, _ in ways.single if finding.severity is Severity.ERROR]
    if len(errors) == 1 and all(len(repair.corrections) == 1 for repair in ways.combinations):
        return blocks
    for number, repair in enumerate(ways.combinations, 1):
        detail = f"{number} of {len(ways.combinations)}, {count(len(repair.corrections), 'correction')}"
        blocks.append(Section("No error is left after", [Items(map(str, repair.corrections))], detail=detail))
    return blocks
