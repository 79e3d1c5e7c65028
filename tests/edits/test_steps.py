"""An answer by stretches of days is the answer of each day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from otcpt.edits._steps import Steps

DAYS = st.dates(date(2000, 1, 1), date(2000, 3, 1))


@given(st.lists(st.tuples(DAYS, st.integers(0, 2))), DAYS)
def test_steps_agree_with_the_last_change_before_the_day(changes: list[tuple[date, int]], on: date) -> None:
    """Whatever the cuts and their order, a day has the value of the latest cut not after it."""
    value = dict(changes)

    def answer(day: date) -> int:
        past = [cut for cut in value if cut <= day]
        return value[max(past)] if past else -1

    steps = Steps(value, answer)
    assert steps.on(on) == answer(on)
    assert steps.on(on - timedelta(days=400)) == -1
    assert all(left != right for left, right in zip(steps.answers, steps.answers[1:], strict=False))
