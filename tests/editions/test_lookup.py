"""`otcpt.code` and `otcpt.pair`: the law's answers for a day, in one call; and text days everywhere."""

import importlib
import inspect
import pickle
from datetime import date

import pytest

import otcpt
from otcpt.errors import InvalidInput, OutsideCoverage, UnknownName

DAY = "2026-03-02"
ROOMS = ("editions", "edits", "codes", "modifiers", "checking", "timeline", "claims", "policies", "citation")


def test_a_code_answers_as_the_tables_do() -> None:
    """Meaning, status, disciplines and limits of the day; the edition is the newest unless named."""
    law = otcpt.load_edition()
    answer = otcpt.code(" 97530 ", on=date(2026, 3, 2))

    assert answer == otcpt.code("97530", on=DAY, edition=law)
    assert answer.meaning == law.codes["97530"].on(DAY)
    assert (answer.label, answer.timing) == (answer.meaning.label, answer.meaning.timing)
    assert answer.status == law.codes["97530"].status(DAY)
    assert {name: limit.units for name, limit in answer.limits.items()} == {
        name: law.mue(name).limit("97530", on=DAY).units for name in ("practitioner", "outpatient_hospital", "medicaid")
    }
    assert answer.edition == law.pin
    assert pickle.loads(pickle.dumps(answer)) == answer


def test_a_number_means_what_it_meant() -> None:
    """On the day of service, not today."""
    assert otcpt.code("97760", on="2017-06-01").meaning != otcpt.code("97760", on=DAY).meaning
    with pytest.raises(OutsideCoverage, match=r"97003 is not in force on 2026-03-02.*Replaced by 97165"):
        otcpt.code("97003", on=DAY)


def test_a_pair_answers_for_both_settings_in_either_order() -> None:
    """With the edits of all years."""
    law = otcpt.load_edition()
    answer = otcpt.pair("97165", "97763", on="2024-06-01")

    assert answer.answers == otcpt.pair("97763", "97165", on="2024-06-01").answers
    assert answer.practitioner == law.ptp("practitioner").between("97165", "97763", on="2024-06-01")
    assert answer.practitioner.edit is not None and answer.practitioner.edit.modifier_indicator == 0
    assert answer.outpatient_hospital.edit is not None and answer.outpatient_hospital.edit.modifier_indicator == 1
    assert answer.years["practitioner"] == tuple(law.ptp("practitioner").edits("97165", "97763"))
    assert "no modifier is allowed" in answer.verdict
    assert pickle.loads(pickle.dumps(answer)) == answer


def test_no_edit_and_cannot_tell_are_different() -> None:
    """Also where no one knows whether a code exists."""
    assert otcpt.pair("97140", "97530", on="2024-07-01").practitioner.known
    assert "cannot tell" in otcpt.pair("99213", "71046", on="2024-07-01").verdict
    doubtful = otcpt.pair("97530", "Q9999", on="2024-06-01", edition="2024q3").practitioner
    assert (doubtful.known, doubtful.edit) == (False, None)


@pytest.mark.parametrize("on", ["3/2/2026", "2026-02-30", 20260302, None])
def test_what_is_no_day_is_refused(on: object) -> None:
    """Never guessed, and never today."""
    with pytest.raises(InvalidInput, match="not a calendar day"):
        otcpt.code("97530", on=on)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="not a calendar day"):
        otcpt.pair("97530", "97750", on=on)  # type: ignore[arg-type]


def test_what_is_no_code_is_refused_with_a_near_miss() -> None:
    """A typing error, a number that is none, the same code twice."""
    with pytest.raises(UnknownName, match="Did you mean 97140"):
        otcpt.code("97410", on=DAY)
    with pytest.raises(UnknownName, match="97410"):
        otcpt.pair("97530", "97410", on=DAY)
    with pytest.raises(InvalidInput, match="impossible"):
        otcpt.code("9753O", on=DAY)
    with pytest.raises(InvalidInput, match="two different codes"):
        otcpt.pair("97530", "97530", on=DAY)


def days_of_methods() -> list[tuple[str, str]]:
    """Return each public function that asks for a day, and how it declares it."""
    found = []
    for room in map(importlib.import_module, (f"otcpt.{name}" for name in ROOMS)):
        for name in room.__all__:
            value = getattr(room, name)
            own = {} if not inspect.isclass(value) else vars(value)
            functions = {name: value} if inspect.isfunction(value) else {f"{name}.{key}": own[key] for key in own}
            for full, function in functions.items():
                if inspect.isfunction(function) and not function.__name__.startswith("_"):
                    on = inspect.signature(function).parameters.get("on")
                    if on is not None and "date" in str(on.annotation):
                        found.append((f"{room.__name__}.{full}", str(on.annotation)))
    return found


@pytest.mark.parametrize(("function", "declared"), days_of_methods())
def test_a_day_may_be_text_everywhere(function: str, declared: str) -> None:
    """Whatever asks the law on a day takes it as text too."""
    assert "str" in declared, function


def test_a_day_as_text_is_the_same_day() -> None:
    """Of the answers that are given by values and not by tables."""
    law, day = otcpt.load_edition(), date(2026, 3, 2)
    edit = otcpt.pair("97530", "97750", on=DAY).years["practitioner"][-1]

    assert (edit.surely_in_force(DAY), edit.possibly_in_force(DAY)) == (
        edit.surely_in_force(day),
        edit.possibly_in_force(day),
    )
    assert law.modifiers["XU"].in_force("2014-12-31") is False
    assert law.bill_types.facility("131", on=DAY) == law.bill_types.facility("131", on=day)
    assert len(list(law.ptp("outpatient_hospital").edits_after("2025-06-30"))) == len(
        list(law.ptp("outpatient_hospital").edits_after(date(2025, 6, 30)))
    )
    assert otcpt.Overlay(id="x", first_day="2026-01-01").holds(DAY)
