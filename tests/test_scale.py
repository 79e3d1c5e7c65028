"""The benchmark of ten million lines, small: its rivals find the same, its report can be written."""

from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.compute as pc
import pytest

pytest.importorskip("benchmarks.scale.facts", reason="needs the source tree")

from benchmarks.scale import facts, generate, report

pytestmark = pytest.mark.checkout


@pytest.fixture(scope="module")
def lines() -> pa.Table:
    """A few thousand days, one in seven with a fault."""
    return generate.days_table(3_000)


def test_the_generator_makes_the_same_days_and_faults_on_some(lines: pa.Table) -> None:
    """Sorted by patient and date, two to four lines each."""
    counts = lines.group_by(["patient_key", "date_of_service"], use_threads=False).aggregate([([], "count_all")])

    assert lines.equals(generate.days_table(3_000))
    assert counts.num_rows == 3_000
    assert pc.min_max(counts["count_all"]).as_py() == {"min": 2, "max": 4}
    assert lines.sort_by([("patient_key", "ascending"), ("date_of_service", "ascending")]).equals(lines)


def test_rivals_written_by_hand_find_what_the_rules_find(lines: pa.Table) -> None:
    """Units above minutes, edits and unit limits, claim for claim."""
    days = pc.min_max(lines["date_of_service"]).as_py()
    law = facts.law_of(sorted(lines["code"].unique().to_pylist()), days["min"], days["max"])
    expected = facts.by_otcpt(lines)()

    assert all(len(claims) > 50 for claims in expected.values())
    assert facts.by_polars(lines, law)() == expected
    assert facts.by_duckdb(lines, law)() == expected
    assert facts.by_pandas(lines, law)() == expected


def test_the_plot_is_a_picture_with_a_bar_for_each() -> None:
    """Well-formed SVG without anything from outside."""
    drawn = ElementTree.fromstring(report.plot({"otcpt <one>": 2.0, "Polars": 0.5}))

    assert len([part for part in drawn.iter() if part.tag.endswith("rect")]) == 3
    assert "href" not in report.plot({"otcpt": 1.0})
