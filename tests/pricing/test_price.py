"""What is priced, what is not and why, and what the amounts keep to."""

from collections import Counter
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import otcpt
from otcpt.fees import RateName, cents
from otcpt.pricing import Estimate, at_stake, compare_prices

EDITION = otcpt.load_edition()
FEES = EDITION.fees


def priced(on: str, *lines: str, **arguments: Any) -> Estimate:
    """Price a claim in shorthand, with the national amount unless a locality is given."""
    return otcpt.price(otcpt.claim(on, *lines), **({"policy": "medicare-part-b", "locality": "national"} | arguments))


def with_fields(claim: otcpt.Claim, **fields: Any) -> otcpt.Claim:
    """Return the claim with fields on every line."""
    return otcpt.Claim([attrs.evolve(line, **fields) for line in claim])


@pytest.mark.parametrize(
    ("on", "line", "reason"),
    [
        ("2027-01-04", "97530:GO x1", "from 2019-01-01 to 2026-12-31"),
        ("2018-12-31", "97530:GO x1", "from 2019-01-01 to 2026-12-31"),
        ("2023-03-06", "92507:GN x1", "no relative value in 2023"),
        ("2026-03-02", "97039:GO x1", "status C"),
        ("2026-03-02", "97799:GO x1", "status C"),
        ("2026-03-02", "97003:GO x1", "not in force"),
        ("2026-03-02", "97530:GO:52 x1", "Modifier 52"),
        ("2026-03-02", "98979:GO x1", ""),
        ("2025-03-03", "98979:GO x1", "not in force"),
        ("2026-03-02", "70450 x1", "outside the code registry"),
        ("2026-03-02", "97530:GO", "units"),
        ("2026-03-02", "97530:GO x99999", ""),
        ("2026-03-02", "97530:GO x100000", "More units than are priced one by one (99,999)"),
        ("2026-03-02", "29125:GO x999999999", "More units"),
        ("2026-03-02", "97165:GO x999999999", "More units"),
        ("2023-03-06", "29125:GO:50 x1", "bilateral indicator"),
        ("2026-03-02", "96000:GO x1", "facilities only"),
        ("2026-03-02", "97545:GO x1", "no relative value"),
    ],
)
def test_not_priced_with_its_reason(on: str, line: str, reason: str) -> None:
    """No year, code or amount takes the place of another."""
    (only,) = priced(on, line).lines
    assert only.priced == (reason == "")
    assert reason in only.reason
    if reason:
        assert only.paid is None
        assert only.allowed is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("97010:GO x1", "bundled"),
        ("97014:GO x1", "not valid for Medicare"),
        ("97530:GO:GZ x1", "GZ"),
        ("97530:GO x0", "Not billed"),
    ],
)
def test_known_to_be_paid_nothing(line: str, reason: str) -> None:
    """Such a line has an amount, 0.00, and takes no rank of the day."""
    nothing, other = priced("2026-03-02", line, "97110:GO x1").lines
    assert nothing.allowed == nothing.paid == nothing.patient == 0
    assert reason in nothing.reason
    assert other.units[0].rank == 1


def test_a_year_that_is_not_held_spoils_the_ranking() -> None:
    """The full unit of a day with a therapy code without values is not known; other codes keep their amounts."""
    one, two, three = priced("2023-03-06", "97530:GO x1", "92507:GN x1", "97129:GO x1").lines
    assert not one.priced
    assert "92507" in one.reason
    assert not two.priced
    assert three.priced


@pytest.mark.parametrize(
    ("bill_type", "reason"),
    [
        ("0131", ""),
        ("0221", ""),
        ("0741", ""),
        ("0751", ""),
        ("0341", ""),
        ("0851", "critical access"),
        ("0111", "Bill type"),
    ],
)
def test_facilities(bill_type: str, reason: str) -> None:
    """Facilities are paid by the schedule, under section 1834; a critical access hospital is not."""
    claim = with_fields(otcpt.claim("2026-03-02", "97530:GO x2"), bill_type=bill_type)
    (line,) = otcpt.price(claim, policy="medicare-part-b-facility", locality="national").lines
    assert reason in line.reason
    assert line.priced == (reason == "")
    if line.priced:
        (step,) = [step for step in line.steps if step.name == "mppr"]
        assert "1395m(k)" in str(step.cites[0])


