"""What cells and file names of CMS tell: each reading is exact, or None."""

import re
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

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


_PTP = re.compile(r"cci(pra|oph)-v([0-9]{2})([0-3])r([0-9]+)-f([0-9]+)", re.ASCII | re.IGNORECASE)
_MUE_SETTING = re.compile(r"(practitioner|outpatient[-_ ]?hospital|dme[-_ ]?supplier)[-_ ]?services", re.IGNORECASE)
_MUE_DAY = re.compile(r"eff(?:ective)?[-_]([0-9]{2})-([0-9]{2})-([0-9]{4})", re.ASCII | re.IGNORECASE)
_ADDON = re.compile(r"aoc_v([0-9]{4})q([1-4])", re.ASCII | re.IGNORECASE)


class PtpName(NamedTuple):
    """What ``ccipra-v322r0-f1`` tells: practitioner, version 32.2, revision 0, part 1, in force from July 1, 2026."""

    setting: str
    version: str
    revision: int
    effective: date
    part: int


def read_ptp_name(name: str) -> PtpName | None:
    """Return what the name of a PTP file tells, or None.

    >>> read_ptp_name("ccioph-v302r0-f4.txt")
    PtpName(setting='outpatient_hospital', version='30.2', revision=0, effective=datetime.date(2024, 7, 1), part=4)
    """
    found = _PTP.search(name)
    if found is None:
        return None
    setting = "practitioner" if found[1].lower() == "pra" else "outpatient_hospital"
    major, minor = int(found[2]), int(found[3])
    return PtpName(setting, f"{major}.{minor}", int(found[4]), _quarter(1994 + major, minor + 1), int(found[5]))


def read_mue_name(name: str) -> tuple[str | None, date | None]:
    """Return setting and first day as the name of an MUE file tells them.

    >>> read_mue_name("MCR_MUE_PractitionerServices_Eff_04-01-2026.csv")
    ('practitioner', datetime.date(2026, 4, 1))
    """
    setting, day = _MUE_SETTING.search(name), _MUE_DAY.search(name)
    effective = None
    if day is not None:
        with suppress(ValueError):
            effective = date(int(day[3]), int(day[1]), int(day[2]))
    return None if setting is None else setting_of(setting[1]), effective


def setting_of(words: str) -> str:
    """Return the setting's name in otcpt for CMS's words.

    >>> setting_of("Outpatient Hospital"), setting_of("DMESupplier")
    ('outpatient_hospital', 'dme_supplier')
    """
    letters = re.sub(r"[^a-z]", "", words.lower())
    return {"outpatienthospital": "outpatient_hospital", "dmesupplier": "dme_supplier"}.get(letters, letters)


def read_addon_name(name: str) -> date | None:
    """Return the first day of the quarter an add-on file is named for.

    >>> read_addon_name("AOC_V2026Q2-MCR.txt")
    datetime.date(2026, 4, 1)
    """
    found = _ADDON.search(name)
    return None if found is None else _quarter(int(found[1]), int(found[2]))


def is_quarter(day: date) -> bool:
    """Tell whether a quarter begins on the day."""
    return day.day == 1 and day.month in (1, 4, 7, 10)


def _quarter(year: int, number: int) -> date:
    return date(year, 3 * number - 2, 1)
