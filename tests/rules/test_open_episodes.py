"""An evaluation that opens an episode while an earlier one of the discipline has not ended."""

import pytest

from otcpt.checking import check
from otcpt.claims import Episode, History, parse_claim


def _found(*episodes: Episode) -> list[tuple[str, str]]:
    history = History(episodes=episodes)
    report = check(parse_claim("2026-09-14", "97165:GO x1"), policy="medicare-part-b", history=history)
    return [(str(one.severity), str(one.evidence["why"])) for one in report.findings if one.rule_id == "EVAL003"]


NEW = Episode(first_day="2026-09-14")


@pytest.mark.parametrize("last_day", [None, "2026-10-02"])
def test_a_new_condition_stays_in_the_open_episode(last_day: str | None) -> None:
    """The definition of an episode makes the two one, so that one evaluation is payable: a warning."""
    assert _found(Episode(first_day="2026-07-06", last_day=last_day), NEW) == [("warning", "open")]


@pytest.mark.parametrize(
    "earlier",
    [
        Episode(first_day="2026-07-06", last_day="2026-08-28"),
        Episode(first_day="2026-07-06", last_day="2026-09-14"),
        Episode(first_day="2026-07-06", discipline="PT"),
        Episode(first_day="2026-07-06", patient_key="P2"),
    ],
)
def test_an_episode_that_ended_or_is_another_ones_is_no_matter(earlier: Episode) -> None:
    """Discharged by the day of the new evaluation, of another discipline, or another patient's."""
    assert _found(earlier, NEW) == []


def test_the_finding_names_the_open_episode() -> None:
    """Its first day, and what to do about it."""
    history = History(episodes=[Episode(first_day="2026-07-06"), NEW])
    report = check(parse_claim("2026-09-14", "97165:GO x1"), policy="medicare-part-b", history=history)
    [found] = [one for one in report.findings if one.rule_id == "EVAL003"]

    assert "97165 opens one, and that of 2026-07-06 had not ended" in found.message
    assert {"again", "dates", "plan"} == {fix.key for fix in found.fixes}
