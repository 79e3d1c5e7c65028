"""A wrong call is answered by otcpt's own error that says how to write it, and repeats no value of a claim."""

from collections.abc import Callable
from datetime import time
from typing import Any

import numpy as np
import pandas as pd
import pytest

import otcpt
from otcpt.batch import allocate_frame, claims_from_frame
from otcpt.comparing import read_lock
from otcpt.denials import by_rule, score, total

CLAIM = otcpt.claim("2026-03-02", "97130:GO x1 @15")
REPORT = otcpt.check(CLAIM, policy="medicare-part-b")
RULE = otcpt.find_rule("PTP001")
DAY = "2026-03-02"
FRAME = pd.DataFrame({"code": ["97530"], "date_of_service": [DAY], "minutes": [30]})
WRONG: list[Any] = [[], {}, np.array(["x", "y"])]
SPLIT = {"therapist": 13, "assistant": 23, "units": 2, "on": DAY}

CALLS: list[tuple[str, Callable[..., object], tuple[object, ...], dict[str, object]]] = [
    ("no rule is called 'PTP999'", otcpt.Checker, (), {"policy": "medicare-part-b", "rules": ["PTP999"]}),
    ("write ['PTP001']", otcpt.Checker, (), {"policy": "medicare-part-b", "rules": "PTP001"}),
    ("write a list", otcpt.Checker, (), {"policy": "medicare-part-b", "rules": RULE}),
    ("write a list", otcpt.Checker, (), {"policy": "medicare-part-b", "rules": 5}),
    ("PTP001 is given twice", otcpt.Checker, (), {"policy": "medicare-part-b", "rules": [RULE, RULE]}),
    ("PTP001 is given twice", otcpt.check, (CLAIM,), {"policy": "medicare-part-b", "rules": [RULE, RULE]}),
    ("report.findings", otcpt.explain, (REPORT,), {}),
    ("report.findings", otcpt.explain, ("PTP001",), {}),
    ("report.findings", otcpt.explain, (None,), {}),
    ("claim first", otcpt.repairs, (REPORT, CLAIM), {}),
    ("claim first", otcpt.repairs, (CLAIM, None), {}),
    ("claim first", otcpt.repairs, (CLAIM, REPORT.to_record()), {}),
    ("write a list", otcpt.check_all, (CLAIM,), {"policy": "medicare-part-b"}),
    ("give a list of Claim", otcpt.check_all, (None,), {"policy": "medicare-part-b"}),
    ("give a list of Claim", otcpt.check_all, ("week.csv",), {"policy": "medicare-part-b"}),
    ("give Claim values", otcpt.check_all, (CLAIM.lines,), {"policy": "medicare-part-b"}),
    ("write an id like 'PTP001'", otcpt.find_rule, (5,), {}),
    ("write Claim([line])", otcpt.Claim, (CLAIM.lines[0],), {}),
    ("give a list of ServiceLine", otcpt.Claim, (None,), {}),
    ("give a list of ServiceLine", otcpt.Claim, ("97530",), {}),
    ("give a list of ServiceLine", otcpt.Claim, ({"code": "97530"},), {}),
    ("give ServiceLine values", otcpt.Claim, (["97530"],), {}),
    ("give a list of Service", otcpt.Visit, (DAY, None), {}),
    ("write a list", otcpt.Visit, (DAY, otcpt.Service("97530", therapist=8)), {}),
    ("write it in quotes", otcpt.Visit, (DAY, ()), {"place_of_service": 11}),
    ("write it in quotes", otcpt.Visit, (DAY, ()), {"patient_key": 480112233}),
    ("write a list", otcpt.Service, ("97530",), {"modifiers": "GO"}),
    ("give a list of str", otcpt.Service, ("97530",), {"modifiers": None}),
    ("service lines and claims", otcpt.History, (None,), {}),
    ("service lines and claims", otcpt.History, (CLAIM.lines[0],), {}),
    ("service lines and claims", otcpt.History, ("97530",), {}),
    ("service lines and claims", otcpt.History, ([5],), {}),
    ("write a list", otcpt.History, (), {"episodes": otcpt.Episode(first_day=DAY)}),
    ("give a list of PriorPayments", otcpt.History, (), {"prior_payments": 5}),
    ("give a list of PlanOfCare", otcpt.Episode, (), {"first_day": DAY, "plans": 5}),
    ("write a list", otcpt.Episode, (), {"first_day": DAY, "plans": otcpt.PlanOfCare(first_day=DAY)}),
    ("give a list of days", otcpt.Episode, (), {"first_day": DAY, "progress_reports": DAY}),
    ("give a list of days", otcpt.Episode, (), {"first_day": DAY, "changes": 5}),
    ("read from paths", otcpt.read_history, (["chart.toml"],), {}),
    ("contents as bytes", otcpt.read_claims, ("code,date_of_service\n97530,2026-03-02\n",), {}),
    ("is a float", otcpt.minutes_to_units, (8.0,), {}),
    ("is a float64", otcpt.minutes_to_units, (np.float64(8),), {}),
    ("is a bool", otcpt.minutes_to_units, (np.bool_(True),), {}),
    ("is a float", otcpt.ServiceLine, ("97530",), {"date_of_service": DAY, "units": float("nan")}),
    ("is a float", otcpt.units_to_minutes, (3.0,), {}),
]

