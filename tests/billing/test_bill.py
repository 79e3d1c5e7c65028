"""What `bill` makes of a visit's own words: nothing is claimed that was not stated."""

import pytest

from otcpt.billing import Bill, bill
from otcpt.claims import parse_visit
from otcpt.editions import load_edition
from otcpt.policies import Overlay, load_policy
from otcpt.units import Tenths

PRACTICE = "medicare-part-b"
HOSPITAL = "medicare-part-b-facility"


def _bill(*services: str, on: str = "2026-03-02", policy: str = PRACTICE) -> Bill:
    return bill(parse_visit(on, *services), policy=policy)


def _lines(done: Bill) -> list[tuple[str, str, int | None]]:
    return [(line.code, ":".join(line.modifiers), line.units) for line in done.claim.lines]


def _asked(done: Bill) -> list[str]:
    return [question.about for question in done.questions]


def test_the_assistants_modifier_follows_from_the_minutes_given_or_not() -> None:
    """CO is written once; on a therapist's minutes it is no statement that bill repeats, but a question."""
    given, needless = _bill("97530:GO:CO@A15"), _bill("97530:CO@15")

    assert _lines(given) == [("97530", "GO:CO", 1)]
    assert given.questions == ()
    assert _lines(needless) == [("97530", "GO", 1)]
    assert _asked(needless) == ["assistant"]
    assert needless.report.findings == ()


def test_minutes_of_every_code_alone_are_billed() -> None:
    """The further half hour of a family by itself opens the first hour, like 92618 after 92605."""
    for code in load_edition().codes:
        assert code in {line.code for line in _bill(f"{code}@200").claim.lines}


def test_a_part_given_with_the_modifier_twice_over_is_no_duplicate() -> None:
    """CO on a shared code stands on the assistant's line only."""
    assert _lines(_bill("97750:CO@8+A15+J5")) == [("97750", "GO", 1), ("97750", "GO:CO", 1)]


def test_a_payer_that_asks_for_no_assistants_modifier_gets_what_was_given() -> None:
    """Nothing is taken off that the payer may read."""
    assert _lines(_bill("97530:CO@A15", policy="ama-midpoint")) == [("97530", "CO", 1)]


def test_two_disciplines_on_a_service_are_a_question() -> None:
    """The first is assumed, and stated to be."""
    done = _bill("97530:GO:GP@15")

    assert _lines(done) == [("97530", "GO", 1)]
    [question] = done.questions
    assert question.id == "discipline:97530"
    assert [choice.key for choice in question.choices] == ["GO", "GP"]


def test_59_on_a_part_never_covers_the_whole() -> None:
    """15 minutes in a separate block do not make 30: the edit is shown, and both questions are put."""
    done = _bill("97530:59@15", "97530@15", "97150@30")

    assert _lines(done) == [("97530", "GO", 2), ("97150", "GO", 1)]
    assert _asked(done) == ["part-of-code", "separate-time"]
    assert [found.rule_id for found in done.report.findings] == ["PTP002"]


def test_59_on_every_part_covers_the_whole() -> None:
    """Stated of both, it holds of the line."""
    done = _bill("97530:59@15", "97530:59@15", "97150@30")

    assert _lines(done) == [("97530", "GO:59", 2), ("97150", "GO", 1)]
    assert done.questions == ()


def test_other_modifiers_of_a_part_stay() -> None:
    """KX and 95 release nothing."""
    assert _lines(_bill("97530:KX@30", "97530:95@15")) == [("97530", "GO:KX:95", 3)]


def test_splints_stay_apart_and_their_number_is_asked() -> None:
    """RT and LT are two things; a thing named twice is one line until somebody counts."""
    two, named_twice = _bill("L3906:RT@0", "L3906:LT@0"), _bill("L3906@0", "L3906@0")

    assert _lines(two) == [("L3906", "RT", 1), ("L3906", "LT", 1)]
    assert _lines(named_twice) == [("L3906", "", 1)]
    assert _asked(two) == _asked(named_twice) == ["count"]


@pytest.mark.parametrize("code", ["29130", "95851", "96127", "97598", "L3906"])
def test_minutes_never_count_things(code: str) -> None:
    """Extremities, items, instruments and areas are asked for."""
    assert "count" in _asked(_bill(f"{code}@60"))


def test_a_visit_of_another_field_is_released_by_25_on_it_not_by_59() -> None:
    """The question offers the modifier that the rule names, where it belongs."""
    [question] = _bill("97165@30", "99213@20").questions

    assert question.choices[1].text == "yes: put 25 on the line of 99213"
    assert "significant and separate" in question.text


def test_manual_therapy_beside_manipulation_is_asked_for_the_region() -> None:
    """Separate minutes are not what the manual wants there."""
    [question] = _bill("98940@10", "97140@15").questions

    assert "different regions of the body" in question.text


def test_a_family_stands_together_with_its_first_code_first() -> None:
    """97130 alone was done: its first 15 minutes are 97129, written before it."""
    assert [line.code for line in _bill("97130@38", "97530@15").claim.lines] == ["97129", "97130", "97530"]


def test_each_member_of_a_family_keeps_its_own_modifiers() -> None:
    """59 stated of the time after the first 15 minutes is not stated of these."""
    assert _lines(_bill("97129@15", "97130:59@15")) == [("97129", "GO", 1), ("97130", "GO:59", 1)]


def test_disciplines_are_counted_and_written_apart() -> None:
    """OT and PT minutes of one code do not meet; each line bears its own modifier."""
    done = _bill("97530@8", "97530:GP@8", policy=HOSPITAL)

    assert _lines(done) == [("97530", "GO", 1), ("97530", "GP", 1)]
    assert done.report.findings == ()


def test_the_assistants_modifier_brings_its_partner() -> None:
    """CO means nothing without GO (CMS Pub. 100-04 ch. 5 §20.1), also to a payer that asks for no GO elsewhere."""
    layer = Overlay(id="no-go", discipline_modifiers=False)
    done = bill(parse_visit("2026-03-02", "97530@A15", "97110@15"), policy=load_policy(PRACTICE) | layer)

    assert _lines(done) == [("97530", "GO:CO", 1), ("97110", "", 1)]
    assert done.report.findings == ()


def test_tenths_of_an_hour_are_no_units_above_a_limit() -> None:
    """78 minutes are 13 tenths on the claim; the limit of 6 counts units of 15 minutes, and nothing is stated of it."""
    done = bill(parse_visit("2026-03-02", "97530@78"), policy="medicaid-ncci+tenths-of-an-hour")

    assert [line.units for line in done.claim.lines] == [13]
    assert done.allocation is not None
    assert dict(done.allocation.tenths) == {"97530": Tenths(13)}
    assert done.report.findings == ()
    reasons = {entry.rule.id: entry.why for entry in done.report.not_evaluated if entry.rule is not None}
    assert reasons["MUE001"] == (
        "this payer counts 97530 in tenths of an hour; published limits count units of 15 minutes"
    )
