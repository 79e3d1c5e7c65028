"""What is refused and what is passed on: whole messages, and arguments that reach every claim."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import numpy as np
import pytest

import otcpt
from otcpt.editions import load_edition
from otcpt.page import Table, Tone
from otcpt.pricing import Pricer, Shares, Terms, at_stake, compare_prices, line_variants, rate_card, rate_cards, settle
from otcpt.pricing.pages import ledger_page

TERMS: dict[str, Any] = {"policy": "medicare-part-b", "locality": "national"}
CLAIM = otcpt.claim("2026-03-02", "97530:GO x2", "97110:GO x1")


def refusal(call: Any, *given: Any, **more: Any) -> tuple[str, Any, Any]:
    """Return the message, the field and the value of what is refused."""
    with pytest.raises(otcpt.InvalidInput) as caught:
        call(*given, **more)
    return str(caught.value), caught.value.what, caught.value.value


def test_one_claim_and_several_are_not_taken_for_each_other() -> None:
    """Each call names the other one."""
    assert refusal(otcpt.price, [CLAIM], **TERMS) == (
        "price takes a Claim, not list; use price_all for several", "claim", None
    )  # fmt: skip
    assert refusal(otcpt.price_all, CLAIM, **TERMS) == ("claims is one Claim; write a list: [...]", "claims", CLAIM)
    assert refusal(otcpt.price_all, None, **TERMS)[0] == "claims is None; give a list of Claim values"
    assert refusal(otcpt.price_all, "x", **TERMS)[0] == "claims is a str; give a list of Claim values"


def test_a_facility_participates() -> None:
    """The field is named, and what is for practitioners only."""
    message, field, _ = refusal(
        otcpt.price, CLAIM, policy="medicare-part-b-facility", locality="national", participating=False
    )
    assert message == "a facility must accept assignment: participating=False is for practitioners only"
    assert field == "participating"


def test_a_deductible_is_of_one_year() -> None:
    """Claims of two years of one patient are refused with both years; two patients are none of that."""
    late, early = (otcpt.Claim([attrs.evolve(line, patient_key=key) for line in otcpt.claim(on, "97530:GO x1")])
                   for on, key in (("2026-03-02", "P1"), ("2025-03-03", "P1")))  # fmt: skip
    message, field, value = refusal(otcpt.price_all, [late, early], **TERMS, deductible_left=Decimal(10))
    assert message == (
        "deductible_left is one calendar year's, and a patient's claims are of [2025, 2026]; price each year by itself"
    )
    assert (field, value) == ("deductible_left", Decimal(10))


def test_a_nameless_history_with_several_nameless_claims_is_refused() -> None:
    """It could be of either; with one claim it is that claim's."""
    history = otcpt.History(tuple(otcpt.claim("2026-03-02", "97165:GO x1")))
    message, field, _ = refusal(otcpt.price_all, [CLAIM, CLAIM], **TERMS, history=history)
    assert field == "history"
    assert message == (
        "the history has lines or amounts without a patient key, and several claims have none either; give each its "
        "patient_key"
    )
    (estimate,) = otcpt.price_all([CLAIM], **TERMS, history=history)
    assert [unit.reduced for unit in estimate.lines[0].units] == [True, True]


@pytest.mark.parametrize(("payer", "reduced"), [(None, True), ("MB", True), ("CI", False)])
def test_another_payers_line_of_the_history_takes_no_rank(payer: str | None, reduced: bool) -> None:
    """Medicare's own evaluation earlier that day takes the full unit; a commercial payer's does not."""
    earlier = [attrs.evolve(line, payer=payer, claim_id="H") for line in otcpt.claim("2026-03-02", "97165:GO x1")]
    estimate = otcpt.price(otcpt.claim("2026-03-02", "97530:GO x1"), **TERMS, history=otcpt.History(earlier))
    assert estimate.lines[0].units[0].reduced is reduced


