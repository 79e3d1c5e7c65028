"""Functional reporting, 2013 to 2018: the codes of a limitation and how severe it is.

CMS, Pub. 100-04 ch. 5 §10.6: 42 codes that are never paid, in 14 sets of three, each with one of seven modifiers.
"""

from datetime import date

from otcpt.frozenmap import FrozenMap
from otcpt.rules._law import Law

#: First day of the codes; until `REQUIRED_FROM` claims without them were paid.
TESTED_FROM = date(2013, 1, 1)
REQUIRED_FROM = date(2013, 7, 1)
#: Dates of service from this day on need no report, though the codes stayed in force for another year.
DROPPED_FROM = date(2019, 1, 1)

BOUNDARIES = (TESTED_FROM, REQUIRED_FROM, DROPPED_FROM)

#: 0, 1 to 19, 20 to 39, 40 to 59, 60 to 79, 80 to 99 and 100 percent impaired.
SEVERITY_MODIFIERS = frozenset({"CH", "CI", "CJ", "CK", "CL", "CM", "CN"})

CURRENT, GOAL, DISCHARGE = "current status", "goal status", "discharge status"

#: Name of the limitation, and its codes of current, goal and discharge status.
_SETS = (
    ("mobility", "G8978", "G8979", "G8980"),
    ("body position", "G8981", "G8982", "G8983"),
    ("carrying and handling", "G8984", "G8985", "G8986"),
    ("self-care", "G8987", "G8988", "G8989"),
    ("other primary", "G8990", "G8991", "G8992"),
    ("other subsequent", "G8993", "G8994", "G8995"),
    ("swallowing", "G8996", "G8997", "G8998"),
    ("motor speech", "G8999", "G9186", "G9158"),
    ("comprehension", "G9159", "G9160", "G9161"),
    ("expression", "G9162", "G9163", "G9164"),
    ("attention", "G9165", "G9166", "G9167"),
    ("memory", "G9168", "G9169", "G9170"),
    ("voice", "G9171", "G9172", "G9173"),
    ("other speech", "G9174", "G9175", "G9176"),
)

#: Limitation and status of each code.
FUNCTIONAL = FrozenMap(
    (code, (name, status))
    for name, *codes in _SETS
    for code, status in zip(codes, (CURRENT, GOAL, DISCHARGE), strict=True)
)


def functional_reporting(law: Law) -> bool:
    """Whether the day asks for functional reports."""
    return TESTED_FROM <= law.on < DROPPED_FROM


def is_functional(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    """Whether the code reports a limitation on a day that asks for it."""
    return code in FUNCTIONAL and functional_reporting(law)
