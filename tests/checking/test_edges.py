"""What is handed on is handed on: edition, history, tie-break and answers reach the room that needs them."""

from datetime import date

import pyarrow as pa
import pytest

import otcpt
from otcpt.batch import check_table
from otcpt.billing import Choice, Question, bill
from otcpt.checker import Checker
from otcpt.checking import Answer, allocate_units, check, compare_units, read_report, split_assistant_units
from otcpt.checking._caveats import _some
from otcpt.claims import Episode, History, parse_claim, parse_visit
from otcpt.errors import InvalidInput, UnknownName
from otcpt.explaining import explain_rule
from otcpt.findings import Value
from otcpt.frozenmap import FrozenMap
from otcpt.io import ClaimFile
from otcpt.policies import PolicyLike

DAY = "2026-03-02"
TIE = {"97535": 20, "97110": 20}


def test_check_hands_on_edition_and_history() -> None:
    """The report names the edition, and a rule over time answers where a history is given."""
    claim = parse_claim("2026-02-10", "97168:GO x1")
    history = History([], [Episode(first_day=date(2026, 1, 5), changes=[])])
    shown = check(claim, policy="medicare-part-b", history=history)

    assert check(claim, policy="medicare-part-b", edition="2024q3").identity.edition == "2024q3"
    assert "EVAL004" in {one.rule_id for one in shown.findings}
    assert "EVAL004" not in {one.rule_id for one in check(claim, policy="medicare-part-b").findings}


def test_a_checker_explains_as_explain_rule_does() -> None:
    """With the history, too."""
    checker = Checker(policy="medicare-part-b")
    claim = parse_claim("2026-02-10", "97168:GO x1")
    history = History([], [Episode(first_day=date(2026, 1, 5), changes=[])])

    for past in (None, history):
        assert checker.explain(claim, "EVAL004", history=past) == explain_rule(checker, claim, "EVAL004", history=past)
    assert checker.explain(claim, "EVAL004", history=history).outcome == "finding"


def test_the_tie_break_reaches_the_allocation() -> None:
    """By the day's own order 97535 comes first, in code order it does not."""
    first = allocate_units(TIE, method="cms", tie_break="input_order")
    both = compare_units(TIE, methods=["cms"], tie_break="input_order")

    assert first.units["97535"] == both["cms"].units["97535"] == 2
    assert allocate_units(TIE, method="cms", tie_break="code_order").units["97535"] == 1


def test_day_and_edition_reach_every_method() -> None:
    """A code that is not in force on the day is refused by each, and so is an edition that is not held."""
    assert compare_units({"97532": 15}, on="2016-03-02")["cms"].total == 1
    with pytest.raises(LookupError, match="97532"):
        compare_units({"97532": 15}, on=DAY)
    with pytest.raises(LookupError, match="1999q1"):
        compare_units(TIE, edition="1999q1")
    with pytest.raises(LookupError, match="1999q1"):
        split_assistant_units(therapist=13, assistant=23, units=2, on=DAY, code="97530", edition="1999q1")  # fmt: skip


def test_joint_minutes_interval_and_arithmetic_reach_the_split() -> None:
    """Fifteen minutes a unit unless a code is named; joint minutes are the therapist's."""
    joint = split_assistant_units(therapist=5, joint=10, assistant=0, units=1, on=DAY)
    early = {"therapist": 13, "assistant": 2, "units": 1, "on": "2021-03-02"}

    shared = split_assistant_units(therapist=0, joint=8, assistant=8, units=1, on=DAY)
    assert (joint.without_modifier, joint.with_modifier) == (1, 0)
    assert (shared.without_modifier, shared.with_modifier) == (1, 0)
    assert split_assistant_units(therapist=15, assistant=15, units=2, on=DAY).with_modifier == 1
    assert split_assistant_units(**early).with_modifier == 1  # type: ignore[arg-type]
    assert split_assistant_units(**early, de_minimis="simple").with_modifier == 0  # type: ignore[arg-type]


