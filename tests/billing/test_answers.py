"""Questions and answers: every choice can be given, in any order, and none makes a fault of billing."""

import pickle
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import permutations, product
from random import Random

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.billing import Bill, Question, bill
from otcpt.checking import check
from otcpt.claims import Episode, History, PriorPayments, Service, Visit, parse_visit
from otcpt.errors import InvalidInput
from otcpt.findings import Cause, Severity
from otcpt.testing import strategies

PRACTICE = "medicare-part-b"
HOSPITAL = "medicare-part-b-facility"
POLICIES = (PRACTICE, HOSPITAL, "ama-midpoint")
policies = st.sampled_from(POLICIES)
randoms = st.randoms(use_true_random=False)

#: Services that raise every kind of question, often several on one visit.
ASKING = (
    "97165", "97167", "97003", "97168", "97530", "97116", "97140", "97750", "97150", "97129", "97130", "97760", "97597",
    "97598", "L3906", "29125", "99213", "97535",
)  # fmt: skip


def asking_visits() -> st.SearchStrategy[Visit]:
    """Visits that leave much open: few minutes in many places, modifiers that contradict each other."""
    service = st.builds(
        Service,
        st.sampled_from(ASKING),
        therapist=st.sampled_from([0, 7, 8, 15, 20, 23, 35]),
        assistant=st.sampled_from([0, 0, 8, 20]),
        joint=st.sampled_from([0, 0, 0, 5]),
        modifiers=st.sampled_from([(), (), (), ("59",), ("CO",), ("GO", "GP"), ("GP",), ("RT",), ("59", "CO")]),
    )
    day = st.sampled_from([date(2019, 3, 4), date(2021, 6, 1), date(2024, 9, 30), date(2026, 3, 2)])
    return st.builds(Visit, day, st.lists(service, min_size=1, max_size=5).map(tuple))


def _bill(*services: str, policy: str = PRACTICE, **answers: str) -> Bill:
    return bill(parse_visit("2026-03-02", *services), policy=policy, answers=answers)


def _lines(done: Bill) -> list[tuple[str, str, int | None]]:
    return [(line.code, ":".join(line.modifiers), line.units) for line in done.claim.lines]


def _question(done: Bill, about: str) -> Question:
    [found] = [question for question in done.questions if question.about == about]
    return found


def _answered(done: Bill, random: Random) -> Bill:
    """Follow the questions to the end, answering each at random."""
    while done.questions:
        question = random.choice(done.questions)
        done = done.answer({question.id: random.choice(question.choices).key})
    return done


def _undecided(done: Bill) -> set[tuple[str, ...]]:
    """The pairs of codes that no one called separate, or whose modifier could not be put."""
    asked = {question.codes for question in done.questions}
    answered = {tuple(id_.split(":")[1].split("+")) for id_ in done.answers if id_.startswith("separate-time")}
    return asked | answered


@given(asking_visits() | strategies.visits(), policies, randoms)
def test_every_choice_offered_can_be_given_and_bill_adds_no_fault(visit: Visit, policy: str, random: Random) -> None:
    """However the questions are answered, what check finds is the report's, and no fault of billing is new in it."""
    done = _answered(bill(visit, policy=policy), random)
    found = check(done.claim, policy=policy).findings

    assert found == done.report.findings
    faults = [one for one in found if one.cause is Cause.BILLING and one.severity is not Severity.ADVICE]
    assert not [f"{one.rule_id} {one.message}" for one in faults if one.codes not in _undecided(done)]


@given(asking_visits(), policies, randoms)
def test_the_order_of_answers_does_not_matter(visit: Visit, policy: str, random: Random) -> None:
    """Asked one by one in any order, or given at once, the same answers make the same bill."""
    start = bill(visit, policy=policy)
    end = _answered(start, random)
    again = start
    while open_ := [question for question in again.questions if question.id in end.answers]:
        question = random.choice(open_)
        again = again.answer({question.id: end.answers[question.id]})
    shuffled = list(end.answers.items())
    random.shuffle(shuffled)

    assert again == end
    assert bill(visit, policy=policy, answers=dict(shuffled)) == end


