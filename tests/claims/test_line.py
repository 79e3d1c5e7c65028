"""Service lines: what is accepted, what is derived, what is refused."""

import pickle
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.claims import (
    Claim,
    PriorPayments,
    Service,
    ServiceLine,
    Visit,
    active_claims,
    format_line,
    format_service,
    parse_claim,
    parse_line,
    parse_service,
    parse_visit,
)
from otcpt.errors import InvalidInput

DAY = date(2026, 3, 2)
CODES = st.sampled_from(["97530", "97110", "G0283", "0791T", "97410"])
MODIFIERS = st.lists(st.sampled_from(["GO", "CO", "59", "XE", "KX"]), unique=True, max_size=4).map(tuple)
MINUTES = st.integers(0, 400)


@st.composite
def lines(draw: st.DrawFn) -> ServiceLine:
    """Lines with units and minutes in every state of knowledge."""
    who = draw(st.sampled_from(["none", "total", "all"]))
    spent: dict[str, Any] = (
        {}
        if who == "none"
        else {"minutes": draw(MINUTES)}
        if who == "total"
        else {
            "therapist_minutes": draw(MINUTES),
            "assistant_minutes": draw(MINUTES),
            "joint_minutes": draw(MINUTES),
        }
    )
    units = draw(st.none() | st.integers(0, 20))
    return ServiceLine(draw(CODES), date_of_service=DAY, modifiers=draw(MODIFIERS), units=units, **spent)


@given(lines())
def test_shorthand_gives_a_line_back(line: ServiceLine) -> None:
    """Code, modifiers, units and whose minutes survive the way through text, with and without blanks."""
    text = format_line(line)

    assert parse_line(text, on=DAY) == line
    assert parse_line(text.replace(" ", ""), on=DAY) == line


@given(CODES, MODIFIERS, MINUTES, MINUTES, MINUTES)
def test_shorthand_gives_a_service_back(
    code: str, modifiers: tuple[str, ...], therapist: int, assistant: int, joint: int
) -> None:
    """The same for what was done."""
    service = Service(code, modifiers=modifiers, therapist=therapist, assistant=assistant, joint=joint)

    assert parse_service(format_service(service)) == service


@given(lines())
def test_a_line_survives_pickling_and_hashing(line: ServiceLine) -> None:
    """Values travel between processes and into sets."""
    assert pickle.loads(pickle.dumps(line)) == line
    assert len({line, pickle.loads(pickle.dumps(line))}) == 1


@given(MINUTES, MINUTES)
def test_the_missing_share_of_the_minutes_follows_from_the_total(therapist: int, assistant: int) -> None:
    """Total and therapist's minutes give the assistant's, and the other way round."""
    total = therapist + assistant

    assert (
        ServiceLine("97530", date_of_service=DAY, minutes=total, therapist_minutes=therapist)
        == ServiceLine("97530", date_of_service=DAY, minutes=total, assistant_minutes=assistant)
        == ServiceLine("97530", date_of_service=DAY, therapist_minutes=therapist, assistant_minutes=assistant)
    )


def test_minutes_that_do_not_add_up_are_refused() -> None:
    """30 minutes are not 10 and 5."""
    with pytest.raises(InvalidInput, match="not the sum of therapist 10, assistant 5"):
        ServiceLine("97530", date_of_service=DAY, minutes=30, therapist_minutes=10, assistant_minutes=5)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minutes", -1),
        ("minutes", True),
        ("minutes", 22.5),
        ("minutes", 1441),
        ("minutes", "30"),
        ("therapist_minutes", 7.5),
        ("total_treatment_minutes", -3),
        ("units", True),
        ("units", -1),
        ("units", 1.0),
        ("modifiers", "GO"),
        ("modifiers", 59),
        ("charge", 62.0),
        ("date_of_service", "03/02/2026"),
        ("date_of_service", None),
    ],
)
def test_impossible_values_are_refused_with_the_value_named(field: str, value: object) -> None:
    """Every refusal says which field and which value."""
    given_values = {"date_of_service": DAY} | {field: value}

    with pytest.raises(InvalidInput) as refused:
        ServiceLine("97530", **given_values)  # type: ignore[arg-type]

    assert repr(value) in str(refused.value) or str(value) in str(refused.value)


