"""From the bytes of a shipped table to the object that answers. The bytes have been hashed before they come here."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from otcpt.codes import CodeNumbers, Registry
from otcpt.editions._folded_codes import FoldedCodes
from otcpt.editions._manifest import Manifest, TableInfo
from otcpt.editions._pack import unpack
from otcpt.edits import (
    AddonRow,
    AddonTable,
    BilateralRow,
    BilateralTable,
    PtpCoverage,
    PtpRead,
    PtpScope,
    PtpTable,
)
from otcpt.errors import BrokenData

if TYPE_CHECKING:
    from otcpt.edits import ThresholdTable


def read_codes(manifest: Manifest, data: bytes, status: bytes, numbers: Callable[[], CodeNumbers]) -> Registry:
    """Open the registry, with the payment status of its codes and what opens the numbers of all codes."""
    header, _ = unpack(data, "codes")
    info = manifest.tables["codes"]
    statuses = unpack(status, "status")[0]["rows"]
    return Registry(header["rows"], info.verified_from, info.verified_through, statuses, manifest.through, numbers)


def read_numbers(data: bytes) -> CodeNumbers:
    """Open the numbers of all codes."""
    header, _ = unpack(data, "numbers")
    return CodeNumbers(FoldedCodes(header["codes"]), header["lettered"])


def read_ptp(
    info: TableInfo, through: date, data: bytes, exists: Callable[[str], bool | None] | None = None
) -> PtpTable:
    """Open the PTP table of a setting; nothing is parsed row by row. ``exists`` tells whether a number is a code's."""
    header, columns = unpack(data, info.name)
    changes = header["changes"]
    coverage = PtpCoverage(
        scopes=[
            PtpScope(_set(entry["codes"]), entry["both"], date.fromisoformat(entry["since"]))
            for entry in header["scopes"]
        ],
        verified_from=info.verified_from,
        verified_through=info.verified_through,
        through=through,
        newer=[(code, date.fromisoformat(day)) for code, day in header["newer"]],
        changes=changes["seen_in"],
        reads=[_read(entry) for entry in header["reads"]],
    )
    changed: dict[tuple[str, str], date] = {}
    for day, codes in changes["days"].items():
        listed = iter(codes.split())
        changed |= dict.fromkeys(zip(listed, listed, strict=True), date.fromisoformat(day))
    setting = info.name.removeprefix("ptp_")
    codes = FoldedCodes(header["codes"])
    _check_columns(columns, len(codes), len(header["dates"]), len(header["sources"]), info.name)
    columns["ends"] = array("I", accumulate(columns.pop("rows"), initial=0))
    return PtpTable(setting, coverage, codes, header["dates"], header["sources"], columns, changed, exists)


def _check_columns(columns: Mapping[str, Sequence[int]], codes: int, dates: int, sources: int, name: str) -> None:
    """Raise `BrokenData` where columns do not fit together, or one names a place that another does not have."""
    rows, terms, lists = len(columns["high"]), len(columns["flags"]), len(columns["rows"])
    days = ("first_day", "not_before", "last_day")
    lengths = {"list": codes, "term": rows, **dict.fromkeys(days, terms), "source": terms}
    places = {"list": lists, "high": codes, "term": terms, **dict.fromkeys(days, dates), "source": sources}
    long = [column for column, length in lengths.items() if len(columns[column]) != length]
    wrong = long or [column for column, most in places.items() if max(columns[column], default=-1) >= most]
    if wrong or sum(columns["rows"]) != rows:
        raise BrokenData(f"{name} has columns that do not fit together ({', '.join(wrong)}); build the edition again")


def _read(entry: Mapping[str, Any]) -> PtpRead:
    days = (entry[name] and date.fromisoformat(entry[name]) for name in ("through", "seen_not_before", "seen_by"))
    return PtpRead(frozenset(entry["codes"]), _set(entry["others"]), *days)


def without_ptp() -> PtpTable:
    """Return the table of a setting for which none is held: it cannot tell about any pair."""
    return PtpTable(
        "medicaid",
        PtpCoverage(nothing="This edition has no Medicaid PTP table, and Medicare's is not used in its place"),
    )


def read_thresholds(manifest: Manifest, data: bytes) -> "ThresholdTable":
    """Open the yearly amounts."""
    from otcpt.edits import ThresholdRow, ThresholdTable

    header, _ = unpack(data, "thresholds")
    info = manifest.tables["thresholds"]
    rows = [
        ThresholdRow(
            bucket,
            date.fromisoformat(first_day),
            date.fromisoformat(last_day),
            Decimal(amount) if amount else None,
            regime,
            Decimal(review) if review else None,
            confidence,
            tuple(sources.split(";")),
            note,
        )
        for bucket, first_day, last_day, amount, regime, review, confidence, sources, note in header["rows"]
    ]
    return ThresholdTable(rows, info.verified_from, info.verified_through, manifest.through)


def read_addons(manifest: Manifest, data: bytes) -> AddonTable:
    """Open the add-on edits."""
    header, _ = unpack(data, "addons")
    info = manifest.tables["addons"]
    day = cache(date.fromisoformat)
    rows: dict[str, Sequence[AddonRow]] = {}
    for add_on, primaries, edit_type, not_before, first_day, verified, settled, last_day in header["rows"]:
        begin, ended = (day(one) if one else None for one in (not_before, last_day))
        terms = (edit_type, begin, day(first_day), day(verified), settled, ended)
        # One row names all primaries with the same terms; none where the contractor defines them.
        rows[add_on] = (*rows.get(add_on, ()), *(AddonRow(code, *terms) for code in primaries.split() or ("",)))
    return AddonTable(rows, _set(header["covered"]), info.verified_from, info.verified_through, manifest.through)


def read_bilateral(data: bytes, through: date) -> BilateralTable:
    """Open the indicators."""
    day = cache(date.fromisoformat)
    rows: dict[str, list[BilateralRow]] = {}
    for code, indicator, first_day, last_day, source in unpack(data, "bilateral")[0]["rows"]:
        rows.setdefault(code, []).append(BilateralRow(indicator, day(first_day), day(last_day), source))
    return BilateralTable(rows, through)


def _set(codes: Sequence[str] | None) -> frozenset[str] | None:
    return None if codes is None else frozenset(codes)
