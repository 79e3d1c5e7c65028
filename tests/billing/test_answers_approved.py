"""Every answer to every question of visits of every kind, word for word: what is asked, and the lines it makes."""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import attrs
import pytest
from tests.page.test_outlines import page_outline

from otcpt.billing import Bill, Question, bill
from otcpt.checker import Checker
from otcpt.claims import Episode, History, PriorPayments, format_line, parse_visit
from otcpt.errors import InputErrors, InvalidInput
from otcpt.fixes import in_record
from otcpt.page import to_text
from otcpt.policies import Overlay, Policy, load_policy

Approved = Callable[[str, str], None]

PRACTICE = load_policy("medicare-part-b")
HOSPITAL = load_policy("medicare-part-b-facility")
MIDPOINT = load_policy("ama-midpoint")


def counting(method: str) -> Policy:
    """A payer with a method of its own."""
    return MIDPOINT | Overlay(id=method, unit_method=method)  # type: ignore[arg-type]


OWN_ASSISTANT = MIDPOINT | Overlay(id="own-assistant", other_assistant_modifier="U7", assistant_modifiers=False)
NEW, OLD = "2026-03-02", "2018-06-01"
VISITS: dict[str, list[tuple[Policy, str, tuple[str, ...]]]] = {
    "codes": [
        (PRACTICE, NEW, ("64550@10", "97003@45", "97110@15")),
        (PRACTICE, "2016-12-31", ("97003@45",)),
        (PRACTICE, NEW, ("97532@15+A10+J5", "97530@15")),
        (PRACTICE, OLD, ("97532@30",)),
        (MIDPOINT, OLD, ("97532@30",)),
        (MIDPOINT, "2019-06-03", ("97532@30",)),
        (PRACTICE, NEW, ("97165@30", "97167@20", "97530@15")),
        (PRACTICE, NEW, ("97165@30", "97161:GP@20", "97166:KX@10")),
        (PRACTICE, NEW, ("97168@15", "97164:GP@10")),
        (HOSPITAL, NEW, ("97161:GP@20", "97162:GP@10")),
        (PRACTICE, NEW, ("97530@15", "97168@15")),
        (PRACTICE, NEW, ("97161:GP@20", "97165@30", "97167@20")),
        (PRACTICE, NEW, ("99999@10", "97530@15", "97550@30")),
        (MIDPOINT, "2027-03-02", ("90901@30", "97530@8")),
    ],
    "whose": [
        (HOSPITAL, NEW, ("97530:GO:GP:KX@15", "97110:GO@15", "97110:GP@15")),
        (HOSPITAL, NEW, ("92507:GN@30", "97530:GP@10+A13", "97530@A8")),
        (PRACTICE, NEW, ("97530:CO:KX@10+J5", "97530@15", "97110@15+A20+J5")),
        (MIDPOINT, NEW, ("97530:CO:KX@10+J5", "97530@15")),
        (HOSPITAL, NEW, ("97110@15", "97530:GO:GP@15")),
        (HOSPITAL, NEW, ("97110:GO:GP@15", "97530:GO:GP@15")),
        (PRACTICE, NEW, ("97530:CO@15", "97110:CO@15")),
        (HOSPITAL, NEW, ("97530:CO@10", "97530:GP:CQ@5")),
        (PRACTICE | Overlay(id="plain", discipline_modifiers=False), NEW, ("97530:KX@A15", "97110@A15")),
        (PRACTICE, "2019-06-03", ("97530@15+A20", "97110:CO@15")),
        (PRACTICE, "2021-06-01", ("97530@15+A20", "97110@14+A1", "97535@A22")),
        (PRACTICE, NEW, ("97010@A10", "97165@A30", "97150@A20", "97750@5+A10")),
        (PRACTICE, NEW, ("97165@20+A10", "97168@A15", "97530@15")),
        (OWN_ASSISTANT, NEW, ("97530:U7@A15",)),
        (OWN_ASSISTANT, NEW, ("97530@A30", "97110@15+A15", "97150@A20", "98980@A20", "97010@A10")),
        (PRACTICE, NEW, ("97129@5+A20+J5", "97130@10+J7")),
        (PRACTICE, NEW, ("97129@5+A20+J20",)),
        (PRACTICE, NEW, ("97129@5+A40+J4", "97130@J3")),
        (PRACTICE, NEW, ("97129:KX@A40", "97150@20")),
        (PRACTICE, NEW, ("97129@8", "97130@3")),
        (PRACTICE, NEW, ("97130@30",)),
        (PRACTICE, NEW, ("97130@12",)),
        (PRACTICE, NEW, ("97130@3", "97530@8")),
        (PRACTICE, NEW, ("97129@20", "97130@7", "97550@40", "97551@10")),
        (PRACTICE, NEW, ("97530@15", "97129@40", "97110@15")),
    ],
    "things": [
        (PRACTICE, NEW, ("L3906:RT@10", "L3906:LT@5", "L3906:RT@4", "97760@3+A4+J5")),
        (PRACTICE, NEW, ("97760@30", "97760@A10", "L3906@10", "L3908@0", "97110@15")),
        (PRACTICE, NEW, ("L3906:GO:GP@10", "29125:RT@10", "97760@20")),
        (MIDPOINT, NEW, ("L3906@10", "97760@20")),
        (PRACTICE, NEW, ("97530@7", "29125@5", "29130:F1@5", "29130:F2@5")),
    ],
    "parts": [
        (PRACTICE, NEW, ("97530:59@20", "97530@15", "97150@10")),
        (PRACTICE, NEW, ("97530:59@20", "97530:XE@8", "97530@22")),
        (PRACTICE, NEW, ("97530:59@8", "97530@23")),
        (PRACTICE, NEW, ("97530:59@8", "97530@15", "97530:59:KX@9+J5", "97530@3")),
        (PRACTICE, NEW, ("97530:59:KX@8+A9+J1", "97530@15", "97150@30")),
        (HOSPITAL, NEW, ("97110:GP:59@20", "97110:GP@20", "97140:GP@20", "97110@20", "97140@20")),
        (PRACTICE, NEW, ("97150:59@20", "97150@20", "97530@10")),
        (PRACTICE, NEW, ("97129:59@20", "97129@20", "97130@7")),
        (counting("per_session"), NEW, ("97530:59@8", "97530@8", "97530:59@7", "97110@8", "97110@20")),
        (counting("per_session"), NEW, ("97530@8", "97530@8", "97110@7", "97110@7")),
        (counting("tenths"), NEW, ("97530:59@8", "97530@8", "97110@20")),
        (counting("best"), NEW, ("97530@8", "97110@8", "97140@7", "97535@22")),
        (counting("full"), NEW, ("97530:59@14", "97530@16", "97110@15")),
    ],
    "ties": [
        (PRACTICE, NEW, ("97530@20", "97110@20")),
        (PRACTICE, NEW, ("97110@7", "97140@7", "97535@7", "97530@7")),
        (PRACTICE, NEW, ("97129@15", "97130@5", "97530@20")),
        (PRACTICE, NEW, ("97530@35", "97110@20")),
        (PRACTICE | Overlay(id="by-code", tie_break="code_order"), NEW, ("97530@35", "97110@20")),
        (HOSPITAL, NEW, ("97110@20", "97140@20", "97110:GP@20", "97140:GP@20")),
    ],
    "together": [
        (PRACTICE, NEW, ("97530@30", "97750@30", "99999@5")),
        (HOSPITAL, NEW, ("97530@30", "97750@30", "97150@20")),
        (PRACTICE, NEW, ("97597@20", "97598@10", "11042@10")),
        (PRACTICE, "2024-06-03", ("97168@23", "99213@23", "97597@23")),
        (PRACTICE, NEW, ("97150@23", "97530@23", "97542@23")),
        (PRACTICE, NEW, ("97150@20", "97530@23", "97116@20")),
        (PRACTICE, NEW, ("97165@30", "97750@30", "97530:59@20")),
    ],
}


