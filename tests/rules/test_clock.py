"""Minutes on the clock: what fits and what does not, against a schedule made minute by minute."""

from collections.abc import Sequence
from datetime import date, time
from random import Random

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.checker import Checker
from otcpt.claims import Claim, History, ServiceLine
from otcpt.findings import Report
from otcpt.rules._clock import ScheduledMinutes, overbooked_intervals, span
from otcpt.testing import strategies

DAY = date(2026, 3, 2)
CHECKER = Checker(policy="medicare-part-b")

spans = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 8), st.integers(1, 8)).map(lambda s: (s[0], s[0] + s[1], min(s[1:]))),
    max_size=6,
)


def placed(given: Sequence[tuple[int, int, int]]) -> list[ScheduledMinutes]:
    """Lines with their start, end and minutes."""
    return [ScheduledMinutes(i, "97530", start, end, minutes) for i, (start, end, minutes) in enumerate(given)]


def schedulable(given: Sequence[tuple[int, int, int]]) -> bool:
    """Whether one person can do all of it, minute by minute: always what must end first."""
    left = [[start, end, minutes] for start, end, minutes in given]
    for now in range(24):
        open_now = [one for one in left if one[0] <= now and one[2]]
        if open_now:
            first = min(open_now, key=lambda one: one[1])
            if first[1] <= now:
                return False
            first[2] -= 1
    return not any(one[2] for one in left)


@given(spans)
def test_services_conflict_where_no_schedule_holds_them(given: list[tuple[int, int, int]]) -> None:
    """A stretch is crowded exactly when the earliest-end-first schedule, which is optimal, fails."""
    assert bool(overbooked_intervals(placed(given))) == (not schedulable(given))


@given(spans)
def test_without_the_crowded_lines_the_rest_fits(given: list[tuple[int, int, int]]) -> None:
    """No line is in two stretches, each has more minutes than it lasts, and what is left can be scheduled."""
    found = overbooked_intervals(placed(given))
    named = [i for stretch in found for i in stretch.positions]

    assert len(named) == len(set(named))
    for stretch in found:
        assert stretch.minutes == sum(given[i][2] for i in stretch.positions) > stretch.end - stretch.start
    assert schedulable([one for i, one in enumerate(given) if i not in named])


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (time(9), time(9, 30), (540, 570)),
        (time(9, 0, 59), time(9, 14, 1), (540, 555)),
        (time(23), time(23, 59, 59), (1380, 1440)),
        (time(9), time(9), None),
        (time(23, 45), time(0, 15), None),
        (time(9), None, None),
    ],
)
def test_a_span_is_rounded_outwards_and_stays_within_a_day(
    start: time | None, end: time | None, expected: tuple[int, int] | None
) -> None:
    """Seconds never take a minute away; what ends before it began, or at once, is no span."""
    assert span(ServiceLine("97530", date_of_service=DAY, start_time=start, end_time=end)) == expected


times = st.none() | st.times()


@st.composite
def clocked(draw: st.DrawFn) -> Claim:
    """A claim whose lines may say when they were, over midnight or only half."""
    lines = draw(strategies.claims()).lines
    return Claim(
        attrs.evolve(
            line, start_time=draw(times), end_time=draw(times), patient_key=draw(st.sampled_from([None, "A", "B"]))
        )
        for line in lines
    )


def shown(report: Report) -> list[str]:
    """What was found on which lines, without their places."""
    found = [repr((f.rule_id, sorted(map(repr, f.lines)), sorted(f.evidence.items()))) for f in report.findings]
    return sorted(found + [repr((n.rule_id, n.why, sorted(map(repr, n.lines)))) for n in report.not_evaluated])


@given(clocked(), st.randoms(use_true_random=False))
def test_clock_times_of_any_kind_are_answered_in_any_order(claim: Claim, random: Random) -> None:
    """No rule raises, and the order of the lines changes nothing."""
    shuffled = list(claim.lines)
    random.shuffle(shuffled)

    assert shown(CHECKER.check(claim, history=History())) == shown(CHECKER.check(Claim(shuffled), history=History()))