def test_what_is_given_for_several_claims_reaches_each() -> None:
    """Factor, participation, assignment, deductible and edition, as for one claim by itself."""
    one: dict[str, Any] = {"mips": Decimal("0.91"), "participating": False, "assigned": False}
    (alone,) = otcpt.price_all([CLAIM], **TERMS, **one)
    assert alone.lines == otcpt.price(CLAIM, **TERMS, **one).lines
    assert (alone.paid, otcpt.price(CLAIM, **TERMS).paid) == (Decimal("55.81"), Decimal("64.55"))
    (shared,) = otcpt.price_all([CLAIM], **TERMS, deductible_left=Decimal(20))
    assert shared.deductible == 20
    assert otcpt.price(CLAIM, **TERMS, edition="2024q3").edition.startswith("2024q3@")
    assert otcpt.price_all([CLAIM], **TERMS, edition="2024q3")[0].edition.startswith("2024q3@")


def test_a_fee_table_has_no_practice_expense_to_reduce() -> None:
    """Medicare's reduction needs it; the message says what to write instead."""
    own = otcpt.load_policy("ama-midpoint") | otcpt.Overlay(
        id="own", fees="table", fee_table=("97530=40.00",), fee_mppr="medicare"
    )
    message, field, value = refusal(otcpt.price, otcpt.claim("2026-03-02", "97530 x1"), policy=own)
    assert message == (
        "a fee table has no practice expense to reduce; write the percentage of the fee that further units of a day "
        "are paid, fee_mppr = '50', or fee_mppr = '' for the whole fee"
    )
    assert (field, value) == ("fee_mppr", "medicare")


def test_a_finding_at_stake_has_the_amount_of_its_first_line() -> None:
    """The line that is denied; findings that are no error have none."""
    claim = otcpt.claim("2026-03-02", "97150:GO x1", "97530:GO x2")
    estimate = otcpt.price(claim, **TERMS)
    found = at_stake(otcpt.check(claim, policy="medicare-part-b"), estimate)
    assert [(one.finding.rule_id, one.amount) for one in found.findings] == [("PTP002", estimate.lines[1].allowed)]


def test_no_error_puts_nothing_at_stake() -> None:
    """And that is an amount in dollars."""
    claim = otcpt.claim("2026-03-02", "97530:GO x2")
    found = at_stake(otcpt.check(claim, policy="medicare-part-b"), otcpt.price(claim, **TERMS))
    assert (found.findings, repr(found.total)) == ((), "Decimal('0.00')")


@pytest.mark.parametrize("given", [Decimal(-1), Decimal("Infinity"), Decimal("NaN"), 120, "120.00", True])
def test_what_is_no_amount_of_a_deductible_is_refused(given: Any) -> None:
    """Alone and by patient, with the field and the value."""
    shown = given if isinstance(given, Decimal) else repr(given)
    expected = f"deductible_left {shown} is not an amount in dollars, a Decimal like 120.00"
    for deductible in (given, {None: Decimal(0), "P1": given}):
        message, field, value = refusal(otcpt.price, CLAIM, **TERMS, deductible_left=deductible)
        assert (message, field, repr(value)) == (expected, "deductible_left", repr(given))


def test_a_deductible_is_no_more_than_the_year_s() -> None:
    """The whole of it may be left, and not a cent more; of a year whose amount is not held any may be."""
    assert otcpt.price(CLAIM, **TERMS, deductible_left=Decimal("283.00")).paid == 0
    assert refusal(otcpt.price, CLAIM, **TERMS, deductible_left=Decimal("283.01")) == (
        "deductible_left 283.01 is more than the Part B deductible of 2026, 283.00",
        "deductible_left",
        Decimal("283.01"),
    )


@pytest.mark.parametrize("name", ["participating", "assigned", "qualifying"])
def test_a_term_is_true_or_false(name: str) -> None:
    """Nothing that could be taken for it."""
    for value in (1, "yes", None):
        assert refusal(Terms, **{name: value}) == (f"{name} {value!r} is not True or False", name, value)