@pytest.mark.parametrize("modifier", ["G0O", 59, ""])
def test_a_modifier_is_two_characters_of_text(modifier: object) -> None:
    """The refusal shows the one that is wrong."""
    with pytest.raises(InvalidInput, match=f"modifier {modifier!r}"):
        ServiceLine("97530", date_of_service=DAY, modifiers=("GO", modifier))  # type: ignore[arg-type]


def test_a_number_is_no_code() -> None:
    """00100 is not 100."""
    with pytest.raises(InvalidInput, match="00100 is not 100"):
        ServiceLine(97530, date_of_service=DAY)  # type: ignore[arg-type]


def test_an_empty_code_is_refused() -> None:
    """A line without a code is no line."""
    with pytest.raises(InvalidInput, match="empty"):
        ServiceLine("  ", date_of_service=DAY)


def test_an_impossible_code_is_a_line_all_the_same() -> None:
    """It is a fault of the claim, which a rule reports."""
    assert ServiceLine(" 9753o", date_of_service=DAY).code == "9753O"


def test_keys_of_people_are_not_shown() -> None:
    """Patients and providers never reach a log by way of repr."""
    line = ServiceLine(
        "97530",
        date_of_service=DAY,
        charge=Decimal("62.00"),
        patient_key="secret-1",
        rendering_provider_key="secret-2",
        billing_provider_key="secret-3",
    )

    assert "secret" not in repr(line)
    assert "secret" not in repr(Visit(DAY, (), patient_key="secret-1"))


@pytest.mark.parametrize(
    "text",
    ["", "97530 x", "97530 @", "97530@30@30", "97530@A3+A4", "97530@30+5", "97530:GOO", "97530@A3+?", "97530@3.5"],
)
def test_unreadable_shorthand_says_what_was_expected(text: str) -> None:
    """The form is shown with the refusal."""
    with pytest.raises(InvalidInput, match=r"expected CODE|not two letters"):
        parse_line(text, on=DAY)


def test_a_visit_has_minutes_and_no_units() -> None:
    """Units are what is asked; a total without a person does not say who worked."""
    with pytest.raises(InvalidInput, match="gives units"):
        parse_visit(DAY, "97530 x2 @30")
    with pytest.raises(InvalidInput, match="whose minutes"):
        parse_visit(DAY, "97530")


def test_a_claim_holds_lines_only() -> None:
    """Text is not a line."""
    with pytest.raises(InvalidInput, match="give ServiceLine values"):
        Claim(["97530"])  # type: ignore[list-item]


def test_a_line_with_no_units_is_documented_and_not_billed() -> None:
    """It stays in the claim and leaves what goes to the payer."""
    claim = parse_claim(DAY, "97530 x2 @30", "97035 x0 @5")

    assert [line.code for line in claim.billed] == ["97530"]


def _claim(name: str, frequency: str = "1", replaces: str | None = None) -> Claim:
    return Claim(parse_claim(DAY, "97530 x1").lines, claim_id=name, frequency=frequency, replaces=replaces)


def test_a_replacement_takes_its_original_out() -> None:
    """By the name it gives, or by its own."""
    named = (_claim("A"), _claim("B"), _claim("A2", "7", "A"))
    same = (_claim("A"), _claim("A", "7"))

    assert [claim.claim_id for claim in active_claims(named)] == ["B", "A2"]
    assert [claim.frequency for claim in active_claims(same)] == ["7"]


def test_a_replacement_counts_wherever_it_is() -> None:
    """An export with the newest claims first has it before its original."""
    for claims in ((_claim("A2", "7", "A"), _claim("A")), (_claim("A", "7"), _claim("A")), (_claim("A2", "7", "A"),)):
        assert [claim.frequency for claim in active_claims(claims)] == ["7"]
    assert active_claims((_claim("A2", "8", "A"), _claim("A"))) == ()


def test_a_void_leaves_with_what_it_voids() -> None:
    """Neither the void nor the original is billed."""
    assert active_claims((_claim("A"), _claim("A", "8"))) == ()


