"""The PTP table: tab-separated text, whole or in parts f1 to f4."""

from collections.abc import Sequence

from otcpt.codes import is_code
from otcpt.errors import InputErrors, InvalidInput, UnknownName, did_you_mean
from otcpt.io._text import Progress
from otcpt.io.cms._cells import PtpName, letters, read_ptp_name
from otcpt.io.cms._members import Faults, Member, Sources, TablePart, Tally, members
from otcpt.io.cms._ptp_columns import Columns, both_ways, in_order, listed_twice
from otcpt.io.cms._ptp_file import PtpFile

_SETTINGS = ("practitioner", "outpatient_hospital")
_HEADER = ("column1", "column2", "existence", "effective", "deletion", "modifier", "rationale")
_EXPECTED = (
    "Column 1, Column 2, *=in existence prior to 1996, Effective Date, Deletion Date, Modifier, PTP Edit Rationale"
)


def read_ptp(
    source: Sources, *, setting: str | None = None, name: str | None = None, progress: Progress | None = None
) -> PtpFile:
    """Read a Medicare NCCI PTP table: a path, bytes or a list of them (parts f1 to f4); text, ZIP or workbook.

    Setting, version, quarter and part come from the file names (``ccipra-v322r0-f1.txt``), in a ZIP by those inside
    it; ``setting``, ``"practitioner"`` or ``"outpatient_hospital"``, is needed where they tell nothing. ``name`` names
    bytes. ``progress`` is called with the bytes done and the bytes in all. A workbook needs the extra ``excel``.

    Every row is checked (seven fields, codes, days, indicator, rationale), and so is the table. No pair is in force
    twice on one day, in one direction or in both. Indicator 9 is never in force. Pair and deletion date are unique, but
    for 88108 with 88162, which CMS voided twice in 1996. Raises `InputErrors` with all that is wrong, at most 1,000
    problems listed and the rest counted; `InvalidInput` where the setting is not known, `UnknownName` where it does not
    exist; `OSError` for a path that cannot be opened. Source: CMS, Medicare NCCI PTP edits, file layout; NCCI Policy
    Manual, chapter I, on the modifier indicators.

    >>> text = "(c)\\nColumn1/Column2 Edits\\nColumn 1\\tColumn 2\\t*=in existence\\tEffective\\tDeletion\\t"
    >>> text += "Modifier\\tPTP Edit Rationale\\n"
    >>> text += "97530\\t97750\\t\\t20201001\\t*\\t1\\tMisuse of Column Two code with Column One code\\n"
    >>> table = read_ptp(text.encode(), name="ccipra-v302r0-f1.txt")
    >>> table.setting, table.version, len(table)
    ('practitioner', '30.2', 1)
    >>> next(iter(table)).effective
    datetime.date(2020, 10, 1)
    """
    faults = Faults()
    found = members(source, name, faults)
    found.sort(key=lambda member: parsed.part if (parsed := read_ptp_name(member.name)) else 0)
    parsed = _one_table(found, faults)
    setting = _setting(setting, parsed, found[0].name)
    columns = Columns(faults)
    tally = Tally(sum(member.size for member in found), progress)
    parts = tuple(_read_part(member, columns, faults, tally) for member in found)
    if not len(columns) and not faults.count:
        raise faults.refuse(found[0].name, "the table has a header and no row")
    rows = in_order(columns)

    def broken(row: int, message: str) -> None:
        file, line = columns.place(row if rows.stood is None else rows.stood[row])
        faults.note(file, line, None, f"{rows.codes[rows.one[row]]}/{rows.codes[rows.two[row]]}", message)

    for row, message in listed_twice(rows):
        broken(row, message)
    reversed_pairs = tuple(both_ways(rows))
    for row, other in reversed_pairs:
        if rows.terms_of(row).deletion is None and rows.terms_of(other).deletion is None:
            broken(other, "the pair is active in both directions")
    faults.close(found[0].name)
    return PtpFile(
        setting=setting,
        version=parsed and parsed.version,
        revision=parsed and parsed.revision,
        effective=parsed and parsed.effective,
        parts=parts,
        codes=rows.codes,
        terms=rows.terms,
        column_one=rows.one,
        column_two=rows.two,
        term=rows.term,
        both_ways=reversed_pairs,
    )


