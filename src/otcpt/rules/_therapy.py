"""Which lines are outpatient therapy, and which are items, for rules about the claim around them."""

from otcpt.codes import CodeMeaning, is_code
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


#: L0 spine, L1 and L2 lower limb, L3 shoes and upper limb; L4 is repair, L5 and on prostheses.
_ORTHOSES = ("L0", "L1", "L2", "L3")


def is_orthosis(code: str) -> bool:
    """Whether the code is an L-code of an orthosis, by its number alone.

    >>> is_orthosis("L3906"), is_orthosis("L4205")
    (True, False)
    """
    return code.startswith(_ORTHOSES) and is_code(code)


def is_scheduled_item(law: Law, code: str) -> bool:
    """Whether the code is an orthosis, in the registry or not, or what the registry has on the DMEPOS schedule."""
    meaning = law.meaning(code)
    return is_orthosis(code) or (meaning is not None and meaning.status == "DMEPOS schedule")


def is_hands_on(meaning: CodeMeaning) -> bool:
    """Whether somebody is in contact with the patient all the time, so that a payer asks who."""
    return not meaning.context and meaning.direct_contact is True
