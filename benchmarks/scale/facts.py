"""Units, PTP and MUE by hand, in Polars, DuckDB SQL and pandas: what a competent user would write instead of otcpt.

Each takes the same lines and the same small tables of law (only the codes that occur) and returns the claims with more
units than their minutes support, with a pair that an edit denies, and with a code above its limit.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from inspect import signature
from itertools import combinations
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

import otcpt
from otcpt.batch import check_table

POLICY = "medicare-part-b"
RULES = ("UNIT001", "PTP001", "PTP002", "MUE001")
Facts = dict[str, set[str]]


def law_of(codes: list[str], first: date, last: date) -> dict[str, pa.Table]:
    """The law of some codes over some days as tables with first and last day."""
    edition = otcpt.load_edition()
    starts = [first, *(day for day in edition.boundaries if first < day <= last)]
    pooled, edits, limits = [], [], []
    for start, end in zip(starts, [*(day - timedelta(days=1) for day in starts[1:]), last], strict=True):
        for code in codes:
            if _is_pooled(edition, code, start):
                pooled.append((code, start, end))
            limit = edition.mue("practitioner").limit(code, on=start)
            if limit.known and limit.units and not _is_billed_once(edition, code, start):
                limits.append((code, start, end, limit.units))
        for one, other in combinations(codes, 2):
            edit = edition.ptp("practitioner").between(one, other, on=start).edit
            if edit is not None:
                edits.append((edit.column_one, edit.column_two, start, end, edit.modifier_indicator))
    days = [("first_day", pa.date32()), ("last_day", pa.date32())]
    return {
        "pooled": _table(pooled, [("code", pa.string()), *days]),
        "edits": _table(
            edits, [("column_one", pa.string()), ("column_two", pa.string()), *days, ("indicator", pa.int8())]
        ),
        "limits": _table(limits, [("code", pa.string()), *days, ("most", pa.int32())]),
    }


def _is_pooled(edition: otcpt.Edition, code: str, on: date) -> bool:
    try:
        timing = edition.codes[code].on(on).timing
    except otcpt.OutsideCoverage:
        return False
    return timing is not None and timing.pool is not None


def _is_billed_once(edition: otcpt.Edition, code: str, on: date) -> bool:
    """Whether UNIT004 or AOC002 speaks of further units, and MUE001 is silent."""
    try:
        meaning = edition.codes[code].on(on)
    except otcpt.OutsideCoverage:
        return False
    return (meaning.once_a_day and not meaning.timing.timed) or meaning.timing.family == code


def _table(rows: Sequence[tuple[object, ...]], columns: list[tuple[str, pa.DataType]]) -> pa.Table:
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pa.table(
        [pa.array(value, kind) for value, (_, kind) in zip(values, columns, strict=True)], pa.schema(columns)
    )


def by_otcpt(lines: pa.Table) -> Callable[[], Facts]:
    """The rules themselves; a version before flags puts them into words."""
    rules = [rule for rule in otcpt.ALL_RULES if rule.id in RULES]
    flags: dict[str, Any] = {"words": False} if "words" in signature(check_table).parameters else {}

    def run() -> Facts:
        found = check_table(lines, policy=POLICY, rules=rules, **flags).findings
        family = pc.utf8_slice_codeunits(found["rule_id"], 0, 3)
        return {
            name: set(found["claim_id"].filter(pc.equal(family, name)).to_pylist()) for name in ("UNI", "PTP", "MUE")
        }

    return run


def by_polars(lines: pa.Table, law: dict[str, pa.Table]) -> Callable[[], Facts]:
    """Lazy Polars, streaming where it can."""
    frame = pl.from_arrow(lines)
    tables = {name: pl.from_arrow(table).lazy() for name, table in law.items()}  # type: ignore[union-attr]
    assert isinstance(frame, pl.DataFrame)

    def run() -> Facts:
        day = ["patient_key", "date_of_service"]
        rows = frame.lazy()
        in_force = pl.col("date_of_service").is_between("first_day", "last_day")
        units = (
            rows.join(tables["pooled"], on="code")
            .filter(in_force)
            .group_by(day)
            .agg(pl.sum("units"), pl.sum("minutes"), pl.first("claim_id"))
            .filter(pl.col("units") > (pl.col("minutes") + 7) // 15)
        )
        limits = (
            rows.group_by(*day, "code")
            .agg(pl.sum("units"), pl.first("claim_id"))
            .join(tables["limits"], on="code")
            .filter(in_force & (pl.col("units") > pl.col("most")))
        )
        held = ~pl.col("modifiers").str.contains("59") | (pl.col("indicator") == 0)
        billed = rows.filter(pl.col("units") > 0)
        ones = billed.join(tables["edits"], left_on="code", right_on="column_one").filter(in_force)
        pairs = ones.join(
            billed.select(*day, code="code", modifiers_two="modifiers"),
            left_on=[*day, "column_two"],
            right_on=[*day, "code"],
        ).filter(held & (~pl.col("modifiers_two").str.contains("59") | (pl.col("indicator") == 0)))
        found = pl.collect_all([one.select("claim_id") for one in (units, pairs, limits)])
        return dict(zip(("UNI", "PTP", "MUE"), (set(one["claim_id"].to_list()) for one in found), strict=True))

    return run


SQL = {
    "UNI": """
        select any_value(claim_id) from lines join pooled using (code)
        where date_of_service between first_day and last_day
        group by patient_key, date_of_service having sum(units) > (sum(minutes) + 7) // 15""",
    "PTP": """
        select distinct one.claim_id from lines one join edits on one.code = column_one
        join lines two on two.code = column_two
        and two.patient_key = one.patient_key and two.date_of_service = one.date_of_service
        where one.date_of_service between first_day and last_day and one.units > 0 and two.units > 0
        and (indicator = 0 or not (contains(one.modifiers, '59') or contains(two.modifiers, '59')))""",
    "MUE": """
        select distinct claim_id from (
            select any_value(claim_id) claim_id, code, date_of_service, sum(units) units
            from lines group by patient_key, date_of_service, code)
        join limits using (code) where date_of_service between first_day and last_day and units > most""",
}


