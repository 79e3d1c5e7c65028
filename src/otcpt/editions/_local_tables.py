"""Packing the tables CMS publishes: columns in the order of the file, everything that repeats told once."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import attrs
from dateutil.relativedelta import relativedelta

from otcpt.citation import Document
from otcpt.editions._build_ptp import packed_changes
from otcpt.editions._folded import fold, unfold
from otcpt.editions._manifest import TableInfo
from otcpt.editions._pack import narrowest, pack, unpack
from otcpt.edits import MueRow as MueLimit
from otcpt.edits.flags import pack_flags
from otcpt.io.cms import AddonFile, MueFile, PtpFile, PtpTerms
from otcpt.timeline import day_after

_READ = "read from the files of CMS"
#: CMS keeps ended edits back to the day the tables began.
_PTP_SINCE = date(1996, 1, 1)
_NEVER_LIVED = 9


@attrs.frozen
class Packed:
    """A table ready to be written; ``sources`` are the documents it names that no bundled edition has."""

    info: TableInfo
    data: bytes = attrs.field(repr=False)
    sources: Mapping[str, Document]


def quarter_end(first_day: date) -> date:
    """Return the last day of the quarter that begins on a day.

    >>> quarter_end(date(2026, 7, 1))
    datetime.date(2026, 9, 30)
    """
    return first_day + relativedelta(months=3) - timedelta(days=1)


def pack_ptp(table: PtpFile, quarter: date, in_use: Mapping[str, date]) -> Packed:
    """Pack every edit that ever lived; ``in_use`` are the codes that came into use on a known day.

    What is said of a pair (days and indicator) is told once and numbered; some thousands of such terms serve all rows.
    """
    name, key = f"ptp_{table.setting}", f"cms-ptp-{table.setting.replace('_', '-')}"
    last = quarter_end(quarter)
    said = sorted({_said(terms) for terms in table.terms if terms.modifier_indicator != _NEVER_LIVED})
    number = {terms: place for place, terms in enumerate(said)}
    one, two, term = table.numbered([number.get(_said(terms)) for terms in table.terms])
    dates = sorted({"", *(day for terms in said for day in terms[:2])})
    date_at = {day: place for place, day in enumerate(dates)}
    first_days = [date_at[first] for first, _, _ in said]
    newer = [(code, first) for code, first in sorted(in_use.items()) if first > last]
    header = {
        "codes": fold(table.codes),
        "dates": dates,
        "sources": [key],
        "scopes": [{"codes": None, "both": True, "since": str(_PTP_SINCE)}],
        "changes": packed_changes({}, ""),
        "newer": [[code, str(first)] for code, first in newer],
    }
    starts = [bisect_left(one, place) for place in range(len(table.codes) + 1)]
    columns = {
        "rows_of": narrowest([after - before for before, after in pairwise(starts)]),
        "high": two,
        "term": term,
        "first_day": narrowest(first_days),
        "not_before": narrowest(first_days),
        "last_day": narrowest([date_at[end] for _, end, _ in said]),
        "flags": narrowest([pack_flags(indicator, swapped=False, basis="exact") for _, _, indicator in said]),
        "source": array("B", bytes(len(said))),
    }
    version = f"v{table.version} r{table.revision}" if table.version else "version not told"
    days = {date.fromisoformat(first) for first, _, _ in said}
    days |= {day_after(date.fromisoformat(end)) for _, end, _ in said if end}
    days |= {_PTP_SINCE, day_after(last), *(first for _, first in newer)}
    words = table.setting.replace("_", " ")
    document = Document("CMS", f"Medicare NCCI PTP edits, {words}", f"{version}, {quarter}")
    told = f"{version} ({quarter}), {_lines(part.name for part in table.parts)}"
    info = _info(name, len(term), [key], told, _PTP_SINCE, last, days)
    return Packed(info, pack(header, columns, compressed=True), {key: document})


def _said(terms: PtpTerms) -> tuple[str, str, int]:
    return str(terms.effective), str(terms.deletion or ""), terms.modifier_indicator


def pack_mue(files: Sequence[MueFile], later: Mapping[str, Sequence[MueLimit]]) -> Packed:
    """Pack the limits of one setting, from the tables of one or more quarters, oldest first.

    ``later`` are limits by code that were read in tables of later quarters, for days to which the edition is carried.
    """
    setting = files[0].setting
    words = setting.replace("_", " ")
    rows: list[list[Any]] = []
    sources: dict[str, Document] = {}
    for file in files:
        key = f"cms-mue-{setting.replace('_', '-')}-{file.effective}"
        sources[key] = Document("CMS", f"Medicare NCCI MUE values, {words}", str(file.effective))
        groups: dict[tuple[int, int, str], list[str]] = {}
        for row in file.rows:
            groups.setdefault((row.units, row.adjudication_indicator, row.rationale), []).append(row.code)
        quarter = [str(file.effective), str(quarter_end(file.effective))]
        rows += [[" ".join(codes), *quarter, *limit, key] for limit, codes in sorted(groups.items())]
    for code, limits in sorted(later.items()):
        rows += [[code, str(row.edition), str(row.edition_end), *row[2:]] for row in limits]
    ends = [quarter_end(file.effective) for file in files]
    spans = [row[1:3] for row in rows]
    version = _lines(f"{file.effective}, {file.part.name}" for file in files)
    count = sum(len(row[0].split()) for row in rows)
    days = {day for first, last in spans for day in (date.fromisoformat(first), day_after(date.fromisoformat(last)))}
    documents = sorted({row[6] for row in rows})
    info = _info(f"mue_{setting}", count, documents, version, files[0].effective, ends[-1], days)
    return Packed(info, pack({"rows": rows}, {}), sources)


def pack_addons(file: AddonFile, quarter: date) -> Packed:
    """Pack the add-on edits; a code without a row is no add-on."""
    key, last = "cms-addons", quarter_end(quarter)
    primaries: dict[tuple[Any, ...], list[str]] = {}
    for row in sorted(file.rows, key=lambda row: (row.add_on, row.effective, row.primary or "")):
        said = row.add_on, row.edit_type, str(row.effective), row.deletion
        primaries.setdefault(said, []).append(row.primary or "")
    rows: list[list[Any]] = []
    for (add_on, edit_type, first, ended), codes in primaries.items():
        cells = [add_on, " ".join(codes), edit_type, first, first, str(last), True]
        rows.append(cells if ended is None else [*cells, str(ended)])
    days = {row.effective for row in file.rows} | {day_after(row.deletion) for row in file.rows if row.deletion}
    told = f"list of {quarter}, {file.part.name}"
    info = _info("addons", len(file.rows), [key], told, min(days), last, {*days, day_after(last)})
    document = Document("CMS", "NCCI add-on code edits", str(quarter))
    return Packed(info, pack({"rows": rows, "covered": None}, {}), {key: document})


def add_numbers(kept: Packed, files: Iterable[PtpFile | MueFile | AddonFile]) -> Packed:
    """Add the code numbers that files name to those of another edition; without a new one that table stays as it is.

    A number of which all edits had ended before that table begins stays out: it is none on any day that is answered.
    """
    header, _ = unpack(kept.data, kept.info.name)
    known = unfold(header["codes"])
    listed = sorted({*known, *(code for file in files for code in _numbers(file, kept.info.verified_from))})
    if len(listed) == len(known):
        return kept
    version = f"{kept.info.version}; {len(listed) - len(known)} more in the files given"
    info = attrs.evolve(kept.info, rows=len(listed), version=version)
    return Packed(info, pack({**_plain(header), "codes": fold(listed)}, {}), kept.sources)


def _numbers(file: PtpFile | MueFile | AddonFile, since: date) -> Iterable[str]:
    match file:
        case PtpFile():
            lived = [0 if (terms.deletion or date.max) >= since else None for terms in file.terms]
            one, two, _ = file.numbered(lived)
            return (file.codes[place] for place in {*one, *two})
        case MueFile():
            return (row.code for row in file.rows)
        case AddonFile():
            return (code for row in file.rows for code in (row.add_on, row.primary) if code)


def _plain(header: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in header.items() if name != "columns"}


def _info(
    name: str, rows: int, documents: Sequence[str], version: str, first: date, last: date, days: Iterable[date]
) -> TableInfo:
    return TableInfo(name, f"{name}.bin", "", rows, tuple(documents), version, first, last, _READ, tuple(days))


def _lines(names: Iterable[str]) -> str:
    return ", ".join(names)
