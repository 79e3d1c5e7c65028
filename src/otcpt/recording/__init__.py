"""What the record must show for the lines of a claim or a visit, and what the claim's data show of it."""

from otcpt.recording._checklist import ChecklistItem, Documentation, Status
from otcpt.recording._documentation import documentation, documentation_for
from otcpt.recording._elements import TITLES, Element, element, elements, elements_of_rule

__all__ = [
    "TITLES",
    "ChecklistItem",
    "Documentation",
    "Element",
    "Status",
    "documentation",
    "documentation_for",
    "element",
    "elements",
    "elements_of_rule",
]
