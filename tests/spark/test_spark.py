"""Spark finds what a frame finds, however it cuts the rows."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from benchmarks.scale.generate import VARIANTS, days_table
from tests.io.cms.layouts import edit, ptp_text

import otcpt.spark
from otcpt import Episode, History, InvalidInput
from otcpt.batch import ArrowCheck, KeyReturned, UnreadColumnsWarning, check_frame, check_table
from otcpt.editions import Edition, build_local
from otcpt.errors import InputErrors

from .conftest import BATCH, a_history, days_of_lines, in_order

pytest.importorskip("pyspark", reason="PySpark is not installed: run `nox -s spark`")

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

POLICY = "medicare-part-b"
LINES = days_of_lines(300)
FOUND = in_order(check_frame(LINES, policy=POLICY))


def found_in(lines: "DataFrame") -> list[tuple[object, ...]]:
    """What Spark finds in a DataFrame."""
    return in_order(otcpt.spark.check(lines, policy=POLICY).toArrow())


@pytest.fixture(params=[1, 7, 10_000])
def batch(request: pytest.FixtureRequest, spark: "SparkSession") -> Iterator[None]:
    """Rows that Spark hands over at once."""
    spark.conf.set(BATCH, request.param)
    yield
    spark.conf.unset(BATCH)


@pytest.mark.usefixtures("batch")
def test_findings_are_those_of_the_frame_whatever_the_batches(spark: "SparkSession") -> None:
    """With one row a batch every day of two lines is split, with seven most batches begin within a day."""
    assert len(FOUND) > 200
    assert found_in(spark.createDataFrame(LINES)) == FOUND


def test_findings_do_not_depend_on_where_the_lines_stood(spark: "SparkSession") -> None:
    """Lines of a day that come from different partitions keep their order."""
    lines = spark.createDataFrame(LINES).repartition(5, "line_id")

    assert found_in(lines) == in_order(check_frame(lines.toArrow(), policy=POLICY))


def test_an_empty_partition_and_an_empty_frame_are_no_matter(spark: "SparkSession") -> None:
    """Three lines in twenty partitions leave most empty; no line at all gives no finding."""
    few = LINES.slice(0, 3)
    spark.conf.set("spark.sql.adaptive.enabled", False)
    spark.conf.set("spark.sql.shuffle.partitions", 20)

    assert found_in(spark.createDataFrame(few)) == in_order(check_frame(few, policy=POLICY))
    assert found_in(spark.createDataFrame(LINES).where("code = 'none'")) == []
    spark.conf.unset("spark.sql.adaptive.enabled")
    spark.conf.set("spark.sql.shuffle.partitions", 3)


@pytest.mark.usefixtures("batch")
def test_skewed_keys_change_nothing(spark: "SparkSession") -> None:
    """Nine lines in ten are of one patient, and most of these of one day."""
    one = pa.array([None if number % 10 == 0 else "P-many" for number in range(LINES.num_rows)], pa.string())
    skewed = LINES.set_column(LINES.schema.get_field_index("patient_key"), "patient_key", one)
    days = pc.if_else(one.is_valid(), pa.scalar(datetime(2026, 3, 2).date()), LINES["date_of_service"])
    skewed = skewed.set_column(skewed.schema.get_field_index("date_of_service"), "date_of_service", days).slice(0, 200)

    assert found_in(spark.createDataFrame(skewed)) == in_order(check_frame(skewed, policy=POLICY))


def test_keys_with_blanks_around_them_are_the_same_keys(spark: "SparkSession") -> None:
    """As a database pads them: lines of one patient come together."""
    padded = LINES
    for name in ("patient_key", "claim_id"):
        place = LINES.schema.get_field_index(name)
        keys = [f"{key}  " if key and number % 2 else key for number, key in enumerate(LINES[name].to_pylist())]
        padded = padded.set_column(place, name, pa.array(keys, pa.string()))

    assert found_in(spark.createDataFrame(padded)) == in_order(check_frame(LINES, policy=POLICY))


@pytest.mark.usefixtures("batch")
def test_lines_without_patient_are_brought_together_by_claim(spark: "SparkSession") -> None:
    """Null and empty keys name no one; without a claim either, a line stands alone."""
    keys = [None if number % 3 else "" for number in range(LINES.num_rows)]
    reported = LINES.set_column(LINES.schema.get_field_index("patient_key"), "patient_key", pa.array(keys, pa.string()))
    alone = reported.drop_columns("claim_id")

    assert found_in(spark.createDataFrame(reported)) == in_order(check_frame(reported, policy=POLICY))
    assert found_in(spark.createDataFrame(alone)) == in_order(check_frame(alone, policy=POLICY))


def test_a_missing_line_id_is_the_place_in_the_dataframe(spark: "SparkSession") -> None:
    """In one partition these are the rows a frame counts; null ids are filled in like a missing column."""
    unnamed = LINES.drop_columns("line_id")
    nulls = unnamed.append_column("line_id", pa.nulls(LINES.num_rows, pa.string()))
    expected = in_order(check_frame(unnamed, policy=POLICY))

    assert found_in(spark.createDataFrame(unnamed).coalesce(1)) == expected
    assert found_in(spark.createDataFrame(nulls).coalesce(1)) == expected


def test_other_column_names_are_known_or_reported(spark: "SparkSession") -> None:
    """The usual names are found as in a frame; ``columns`` names the rest, dots and blanks included."""
    usual = LINES.rename_columns(
        {"patient_key": "MRN", "date_of_service": "DOS", "code": "CPT", "claim_id": "claim.number", "units": "how many"}
    )

    found = otcpt.spark.check(
        spark.createDataFrame(usual), policy=POLICY, columns={"claim_id": "claim.number", "units": "how many"}
    )

    assert in_order(found.toArrow()) == FOUND


def test_columns_that_are_not_read_are_named_before_anything_runs(spark: "SparkSession") -> None:
    """At the driver, where the call stands; executors get the columns that are read and say nothing."""
    lines = spark.createDataFrame(LINES.rename_columns({"modifiers": "modifer"}))
    with pytest.warns(UnreadColumnsWarning) as caught:
        found = otcpt.spark.check(lines, policy=POLICY)
    result = "column 'modifer' was not read. Did you mean modifiers, modifier_4, modifier_3?"
    own = [one for one in caught if one.category is UnreadColumnsWarning]
    assert [(str(one.message), one.filename) for one in own] == [(result, __file__)]
    assert found.count() > 0


@pytest.mark.parametrize("kind", [pa.string(), pa.timestamp("us"), pa.timestamp("us", "UTC")], ids=str)
def test_dates_may_be_iso_text_or_midnights(spark: "SparkSession", kind: pa.DataType) -> None:
    """A text like 2026-03-02, or a timestamp at midnight in the session's time zone."""
    place = LINES.schema.get_field_index("date_of_service")
    days = LINES["date_of_service"]
    if kind == pa.string():
        days = days.cast(kind)
    else:
        days = days.cast(pa.timestamp("us"))
        days = pc.assume_timezone(days, "America/New_York").cast(kind) if kind.tz else days

    assert found_in(spark.createDataFrame(LINES.set_column(place, "date_of_service", days))) == FOUND


