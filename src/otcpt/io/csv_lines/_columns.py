"""Column names: otcpt's own, what other programs call them, what the caller says, and what words most likely mean."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from otcpt.errors import InputErrors, InvalidInput, did_you_mean
from otcpt.io._log import Log
from otcpt.io.csv_lines._aliases import ALIASES, KNOWN, plain
from otcpt.members import kind_of_value

MANDATORY = ("code", "date_of_service")
_CALLER = "--column, in Python columns=,"
_MISSING = "the column is missing; a line needs at least code and date_of_service"

#: What is no name of a column: it is longer, or has what rows of data have.
_LONGEST = 60
_DATA = re.compile(r"[\n\r\t;|\"~]|,\S|\*\w|[0-9]{4}|[0-9][/-][0-9]")

#: Columns that are not read, by name; more are counted.
_MOST_NOTED = 100

#: Rows in which the header is looked for.
LOOK = 60
BOTH = 200

#: Modifiers in cells of their own.
MODIFIER_COLUMNS = ("modifier_1", "modifier_2", "modifier_3", "modifier_4")
_NEXT_MODIFIERS = frozenset(MODIFIER_COLUMNS[1:])

#: Columns that each service of a wide row has; the others are given once for all of them.
OF_SERVICE = frozenset(
    {"code", "units", "modifiers", "charge", "revenue_code", "minutes", "therapist_minutes", "assistant_minutes"}
) | {"joint_minutes", *MODIFIER_COLUMNS}
_NUMBERED = re.compile(r"([a-z]+)_?([0-9]{1,2})([a-z]*[1-4]?)", re.ASCII)

#: Words of headers that are no column's name.
_MINUTES = frozenset({"min", "mins", "minute", "minutes", "duration"})
_TREATED = frozenset({"treatment", "tx", "spent", "billed", "total"})
_LENGTH = frozenset({"treatment", "tx", "session", "visit", "service"})
_VISIT = _LENGTH | {"encounter", "appointment", "appt", "svc", "seen", "from", "dos", "performed"}
_CODE = frozenset({"cpt", "hcpcs", "procedure", "proc", "px"})
_NO_CODE = frozenset({"description", "desc", "name", "text", "modifier", "modifiers", "mod", "mods", "date", "dt"})
_NO_VISIT = frozenset({"birth", "dob", "order", "ordered", "referral", "signed", "through", "to", "end"})


def sniff_delimiter(lines: Sequence[str], columns: Mapping[str, str] | None = None) -> str:
    """Return the delimiter under which a line has most names of columns: comma, semicolon, tab or bar.

    >>> sniff_delimiter(["Clinic, Inc.", "claim_id;code;date_of_service"])
    ';'
    """
    marks = [mark for mark in ",;\t|" if mark == "," or any(mark in line for line in lines)]
    return max(marks, key=lambda mark: max((score(row, columns) for row in _lenient(lines, mark)), default=0))


def _lenient(lines: Sequence[str], mark: str) -> Iterator[list[str]]:
    """The rows of the first lines as far as they can be read."""
    try:
        yield from csv.reader(lines, delimiter=mark)
    except csv.Error:
        return


def column_names(columns: Mapping[str, str] | None) -> dict[str, str]:
    """Return which column of a table the caller takes for which of a line: the table's names, and otcpt's.

    They may be given either way round: ``{"date_of_service": "Visit Date"}`` or ``{"Visit Date": "date_of_service"}``.
    Where both are names of otcpt, otcpt's comes first. A column that is named for nothing is not read.

    >>> column_names({"date_of_service": "Visit Date", "Qty": "units", "Payer": ""})
    {'Visit Date': 'date_of_service', 'Qty': 'units', 'Payer': ''}
    """
    if columns is None:
        return {}
    if not isinstance(columns, Mapping):
        example = '{"Visit Date": "date_of_service"}'
        raise InvalidInput(f"columns is {kind_of_value(columns)}; give a mapping like {example}", "columns")
    found = {}
    for one, other in columns.items():
        for name in (one, other):
            if not isinstance(name, str):
                raise InvalidInput(f"columns has {name!r}, which is not text; give names of columns", "columns")
        ours, theirs = (other, one) if _is_ours(other, one) else (one, other)
        found[theirs.strip()] = KNOWN.get(plain(ours), (ours, 0))[0] if ours not in ALIASES else ours
    return found


def _is_ours(name: str, other: str) -> bool:
    """Whether the first of two names is the one of a line's column: otcpt's, else a usual one; nothing is none."""
    ranks = [2 * (one in ALIASES) + (plain(one) in KNOWN) for one in (name, other)]
    return not name or ranks[0] > ranks[1]


def score(cells: Sequence[str], columns: Mapping[str, str] | None = None) -> int:
    """How many columns of a line the cells name; those that a line needs count most."""
    names = {column_of(cell, columns or {}) for cell in cells} - {""}
    wide = {column for column, _ in filter(None, map(numbered, cells))}
    return len(names) + 100 * len((names | wide).intersection(MANDATORY))


def is_header(cells: Sequence[str], columns: Mapping[str, str] | None = None) -> bool:
    """Whether the cells name both columns that a line needs."""
    return score(cells, columns) >= BOTH


def column_of(cell: str, columns: Mapping[str, str]) -> str:
    """Return which column a name is, by what `column_names` returns and the usual names; nothing for another name."""
    name = cell.strip()
    return columns[name] if name in columns else KNOWN.get(plain(name), ("", 0))[0]


def numbered(header: str) -> tuple[str, tuple[int, str]] | None:
    """Return the column of one service of a wide row, and which service it is of.

    >>> numbered("CPT1"), numbered("Units 2"), numbered("CPT 2 Mod 1"), numbered("Units")
    (('code', (1, '')), ('units', (2, '')), ('modifier_1', (2, 'cpt')), None)
    """
    found = _NUMBERED.fullmatch(plain(header))
    if found is None:
        return None
    base, number, more = found.groups()
    if more:
        column = KNOWN.get(more, ("", 0))[0]
        return (column, (int(number), base)) if KNOWN.get(base, ("", 0))[0] == "code" and column in OF_SERVICE else None
    column = KNOWN.get(base, ("", 0))[0]
    return (column, (int(number), "")) if column in OF_SERVICE else None


def match_columns(
    header: Sequence[str], row: int | None, log: Log, columns: Mapping[str, str] | None = None, *, wide: bool = False
) -> dict[str, int]:
    """Return the place of each known column. Doubled and missing columns are problems, unknown ones a note.

    ``columns`` is what `column_names` returns; ``wide`` tables have several services in one row (CPT1, Units1, CPT2 …).
    """
    asked = columns or {}
    names = [name.strip() for name in header]
    found = _asked_for(names, row, log, asked)
    rank = dict.fromkeys(found, -1)
    shown = _names(names)
    unknown: list[str] = []
    for place, name in enumerate(names):
        if name in asked:
            continue
        column, own = KNOWN.get(plain(name), ("", 0))
        if not column:
            unknown += [name] if name else []
        elif column not in found or own < rank[column]:
            unknown += [names[found[column]]] if column in found else []
            found[column], rank[column] = place, own
        elif own > rank[column]:
            unknown.append(name)
        elif column == "modifiers" and names[found[column]] == name and (free := _NEXT_MODIFIERS - found.keys()):
            found[min(free)], rank[min(free)] = place, own
        else:
            other = names[found[column]]
            which = "" if other == name else f", or say which it is: {flag(name, column)}"
            log.problem(row, name, None, f"{column} is there twice, as {other!r} too; keep one{which}")
    if not found:
        raise _no_table(row, log)
    if "modifiers" in found and "modifier_2" in found and "modifier_1" not in found:
        found["modifier_1"] = found.pop("modifiers")
    if "modifiers" in found and any(column in found for column in MODIFIER_COLUMNS):
        one = names[found["modifiers"]]
        leave = f'leave one out, like --column "{one}=", in Python columns={{"{one}": ""}}'
        log.problem(row, "modifiers", None, f"modifiers are both in one column and in several; {leave}")
    for column in MANDATORY:
        if column not in found and not (wide and column == "code"):
            log.problem(row, column, None, _MISSING + _hint(column, [name for name in unknown if name in shown]))
    for name in unknown[:_MOST_NOTED]:
        what = repr(name) if name in shown else f"number {names.index(name) + 1}"
        log.note(f"column {what} was not read.{_nearest(name)}")
    if unknown[_MOST_NOTED:]:
        log.note(f"{len(unknown) - _MOST_NOTED:,} more columns were not read.")
    return found


def _names(header: Sequence[str]) -> set[str]:
    """The headers that can be shown: a row of data, or several within quotation marks, may have become part of one.

    >>> [sorted(_names(["Visit Date", "CPT1", more])) for more in ("", "P1;2026-03-02", "C1,P1,202")]
    [['', 'CPT1', 'Visit Date'], ['Visit Date'], ['Visit Date']]
    """
    broken = any(len(name) > _LONGEST or _DATA.search(name) for name in header)
    return {name for name in header if not broken or (len(name) <= _LONGEST and name.replace(" ", "").isalpha())}


def _asked_for(names: Sequence[str], row: int | None, log: Log, asked: Mapping[str, str]) -> dict[str, int]:
    """The columns that the caller named."""
    found: dict[str, int] = {}
    for theirs, ours in asked.items():
        if theirs not in names and ours in names and (near := did_you_mean(theirs, ALIASES)):
            log.problem(row, ours, None, f"{_CALLER} takes it for {theirs!r}, which no line has.{near}")
        elif theirs not in names:
            near = did_you_mean(theirs, filter(None, names))
            log.problem(row, theirs, None, f"{_CALLER} names it for {ours}, and the table does not have it.{near}")
        elif ours and ours not in ALIASES:
            near = did_you_mean(ours, ALIASES)
            log.problem(row, theirs, None, f"{_CALLER} takes it for {ours!r}, which no line has.{near}")
        elif ours and ours in found:
            log.problem(row, theirs, None, f"{_CALLER} names two columns for {ours}; name one")
        elif ours:
            found[ours] = names.index(theirs)
    return found


def flag(theirs: str, ours: str) -> str:
    """Return how to say which column one is, on the command line and in Python."""
    return f'--column "{theirs}={ours}", in Python columns={{"{ours}": "{theirs}"}}'


def _hint(column: str, unknown: Sequence[str]) -> str:
    """Which column most likely is the one that is missing, and how to say so."""
    several = [name for name in unknown if (numbered(name) or ("",))[0] == column]
    if column == "code" and len(several) > 1:
        return f". {several[0]!r} and {several[1]!r} look like services of one row: --wide, in Python wide=True"
    known = [name for name, (ours, _) in KNOWN.items() if ours == column]
    likely = [name for name in unknown if likely_column(name) == column]
    likely += [name for name in unknown if get_close_matches(plain(name), known, 1, 0.85)]
    if likely:
        return f". {likely[0]!r} looks like it; if it is: {flag(likely[0], column)}"
    listed = f"; not understood: {', '.join(unknown[:9])}" if unknown else ""
    return f"{listed}. Say which column it is: {flag('NAME', column)}" if unknown else ""


def services(header: Sequence[str], columns: Mapping[str, str] | None = None) -> list[dict[str, int]]:
    """Return where the columns of each service of a wide row are, in the order of their numbers."""
    found: dict[int, dict[str, int]] = {}
    for place, name in enumerate(header):
        if name.strip() not in (columns or {}) and (one := numbered(name)) is not None:
            found.setdefault(one[1][0], {}).setdefault(one[0], place)
    return [found[number] for number in sorted(found) if "code" in found[number]]


def looks_like_minutes(header: str) -> bool:
    """Return whether a header that names no column most likely means minutes of a line.

    Args:
        header: The header of a column.

    Returns:
        Whether it does.
    """
    return likely_column(header) == "minutes"


def _nearest(name: str) -> str:
    if plain(name) in KNOWN:
        return f" Another column is {KNOWN[plain(name)][0]}."
    if column := likely_column(name):
        return f" It looks like {column}; name it so if it is."
    near = get_close_matches(plain(name), _NEAR, n=1, cutoff=0.9)
    return did_you_mean(name.lower(), [*ALIASES]) or (f" Did you mean {KNOWN[near[0]][0]}?" if near else "")


#: Names that a misspelt one may be near to.
_NEAR = [name for name, (_, rank) in KNOWN.items() if rank < 2]


def _no_table(row: int | None, log: Log) -> InputErrors:
    return log.refuse(
        "the first line names no column that otcpt knows; expected a header with at least code and date_of_service, "
        "between commas, semicolons, tabs or bars",
        row,
    )


def likely_column(header: str) -> str:
    """Return the column that the words of a header speak for, or nothing.

    >>> likely_column("Duration (minutes spent)"), likely_column("Visit Day"), likely_column("Units (15 min)")
    ('minutes', 'date_of_service', '')
    >>> likely_column("TimeMins"), likely_column("Session Length"), likely_column("Total Session Time")
    ('minutes', 'minutes', 'total_treatment_minutes')
    >>> likely_column("CPT Billed"), likely_column("CPT Description")
    ('code', '')
    """
    words = frozenset(word.lower() for word in re.findall("[A-Z]?[a-z]+|[A-Z]+", header))
    counted = bool(words & {"unit", "units", "qty"})
    timed = words & _MINUTES or ("time" in words and words & _TREATED) or ("length" in words and words & _LENGTH)
    if timed and not counted:
        return "total_treatment_minutes" if "total" in words else "minutes"
    if words & {"date", "day", "dt", "dos"} and words & _VISIT and not words & _NO_VISIT:
        return "date_of_service"
    return "code" if words & _CODE and not words & _NO_CODE and not counted else ""
