"""Which lines are outpatient therapy, for rules about the claim around them."""

from otcpt.codes import CodeMeaning
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._law import Law

#: The statuses of what the fee schedule never pays by itself, and why (CODE004): its status column.
UNPAID = {"I": "not-used", "N": "not-covered", "X": "off-schedule", "E": "off-schedule", "B": "bundled"}


def is_therapy(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    """Whether the line is therapy: a code that always is, or one that is sometimes and has GO, GP or GN."""
    meaning = law.meaning(code)
    if meaning is None:
        return False
    return meaning.designation == "always" or (
        meaning.designation == "sometimes" and not DISCIPLINE.keys().isdisjoint(modifiers)
    )


#: How codes of items begin: medical supplies, equipment, orthoses and prostheses, casting supplies.
_ITEMS = ("A", "E", "L", "Q4")


def is_item(code: str) -> bool:
    """Whether the code is an item and no service: a supply, an orthosis, casting material."""
    return code.startswith(_ITEMS)


def is_hands_on(meaning: CodeMeaning) -> bool:
    """Whether somebody is in contact with the patient all the time, so that a payer asks who."""
    return not meaning.context and meaning.direct_contact is True