@pytest.mark.parametrize("given", ["3/9/2026", "20260309", "2026-03-09 10:30", datetime(2026, 3, 9, 10, 30)])
def test_a_date_of_another_form_is_refused(spark: "SparkSession", given: object) -> None:
    """Two texts of one day would part its lines, so only one form is read; the message shows the value."""
    lines = spark.createDataFrame([("C1", given, "97530")], ["claim_id", "date_of_service", "code"])

    with pytest.raises(Exception, match=f"otcpt: date_of_service '{str(given)[:10]}.*is (not a day|a moment)"):
        otcpt.spark.check(lines, policy=POLICY).collect()


def test_a_schema_without_lines_is_refused_before_anything_runs(spark: "SparkSession") -> None:
    """Every column that is missing or of a wrong type is reported at the call."""
    lines = spark.createDataFrame([(97530, "C1")], ["code", "claim_id"])

    with pytest.raises(InputErrors, match=r"date_of_service: the column is missing[\s\S]*code.*expected text"):
        otcpt.spark.check(lines, policy=POLICY)


def test_rows_that_cannot_be_read_fail_the_job(spark: "SparkSession") -> None:
    """Nothing is dropped: the job ends with what is wrong."""
    rows = [("C1", "2026-03-09", None), ("C2", "2026-02-30", "97530")]
    lines = spark.createDataFrame(rows, "claim_id string, date_of_service string, code string")

    with pytest.raises(Exception, match="a line needs its code"):
        otcpt.spark.check(lines.where("claim_id = 'C1'"), policy=POLICY).collect()
    with pytest.raises(Exception, match="not a calendar day"):
        otcpt.spark.check(lines.where("claim_id = 'C2'"), policy=POLICY).collect()


