"""Days, times of day and durations, as record systems write them; what could mean two things is refused."""

import re
from collections.abc import Iterable
from datetime import date, time

from otcpt.errors import InvalidInput
from otcpt.io._log import Log
from otcpt.io._text import whole_number

#: Years of two digits: 00 to 49 are 2000 to 2049, 50 to 99 are 1950 to 1999.
PIVOT = 50

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"),
        1,
    )
    for name in names.split()
}  # fmt: skip
_YEAR_FIRST = re.compile(r"(?P<y>[0-9]{4})(?P<mark>[-/])(?P<m>[0-9]{1,2})(?P=mark)(?P<d>[0-9]{1,2})", re.ASCII)
_COMPACT = re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})", re.ASCII)
_MONTH_FIRST = re.compile(r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{4}|[0-9]{2})", re.ASCII)
_DAY_AND_NAME = re.compile(r"(?P<d>[0-9]{1,2})[-/. ]?(?P<m>[A-Za-z]{3,9})\.?[-/, ]*(?P<y>[0-9]{4}|[0-9]{2})", re.ASCII)
_NAME_AND_DAY = re.compile(
    r"(?P<m>[A-Za-z]{3,9})\.?[- ]+(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,? ?(?P<y>[0-9]{4})", re.ASCII
)
_WEEKDAY = re.compile(
    r"(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? +", re.ASCII | re.IGNORECASE
)
_CLOCK = (
    r"(?P<h>[0-9]{1,2})(?::(?P<min>[0-9]{2})(?::(?P<s>[0-9]{2})(?:\.[0-9]{1,9})?)?)?"
    r"(?: ?(?P<half>[AaPp])(?:\.?[Mm]\.?)?)?"
)
_TIME = re.compile(_CLOCK, re.ASCII)
_DAY_WITH_TIME = re.compile(rf"(?P<day>.*[0-9])(?:T| +)(?P<time>{_CLOCK})(?P<zone>Z|[+-][0-9:]+)?", re.ASCII)
_MILITARY = re.compile(r"(?P<h>[0-9]{2})(?P<min>[0-9]{2})", re.ASCII)
_SERIAL = re.compile(r"[345][0-9]{4}(?:\.[0-9]+)?", re.ASCII)

_FORMS = "write it as 2026-03-09 (3/9/2026, month first, 20260309 and 09-Mar-2026 are read too)"
#: What is wrong with a day that has no such month: then all days of its column may be written so.
DAY_FIRST = (
    "no such month: if the days are written day first, every date of this column is ambiguous; "
    "export the dates as 2026-03-09"
)
#: Hours and minutes are read below so many hours; 9:30 is more likely a time of day, and 15:00 a quarter of an hour.
_HOURS = 4

_CLOCK_DURATION = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?", re.ASCII)
_WORDS = re.compile(
    r"(?:([0-9]{1,2}) ?h(?:ou)?(?:rs?)?\.?)?[ ,]*(?:([0-9]{1,4}) ?m(?:in(?:ute)?s?)?\.?)?", re.ASCII | re.IGNORECASE
)
_DECIMAL_MINUTES = re.compile(r"([0-9]{1,4})\.[0-9]*[1-9][0-9]*", re.ASCII)


def read_date(text: str) -> date:
    """Read a calendar day: year first, month first with slashes, or with the name of the month.

    A time of day after it is left out; a moment with a time zone is refused, since the local day may be another. Years
    of two digits turn at `PIVOT`.

    >>> forms = "2026-03-09", "2026/3/9", "20260309", "3/9/2026", "3/9/26", "09-Mar-2026", "Mar 9, 2026"
    >>> {str(read_date(form)) for form in (*forms, "3/9/2026 9:30 AM")}
    {'2026-03-09'}
    """
    bare = _bare(text)
    day = _day(bare)
    if day is None and (timed := _DAY_WITH_TIME.fullmatch(bare)) is not None and _time(timed) is not None:
        if timed["zone"] and not _is_midnight(timed):
            raise InvalidInput("a moment in a time zone; the local day may be another: write the day as 2026-03-09")
        day = _day(timed["day"])
    if day is None:
        raise InvalidInput(_wrong_day(bare.split(" ")[0]))
    return day