def test_a_hospital_service_without_a_therapy_modifier_is_not_priced() -> None:
    """It is paid under another system."""
    claim = with_fields(otcpt.claim("2026-03-02", "97597 x1", "97597:GO x1"), bill_type="0131")
    without, marked = otcpt.price(claim, policy="medicare-part-b-facility", locality="national").lines
    assert not without.priced
    assert marked.priced


@pytest.mark.parametrize(("place", "amount"), [("11", "22.38"), ("22", "19.71"), ("12", "22.38"), (None, "22.38")])
def test_facility_places(place: str | None, amount: str) -> None:
    """A code that is therapy only sometimes has a lower fee in a facility."""
    claim = with_fields(otcpt.claim("2026-09-14", "97129:GO x1", "97530:GO x1"), place_of_service=place)
    estimate = otcpt.price(claim, policy="medicare-part-b", locality="national")
    assert [str(line.allowed) for line in estimate.lines] == [amount, "35.07"]
    assert any("place of service" in text for text in estimate.assumptions) == (place is None)


def test_a_place_that_is_not_held_is_not_priced() -> None:
    """No setting is guessed for it; a code of one fee does not need it."""
    claim = with_fields(otcpt.claim("2023-03-06", "97129:GO x1", "97530:GO x1"), place_of_service="02")
    one, two = otcpt.price(claim, policy="medicare-part-b", locality="national").lines
    assert not one.priced
    assert two.priced


def test_lesser_of_charge_and_fee() -> None:
    """Line by line."""
    claim = otcpt.claim("2026-09-14", "97530:GO x2", "97140:GO x1")
    lines = [attrs.evolve(claim.lines[0], charge=Decimal("50")), attrs.evolve(claim.lines[1], charge=Decimal("99"))]
    estimate = otcpt.price(otcpt.Claim(lines), policy="medicare-part-b", locality="national")
    assert [line.allowed for line in estimate.lines] == [Decimal("50.00"), Decimal("21.21")]


def test_a_charge_below_zero_is_not_priced() -> None:
    """It takes back what another claim billed."""
    claim = with_fields(otcpt.claim("2026-09-14", "97530:GO x2"), charge=Decimal("-50"))
    (line,) = otcpt.price(claim, policy="medicare-part-b", locality="national").lines
    assert not line.priced


def test_deductible_over_lines() -> None:
    """It is taken of one line after the other, and what is left of it no more than once."""
    estimate = priced("2026-09-14", "97530:GO x2", "97140:GO x1", deductible_left=Decimal("70.00"))
    assert estimate.coinsurance is not None and estimate.medicare_before is not None
    assert estimate.deductible == 70
    assert estimate.patient == 70 + estimate.coinsurance
    assert estimate.allowed == estimate.medicare_before + 70 + estimate.coinsurance


def test_a_line_wholly_in_the_deductible_loses_nothing_to_sequestration() -> None:
    """There is no payment to take it of."""
    estimate = priced("2026-09-14", "97530:GO x1", deductible_left=Decimal("100.00"))
    assert estimate.paid == estimate.sequestration == 0
    assert estimate.patient == Decimal("35.07")


def test_mips_changes_the_payment() -> None:
    """After the shares, before sequestration."""
    estimate = priced("2026-09-14", "97165:GO x1", mips=Decimal("0.91"))
    assert estimate.mips == Decimal("-7.24")
    assert estimate.paid == Decimal("80.43") - Decimal("7.24") - Decimal("1.46")