@given(asking_visits(), policies)
def test_no_question_repeats_what_was_answered(visit: Visit, policy: str) -> None:
    """Giving every assumed choice leaves the claim as it was, and nothing open."""
    done = bill(visit, policy=policy)
    outcome = done.answer({question.id: question.assumed.key for question in done.questions})

    assert outcome.claim == done.claim
    assert outcome.questions == ()


@given(asking_visits(), policies, randoms)
def test_every_minute_is_kept_whatever_is_answered(visit: Visit, policy: str, random: Random) -> None:
    """Units may go, the documented time stays."""
    done = _answered(bill(visit, policy=policy), random)

    assert sum(line.minutes or 0 for line in done.claim.lines) == sum(service.minutes for service in visit.services)


@given(asking_visits(), policies, randoms)
def test_the_order_of_services_changes_no_question(visit: Visit, policy: str, random: Random) -> None:
    """The ids are made of codes in an order of their own, so that an answer holds for the visit, not for its text."""
    services = [service for service in visit.services if len([m for m in service.modifiers if m in ("GO", "GP")]) < 2]
    random.shuffle(services)
    asked = {
        question.id
        for question in bill(attrs.evolve(visit, services=sorted(services, key=repr)), policy=policy).questions
    }

    assert {question.id for question in bill(attrs.evolve(visit, services=services), policy=policy).questions} == asked


@given(asking_visits(), policies, randoms)
def test_a_release_is_put_only_where_everything_it_releases_was_confirmed(
    visit: Visit, policy: str, random: Random
) -> None:
    """59 that bill wrote never frees a pair that no one called separate."""
    start = bill(attrs.evolve(visit, services=[attrs.evolve(s, modifiers=()) for s in visit.services]), policy=policy)
    done = _answered(start, random)
    confirmed = {
        frozenset(id_.split(":")[1].split("+"))
        for id_, key in done.answers.items()
        if id_.startswith("separate-time") and key == "yes"
    }

    assert {frozenset(one.codes[:2]) for one in done.report.bypassed} <= confirmed


def test_answers_travel() -> None:
    """A bill with its questions and answers is a plain value."""
    done = _bill("97530@30", "97750@30", **{"separate-time:97750+97530": "yes"})

    assert pickle.loads(pickle.dumps(done)) == done
    assert hash(done) == hash(pickle.loads(pickle.dumps(done)))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"tie:97110+9714": "97110"}, "Did you mean tie:97110+97140?"),
        ({"tie:97110+97140": "97111"}, "Did you mean 97110, 97140?"),
        ({"tie:97110+97140": 2}, "give 97110, 97140"),
        ({7: "yes"}, "is not asked of this visit"),
        ([("tie", "97110")], "a mapping of question ids"),
    ],
)
def test_an_answer_to_nothing_is_refused(answers: Mapping[str, str], expected: str) -> None:
    """Wrong ids and keys are named with near misses, at the call and later."""
    visit = parse_visit("2026-03-02", "97110@20", "97140@20")
    with pytest.raises(InvalidInput, match=expected.replace("+", "\\+").replace("?", "\\?")):
        bill(visit, policy=PRACTICE, answers=answers)
    with pytest.raises(InvalidInput, match=expected.replace("+", "\\+").replace("?", "\\?")):
        bill(visit, policy=PRACTICE).answer(answers)


@pytest.mark.parametrize(("wrong", "right"), [("0", "1"), ("-1", "2"), ("2.5", "3"), ("100", "99"), ("02", "2")])
def test_things_are_counted_in_whole_numbers(wrong: str, right: str) -> None:
    """Any number from 1 to 99 answers, and is the units of each line."""
    done = _bill("L3906:RT@0", "L3906:LT@0")

    assert [line.units for line in done.answer({"count:L3906": right}).claim.lines] == [int(right)] * 2
    with pytest.raises(InvalidInput, match="whole number up to 99"):
        done.answer({"count:L3906": wrong})


