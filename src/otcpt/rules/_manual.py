"""What the NCCI Policy Manual says of two lines of one day, and about whom.

Which codes, which section and which reason is a table of the edition; the words for the reasons are here, and so is who
is meant where no provider is named.
"""

from typing import NamedTuple

from otcpt.claims import ServiceLine
from otcpt.codes import CodeGroup
from otcpt.edits import Between, Effect, Fault, Separateness
from otcpt.rules._day import discipline_of
from otcpt.rules._law import Law

#: The reason of two codes of which the manual says no more.
_DISTINCT = "distinct"

#: What must be true of the two services, what the note must show of it, and the elements of the record that ask for it.
_WORDS = {
    _DISTINCT: (
        "the two were distinct (timed codes: in separate blocks of time)",
        "separate blocks of time with the minutes of each, or a separate encounter, site or practitioner",
        "DOC-170 DOC-171",
    ),
    Separateness.TWO_DISCIPLINES: (
        "therapists of two disciplines furnished the two",
        "each discipline's own plan of care and note",
        "DOC-051 DOC-082",
    ),
    Separateness.TWO_PRACTITIONERS: (
        "two practitioners furnished the two",
        "each practitioner's own note and minutes",
        "DOC-170 DOC-082",
    ),
    Separateness.OTHER_CONDITION: (
        "the treatment was for something else than the vertigo that the repositioning treats",
        "what each of the two was for",
        "DOC-170",
    ),
    Separateness.OTHER_REGION: ("the two were given to different regions of the body", "the region of each", "DOC-170"),
    Separateness.OTHER_WOUND: (
        "the two were done on different wounds",
        "the wound each was done on",
        "DOC-170 DOC-164",
    ),
    Separateness.OTHER_ENCOUNTER: (
        "the two were given in separate encounters",
        "each encounter with its own times",
        "DOC-170",
    ),
    Separateness.CHANGE_OF_STATUS: (
        "a change of status called for the re-evaluation, and it was apart from the treatment",
        "the change of status that called for the re-evaluation, and its own block of time",
        "DOC-035 DOC-171",
    ),
    Separateness.SIGNIFICANT_VISIT: ("the visit was significant and separate", "the visit's own findings", "DOC-186"),
}

#: What must be true of the two services, in words, by what `separation` returns.
CONDITIONS = {str(reason): condition for reason, (condition, _, _) in _WORDS.items()}

#: What the note must show of it, in words.
PROOFS = {str(reason): proof for reason, (_, proof, _) in _WORDS.items()}

#: The ids of the elements of the record that ask for it.
RECORDS = {str(reason): ids for reason, (_, _, ids) in _WORDS.items()}

#: About whom a prohibition is, in words.
ABOUT = {
    str(Between.SPECIALTY): "one practitioner or two of one specialty",
    str(Between.PRACTITIONER): "one practitioner",
}


def modifier_justification(law: Law, one: str, other: str) -> str:
    """Return the reason that 59 or an X modifier needs between two codes, as a token of `CONDITIONS` and `RECORDS`."""
    found = law.sentence(Effect.CONDITION, one, other)
    return _DISTINCT if found is None else str(found[0].reason) or _DISTINCT


def either_line(law: Law, one: str, other: str) -> bool:
    """Tell whether the manual itself lets the modifier be on either of the two lines."""
    return law.sentence(Effect.EITHER_LINE, one, other) is not None


class SeparatenessRule(NamedTuple):
    """One sentence of the manual about two codes without an edit: both are payable only if they were separate.

    ``second`` is the code that is otherwise part of ``first``; ``modifier`` on it says that they were separate. ``why``
    is the reason, a token of `CONDITIONS` and `RECORDS`.
    """

    section: str
    first: str
    second: str
    modifier: str
    why: str


def separateness_rule(law: Law, one: ServiceLine, other: ServiceLine) -> SeparatenessRule | None:
    """Return the manual's sentence about two lines without an edit; None if there is none, or a modifier answers it."""
    found = law.sentence(Effect.SEPARATE, one.code, other.code)
    if found is None:
        return None
    sentence, swapped = found
    first, second = (other, one) if swapped else (one, other)
    if sentence.reason is Separateness.SIGNIFICANT_VISIT:
        modifier, answers, given = "25", CodeGroup.PTP_VISIT, second.modifiers
    else:
        modifier, answers, given = "59 or XE", CodeGroup.PTP_SEPARATE, (*first.modifiers, *second.modifiers)
    if not law.group(answers).codes.isdisjoint(given):
        return None
    section = sentence.basis.section.replace("; ", " and ")
    return SeparatenessRule(section, first.code, second.code, modifier, str(sentence.reason))


def requires_separateness(law: Law, one: str, other: str) -> bool:
    """Tell whether the manual asks for 59 or an X modifier between two codes without an edit, in any order."""
    found = law.sentence(Effect.SEPARATE, one, other)
    return found is not None and found[0].reason is not Separateness.SIGNIFICANT_VISIT


class Prohibition(NamedTuple):
    """One sentence of the manual about two lines: its section, and about whom it is (a token of `ABOUT`).

    ``holds`` is None where it depends on who furnished the two, and that is not given. ``at_fault`` is the code a
    finding is about where the table has no edit; it is empty where the sentence only forbids to bypass an edit.
    """

    section: str
    about: str
    holds: bool | None
    at_fault: str


def prohibition(
    law: Law, one: ServiceLine, other: ServiceLine, *, discipline: str, facility: bool
) -> Prohibition | None:
    """Return the manual's sentence about the two lines, in any order; None where it has none, or it does not hold."""
    found = law.sentence(Effect.FORBIDDEN, one.code, other.code)
    if found is None:
        return None
    sentence, swapped = found
    first, second = (other, one) if swapped else (one, other)
    same = _same_practitioner(first, second)
    specialty = discipline_of(first, discipline) == discipline_of(second, discipline)
    if sentence.between is Between.SPECIALTY:
        holds: bool | None = specialty or same is True
    elif sentence.fault is Fault.OTHER_DISCIPLINE:
        # Each of the two codes is one discipline's alone, whatever its modifier: in a facility they are two people's.
        holds = False if same is None and facility else same
    else:
        holds = specialty if same is None and (specialty or facility) else same
    if holds is False:
        return None
    at_fault = ""
    if sentence.fault is Fault.FIRST or (sentence.fault is Fault.OTHER_DISCIPLINE and discipline == "PT"):
        at_fault = first.code
    elif sentence.fault is Fault.OTHER_DISCIPLINE:
        at_fault = second.code
    return Prohibition(sentence.basis.section, str(sentence.between), holds, at_fault)


def _same_practitioner(one: ServiceLine, other: ServiceLine) -> bool | None:
    """None where one of the lines does not name its rendering provider."""
    if one.rendering_provider_key is None or other.rendering_provider_key is None:
        return None
    return one.rendering_provider_key == other.rendering_provider_key