@pytest.mark.parametrize("factor", [*map(Decimal, ("0.49", "1.51", "-5", "NaN", "sNaN", "Infinity")), 1.012, 1, "1.01"])
def test_a_factor_is_near_one(factor: Any) -> None:
    """From a half to one and a half, both included, and no binary fraction; for a claim and for a rate card."""
    shown = factor if isinstance(factor, Decimal) else repr(factor)
    expected = (
        f"mips {shown} is not a factor of the payment, a Decimal like 1.0120 for 1.2 percent more, 0.91 for 9 percent "
        "less"
    )
    for ask, given in ((Terms, {}), (rate_card, {"on": "2026-03-02", "locality": "national"})):
        message, field, value = refusal(ask, **given, mips=factor)
        assert (message, field, repr(value)) == (expected, "mips", repr(factor))
    assert {Terms(mips=Decimal(one)).mips for one in ("0.5", "1.5")} == {Decimal("0.5"), Decimal("1.5")}


def test_a_factor_changes_what_the_cut_for_an_assistant_leaves() -> None:
    """Of 100.00 the payer's share is 80.00, 68.00 with an assistant; a tenth more is 6.80, and 2 % of all come off."""
    shares = Shares.on(date(2026, 3, 2), load_edition().fees)
    found = settle(Decimal("100.00"), shares=shares, assistant=True, mips=Decimal("1.1"))
    assert (found.assistant_cut, found.mips, found.sequestration, found.paid) == (
        Decimal("12.00"), Decimal("6.80"), Decimal("1.50"), Decimal("73.30"),
    )  # fmt: skip


def test_an_account_without_an_amount_of_its_own_has_what_came_before() -> None:
    """A therapy line that is not priced: the total is what the history says, or nothing, and is called too low."""
    claim = otcpt.claim("2026-03-02", "97799:GO x1")
    before = otcpt.History(prior_payments=[otcpt.PriorPayments(year=2026, allowed=Decimal("100.00"), discipline="OT")])
    for history, total, shown in ((None, Decimal("0.00"), ""), (before, Decimal("100.00"), "$100.00")):
        ledger = otcpt.price_all([claim], **TERMS, history=history).ledger
        (account,) = ledger
        assert (account.accruals, account.not_priced, repr(account.total)) == ((), 1, repr(total))
        (table,) = ledger_page(ledger).blocks
        assert isinstance(table, Table)
        assert table.rows == (
            ("patient 1", "2026", "OT", shown, f"${total}", "$2,480",
             "1 line not priced, so the total is too low"),
        )  # fmt: skip


def test_a_line_of_the_history_counts_in_its_own_place() -> None:
    """Second in the history: that is the place its accrual names."""
    past = otcpt.History(
        attrs.evolve(line, claim_id="H") for line in otcpt.claim("2026-03-02", "97010:GO", "97168:GO x1")
    )
    (account,) = otcpt.price_all([otcpt.claim("2026-03-09", "97530:GO x1")], **TERMS, history=past).ledger
    assert [(one.claim, one.position, one.code) for one in account.accruals] == [
        (None, 1, "97168"), (0, 0, "97530"),
    ]  # fmt: skip


@pytest.mark.parametrize("charges", [("20.00", "30.00"), ("30.00", "20.00"), (None, "20.00"), ("20.00", None)])
def test_of_lines_that_are_alike_the_one_without_a_charge_then_the_lower_charge_is_first(
    charges: tuple[str | None, str | None],
) -> None:
    """Whatever their order on the claim: the deductible is taken of it."""
    lines = [
        attrs.evolve(line, charge=None if charge is None else Decimal(charge))
        for line, charge in zip(otcpt.claim("2026-03-02", "97530:GO x1", "97530:GO x1"), charges, strict=True)
    ]
    estimate = otcpt.price(otcpt.Claim(lines), **TERMS, deductible_left=Decimal("1.00"))
    (first,) = [line.line.charge for line in estimate.lines if line.deductible]
    assert first == min((one.charge for one in lines), key=lambda charge: (charge is not None, charge))