def test_a_tie_goes_to_the_code_that_is_named_and_the_working_says_so() -> None:
    """Units and explanation follow the answer; the other answers stay visible."""
    done = _bill("97110@20", "97140@20", **{"tie:97110+97140": "97140"})

    assert _lines(done) == [("97110", "GO", 1), ("97140", "GO", 2)]
    assert done.allocation is not None
    assert "97140 takes the unit" in done.allocation.explain()
    assert len(done.allocation.alternatives) == 2


def test_every_answer_to_a_tie_is_one_of_the_equally_right_ones() -> None:
    """Oracle: with 7 minutes each, one of three codes has the unit; the choices are exactly these three."""
    done = _bill("97110@7", "97140@7", "97535@7")
    billed = {
        tuple(line.units for line in done.answer({done.questions[0].id: choice.key}).claim.lines)
        for choice in _question(done, "tie").choices
    }

    assert billed == set(permutations((1, 0, 0)))


def test_a_tie_of_a_family_gives_the_unit_to_its_add_on() -> None:
    """97129 and 97130 count as one; the unit won beyond the first is 97130."""
    done = _bill("97129@15", "97130@5", "97530@20")
    key = next(choice.key for choice in _question(done, "tie").choices if choice.key == "97129")

    assert _lines(done.answer({"tie:97129+97530": key})) == [("97129", "GO", 1), ("97130", "GO", 1), ("97530", "GO", 1)]


def test_disciplines_have_ties_of_their_own() -> None:
    """The same codes under GP are another question."""
    done = _bill("97110@20", "97140@20", "97110:GP@20", "97140:GP@20", policy=HOSPITAL)

    assert [question.id for question in done.questions] == ["tie:97110+97140", "tie:97110+97140:GP"]


@pytest.mark.parametrize(
    ("key", "line"), [("no", ("97750", "GO", 2)), ("yes", ("97750", "GO:59", 2)), ("off", ("97750", "GO", 0))]
)
def test_separate_time_is_answered_in_three_ways(key: str, line: tuple[str, str, int]) -> None:
    """Denied as billed, released, or left off: only the first leaves the finding."""
    done = _bill("97530@30", "97750@30", **{"separate-time:97750+97530": key})

    assert _lines(done)[1] == line
    assert ("PTP002" in {one.rule_id for one in done.report.findings}) is (key == "no")
    assert done.questions == ()


def test_a_hard_edit_is_no_question() -> None:
    """Nothing releases 97750 beside an evaluation, so nothing is asked."""
    assert _bill("97165@30", "97750@30").questions == ()


def test_59_releases_no_pair_that_no_one_confirmed() -> None:
    """97116 was separate from the group, not from 97530: its modifier goes to the group's line, or nowhere."""
    done = _bill("97150@20", "97530@23", "97116@20")
    pairs = [question.codes for question in done.questions if question.about == "separate-time"]
    for outcome in product(("no", "yes"), repeat=len(pairs)):
        answered = done.answer(dict(zip((f"separate-time:{'+'.join(pair)}" for pair in pairs), outcome, strict=True)))
        released = {frozenset(one.codes[:2]) for one in answered.report.bypassed}
        assert released <= {frozenset(pair) for pair, key in zip(pairs, outcome, strict=True) if key == "yes"}
        assert len(released) + len(answered.remarks) == outcome.count("yes")


def test_a_modifier_that_would_say_too_much_is_not_put_and_the_bill_says_why() -> None:
    """97542 was separate from 97530, and it is not stated that either was separate from the group."""
    done = _bill("97150@23", "97530@23", "97542@23", **{"separate-time:97542+97530": "yes"})

    [remark] = done.remarks
    assert remark.startswith("59 was not put on 97542 or 97530: it would also release 97530 beside 97150, 97542 beside")
    assert [line.modifiers for line in done.claim.lines] == [("GO",)] * 3
    assert done.answer({"separate-time:97542+97150": "yes"}).remarks == ()
    assert done.answer({"separate-time:97542+97150": "off"}).remarks == ()