def test_what_was_not_evaluated_is_added_up_over_the_partitions(spark: "SparkSession") -> None:
    """The same rows as in the summary of a frame."""
    shown = otcpt.spark.not_evaluated(spark.createDataFrame(LINES), policy=POLICY).toArrow()

    assert in_order(shown) == in_order(check_table(LINES, policy=POLICY).not_evaluated)


def test_rows_of_a_day_that_do_not_stand_together_are_refused(spark: "SparkSession") -> None:
    """The callable by itself, on partitions no one sorted, raises instead of judging half a day."""
    from pyspark.sql.pandas.types import from_arrow_schema

    asked = ArrowCheck(policy=POLICY)
    unsorted = spark.createDataFrame(LINES).coalesce(1)

    with pytest.raises(Exception, match=KeyReturned.__name__):
        unsorted.mapInArrow(asked, from_arrow_schema(asked.schema)).collect()


def build_law(folder: Path, edits: int) -> Edition:
    """Build a local edition of so many edits in a folder that holds nothing else."""
    rows = [edit("97530", "97750", "20201001"), edit("97140", "97530", "20200101")]
    path = folder.with_name("ccipra-v322r0-f1.txt")
    path.write_bytes(ptp_text(rows[:edits]))
    return build_local(folder, ptp=[path])


def test_executors_verify_the_law_they_load(spark: "SparkSession", tmp_path: Path) -> None:
    """A local edition travels as its folder and digest: whole it is used, built anew underneath it is refused."""
    edition = build_law(tmp_path / "law", 1)
    lines = spark.createDataFrame(LINES)
    checked = otcpt.spark.check(lines, policy=POLICY, edition=edition)

    assert in_order(checked.toArrow()) == in_order(check_frame(LINES, policy=POLICY, edition=edition)) != FOUND

    shutil.rmtree(tmp_path / "law")
    build_law(tmp_path / "law", 2)
    with pytest.raises(Exception, match="EditionMismatch"):
        checked.collect()


RULE = """
import os
from otcpt.findings import Cause, Field, Scope, Severity, rule
from otcpt.rules.mod001 import CLAIMS_MANUAL

@rule("XDIE001", "dies-once", scope=Scope.LINE, reads={{Field.CODE}}, severity=Severity.ERROR, cause=Cause.BILLING,
      message="-", cites=(CLAIMS_MANUAL.at("-"),))
def dies_once(day):
    try:
        os.close(os.open({marker!r}, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return iter(())
    os._exit(17)
"""