def walk(start: Bill) -> Iterator[str]:
    """Ask everything, answer each question in each way by itself, then all of them with their last choice."""
    yield shown(start)
    for question in start.questions:
        yield f"? {question.id} about {' '.join(question.codes)}: {question.text} {dict(question.evidence)}"
        for choice in question.choices:
            yield f"  {choice.key} = {choice}"
            yield f"    {shown(start.answer({question.id: choice.key}))}"
    done = start
    while done.questions:
        done = done.answer({done.questions[0].id: done.questions[0].choices[-1].key})
    if start.questions:
        yield f"all: {shown(done)} {dict(done.answers)}"


def shown(done: Bill) -> str:
    """The lines, the questions left open, the findings and the remarks."""
    lines = ", ".join(format_line(line) for line in done.claim.lines)
    left = " ".join(question.id for question in done.questions)
    found = " ".join(f"{one.rule_id}{[p + 1 for p in one.positions]}" for one in done.report.findings)
    return f"{lines} | open: {left or 'nothing'} | found: {found or 'nothing'} {' '.join(done.remarks)}".rstrip()


@pytest.mark.parametrize("kind", VISITS)
def test_answers_are_approved(kind: str, approved: Approved) -> None:
    """All there is to answer, and what each answer bills."""
    lines = []
    for policy, on, services in VISITS[kind]:
        lines += [f"# {policy.id} {on}: {', '.join(services)}"]
        lines += [*walk(bill(parse_visit(on, *services), policy=policy)), ""]
    approved(f"answered/{kind}", "\n".join(lines))


