"""A missing value is missing, whatever the type of its column, wherever it begins and however it is cut."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from otcpt.batch import (
    allocate_frame,
    check_file,
    check_frame,
    check_parquet,
    check_table,
    claims_from_frame,
    findings_from_frame,
    price_frame,
)

POLICY = "medicare-part-b"
WHOLE = [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()]
FLOATS = [pa.float16(), pa.float32(), pa.float64()]
DECIMALS = [make(7, 2) for make in (pa.decimal32, pa.decimal64, pa.decimal128, pa.decimal256)]
TEXTS = [pa.string(), pa.large_string(), pa.string_view()]
TYPES = [*WHOLE, *FLOATS, *DECIMALS, *TEXTS]
#: Rows that a column is cut out of, and what it then has.
AROUND, UNITS, MINUTES = [7, None], [None, 1, 2, None, 9], [30, None, 20, None, 8]
CHARGES = [Decimal(62), None, Decimal(40), None, Decimal(1)]


def column(values: list[int | None], kind: pa.DataType) -> pa.Array:
    """The values under a type, behind others of their buffers."""
    whole = pa.array([*AROUND, *values, *AROUND], pa.int64())
    made = whole.cast(pa.string()).cast(kind) if kind in TEXTS else whole.cast(pa.float64()).cast(kind)
    return made.slice(len(AROUND), len(values))


def nan_column(values: list[int | None], kind: pa.DataType) -> pa.Array:
    """The same with NaN where nothing is known."""
    floats = pa.array([float("nan") if value is None else float(value) for value in values], pa.float64())
    return floats.cast(kind)


def encoded(values: pa.Array) -> pa.Array:
    """The values each kept once, and one more that is null."""
    places = [None if value is None else place for place, value in enumerate(values.to_pylist())]
    if len(values):
        places[0] = 0  # whose value is null among those that are kept
    return pa.DictionaryArray.from_arrays(pa.array(places, pa.int8()), values)


def lines(units: object, minutes: object, charge: object) -> pa.Table:
    """Lines of two patients, in the order of a sorted file."""
    rows = len(UNITS)
    return pa.table(
        {
            "claim_id": ["C1", "C1", "C1", "C2", "C2"],
            "patient_key": ["P1", "P1", "P1", "P2", "P2"],
            "date_of_service": ["2026-03-02"] * rows,
            "code": ["97530", "97110", "97140", "97530", "97112"],
            "modifiers": ["GO"] * rows,
            "units": units,
            "minutes": minutes,
            "therapist_minutes": minutes,
            "total_treatment_minutes": minutes,
            "charge": charge,
        }
    )


def tables() -> Iterator[tuple[str, pa.Table]]:
    """The same lines under every type."""
    made: dict[str, Callable[[list[int | None]], pa.Array]] = {}
    for kind in TYPES:
        made[str(kind)] = partial(column, kind=kind)
    for kind in FLOATS:
        made[f"nan {kind}"] = partial(nan_column, kind=kind)
    made["blanks"] = lambda values: pa.array([None if one is None else f" {one} " for one in values], pa.string())
    charges = [None if one is None else int(one) for one in CHARGES]
    for name, make in made.items():
        columns = [make(values) for values in (UNITS, MINUTES, charges)]
        for encoding, own in (("", columns), ("encoded ", map(encoded, columns))):
            table = lines(*own)
            yield encoding + name, table
            yield f"cut {encoding}{name}", pa.concat_tables([table.slice(0, 2), table.slice(2, 0), table.slice(2)])


TABLES = dict(tables())


def every_answer(table: pa.Table, folder: Path) -> dict[str, object]:
    """What each door that takes such a table says of it."""
    findings = check_frame(table, policy=POLICY)
    answers: dict[str, object] = {
        "check_frame": findings.to_pylist(),
        "flags": check_frame(table, policy=POLICY, words=False).to_pylist(),
        "check_table": check_table(table, policy=POLICY).not_evaluated.to_pylist(),
        "claims": claims_from_frame(table),
        "some claims": claims_from_frame(table, rows=[5]),
        "findings": findings_from_frame(findings.slice(0, 1), table),
        "units": allocate_frame(table, method="cms").to_pylist(),
        "prices": price_frame(table, policy=POLICY, locality="national").to_pylist(),
    }
    try:
        pq.write_table(table, folder / "lines.parquet")
    except pa.ArrowNotImplementedError:
        return answers
    for words in (True, False):
        check_parquet(folder / "lines.parquet", folder / "out.parquet", policy=POLICY, words=words)
        answers[f"parquet {words}"] = pq.read_table(folder / "out.parquet").to_pylist()
    return answers


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What is said of plain whole numbers, which Python gives."""
    table = lines(UNITS, MINUTES, pa.array(CHARGES, pa.decimal128(9, 2)))
    return every_answer(table, tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize("name", TABLES)
def test_of_every_type(name: str, expected: dict[str, object], tmp_path: Path) -> None:
    """Every door says the same."""
    answers = every_answer(TABLES[name], tmp_path)
    for door, answer in answers.items():
        assert answer == expected[door], door


@pytest.mark.parametrize("kind", ["UInt8", "UInt16", "UInt32", "Int8", "Float32"])
def test_of_polars_and_pandas(kind: str, expected: dict[str, object]) -> None:
    """In their own narrow types."""
    own = lines(UNITS, MINUTES, CHARGES).to_pydict()
    numbers = [name for name in own if name == "units" or name.endswith("minutes")]
    polars = pl.DataFrame(own).with_columns(pl.col(numbers).cast(getattr(pl, kind)))
    pandas = pd.DataFrame(own).astype(dict.fromkeys(numbers, kind))
    for frame in (polars, pandas):
        assert claims_from_frame(frame) == expected["claims"]


ANY: dict[str, pa.Array] = {
    "binary views": pa.array([b"a", None], pa.binary_view()),
    "run ends": pa.RunEndEncodedArray.from_arrays(pa.array([1, 2], pa.int32()), pa.array(["a", "b"], pa.string_view())),
    "categories": pa.DictionaryArray.from_arrays(
        pa.array([1, None], pa.uint32()), pa.array(["a", "b"], pa.string_view())
    ),
    "lists of categories": pa.ListArray.from_arrays(
        pa.array([0, 1, 2], pa.int32()),
        pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.uint32()), pa.array(["a", "b"], pa.string_view())),
    ),
    "views of lists": pa.array([["a"], None], pa.list_view(pa.string())),
    "lists of views": pa.array([["a"], None], pa.large_list(pa.string_view())),
    "lists of a size": pa.array([["a"], ["b"]], pa.list_(pa.string_view(), 1)),  # PyArrow 22 cannot read null ones
    "structures": pa.array([{"a": "b"}, None], pa.struct([("a", pa.string_view())])),
    "structures of categories": pa.StructArray.from_arrays(
        [pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.uint32()), pa.array(["a", "b"], pa.string_view()))], ["a"]
    ),
    "maps": pa.array([[("a", "b")], None], pa.map_(pa.string(), pa.string_view())),
}