def test_nonparticipating() -> None:
    """95 percent; without assignment the patient owes up to the limiting charge."""
    terms = {"participating": False, "assigned": False}
    (line,) = priced("2026-09-14", "97165:GO x1", **terms).lines
    assert line.allowed == Decimal("95.51")
    assert line.balance == Decimal("109.84") - Decimal("95.51")
    assert line.paid is not None
    assert line.patient == Decimal("109.84") - line.paid
    assert priced("2026-09-14", "97165:GO x1", participating=False).lines[0].balance == 0


def test_sequestration_is_the_patients_without_assignment() -> None:
    """Medicare pays the patient less, and the biller collects the limiting charge or a lower charge all the same."""
    terms: dict[str, Any] = {"participating": False, "assigned": False}
    estimate = priced("2026-03-02", "97530:GO x2", **terms)
    assert (estimate.paid, estimate.patient, estimate.provider_total) == tuple(
        map(Decimal, ("44.79", "20.89", "65.68"))
    )
    low = with_fields(otcpt.claim("2026-03-02", "97530:GO x1"), charge=Decimal(10))
    (line,) = otcpt.price(low, policy="medicare-part-b", locality="national", **terms).lines
    assert (line.balance, line.paid, line.patient) == (Decimal(0), Decimal("7.84"), Decimal("2.16"))


def test_what_no_source_says_of_an_assistant_without_assignment_is_named() -> None:
    """That the limiting charge stays as it is under CO, CQ and MIPS is an assumption."""
    terms: dict[str, Any] = {"participating": False, "assigned": False}
    assumed = "not the limiting charge [I]"
    for line, more, named in (
        ("97530:GO:CO x1", {}, True),
        ("97530:GO x1", {"mips": Decimal("1.02")}, True),
        ("97530:GO x1", {}, False),
    ):
        estimate = priced("2026-03-02", line, **terms, **more)
        assert estimate.provider_total == Decimal("38.31")
        assert any(assumed in text for text in estimate.assumptions) is named


@pytest.mark.parametrize(("modifier", "owed"), [("GX", True), ("GY", True), ("GZ", False)])
def test_a_line_denied_as_billed_is_the_patients(modifier: str, owed: bool) -> None:
    """But for GZ the charge may be billed to the patient; without a charge it is not known."""
    claim = otcpt.claim("2026-03-02", f"97530:GO:{modifier} x1")
    for charge in (Decimal("50.00"), None):
        (line,) = otcpt.price(with_fields(claim, charge=charge), policy="medicare-part-b", locality="national").lines
        assert line.allowed == line.paid == 0
        assert line.patient == line.provider_total == (charge if owed else 0)


def test_the_assistant_cut_begins_in_2022() -> None:
    """The modifier is older than the cut."""
    assert priced("2021-12-31", "97530:GO:CO x1").assistant_cut == 0
    assert (priced("2022-01-01", "97530:GO:CO x1").assistant_cut or 0) > 0


def test_splints_are_paid_as_procedures() -> None:
    """The second one half, the first the dearer."""
    estimate = priced("2026-09-14", "29130:GO:F1 x1", "29125:GO:LT x1")
    assert [line.units[0].reduced for line in estimate.lines] == [True, False]
    fees = [FEES.unit(code, on="2026-09-14", locality="national").full for code in ("29130", "29125")]
    assert estimate.allowed == cents(fees[0] / 2) + fees[1]


def test_an_indicator_that_was_not_read_is_named() -> None:
    """The cognitive code of 2019 had four units a visit."""
    estimate = priced("2019-05-06", "G0515:GO x4", "97530:GO x1")
    assert estimate.complete
    assert len(set(estimate.lines[0].units)) == 1
    assert any("G0515: no multiple procedure indicator" in text for text in estimate.assumptions)


def test_a_code_that_contractors_price_takes_no_rank() -> None:
    """It has no practice expense in the schedule."""
    estimate = priced("2026-09-14", "0791T:GP x1", "97116:GP x1")
    assert [line.priced for line in estimate.lines] == [False, True]
    assert estimate.lines[1].units[0].rank == 1


