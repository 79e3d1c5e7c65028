"""What the NCCI Policy Manual says of two lines of one day, beyond what the tables hold.

`separation` is its word on what must hold for an edit to be released, `prohibition` on what must not be released at
all, `apart` on what must have been apart although no edit asks for it.
"""

import attrs

from otcpt.claims import ServiceLine
from otcpt.modifiers import E_M_ONLY, SEPARATE_SERVICE
from otcpt.rules._day import discipline_of
from otcpt.rules._release import is_evaluation_and_management

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
_SPOKEN_OF = _TESTS | _ORTHOTICS | _OT | _COGNITION

_MANIPULATION = frozenset({"98940", "98941", "98942", "98943"})
_MANUAL_THERAPY = frozenset({"97112", "97124", "97140"})
REHABILITATION = frozenset({"93797", "93798", "94625", "94626", "G0237", "G0238", "G0239", "G0422", "G0423"})
_WOUND_CARE = frozenset({"97597", "97598", "97602", "97605", "97606", "97607", "97608", "97610"})
_DEBRIDEMENT = frozenset({"11042", "11043", "11044", "11045", "11046", "11047"})
_REPOSITIONING = "95992"
_INCLUDED_IN_REPOSITIONING = frozenset({"97110", "97112", "97140", "97530"})
_SWALLOWING = "92526"
_STIMULATION = frozenset({"97032", "G0283"})
_COMPRESSION = frozenset({"29581", "29582", "29583", "29584"})
_MANUAL_TECHNIQUES = "97140"
_THERAPY = (("97010", "97150"), ("97161", "97168"), ("97530", "97546"), ("97750", "97799"))


def separation(one: str, other: str) -> tuple[str, str]:
    """Return what must hold for 59 or an X modifier between two codes, and what the record must show of it.

    The manual has sentences of its own for some pairs: testing beside an evaluation (XI.P.8), speech and cognitive
    treatment (XI.H.2-3), swallowing and stimulation (XI.H.4), repositioning (XI.H.8), chiropractic manipulation (XI.S),
    wounds (XI.P.6, XI.P.9), cardiac and pulmonary rehabilitation (XI.P.7), re-evaluations (XI.P.3).

    >>> separation("98940", "97140")[0]
    'the two were given to different regions of the body'
    """
    codes = {one, other}
    if (codes & _TESTS and codes & (_OT | _PT)) or (codes & _ORTHOTICS and codes & REEVALUATIONS):
        return "therapists of two disciplines furnished the two", "each discipline's own plan of care and note"
    if (codes & _SPEECH and codes & _COGNITION) or (_SWALLOWING in codes and codes & _STIMULATION):
        return "two practitioners furnished the two", "each practitioner's own note and minutes"
    if _REPOSITIONING in codes and codes & _INCLUDED_IN_REPOSITIONING:
        return (
            "the treatment was for something else than the vertigo that the repositioning treats",
            "what each of the two was for",
        )
    if codes & _MANIPULATION and codes & _MANUAL_THERAPY:
        return "the two were given to different regions of the body", "the region of each"
    if codes & _WOUND_CARE and codes <= _WOUND_CARE | _DEBRIDEMENT:
        return "the two were done on different wounds", "the wound each was done on"
    if codes & REHABILITATION:
        return "the two were given in separate encounters", "each encounter with its own times"
    if codes & REEVALUATIONS:
        return (
            "a change of status called for the re-evaluation, and it was apart from the treatment",
            "the change of status that called for the re-evaluation, and its own block of time",
        )
    proof = "separate blocks of time with the minutes of each, or a separate encounter, site or practitioner"
    return "the two were distinct, as timed codes are in separate blocks of time", f"what made them distinct: {proof}"


def either_line(one: str, other: str) -> bool:
    """Tell whether the manual itself lets the modifier stand on either of the two lines (IV.G.17)."""
    codes = {one, other}
    return _MANUAL_TECHNIQUES in codes and bool(codes & _COMPRESSION)


@attrs.frozen
class Apart:
    """One sentence of the manual about two codes that no edit parts: both are payable only if they were apart.

    ``first`` is the code that stands, ``second`` the one that is part of it otherwise; ``modifier`` on the latter says
    that they were apart.
    """

    section: str
    first: str
    second: str
    modifier: str
    condition: str
    record: str


def apart(one: ServiceLine, other: ServiceLine) -> Apart | None:
    """Return the manual's sentence about two lines without an edit; None where it has none, or a modifier answers it.

    Therapy beside cardiac or pulmonary rehabilitation needs an encounter of its own (XI.P.7); a visit beside therapy
    (I-13, XI.U.6), strapping, casting or a splint (IV.G.3) is part of it unless significant and separate.
    """
    for first, second in ((one, other), (other, one)):
        codes = first.code, second.code
        said = {*first.modifiers, *second.modifiers}
        if _is_part_of_program(*codes) and SEPARATE_SERVICE.isdisjoint(said):
            return Apart("XI.P.7", *codes, "59 or XE", *separation(*codes))
        if not is_evaluation_and_management(second.code) or not E_M_ONLY.isdisjoint(second.modifiers):
            continue
        if _is_therapy(first.code) or _is_strapping(first.code):
            section = "I-13 and XI.U.6" if _is_therapy(first.code) else "IV.G.3"
            condition = "the visit was significant and separate"
            return Apart(section, *codes, "25", condition, "the visit's own findings")
    return None


def to_be_apart(one: str, other: str) -> bool:
    """Tell whether the manual asks for 59 or an X modifier between two codes without an edit, in any order."""
    return _is_part_of_program(one, other) or _is_part_of_program(other, one)


def _is_part_of_program(program: str, code: str) -> bool:
    return program in REHABILITATION and _is_therapy(code)


def _is_therapy(code: str) -> bool:
    """Treatment, testing and evaluation by OT and PT; behavior analysis, athletic training and wounds are not meant."""
    return code.isdigit() and any(first <= code <= last for first, last in _THERAPY)


def _is_strapping(code: str) -> bool:
    return code.isdigit() and "29000" <= code <= "29799"


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
    if code not in _SPOKEN_OF:
        return None
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
