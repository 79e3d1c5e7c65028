"""Spark finds what a frame finds, however it cuts the rows."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import otcpt.spark
from otcpt.batch import check_frame, check_table
from otcpt.editions import load_edition
from otcpt.errors import InputErrors

from .conftest import BATCH, days_of_lines, in_order

pytest.importorskip("pyspark", reason="PySpark is not installed: run `nox -s spark`")

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

POLICY = "medicare-part-b"
LINES = days_of_lines(300)


@pytest.fixture(scope="module")
def expected() -> list[tuple[object, ...]]:
    """What a check of the frame finds."""
    found = in_order(check_frame(LINES, policy=POLICY))
    assert len(found) > 200
    return found


@pytest.mark.parametrize("batch", [1, 7, 10_000])
def test_findings_are_those_of_the_frame_whatever_the_batches(
    spark: "SparkSession", expected: list[tuple[object, ...]], batch: int
) -> None:
    """With one row a batch every day is split over batches, with seven most are."""
    spark.conf.set(BATCH, batch)

    found = otcpt.spark.check(spark.createDataFrame(LINES), policy=POLICY).toArrow()

    assert in_order(found) == expected
    spark.conf.set(BATCH, 10_000)


@pytest.mark.parametrize("partitions", [1, 2, 17])
def test_findings_do_not_depend_on_the_partitions_lines_come_from(
    spark: "SparkSession", expected: list[tuple[object, ...]], partitions: int
) -> None:
    """The lines of a day keep their order, wherever they stood before."""
    parted = spark.createDataFrame(LINES).coalesce(1).repartition(partitions, "line_id")

    assert Counter(map(repr, in_order(otcpt.spark.check(parted, policy=POLICY).toArrow()))).keys() >= set()
    ordered = parted.coalesce(1).sort("line_id")
    of_frame = in_order(check_frame(ordered.toArrow(), policy=POLICY))
    assert in_order(otcpt.spark.check(ordered, policy=POLICY).toArrow()) == of_frame