def spent(allowed: str, discipline: str = "OT", patient: str | None = None, year: int = 2026) -> PriorPayments:
    """What was allowed of a year's amount."""
    return PriorPayments(year=year, allowed=Decimal(allowed), discipline=discipline, patient_key=patient)


def threshold(
    policy: Policy, *known: PriorPayments, services: tuple[str, ...] = ("97530@30", "97010@8")
) -> Question | None:
    """The question of the yearly amount, for a patient of key P."""
    visit = attrs.evolve(parse_visit(NEW, *services), patient_key="P")
    asked = bill(visit, policy=policy, history=History(prior_payments=known)).questions
    return next((one for one in asked if one.about == "threshold"), None)


def test_the_yearly_amount_is_asked_of_with_its_figures() -> None:
    """From the amount on, all that was allowed this patient in the year and bucket added up."""
    question = threshold(PRACTICE, spent("1480.00", patient="P"), spent("1000", patient="P"))
    shared = threshold(
        HOSPITAL, spent("1480", "PT", "P"), spent("1000", "SLP", "P"), services=("97530:GP@30", "92507:GN@30")
    )

    assert question is not None and shared is not None
    assert (question.id, question.codes) == ("threshold:GO", ("GO",))
    assert question.text == (
        "$2,480.00 were allowed this patient in 2026, and the OT amount is $2,480: does the record show that these "
        "services are medically necessary beyond it?"
    )
    assert [str(choice) for choice in question.choices] == [
        "no: without KX; the lines are denied",
        f"yes: KX on every line of it. The record must show: {in_record(['DOC-172'])}",
    ]
    assert dict(question.evidence) == {"year": 2026, "bucket": "OT", "allowed": "2480.00", "amount": "2480"}
    assert shared.id == "threshold:GP+GN"
    assert dict(shared.evidence) == {"year": 2026, "bucket": "PT+SLP", "allowed": "2480", "amount": "2480"}


def test_the_yearly_amount_is_kept_apart() -> None:
    """Not below it, not another year's, bucket's or patient's; not for what no threshold counts."""
    enough = spent("2480", patient="P")
    assert threshold(PRACTICE, enough) is not None
    for known in (
        spent("2479.99", patient="P"),
        attrs.evolve(enough, patient_key="Q"),
        attrs.evolve(enough, patient_key=None),
        attrs.evolve(enough, year=2025),
        attrs.evolve(enough, discipline="SLP"),
    ):
        assert threshold(PRACTICE, known) is None
    assert threshold(PRACTICE, enough, services=("99213@30",)) is None
    early = attrs.evolve(parse_visit("2004-03-01", "97530@30"), patient_key="P")
    history = History(prior_payments=[spent("9999", patient="P", year=2004)])
    assert bill(early, policy=PRACTICE, history=history).questions == ()
    assert threshold(PRACTICE, enough, services=("97530@30", "97110:KX@20")) is None
    assert threshold(PRACTICE, enough, services=("97530@7", "99213@30")) is None


def test_kx_stands_on_every_billed_line_of_its_amount() -> None:
    """Not on another discipline's, nor on what has no unit."""
    visit = parse_visit(NEW, "97530@30", "97110@3", "97116:GP@15", "99213@10")
    history = History(prior_payments=[spent("2480"), spent("2480", "PT")])
    done = bill(visit, policy=HOSPITAL, history=history, answers={"threshold:GO": "yes"})

    assert [format_line(line) for line in done.claim.lines] == [
        "97530:GO:KX x2 @30", "97110:GO x0 @3", "97116:GP x1 @15", "99213 x1 @10",
    ]  # fmt: skip
    assert [question.id for question in done.questions] == ["threshold:GP+GN"]
    both = done.answer({"threshold:GP+GN": "yes"})
    assert [line.modifiers for line in both.claim.lines] == [("GO", "KX"), ("GO",), ("GP", "KX"), ()]


