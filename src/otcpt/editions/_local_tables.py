"""The tables of a local edition, from the files CMS publishes; what repeats in millions of rows is written once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from otcpt.citation import Document
from otcpt.editions import _packed as packed
from otcpt.editions._folded_codes import FoldedCodes, fold
from otcpt.editions._manifest import TableInfo
from otcpt.editions._pack import pack, unpack
from otcpt.editions._packed import PtpTerms, quarter_end
from otcpt.edits import AddonRow as AddonEdit, MueRow as MueLimit, PtpScope
from otcpt.io.cms import AddonFile, MueFile, PtpFile, PtpTerms as PtpTermsRead
from otcpt.timeline import day_after

#: Where CMS publishes the files; the addresses of the files themselves change each quarter.
_NCCI = "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/medicare-ncci-"
_PTP, _MUE, _ADDONS = "procedure-procedure-ptp-edits", "medically-unlikely-edits-mues", "add-code-edits"
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


def ptp_table(table: PtpFile, quarter: date, in_use: Mapping[str, date]) -> Packed:
    """Pack every edit that ever lived; ``in_use`` are the codes that came into use on a known day.

    The terms of a pair (days and indicator) are written once and numbered; some thousands of such terms serve all rows.
    """
    name, key = f"ptp_{table.setting}", f"cms-ptp-{table.setting.replace('_', '-')}"
    last = quarter_end(quarter)
    distinct = sorted({_terms_of(terms) for terms in table.terms if terms.modifier_indicator != _NEVER_LIVED})
    number = {terms: place for place, terms in enumerate(distinct)}
    one, two, term = table.numbered([number.get(_terms_of(terms)) for terms in table.terms])
    terms = [PtpTerms(first, first, end, indicator, False, "exact", key) for first, end, indicator in distinct]
    newer = [(code, first) for code, first in sorted(in_use.items()) if first > last]
    scopes = [PtpScope(None, True, _PTP_SINCE)]
    data, days = packed.pack_ptp(table.codes, one, two, term, terms, scopes, compressed=True, newer=newer)
    version = f"v{table.version} r{table.revision}" if table.version else "version not given"
    words = table.setting.replace("_", " ")
    document = Document("CMS", f"Medicare NCCI PTP edits, {words}", f"{version}, {quarter}", address=_NCCI + _PTP)
    version_text = f"{version} ({quarter}), {_lines(part.name for part in table.parts)}"
    info = table_info(name, len(term), [key], version_text, _PTP_SINCE, last, {*days, day_after(last)})
    return Packed(info, data, {key: document})


def _terms_of(terms: PtpTermsRead) -> tuple[str, str, int]:
    return str(terms.effective), str(terms.deletion or ""), terms.modifier_indicator


def mue_table(files: Sequence[MueFile], later: Mapping[str, Sequence[MueLimit]]) -> Packed:
    """Pack the limits of one setting, from the tables of one or more quarters, oldest first.

    ``later`` are limits by code that were read in tables of later quarters, for days to which the edition is carried.
    """
    setting = files[0].setting
    words = setting.replace("_", " ")
    limits: dict[MueLimit, list[str]] = {}
    sources: dict[str, Document] = {}
    for file in files:
        key = f"cms-mue-{setting.replace('_', '-')}-{file.effective}"
        sources[key] = Document("CMS", f"Medicare NCCI MUE values, {words}", str(file.effective), address=_NCCI + _MUE)
        for (units, indicator, rationale), codes in sorted(_by_limit(file).items()):
            row = MueLimit(file.effective, quarter_end(file.effective), units, indicator, rationale, key)
            limits[row] = codes
    rows = [(" ".join(codes), row) for row, codes in limits.items()]
    rows += [(code, row) for code, held in sorted(later.items()) for row in held]
    data, days = packed.pack_mue(rows)
    version = _lines(f"{file.effective}, {file.part.name}" for file in files)
    count = sum(len(codes.split()) for codes, _ in rows)
    documents = sorted({row.source for _, row in rows})
    last = quarter_end(files[-1].effective)
    info = table_info(f"mue_{setting}", count, documents, version, files[0].effective, last, days)
    return Packed(info, data, sources)


def _by_limit(file: MueFile) -> dict[tuple[int, int, str], list[str]]:
    """Group the codes of a table by their terms."""
    groups: dict[tuple[int, int, str], list[str]] = {}
    for row in file.rows:
        groups.setdefault((row.units, row.adjudication_indicator, row.rationale), []).append(row.code)
    return groups


def addon_table(file: AddonFile, quarter: date) -> Packed:
    """Pack the add-on edits; a code without a row is no add-on."""
    key, last = "cms-addons", quarter_end(quarter)
    primaries: dict[tuple[str, AddonEdit], list[str]] = {}
    for row in sorted(file.rows, key=lambda row: (row.add_on, row.effective, row.primary or "")):
        edit = AddonEdit("", row.edit_type, row.effective, row.effective, last, True, row.deletion)
        primaries.setdefault((row.add_on, edit), []).append(row.primary or "")
    rows = [(add_on, edit._replace(primary=" ".join(codes))) for (add_on, edit), codes in primaries.items()]
    data, days = packed.pack_addons(rows, None)
    version_text = f"list of {quarter}, {file.part.name}"
    first = min(row.effective for row in file.rows)
    info = table_info("addons", len(file.rows), [key], version_text, first, last, {*days, day_after(last)})
    return Packed(info, data, {key: Document("CMS", "NCCI add-on code edits", str(quarter), address=_NCCI + _ADDONS)})


def add_numbers(kept: Packed, files: Iterable[PtpFile | MueFile | AddonFile]) -> Packed:
    """Add the code numbers that files name to those of another edition; without a new one that table stays as it is.

    A number of which all edits had ended before that table begins stays out: it is none on any day that is answered.
    """
    header, _ = unpack(kept.data, kept.info.name)
    known = FoldedCodes(header["codes"])
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


def table_info(
    name: str, rows: int, documents: Sequence[str], version: str, first: date, last: date, days: Iterable[date]
) -> TableInfo:
    """Return what the manifest says of a table read from CMS's files; its digest follows."""
    return TableInfo(name, f"{name}.bin", "", rows, tuple(documents), version, first, last, _READ, tuple(days))


def _lines(names: Iterable[str]) -> str:
    return ", ".join(names)
