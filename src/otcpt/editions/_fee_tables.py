"""The fee schedule's tables, packed in whole numbers (hundredths and thousandths) and opened again."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate

from otcpt.citation import Basis
from otcpt.editions._folded_codes import FoldedCodes, fold
from otcpt.editions._manifest import Manifest
from otcpt.editions._pack import narrowest, pack, unpack
from otcpt.fees import (
    Fees,
    Gpci,
    GpciRow,
    Locality,
    LocalityTable,
    Rate,
    RateName,
    RateTable,
    RelativeValues,
    RelativeValueTable,
)

_VALUES = ("work", "pe", "pe_facility", "mp")
_INDICES = ("work", "pe", "mp")


def read_fees(manifest: Manifest, table_bytes: Callable[[str], bytes]) -> Fees:
    """Open the fee schedule; it is empty in an edition that was published before it was read."""
    if "rvu" not in manifest.tables:
        return Fees(RelativeValueTable({}), LocalityTable((), {}), RateTable(()), manifest.through)
    values, localities = read_values(table_bytes("rvu")), read_localities(table_bytes("gpci"))
    return Fees(values, localities, read_rates(table_bytes("fee_rates")), manifest.through)


def pack_values(rows: Sequence[tuple[str, ...]]) -> bytes:
    """Pack relative values: code, days, the four values, setting without a value, indicator, source; by code."""
    terms = sorted({(row[1], row[2], row[7], row[8], row[9]) for row in rows})
    codes, places = _numbered(row[0] for row in rows)
    columns = {
        "rows_of": places,
        "term": narrowest([terms.index((row[1], row[2], row[7], row[8], row[9])) for row in rows]),
        **{name: _scaled((row[3 + at] for row in rows), 2) for at, name in enumerate(_VALUES)},
    }
    return pack({"codes": fold(codes), "terms": terms}, columns)


def read_values(data: bytes) -> RelativeValueTable:
    """Open the relative values."""
    header, columns = unpack(data, "rvu")
    terms = [(date.fromisoformat(first), date.fromisoformat(last), *rest) for first, last, *rest in header["terms"]]
    rows: dict[str, list[RelativeValues]] = {}
    begin = 0
    for code, end in zip(FoldedCodes(header["codes"]), accumulate(columns["rows_of"]), strict=True):
        rows[code] = []
        for at in range(begin, end):
            first, last, not_applicable, multiple, source = terms[columns["term"][at]]
            work, pe, pe_facility, mp = (Decimal(columns[name][at]).scaleb(-2) for name in _VALUES)
            rows[code].append(
                RelativeValues(code, first, last, work, pe, pe_facility, mp, not_applicable, multiple, source)
            )
        begin = end
    return RelativeValueTable(rows)


def pack_localities(localities: Sequence[list[str]], rows: Sequence[tuple[str, ...]]) -> bytes:
    """Pack geographic indices: locality, days, the three indices, source; by locality."""
    terms = sorted({(row[1], row[2], row[6]) for row in rows})
    codes, places = _numbered(row[0] for row in rows)
    columns = {
        "rows_of": places,
        "term": narrowest([terms.index((row[1], row[2], row[6])) for row in rows]),
        **{name: _scaled((row[3 + at] for row in rows), 3) for at, name in enumerate(_INDICES)},
    }
    names = {code: rest for code, *rest in localities}
    return pack({"localities": [[code, *names[code]] for code in codes], "terms": terms}, columns)


def read_localities(data: bytes) -> LocalityTable:
    """Open the localities with their geographic indices."""
    header, columns = unpack(data, "gpci")
    terms = [(date.fromisoformat(first), date.fromisoformat(last), source) for first, last, source in header["terms"]]
    localities = [Locality(*cells) for cells in header["localities"]]
    rows: dict[str, list[GpciRow]] = {}
    begin = 0
    for locality, end in zip(localities, accumulate(columns["rows_of"]), strict=True):
        rows[locality.code] = []
        for at in range(begin, end):
            first, last, source = terms[columns["term"][at]]
            work, pe, mp = (Decimal(columns[name][at]).scaleb(-3) for name in _INDICES)
            rows[locality.code].append(GpciRow(first, last, Gpci(locality.code, work, pe, mp, source)))
        begin = end
    return LocalityTable(localities, rows)


def pack_rates(rows: Sequence[tuple[str, ...]]) -> bytes:
    """Pack rates: name, to what it applies, days, value, source, section, mark; without a last day it is open."""
    no_columns: dict[str, array[int]] = {}
    return pack({"rows": rows}, no_columns)


def read_rates(data: bytes) -> RateTable:
    """Open the rates."""
    return RateTable(
        Rate(
            RateName(name),
            applies_to,
            Decimal(value),
            Basis.of([first, last, "", "", source, section, mark]),
        )
        for name, applies_to, first, last, value, source, section, mark in unpack(data, "fee_rates")[0]["rows"]
    )


def _numbered(keys: Iterable[str]) -> tuple[list[str], "array[int]"]:
    counts: dict[str, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return list(counts), narrowest(list(counts.values()))


def _scaled(values: Iterable[str], places: int) -> "array[int]":
    return narrowest([int(Decimal(value).scaleb(places)) for value in values])