def test_a_hospitals_line_of_an_always_therapy_code_is_paid_without_a_modifier() -> None:
    """One that is therapy sometimes is paid with it alone."""
    facility: dict[str, Any] = {"policy": "medicare-part-b-facility", "locality": "national"}

    def reason(line: str) -> str:
        (given,) = otcpt.claim("2026-03-02", line)
        return otcpt.price(otcpt.Claim([attrs.evolve(given, bill_type="131")]), **facility).lines[0].reason

    assert reason("97530 x1") == reason("97530:GO x1") == reason("29125:GO x1") == ""
    assert reason("29125 x1") == "Without GO, GP or GN a hospital's line is not paid by this fee schedule"


def test_both_prices_of_a_line_are_those_of_its_days() -> None:
    """Alone it is paid in full; behind an evaluation its units are reduced. It ranks by practice expense, then fee."""
    one = Pricer.of("medicare-part-b", locality="15202-00", edition=None, terms=Terms())
    (line,) = otcpt.claim("2026-03-02", "97530:GO x2")
    full = one.price(otcpt.Claim([line])).lines[0]
    behind = one.price(otcpt.claim("2026-03-02", "97530:GO x2", "97165:GO x1")).lines[0]
    found = line_variants(one, line)
    assert (found.full.allowed, found.reduced.allowed) == (full.allowed, behind.allowed)
    assert found.full.paid == full.paid and found.reduced.paid == behind.paid
    gpci = load_edition().fees.localities.gpci("15202-00", on="2026-03-02")
    fee = Decimal("0.44") * gpci.work + Decimal("0.60") * gpci.pe + Decimal("0.01") * gpci.mp
    assert (found.rank, found.alone) == ((Decimal("0.60"), fee), True)
    others = (("29125:GO x2", False, None), ("97530:GO:22 x1", False, (0, 0)), ("97010:GO x1", True, None))
    for text, alone, rank in others:
        (other,) = otcpt.claim("2026-03-02", text)
        variants = line_variants(one, other)
        assert (variants.alone, variants.rank, variants.full.allowed) == (alone, rank, variants.reduced.allowed)
        assert variants.full.reason == variants.reduced.reason == one.price(otcpt.Claim([other])).lines[0].reason


def test_a_card_passes_on_what_it_is_asked_with() -> None:
    """Day and factor of every card; a code that was not in force has a reason and no label."""
    asked: dict[str, Any] = {"codes": ["97530", "97003"], "mips": Decimal("0.91"), "qualifying": True}
    (card,) = rate_cards(on=["2026-03-02"], localities=["national"], **asked)
    one = rate_card(on="2026-03-02", locality="national", **asked)
    plain = rate_card(on="2026-03-02", locality="national", codes=["97530"])
    shares = Shares.on(date(2026, 3, 2), load_edition().fees)
    full = one["97530"].full

    assert card.rows == one.rows and full is not None
    assert (one["97003"].label, one["97003"].full) == ("", None) and one["97003"].reason
    assert plain["97530"].full == Decimal("35.07") < full
    for assistant, paid in ((False, one["97530"].medicare_pays), (True, one["97530"].medicare_pays_assistant)):
        assert paid == settle(full, shares=shares, mips=Decimal("0.91"), assistant=assistant).paid
    assert refusal(rate_card, on="soon", locality="national")[1] == "on"


