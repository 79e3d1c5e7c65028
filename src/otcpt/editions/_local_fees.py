"""The fee schedule of a local edition: the bundled one, with the years that CMS's files have."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from otcpt.citation import Document
from otcpt.editions._edition import Edition
from otcpt.editions._fee_tables import pack_localities, pack_rates, pack_values
from otcpt.editions._local_tables import Packed, table_info
from otcpt.errors import InvalidInput
from otcpt.fees import Gpci, RateName, unit_amount
from otcpt.io.cms import GpciFile, RvuFile
from otcpt.timeline import day_after

Row = tuple[str, ...]

#: A fee that CMS publishes, to prove a file of indices by: code, locality, dollars.
KnownFee = tuple[str, str, Decimal]


def fee_tables(
    base: Edition, rvu: Sequence[RvuFile], gpci: GpciFile | None, known_fee: KnownFee | None
) -> list[Packed]:
    """Return the fee schedule's tables with the given files in them; none where no file is given.

    A relative value file is in force from its quarter to the end of its year; a file of indices for its year. Raises
    `InvalidInput` for indices that lack a locality, or that do not give a fee that is known.
    """
    packed: list[Packed] = []
    if rvu:
        packed += [_values(base, rvu), _rates(base, rvu)]
    if gpci is not None:
        _check_localities(base, gpci)
        _check_fee(base, rvu, gpci, known_fee)
        packed.append(_localities(base, gpci))
    return packed


def _values(base: Edition, files: Sequence[RvuFile]) -> Packed:
    rows: list[Row] = [_row(one) for code in base.fees.values.codes for one in base.fees.values.rows(code)]
    for file in files:
        first, last, key = file.effective, date(file.effective.year, 12, 31), _key(file)
        rows = [cut for row in rows if (cut := _before(row, first, last))]
        rows += [
            (one.code, str(first), str(last), *map(str, (one.work, one.pe, one.pe_facility, one.mp)),
             one.not_applicable, one.multiple, key)
            for one in file.rows
            if one.code in base.codes
        ]  # fmt: skip
    rows.sort()
    sources = {_key(file): Document("CMS", "Relative value file (PPRRVU)", f"{file.effective}") for file in files}
    return _packed(base, "rvu", pack_values(rows), rows, 9, sources)


def _before(row: Row, first: date, last: date) -> Row | None:
    """Return what a file leaves of an older row: the days before it."""
    if not str(first) <= row[2] <= str(last):
        return row
    return (*row[:2], str(first - timedelta(days=1)), *row[3:]) if row[1] < str(first) else None


def _rates(base: Edition, files: Sequence[RvuFile]) -> Packed:
    name = str(RateName.CONVERSION_FACTOR)
    rows: list[Row] = [
        (str(one.name), one.applies_to, str(one.basis.first_day), str(one.basis.last_day or ""), str(one.value),
         one.basis.source, one.basis.section, one.basis.mark)
        for one in base.fees.rates.rows
    ]  # fmt: skip
    sources = {}
    for file in files:
        track = "qualifying" if file.qualifying else "other"
        first, last = file.effective, date(file.effective.year, 12, 31)
        kept = []
        for row in rows:
            if row[0] == name and row[1] in ("", track) and str(first) <= row[3] <= str(last):
                if row[2] >= str(first):
                    continue
                row = (*row[:3], str(first - timedelta(days=1)), *row[4:])
            kept.append(row)
        rows = [*kept, (name, track, str(first), str(last), str(file.factor), _key(file), "conversion factor", "P")]
        sources[_key(file)] = Document("CMS", "Relative value file (PPRRVU)", f"{file.effective}")
    return _packed(base, "fee_rates", pack_rates(rows), rows, 5, sources)


def _localities(base: Edition, file: GpciFile) -> Packed:
    held = base.fees.localities
    rows: list[Row] = [
        (one.code, str(row.first_day), str(row.last_day), str(row.gpci.work), str(row.gpci.pe), str(row.gpci.mp),
         row.gpci.source)
        for one in held
        for row in held.rows(one.code)
        if row.first_day.year != file.year
    ]  # fmt: skip
    key = f"cms-gpci-{file.year}"
    rows += [
        (one.locality, f"{file.year}-01-01", f"{file.year}-12-31", str(one.work), str(one.pe), str(one.mp), key)
        for one in file.rows
    ]
    names = {one.code: [one.code, one.state, one.name] for one in held}
    names |= {
        one.locality: [one.locality, one.state, one.name.title()] for one in file.rows if one.locality not in names
    }
    rows.sort()
    sources = {key: Document("CMS", "Geographic practice cost indices (Addendum E)", str(file.year))}
    return _packed(base, "gpci", pack_localities(list(names.values()), rows), rows, 6, sources)


def _check_localities(base: Edition, file: GpciFile) -> None:
    held = base.fees.localities
    newest = max((row.first_day for one in held for row in held.rows(one.code)), default=date.min)
    known = {one.code for one in held if any(row.first_day == newest for row in held.rows(one.code))}
    given = [one.locality for one in file.rows]
    if missing := sorted(known.difference(given)):
        shown = ", ".join(str(held[code]) for code in missing[:5])
        raise InvalidInput(
            f"{file.name} has {len(given)} localities and lacks {len(missing)} of the {len(known)} known ones, such as "
            f"{shown}: it is not whole, or not CMS's",
            "gpci",
            file.name,
        )
    if len(set(given)) != len(given):
        raise InvalidInput(f"{file.name} has a locality twice", "gpci", file.name)


def _check_fee(base: Edition, rvu: Sequence[RvuFile], file: GpciFile, known_fee: KnownFee | None) -> None:
    """Prove the indices by a fee that CMS publishes, since invented files of them are about."""
    if known_fee is None:
        raise InvalidInput(
            f"{file.name} needs a fee of {file.year} that CMS publishes (its fee look-up tool has them), to prove it: "
            "a code, a locality and dollars, like 99203 04412-99 114.05",
            "known_fee",
        )
    code, locality, dollars = known_fee
    row = next((one for one in file.rows if one.locality == base.fees.localities.code(locality)), None)
    if row is None:
        raise InvalidInput(f"{file.name} has no locality {locality}", "known_fee", locality)
    given = next((one for one in rvu if one.effective.year == file.year and not one.qualifying), None)
    gpci = Gpci(row.locality, row.work, row.pe, row.mp)
    if given is not None:
        values = next((one for one in given.rows if one.code == code), None)
        if values is None:
            raise InvalidInput(f"{given.name} has no values of {code}; take another known fee", "known_fee", code)
        work, pe, mp, factor = values.work, values.pe, values.mp, given.factor
    else:
        on = date(file.year, 12, 31)
        held = base.fees.values.of(code, on=on)
        work, pe, mp, factor = held.work, held.pe, held.mp, base.fees.conversion_factor(on=on).value
    found = unit_amount(work=work, pe=pe, mp=mp, gpci=gpci, factor=factor)
    if found != dollars:
        raise InvalidInput(
            f"{file.name} gives {found} for {code} in {locality}, and the known fee is {dollars}: the indices are not "
            "CMS's, or the fee is of another day",
            "known_fee",
            dollars,
        )


def _row(one: Any) -> Row:
    return (
        one.code, str(one.first_day), str(one.last_day), str(one.work), str(one.pe), str(one.pe_facility), str(one.mp),
        one.not_applicable, one.multiple, one.source,
    )  # fmt: skip


def _packed(
    base: Edition, name: str, data: bytes, rows: Sequence[Row], source: int, sources: Mapping[str, Document]
) -> Packed:
    at = 2 if name == "fee_rates" else 1
    days = {date.fromisoformat(row[at]) for row in rows if row[at]}
    days |= {day_after(date.fromisoformat(row[at + 1])) for row in rows if row[at + 1]}
    documents = sorted({row[source] for row in rows})
    last = max(date.fromisoformat(row[at + 1]) for row in rows if row[at + 1])
    version = f"{base.manifest.tables[name].version}; {', '.join(sources)}"
    return Packed(
        table_info(name, len(rows), documents, version, base.manifest.tables[name].verified_from, last, days),
        data,
        sources,
    )


def _key(file: RvuFile) -> str:
    return f"cms-rvu-{file.effective}{'-qp' if file.qualifying else ''}"
