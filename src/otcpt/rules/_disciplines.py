"""Who may bill a code, and under which of GO, GP and GN."""

from otcpt.claims import ServiceLine
from otcpt.codes import CodeGroup
from otcpt.modifiers import DISCIPLINE
from otcpt.policies import Settings
from otcpt.rules._law import Law

_THERAPISTS = frozenset(DISCIPLINE.values())

#: The discipline that a revenue code is for, by its first three digits.
_OF_REVENUE_CODE = {"042": "GP", "043": "GO", "044": "GN"}

#: The bills that the sentence is about, by their first two digits; the edition's table names more kinds of facility.
_THERAPY_BILLS = frozenset({"12", "13", "22", "23", "34", "74", "75", "85"})


def modifier_of_revenue_code(law: Law, line: ServiceLine) -> str | None:
    """Return the modifier that a facility's line has by its revenue code (Pub. 100-04 ch. 5 §20.1)."""
    discipline = _OF_REVENUE_CODE.get((line.revenue_code or "")[:3])
    other_bill = line.bill_type is not None and line.bill_type[:2] not in _THERAPY_BILLS
    return None if other_bill or law.settings.biller != "facility" else discipline


def modifiers_of(law: Law, code: str) -> tuple[str, ...]:
    """Return the modifiers of the disciplines that may bill the code.

    Example:
        >>> import otcpt
        >>> law = otcpt.Checker(policy="medicare-part-b").law_on("2026-03-02")
        >>> [modifiers_of(law, code) for code in ("97165", "97150", "97129")]
        [('GO',), ('GO', 'GP'), ('GO', 'GN')]
    """
    billers = law.billers(code)
    return tuple(
        modifier
        for modifier, discipline in DISCIPLINE.items()
        if discipline in billers and not (modifier == "GN" and code in law.group(CodeGroup.NOT_OF_SPEECH))
    )


def asks_therapists(settings: Settings) -> bool:
    """Whether a therapist bills Medicare; facilities bill for every field (partial hospitalization among them)."""
    return settings.medicare_status and settings.biller == "therapist"


def is_another_fields(law: Law, code: str) -> bool:
    """Whether no therapist may bill the code on this day: by its own row, else by the groups of the law."""
    if law.history(code) is not None:
        billers = law.billers(code)
        return law.meaning(code) is not None and bool(billers) and _THERAPISTS.isdisjoint(billers)
    return code in law.group(CodeGroup.NOT_OF_THERAPISTS)
