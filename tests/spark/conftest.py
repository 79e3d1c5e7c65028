"""A Spark of two cores, where PySpark and Java 17 are found; days of service lines to give it."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from otcpt import Episode, History, PriorPayments, ServiceLine

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Rows Spark hands over at once, unless a test sets it.
BATCH = "spark.sql.execution.arrow.maxRecordsPerBatch"

_CODES = ("97530", "97110", "97140", "97535", "97542", "97129", "97130", "97165", "97750", "97003", "97010")


def _java() -> bool:
    if "JAVA_HOME" in os.environ:
        return True
    found = shutil.which("java")
    return found is not None and subprocess.run([found, "-version"], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator["SparkSession"]:
    """A session on two cores that tries a task three times."""
    pytest.importorskip("pyspark", reason="PySpark is not installed: run `nox -s spark`")
    if not _java():
        pytest.skip("Spark needs Java 17: on Debian `apt-get install openjdk-17-jre-headless`")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    home = tmp_path_factory.mktemp("spark")
    session = (
        SparkSession.builder.master("local[2,3]")
        .config("spark.ui.enabled", False)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 3)
        .config("spark.sql.session.timeZone", "America/New_York")
        .config("spark.sql.warehouse.dir", str(home / "warehouse"))
        .config("spark.local.dir", str(home / "local"))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def days_of_lines(days: int, seed: int = 0) -> pa.Table:
    """Days of one to five lines, many with a fault, some without patient; the lines of a day do not stand together."""
    chance = random.Random(seed)
    rows = []
    for number in range(days):
        day = date(2026, 1, 5) + timedelta(days=chance.randrange(200))
        patient = None if number % 9 == 0 else f"P{chance.randrange(days // 3 + 1):04}"
        for line in range(chance.randrange(1, 6)):
            minutes = chance.choice([None, 8, 15, 23, 30])
            units = chance.randrange(1, 4) if minutes is None or chance.random() < 0.3 else (minutes + 7) // 15
            rows.append(
                {
                    "claim_id": f"C{number:05}",
                    "line_id": f"{number}-{line}",
                    "patient_key": patient,
                    "rendering_provider_key": f"R{chance.randrange(3)}",
                    "date_of_service": day,
                    "code": chance.choice(_CODES),
                    "modifiers": chance.choice(["GO", "GO", "GO", "GO 59", "", "GO CO"]),
                    "units": units,
                    "minutes": minutes,
                }
            )
    chance.shuffle(rows)
    return pa.Table.from_pylist(rows)


def a_history(lines: pa.Table) -> History:
    """Charts and sums of some patients, and earlier lines: of a claim that is checked, or of an earlier one."""
    earlier = [
        ServiceLine(
            "97530",
            date_of_service=row["date_of_service"] - timedelta(days=shift),
            modifiers=["GO"],
            units=2,
            minutes=900,
            claim_id=row["claim_id"] if shift else f"H{row['claim_id']}",
            patient_key=row["patient_key"],
            rendering_provider_key=row["rendering_provider_key"],
            payer=payer,
        )
        for row in lines.to_pylist()[:90]
        if row["patient_key"]
        for shift, payer in ((0, None), (1, None), (0, "CI"))
    ]
    patients = sorted({line.patient_key for line in earlier if line.patient_key})[:20]
    episodes = [Episode(first_day="2026-01-05", patient_key=one, progress_reports=[], plans=[]) for one in patients]
    return History(
        earlier, episodes, [PriorPayments(year=2026, allowed=Decimal(3000), patient_key=one) for one in patients[::2]]
    )


def in_order(findings: pa.Table) -> list[tuple[object, ...]]:
    """The records of findings, in an order that does not depend on how they were found."""
    names = [name for name in findings.column_names if name != "row"]  # only a frame has rows
    return sorted((tuple(row.values()) for row in findings.select(names).to_pylist()), key=repr)
