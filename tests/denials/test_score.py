"""Predicted against real."""

from otcpt.claims import Remittance
from otcpt.denials import Score, explain_denials, score

from .conftest import answer_to, sent

POLICY = "medicare-part-b"


def scored(claims: list[tuple[str, ...]], *answers: tuple[str, ...]) -> Score:
    """Return the score of claims and their answers, number by number."""
    made = [sent(*claim, claim_id=f"C{number}") for number, claim in enumerate(claims)]
    remittances: list[Remittance] = [answer_to(claim, *answer) for claim, answer in zip(made, answers, strict=True)]
    return score(explain_denials(remittances, made, policy=POLICY))


def test_found_missed_and_false_alarm() -> None:
    """An error that was denied, one that was paid, and a denial that a rule should have seen."""
    found = scored(
        [("2026-03-02", "97150:GO x1", "97530:GO x2"), ("2026-03-03", "97530 x2"), ("2026-03-04", "97010:GO x1")],
        ("97150:GO x1 40 30 CO-45:10", "97530:GO x2 120 0 CO-236:120"),
        ("97530 x2 120 60 CO-45:60",),
        ("97010:GO x1 20 0 CO-97:20 | M15",),
    )
    rows = {row.rule_id: (row.found, row.missed, row.false_alarms) for row in found.rules}

    assert rows == {"PTP002": (1, 0, 0), "MOD001": (0, 0, 1), "CODE004": (1, 0, 0)}
    assert found.judged == 4


def test_what_no_claim_shows_is_not_missed() -> None:
    """Authorization, medical review, eligibility and rejections without a rule stand by themselves."""
    found = scored(
        [(f"2026-03-0{day}", "97530:GO x2") for day in range(2, 6)],
        ("97530:GO x2 120 0 CO-197:120",),
        ("97530:GO x2 120 0 CO-50:120 | N115",),
        ("97530:GO x2 120 0 PR-27:120",),
        ("97530:GO x2 120 0 CO-16:120 | N290",),
    )

    assert dict(found.beyond_the_claim) == {
        "authorization": 1,
        "eligibility": 1,
        "medical-necessity": 1,
        "rejection": 1,
    }
    assert found.rules == ()


def test_what_cannot_be_answered_any_more_has_its_kind_too() -> None:
    """Filed too late; and a line that was denied in part, whatever is left to the patient of the rest."""
    found = scored(
        [("2024-03-04", "97530:GO x2"), ("2026-03-05", "97530:GO x2")],
        ("97530:GO x2 120 0 CO-29:120",),
        ("97530:GO x2 120 48 PR-2:12 CO-50:60",),
    )

    assert found.beyond_the_claim == (("medical-necessity", 1), ("timely-filing", 1))
    assert found.rules == ()


def test_a_denial_against_the_law_is_not_missed() -> None:
    """No edit, no fault of the check."""
    found = scored([("2026-03-02", "97530:GO x2", "97140:GO x1")], ("97140:GO x1 60 0 CO-236:60 | M80",))

    assert (found.against_the_law, found.rules) == (1, ())


def test_a_rule_without_input_is_not_evaluated() -> None:
    """KX needs what was allowed before."""
    found = scored([("2026-03-02", "97530:GO x2")], ("97530:GO x2 120 0 CO-119:120",))

    assert [(row.rule_id, row.not_evaluated, row.missed) for row in found.rules] == [("KX001", 1, 0)]


def test_an_error_denied_for_another_reason_is_stated_so() -> None:
    """The line had a fault, and the payer named another one."""
    found = scored([("2026-03-02", "97530 x2")], ("97530 x2 120 0 CO-50:120",))

    assert [(row.rule_id, row.other_reason) for row in found.rules] == [("MOD001", 1)]
    assert dict(found.beyond_the_claim) == {"medical-necessity": 1}
    assert "1 that no claim shows" in found.summary


def test_a_line_billed_as_excluded_is_not_missed() -> None:
    """GY asks for the denial: the check has nothing to find."""
    found = scored([("2024-08-12", "97112:GO:GY x1")], ("97112:GO:GY x1 45 0 PR-96:45 | N425",))

    assert not found.rules and found.beyond_the_claim == (("excluded", 1),)


def test_a_line_billed_as_excluded_and_denied_for_another_reason_is_of_that_kind() -> None:
    """Only what says that it is not covered answers GY; where no reason is given, none is known."""
    found = scored(
        [("2024-08-12", "97112:GO:GY x1"), ("2024-08-13", "97112:GO x1")],
        ("97112:GO:GY x1 45 0 CO-197:45",),
        ("97112:GO x1 45 0 CO-45:45",),
    )

    assert found.beyond_the_claim == (("authorization", 1), ("no reason that is known", 1))