def test_of_several_replacements_the_last_stands() -> None:
    """Each takes back what came before it under the name."""
    claims = (_claim("A"), _claim("A", "7"), _claim("A", "7"))

    assert active_claims(claims) == (claims[2],)
    assert active_claims(claims)[0] is claims[2]


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("place_of_service", 11, "place_of_service 11 is not text; write it in quotes, like '11'"),
        ("bill_type", 131, "like '131'"),
        ("claim_id", 7, "claim_id 7 is not text"),
        ("start_time", "09:30", "start_time '09:30' is not a time of day"),
        ("end_time", 930, "is not a time of day"),
    ],
)
def test_other_fields_of_another_type_are_refused(field: str, value: Any, fault: str) -> None:
    """A number where text is meant would meet the rules as an error of theirs."""
    with pytest.raises(InvalidInput, match=fault):
        ServiceLine("97530", date_of_service=DAY, **{field: value})


@pytest.mark.parametrize("key", ["patient_key", "rendering_provider_key", "billing_provider_key"])
def test_a_key_that_is_no_text_is_refused_unshown(key: str) -> None:
    """Keys of persons stand in no message."""
    with pytest.raises(InvalidInput, match=f"{key} is not text") as caught:
        ServiceLine("97530", date_of_service=DAY, **{key: 80417})  # type: ignore[arg-type]
    assert "80417" not in str(caught.value)


def test_a_claim_refuses_what_is_no_text_and_a_line_by_itself() -> None:
    """Frequency 7 as a number would not be a replacement."""
    with pytest.raises(InvalidInput, match="frequency 7 is not text; write it in quotes, like '7'"):
        Claim([], frequency=7)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="claim_id 7 is not text"):
        Claim([], claim_id=7)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=r"write Claim\(\[line\]\)"):
        Claim(ServiceLine("97530", date_of_service=DAY))  # type: ignore[arg-type]


def test_a_claim_in_shorthand_needs_its_day() -> None:
    """A line in the place of the day is no empty claim."""
    with pytest.raises(InvalidInput, match="'97530:GO x2' is not a calendar day"):
        parse_claim("97530:GO x2")


NUMBERS = ("units", "minutes", "therapist_minutes", "assistant_minutes", "joint_minutes", "total_treatment_minutes")


@pytest.mark.parametrize("kind", [np.int64, np.uint8, lambda number: pd.Series([number, None], dtype="Int64")[0]])
def test_any_kind_of_integer_is_an_int_of_a_line(kind: Any) -> None:
    """NumPy's, and those of pandas' columns, give the line that Python's own give, to the last repr."""
    numbers: dict[str, Any] = dict(zip(NUMBERS, (2, 150, 100, 30, 20, 150), strict=True))
    plain = ServiceLine("97530", date_of_service=DAY, **numbers)
    same = ServiceLine("97530", date_of_service=DAY, **{name: kind(number) for name, number in numbers.items()})
    derived = ServiceLine("97530", date_of_service=DAY, minutes=kind(150), assistant_minutes=kind(30))
    service = Service("97530", therapist=kind(200), assistant=kind(100))
    visit = Visit(DAY, [service], total_treatment_minutes=kind(200))

    assert (same, repr(same)) == (plain, repr(plain))
    assert {type(getattr(line, name)) for line in (same, derived) for name in NUMBERS[1:5]} == {int}
    assert (derived.therapist_minutes, service.minutes) == (120, 300)
    assert type(visit.total_treatment_minutes) is int
    assert type(PriorPayments(year=np.int64(2026), allowed=Decimal(0)).year) is int  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [2.0, 22.5, np.float64(2), float("nan"), "2", True, np.bool_(True), pd.NA])
@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_no_integer_is_called_what_it_is(name: str, value: Any) -> None:
    """2.0 is a whole number and a float: the sentence says what is true, and what to give."""
    wanted = "whole units" if name == "units" else "whole minutes"
    with pytest.raises(InvalidInput, match=f" is a {type(value).__name__}: give {wanted} as an int") as refused:
        ServiceLine("97530", date_of_service=DAY, **{name: value})

    assert refused.value.what == name
    assert "whole number" not in str(refused.value)


def test_a_visit_s_total_is_whole_minutes_of_one_day() -> None:
    """As on a line."""
    for total in (30.0, -1, 1441):
        with pytest.raises(InvalidInput, match="total_treatment_minutes"):
            Visit(DAY, (), total_treatment_minutes=total)  # type: ignore[arg-type]


def test_a_moment_says_how_its_day_is_had() -> None:
    """As a frame's rows have it: the local day may be another, and is never guessed."""
    with pytest.raises(InvalidInput, match=r"like 2026-03-02, in Python its \.date\(\)$"):
        ServiceLine("97530", date_of_service=datetime(2026, 3, 2))
