"""What the NCCI Policy Manual forbids where the table alone would allow it, for two lines of one day."""

import attrs

from otcpt.claims import ServiceLine
from otcpt.rules._day import discipline_of

OT_EVALUATIONS = frozenset({"97165", "97166", "97167"})
PT_EVALUATIONS = frozenset({"97161", "97162", "97163"})
OT_REEVALUATION = "97168"
PT_REEVALUATION = "97164"
REEVALUATIONS = frozenset({OT_REEVALUATION, PT_REEVALUATION})
OT_ALL = OT_EVALUATIONS | {OT_REEVALUATION}
PT_ALL = PT_EVALUATIONS | {PT_REEVALUATION}

_TESTS = frozenset({"97750", "97755", "97763"})
_ORTHOTICS = frozenset({"97760", "97761"})
_SPEECH = frozenset({"92507", "92508"})
_COGNITION = frozenset({"97129", "97130", "97533"})


@attrs.frozen
class Prohibition:
    """One sentence of the manual about two lines: the section, who the sentence is about, and the line to blame.

    ``holds`` is None where it depends on who furnished the two, and nobody said so. ``first_at_fault`` matters only
    where the table has no edit: it then says which of the two lines the finding stands on.
    """

    section: str
    who: str
    holds: bool | None
    first_at_fault: bool


def prohibition(one: ServiceLine, other: ServiceLine, *, discipline: str, facility: bool) -> Prohibition | None:
    """Return the manual's sentence about the two lines, in any order; None where it has none, or it does not hold."""
    for first, second in ((one, other), (other, one)):
        found = _of(first, second, discipline, facility)
        if found is not None and found.holds is not False:
            return found if first is one else attrs.evolve(found, first_at_fault=not found.first_at_fault)
    return None


def _of(first: ServiceLine, second: ServiceLine, discipline: str, facility: bool) -> Prohibition | None:
    code, partner = first.code, second.code
    if code in _TESTS and partner in OT_ALL | PT_ALL or code in _ORTHOTICS and partner in REEVALUATIONS:
        holds = _same_specialty(first, second, discipline) or _same_practitioner(first, second) is True
        return Prohibition("XI.P.8", "one specialty", holds, first_at_fault=True)
    if code in OT_ALL and partner in PT_ALL:
        same = _same_practitioner(first, second)
        holds_evaluations = False if same is None and facility else same
        return Prohibition("XI.P.1", "one practitioner", holds_evaluations, first_at_fault=discipline == "PT")
    if code in _COGNITION and partner in _SPEECH:
        same = _same_practitioner(first, second)
        if same is None:
            same = True if _same_specialty(first, second, discipline) else False if facility else None
        return Prohibition("XI.H.2-3", "one practitioner", same, first_at_fault=True)
    return None


def _same_specialty(one: ServiceLine, other: ServiceLine, discipline: str) -> bool:
    return discipline_of(one, discipline) == discipline_of(other, discipline)


def _same_practitioner(one: ServiceLine, other: ServiceLine) -> bool | None:
    """None where one of the lines does not name its rendering provider."""
    if one.rendering_provider_key is None or other.rendering_provider_key is None:
        return None
    return one.rendering_provider_key == other.rendering_provider_key