def test_other_claims_and_disciplines_of_the_day_share_the_full_unit() -> None:
    """By patient, day and billing provider; another billing provider has a full unit of its own."""

    def claim(code: str, modifier: str, biller: str | None) -> otcpt.Claim:
        return with_fields(
            otcpt.claim("2026-09-14", f"{code}:{modifier} x1"), patient_key="P1", billing_provider_key=biller
        )

    claims = [claim("97530", "GO", "B1"), claim("97110", "GP", "B1"), claim("97110", "GP", "B2")]
    estimates = otcpt.price_all(claims, policy="medicare-part-b", locality="national")
    assert [one.lines[0].units[0].reduced for one in estimates] == [False, True, False]
    history = otcpt.History(lines=claims[:1])
    (after,) = otcpt.price_all(claims[1:2], policy="medicare-part-b", locality="national", history=history)
    assert after.allowed == estimates[1].allowed


def test_a_reason_names_its_own_day() -> None:
    """A code that is not in force, on two days under one law."""
    claims = [otcpt.claim(on, "97003:GO x1") for on in ("2026-03-02", "2026-03-03")]
    estimates = otcpt.price_all(claims, policy="medicare-part-b", locality="national")
    for claim, estimate in zip(claims, estimates, strict=True):
        assert estimate.lines == otcpt.price(claim, policy="medicare-part-b", locality="national").lines
        assert str(claim.dates[0]) in estimate.lines[0].reason


def test_void_and_replaced_claims_are_paid_nothing() -> None:
    """They leave the day."""
    original = otcpt.Claim(otcpt.claim("2026-09-14", "97530:GO x1").lines, claim_id="C1")
    again = otcpt.Claim(otcpt.claim("2026-09-14", "97530:GO x2").lines, claim_id="C2", frequency="7", replaces="C1")
    estimates = otcpt.price_all([original, again], policy="medicare-part-b", locality="national")
    assert [one.allowed for one in estimates] == [0, Decimal("60.12")]


@pytest.mark.parametrize("others", [None, "B1", "B2"])
@pytest.mark.parametrize("biller", [None, "B1", "B2"])
def test_a_void_claim_changes_nothing_for_the_others(biller: str | None, others: str | None) -> None:
    """Not who bills the day, nor which year the deductible is of."""
    day = otcpt.claim("2026-09-14", "97530:GO x1", "97535:GO x1").lines
    billers = zip(day, ("B1", others), strict=True)
    claims = [otcpt.Claim([attrs.evolve(line, billing_provider_key=key, patient_key="P1")]) for line, key in billers]
    for on in ("2026-09-14", "2025-09-15"):
        void = attrs.evolve(day[0], code="97110", date_of_service=on, billing_provider_key=biller, patient_key="P1")
        every = [*claims, otcpt.Claim([void], frequency="8", replaces="C0")]
        alone, beside = (
            otcpt.price_all(some, policy="medicare-part-b", locality="national", deductible_left=Decimal(20))
            for some in (claims, every)
        )
        assert [one.lines for one in beside.estimates[:2]] == [one.lines for one in alone.estimates]
        assert [one.assumptions for one in beside.estimates[:2]] == [one.assumptions for one in alone.estimates]


def test_another_payers_line_is_not_priced() -> None:
    """Medicare's schedule is no other payer's."""
    claim = with_fields(otcpt.claim("2026-09-14", "97530:GO x1"), payer="CI")
    assert not otcpt.price(claim, policy="medicare-part-b", locality="national").complete


def test_a_payer_without_fees_is_not_priced() -> None:
    """Never underpaid: not priced."""
    (line,) = otcpt.price(otcpt.claim("2026-09-14", "97530 x1"), policy="ama-midpoint").lines
    assert "names no fees" in line.reason


