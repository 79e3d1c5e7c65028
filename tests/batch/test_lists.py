"""Modifiers as lists, in a frame and in Parquet: read alike, whatever the list and the order of the rows."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from otcpt import InputErrors
from otcpt.batch import check_parquet, check_table
from otcpt.rules import ALL_RULES

POLICY = "medicare-part-b"
GIVEN = [["GO", "KX"], ["GO"], None, ["GO", "59"]]
ALIKE = {
    "list": pa.list_(pa.string()),
    "large list": pa.large_list(pa.string()),
    "fixed size list": pa.list_(pa.string(), 2),
    "list of large texts": pa.list_(pa.large_string()),
    "list of views": pa.list_(pa.string_view()),
    "list of dictionary": pa.list_(pa.dictionary(pa.int32(), pa.string())),
    "texts": pa.string(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
    "views": pa.string_view(),
}
ORDERS = {"sorted": [0, 1, 2, 3], "unsorted": [2, 0, 3, 1]}


def column(name: str) -> pa.Array:
    """The modifiers in one of the types."""
    kind = ALIKE[name]
    if "list" not in name:
        return pa.array([None if one is None else " ".join(one) for one in GIVEN]).cast(kind)
    padded = [one if one is None or len(one) == 2 else [*one, None] for one in GIVEN]
    return pa.array(padded if name == "fixed size list" else GIVEN, kind)


def lines(modifiers: pa.Array, order: str) -> pa.Table:
    """A day of two patients each; rows are put in order by slices, since Arrow picks none of views."""
    table = pa.table(
        {
            "claim_id": ["C1", "C1", "C2", "C2"],
            "line_id": ["1", "2", "1", "2"],
            "patient_key": ["P1", "P1", "P2", "P2"],
            "code": ["97530", "97750", "97530", "97750"],
            "date_of_service": ["2026-03-02"] * 4,
            "units": [2, 1, 2, 1],
            "modifiers": modifiers,
        }
    )
    return pa.concat_tables([table.slice(row, 1) for row in ORDERS[order]]).combine_chunks()


def ids(findings: pa.Table) -> list[tuple[str, ...]]:
    """What was found, in an order of its own."""
    return sorted((row["claim_id"], row["rule_id"], *row["line_ids"]) for row in findings.to_pylist())


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", ALIKE)
def test_every_way_of_writing_modifiers_is_read_alike(tmp_path: Path, name: str, order: str) -> None:
    """By the frame, by Parquet of rows in order and of any order, with and without rows set apart."""
    expected = ids(check_table(lines(column("texts"), "sorted"), policy=POLICY).findings)
    assert {"MOD001", "PTP002"} <= {rule_id for _, rule_id, *_ in expected}
    table = lines(column(name), order)
    source, target, apart = (tmp_path / f"{one}.parquet" for one in ("in", "out", "apart"))
    assert ids(check_table(table, policy=POLICY).findings) == expected
    try:
        pq.write_table(table, source)
        pq.read_table(source)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        pytest.skip("this version of pyarrow keeps no such lists in Parquet")
    check_parquet(source, target, policy=POLICY)
    assert ids(pq.read_table(target)) == expected
    check_parquet(source, target, policy=POLICY, on_bad_row="quarantine", quarantine=apart)
    assert ids(pq.read_table(target)) == expected


@pytest.mark.parametrize("name", ["list", "list of views"])
def test_rows_with_lists_are_set_apart_as_they_came(tmp_path: Path, name: str) -> None:
    """Lists stay lists."""
    bad = lines(column(name), "unsorted").set_column(3, "code", pa.array(["97530", None, "97750", "97530"]))
    source, target, apart = (tmp_path / f"{one}.parquet" for one in ("in", "out", "apart"))
    pq.write_table(bad, source)
    report = check_parquet(
        source, target, policy=POLICY, rules=ALL_RULES[:1], on_bad_row="quarantine", quarantine=apart
    )
    assert report.lines == 3
    assert pq.read_table(apart).column("modifiers").to_pylist() == [["GO", "KX"]]


@pytest.mark.parametrize(
    "modifiers",
    [pa.array([[59]] * 4), pa.array([[["GO"]]] * 4), pa.array([[b"GO"]] * 4)],
    ids=["numbers", "lists", "bytes"],
)
def test_lists_of_anything_but_texts_are_refused(modifiers: pa.Array) -> None:
    """As columns of numbers are."""
    with pytest.raises(InputErrors, match=r"table, modifiers: 'list<.*: expected text"):
        check_table(lines(modifiers, "sorted"), policy=POLICY)