def test_a_worker_that_dies_is_replaced_and_the_answer_is_the_same(
    spark: "SparkSession", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The task is tried again, by another process that loads the law anew."""
    marker = tmp_path / "died"
    (tmp_path / "rule_that_dies.py").write_text(RULE.format(marker=str(marker)), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    spark.sparkContext.addPyFile(str(tmp_path / "rule_that_dies.py"))
    rule = import_module("rule_that_dies").dies_once

    found = otcpt.spark.check(spark.createDataFrame(LINES), policy=POLICY, rules=[*otcpt.ALL_RULES, rule]).toArrow()

    assert marker.exists()
    assert in_order(found) == FOUND


@pytest.mark.usefixtures("batch")
def test_findings_beyond_the_day_are_those_of_the_frame(spark: "SparkSession") -> None:
    """Months, episodes and providers' days over all partitions, beside a history that holds claims of the frame."""
    history = a_history(LINES)
    lines = spark.createDataFrame(LINES).repartition(5, "line_id")
    expected = check_table(lines.toArrow(), policy=POLICY, history=history)

    found = otcpt.spark.check(lines, policy=POLICY, history=history)

    assert {"PROV001", "POC001", "KX001"} <= set(expected.findings["rule_id"].to_pylist())
    assert in_order(found.toArrow()) == in_order(expected.findings)


@pytest.mark.parametrize("lacking", ["claim_id", "rendering_provider_key", "patient_key"])
def test_a_key_without_a_column_is_missed_as_in_a_frame(spark: "SparkSession", lacking: str) -> None:
    """What needs it says so; an empty history is one."""
    lines = LINES.drop_columns(lacking)
    expected = check_table(lines, policy=POLICY, history=History())
    given = spark.createDataFrame(lines)

    shown = (
        otcpt.spark.not_evaluated(given, policy=POLICY, history=History())
        .toArrow()
        .select(expected.not_evaluated.column_names)
    )

    assert in_order(otcpt.spark.check(given, policy=POLICY, history=History()).toArrow()) == in_order(expected.findings)
    assert in_order(shown) == in_order(expected.not_evaluated)


def test_keys_of_providers_are_kept_apart_as_in_a_frame(spark: "SparkSession") -> None:
    """Blanks around a key are no part of it, an empty one is none."""
    keys = [("R1", " R1", "R1 ", "", None)[number % 5] for number in range(LINES.num_rows)]
    place = LINES.schema.get_field_index("rendering_provider_key")
    lines = LINES.set_column(place, "rendering_provider_key", pa.array(keys, pa.string()))
    expected = check_table(lines, policy=POLICY, history=a_history(LINES))

    found = otcpt.spark.check(spark.createDataFrame(lines), policy=POLICY, history=a_history(LINES))

    assert in_order(found.toArrow()) == in_order(expected.findings)


def test_a_history_of_no_one_is_refused_before_anything_runs(spark: "SparkSession") -> None:
    """Of a DataFrame no one knows whose it could be."""
    history = History(episodes=[Episode(first_day="2026-01-05")])

    with pytest.raises(InvalidInput, match="entries without a patient key"):
        otcpt.spark.check(spark.createDataFrame(LINES), policy=POLICY, history=history)


WHO = pc.coalesce(LINES["patient_key"], pc.binary_join_element_wise("", LINES["claim_id"], "\0"))
IN_ORDER = LINES.append_column("who", WHO).sort_by([("who", "ascending"), ("date_of_service", "ascending")])
FILES = ("spark.sql.files.maxPartitionBytes", "spark.sql.files.openCostInBytes")
#: Where patients begin, a day that goes on, and another day of a patient.
STARTS = [row for row in range(1, LINES.num_rows) if IN_ORDER["who"][row] != IN_ORDER["who"][row - 1]]
SAME = [row for row in range(400, LINES.num_rows) if row not in STARTS]
WITHIN = next(row for row in SAME if IN_ORDER["date_of_service"][row] == IN_ORDER["date_of_service"][row - 1])
APART = next(row for row in SAME if IN_ORDER["date_of_service"][row] != IN_ORDER["date_of_service"][row - 1])


@pytest.fixture
def by_file(spark: "SparkSession", tmp_path: Path) -> Iterator[Callable[..., "DataFrame"]]:
    """Give a DataFrame of files with rows, each a partition by the settings of the guide."""
    for name in FILES:
        spark.conf.set(name, "1g")

    def read(*tables: pa.Table) -> "DataFrame":
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        for number, table in enumerate(tables):
            pq.write_table(table.drop_columns("who"), folder / f"{number}.parquet")
        lines = spark.read.parquet(str(folder))
        assert lines.rdd.getNumPartitions() == len(tables)
        return lines

    yield read
    for name in FILES:
        spark.conf.unset(name)


def between(*rows: int) -> list[pa.Table]:
    """Lines in order, cut at rows."""
    return [IN_ORDER.slice(start, stop - start) for start, stop in pairwise([0, *rows, LINES.num_rows])]


def sorted_in(lines: "DataFrame", history: History | None = None) -> list[tuple[object, ...]]:
    """What is found in partitions that are sorted."""
    return in_order(otcpt.spark.check(lines, policy=POLICY, history=history, sorted=True).toArrow())


def test_sorted_files_of_whole_patients_are_not_shuffled(
    by_file: Callable[..., "DataFrame"], capsys: pytest.CaptureFixture[str]
) -> None:
    """Many or few lines, none at all, and later patients in a longer file: the findings of a frame."""
    one, two, three = between(STARTS[0], STARTS[30])
    lines = by_file(one, three, two.slice(0, 0), two)

    assert sorted_in(lines) == FOUND
    otcpt.spark.check(lines, policy=POLICY, sorted=True).explain()
    otcpt.spark.check(lines, policy=POLICY).explain()
    plain, shuffled = capsys.readouterr().out.split("Physical Plan")[1:]
    assert "Exchange" not in plain
    assert "Exchange" in shuffled
    assert sorted_in(lines.where("code = 'none'")) == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_days_of_the_benchmark_are_found_sorted_or_not(by_file: Callable[..., "DataFrame"], variant: str) -> None:
    """Faults, modifiers, assistants, providers, disciplines and every code, as in a table."""
    table = days_table(1200, **VARIANTS[variant])
    table = table.append_column("line_id", pa.array(map(str, range(table.num_rows))))
    cut = next(row for row in range(1500, 2000) if table["patient_key"][row] != table["patient_key"][row - 1])
    own = table.append_column("who", table["patient_key"])
    lines = by_file(own.slice(cut), own.slice(0, cut))
    expected = in_order(check_table(table, policy=POLICY).findings)

    assert len(expected) > 100
    assert sorted_in(lines) == expected
    assert found_in(lines) == expected


def test_with_a_history_sorted_patients_stay_and_providers_days_are_brought_together(
    by_file: Callable[..., "DataFrame"],
) -> None:
    """The same findings beyond the day, and the same summary."""
    lines = by_file(*between(STARTS[40]))
    history = a_history(LINES)
    expected = check_table(IN_ORDER.drop_columns("who"), policy=POLICY, history=history)
    shown = otcpt.spark.not_evaluated(lines, policy=POLICY, history=history, sorted=True).toArrow()

    assert sorted_in(lines, history) == in_order(expected.findings)
    assert in_order(shown.select(expected.not_evaluated.column_names)) == in_order(expected.not_evaluated)


@pytest.mark.parametrize("broken", ["a day cut in two", "days of a patient apart", "one comes back", "twice the same"])
def test_a_patient_in_two_partitions_is_refused(by_file: Callable[..., "DataFrame"], broken: str) -> None:
    """Wherever it is; each file by itself is in order."""
    one, two, three = between(STARTS[20], STARTS[60])
    cuts = {
        "a day cut in two": between(WITHIN),
        "days of a patient apart": between(APART),
        "one comes back": [one, two, pa.concat_tables([two.slice(two.num_rows - 1), three])],
        "twice the same": [one, two, one],
    }
    with pytest.raises(Exception, match=r"patient_key or claim_id of partition \d may be in another"):
        sorted_in(by_file(*cuts[broken]))


@pytest.mark.parametrize("broken", ["a patient returns", "a date falls"])
def test_rows_in_no_order_are_refused_where_they_are_said_to_be_sorted(
    by_file: Callable[..., "DataFrame"], broken: str
) -> None:
    """Within a partition."""
    back = [IN_ORDER.slice(0, STARTS[50]), IN_ORDER.slice(STARTS[3], 1), IN_ORDER.slice(STARTS[50])]
    falls = IN_ORDER.sort_by([("who", "ascending"), ("date_of_service", "descending")])
    rows = falls if broken == "a date falls" else pa.concat_tables(back)
    with pytest.raises(
        Exception, match=r"not sorted by patient_key and date_of_service.*or in Spark leave out sorted=True"
    ):
        sorted_in(by_file(rows))