def _bare(text: str) -> str:
    """A day without its weekday."""
    return _WEEKDAY.sub("", text, count=1) if text[:1].isalpha() else text


def look_at_dates(texts: Iterable[str], log: Log) -> None:
    """Look at all dates of a column together: years of two digits are noted, days that may come before months refused.

    Raises:
        InputErrors: 9/3/2026 may be another day than it seems; also where problems are kept.
    """
    days = [_bare(text).split(" ")[0] if "/" in text else text for text in texts]
    if any(map(is_short_year, days)):
        log.note(f"years of two digits: 00 to {PIVOT - 1} were read as 20.., {PIVOT} to 99 as 19..")
    if any(_wrong_day(day) == DAY_FIRST for day in days):
        message = "no row was used: dates in slashes are read month first, and some of this column cannot be"
        raise log.refuse(message, None, "date_of_service")


def is_short_year(text: str) -> bool:
    """Whether a text that was read as a day has a year of two digits.

    >>> is_short_year("3/9/26"), is_short_year("3/9/2026")
    (True, False)
    """
    found = _MONTH_FIRST.fullmatch(text) or _DAY_AND_NAME.fullmatch(text)
    return found is not None and len(found["y"]) == 2


def read_time(text: str) -> time:
    """Read a time of day, 13:05 or 1:05 PM; a day before it is left out.

    >>> read_time("9:00 AM"), read_time("13:05"), read_time("0930")
    (datetime.time(9, 0), datetime.time(13, 5), datetime.time(9, 30))
    """
    found = _TIME.fullmatch(text) or _MILITARY.fullmatch(text)
    if found is None and (timed := _DAY_WITH_TIME.fullmatch(text)) is not None and _day(timed["day"]) is not None:
        found = None if timed["zone"] else timed
    moment = None if found is None else _time(found)
    if moment is None:
        raise InvalidInput("not a time of day; write it as 9:30 AM, or on the 24-hour clock as 09:30 or 13:05")
    if found is not None and "half" in found.groupdict() and not found["half"] and len(found["h"]) == 1 and moment.hour:
        raise InvalidInput("morning or afternoon? Write it as 9:30 AM, or on the 24-hour clock as 09:30 or 13:05")
    return moment


def _day(text: str) -> date | None:
    for form in (_YEAR_FIRST, _COMPACT, _MONTH_FIRST, _DAY_AND_NAME, _NAME_AND_DAY):
        found = form.fullmatch(text)
        if found is not None:
            month = found["m"]
            number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
            try:
                return date(_year(found["y"]), number, int(found["d"]))
            except ValueError:
                return None
    return None


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < PIVOT else 1900)


def _time(found: re.Match[str]) -> time | None:
    parts = found.groupdict()
    hour, half = int(parts["h"]), (parts.get("half") or "").lower()
    if not (half or parts.get("min")) or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(parts.get("min") or 0), int(parts.get("s") or 0))
    except ValueError:
        return None


def _is_midnight(found: re.Match[str]) -> bool:
    return _time(found) == time(0)


def _wrong_day(text: str) -> str:
    found = _MONTH_FIRST.fullmatch(text)
    if found is not None and int(found["m"]) > 12 >= int(found["d"]) > 0 and int(found["m"]) <= 31:
        return DAY_FIRST
    if _SERIAL.fullmatch(text):
        return "a number, perhaps a day as Excel keeps it; format the column as dates and export it again"
    return f"not a calendar day; {_FORMS}"


def read_minutes(text: str) -> int:
    """Read whole minutes: 30, 30.0, 30 min, 1 h 15 min, or hours and minutes as 0:30.

    >>> [read_minutes(text) for text in ("30", "30.0", "0:15", "1:05", "00:30:00", "45 min", "1 hr 15 min")]
    [30, 30, 15, 65, 30, 45, 75]
    """
    number = whole_number(text)
    if number is not None:
        return number
    if found := _DECIMAL_MINUTES.fullmatch(text):
        floor = int(found[1])
        raise InvalidInput(f"not whole minutes; give {floor} or {floor + 1}, as the note states them")
    if found := _CLOCK_DURATION.fullmatch(text):
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
