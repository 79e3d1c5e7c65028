"""Which lines are outpatient therapy, for rules about the claim around them."""

from otcpt.modifiers import DISCIPLINE
from otcpt.rules._law import Law


def is_therapy(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    """Whether the line is therapy: a code that always is, or one that is sometimes and has GO, GP or GN."""
    meaning = law.meaning(code)
    if meaning is None:
        return False
    return meaning.designation == "always" or (
        meaning.designation == "sometimes" and not DISCIPLINE.keys().isdisjoint(modifiers)
    )