def test_what_is_missing_is_a_warning() -> None:
    """Totals that are whole are strong; codes on a card are, too."""
    tones = [
        verdict.tone
        for lines in (("97530:GO x1",), ("97530:GO x1", "97799:GO x1"))
        if (verdict := otcpt.price(otcpt.claim("2026-03-02", *lines), **TERMS).to_page().verdict)
    ]
    assert tones == [Tone.STRONG, Tone.WARNING]
    (table, *_) = rate_card(on="2026-03-02", locality="national", codes=["97530"]).to_page().blocks
    assert isinstance(table, Table)
    assert getattr(table.rows[0][0], "tone", None) is Tone.STRONG


def test_an_alternative_is_on_record() -> None:
    """Two lines that rank alike, one of them with a lower charge: which has the full unit, and what each comes to."""
    lines = otcpt.claim("2026-03-02", "97530:GO x1", "97530:GO:CO x1")
    estimate = otcpt.price(lines, **TERMS)
    assert estimate.to_record()["alternatives"] == [
        {"full": one.full, "allowed": str(one.allowed), "paid": str(one.paid)} for one in estimate.alternatives
    ]
    assert estimate.alternatives and "\nAlso right\n  - " in estimate.to_text()


def test_a_card_of_no_codes_has_those_with_a_fee() -> None:
    """Of therapy, always or sometimes, and of any status that is paid; on a day without a fee all, with the reason."""
    card = rate_card(on="2026-03-02", locality="national")
    codes = {row.code for row in card}
    assert all(row.full is not None and not row.reason for row in card)
    assert {"97530", "97129", "97026"} <= codes and not {"99203", "97010", "97799"} & codes
    none = rate_card(on="2018-03-02", locality="national")
    assert len(none) > 50 and all(row.full is None and row.reason for row in none)


def test_prices_are_compared_under_the_edition_that_was_named() -> None:
    """One of 2024 holds no fees."""
    (found,) = compare_prices(CLAIM, policy="medicare-part-b", localities=["national"], edition="2024q3")
    assert found.estimate.edition.startswith("2024q3@") and found.estimate.not_priced


def test_estimates_of_no_claims_are_no_dollars() -> None:
    """And no running total is shown."""
    none = otcpt.price_all([], **TERMS)
    assert [repr(one) for one in (none.allowed, none.paid, none.patient)] == ["Decimal('0.00')"] * 3
    assert "Towards KX" not in none.to_text() and "Towards KX" in otcpt.price_all([CLAIM], **TERMS).to_text()


def test_a_payer_is_asked_for_each_day() -> None:
    """A percentage that changes within a quarter is that of the day of each line."""
    own: dict[str, Any] = {"fees": "percent", "fee_mppr": "", "locality": "national"}
    policy = otcpt.load_policy("ama-midpoint") | otcpt.Overlay(id="a", fee_percent="100", **own)
    policy |= otcpt.Overlay(id="b", fee_percent="50", first_day="2026-03-10")
    lines = [line for on in ("2026-03-09", "2026-03-10") for line in otcpt.claim(on, "97530 x1")]
    assert [line.allowed for line in otcpt.price(otcpt.Claim(lines), policy=policy).lines] == [
        Decimal("35.07"), Decimal("17.54"),
    ]  # fmt: skip


def test_a_day_that_a_year_does_not_have_is_refused() -> None:
    """With the field and the year."""
    leap = otcpt.claim("2024-02-29", "97530:GO x1")
    terms: dict[str, Any] = {"policy": "medicare-part-b", "localities": ["national"]}
    assert refusal(compare_prices, leap, **terms, years=[2024, 2025]) == (
        "February 29 is no day of 2025", "years", 2025,
    )  # fmt: skip


def test_a_place_is_asked_for() -> None:
    """Where neither call nor policy names one."""
    message, field, value = refusal(otcpt.price, CLAIM, policy="medicare-part-b")
    assert message.startswith("no locality: give 15202-00 (contractor and locality), say, or 'national', or set it in ")
    assert (field, value) == ("locality", None)