def by_duckdb(lines: pa.Table, law: dict[str, pa.Table]) -> Callable[[], Facts]:
    """DuckDB's own tables in memory, two threads."""
    db = duckdb.connect()
    db.execute("set threads = 2")
    for name, table in {"lines": lines, **law}.items():
        db.register("given", table)
        db.execute(f"create table {name} as select * from given")
        db.unregister("given")

    def run() -> Facts:
        return {name: {row[0] for row in db.execute(sql).fetchall()} for name, sql in SQL.items()}

    return run


def duckdb_files(source: str, target: str, law: dict[str, pa.Table]) -> None:
    """The same by DuckDB from Parquet to Parquet."""
    db = duckdb.connect()
    db.execute("set threads = 2")
    for name, table in law.items():
        db.register(name, table)
    db.execute(f"create view lines as select * from read_parquet('{source}')")
    union = " union all ".join(f"select '{name}' fact, * from ({sql})" for name, sql in SQL.items())
    db.execute(f"copy ({union}) to '{target}' (format parquet)")


def by_pandas(lines: pa.Table, law: dict[str, pa.Table]) -> Callable[[], Facts]:
    """Merges and group-bys."""
    frame = lines.to_pandas(date_as_object=False)
    tables = {name: table.to_pandas(date_as_object=False) for name, table in law.items()}

    def in_force(rows: pd.DataFrame) -> pd.DataFrame:
        return rows[(rows["date_of_service"] >= rows["first_day"]) & (rows["date_of_service"] <= rows["last_day"])]

    def run() -> Facts:
        day = ["patient_key", "date_of_service"]
        sums = {"units": "sum", "minutes": "sum", "claim_id": "first"}
        pooled = in_force(frame[["claim_id", *day, "code", "units", "minutes"]].merge(tables["pooled"], on="code"))
        units = pooled.groupby(day, sort=False).agg(sums)
        units = units[units["units"] > (units["minutes"] + 7) // 15]
        by_code = frame.groupby([*day, "code"], sort=False).agg({"units": "sum", "claim_id": "first"}).reset_index()
        limits = in_force(by_code.merge(tables["limits"], on="code"))
        limits = limits[limits["units"] > limits["most"]]
        few = frame.loc[frame["units"] > 0, ["claim_id", *day, "code", "modifiers"]]
        ones = in_force(few.merge(tables["edits"], left_on="code", right_on="column_one"))
        twos = few[few["code"].isin(tables["edits"]["column_two"])].drop(columns="claim_id")
        pairs = ones.merge(twos, left_on=[*day, "column_two"], right_on=[*day, "code"], suffixes=("", "_two"))
        free = pairs["modifiers"].str.contains("59") | pairs["modifiers_two"].str.contains("59")
        pairs = pairs[(pairs["indicator"] == 0) | ~free]
        return {"UNI": set(units["claim_id"]), "PTP": set(pairs["claim_id"]), "MUE": set(limits["claim_id"])}

    return run
