"""Whole estimates word for word: every amount, every step with its reason and source, and what is assumed."""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import attrs
import pytest

import otcpt
from otcpt.pricing import Estimate, compare_prices, rate_card

Approved = Callable[[str, str], None]
NATIONAL: dict[str, Any] = {"policy": "medicare-part-b", "locality": "national"}
OWN = otcpt.load_policy("ama-midpoint") | otcpt.Overlay(
    id="own", fees="table", fee_table=("97530=40.00", "97140=45.00"), fee_mppr="50", fee_assistant="80"
)
SHARE = otcpt.load_policy("ama-midpoint") | otcpt.Overlay(
    id="share", fees="percent", fee_percent="110", fee_mppr="medicare", fee_assistant="medicare", locality="national"
)
#: A name, the day, the lines, and how they are priced.
CLAIMS: list[tuple[str, str, tuple[str, ...], dict[str, Any]]] = [
    ("a day of three codes", "2026-03-02", ("97530:GO x2", "97110:GO x1", "97165:GO x1"), NATIONAL),
    ("an assistant", "2026-03-02", ("97530:GO:CO x2", "97110:GO x1"), NATIONAL),
    ("both sides", "2026-03-02", ("29125:GO:50 x1", "97530:GO x1", "97140:GO:50 x1"), NATIONAL),
    ("two procedures", "2026-03-02", ("29125:GO x1", "29130:GO x2"), NATIONAL),
    ("not participating, assigned", "2026-03-02", ("97530:GO x2",), {**NATIONAL, "participating": False}),
    (
        "not participating, not assigned",
        "2026-03-02",
        ("97530:GO x3", "97140:GO:CO x1", "29125:GO:50 x1", "29130:GO x1"),
        {**NATIONAL, "participating": False, "assigned": False},
    ),
    ("a deductible and a factor", "2026-03-02", ("97530:GO x2", "97140:GO x1"),
     {**NATIONAL, "deductible_left": Decimal("40.00"), "mips": Decimal("1.0125")}),
    ("qualifying", "2026-03-02", ("97530:GO x1",), {**NATIONAL, "qualifying": True}),
    ("one place", "2024-07-01", ("97530:GO x1", "97140:GO x2"), {**NATIONAL, "locality": "15202-00"}),
    ("statuses not read", "2019-03-04", ("97530:GO x1",), NATIONAL),
    ("not priced", "2026-03-02", ("97530:GO", "97799:GO x1", "97010:GO x1", "97530:GO:GZ x1", "97530:GO x0"), NATIONAL),
    ("a facility", "2026-03-02", ("97530:GO x2", "29075 x1", "29075:GO x2", "97165:GO:KX x1"),
     {**NATIONAL, "policy": "medicare-part-b-facility"}),
    ("another payer's share", "2026-03-02", ("97530 x2", "97140:CO x1", "29125 x1"), {"policy": SHARE}),
    ("another payer's table", "2026-03-02", ("97530 x2", "97140:CO x1"), {"policy": OWN}),
]  # fmt: skip


def shown(estimate: Estimate) -> Iterator[str]:
    """Yield the value and its text; the edition's digest is left out."""
    yield from (repr(estimate), *map(repr, estimate.lines), "")
    yield estimate.to_text().replace(estimate.edition, "EDITION")


def record_of(estimate: Estimate) -> Iterator[str]:
    """Yield the record, one value a line."""
    for name, value in {**estimate.to_record(), "edition": ""}.items():
        if name == "lines":
            for line in value:  # type: ignore[attr-defined]
                yield from ("", *(f"  {key}: {json.dumps(line[key])}" for key in line))
        else:
            yield f"{name}: {json.dumps(value)}"


@pytest.mark.parametrize(("name", "on", "lines", "terms"), CLAIMS, ids=[one[0] for one in CLAIMS])
def test_estimates_are_approved(
    name: str, on: str, lines: tuple[str, ...], terms: dict[str, Any], approved: Approved
) -> None:
    """Amounts with their working."""
    place = re.sub("[',]", "", name).replace(" ", "-")
    approved(f"priced/{place}", "\n".join([*shown(otcpt.price(otcpt.claim(on, *lines), **terms)), ""]))


