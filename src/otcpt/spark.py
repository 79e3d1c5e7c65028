"""Spark DataFrames of service lines in, findings out: the same rules, in Python, where the lines are.

Needs PySpark 4 with Java 17, PyArrow and pandas on the driver and the executors (``pip install 'otcpt[spark]'``).
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

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
    day = names["date_of_service"]
    line_id = names.get("line_id", "line_id")
    placed = lines.select(*map(_quoted, names.values()), sf.monotonically_increasing_id().alias(_ROW))
    given = [sf.col(_quoted(line_id))] if "line_id" in names else []
    together = (
        placed.withColumns(
            {
                _WHO: _who(names),
                day: _day(sf.col(_quoted(day)), lines.schema[day].dataType.typeName(), day),
                line_id: sf.coalesce(*(sf.nullif(one.cast("string"), sf.lit("")) for one in given), _row_number()),
            }
        )
        .repartition(_WHO, _quoted(day))
        .sortWithinPartitions(_WHO, _quoted(day), _ROW)
        .drop(_WHO, _ROW)
    )
    return together.mapInArrow(asked, from_arrow_schema(asked.schema))


def _quoted(name: str) -> str:
    """A column's name, as Spark takes it where it holds dots or blanks."""
    return f"`{name.replace('`', '``')}`"


def _row_number() -> "Column":
    from pyspark.sql import functions as sf

    return (sf.col(_ROW) + 1).cast("string")


def _who(names: Mapping[str, str]) -> "Column":
    """Whose line it is, in the order of the batch reader: the patient, else the claim, else the line alone."""
    from pyspark.sql import functions as sf

    told = [
        sf.concat(sf.lit(before), sf.nullif(sf.col(_quoted(names[name])).cast("string"), sf.lit("")))
        for name, before in (("patient_key", ""), ("claim_id", "\0"))
        if name in names
    ]
    return sf.coalesce(*told, sf.concat(sf.lit("\0\0"), sf.lpad(sf.col(_ROW).cast("string"), 20, "0")))


def _day(day: "Column", kind: str, name: str) -> "Column":
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
    told = sf.concat(sf.lit(f"otcpt: {name} '"), day.cast("string"), sf.lit(f"' {wrong}"))
    return sf.when(day.isNull() | fine, kept).otherwise(sf.raise_error(told))
