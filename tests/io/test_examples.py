"""The two example files hold the same week, and its README names rows that are there."""

import re
from pathlib import Path

import pytest

from otcpt.claims import ServiceLine
from otcpt.io import read_claims

EXAMPLES = Path(__file__).parents[2] / "examples"
pytestmark = pytest.mark.checkout


def shown(line: ServiceLine) -> tuple[object, ...]:
    """What both formats carry."""
    return (
        line.claim_id,
        line.code,
        line.modifiers,
        line.units,
        line.date_of_service,
        line.charge,
        line.place_of_service,
    )


def test_both_files_hold_the_same_lines() -> None:
    """27 claims, 60 lines, equal claim by claim; neither file takes a liberty."""
    table, interchange = (read_claims(EXAMPLES / f"clinic_week.{kind}") for kind in ("csv", "837"))
    assert (len(table.claims), len(interchange.claims)) == (27, 27)
    assert sum(map(len, table.claims)) == 60
    by_id = {claim.claim_id: [shown(line) for line in claim] for claim in interchange.claims}
    assert {claim.claim_id: [shown(line) for line in claim] for claim in table.claims} == by_id
    assert (table.notes, interchange.notes, interchange.skipped) == ((), (), ())
    assert table.has_minutes
    assert not interchange.has_minutes


def test_the_planted_faults_stand_where_the_readme_says() -> None:
    """Row and claim of every planted fault are right, and 14 claims hold one."""
    rows = (EXAMPLES / "clinic_week.csv").read_text().splitlines()
    planted = re.findall(r"^\| ([0-9, ]+) \| (W\d{4}) \| (\d{5})", (EXAMPLES / "README.md").read_text(), re.MULTILINE)
    assert len({claim for _, claim, _ in planted}) == 14
    for places, claim, code in planted:
        first = rows[int(places.split(",")[0]) - 1].split(",")
        assert (first[0], first[3]) == (claim, code)
        assert all(rows[int(place) - 1].startswith(claim) for place in places.split(","))