@pytest.mark.parametrize("name", ANY)
def test_a_column_that_is_not_read_may_be_of_any_type(name: str, tmp_path: Path) -> None:
    """It is set apart with the row that cannot be read, and leaves the claims alone."""
    table = pa.table(
        {"claim_id": ["C1", "C2"], "date_of_service": ["2026-03-02"] * 2, "code": ["97530", "97003"], "units": [1, -1]}
    )
    own = table.append_column("site", ANY[name])
    apart = check_table(own, policy=POLICY, on_bad_row="quarantine").quarantined
    assert apart is not None
    assert apart["site"].to_pylist() == ANY[name].to_pylist()[1:]
    good = own.slice(0, 1)
    with pytest.warns(UserWarning, match="site"):
        assert claims_from_frame(good, rows=[1]) == claims_from_frame(table.slice(0, 1))
    sound = table.set_column(3, "units", pa.array([1, 1]))
    found = check_table(sound, policy=POLICY).findings
    with pytest.warns(UserWarning, match="site"):
        assert findings_from_frame(found, sound.append_column("site", ANY[name])) == findings_from_frame(found, sound)
    try:
        pq.write_table(own, tmp_path / "lines.parquet")
    except pa.ArrowNotImplementedError:
        return
    for ending in ("parquet", "csv", "jsonl"):
        file = tmp_path / f"apart.{ending}"
        report = check_file(tmp_path / "lines.parquet", tmp_path / "out.parquet", policy=POLICY, quarantine=file)
        assert report.quarantined_count == 1
        assert file.stat().st_size
