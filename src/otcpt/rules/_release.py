"""Which modifiers release a PTP edit with indicator 1 for two given lines, and why others do not.

Sources: NCCI Policy Manual I-14 (the complete list), I-15 to I-19 (59 and the X modifiers, 25, the anatomic ones);
CR 11168 (either line, for 59 and the X modifiers, in the Part B system from 2019-07-01). For institutional claims one
contractor's text of today alone says that either line is read: it is followed from the same day on, the column-two
line is recommended, and nothing is said of earlier days and of other modifiers on the column-one line.
"""

from datetime import date

import attrs

from otcpt.claims import ServiceLine
from otcpt.modifiers import ANATOMIC, DISCIPLINE, E_M_ONLY, GLOBAL_PERIOD_ONLY, PTP_ASSOCIATED, SEPARATE_SERVICE

#: Services furnished from this day on: 59 and the X modifiers are read on either line (CR 11168).
EITHER_LINE_FROM = date(2019, 7, 1)

_LEFT = frozenset({"LT", "E1", "E2", "FA", "F1", "F2", "F3", "F4", "TA", "T1", "T2", "T3", "T4"})
_SIDES = frozenset({"LT", "RT"})


@attrs.frozen
class Release:
    """The modifiers that release the edit, and a clause for each one that is there and does not.

    ``movable`` are those among the latter that would release it from the other line, ``unread`` those on the column-one
    line of which no document says whether they are read there.
    """

    by: tuple[str, ...]
    idle: tuple[str, ...]
    movable: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def is_evaluation_and_management(code: str) -> bool:
    """Tell whether the code is a visit of a physician or other practitioner: CPT's own section, or the clinic's G0463.

    >>> is_evaluation_and_management("99213"), is_evaluation_and_management("97165")
    (True, False)
    """
    return (code.isdigit() and "99201" <= code <= "99499") or code == "G0463"


def release(one: ServiceLine, two: ServiceLine, *, on: date, facility: bool) -> Release:
    """Judge every modifier of a column-one and a column-two line."""
    by: dict[str, None] = {}
    idle: dict[str, None] = {}
    movable: dict[str, None] = {}
    unread: dict[str, None] = {}
    for line, other, second in ((two, one, True), (one, two, False)):
        for modifier in line.modifiers:
            if modifier in PTP_ASSOCIATED:
                read = second or _read_on_column_one(modifier, on, facility)
                why = unfit(modifier, line, facility=facility) or _not_here(modifier, line, other, read)
                if why:
                    idle[f"{modifier} does not release it: {why}"] = None
                    if _would_from(modifier, other, line, not second, on, facility):
                        movable[modifier] = None
                else:
                    (unread if read is None else by)[modifier] = None
            elif second and modifier not in DISCIPLINE:
                idle[f"{modifier} does not release it"] = None
    return Release(tuple(by), tuple(idle), tuple(movable), tuple(unread))


def unfit(modifier: str, line: ServiceLine, *, facility: bool) -> str:
    """Return why the modifier releases nothing on such a line whatever stands beside it; empty where it may."""
    visit = is_evaluation_and_management(line.code)
    if modifier in SEPARATE_SERVICE and visit:
        return "a visit takes 25"
    if modifier in E_M_ONLY or modifier == "27":
        if not visit:
            return "it is for evaluation-and-management codes"
        if modifier == "27" and not facility:
            return "it tells visits to a hospital apart"
    if modifier in GLOBAL_PERIOD_ONLY and not _is_surgery(line):
        return "it is for surgery within a global period"
    if modifier == "91" and not _is_laboratory(line.code):
        return "it is for repeated laboratory tests"
    return ""


def _read_on_column_one(modifier: str, on: date, facility: bool) -> bool | None:
    """Whether the claims system reads the modifier on the column-one line; None where no document says."""
    if modifier in SEPARATE_SERVICE:
        return True if on >= EITHER_LINE_FROM else None if facility else False
    if modifier in GLOBAL_PERIOD_ONLY or modifier == "91":
        return None if facility else False
    return True


def _not_here(modifier: str, line: ServiceLine, other: ServiceLine, read: bool | None) -> str:
    if modifier in ANATOMIC and not _sites_differ(line.modifiers, other.modifiers):
        return "both lines must name a site, and the sites must differ"
    if read is False:
        before = f"before {EITHER_LINE_FROM} " if modifier in SEPARATE_SERVICE else ""
        return f"{before}it belong{'ed' if before else 's'} on the column-two line"
    return ""


def _would_from(modifier: str, line: ServiceLine, other: ServiceLine, second: bool, on: date, facility: bool) -> bool:
    """Whether the modifier would release the edit if it stood on this line; what parts a visit stands on the visit."""
    if modifier in ANATOMIC or (modifier in SEPARATE_SERVICE and is_evaluation_and_management(other.code)):
        return False
    return not unfit(modifier, line, facility=facility) and bool(second or _read_on_column_one(modifier, on, facility))


def _is_surgery(line: ServiceLine) -> bool:
    """A code of the surgery section that is not furnished under a therapy plan of care."""
    return line.code.isdigit() and "10004" <= line.code <= "69990" and not DISCIPLINE.keys() & set(line.modifiers)


def _is_laboratory(code: str) -> bool:
    return code.isdigit() and "80000" <= code <= "89999"


def _sites_differ(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Every site of one line is surely another one than every site of the other line."""
    here, there = ANATOMIC.intersection(ours), ANATOMIC.intersection(theirs)
    return bool(here and there) and not any(_may_be_same_site(a, b) for a in here for b in there)


def _may_be_same_site(one: str, other: str) -> bool:
    """LT holds every left finger, toe and lid, RT every right one."""
    return one == other or (bool(_SIDES & {one, other}) and (one in _LEFT) == (other in _LEFT))
