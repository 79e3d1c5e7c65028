"""The PTP table: tab-separated text in one to four parts.

A row is cut at fixed places into column one, column two and the rest, and each of the three is looked up among those
met before: of 2.5 million rows only some 13,000 codes and a few thousand rests are ever taken apart and checked. A block
in which any look-up fails is gone through line by line.
"""

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from operator import or_

from otcpt.codes import is_code
from otcpt.errors import InvalidInput, UnknownName, did_you_mean
from otcpt.io._source import Progress
from otcpt.io.cms._faults import Faults
from otcpt.io.cms._members import Member, Sources, TablePart, members
from otcpt.io.cms._names import PtpName, read_ptp_name
from otcpt.io.cms._ptp_file import PtpFile, PtpTerms
from otcpt.io.cms._ptp_invariants import check_pairs

SETTINGS = ("practitioner", "outpatient_hospital")
COLUMNS = (
    "Column 1",
    "Column 2",
    "*=in existence prior to 1996",
    "Effective Date",
    "Deletion Date *=no data",
    "Modifier 0=not allowed 1=allowed 9=not applicable",
    "PTP Edit Rationale",
)
_BAD = 0
_HEADER_LINES = 12


def read_ptp(
    source: Sources, *, setting: str | None = None, name: str | None = None, progress: Progress | None = None
) -> PtpFile:
    """Read a Medicare NCCI PTP table: a path, bytes or several of them (parts f1 to f4); text, ZIP or workbook.

    Setting, version, quarter and part are told by the names (``ccipra-v322r0-f1.txt``), in a ZIP by those inside;
    ``setting`` is ``"practitioner"`` or ``"outpatient_hospital"`` and needed only where the name tells nothing.
    ``name`` names bytes. ``progress`` is called with the bytes done and the bytes in all.

    Every row is checked (seven fields, codes, dates, indicator), and so is the table: no pair is in force twice on one
    day, in one direction or in both, indicator 9 is never in force, pair and deletion date are unique but for one pair
    of 1996. Raises `InputErrors` with all bad rows, at most 1,000 of them listed and the rest counted; `OSError` for a
    path that cannot be opened; `UnknownName` for a setting that does not exist.
    Source: CMS, Medicare NCCI PTP edits, file layout; NCCI Policy Manual, chapter I, on the modifier indicators.

    >>> head = "(c)\\nColumn1/Column2 Edits\\n" + "\\t".join(COLUMNS) + "\\n"
    >>> text = head + "97530\\t97750\\t\\t20201001\\t*\\t1\\tMisuse of Column Two code with Column One code\\n"
    >>> table = read_ptp(text.encode(), name="ccipra-v302r0-f1.txt")
    >>> table.setting, table.version, len(table)
    ('practitioner', '30.2', 1)
    >>> next(iter(table)).effective
    datetime.date(2020, 10, 1)
    """
    if setting is not None and setting not in SETTINGS:
        raise UnknownName(
            f"no setting {setting!r} with a PTP table; known are {', '.join(SETTINGS)}.{did_you_mean(setting, SETTINGS)}"
        )
    faults = Faults()
    found = members(source, name, faults)
    found.sort(key=lambda member: told.part if (told := read_ptp_name(member.name)) else 0)
    told = _one_table(found, faults)
    setting = _setting(setting, told, found[0].name, faults)
    reader = _Reader(faults, sum(member.size for member in found), progress)
    parts = tuple(map(reader.read, found))
    if not faults.count and not len(reader.term):
        raise faults.refuse(found[0].name, "the table has a header and no row")
    codes, one, two, order = reader.sorted_columns()
    term = array("I", map(reader.term.__getitem__, order)) if order else reader.term
    terms = reader.terms_in_order()
    for row, message in check_pairs(codes, one, two, term, terms):
        file, line = reader.place(order[row] if order else row)
        pair = f"{codes[one[row]]}/{codes[two[row]]}"
        faults.note(file, line, None, pair, message)
    faults.close(found[0].name)
    return PtpFile(
        setting=setting,
        version=told and told.version,
        revision=told and told.revision,
        effective=told and told.effective,
        title=parts[0].header[1].strip() if len(parts[0].header) > 1 else "",
        parts=parts,
        codes=codes,
        terms=terms,
        column_one=one,
        column_two=two,
        term=term,
    )
