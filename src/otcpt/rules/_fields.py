"""Which codes are another field's, so that Medicare pays a therapist for none of them."""

from otcpt.codes import CodeGroup
from otcpt.modifiers import DISCIPLINE
from otcpt.policies import Settings
from otcpt.rules._law import Law

_THERAPISTS = frozenset(DISCIPLINE.values())


def asks_therapists(settings: Settings) -> bool:
    """Whether a therapist bills Medicare; facilities bill for every field (partial hospitalization among them)."""
    return settings.medicare_status and settings.biller == "therapist"


def is_another_fields(law: Law, code: str) -> bool:
    """Whether no therapist may bill the code on this day: by its own row, else by the groups of the law."""
    if law.history(code) is not None:
        billers = law.billers(code)
        return law.meaning(code) is not None and bool(billers) and _THERAPISTS.isdisjoint(billers)
    return code in law.group(CodeGroup.NOT_OF_THERAPISTS)