def test_a_choice_says_what_the_record_must_show() -> None:
    """Where it must show anything."""
    assert str(Choice("1", "one")) == "one"
    assert str(Choice("1", "one", ("DOC-181",))) == (
        "one. The record must show: A plan of that discipline is on file. (DOC-181)"
    )


def test_a_question_takes_its_choices_and_where_it_counts_numbers() -> None:
    """What is neither is refused by name and value; evidence of several parts is a list."""
    evidence: FrozenMap[str, Value] = FrozenMap([("codes", ("L3906",)), ("n", 1)])
    question = Question("count", ("L3906",), "How many?", (Choice("one", "one"),), evidence, counted=True)
    assert question.choice("7") == Choice("7", "7 on each line")
    assert question.choice("one").text == "one"
    assert question.to_record()["evidence"] == {"codes": ["L3906"], "n": 1}
    for wrong in ("100", 7, None):
        with pytest.raises(InvalidInput, match=r"give one or another whole number up to 99\.(?! X)") as refused:
            question.choice(wrong)  # type: ignore[arg-type]
        assert (refused.value.what, refused.value.value) == ("count:L3906", wrong)
    with pytest.raises(InvalidInput, match=r"99\.$"):
        question.choice(None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1"),
        (2, "1 and 2"),
        (3, "1, 2, 3"),
        (4, "1, 2, 3, 4"),
        (5, "1, 2, 3, 4 and 1 more"),
        (9, "1, 2, 3, 4 and 5 more"),
    ],
)
def test_a_caveat_names_four_pairs_and_counts_the_rest(count: int, words: str) -> None:
    """Two are joined, three and four listed."""
    assert _some([str(number + 1) for number in range(count)]) == words


def test_answering_keeps_what_was_known_beside_the_visit() -> None:
    """The history given to the bill is that of the answered bill."""
    history = History([], [Episode(first_day=date(2026, 1, 5))])
    done = bill(parse_visit(DAY, "97530@20", "97110@20"), policy="medicare-part-b", history=history)

    assert done.answer({done.questions[0].id: done.questions[0].choices[1].key}).history == history
    assert done.allocation is not None


@pytest.mark.parametrize(
    ("policy", "rules"),
    [
        (otcpt.load_policy("medicare-part-b") | otcpt.Overlay(id="off", off=("PTP001",)), ["PTP001"]),
        ("medicare-part-b", ["POC001"]),
        ("medicare-part-b", []),
    ],
    ids=["off", "history", "none"],
)
def test_where_no_rule_is_asked_nothing_was_checked(policy: PolicyLike, rules: list[str]) -> None:
    """Of a rule that the policy leaves out, of one that needs the history that is not given, and of none."""
    claim = otcpt.claim("2026-03-02", "97530:GO x2 @30")
    reports = otcpt.check_all([claim], policy=policy, rules=rules)

    assert not reports[0].checked and not reports[0].complete and not reports.ok
    assert reports[0].verdict == "Nothing was checked: no rule was asked of 1 line"
    assert reports.untouched == 1 and reports.verdict.startswith("Nothing was checked")

    held = ClaimFile(name="", kind="json", claims=(claim,), positions=())
    answer = Answer(held, tuple(reports), reports[0].identity)
    assert not answer.checked and not answer.complete and answer.verdict.startswith("Nothing was checked")

    line = {"claim_id": "C1", "date_of_service": "2026-03-02", "code": "97530", "modifiers": "GO", "units": 2}
    table = check_table(pa.Table.from_pylist([line]), policy=policy, rules=rules)
    assert not table.checked and not table.complete and table.verdict.startswith("Nothing was checked")


def test_a_report_by_a_policy_of_ones_own_says_how_to_read_it() -> None:
    """Its record has the pin only."""
    own = otcpt.load_policy("medicare-part-b") | otcpt.Overlay(id="own", unit_method="ama")
    claim = otcpt.claim("2026-03-02", "97530:GO x2 @30")
    record = check(claim, policy=own).to_record()

    with pytest.raises(UnknownName, match=r"Give your own as policy= of otcpt\.checking\.read_report"):
        otcpt.Report.from_record(record, claim)
    assert read_report(record, claim, policy=own).to_record() == record
