"""Remote therapeutic monitoring: which codes share a period, and when two lines of them meet.

Device supply is billed for 30 days, by one code up to 2025 (16 days of data or more) and by one of two from 2026 (16 to
30 days, 2 to 15 days); management by the calendar month, 98980 for 20 minutes, from 2026 98979 for 10 to 19.
"""

from otcpt.frozenmap import FrozenMap

SET_UP = "98975"
TEN_MINUTES, TWENTY_MINUTES, TWENTY_MORE = "98979", "98980", "98981"

#: The device each supply code is for. Codes of one device share a period.
DEVICES = FrozenMap(
    {
        **dict.fromkeys(("98976", "98984"), "respiratory"),
        **dict.fromkeys(("98977", "98985"), "musculoskeletal"),
        **dict.fromkeys(("98978", "98986"), "cognitive-behavioral"),
    }
)

#: The codes of a month's first minutes; one of them stands for the month.
FIRST_MINUTES = frozenset({TEN_MINUTES, TWENTY_MINUTES})
MANAGEMENT = frozenset({TEN_MINUTES, TWENTY_MINUTES, TWENTY_MORE})

#: Days of one supply period.
PERIOD = 30


def exclusive(one: str, other: str) -> bool:
    """Whether two different codes stand for the same period, so that only one of them can be billed for it.

    >>> exclusive("98977", "98985"), exclusive("98977", "98976"), exclusive("98979", "98980")
    (True, False, True)
    """
    if one == other:
        return False
    if one in DEVICES and other in DEVICES:
        return DEVICES[one] == DEVICES[other]
    return one in FIRST_MINUTES and other in FIRST_MINUTES