def test_a_percentage_of_medicare() -> None:
    """With the payer's own reduction of units and of an assistant's lines; the patient's share is not known."""
    acme = otcpt.load_policy("ama-midpoint") | otcpt.Overlay(
        id="acme", fees="percent", fee_percent="110", fee_mppr="50", fee_assistant="85", locality="national"
    )
    claim = otcpt.claim("2026-09-14", "97530 x2", "97140:GO:CO x1")
    estimate = otcpt.price(claim, policy=acme)
    one, two = estimate.lines
    assert [unit.amount for unit in one.units] == [Decimal("38.58"), Decimal("19.29")]
    assert two.allowed == Decimal("12.96")  # 85 percent of half of 30.49
    assert one.paid is None
    assert one.patient is None
    assert (estimate.paid, estimate.patient, estimate.provider_total) == (None, None, None)
    assert estimate.to_record()["paid"] is None
    assert repr(estimate) == "<Estimate $70.83 allowed>"
    assert "what of it the payer pays is not known" in str(estimate)
    both = otcpt.price_all([claim, claim], policy=acme)
    assert (both.paid, both.patient) == (None, None)
    assert repr(both) == "<Estimates of 2 claims, $141.66 allowed>"


def test_an_own_fee_table() -> None:
    """Ranked by the payer's fees; a code that is not in it is not priced."""
    acme = otcpt.load_policy("ama-midpoint") | otcpt.Overlay(
        id="acme", fees="table", fee_table=("97530=40.00", "97140=45.00"), fee_mppr="50"
    )
    estimate = otcpt.price(otcpt.claim("2026-09-14", "97530 x2", "97140 x1", "97110 x1"), policy=acme)
    assert [line.priced for line in estimate.lines] == [False, False, False]
    assert "97110 is not in the payer's fee table" in estimate.lines[0].reason
    both = otcpt.price(otcpt.claim("2026-09-14", "97530 x2", "97140 x1"), policy=acme)
    assert [line.allowed for line in both.lines] == [Decimal("40.00"), Decimal("45.00")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"locality": None}, "no locality"),
        ({"locality": "15202-99"}, "15202-00 Ohio, OH"),
        ({"locality": "texas"}, "04412-99 Rest of Texas, TX"),
        ({"deductible_left": 100}, "Decimal"),
        ({"deductible_left": Decimal("283.01")}, "deductible of 2026"),
        ({"mips": Decimal("2")}, "not a factor"),
        ({"participating": True, "assigned": False}, "accepts assignment"),
    ],
)
def test_broken_calls(arguments: dict[str, object], message: str) -> None:
    """Each names what was given and what was expected."""
    with pytest.raises((otcpt.InvalidInput, otcpt.UnknownName), match=message):
        priced("2026-09-14", "97530:GO x1", **arguments)


def test_localities_by_name_and_code() -> None:
    """The same place, however it is written."""
    amounts = {priced("2026-09-14", "97530:GO x1", locality=place).allowed for place in ("15202-00", "1520200", "ohio")}
    assert len(amounts) == 1
    assert {one.state for one in FEES.localities.search("Texas")} == {"TX"} and len(
        FEES.localities.search("texas")
    ) == 8
    assert [one.state for one in FEES.localities.search("kansas")] == ["KS", "MO"]
    assert [one.code for one in FEES.localities.search("CA", on="2020-03-02") if "Orange" in one.name] == [
        "01182-18",
        "01182-26",
    ]


def test_no_key_of_a_patient_is_shown() -> None:
    """Neither in the value nor in its record."""
    claim = with_fields(otcpt.claim("2026-09-14", "97530:GO x1"), patient_key="SECRET", billing_provider_key="SECRET")
    estimate = otcpt.price(claim, policy="medicare-part-b", locality="national")
    estimates = otcpt.price_all([claim], policy="medicare-part-b", locality="national")
    assert (
        "SECRET"
        not in f"{estimate!r}{estimate.lines!r}{estimate.to_record()}{estimates!r}{estimates.ledger.accounts!r}"
    )


