"""Spark DataFrames of service lines in, findings out: the same rules, in Python, where the lines are.

Needs PySpark 4 with Java 17, PyArrow and pandas on the driver and the executors (``pip install 'otcpt[spark]'``).
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from otcpt.batch import ArrowCheck
from otcpt.editions import Edition
from otcpt.errors import InvalidInput
from otcpt.findings import Rule
from otcpt.policies import Policy
from otcpt.rules import ALL_RULES

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

__all__ = ["check", "not_evaluated"]

_WHO = "__otcpt_who"


def check(
    lines: "DataFrame",
    *,
    policy: str | Policy,
    edition: str | Edition | None = None,
    rules: Iterable[Rule] | None = None,
    columns: Mapping[str, str] | None = None,
) -> "DataFrame":
    """Check a Spark DataFrame of service lines; return a DataFrame with one row per finding.

    The columns are those of `otcpt.batch.check_frame`. Lines are brought together by patient (by claim, where no
    patient is named) and date of service, sorted within partitions, and checked by `otcpt.batch.ArrowCheck`. Executors
    get the pin of the law and verify its digest. A line without ``line_id`` gets Spark's monotonically increasing id.
    """
    return _mapped(lines, ArrowCheck(policy=policy, edition=edition, rules=_rules(rules), columns=columns or {}))


def not_evaluated(
    lines: "DataFrame",
    *,
    policy: str | Policy,
    edition: str | Edition | None = None,
    rules: Iterable[Rule] | None = None,
    columns: Mapping[str, str] | None = None,
) -> "DataFrame":
    """Return what a check of the same lines does not judge: rule, reason, words, missing fields, number of lines."""
    asked = ArrowCheck(policy=policy, edition=edition, rules=_rules(rules), columns=columns or {}, summary=True)
    return (
        _mapped(lines, asked)
        .groupBy("rule_id", "reason", "why", "missing")
        .sum("lines")
        .withColumnRenamed("sum(lines)", "lines")
    )


def _rules(rules: Iterable[Rule] | None) -> tuple[Rule, ...]:
    return ALL_RULES if rules is None else tuple(rules)


def _mapped(lines: "DataFrame", asked: ArrowCheck) -> "DataFrame":
    from pyspark.sql import functions as sf
    from pyspark.sql.pandas.types import from_arrow_schema

    named = dict(asked.columns)
    day = named.get("date_of_service", "date_of_service")
    if day not in lines.columns:
        raise InvalidInput(f"the DataFrame has no column {day!r}; name it in columns=", "date_of_service", day)
    ready = lines.withColumn(_WHO, _who(lines, named))
    if named.get("line_id", "line_id") not in lines.columns:
        ready = ready.withColumn("line_id", (sf.monotonically_increasing_id() + 1).cast("string"))
    together = ready.repartition(_WHO, day).sortWithinPartitions(_WHO, day).drop(_WHO)
    return together.mapInArrow(asked, from_arrow_schema(asked.schema))


def _who(lines: "DataFrame", named: Mapping[str, str]) -> "Column":
    """Whose line it is, as the batch reader orders them: the patient, else the claim, else the line alone."""
    from pyspark.sql import functions as sf

    alone = sf.concat(sf.lit("\0\0"), sf.lpad(sf.monotonically_increasing_id().cast("string"), 20, "0"))
    told: list[Column] = []
    for name, before in (("patient_key", ""), ("claim_id", "\0")):
        given = named.get(name, name)
        if given in lines.columns:
            told.append(sf.concat(sf.lit(before), sf.col(given).cast("string")))
    return sf.coalesce(*told, alone)
