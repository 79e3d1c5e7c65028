"""The table of codes: complete, dated, in our own words, and about rules that exist."""

from datetime import date

import pytest

from otcpt.denials import CodeKind, Effect, denial_code, denial_codes
from otcpt.errors import InvalidInput, UnknownName
from otcpt.rules import ALL_RULES

CODES = denial_codes()


def test_every_rule_that_a_code_names_exists() -> None:
    """No code points to a rule that is not there."""
    assert {rule for one in CODES for rule in one.rules} <= {rule.id for rule in ALL_RULES}


def test_a_code_is_whole() -> None:
    """Each has words, a mark of both kinds, a source, and days in order."""
    for code in CODES:
        assert code.meaning and code.meaning[0] != " " and not code.meaning.endswith("."), code
        assert code.mark in ("P", "P*", "S", "L", "I") and code.cause_mark in ("P", "P*", "S", "L", "I"), code
        assert code.patient in ("yes", "no", "depends"), code
        assert code.first_day is None or code.last_day is None or code.first_day < code.last_day, code
        assert str(code.source), code


def test_an_alert_explains_no_adjustment() -> None:
    """Only remark codes are alerts, and only reason codes demand a remark or a group."""
    assert {one.kind for one in CODES if one.alert} == {CodeKind.RARC}
    assert {one.kind for one in CODES if one.needs_remark or one.fixed_groups} == {CodeKind.CARC}
    demanding = sorted(one.code for one in CODES if one.needs_remark)
    assert demanding == sorted(["16", "96", "129", "148", "226", "227", "234", "237", "250", "251", "252", "267", "A1"])


@pytest.mark.parametrize(
    ("code", "effect"),
    [
        ("1", Effect.PATIENT),
        ("45", Effect.PAYMENT),
        ("59", Effect.PAYMENT),
        ("253", Effect.PAYMENT),
        ("23", Effect.PAYMENT),
        ("144", Effect.PAYMENT),
        ("237", Effect.PAYMENT),
        ("236", Effect.DENIAL),
        ("P4", Effect.DENIAL),
        ("P12", Effect.PAYMENT),
        ("P7", Effect.UNKNOWN),
        ("133", Effect.INFORMATION),
    ],
)
def test_payment_is_no_denial(code: str, effect: Effect) -> None:
    """Fee schedule, MPPR, sequestration, MIPS and an earlier payer are payment."""
    assert denial_code(code).effect is effect


def test_a_code_is_found_as_it_is_printed() -> None:
    """With its group, in any case, and of one list where two have the number."""
    assert denial_code("co-45").code == denial_code("CO 45").code == denial_code("45").code == "45"
    assert denial_code("CO45").code == denial_code("oa18").code.replace("18", "45") == "45"
    assert denial_code("n362").kind is denial_code("M2").kind is denial_code("N1").kind is CodeKind.RARC
    assert denial_code("PR").kind is CodeKind.GROUP
    assert denial_code("22", "status").meaning.startswith("reversal")
    assert denial_code("WO").kind is CodeKind.PLB


def test_an_unknown_code_is_refused_with_near_misses() -> None:
    """A code that is not in the table is no guess."""
    with pytest.raises(UnknownName, match="Did you mean"):
        denial_code("N3622")
    with pytest.raises(InvalidInput, match="carc"):
        denial_code("45", "cas")


def test_a_code_has_its_days() -> None:
    """B5 ended in 2016, N851 began in 2021."""
    assert denial_code("B5").in_force(date(2016, 5, 1)) and not denial_code("B5").in_force(date(2016, 5, 2))
    assert denial_code("N851").in_force(date(2021, 7, 1)) and not denial_code("N851").in_force(date(2021, 6, 30))