CODES = sorted(
    code
    for code in FEES.values.codes
    if (values := FEES.values.rows(code)[-1]).first_day.year == 2026
    and values.multiple in ("0", "5")
    and values.not_applicable != "nonfacility"
    and EDITION.codes[code].in_force("2026-09-14")
)
LINES = st.lists(
    st.builds(
        lambda code, units, co, charge: otcpt.ServiceLine(
            code,
            date_of_service="2026-09-14",
            units=units,
            modifiers=("GO", "CO") if co else ("GO",),
            charge=charge,
            place_of_service="11",
        ),
        st.sampled_from(CODES),
        st.integers(1, 4),
        st.booleans(),
        st.none() | st.integers(1, 20_000).map(lambda cents: Decimal(cents) / 100),
    ),
    min_size=1,
    max_size=6,
)


def estimate_of(lines: list[otcpt.ServiceLine], left: Decimal | None = None) -> Estimate:
    """Price the lines in Ohio."""
    return otcpt.price(otcpt.Claim(lines), policy="medicare-part-b", locality="15202-00", deductible_left=left)


@pytest.mark.parametrize(
    ("modifier", "practice", "bill"),
    [
        ("GA", "35.07", "0.00"),
        ("GX", "0.00", "0.00"),
        ("GY", "0.00", "0.00"),
        ("GZ", "0.00", "0.00"),
        ("KX", "35.07", "35.07"),
    ],
)
def test_an_institutional_line_with_a_notice_is_denied_as_billed(modifier: str, practice: str, bill: str) -> None:
    """MM6563: GX is denied everywhere, GA there; a practitioner's claim with GA is judged as before."""
    claim = with_fields(otcpt.claim("2026-03-02", f"97530:GO:{modifier} x1"), bill_type="131")
    facility = otcpt.price(claim, policy="medicare-part-b-facility", locality="national")

    assert str(priced("2026-03-02", f"97530:GO:{modifier} x1").allowed) == practice
    assert str(facility.allowed) == bill
    assert facility.lines[0].reason.startswith(f"Denied as billed ({modifier})") is (bill == "0.00")


@given(LINES, st.sampled_from(["0", "10.55", "283.00"]).map(Decimal))
def test_dollars_are_conserved(lines: list[otcpt.ServiceLine], left: Decimal) -> None:
    """Each line adds up, the lines add up to the total, and no one gets less than nothing."""
    estimate = estimate_of(lines, left)
    for line in estimate.lines:
        assert line.allowed is not None and line.paid is not None and line.patient is not None
        assert line.assistant_cut is not None and line.sequestration is not None and line.mips is not None
        assert line.paid + line.assistant_cut + line.sequestration - line.mips + line.patient == line.allowed
        assert line.paid >= 0
        assert line.fee == sum(unit.amount for unit in line.units)
    assert estimate.allowed == sum(line.allowed or 0 for line in estimate.lines)
    assert estimate.paid is not None and estimate.patient is not None
    assert estimate.provider_total == estimate.paid + estimate.patient
    assert estimate.deductible == min(left, estimate.allowed)


@given(LINES.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))))
def test_the_order_of_lines_never_matters(both: tuple[list[otcpt.ServiceLine], list[otcpt.ServiceLine]]) -> None:
    """Neither for the totals nor for the alternatives."""
    one, two = map(estimate_of, both)
    assert (one.allowed, one.paid, one.patient) == (two.allowed, two.paid, two.patient)
    assert Counter(other.paid for other in one.alternatives) == Counter(other.paid for other in two.alternatives)


@given(LINES)
def test_one_full_unit_a_day(lines: list[otcpt.ServiceLine]) -> None:
    """Of the therapy codes, whichever they are, exactly one unit is paid in full."""
    units = [unit for line in estimate_of(lines).lines for unit in line.units if unit.rank is not None]
    assert sum(not unit.reduced for unit in units) == (1 if units else 0)
    assert sorted(unit.rank or 0 for unit in units) == list(range(1, len(units) + 1))