def test_25_is_put_on_the_visit_or_nowhere() -> None:
    """It would say of the whole visit what was confirmed beside one service only."""
    visit = parse_visit("2024-06-03", "97168@23", "99213@23", "97597@23")
    done = bill(visit, policy=PRACTICE, answers={"separate-time:99213+97597": "yes"})

    assert "25 was not put on 99213: it would also release 99213 beside 97168" in done.remarks[0]
    assert done.answer({"separate-time:99213+97168": "yes"}).claim.lines[1].modifiers == ("25",)


def test_what_is_left_off_takes_its_add_on_with_it() -> None:
    """97598 cannot stand without 97597; the choice says so."""
    done = _bill("97597@20", "97598@10", "11042@10")
    question = next(q for q in done.questions if q.codes[0] == "97597")
    left = done.answer({question.id: "off"})

    assert "97598 with it" in question.choices[-1].text
    assert [line.units for line in left.claim.lines if line.code in ("97597", "97598")] == [0, 0]


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        ("without", [("97530", "GO", 2), ("97150", "GO", 1)]),
        ("all", [("97530", "GO:59", 2), ("97150", "GO", 1)]),
        ("apart", [("97530", "GO:59", 1), ("97530", "GO", 1), ("97150", "GO", 1)]),
    ],
)
def test_a_modifier_of_a_part(key: str, lines: list[tuple[str, str, int]]) -> None:
    """It holds of nothing, of all, or of the part on its own line."""
    done = _bill("97530:59@20", "97530@15", "97150@10")

    assert _lines(done.answer({"part-of-code:97530": key})) == lines


def test_the_parts_of_a_code_have_its_units() -> None:
    """Oracle: however 97530 is split, its lines sum to what the minutes of the whole make."""
    for first, second in product(range(0, 46, 3), repeat=2):
        done = _bill(f"97530:59@{first}", f"97530@{second}", **{"part-of-code:97530": "apart"})
        assert sum(line.units or 0 for line in done.claim.lines) == (first + second + 7) // 15


def test_the_part_with_more_left_over_takes_the_unit() -> None:
    """8 and 22 minutes are two units, one for each part: 8 left-over minutes beat 7."""
    done = _bill("97530@22", "97530:59@8", **{"part-of-code:97530": "apart"})

    assert _lines(done) == [("97530", "GO", 1), ("97530", "GO:59", 1)]


def test_an_answer_that_another_one_overtakes_is_dropped_and_asked_again() -> None:
    """Once the part is the assistant's, its line can no longer be cut."""
    done = _bill("97530:59:CO@20", "97530@15", **{"part-of-code:97530": "apart"}).answer(
        {"assistant:97530": "assistant"}
    )

    assert dict(done.answers) == {"assistant:97530": "assistant"}
    assert [question.id for question in done.questions] == ["part-of-code:97530"]


def test_an_assistants_part_is_not_split() -> None:
    """Which unit is the assistant's is decided for the code, so its line cannot be cut."""
    question = _question(_bill("97530:59@8+A9", "97530@15", "97150@30"), "part-of-code")

    assert [choice.key for choice in question.choices] == ["without", "all"]


def test_who_furnished_it() -> None:
    """Answered, CO follows from the minutes."""
    done = _bill("97530:CO@15", "97110@15", **{"assistant:97530": "assistant"})

    assert _lines(done) == [("97530", "GO:CO", 1), ("97110", "GO", 1)]
    assert done.claim.lines[0].assistant_minutes == 15


def test_whose_plan_of_care() -> None:
    """The line bears the discipline that was named."""
    assert _lines(_bill("97530:GO:GP@15", policy=HOSPITAL, **{"discipline:97530": "GP"})) == [("97530", "GP", 1)]