def test_a_change_of_status_is_of_the_patients_own_episode_in_the_discipline() -> None:
    """Another discipline's, another patient's or an unknown one leaves it asked."""
    visit = attrs.evolve(parse_visit(NEW, "97168@15"), patient_key="P")
    own = Episode(first_day="2026-01-05", changes=[NEW], patient_key="P")

    def asked(*episodes: Episode) -> bool:
        return bool(bill(visit, policy=PRACTICE, history=History(episodes=episodes)).questions)

    assert not asked(own)
    assert not asked(attrs.evolve(own, discipline="PT"), own)
    for other in (
        attrs.evolve(own, discipline="PT"),
        attrs.evolve(own, patient_key="Q"),
        attrs.evolve(own, patient_key=None),
        attrs.evolve(own, changes=None),
        attrs.evolve(own, changes=["2026-03-01"]),
    ):
        assert asked(other)


def test_a_bill_has_what_the_visit_says_of_itself() -> None:
    """Keys, place, kind of bill and total time stand on every line; lines are numbered."""
    visit = attrs.evolve(
        parse_visit(NEW, "97530@15", "97110@15"),
        total_treatment_minutes=40,
        place_of_service="11",
        bill_type="131",
        patient_key="P",
        rendering_provider_key="R",
        billing_provider_key="B",
    )
    for number, line in enumerate(bill(visit, policy=HOSPITAL).claim.lines, 1):
        assert (line.line_id, str(line.date_of_service)) == (str(number), NEW)
        assert (line.total_treatment_minutes, line.place_of_service, line.bill_type) == (40, "11", "131")
        assert (line.patient_key, line.rendering_provider_key, line.billing_provider_key) == ("P", "R", "B")
        assert (line.minutes, line.therapist_minutes, line.assistant_minutes, line.joint_minutes) == (15, 15, 0, 0)


@pytest.mark.parametrize(("bill_type", "modifiers"), [("851", ("GO",)), ("131", ("GO", "CO")), (None, ("GO", "CO"))])
def test_a_critical_access_hospital_takes_no_assistants_modifier(
    bill_type: str | None, modifiers: tuple[str, ...]
) -> None:
    """By its type of bill, where a facility bills; a practice's bill type says nothing."""
    visit = attrs.evolve(parse_visit(NEW, "97530@A15"), bill_type=bill_type)

    assert bill(visit, policy=HOSPITAL).claim.lines[0].modifiers == modifiers
    assert bill(visit, policy=PRACTICE).claim.lines[0].modifiers == ("GO", "CO")


def test_the_allocation_of_a_bill_is_that_of_its_first_discipline() -> None:
    """None where no code is known; all of them by discipline."""
    done = bill(parse_visit(NEW, "97110:GP@20", "97530@15"), policy=HOSPITAL)

    assert list(done.allocations) == ["PT", "OT"]
    assert done.allocation == done.allocations["PT"]
    assert bill(parse_visit(NEW, "99999@20"), policy=HOSPITAL).allocation is None


def test_answers_are_given_by_question() -> None:
    """Anything but a mapping is refused with an example of one."""
    with pytest.raises(InvalidInput) as refused:
        bill(parse_visit(NEW, "97530@30"), policy=PRACTICE, answers=["yes"])  # type: ignore[arg-type]
    assert str(refused.value) == (
        "answers ['yes'] are not by question; give a mapping of question ids to keys of choices, "
        "like {'tie:97110+97140': '97140'}"
    )
    assert (refused.value.what, refused.value.value) == ("answers", ["yes"])


def test_a_bill_is_checked_beside_what_is_known() -> None:
    """With the history its rules over time are asked too."""
    visit = parse_visit(NEW, "97168@15", "97530@15")
    history = History(episodes=[Episode(first_day="2026-01-05", changes=[])])
    checker = Checker(policy=PRACTICE)
    with_it, without = bill(visit, policy=PRACTICE, history=history), bill(visit, policy=PRACTICE)

    assert with_it.report == checker.check(with_it.claim, history=history)
    assert "EVAL004" in {one.rule_id for one in with_it.report.findings}
    assert without.report == checker.check(without.claim)


def test_what_is_not_asked_cannot_be_answered() -> None:
    """The question and all that is asked are named; what is no visit too."""
    for given, asked in ((("97530@30",), "nothing"), (("97530@20", "97110@20"), "tie:97110+97530")):
        with pytest.raises(InvalidInput) as stranger:
            bill(parse_visit(NEW, *given), policy=PRACTICE, answers={7: "red"})  # type: ignore[dict-item]
        assert str(stranger.value) == f"7 is not asked of this visit; with the other answers it asks {asked}."
        assert (stranger.value.what, stranger.value.value) == ("answers", 7)
    with pytest.raises(InvalidInput, match="bill takes a Visit, not str") as refused:
        bill("97530", policy=PRACTICE)  # type: ignore[arg-type]
    assert refused.value.what == "visit"