#: Calls with one argument of several wrong kinds, among others.
MORE: list[Any] = [
    *(
        (
            "history takes a History",
            call,
            (REPORT if call is otcpt.replay else REPORT.to_record(), CLAIM),
            {"history": one},
        )
        for call in (otcpt.replay, otcpt.Report.from_record)
        for one in ([CLAIM], "x")
    ),
    ("history takes a History", otcpt.replay_all, ([REPORT], [CLAIM]), {"history": "x"}),
    ("payments is an int", total, (0,), {}),
    ("payments[0] is an int", total, ([0],), {}),
    ("lines is None", by_rule, (None,), {}),
    ("score takes a DenialReport, not a Report", score, (REPORT,), {}),
    ("rule_id takes a str, not None", otcpt.Checker(policy="medicare-part-b").explain, (CLAIM, None), {}),
    ("checker takes a ClaimChecker, not an int", otcpt.repairs, (CLAIM, REPORT), {"checker": 0}),
    ("rows is an int", claims_from_frame, (FRAME,), {"rows": 0}),
    ("claims is an int", otcpt.compare_editions, ("2024q3", "2026q4"), {"claims": 0, "policy": "medicare-part-b"}),
    ("rules takes several rules", otcpt.compare_policies, ([CLAIM], "ama-midpoint", "ama-midpoint"), {"rules": 0}),
    *(
        (words, function, (), {**given, name: wrong})
        for words, function, given, name in (
            ("de_minimis", otcpt.split_assistant_units, SPLIT, "de_minimis"),
            ("code takes a str", otcpt.split_assistant_units, SPLIT, "code"),
            ("tie_break", otcpt.allocate_units, {"minutes": {"97530": 30}, "method": "cms", "on": DAY}, "tie_break"),
            ("discipline", allocate_frame, {"frame": FRAME, "method": "cms"}, "discipline"),
            ("on_problem", otcpt.read_claims, {"source": b"code,dos\n97530,2026-03-02\n"}, "on_problem"),
            ("on_bad_row", otcpt.batch.check_table, {"frame": FRAME, "policy": "ama-midpoint"}, "on_bad_row"),
            ("unit_method", otcpt.Overlay, {"id": "x"}, "unit_method"),
            ("discipline", otcpt.Episode, {"first_day": DAY}, "discipline"),
        )
        for wrong in WRONG
    ),
    *(
        ("its name has 3,000 characters", read, ("x" * 3000,), {})
        for read in (otcpt.read_claims, otcpt.read_remittances, read_lock, otcpt.read_history)
    ),
    *(
        (words, function, given, {**named, "modifiers": wrong})
        for words, function, given, named in (
            ("are a set, which has no order", otcpt.ServiceLine, ("97530",), {"date_of_service": DAY}),
            ("give a list of str", otcpt.Service, ("97530",), {"therapist": 8}),
        )
        for wrong in ({"GO", "59"}, frozenset({"GO"}), {"GO": 1}.keys())
    ),
    ("is no list", otcpt.ServiceLine, ("97530",), {"date_of_service": DAY, "occurrence_codes": {"17"}}),
    ("give a list of ServiceLine", otcpt.Claim, (set(CLAIM.lines),), {}),
    ("sets have no order", claims_from_frame, (FRAME.assign(modifiers=[{"GO", "59"}]),), {}),
]


@pytest.mark.parametrize(
    ("words", "function", "given", "named"), [*CALLS, *MORE], ids=lambda value: getattr(value, "__name__", "")
)
def test_a_wrong_call_says_how_to_write_it(
    words: str, function: Callable[..., object], given: tuple[object, ...], named: dict[str, object]
) -> None:
    """The error is otcpt's and a ValueError or a LookupError as well."""
    with pytest.raises(otcpt.OtcptError) as caught:
        function(*given, **named)

    assert words in str(caught.value)
    assert isinstance(caught.value, ValueError | LookupError)
    assert "480112233" not in str(caught.value)


def test_integers_of_any_kind_are_whole_numbers() -> None:
    """As `operator.index` has them, at every door of the arithmetic."""
    whole: list[Callable[[int], Any]] = [np.int64, np.int32, np.int16, np.uint8, pd.Series([0]).dtype.type]
    for kind in whole:
        assert otcpt.minutes_to_units(kind(8)) == 1
        assert otcpt.units_to_minutes(kind(3)) == otcpt.units_to_minutes(3)
        assert otcpt.allocate_units({"97110": kind(33)}, method="cms").total == 2
        line = otcpt.ServiceLine("97530", date_of_service=DAY, units=kind(2), minutes=kind(30))
        assert (type(line.units), type(line.minutes)) == (int, int)
        assert otcpt.Service("97530", therapist=kind(8)).minutes == 8
        split = otcpt.split_assistant_units(therapist=kind(13), assistant=kind(23), units=kind(2), on=DAY)
        assert split == otcpt.split_assistant_units(therapist=13, assistant=23, units=2, on=DAY)


def test_an_end_before_its_start_says_so() -> None:
    """No other edition would help: the times are what is needed."""
    line = otcpt.ServiceLine(
        "97530", date_of_service=DAY, units=1, minutes=15, modifiers=("GO",), start_time=time(10), end_time=time(9)
    )
    report = otcpt.check(otcpt.Claim([line]), policy="medicare-part-b")
    [why] = [entry.why for entry in report.not_evaluated if entry.rule_id == "TIME004"]

    assert "the end time is not after the start time" in why
    assert "needs end time" in report.verdict
    assert "edition" not in report.verdict


def test_words_agree_with_their_numbers() -> None:
    """One finding, two findings."""
    ways = otcpt.repairs(CLAIM, REPORT)

    assert repr(ways) == "<Repairs: 1 correction for 1 finding, 1 combination>"
