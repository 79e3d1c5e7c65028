"""Which pairs two PTP tables tell differently: packed rows against packed rows, no object for a row that agrees."""

from collections.abc import Callable, Collection, Container, Sequence

from otcpt.edits._ptp import PtpTable
from otcpt.edits.flags import INDICATOR, SWAPPED

#: The codes to be compared with one code; None means every code.
Within = Callable[[str], Collection[str] | None]

#: From a column-one code and the places of its partners to their terms, partner and statement as one number.
_Rows = Callable[[str, Container[int]], Sequence[int]]

#: More than the statements a table can make (first day, last day, indicator).
_STATEMENTS = 1 << 32


def pairs_that_differ(one: PtpTable, other: PtpTable, within: Within | None = None) -> tuple[tuple[str, str], ...]:
    """Return the pairs whose rows differ in order, indicator, first or last day.

    Args:
        one: One table.
        other: The other table.
        within: Gives the partners of a code that matter, where not all do.

    Returns:
        The pairs, each with the lower code first.

    Example:
        >>> from otcpt.editions import load_edition
        >>> table = load_edition().ptp("practitioner")
        >>> pairs_that_differ(table, table)
        ()
    """
    if one is other:
        return ()
    codes = sorted({*one._codes, *other._codes})
    places = dict(zip(codes, range(len(codes)), strict=True))
    statements: dict[tuple[str, str, int], int] = {}
    rows_of, others_of = _by_column_one(one, places, statements), _by_column_one(other, places, statements)
    found: set[tuple[str, str]] = set()
    everything = range(0, len(codes) * _STATEMENTS, _STATEMENTS)
    before: Collection[str] | None = None
    wanted: Container[int] = everything
    for code in codes:
        partners = None if within is None else within(code)
        if partners is not before:
            known = {places[two] * _STATEMENTS for two in partners or () if two in places}
            before, wanted = partners, everything if partners is None else known
        rows, others = rows_of(code, wanted), others_of(code, wanted)
        if rows != others:
            for row in set(rows).symmetric_difference(others):
                partner = codes[row // _STATEMENTS]
                found.add((code, partner) if code < partner else (partner, code))
    return tuple(sorted(found))


def _by_column_one(table: PtpTable, places: dict[str, int], statements: dict[tuple[str, str, int], int]) -> _Rows:
    """Return a function from a column-one code to what the table says of its partners."""
    held, dates, terms, codes = table._rows, table._dates, table._terms, table._codes
    if not held:
        return lambda _code, _wanted: ()
    flags = held["flags"]
    numbers = [
        statements.setdefault((dates[first], dates[last], flag & INDICATOR), len(statements))
        for first, last, flag in zip(held["first_day"], held["last_day"], flags, strict=True)
    ]
    place_of = [places[code] * _STATEMENTS for code in codes]
    partners, place_in = held["high"], {code: place for place, code in enumerate(codes)}
    plain = not any(flag & SWAPPED for flag in flags)
    swapped = {} if plain else _swapped(table, place_of, numbers)

    def rows_of(code: str, wanted: Container[int]) -> Sequence[int]:
        index = place_in.get(code)
        if index is None:
            return ()
        span = table.rows_under(index)
        if not plain:
            straight = (row for row in span if not flags[terms[row]] & SWAPPED)
            rows = [(place_of[partners[row]], numbers[terms[row]]) for row in straight]
            rows += swapped.get(index, ())
            return sorted(place + statement for place, statement in rows if place in wanted)
        if isinstance(wanted, range):
            return sorted([place_of[partners[row]] + numbers[terms[row]] for row in span])
        return sorted([place + numbers[terms[row]] for row in span if (place := place_of[partners[row]]) in wanted])

    return rows_of


def _swapped(table: PtpTable, place_of: Sequence[int], numbers: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """Return the terms of the lower codes of pairs whose column one is the higher, by column one."""
    held, terms = table._rows, table._terms
    rows: dict[int, list[tuple[int, int]]] = {}
    for index in range(len(table._codes)):
        for row in table.rows_under(index):
            if held["flags"][terms[row]] & SWAPPED:
                rows.setdefault(held["high"][row], []).append((place_of[index], numbers[terms[row]]))
    return rows
