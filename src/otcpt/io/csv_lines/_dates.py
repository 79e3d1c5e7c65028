"""Days and times of day, as record systems write them; what could mean two things is refused."""

import re
from collections.abc import Iterable
from datetime import date, time

from otcpt.errors import InvalidInput
from otcpt.io._log import Log

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


def read_date(text: str) -> date:
    """Read a calendar day: year first, month first with slashes, or with the name of the month.

    A time of day after it is left out; a moment with a time zone is refused, since the local day may be another. Years
    of two digits turn at `PIVOT`.

    >>> forms = "2026-03-09", "2026/3/9", "20260309", "3/9/2026", "3/9/26", "09-Mar-2026", "Mar 9, 2026"
    >>> {str(read_date(form)) for form in (*forms, "3/9/2026 9:30 AM")}
    {'2026-03-09'}
    """
    bare = _WEEKDAY.sub("", text, count=1) if text[:1].isalpha() else text
    day = _day(bare)
    if day is None and (timed := _DAY_WITH_TIME.fullmatch(bare)) is not None and _time(timed) is not None:
        if timed["zone"] and not _is_midnight(timed):
            raise InvalidInput("a moment in a time zone; the local day may be another: write the day as 2026-03-09")
        day = _day(timed["day"])
    if day is None:
        raise InvalidInput(_wrong_day(bare.split(" ")[0]))
    return day


def look_at_dates(texts: Iterable[str], log: Log) -> None:
    """Look at all dates of a column together: note years of two digits, refuse days that may come before months.

    Raises `InputErrors` for the latter also where problems are kept: 9/3/2026 is another day then.
    """
    days = [text.split(" ")[0] if "/" in text else text for text in texts]
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
