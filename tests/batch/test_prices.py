"""Lines priced in columns: the amounts of `price_all`, to the cent, whatever the order and the number of billers."""

from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import otcpt
from otcpt import batch
from otcpt.pricing import AMOUNTS

CODES = ("97530", "97535", "97110", "97140", "97129", "97130", "97165", "29125", "97010", "97799", "92526", "97003")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "claim_id": st.sampled_from(["C1", "C2", "C3"]),
            "patient_key": st.sampled_from(["P1", "P2", None]),
            "date_of_service": st.sampled_from(["2021-12-31", "2026-09-14", "2026-09-15", "2027-01-04"]),
            "code": st.sampled_from(CODES),
            "modifiers": st.sampled_from(["GO", "GO CO", "GP", "GO 50", "GO GZ", ""]),
            "units": st.sampled_from([None, 0, 1, 1, 2, 4]),
            "charge": st.sampled_from([None, "0.00", "20.15", "75.00", "$1,200.00"]),
            "place_of_service": st.sampled_from(["11", "22", None]),
            "billing_provider_key": st.sampled_from([None, "B1", "B2", "B3"]),
        }
    ),
    min_size=1,
    max_size=12,
)
SCHEMA = pa.schema(
    {
        **dict.fromkeys(("claim_id", "patient_key", "date_of_service", "code", "modifiers"), pa.string()),
        "units": pa.int32(),
        **dict.fromkeys(("charge", "place_of_service", "billing_provider_key"), pa.string()),
    }
)


def line_of(row: dict[str, Any]) -> otcpt.ServiceLine:
    """Return the line of a row."""
    charge = row["charge"]
    return otcpt.ServiceLine(
        row["code"],
        date_of_service=row["date_of_service"],
        modifiers=tuple(row["modifiers"].split()),
        units=row["units"],
        charge=None if charge is None else Decimal(charge.strip("$").replace(",", "")),
        place_of_service=row["place_of_service"],
        patient_key=row["patient_key"],
        billing_provider_key=row["billing_provider_key"],
    )


def one_by_one(rows: list[dict[str, Any]], **terms: Any) -> list[dict[str, Any]]:
    """Price the rows as claims, and return the amounts in their order."""
    claims: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        claims.setdefault(row["claim_id"], []).append(at)
    values = [otcpt.Claim([line_of(rows[at]) for at in places], claim_id=name) for name, places in claims.items()]
    estimates = otcpt.price_all(values, policy="medicare-part-b", locality="15202-00", **terms)
    found: dict[int, dict[str, Any]] = {}
    for places, estimate in zip(claims.values(), estimates, strict=True):
        for at, line in zip(places, estimate.lines, strict=True):
            found[at] = {name: getattr(line, name) for name in AMOUNTS} | {"reason": line.reason or None}
    return [found[at] for at in range(len(rows))]


def in_columns(rows: list[dict[str, Any]], **terms: Any) -> list[dict[str, Any]]:
    """Price the rows as a frame."""
    table = pa.Table.from_pylist(rows, SCHEMA)
    priced = batch.price_frame(table, policy="medicare-part-b", locality="15202-00", **terms)
    found: list[dict[str, Any]] = priced.select([*AMOUNTS, "reason"]).to_pylist()
    return found


@given(ROWS)
def test_a_frame_has_the_amounts_of_price_all(rows: list[dict[str, Any]]) -> None:
    """Line by line, with the reasons, where the rows of each claim come together."""
    rows = sorted(rows, key=itemgetter("claim_id"))
    assert in_columns(rows) == one_by_one(rows)


def test_a_reason_names_its_own_day() -> None:
    """A code that is not in force beside one that is, on two days under one law, in either order of their lines."""
    rows = [
        dict.fromkeys(SCHEMA.names)
        | {"claim_id": on, "patient_key": on, "date_of_service": on, "code": code, "modifiers": "GO", "units": 1}
        for on, codes in (
            ("2026-03-02", ("97003", "97530")),
            ("2026-03-03", ("97530", "97003")),
            ("2026-03-04", ("97003",)),
        )
        for code in codes
    ]
    found = in_columns(rows)
    assert found == one_by_one(rows)
    named = [row["date_of_service"] in one["reason"] for row, one in zip(rows, found, strict=True) if one["reason"]]
    assert len(named) >= 3
    assert all(named)


def test_terms_reach_the_frame() -> None:
    """Participation, assignment and MIPS."""
    row = dict.fromkeys(SCHEMA.names) | {
        "claim_id": "C1",
        "date_of_service": "2026-09-14",
        "code": "97530",
        "modifiers": "GO CO",
        "units": 2,
    }
    terms = {"participating": False, "assigned": False, "mips": Decimal("1.02")}
    assert in_columns([row], **terms) == one_by_one([row], **terms)


