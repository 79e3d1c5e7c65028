"""Amounts that CMS published, and the arithmetic of the law, against what is answered."""

import csv
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import otcpt
from otcpt.fees import NATIONAL, Gpci, RateName, UnitFee, cents, unit_amount
from otcpt.pricing import Shares, settle

VECTORS = [
    (row["id"], json.loads(row["inputs"]), json.loads(row["expected"]))
    for row in csv.DictReader((Path(__file__).parent / "vectors.csv").read_text(encoding="utf-8").splitlines())
]
EDITION = otcpt.load_edition()
FEES = EDITION.fees
PLACES = {
    "OH": "15202-00",
    "OH20": "15202-00",
    "OH00": "15202-00",
    "LA18": "01182-18",
    "TX": "04412-99",
    "TX99": "04412-99",
    "NY01": "13202-01",
    "AK01": "02102-01",
    "MS00": "07302-00",
    "MT01": "03202-01",
}


def vectors(*kinds: str) -> pytest.MarkDecorator:
    """Mark a test with the vectors whose id begins with one of these."""
    chosen = [vector for vector in VECTORS if vector[0].startswith(kinds)]
    assert chosen
    return pytest.mark.parametrize(("name", "given", "expected"), chosen, ids=[vector[0] for vector in chosen])


def unnamed(*kinds: str) -> pytest.MarkDecorator:
    """Do the same without the id."""
    chosen = [vector[1:] for vector in VECTORS if vector[0].startswith(kinds)]
    return pytest.mark.parametrize(
        ("given", "expected"), chosen, ids=[vector[0] for vector in VECTORS if vector[0].startswith(kinds)]
    )


def test_every_vector_is_used() -> None:
    """No vector is left out by a wrong prefix."""
    tests = (test_fee, test_formula, test_day, test_rate, test_share, test_other, test_nonparticipating)
    used = {name for test in tests for mark in getattr(test, "pytestmark", ()) for name in mark.kwargs["ids"]}
    assert used == {vector[0] for vector in VECTORS}


def fee_of(name: str, given: dict[str, Any], *, facility: bool = False) -> UnitFee:
    """Look the fee up in the tables, at the place that the indices or the id name."""
    place = next((PLACES[part] for part in name.split("-") if part in PLACES), given.get("locality", "national"))
    found = FEES.unit(
        given["code"],
        on=given["date"],
        locality=place,
        facility=facility,
        qualifying=given.get("cf") == "33.5675",
    )
    if "gpci" in given:
        assert (found.gpci.work, found.gpci.pe, found.gpci.mp) == tuple(map(Decimal, given["gpci"]))
    if "cf" in given:
        assert found.factor.value == Decimal(given["cf"])
    return found


@vectors("PFALL20", "TOOL26", "PFS26", "CF24", "NAT", "EXT21", "TRAP23")
def test_fee(name: str, given: dict[str, Any], expected: dict[str, Any]) -> None:
    """One unit of a code, in full and reduced, at the place and on the day."""
    found = fee_of(name, given)
    for key in ("full", "nonfacility"):
        if key in expected:
            assert found.full == Decimal(expected[key])
    if "facility" in expected:
        assert fee_of(name, given, facility=True).full == Decimal(expected["facility"])
    if expected.get("reduced") is not None:
        assert found.reduced == Decimal(expected["reduced"])
    elif "reduced" in expected:
        assert found.reduced is None
    if "must_not_be" in expected:
        assert found.full != Decimal(expected["must_not_be"])