def _one_table(found: Sequence[Member], faults: Faults) -> PtpName | None:
    """Return what the names tell; refuse parts of different tables, a part that is missing and one that comes twice."""
    named = [(member.name, parsed) for member in found if (parsed := read_ptp_name(member.name))]
    if not named:
        return None
    first_name, first = named[0]
    for name, parsed in named:
        if parsed[:3] != first[:3]:
            faults.note(
                name, None, None, None, f"{_table(parsed)}, {first_name} {_table(first)}; read one table at a time"
            )
    faults.close(first_name)
    numbers = [parsed.part for _, parsed in named]
    if numbers != list(range(1, len(numbers) + 1)):
        listed = ", ".join(f"f{number}" for number in numbers)
        raise faults.refuse(first_name, "expected every part once, from f1 to the last", None, listed)
    return first


def _table(parsed: PtpName) -> str:
    return f"is of the {parsed.setting} table {parsed.version} revision {parsed.revision}"


def _setting(given: str | None, parsed: PtpName | None, name: str) -> str:
    if given is not None and given not in _SETTINGS:
        known = ", ".join(_SETTINGS)
        raise UnknownName(f"no PTP table of setting {given!r}; known are {known}.{did_you_mean(given, _SETTINGS)}")
    if parsed is not None and given not in (None, parsed.setting):
        raise InvalidInput(
            f"{name} is the {parsed.setting} table, not {given}; leave the setting out", "setting", given
        )
    if parsed is not None:
        return parsed.setting
    if given is None:
        raise InvalidInput(
            f"the name {name!r} tells no setting; pass setting='practitioner' or 'outpatient_hospital', or keep the "
            "name CMS gives, like ccipra-v322r0-f1.txt",
            "setting",
        )
    return given


def _read_part(member: Member, columns: Columns, faults: Faults, tally: Tally) -> TablePart:
    header: tuple[str, ...] | None = None
    before, line = len(columns), 1
    for lines in member.lines(faults, tally):
        if header is None:
            header = _header(lines, member.name, faults)
            lines, line = lines[len(header) :], len(header) + 1
            columns.begin(member.name, line)
        columns.take(lines, member.name, line)
        line += len(lines)
    return TablePart(member.name, len(columns) - before, header or ())


def _header(lines: Sequence[bytes], name: str, faults: Faults) -> tuple[str, ...]:
    """Return the lines above the rows; refuse a table with other columns or in another order.

    The header begins where the first cell says Column 1 and is wrapped over lines whose first two cells are empty.
    """
    texts = [line.decode("latin-1").rstrip("\r") for line in lines[:20]]
    start = next((n for n, text in enumerate(texts) if letters(text.split("\t")[0]) == "column1"), None)
    if start is None:
        first = next((text for text in texts if text.strip()), "")
        what = "the header is missing" if is_code(first[:5]) else "this is not a PTP table"
        raise _wrong_header(name, 1, first, what, faults)
    end = start + 1
    while end < len(texts) and _goes_on(texts[end].split("\t")):
        end += 1
    wrapped = [text.split("\t") for text in texts[start:end]]
    columns = [letters("".join(cells)) for cells in _columns(wrapped)]
    if len(columns) != len(_HEADER) or not all(word in column for word, column in zip(_HEADER, columns, strict=True)):
        raise _wrong_header(name, start + 1, texts[start], "the columns are others or in another order", faults)
    return tuple(texts[:end])


def _wrong_header(name: str, row: int, value: str, what: str, faults: Faults) -> InputErrors:
    return faults.refuse(name, f"{what}; expected a header with {_EXPECTED}, separated by tabs", row, value)


def _goes_on(cells: Sequence[str]) -> bool:
    return len(cells) > 2 and not cells[0].strip() and not cells[1].strip() and not any(map(str.isdigit, cells))


def _columns(wrapped: Sequence[Sequence[str]]) -> list[list[str]]:
    width = max(map(len, wrapped))
    return [[cells[place] for cells in wrapped if place < len(cells)] for place in range(width)]
