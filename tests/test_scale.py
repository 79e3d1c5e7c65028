"""The benchmark of ten million lines, small: its rivals find the same, its report can be written."""

from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.compute as pc
import pytest

pytest.importorskip("benchmarks.scale.facts", reason="needs the source tree")

from benchmarks.scale import facts, generate, report
from tests.batch.lines import assert_parity, lines_of

from otcpt import Checker
from otcpt.batch import check_table

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


@pytest.mark.parametrize("variant", generate.VARIANTS)
def test_of_each_variant_columns_say_what_single_checks_say(variant: str) -> None:
    """Finding for finding, and of what is not evaluated too; in some thousand lines each."""
    table = generate.days_table(400 if variant == "codes" else 1_000, **generate.VARIANTS[variant])
    assert_parity(Checker(policy="medicare-part-b"), lines_of(table.to_pylist()))


def test_variants_have_what_they_are_for() -> None:
    """More and fewer faults, almost every code, and on a tenth of the days what the others lack."""
    found = {
        name: check_table(generate.days_table(1_000, **given), policy="medicare-part-b").counts
        for name, given in generate.VARIANTS.items()
    }
    rules = {name: {rule for rule, _ in counts} for name, counts in found.items()}
    counted = {name: sum(counts.values()) for name, counts in found.items()}
    unusual = generate.days_table(5_000, unusual=True)

    assert counted["faults-50"] < counted["faults-7"] < counted["faults-3"]
    assert rules["unusual"] - rules["faults-7"] >= {"ASST002", "ASST004", "PTP004", "UNIT002"}
    assert len(generate.days_table(1_000, every_code=True)["code"].unique()) > 350
    assert unusual["assistant_minutes"].null_count < unusual.num_rows
    assert {"GP", "GO CO", "GO 59", "GO KX"} <= set(unusual["modifiers"].to_pylist())


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