def test_an_evaluation_without_a_level() -> None:
    """The code of before 2017 names none, and no minutes do: 97165, 97166 or 97167 is the clinician's."""
    done = _bill("97003@45")
    question = _question(done, "code-replaced")

    assert [choice.key for choice in question.choices] == ["as-given", "97165", "97166", "97167"]
    assert _lines(done.answer({question.id: "97166"})) == [("97166", "GO", 1)]
    assert bill(parse_visit("2016-03-02", "97003@45"), policy=PRACTICE).questions == ()


def test_a_successor_that_ended_too_is_followed() -> None:
    """97532 became G0515 and 97127, and these 97129 with 97130."""
    question = _question(_bill("97532@30"), "code-replaced")

    assert [choice.key for choice in question.choices][:2] == ["as-given", "97129"]


def test_two_levels_of_one_evaluation() -> None:
    """Only a visit that names both leaves the level open; the minutes are one evaluation's."""
    done = _bill("97165@30", "97167@20")

    assert _bill("97165@30").questions == ()
    assert _lines(done.answer({"evaluation-level:97165+97167": "97167"})) == [("97167", "GO", 1)]
    assert _bill("97165@30", "97161:GP@20", policy=HOSPITAL).questions == ()


def test_a_re_evaluation_needs_a_change_of_status() -> None:
    """Not asked where the chart has one on this day; a no leaves it documented."""
    visit = parse_visit("2026-03-02", "97168@15")
    patients_in_charts = History(episodes=[Episode(first_day="2026-01-05", changes=["2026-03-02"])])
    other = History(episodes=[Episode(first_day="2026-01-05", changes=["2026-03-01"])])

    assert bill(visit, policy=PRACTICE, history=patients_in_charts).questions == ()
    assert [question.id for question in bill(visit, policy=PRACTICE, history=other).questions] == [
        "change-of-status:97168"
    ]
    assert _lines(_bill("97168@15", **{"change-of-status:97168": "no"})) == [("97168", "GO", 0)]


def test_training_beside_an_orthosis() -> None:
    """Making and fitting belong to the L-code: its line takes the minutes, and 97760 goes."""
    done = _bill("97760@30", "L3906@10")
    none = done.answer({"training-minutes:97760+L3906": "none"})

    assert _lines(done) == [("97760", "GO", 2), ("L3906", "", 1)]
    assert [(line.code, line.minutes) for line in none.claim.lines] == [("L3906", 40)]
    assert "training-minutes" not in [question.about for question in _bill("97760@30", "29125@10").questions]


def test_kx_is_asked_only_where_spending_is_known() -> None:
    """Never by default, never twice, never for another year, discipline or patient."""
    visit = parse_visit("2026-03-02", "97530@30", "97110@15")
    spent = PriorPayments(year=2026, allowed=Decimal("2500.00"))

    def asked(history: History | None, visit: Visit = visit, policy: str = PRACTICE) -> list[str]:
        return [question.id for question in bill(visit, policy=policy, history=history).questions]

    assert asked(History(prior_payments=[spent])) == ["threshold:GO"]
    assert asked(None) == asked(History()) == []
    assert asked(History(prior_payments=[attrs.evolve(spent, year=2025)])) == []
    assert asked(History(prior_payments=[attrs.evolve(spent, discipline="PT")])) == []
    assert asked(History(prior_payments=[spent]), policy="ama-midpoint") == []
    assert asked(History(prior_payments=[spent]), parse_visit("2026-03-02", "97530:KX@30")) == []
    done = bill(visit, policy=PRACTICE, history=History(prior_payments=[spent]), answers={"threshold:GO": "yes"})
    assert _lines(done) == [("97530", "GO:KX", 2), ("97110", "GO:KX", 1)]


def test_a_question_is_a_record() -> None:
    """Programs get id, choices with what they need, and evidence as plain values."""
    record = _bill("97530@30", "97750@30").questions[0].to_record()

    assert record["id"] == "separate-time:97750+97530"
    assert record["evidence"] == {"column_one": "97530", "column_two": "97750", "indicator": 1, "table": "practitioner"}
    assert [choice["key"] for choice in record["choices"]] == ["no", "yes", "off"]  # type: ignore[attr-defined]
