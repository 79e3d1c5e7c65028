"""Spark DataFrames of service lines in, findings out: the same rules, in Python, where the lines are.

Needs PySpark 4 with Java 17, PyArrow and pandas on the driver and the executors (``pip install 'otcpt[spark]'``).
"""

import warnings
from collections.abc import Iterable, Mapping
from inspect import signature
from typing import TYPE_CHECKING

import attrs

from otcpt.batch import ArrowCheck, UnreadColumnsWarning
from otcpt.claims import History
from otcpt.editions import EditionLike
from otcpt.errors import MissingExtra
from otcpt.findings import Rule
from otcpt.policies import PolicyLike

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame

__all__ = ["check", "not_evaluated"]

#: The owner of a line: a patient, or what stands for one.
_WHO = "patient_key"
#: Columns of our own: who rendered a line, and its place in the DataFrame.
_PROVIDER, _ROW = "__otcpt_provider", "__otcpt_row"
_ISO = r"^\s*\d{4}-\d{2}-\d{2}\s*$"


def check(
    lines: "DataFrame",
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
    columns: Mapping[str, str] | None = None,
    history: History | None = None,
    sorted: bool = False,  # noqa: A002  # as users of Spark and pandas call it
) -> "DataFrame":
    """Check a DataFrame of service lines and return the findings as a DataFrame, one row each.

    The columns are those of `otcpt.batch.check_frame`, and so are the findings. Lines are repartitioned by patient (by
    claim where a line has no patient key), sorted within partitions and checked by `otcpt.batch.ArrowCheck`;
    ``positions`` count the lines of a claim by date of service. Executors get the pin of the law and verify its digest.
    A line without ``line_id`` gets Spark's monotonically increasing id, counted from 1. Dates that are text are read as
    YYYY-MM-DD only. Columns that are not read are named in an `otcpt.batch.UnreadColumnsWarning`.

    With a ``history`` rules over more than a patient's day run too. Lines are repartitioned once more, by rendering
    provider and date, and the history is sent to the executors. Claims of the history that the DataFrame has itself are
    left out; a job of its own finds them at once. Rows that cannot be read fail the Spark job, with every problem of
    the partition in the message.

    Args:
        lines: Service lines, one row each, under otcpt's column names or their usual aliases.
        policy: The payer's rules: a `Policy`, a name such as ``"medicare-part-b"``, or the path of a TOML file.
        edition: The law: an `Edition`, its name, its pin or a folder; the policy's or the newest unless given.
        rules: The rules to run; all of them unless given.
        columns: Names of otcpt's columns to those of the frame, where they differ.
        history: What else was billed and charted; its entries must have patient keys. With one, even an empty one,
            rules that look over more than one day run too.
        sorted: Whether the rows of each partition are in order of patient and date, and no patient is in two; then no
            line is moved. A job of its own finds where partitions begin; a row that is elsewhere fails the Spark job.

    Returns:
        The findings, with the columns of the record of a finding.

    Raises:
        InputErrors: The schema has no service lines; every problem is named.
        MissingExtra: PySpark or pandas is not installed.
        InvalidInput: The history has entries without a patient key.
    """
    asked = _asked(policy, edition, rules, columns, history)
    _needs_spark()
    if notes := asked.notes(_schema(lines)):
        warnings.warn("\n".join(notes), UnreadColumnsWarning, stacklevel=2)
    return _checked(lines, asked, sorted)


def not_evaluated(
    lines: "DataFrame",
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
    columns: Mapping[str, str] | None = None,
    history: History | None = None,
    sorted: bool = False,  # noqa: A002  # as users of Spark and pandas call it
) -> "DataFrame":
    """Return what a check of the same lines does not judge: rule, reason, words, missing fields, number of lines.

    It reads the lines once more; cache them where that is dear. Raises what `check` raises.
    """
    asked = attrs.evolve(_asked(policy, edition, rules, columns, history), summary=True)
    return (
        _checked(lines, asked, sorted)
        .groupBy("rule_id", "reason", "why", "missing")
        .sum("lines")
        .withColumnRenamed("sum(lines)", "lines")
    )


def _asked(
    policy: PolicyLike,
    edition: EditionLike | None,
    rules: Iterable[Rule | str] | None,
    columns: Mapping[str, str] | None,
    history: History | None,
) -> ArrowCheck:
    return ArrowCheck(policy=policy, edition=edition, rules=rules, columns=columns or {}, history=history)


def _checked(lines: "DataFrame", asked: ArrowCheck, in_order: bool) -> "DataFrame":
    """The days and, where there is a history, what is beyond them: patients whole, then providers' days whole."""
    if asked.history is None:
        return _mapped(lines, asked, in_order)
    asked = attrs.evolve(asked, history=_beside(lines, asked, asked.history))
    return _mapped(lines, asked, in_order).unionAll(_mapped(lines, attrs.evolve(asked, by_provider=True)))


def _beside(lines: "DataFrame", asked: ArrowCheck, history: History) -> History:
    """Return the history without the claims that the DataFrame holds or takes back."""
    _needs_spark()
    from pyspark.sql import functions as sf

    names = _names(lines, asked)
    known = sorted({line.claim_id for line in history.lines if line.claim_id is not None})
    columns = [sf.col(_quoted(names[name])).cast("string") for name in ("claim_id", "replaces") if name in names]
    if not known or not columns:
        return history
    own = lines.select(sf.explode(sf.array(*(sf.trim(column) for column in columns))).alias(_WHO))
    names = lines.sparkSession.createDataFrame([(name,) for name in known], f"{_WHO} string")
    same = {row[0] for row in own.join(sf.broadcast(names), _WHO, "left_semi").distinct().collect()}
    return attrs.evolve(history, lines=[line for line in history.lines if line.claim_id not in same])


