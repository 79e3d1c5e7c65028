"""Spark DataFrames of service lines in, findings out: the same rules, in Python, where the lines are.

Needs PySpark 4 with Java 17, PyArrow and pandas on the driver and the executors (``pip install 'otcpt[spark]'``).
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import attrs

from otcpt.batch import ArrowCheck
from otcpt.editions import Edition
from otcpt.errors import MissingExtra
from otcpt.findings import Rule
from otcpt.policies import Policy
from otcpt.rules import ALL_RULES

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

__all__ = ["check", "not_evaluated"]

#: Columns of our own: whose line it is, and its place in the DataFrame.
_WHO, _ROW = "__otcpt_who", "__otcpt_row"
_ISO = r"^\s*\d{4}-\d{2}-\d{2}\s*$"


def check(
    lines: "DataFrame",
    *,
    policy: str | Policy,
    edition: str | Edition | None = None,
    rules: Iterable[Rule] | None = None,
    columns: Mapping[str, str] | None = None,
) -> "DataFrame":
    """Check a Spark DataFrame of service lines; return a DataFrame with one row per finding.

    The columns are those of `otcpt.batch.check_frame`, and so are the findings. Lines are brought together by patient
    (by claim, where no patient is named) and date of service, sorted within partitions, and checked by
    `otcpt.batch.ArrowCheck`. Executors get the pin of the law and verify its digest. A line without ``line_id`` gets
    Spark's monotonically increasing id, counted from 1. Dates that are text are read as YYYY-MM-DD only.

    Raises `InputErrors` at once for a schema that holds no service lines, `MissingExtra` without PySpark or pandas.
    Rows that cannot be read fail the Spark job, with every problem of the partition in the message.
    """
    return _mapped(lines, ArrowCheck(policy=policy, edition=edition, rules=_all(rules), columns=columns or {}))


def not_evaluated(
    lines: "DataFrame",
    *,
    policy: str | Policy,
    edition: str | Edition | None = None,
    rules: Iterable[Rule] | None = None,
    columns: Mapping[str, str] | None = None,
) -> "DataFrame":
    """Return what a check of the same lines does not judge: rule, reason, words, missing fields, number of lines.

    It reads the lines once more; cache them where that is dear. Raises what `check` raises.
    """
    asked = ArrowCheck(policy=policy, edition=edition, rules=_all(rules), columns=columns or {}, summary=True)
    return (
        _mapped(lines, asked)
        .groupBy("rule_id", "reason", "why", "missing")
        .sum("lines")
        .withColumnRenamed("sum(lines)", "lines")
    )


def _all(rules: Iterable[Rule] | None) -> Iterable[Rule]:
    return ALL_RULES if rules is None else rules


def _mapped(lines: "DataFrame", asked: ArrowCheck) -> "DataFrame":
    try:
        import pandas  # noqa: F401  # mapInArrow refuses to run without it
        from pyspark.sql import functions as sf
        from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
    except ImportError as error:
        raise MissingExtra(
            f"otcpt.spark needs {error.name or error}; install it with: pip install 'otcpt[spark]'", name=error.name
        ) from None

    names = asked.names(to_arrow_schema(lines.schema, timezone="UTC"))
    kind = lines.schema[names["date_of_service"]].dataType.typeName()
    ours = [sf.col(f"`{theirs.replace('`', '``')}`").alias(name) for name, theirs in names.items()]
    row = sf.col(_ROW)
    together = (
        lines.select(*ours, sf.monotonically_increasing_id().alias(_ROW))
        .withColumns(
            {
                _WHO: _who(names, row),
                "date_of_service": _day(sf.col("date_of_service"), kind),
                "line_id": sf.coalesce(*_keys(names, "line_id"), (row + 1).cast("string")),
            }
        )
        .repartition(_WHO, "date_of_service")
        .sortWithinPartitions(_WHO, "date_of_service", _ROW)
        .drop(_WHO, _ROW)
    )
    return together.mapInArrow(attrs.evolve(asked, columns=()), from_arrow_schema(asked.schema))


def _keys(names: Mapping[str, str], name: str) -> list["Column"]:
    """A key as text, where there is such a column; an empty one is none."""
    from pyspark.sql import functions as sf

    return [sf.nullif(sf.col(name).cast("string"), sf.lit(""))] if name in names else []


def _who(names: Mapping[str, str], row: "Column") -> "Column":
    """Whose line it is, in the order of the batch reader: the patient, else the claim, else the line alone."""
    from pyspark.sql import functions as sf

    claims = (sf.concat(sf.lit("\0"), claim) for claim in _keys(names, "claim_id"))
    alone = sf.concat(sf.lit("\0\0"), sf.lpad(row.cast("string"), 20, "0"))
    return sf.coalesce(*_keys(names, "patient_key"), *claims, alone)


def _day(day: "Column", kind: str) -> "Column":
    """The date of service as a date; a job fails on a text of another form and on a moment within a day."""
    from pyspark.sql import functions as sf

    if kind == "date":
        return day
    if kind.startswith("timestamp"):
        kept, wrong = sf.to_date(day), "is a moment, not a calendar day"
        fine = day == sf.date_trunc("day", day)
    else:
        kept, wrong = sf.trim(day), "is not a day written like 2026-03-09; turn the column into dates with to_date"
        fine = day.rlike(_ISO)
    told = sf.concat(sf.lit("otcpt: date_of_service '"), day.cast("string"), sf.lit(f"' {wrong}"))
    return sf.when(day.isNull() | fine, kept).otherwise(sf.raise_error(told))
