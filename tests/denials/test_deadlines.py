"""The last day of each way, by dated law."""

from datetime import date

import pytest

from otcpt.denials import Route, appeal_levels, deadline_of, explain_denials

from .conftest import answer_to, sent


@pytest.mark.parametrize(
    ("route", "remitted", "service", "last"),
    [
        (Route.APPEAL, "2022-05-15", None, "2022-09-17"),  # the contractor's own example: 125 days
        (Route.APPEAL, "2026-04-10", None, "2026-08-13"),
        (Route.REOPENING, "2026-04-10", None, "2027-04-10"),
        (Route.NEW_CLAIM, "2026-04-10", "2026-03-02", "2027-03-02"),
        (Route.NEW_CLAIM, "2026-04-10", "2024-02-29", "2025-02-28"),
        (Route.ADJUSTMENT, "2026-04-10", "2026-03-02", "2027-03-02"),
    ],
)
def test_the_last_day(route: Route, remitted: str, service: str | None, last: str) -> None:
    """Counted from the remittance or from the service."""
    found = deadline_of(
        route,
        remitted=date.fromisoformat(remitted),
        service=None if service is None else date.fromisoformat(service),
    )
    assert found is not None and str(found.last_day) == last and found.source


def test_what_is_not_known_is_not_counted() -> None:
    """Without the day it counts from, or before the law that was read, there is no last day."""
    no_day = deadline_of(Route.APPEAL, remitted=None, service=date(2026, 3, 2))
    early = deadline_of(Route.APPEAL, remitted=date(2004, 3, 2), service=None)

    assert no_day is not None and no_day.last_day is None and "not known" in no_day.text
    assert early is not None and early.last_day is None and "not read" in early.text
    assert deadline_of(Route.NEXT_PAYER, remitted=date(2026, 4, 10), service=None) is None


def test_a_reopening_with_good_cause() -> None:
    """Four years where one is over."""
    claim = sent("2026-03-02", "97150:GO x1", "97530:GO x2")
    answer = answer_to(claim, "97150:GO x1 40 30 CO-45:10", "97530:GO x2 120 0 CO-236:120")
    way = explain_denials([answer], [claim], policy="medicare-part-b").lines[1].ways[0]

    assert (way.route, way.last_day) == (Route.REOPENING, date(2027, 4, 10))
    assert way.good_cause is not None and way.good_cause.last_day == date(2030, 4, 10)


def test_levels_of_an_appeal() -> None:
    """120, 180, 60, 60 and 60 days; the minimum of a year that was not read is left open."""
    levels = appeal_levels(date(2025, 3, 3))

    assert [one.text.split()[0] for one in levels] == ["120", "180", "60", "60", "60"]
    assert [one.minimum for one in levels] == ["", "", "190.00", "", "1900.00"]
    assert [one.minimum for one in appeal_levels(date(2026, 3, 3))] == [""] * 5
    assert [one.last_day is None for one in levels] == [False, True, True, True, True]


@pytest.mark.parametrize(("service", "in_time"), [("2025-04-09", False), ("2025-04-10", True), ("2026-03-02", True)])
def test_a_claim_that_was_answered_within_a_year_was_filed_within_it(service: str, in_time: bool) -> None:
    """Without the day it was received, the day of the remittance is the latest it can be."""
    claim = sent(service, "97530:GO x2")
    answer = answer_to(claim, "97530:GO x2 120 0 CO-29:120", remitted="2026-04-10")
    (line,) = explain_denials([answer], [claim], policy="medicare-part-b").lines

    assert [one.text.startswith("The payer answered the claim on 2026-04-10") for one in line.contradictions] == (
        [True] if in_time else []
    )
    assert (line.next_step is not None) is in_time


def test_the_last_day_comes_before_the_day_after_it() -> None:
    """Whatever is at stake; of one day the most dollars come first, and what is over last."""
    claims = [sent(f"2026-03-0{number + 2}", "97530:GO x2", claim_id=f"C{number}") for number in range(4)]
    days = ("2026-04-10", "2026-04-11", "2026-04-11", "2026-04-09")
    answers = [
        answer_to(claim, f"97530:GO x2 {dollars} 0 CO-50:{dollars}", remitted=day)
        for claim, day, dollars in zip(claims, days, (10, 500, 600, 900), strict=True)
    ]
    entries = explain_denials(answers, claims, policy="medicare-part-b").worklist(date(2026, 8, 13))

    assert [(entry.line.claim_id, entry.days_left) for entry in entries] == [
        ("C0", 0), ("C2", 1), ("C1", 1), ("C3", -1),
    ]  # fmt: skip


def test_the_worklist_takes_a_way_that_is_still_open() -> None:
    """A bill can be adjusted for a year after the service; an appeal is open from the remittance on."""
    claim = sent("2025-02-10", "97150:GO x1", "97530:GO x2")
    answer = answer_to(
        claim, "97150:GO x1 40 30 CO-45:10", "97530:GO x2 120 0 CO-236:120", remitted="2026-01-15", payer="MA"
    )
    report = explain_denials([answer], [claim], policy="medicare-part-b-facility")

    def step(on: date) -> tuple[object, int | None]:
        (entry,) = report.worklist(on)
        return entry.step and entry.step.route, entry.days_left

    assert step(date(2026, 2, 10)) == (Route.ADJUSTMENT, 0)
    assert step(date(2026, 2, 11)) == (Route.APPEAL, 98)
    assert step(date(2026, 5, 21)) == (Route.ADJUSTMENT, -100)