def test_records_are_approved(approved: Approved) -> None:
    """A claim without assignment and with an assistant, a table of the payer, and lines without a price."""
    lines: list[str] = []
    for name, on, services, terms in CLAIMS:
        if name in ("not participating, not assigned", "another payer's table", "not priced"):
            lines += [f"# {name}", *record_of(otcpt.price(otcpt.claim(on, *services), **terms)), ""]
    approved("priced/records", "\n".join(lines))


def test_charges_below_the_fee_are_approved(approved: Approved) -> None:
    """Charged more than the fee, less, and below zero; without assignment too."""
    given = otcpt.claim("2026-03-02", "97530:GO x2", "97140:GO x1", "97110:GO x1")
    charges = (Decimal("500.00"), Decimal("10.005"), Decimal("-1.00"))
    claim = otcpt.Claim([attrs.evolve(line, charge=charge) for line, charge in zip(given, charges, strict=True)])
    lines = [text for assigned in (True, False) for text in
             shown(otcpt.price(claim, **NATIONAL, participating=assigned, assigned=assigned))]  # fmt: skip
    approved("priced/charges", "\n".join([*lines, ""]))


def test_many_claims_and_their_ledger_are_approved(approved: Approved) -> None:
    """A replaced claim, another payer's line, a claim without a patient, a history with lines and amounts."""

    def made(name: str, on: str, *lines: str, **more: Any) -> otcpt.Claim:
        fields = {"patient_key": "P1", **{key: more.pop(key) for key in ("patient_key", "payer") if key in more}}
        found = otcpt.claim(on, *lines)
        return otcpt.Claim([attrs.evolve(line, claim_id=name, **fields) for line in found], claim_id=name, **more)

    claims = [
        made("A", "2026-03-02", "97530:GO x2"),
        made("B", "2026-03-02", "97530:GO x1", "97110:GP x1"),
        made("C", "2026-03-02", "97530:GO x4", frequency="7", replaces="A"),
        made("D", "2026-03-09", "97530:GO x1", patient_key=None),
        made("E", "2026-03-09", "97530:GO x1", patient_key=None),
        made("F", "2026-03-10", "97530:GO x1", payer="CI"),
    ]
    past = [attrs.evolve(line, patient_key="P1", claim_id="H") for line in otcpt.claim("2026-03-02", "97168:GO x1")]
    spent = [
        otcpt.PriorPayments(year=2026, allowed=Decimal("2400.00"), discipline=one, patient_key="P1")
        for one in ("OT", "PT")
    ]
    history = otcpt.History(past, prior_payments=spent)
    found = otcpt.price_all(claims, **NATIONAL, history=history, deductible_left={"P1": Decimal("50.00")})
    accounts = [f"{one.patient_key} {one.year} {one.bucket}: {one!r}" for one in found.ledger]
    lines = [text for estimate in found for text in shown(estimate)]
    approved("priced/several", "\n".join([*lines, *accounts, repr(found), found.to_text(), found.ledger.to_text(), ""]))


def test_prices_across_are_approved(approved: Approved) -> None:
    """Every combination, in the order of the arguments."""
    claim = otcpt.claim("2026-03-02", "97530:GO x2", "97110:GO x1")
    found = compare_prices(
        claim, policy="medicare-part-b", localities=["national", "15202-00"], years=[2024, 2026],
        participating=[True, False], mips=[None, Decimal("0.91")],
    )  # fmt: skip
    lines = [f"{one.locality} {one.year} {one.participating} {one.mips}: {one.estimate.allowed} {one.estimate.paid}"
             for one in found]  # fmt: skip
    approved("priced/across", "\n".join([*lines, ""]))


def test_a_rate_card_is_approved(approved: Approved) -> None:
    """Therapy codes, a procedure, a code without a price and one of facilities."""
    card = rate_card(locality="15202-00", on="2026-03-02", codes=["97530", "97165", "29125", "97799", "96000", "98980"])
    records = [json.dumps(row) for row in card.to_records()]
    approved("priced/rate-card", "\n".join([*records, *(row.code for row in card), card.to_text(), ""]))