def test_lines_that_rank_alike_keep_the_order_of_their_rows() -> None:
    """Two evaluations that differ in nothing but the place: the first is full, whichever place was seen before."""
    given = [("A", "97165", "22"), ("B", "97165", "11"), ("B", "29125", "11"), ("B", "97165", "22")]
    rows = [
        dict.fromkeys(SCHEMA.names)
        | {"claim_id": who, "patient_key": who, "date_of_service": "2026-06-05", "code": code}
        | {"modifiers": "GO", "units": 1, "place_of_service": place, "charge": "120.00"}
        for who, code, place in given
    ]
    rows[2] |= {"units": 3}
    assert in_columns(rows) == one_by_one(rows)


def test_a_tie_has_the_other_payment() -> None:
    """Of the first other answer."""
    rows = [
        dict.fromkeys(SCHEMA.names)
        | {"claim_id": "C1", "date_of_service": "2026-09-14", "code": "97530", "modifiers": modifiers, "units": 1}
        for modifiers in ("GO", "GO CO")
    ]
    table = pa.Table.from_pylist(rows, SCHEMA)
    priced = batch.price_frame(table, policy="medicare-part-b", locality="national").to_pylist()
    (other,) = otcpt.price(otcpt.Claim(map(line_of, rows)), policy="medicare-part-b", locality="national").alternatives
    assert [row["alternative_paid"] for row in priced] == [line.paid for line in other.lines]


@pytest.mark.parametrize("order", [1, -1])
def test_a_parquet_file_is_priced_in_any_order(tmp_path: Path, order: int) -> None:
    """Sorted or not; the totals are those of the lines."""
    rows = [
        {
            "claim_id": f"C{patient}",
            "patient_key": f"P{patient:03}",
            "date_of_service": "2026-09-14",
            "code": code,
            "modifiers": "GO",
            "units": 1,
            "charge": "100.00",
            "place_of_service": "11",
            "billing_provider_key": "B1",
        }
        for patient in range(50)
        for code in ("97530", "97110")
    ][::order]
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), tmp_path / "lines.parquet")
    done = batch.price_parquet(
        tmp_path / "lines.parquet", tmp_path / "prices.parquet", policy="medicare-part-b", locality="15202-00"
    )
    written = pq.read_table(tmp_path / "prices.parquet").sort_by("row").to_pylist()
    assert done.complete
    assert done.lines == len(written) == 100
    assert done.allowed == sum(row["allowed"] for row in written) == 50 * (Decimal("33.33") + Decimal("21.62"))
    assert [row["code"] for row in written] == [row["code"] for row in rows]


def test_what_another_payer_pays_is_not_known(tmp_path: Path) -> None:
    """Neither of one file nor of its lines; what is allowed is."""
    own: dict[str, Any] = {"fees": "table", "fee_table": ("97530=40.00",), "fee_mppr": ""}
    payer = otcpt.load_policy("ama-midpoint") | otcpt.Overlay(id="acme", **own)
    rows = [
        {"claim_id": "C1", "date_of_service": "2026-09-14", "code": code, "units": 1} for code in ("97530", "97110")
    ]
    found = {}
    for name, some in (("both", rows), ("none", rows[1:])):
        pq.write_table(pa.Table.from_pylist(some), tmp_path / "lines.parquet")
        found[name] = batch.price_parquet(tmp_path / "lines.parquet", tmp_path / f"{name}.parquet", policy=payer)
    assert found["both"] == batch.PricedFile(2, 1, Decimal("40.00"), None, None)
    assert found["none"] == batch.PricedFile(1, 0, Decimal(0), Decimal(0), Decimal(0))


def test_what_cannot_be_read_is_raised_and_nothing_is_written(tmp_path: Path) -> None:
    """With the row and the column."""
    rows = [{"claim_id": "C1", "date_of_service": "2026-09-14", "code": "97530", "charge": "much"}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "lines.parquet")
    with pytest.raises(otcpt.InputErrors, match="row 1, charge"):
        batch.price_parquet(
            tmp_path / "lines.parquet", tmp_path / "prices.parquet", policy="medicare-part-b", locality="national"
        )
    assert not (tmp_path / "prices.parquet").exists()
    with pytest.raises(otcpt.InvalidInput, match="out"):
        batch.price_parquet(
            tmp_path / "lines.parquet", tmp_path / "lines.parquet", policy="medicare-part-b", locality="national"
        )
