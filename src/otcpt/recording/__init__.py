"""What the record must show for the lines of a claim or a visit, and what the claim's data show of it."""

from otcpt.recording._checklist import ChecklistItem as ChecklistItem, Documentation, Status as Status
from otcpt.recording._documentation import documentation, documentation_for
from otcpt.recording._elements import TITLES, Element as Element, element, elements, elements_of_rule

__all__ = [
    "Documentation",
    "documentation",
    "element",
]
