"""Functional reporting, 2013 to 2018: the codes of a limitation and how severe it is.

CMS, Pub. 100-04 ch. 5 §10.6: 42 codes that are never paid, in 14 sets of three, each with one of seven modifiers. The
days of the groups are those for which reports were asked; the codes stayed in force for another year.
"""

from datetime import date

from otcpt.codes import CodeGroup
from otcpt.rules._law import Law

#: A stage of the program inside its days, which no group of codes can say: before it claims without codes were paid.
REQUIRED_FROM = date(2013, 7, 1)

CURRENT, GOAL, DISCHARGE = "current status", "goal status", "discharge status"

_STATUSES = {
    CodeGroup.FUNCTIONAL_CURRENT: CURRENT,
    CodeGroup.FUNCTIONAL_GOAL: GOAL,
    CodeGroup.FUNCTIONAL_DISCHARGE: DISCHARGE,
}


def functional_reporting(law: Law) -> bool:
    """Whether the day asks for functional reports."""
    return bool(law.group(CodeGroup.FUNCTIONAL_EVALUATION))


def functional_report(law: Law, code: str) -> tuple[str, str] | None:
    """Return limitation and status that a code reports on a day that asks for it."""
    for group, status in _STATUSES.items():
        part = law.group(group).parts.get(code)
        if part is not None:
            return part if part == "self-care" else part.replace("-", " "), status
    return None


def is_functional(law: Law, code: str, modifiers: tuple[str, ...] = ()) -> bool:
    """Whether the code reports a limitation on a day that asks for it."""
    return functional_report(law, code) is not None
