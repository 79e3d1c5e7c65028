"""What the NCCI Policy Manual forbids where the table alone would allow it, for two lines of one day."""

import attrs

from otcpt.claims import ServiceLine
from otcpt.rules._day import discipline_of

OT_EVALUATIONS = frozenset({"97165", "97166", "97167"})
PT_EVALUATIONS = frozenset({"97161", "97162", "97163"})
OT_REEVALUATION = "97168"
PT_REEVALUATION = "97164"
REEVALUATIONS = frozenset({OT_REEVALUATION, PT_REEVALUATION})

_OT = OT_EVALUATIONS | {OT_REEVALUATION}
_PT = PT_EVALUATIONS | {PT_REEVALUATION}
_TESTS = frozenset({"97750", "97755", "97763"})
_ORTHOTICS = frozenset({"97760", "97761"})
_SPEECH = frozenset({"92507", "92508"})
_COGNITION = frozenset({"97129", "97130", "97533"})

_MANIPULATION = frozenset({"98940", "98941", "98942", "98943"})
_MANUAL_THERAPY = frozenset({"97112", "97124", "97140"})
_REHABILITATION = frozenset({"93797", "93798", "94625", "94626", "G0237", "G0238", "G0239"})
_WOUND_CARE = frozenset({"97597", "97598", "97602", "97605", "97606", "97607", "97608", "97610"})
_DEBRIDEMENT = frozenset({"11042", "11043", "11044", "11045", "11046", "11047"})


def separation(one: str, other: str) -> tuple[str, str]:
    """Return what must hold for 59 or an X modifier between two codes, and what the record must show of it.

    The manual has sentences of its own for some pairs: chiropractic manipulation (XI.S), wounds (XI.P.6, XI.P.9),
    cardiac and pulmonary rehabilitation (XI.P.7), re-evaluations (XI.P.3).

    >>> separation("98940", "97140")[0]
    'the two were given to different regions of the body'
    """
    codes = {one, other}
    if codes & _MANIPULATION and codes & _MANUAL_THERAPY:
        return "the two were given to different regions of the body", "the region of each"
    if codes & _WOUND_CARE and codes <= _WOUND_CARE | _DEBRIDEMENT:
        return "the two were done on different wounds", "the wound each was done on"
    if codes & _REHABILITATION:
        return "the two were given in separate encounters", "each encounter with its own times"
    if codes & REEVALUATIONS:
        return (
            "a change of status called for the re-evaluation, and it was apart from the treatment",
            "the change of status that called for the re-evaluation, and its own block of time",
        )
    proof = "separate blocks of time with the minutes of each, or a separate encounter, site or practitioner"
    return "the two were distinct, as timed codes are in separate blocks of time", f"what made them distinct: {proof}"


@attrs.frozen
class Prohibition:
    """One sentence of the manual about two lines: its section, and about whom it speaks.

    ``holds`` is None where it depends on who furnished the two, and nobody said so. ``at_fault`` is the code a finding
    stands on where the table has no edit; it is empty where the sentence only says that an edit must not be released.
    """

    section: str
    about: str
    holds: bool | None
    at_fault: str


def prohibition(one: ServiceLine, other: ServiceLine, *, discipline: str, facility: bool) -> Prohibition | None:
    """Return the manual's sentence about the two lines, in any order; None where it has none, or it does not hold."""
    for first, second in ((one, other), (other, one)):
        found = _of(first, second, discipline, facility)
        if found is not None and found.holds is not False:
            return found
    return None


def _of(first: ServiceLine, second: ServiceLine, discipline: str, facility: bool) -> Prohibition | None:
    code, partner = first.code, second.code
    same = _same_practitioner(first, second)
    specialty = discipline_of(first, discipline) == discipline_of(second, discipline)
    if (code in _TESTS and partner in _OT | _PT) or (code in _ORTHOTICS and partner in REEVALUATIONS):
        return Prohibition("XI.P.8", "one practitioner or two of one specialty", specialty or same is True, "")
    if code in _OT and partner in _PT:
        holds = False if same is None and facility else same
        return Prohibition("XI.P.1", "one practitioner", holds, code if discipline == "PT" else partner)
    if code in _COGNITION and partner in _SPEECH:
        if same is None and (specialty or facility):
            same = specialty
        return Prohibition("XI.H.2-3", "one practitioner", same, code)
    return None


def _same_practitioner(one: ServiceLine, other: ServiceLine) -> bool | None:
    """None where one of the lines does not name its rendering provider."""
    if one.rendering_provider_key is None or other.rendering_provider_key is None:
        return None
    return one.rendering_provider_key == other.rendering_provider_key