@given(LINES, st.data())
def test_more_units_never_lower_the_total(lines: list[otcpt.ServiceLine], data: st.DataObject) -> None:
    """Where no charge caps a line, one more unit adds its amount."""
    lines = [attrs.evolve(line, charge=None) for line in lines]
    at = data.draw(st.integers(0, len(lines) - 1))
    more = [attrs.evolve(line, units=(line.units or 0) + (i == at)) for i, line in enumerate(lines)]
    assert estimate_of(more).allowed > estimate_of(lines).allowed


@given(LINES)
def test_no_other_full_unit_gives_more(lines: list[otcpt.ServiceLine]) -> None:
    """Over every choice of the full unit, before rounding: what is ranked first loses most by the reduction."""
    lines = [attrs.evolve(line, charge=None) for line in lines]
    therapy = [line for line in estimate_of(lines).lines if line.units and line.units[0].rank is not None]
    values = {line.line.code: FEES.values.of(line.line.code, on="2026-09-14") for line in therapy}
    for line in therapy:
        if any(unit.rank == 1 for unit in line.units):
            assert values[line.line.code].pe == max(one.pe for one in values.values())
    fees = {code: FEES.unit(code, on="2026-09-14", locality="15202-00") for code in values}
    gains = [one.full - (one.reduced or one.full) for one in fees.values()]
    full = sum((fees[line.line.code].reduced or Decimal(0)) * (line.line.units or 0) for line in therapy)
    allowed = sum((line.allowed or Decimal(0) for line in therapy), Decimal(0))
    assert allowed >= full + max(gains, default=Decimal(0)) - Decimal("0.01")


@given(LINES)
def test_without_the_reduction_the_plain_formula_is_left(lines: list[otcpt.ServiceLine]) -> None:
    """Units times the fee."""
    plain = otcpt.load_policy("medicare-part-b") | otcpt.Overlay(id="plain", fee_mppr="")
    lines = [attrs.evolve(line, charge=None) for line in lines]
    estimate = otcpt.price(otcpt.Claim(lines), policy=plain, locality="15202-00")
    fees = [FEES.unit(line.code, on="2026-09-14", locality="15202-00").full * (line.units or 0) for line in lines]
    assert [line.allowed for line in estimate.lines] == fees


def test_a_rate_of_a_day_that_is_not_held_raises() -> None:
    """A proposed conversion factor is none."""
    with pytest.raises(otcpt.OutsideCoverage, match="2027-01-01"):
        FEES.rates.of(RateName.CONVERSION_FACTOR, on="2027-01-01")


def test_a_claim_across_years_and_places() -> None:
    """Every combination; a day that a year does not have is refused."""
    claim = otcpt.claim("2024-02-29", "97530:GO x1")
    found = compare_prices(
        claim,
        policy="medicare-part-b",
        localities=["15202-00", "national"],
        participating=[True, False],
        mips=[None, Decimal("0.91")],
    )
    assert len({(one.locality, one.participating, one.mips, one.estimate.paid) for one in found}) == 8
    with pytest.raises(otcpt.InvalidInput, match="no day of 2026"):
        compare_prices(claim, policy="medicare-part-b", localities=["national"], years=[2024, 2026])


def test_what_errors_put_at_stake() -> None:
    """A line counts once, whatever its errors; what is not priced has no amount."""
    claim = otcpt.claim("2026-09-14", "97530 x2", "97750:GO x1", "97799 x1")
    report = otcpt.check(claim, policy="medicare-part-b")
    estimate = otcpt.price(claim, policy="medicare-part-b", locality="national")
    found = at_stake(report, estimate)
    errors = [one for one in report.findings if one.severity == "error"]
    assert len(found.findings) == len(errors) > 1
    faulty = {one.finding.positions[0] for one in found}
    assert found.total == sum((estimate.lines[at].allowed or Decimal(0) for at in faulty), Decimal(0))
