"""Remote therapeutic monitoring: which codes share a period, and when two lines of them meet.

Device supply is billed for 30 days, by one code up to 2025 (16 days of data or more) and by one of two from 2026 (16 to
30 days, 2 to 15 days); management by the calendar month, for 20 minutes, from 2026 for 10 to 19 too.
"""

from otcpt.codes import CodeGroup
from otcpt.rules._law import Law

TEN_MINUTES, TWENTY_MINUTES, TWENTY_MORE = "ten-minutes", "twenty-minutes", "twenty-more"

#: Days of one supply period.
PERIOD = 30


def device(law: Law, code: str) -> str | None:
    """Return the kind of device a supply code is for; codes of one device share a period."""
    return law.group(CodeGroup.MONITORING_DEVICE).parts.get(code)


def management(law: Law, code: str) -> str | None:
    """Return which minutes of a month a management code is for."""
    return law.group(CodeGroup.MONITORING_MANAGEMENT).parts.get(code)


def is_therapeutic(law: Law, code: str) -> bool:
    """Whether the code is remote therapeutic monitoring: its set-up, a device, or its management."""
    set_up = code in law.group(CodeGroup.MONITORING_SET_UP)
    return set_up or device(law, code) is not None or management(law, code) is not None


def is_physiologic(law: Law, code: str) -> bool:
    """Whether the code is remote physiologic monitoring, which is other practitioners'."""
    return code in law.group(CodeGroup.MONITORING_PHYSIOLOGIC)


def are_both_kinds(law: Law, one: str, other: str) -> bool:
    """Whether one of two codes is therapeutic monitoring and the other physiologic: Medicare pays one of the two."""
    return any(is_therapeutic(law, a) and is_physiologic(law, b) for a, b in ((one, other), (other, one)))


def is_first_minutes(law: Law, code: str) -> bool:
    """Whether the code is for a month's first minutes; one such code is the month's."""
    return management(law, code) in (TEN_MINUTES, TWENTY_MINUTES)


def exclusive(law: Law, one: str, other: str) -> bool:
    """Whether two different codes stand for the same period, so that only one of them can be billed for it."""
    if one == other:
        return False
    of_one, of_other = device(law, one), device(law, other)
    if of_one and of_other:
        return of_one == of_other
    return is_first_minutes(law, one) and is_first_minutes(law, other)
