"""Which tables the files of CMS are: setting and quarter of each, and that they go together."""

import os
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TypeAlias

from otcpt.errors import InvalidInput
from otcpt.io.cms import MueFile, PtpFile, read_mue, read_ptp
from otcpt.timeline import calendar_day

#: A file that CMS publishes, as it is or in its ZIP archive.
CmsFile: TypeAlias = str | os.PathLike[str]

_NAMED = re.compile(r"cci(pra|oph)", re.IGNORECASE)
_SETTINGS = {"pra": "practitioner", "oph": "outpatient_hospital"}
_WORDS = {"practitioner": "practitioner", "outpatient_hospital": "outpatient hospital"}


def ptp_tables(files: Sequence[CmsFile], setting: str | None, quarter: date | None) -> list[tuple[PtpFile, date]]:
    """Read the tables, each with the first day of its quarter."""
    by_setting: dict[str | None, list[CmsFile]] = {}
    for file in files:
        read = _NAMED.search(Path(file).name)
        by_setting.setdefault(_SETTINGS[read[1].lower()] if read else setting, []).append(file)
    if setting is not None and setting not in by_setting:
        settings = ", ".join(map(str, by_setting)) or "no PTP file"
        raise InvalidInput(f"setting={setting!r}, but the names tell {settings}; leave it out", "setting", setting)
    tables: dict[str, tuple[PtpFile, date]] = {}
    for own, parts in by_setting.items():
        table = read_ptp(parts, setting=own)
        name = table.parts[0].name
        if table.setting in tables:
            raise InvalidInput(f"{name} is a second PTP table of setting {table.setting}; build from one", "ptp", name)
        tables[table.setting] = table, quarter_of(table.effective, quarter, name)
    quarters = {day for _, day in tables.values()}
    if len(quarters) > 1:
        days = ", ".join(f"{_WORDS[name]} {day}" for name, (_, day) in tables.items())
        raise InvalidInput(f"the PTP tables are of different quarters ({days}); take both of one", "ptp")
    return list(tables.values())


def mue_tables(files: Sequence[CmsFile], quarter: date | None) -> list[MueFile]:
    """Read the tables, by setting and quarter."""
    found: dict[tuple[str, date], MueFile] = {}
    for source in files:
        file = read_mue(source, effective=quarter)
        if file.setting not in _WORDS:
            raise InvalidInput(
                f"{file.part.name} is the {file.setting} table, which no policy asks for; leave it out", "mue"
            )
        if found.setdefault((file.setting, file.effective), file) is not file:
            raise InvalidInput(
                f"{file.part.name} is a second MUE table of {file.setting} for {file.effective}; build from one", "mue"
            )
    return [found[key] for key in sorted(found)]


def quarter_of(read: date | None, given: date | None, name: str) -> date:
    """Return the first day of a file's quarter, as its name tells or as given; the two may not differ."""
    if read is not None and given not in (None, read):
        raise InvalidInput(f"{name} is in force from {read}, not from {given}; leave the quarter out", "quarter", given)
    day = read if given is None else calendar_day(given, "given")
    if day is None:
        raise InvalidInput(
            f"the name {name!r} does not tell the quarter; pass its first day, like date(2026, 7, 1)", "quarter"
        )
    if day.day != 1 or day.month not in (1, 4, 7, 10):
        raise InvalidInput(f"no quarter begins on {day}; pass its first day, like date(2026, 7, 1)", "quarter", day)
    return day
