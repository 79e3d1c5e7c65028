"""Cells of CMS tables: each reading is exact, or None."""

import re
from datetime import date, timedelta

_YEAR_FIRST = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_DAY_OF_YEAR = re.compile(r"([0-9]{4})([0-9]{3})", re.ASCII)

CODE = "expected a code such as 97530, 0791T or G0283"


def read_day(text: str) -> date | None:
    """Return the day of ``20201001``.

    >>> read_day("20201001"), read_day("20201301"), read_day("2020-10-01")
    (datetime.date(2020, 10, 1), None, None)
    """
    found = _YEAR_FIRST.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def read_day_of_year(text: str) -> date | None:
    """Return the day of ``2013091``, the 91st of 2013.

    >>> read_day_of_year("2013091"), read_day_of_year("2013366")
    (datetime.date(2013, 4, 1), None)
    """
    found = _DAY_OF_YEAR.fullmatch(text)
    if found is None or found[1] == "0000" or found[2] == "000":
        return None
    year = int(found[1])
    day = date(year, 1, 1) + timedelta(days=int(found[2]) - 1) if year < date.max.year else None
    return day if day is not None and day.year == year else None


def letters(text: str) -> str:
    """Return the letters and digits of a header, small: CMS wraps and spaces its headers freely.

    >>> letters("HCPCS/\\nCPT Code")
    'hcpcscptcode'
    """
    return re.sub(r"[^a-z0-9]", "", text.lower())