@unnamed("PFALL20", "TOOL26", "PFS26-TX", "PFS26-NY", "PFS26-AK", "EXT")
def test_formula(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """The formula alone, over the given values."""
    indices = [Decimal(index) for index in given["gpci"]]
    gpci = Gpci("given", indices[0], indices[1], indices[2])
    work, mp = Decimal(given["work"]), Decimal(given["mp"])

    def amount(pe: str, reduction: str = "0") -> Decimal:
        return unit_amount(
            work=work,
            pe=Decimal(given[pe]),
            mp=mp,
            gpci=gpci,
            factor=Decimal(given["cf"]),
            reduction=Decimal(reduction),
        )

    if "full" in expected:
        assert amount("pe") == Decimal(expected["full"])
        if "reduced" in expected:
            assert amount("pe", "0.5") == Decimal(expected["reduced"])
    else:
        assert amount("pe_nonfac") == Decimal(expected["nonfacility"])
        assert amount("pe_fac") == Decimal(expected["facility"])


@unnamed("DAY")
def test_day(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """One claim of a day: which unit is paid in full, what each unit is paid, and the sum."""
    on = {2020: date(2020, 6, 30), 2026: date(2026, 9, 14)}[given["year"]]
    wanted = tuple(map(Decimal, given["gpci"]))
    indices = {code: FEES.localities.gpci(code, on=on) for code in ("15202-00", "04412-99", "national")}
    place = next(code for code, one in indices.items() if (one.work, one.pe, one.mp) == wanted)
    lines = [f"{code}:{'GN' if code.startswith('92') else 'GO'} x1" for code in given["units"]]
    estimate = otcpt.price(otcpt.claim(on, *lines), policy="medicare-part-b", locality=place)
    assert [[line.line.code, str(line.allowed)] for line in estimate.lines] == expected["units"]
    assert estimate.allowed == Decimal(expected["day"])
    (full,) = [line.line.code for line in estimate.lines for unit in line.units if unit.rank == 1]
    assert full == expected["full_pe_unit"]


@unnamed("MPPR-RATE", "SEQ", "DED")
def test_rate(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """A rate on its day."""
    rates = FEES.rates
    if "reduction" in expected:
        found = rates.of(RateName.MPPR, on=given["date"], applies_to=given["setting"])
        assert found.value == Decimal(expected["reduction"])
    elif "rate" in expected:
        assert rates.of(RateName.SEQUESTRATION, on=given["date"]).value == Decimal(expected["rate"])
    else:
        found = rates.of(RateName.DEDUCTIBLE, on=f"{given['year']}-12-31")
        assert found.value == Decimal(expected["part_b_deductible"])


@vectors("PAY", "CO-88")
def test_share(name: str, given: dict[str, Any], expected: dict[str, Any]) -> None:
    """What becomes of an allowed amount."""
    payment = settle(
        Decimal(given["allowed"]),
        shares=Shares.on(date(2026, 9, 14), FEES),
        deductible_left=Decimal(given.get("ded", "0")),
        assistant=str(given.get("co")) == "True",
    )
    if name.startswith("PAY"):
        assert {key: getattr(payment, key) for key in expected} == {
            key: Decimal(amount) for key, amount in expected.items()
        }
    else:
        assert payment.coinsurance == Decimal(expected["coinsurance"])
        after = payment.medicare_before - payment.assistant_cut
        assert after == Decimal(expected["medicare_after_cut"])
        assert after + payment.coinsurance == Decimal(expected["provider_before_sequestration"])


@unnamed("NONPAR", "LIMIT", "TRAP-NONPAR")
def test_nonparticipating(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """95 percent of the fee, a limiting charge of 109.25 percent, and Medicare's share of the 95 percent."""
    par = Decimal(given.get("par") or given["fee"])
    on = date(2026, 9, 14)
    allowed = cents(par * FEES.rates.of(RateName.NONPARTICIPATING, on=on).value)
    limit = cents(par * FEES.rates.of(RateName.LIMITING_CHARGE, on=on).value)
    payment = settle(allowed, shares=Shares.on(on, FEES))
    found = {
        "allowed": allowed,
        "nonpar": allowed,
        "limiting": limit,
        "limiting_charge": limit,
        "medicare_before_sequestration": payment.medicare_before,
        "patient_at_limiting_charge": limit - payment.medicare_before,
    }
    for key, amount in expected.items():
        if key == "must_not_be":
            assert payment.medicare_before != Decimal(amount)
        else:
            assert found[key] == Decimal(amount)


@vectors("TIE-CO", "BILAT", "KX-ACC", "MPPR-CR7050", "MPPR-SCOPE")
def test_other(name: str, given: dict[str, Any], expected: dict[str, Any]) -> None:
    """Ties, both sides, the running total, the reduction of 2011, disciplines that share a full unit."""
    if name.startswith("MPPR-CR7050"):
        rates = Decimal(given["reduction"])
        total = Decimal(0)
        for place, (_, work, pe, mp) in enumerate(given["units"]):
            values = {"work": Decimal(work), "pe": Decimal(pe), "mp": Decimal(mp)}
            total += unit_amount(**values, gpci=NATIONAL, factor=Decimal(1), reduction=rates if place else Decimal(0))
        assert total == Decimal(expected["day"])
        return
    if name == "MPPR-SCOPE-INCIDENT":
        policy = otcpt.load_policy("medicare-part-b") | otcpt.Overlay(id="incident-to", biller="physician")
        lines = [f"{code}:{modifier} x{units}" for code, modifier, units in given["lines"]]
        estimate = otcpt.price(otcpt.claim("2026-09-14", *lines), policy=policy, locality="national")
        full = [unit for line in estimate.lines for unit in line.units if not unit.reduced]
        assert len(full) == expected["full_units"]
        return
    if name == "TIE-CO":
        lines = [f"{code}:{modifiers.replace(' ', ':')} x{units}" for code, modifiers, units in given["lines"]]
        estimate = otcpt.price(otcpt.claim(given["date"], *lines), policy="medicare-part-b", locality="national")
        (other,) = estimate.alternatives
        assert estimate.allowed == other.allowed == Decimal(expected["allowed"])
        for one, paid in ((estimate, "paid_if_therapist_unit_full"), (other, "paid_if_assistant_unit_full")):
            assert one.medicare_before is not None and one.assistant_cut is not None
            assert one.medicare_before - one.assistant_cut == Decimal(expected[paid])
        assert other.full == 1
        return
    if name.startswith("KX-ACC"):
        code, *modifiers, units = re.split(" ", given["units"])
        line = f"{':'.join([code, *modifiers])} {units}"
        claim = otcpt.claim(given["date"], line)
        account = otcpt.price_all([claim], policy="medicare-part-b", locality="national").ledger.of(2026)
        assert account is not None
        assert account.total == Decimal(expected["accrues"])
        return
    claim = otcpt.claim(given.get("date", "2026-09-14"), f"{given['code']}:{':'.join(given['modifiers'])} x1")
    (line_estimate,) = otcpt.price(claim, policy="medicare-part-b", locality="national").lines
    one_side = FEES.unit(given["code"], on="2026-09-14", locality="national").full
    if "both" in expected:
        assert one_side == Decimal(expected["full_one_side"])
        assert line_estimate.allowed == Decimal(expected["both"])
    else:
        assert line_estimate.allowed == one_side