def test_an_answer_is_to_the_bill_that_was_made() -> None:
    """Under its law, its rules and with its history: an edition of 2024 asks nothing of an edit of today."""
    services = parse_visit(NEW, "97110@20", "97140@20", "97530@30", "97750@30")
    old = bill(services, policy=PRACTICE, edition="2024q3", rules=["UNIT001"])
    done = old.answer({old.questions[0].id: old.questions[0].choices[-1].key})

    assert (done.edition, done.rules, done.policy) == (old.edition, old.rules, old.policy)
    assert done.report.identity.edition == "2024q3" != bill(services, policy=PRACTICE).report.identity.edition


def test_pages_of_bills_and_questions_are_approved(approved: Approved) -> None:
    """Lines, questions with what the record must show, findings, bypassed edits, units and pairs, and the remarks."""
    bills = [
        bill(parse_visit(NEW, "97530@30", "97750@30", "97110@20", "97140@20", "97129@3"), policy=PRACTICE),
        bill(parse_visit(NEW, "97530:59:GO@20+A8", "97150@20", "99999@5"), policy=HOSPITAL),
        bill(parse_visit(NEW, "97530@20", "97110@7"), policy=counting("tenths")),
        bill(parse_visit(NEW, "97110@7"), policy=PRACTICE),
        bill(parse_visit(NEW, "97110@15", "97530@15"), policy=PRACTICE),
    ]
    asked = bills[0].questions[0]
    answered_ = bills[0].answer({asked.id: asked.choices[-1].key})
    lines = []
    for shown_ in (*bills, answered_, *bills[0].questions):
        page = shown_.to_page()
        lines += [repr(shown_), to_text(page), "", *page_outline(page), ""]
    lines += [json.dumps(question.to_record()) for question in bills[0].questions]
    approved("answered/pages", re.sub("sha256:[0-9a-f]+|rules [0-9a-f]+", "pin", "\n".join([*lines, ""])))


def test_one_answer_after_the_other_is_kept() -> None:
    """Until it is replaced, or its question is asked no more."""
    first = bill(parse_visit(NEW, "97530@30", "97750@30", "97110@20", "97140@20"), policy=PRACTICE)
    tie, separate = (question.id for question in first.questions[:2])
    both = first.answer({tie: "97140"}).answer({separate: "yes"})

    assert dict(both.answers) == {tie: "97140", separate: "yes"}
    assert dict(both.answer({tie: "97110"}).answers) == {tie: "97110", separate: "yes"}
    assert both == bill(first.visit, policy=PRACTICE, answers={tie: "97140", separate: "yes"})


def test_a_record_with_other_answers_is_refused() -> None:
    """With the place of each fault: an answer to no question, and a visit that is none."""
    record = bill(parse_visit(NEW, "97530@30"), policy=PRACTICE).to_record()
    for changed, places in (
        ({"answers": {"tie:97110": "97110"}}, ["answers"]),
        ({"visit": {**record["visit"], "services": [7]}}, ["visit.services[0]"]),  # type: ignore[dict-item]  # a wrong call
        ({"visit": 7}, ["visit"]),
    ):
        with pytest.raises(InputErrors) as refused:
            Bill.from_record({**record, **changed})
        assert [one.column for one in refused.value.problems] == places
        assert str(refused.value).startswith("bill, ")
    old = bill(parse_visit(NEW, "97530@30", "97750@30"), policy=PRACTICE, edition="2024q3").to_record()
    with pytest.raises(InputErrors):
        Bill.from_record(old, edition="2026q4")


def test_a_wrong_answer_is_refused_with_those_there_are() -> None:
    """And with numbers only where things are counted."""
    for services, id_, message in (
        (("97530@20", "97110@20"), "tie:97110+97530", "give 97110, 97530."),
        (("29130:F1@5",), "count:29130", "give 1, 2 or another whole number up to 99."),
    ):
        asked = bill(parse_visit(NEW, *services), policy=PRACTICE).questions
        assert id_ in [question.id for question in asked]
        with pytest.raises(InvalidInput) as refused:
            bill(parse_visit(NEW, *services), policy=PRACTICE, answers={id_: "red"})
        assert str(refused.value) == f"'red' is no answer to {id_}; {message}"
        assert (refused.value.what, refused.value.value) == (id_, "red")


def test_the_pairs_of_ten_codes_are_drawn_and_of_eleven_not() -> None:
    """More cannot be read."""
    codes = ("97110", "97112", "97116", "97140", "97150", "97530", "97535", "97542", "97750", "97755", "97760")
    for number in (10, 11):
        text = str(bill(parse_visit(NEW, *(f"{code}@15" for code in codes[:number])), policy=PRACTICE))
        assert ("Pairs of the day" in text) is (number == 10)
