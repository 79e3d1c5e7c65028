"""What is counted and summed up once per file."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.checker import Checker
from otcpt.checking import Answer
from otcpt.claims import Claim, ServiceLine
from otcpt.cli._answer import exit_code
from otcpt.cli._choices import Exit, FailOn
from otcpt.cli._table import summary_page
from otcpt.findings.summaries import rule_range
from otcpt.io import ClaimFile, SkippedLine
from otcpt.page import to_text


@pytest.mark.parametrize(
    ("ids", "text"),
    [
        ([], ""),
        (["PTP001"], "PTP001"),
        (["UNIT002", "UNIT001"], "UNIT001, UNIT002"),
        (["UNIT003", "UNIT001", "UNIT002", "UNIT001"], "UNIT001-UNIT003"),
        (["MOD001", "UNIT001", "UNIT002", "UNIT003", "UNIT005"], "MOD001, UNIT001-UNIT003, UNIT005"),
        (["MUE001", "PTP002", "RTM003"], "MUE001, PTP002, RTM003"),
    ],
)
def test_three_rules_in_a_row_are_a_range(ids: list[str], text: str) -> None:
    """Runs stay inside a family."""
    assert rule_range(ids) == text


@given(st.lists(st.builds("{}{:03}".format, st.sampled_from(["PTP", "UNIT"]), st.integers(1, 12))))
def test_a_range_names_every_rule_and_no_other(ids: list[str]) -> None:
    """Opening the ranges gives the rules back."""
    opened: list[str] = []
    for part in filter(None, rule_range(ids).split(", ")):
        first, _, last = part.partition("-")
        family = first[:-3]
        opened += [f"{family}{number:03}" for number in range(int(first[-3:]), int((last or first)[-3:]) + 1)]

    assert opened == sorted(set(ids))


def _answer(*claims: Claim, skipped: tuple[SkippedLine, ...] = ()) -> Answer:
    checker = Checker(policy="medicare-part-b")
    file = ClaimFile(name="a.837", kind="837P", claims=claims, positions=(), skipped=skipped)
    return Answer(file, checker.check_all(claims), checker.identity)


def _claim(code: str, **more: str) -> Claim:
    line = ServiceLine(
        code,
        date_of_service=date(2026, 3, 2),
        modifiers=("GO",),
        units=1,
        therapist_minutes=15,
        assistant_minutes=0,
        total_treatment_minutes=15,
        patient_key="P1",
        claim_id=more.get("claim_id"),
    )
    return Claim([line], **more)


def test_a_replaced_claim_is_not_checked() -> None:
    """The original leaves the day; its fault is no finding any more, and the answer says so."""
    answer = _answer(_claim("97003", claim_id="C1"), _claim("97530", claim_id="C2", frequency="7", replaces="C1"))

    assert answer.findings == ()
    assert [(gap.rule_ids, gap.lines) for gap in answer.not_evaluated_summaries if "Replaced" in gap.why] == [((), 1)]
    assert answer.untouched == 1
    assert answer.verdict == "No faults found in 2 claims (2 lines); 1 line not checked at all."


def test_a_line_left_out_in_reading_counts_and_is_not_complete() -> None:
    """The reader understood the line and could not hand it over: it is a line of the file all the same."""
    answer = _answer(_claim("97530"), skipped=(SkippedLine(9, "spans several days", code="97110"),))

    assert answer.lines == 2
    assert [(gap.why, gap.codes) for gap in answer.not_evaluated_summaries if gap.reason == "left out"] == [
        ("spans several days", ("97110",))
    ]
    assert not answer.complete
    assert exit_code(answer, FailOn.INCOMPLETE) is Exit.FINDINGS
    assert exit_code(answer, FailOn.WARNING) is Exit.CLEAN


def test_reasons_that_differ_by_the_code_alone_are_one() -> None:
    """Two codes outside the registry make one row that names both."""
    answer = _answer(_claim("70010"), _claim("70015"))

    assert [gap.codes for gap in answer.not_evaluated_summaries if gap.rule_ids == ("CODE003",)] == [("70010", "70015")]
    assert not any("70010" in gap.why for gap in answer.not_evaluated_summaries)


def test_a_file_without_lines_is_no_pass() -> None:
    """Nothing was checked, and nothing is complete."""
    answer = _answer()

    assert answer.verdict == "Nothing was checked: no rule judged any of 0 lines."
    assert exit_code(answer, FailOn.NEVER) is Exit.BROKEN


def test_what_was_left_out_is_one_folded_line_and_listed_where_it_is_opened() -> None:
    """Nothing is cut: what is folded is stated in numbers, and all of it is there."""
    answer = _answer(skipped=tuple(SkippedLine(row, f"reason {row}") for row in range(20)))

    assert to_text(summary_page(answer)).count("every rule  reason ") == 20
    folded = to_text(summary_page(answer), folded=True, hint="--verbose shows it")
    assert "every rule  reason " not in folded
    assert "20 lines by no rule (--verbose shows it)" in folded