def _needs_spark() -> None:
    try:
        import pandas  # noqa: F401  # mapInArrow refuses to run without it
        import pyspark.sql.pandas.types  # noqa: F401  # the same of pyarrow
    except ImportError as error:
        raise MissingExtra(
            f"otcpt.spark needs {error.name or error}; install it with: pip install 'otcpt[spark]'", name=error.name
        ) from None


def _names(lines: "DataFrame", asked: ArrowCheck) -> Mapping[str, str]:
    return asked.names(_schema(lines))


def _schema(lines: "DataFrame") -> "pa.Schema":
    from pyspark.sql.pandas.types import to_arrow_schema

    names = signature(to_arrow_schema).parameters
    return to_arrow_schema(lines.schema, **({"timezone": "UTC"} if "timezone" in names else {}))  # 4.0 knows no zone


def _quoted(name: str) -> str:
    return f"`{name.replace('`', '``')}`"


def _mapped(lines: "DataFrame", asked: ArrowCheck, in_order: bool = False) -> "DataFrame":
    _needs_spark()
    from pyspark.sql import functions as sf
    from pyspark.sql.pandas.types import from_arrow_schema

    names = _names(lines, asked)
    kind = lines.schema[names["date_of_service"]].dataType.typeName()
    ours = [sf.col(_quoted(theirs)).alias(name) for name, theirs in names.items()]
    row = sf.col(_ROW)
    columns = lines.select(*ours, sf.monotonically_increasing_id().alias(_ROW)).withColumns(
        {
            _WHO: _who(names, row),
            _PROVIDER: _key(names, "rendering_provider_key"),
            "date_of_service": _day(sf.col("date_of_service"), kind),
            "line_id": sf.coalesce(_key(names, "line_id"), (row + 1).cast("string")),
        }
    )
    if asked.by_provider:
        columns = columns.withColumn(asked.place_column, _place(names))
        together = columns.repartition(_PROVIDER, "date_of_service").sortWithinPartitions(
            _PROVIDER, "date_of_service", _WHO, _ROW
        )
    elif in_order:
        together = columns.withColumn(_WHO, _alone(columns))
    else:
        together = columns.repartition(_WHO).sortWithinPartitions(_WHO, "date_of_service", _ROW)
    kept = together.drop(_PROVIDER, _ROW)
    return kept.mapInArrow(attrs.evolve(asked, columns=()), from_arrow_schema(asked.schema))


def _alone(columns: "DataFrame") -> "Column":
    """The owner of a line; a job fails on one who may be in two partitions.

    Each partition has those from its first to before the first of the next one, whatever it had when that was looked
    for: so no two have the same owner.
    """
    from pyspark.sql import functions as sf

    at, who = sf.spark_partition_id(), sf.col(_WHO)
    place = (1 << 33) - 1  # those bits of the id are the place in the partition, the others are the partition
    firsts = columns.where(sf.col(_ROW).bitwiseAND(sf.lit(place)) == 0).select(_WHO, _ROW).collect()
    begins = sorted((row[0], row[1] >> 33) for row in firsts)
    ends = [*(first for first, _ in begins[1:]), "\U0010ffff"]
    least: list[str | None] = [None] * (1 + max((number for _, number in begins), default=0))
    most = [*least]
    for (first, number), end in zip(begins, ends, strict=False):
        least[number], most[number] = first, end
    message = sf.concat(
        sf.lit("otcpt: not sorted: a patient_key or claim_id of partition "),
        at.cast("string"),
        sf.lit(" may be in another one, too. Give each its own patients, in order, or leave out sorted=True"),
    )
    own = (who >= sf.get(sf.lit(least), at)) & (who < sf.get(sf.lit(most), at))
    return sf.when(own, who).otherwise(sf.raise_error(message))


def _key(names: Mapping[str, str], name: str) -> "Column":
    """A key as text without blanks around it, as the batch reader has it; an empty one is none."""
    from pyspark.sql import functions as sf

    return sf.nullif(sf.trim((sf.col(name) if name in names else sf.lit("")).cast("string")), sf.lit(""))


def _who(names: Mapping[str, str], row: "Column") -> "Column":
    """The owner of a line, in the order of the batch reader: the patient, else the claim, else the line alone."""
    from pyspark.sql import functions as sf

    claim = sf.concat(sf.lit("\0"), _key(names, "claim_id"))
    alone = sf.concat(sf.lit("\0\0"), sf.lpad(row.cast("string"), 20, "0"))
    return sf.coalesce(_key(names, "patient_key"), claim, alone)


def _place(names: Mapping[str, str]) -> "Column":
    """The place of a line in its claim, by date of service and row: in a provider's day the others are not seen."""
    from pyspark.sql import Window, functions as sf

    claim = _key(names, "claim_id")
    own = Window.partitionBy(_WHO, claim).orderBy("date_of_service", _ROW)
    return sf.when(claim.isNull(), sf.lit(0)).otherwise(sf.row_number().over(own) - 1).cast("long")


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
    message = sf.concat(sf.lit("otcpt: date_of_service '"), day.cast("string"), sf.lit(f"' {wrong}"))
    return sf.when(day.isNull() | fine, kept).otherwise(sf.raise_error(message))
