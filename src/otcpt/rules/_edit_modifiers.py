"""Which modifiers release a PTP edit with indicator 1 for two given lines, and why others do not.

Sources: NCCI Policy Manual I-14 (the complete list), I-15 to I-19 (59 and the X modifiers, 25, the anatomic ones);
CR 11168 (either line, for 59 and the X modifiers, in the Part B system from 2019-07-01). Institutional claims are
edited by the outpatient code editor, not by that system: it sets the edit only where neither line has such a modifier,
with no date and for any of them. That was read in a port of its release of July 2019; earlier days are inferred.
"""

from datetime import date
from typing import NamedTuple

from otcpt.claims import ServiceLine
from otcpt.codes import CodeGroup
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._law import Law

#: Services furnished from this day on: 59 and the X modifiers are read on either line (CR 11168). The modifiers and
#: the pairs stay what they were.
EITHER_LINE_FROM = date(2019, 7, 1)

_LEFT = frozenset({"LT", "E1", "E2", "FA", "F1", "F2", "F3", "F4", "TA", "T1", "T2", "T3", "T4"})

#: The modifiers of the two sides of the body.
SIDES = frozenset({"LT", "RT"})

#: Modifiers that are often added to separate two services and do not.
_NEVER = frozenset({"22", "76", "77"})

#: Why a modifier on the lines of an edit does not apply, the reason to name first.
IDLE = ("line", "column-two", "site", "visit", "e-m", "hospital", "surgery", "laboratory", "never")


class EditModifiers(NamedTuple):
    """The modifiers that release the edit, and each one that is there and does not, with the reason as a token.

    ``works_on_other_line`` are those among the latter that would release it from the other line.
    """

    by: tuple[str, ...]
    idle: tuple[tuple[str, str], ...]
    works_on_other_line: tuple[str, ...] = ()


def is_evaluation_and_management(law: Law, code: str) -> bool:
    """Whether the code is a visit of a physician or other practitioner: CPT's own section, or a clinic's visit."""
    return code in law.group(CodeGroup.VISIT)


def conditional_modifiers(law: Law) -> frozenset[str]:
    """Return the modifiers that release an edit on some kinds of line only; those of a site do on any."""
    return law.group(CodeGroup.PTP_ASSOCIATED).codes - law.group(CodeGroup.PTP_ANATOMIC).codes


def edit_modifiers(law: Law, one: ServiceLine, two: ServiceLine, *, facility: bool) -> EditModifiers:
    """Judge every modifier of a column-one and a column-two line."""
    by: dict[str, None] = {}
    idle: dict[tuple[str, str], None] = {}
    works_on_other_line: dict[str, None] = {}
    associated = law.group(CodeGroup.PTP_ASSOCIATED)
    for line, other, second in ((two, one, True), (one, two, False)):
        for modifier in line.modifiers:
            if modifier in associated:
                read = second or _read_on_column_one(law, modifier, facility)
                why = why_not_applicable(law, modifier, line, facility=facility) or _not_here(
                    law, modifier, line, other, read
                )
                if why:
                    idle[modifier, why] = None
                    if _would_from(law, modifier, other, line, not second, facility):
                        works_on_other_line[modifier] = None
                else:
                    by[modifier] = None
            elif second and modifier in _NEVER:
                idle[modifier, "never"] = None
    return EditModifiers(tuple(by), tuple(idle), tuple(works_on_other_line))


def why_not_applicable(law: Law, modifier: str, line: ServiceLine, *, facility: bool) -> str:
    """Return why the modifier releases nothing on such a line, whatever the other lines are; empty where it may."""
    visit = is_evaluation_and_management(law, line.code)
    if modifier in law.group(CodeGroup.PTP_SEPARATE) and visit:
        return "visit"
    hospital_visit = modifier in law.group(CodeGroup.PTP_HOSPITAL_VISIT)
    if hospital_visit or modifier in law.group(CodeGroup.PTP_VISIT):
        if not visit:
            return "e-m"
        if hospital_visit and not facility:
            return "hospital"
    if modifier in law.group(CodeGroup.PTP_GLOBAL_PERIOD) and not _is_surgery(law, line):
        return "surgery"
    if modifier in law.group(CodeGroup.PTP_LABORATORY) and line.code not in law.group(CodeGroup.LABORATORY):
        return "laboratory"
    return ""


def _read_on_column_one(law: Law, modifier: str, facility: bool) -> bool:
    """Whether the claims system reads the modifier on the column-one line; that of institutional claims always does."""
    if facility:
        return True
    if modifier in law.group(CodeGroup.PTP_SEPARATE):
        return law.on >= EITHER_LINE_FROM
    return not (modifier in law.group(CodeGroup.PTP_GLOBAL_PERIOD) or modifier in law.group(CodeGroup.PTP_LABORATORY))


def _not_here(law: Law, modifier: str, line: ServiceLine, other: ServiceLine, read: bool) -> str:
    sites = law.group(CodeGroup.PTP_ANATOMIC).codes
    if modifier in sites and not _sites_differ(sites, line.modifiers, other.modifiers):
        return "site"
    if not read:
        return "line" if modifier in law.group(CodeGroup.PTP_SEPARATE) else "column-two"
    return ""


def _would_from(law: Law, modifier: str, line: ServiceLine, other: ServiceLine, second: bool, facility: bool) -> bool:
    """Whether the modifier would release the edit if it were on this line; what separates a visit is on the visit."""
    separate = modifier in law.group(CodeGroup.PTP_SEPARATE) and is_evaluation_and_management(law, other.code)
    if (
        separate
        or modifier in law.group(CodeGroup.PTP_ANATOMIC)
        or why_not_applicable(law, modifier, line, facility=facility)
    ):
        return False
    return second or _read_on_column_one(law, modifier, facility)


def _is_surgery(law: Law, line: ServiceLine) -> bool:
    """A code of the surgery section that is not furnished under a therapy plan of care."""
    return line.code in law.group(CodeGroup.SURGERY) and DISCIPLINE.keys().isdisjoint(line.modifiers)


def _sites_differ(sites: frozenset[str], ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Every site of one line is surely another one than every site of the other line."""
    here, there = sites.intersection(ours), sites.intersection(theirs)
    return bool(here and there) and not any(_may_be_same_site(a, b) for a in here for b in there)


def _may_be_same_site(one: str, other: str) -> bool:
    """LT includes every left finger, toe and lid, RT every right one."""
    return one == other or (bool(SIDES & {one, other}) and (one in _LEFT) == (other in _LEFT))