def test_a_rate_card_takes_what_a_claim_takes() -> None:
    """Whether one qualifies is True or False, and codes and places are lists of text."""
    asked: dict[str, Any] = {"on": "2026-03-02", "locality": "national"}
    assert refusal(rate_card, **asked, qualifying="no")[1] == "qualifying"
    assert refusal(rate_card, **asked, codes="97530")[0] == "codes is one str; write a list: [...]"
    assert refusal(rate_card, **asked, codes=0)[0] == "codes is an int; give a list of str values"
    assert refusal(rate_card, **asked, codes=[""])[0].startswith("code '' is impossible")
    assert refusal(rate_cards, on=["2026-03-02"], localities="national")[1] == "localities"
    assert [row.code for row in rate_card(**asked, codes=["97530", "97530", "g0283"])] == ["97530", "G0283"]


def test_circumstances_are_compared_by_lists() -> None:
    """One text is no list of places, and a year is a whole number."""
    given: dict[str, Any] = {"policy": "medicare-part-b", "localities": ["national"]}
    assert refusal(compare_prices, CLAIM, **given | {"localities": "national"})[1] == "localities"
    for year in ("2025", True, 2025.0):
        assert refusal(compare_prices, CLAIM, **given, years=[year])[1:] == ("years", year)
    assert len(compare_prices(CLAIM, **given, years=range(2024, 2027))) == 3


@pytest.mark.parametrize("given", [[CLAIM], "x", [], 0])
def test_what_is_no_history_is_refused(given: Any) -> None:
    """By every verb that takes one, an empty one too."""
    visit = otcpt.visit("2026-03-02", "97530@30")
    billed = otcpt.bill(visit, policy="medicare-part-b")
    for call in (
        lambda: otcpt.price(CLAIM, **TERMS, history=given),
        lambda: otcpt.price_all([CLAIM], **TERMS, history=given),
        lambda: otcpt.check(CLAIM, policy="medicare-part-b", history=given),
        lambda: otcpt.bill(visit, policy="medicare-part-b", history=given),
        lambda: type(billed).from_record(billed.to_record(), history=given),
    ):
        message, field, _ = refusal(call)
        assert (field, message.partition(",")[0]) == ("history", "history takes a History")


def test_at_stake_takes_a_report_and_an_estimate() -> None:
    """In that order, of one claim."""
    report, estimate = otcpt.check(CLAIM, policy="medicare-part-b"), otcpt.price(CLAIM, **TERMS)
    assert refusal(at_stake, estimate, report)[1] == "report"
    assert refusal(at_stake, report, report)[1] == "estimate"


@pytest.mark.parametrize("name", ["locality", "edition"])
def test_an_array_is_no_name(name: str) -> None:
    """It has no truth value to ask for, and is refused like any other value."""
    assert refusal(otcpt.price, CLAIM, **TERMS | {name: np.array(["national", "ohio"])})[1] == name


def test_the_order_in_which_lines_take_the_deductible_is_named() -> None:
    """Where it is used up by some of several lines; one line, all of it or none of it leave nothing to choose."""
    both = otcpt.claim("2026-03-02", "97530:GO x1", "97530:GO:CO x1")
    for claim, left, named in (
        (both, "40.00", True),
        (both, "283.00", False),
        (both, "0.00", False),
        (otcpt.claim("2026-03-02", "97530:GO x2"), "40.00", False),
    ):
        estimate = otcpt.price(claim, **TERMS, deductible_left=Decimal(left))
        assert any("in the order of their dates" in text for text in estimate.assumptions) is named


def test_a_patient_of_whom_no_deductible_is_given_is_named() -> None:
    """Amounts by patient say nothing of the others."""
    cases: list[tuple[dict[str | None, Decimal], bool]] = [({"other": Decimal(9)}, True), ({None: Decimal(0)}, False)]
    for given, named in cases:
        estimate = otcpt.price(CLAIM, **TERMS, deductible_left=given)
        assert any("deductible is taken as met" in text for text in estimate.assumptions) is named
