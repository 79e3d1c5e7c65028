"""Minutes, as numbers and as durations."""

import re

from otcpt.errors import InvalidInput
from otcpt.io._values import whole_number

#: Hours and minutes are read below so many hours; 9:30 is more likely a time of day, and 15:00 a quarter of an hour.
_HOURS = 4

_COLONS = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?", re.ASCII)
_WORDS = re.compile(
    r"(?:([0-9]{1,2}) ?h(?:ou)?(?:rs?)?\.?)?[ ,]*(?:([0-9]{1,4}) ?m(?:in(?:ute)?s?)?\.?)?", re.ASCII | re.IGNORECASE
)
_DECIMAL = re.compile(r"([0-9]{1,4})\.[0-9]*[1-9][0-9]*", re.ASCII)


def read_minutes(text: str) -> int:
    """Read whole minutes: 30, 30.0, 30 min, 1 h 15 min, or hours and minutes as 0:30.

    >>> [read_minutes(text) for text in ("30", "30.0", "0:15", "1:05", "00:30:00", "45 min", "1 hr 15 min")]
    [30, 30, 15, 65, 30, 45, 75]
    """
    number = whole_number(text)
    if number is not None:
        return number
    if found := _DECIMAL.fullmatch(text):
        floor = int(found[1])
        raise InvalidInput(f"not whole minutes; give {floor} or {floor + 1}, as the note states them")
    if found := _COLONS.fullmatch(text):
        return _hours_and_minutes(int(found[1]), int(found[2]), int(found[3] or 0))
    if (found := _WORDS.fullmatch(text)) and (found[1] or found[2]):
        return 60 * int(found[1] or 0) + int(found[2] or 0)
    raise InvalidInput("not whole minutes, like 30 or 0:30; leave the cell empty where they are unknown")


def _hours_and_minutes(hours: int, minutes: int, seconds: int) -> int:
    if hours >= _HOURS or minutes > 59:
        raise InvalidInput("a time of day, or minutes and seconds? Write the minutes as a number, like 30")
    if seconds:
        raise InvalidInput("not whole minutes; give those that the note states, like 30")
    return 60 * hours + minutes
