"""Several files are checked as one, of whatever kinds: the same findings claim by claim and in columns."""

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from random import Random

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.batch.lines_made import made_lines

from otcpt import Checker, Claim, History, InputErrors, InvalidInput, ServiceLine, check_all, read_claims
from otcpt.batch import check_file
from otcpt.batch.input._lines import FILE
from otcpt.cli._inputs import Inputs
from otcpt.io import Sheet, write_workbook

POLICY = "medicare-part-b"
NAMES = [field.name for field in attrs.fields(ServiceLine) if field.name not in ("charge", "occurrence_codes")]
Row = dict[str, object]


def rows_of(lines: Sequence[ServiceLine], frequency: str = "1") -> list[Row]:
    """Lines as cells; none has a name of its own."""
    rows: list[Row] = []
    for line in lines:
        row = {name: getattr(line, name) for name in NAMES if name != "line_id"}
        rows.append(row | {"modifiers": " ".join(line.modifiers), "frequency": frequency})
    return rows


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    """As a table of text."""
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_parquet(path: Path, rows: Sequence[Row], *, odd: bool) -> None:
    """As Parquet, with the types that a program would choose, or others that can be read."""
    columns: dict[str, list[object]] = {name: [row[name] for row in rows] for name in rows[0]}
    columns["line_id"] = [str(number) for number in range(2, len(rows) + 2)]  # as the rows below a header
    types: dict[str, pa.DataType] = {}
    if odd:
        columns["modifiers"] = [str(texts).split() for texts in columns["modifiers"]]
        days = columns["date_of_service"]
        columns["date_of_service"] = [datetime.combine(day, time()) for day in days if isinstance(day, date)]
        types = {"units": pa.float64(), "minutes": pa.decimal128(8, 2), "code": pa.dictionary(pa.int32(), pa.string())}
    arrays = [pa.array(values, types.get(name)) for name, values in columns.items()]
    pq.write_table(pa.table(dict(zip(columns, arrays, strict=True))), path, row_group_size=50)


def write_book(path: Path, rows: Sequence[Row]) -> None:
    """As a workbook."""
    cells = [tuple(None if value is None else str(value) for value in row.values()) for row in rows]
    write_workbook(path, [Sheet("Lines", tuple(rows[0]), cells)])


def write_json(path: Path, rows: Sequence[Row], lines: Sequence[ServiceLine]) -> None:
    """As claims, one a line of text."""
    claims: dict[object, list[ServiceLine]] = {}
    for line in lines:
        claims.setdefault((line.claim_id, line.patient_key), []).append(line)
    made = [Claim(own, claim_id=own[0].claim_id, frequency=str(rows[0]["frequency"])) for own in claims.values()]
    path.write_text("\n".join(json.dumps(claim.to_record()) for claim in made))


def exports(folder: Path, seed: int) -> tuple[list[Path], list[Path]]:
    """The same lines as files for claim by claim and for columns; patients' days, claims and corrections span files."""
    chance = Random(seed)
    shares: list[list[ServiceLine]] = [[] for _ in range(5)]
    for line in made_lines(120, seed=seed):
        file = chance.randrange(5)
        again = attrs.evolve(line, line_id=None, claim_id=None if chance.random() < 0.05 else line.claim_id)
        shares[file].append(again)
        if chance.random() < 0.05:
            shares[(file + 1) % 5].append(again)
    plain, columns = folder / "by claim", folder / "in columns"
    for one in (plain, columns):
        one.mkdir()
    for number, lines in enumerate(shares):
        rows = rows_of(lines, "7" if number in (1, 3) else "1")
        name = f"part {number}.csv"
        if number < 2:
            write_csv(plain / name, rows)
            write_csv(columns / name, rows)
        elif number < 4:
            write_csv(plain / name, rows)
            write_parquet(columns / name, rows, odd=number == 3)
        else:
            write_json(plain / name, rows, [line for line in lines if line.claim_id])
            write_json(columns / name, rows, [line for line in lines if line.claim_id])
    return sorted(plain.iterdir()), sorted(columns.iterdir())


def in_columns(paths: Sequence[Path], folder: Path, **more: object) -> list[Mapping[str, object]]:
    """The findings of `check_file`, in any order."""
    check_file(paths, folder / "out.parquet", policy=POLICY, **more)  # type: ignore[arg-type]
    return sorted(pq.read_table(folder / "out.parquet").to_pylist(), key=str)


@pytest.mark.parametrize("history", [None, History()], ids=["days", "over time"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_files_are_judged_in_columns_as_claim_by_claim(tmp_path: Path, seed: int, history: History | None) -> None:
    """The same findings, with the names and places of their lines; the same rows are counted."""
    plain, columns = exports(tmp_path, seed)
    file = Inputs.of(list(map(str, plain))).read()
    reports = Checker(policy=POLICY).check_all(file.claims, history=history)
    expected = sorted((one.to_record() for report in reports for one in report.findings), key=str)
    for one in expected:
        one["date_of_service"] = date.fromisoformat(str(one["date_of_service"]))

    found = in_columns(columns, tmp_path, history=history)

    def essence(records: Sequence[Mapping[str, object]]) -> list[str]:
        keys = ("claim_id", "line_ids", "positions", "date_of_service", "codes", "rule_id", "severity", "message")
        return sorted(str([one[key] for key in keys]) for one in records)

    assert len(found) > 50
    assert essence(found) == essence(expected)
    assert any(len({name.partition(":")[0] for name in one["line_ids"]}) > 1 for one in expected)  # type: ignore[attr-defined]
    counts = check_file(columns, tmp_path / "o.csv", policy=POLICY, rules=()).row_counts
    assert (counts.given, counts.read) == (file.row_counts.given, file.row_counts.read)


def test_several_workers_find_the_same(tmp_path: Path) -> None:
    """Pieces go to processes of their own with the names of the files."""
    _, columns = exports(tmp_path, 4)

    assert in_columns(columns, tmp_path, workers=2, history=History()) == in_columns(
        columns, tmp_path, history=History()
    )


def test_a_problem_names_its_file_and_row(tmp_path: Path) -> None:
    """Also those that are found in columns; rows set apart have both."""
    first, second = tmp_path / "jan.csv", tmp_path / "feb.parquet"
    first.write_text("claim_id,dos,cpt,units\nC1,2026-03-02,97530,1\nC2,2026-02-30,97530,1\n")
    pq.write_table(pa.table({"dos": ["2026-03-02"] * 2, "code": ["97530", "97003"], "units": [-1, 1]}), second)
    out, apart = tmp_path / "o.csv", tmp_path / "apart.jsonl"

    with pytest.raises(InputErrors) as caught:
        check_file([first, second], out, policy=POLICY)
    report = check_file([first, second], out, policy=POLICY, quarantine=apart)

    assert [(one.file, one.row) for one in caught.value.problems] == [("jan.csv", 3), ("feb.parquet", 1)]
    rows = [json.loads(line) for line in apart.read_text().splitlines()]
    assert [(row["file"], row["row"]) for row in rows] == [("jan.csv", 3), ("feb.parquet", 1)]
    assert str(report.row_counts) == "4 rows: 2 read, 2 set apart"
    assert "feb.parquet:2" in out.read_text()
    assert report.notes[:2] == ("jan.csv: 2 rows", "feb.parquet: 2 rows")


def test_every_problem_of_every_file_is_raised_at_once(tmp_path: Path) -> None:
    """Files that cannot be opened as tables do not hide each other."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("nothing,known\n1,2\n")

    with pytest.raises(InputErrors) as caught:
        check_file([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "o.csv", policy=POLICY)

    assert {one.file for one in caught.value.problems} == {"a.csv", "b.csv"}


def test_claims_without_a_patient_meet_no_claim_of_that_number_in_another_file(tmp_path: Path) -> None:
    """Two clinics may number their claims alike."""
    row = "claim_id,dos,cpt,units,mods\nC1,2026-03-02,97530,1,GO\n"
    paths = [tmp_path / name for name in ("a.csv", "b.csv")]
    for path in paths:
        path.write_text(row)

    assert in_columns(paths, tmp_path, rules=["DUP001"]) == []
    paths[0].write_text(row + row.splitlines()[1])
    assert len(in_columns(paths, tmp_path, rules=["DUP001"])) == 1


def test_of_files_called_alike_the_folder_is_named(tmp_path: Path) -> None:
    """As much of it as tells them apart."""
    paths = [tmp_path / month / "week 1.csv" for month in ("jan", "feb")]
    for path in paths:
        path.parent.mkdir()
        path.write_text("dos,cpt\n2026-03-02,97003\n")

    found = in_columns(paths, tmp_path, rules=["CODE003"])

    assert [one["line_ids"] for one in found] == [["feb/week_1.csv:2"], ["jan/week_1.csv:2"]]


def test_wrong_calls_are_refused(tmp_path: Path) -> None:
    """No file, and a sheet too many."""
    with pytest.raises(InvalidInput, match="0 files"):
        check_file([], tmp_path / "o.csv", policy=POLICY)
    with pytest.raises(InvalidInput, match="1 files and 2 sheets"):
        check_file(["a.xlsx"], tmp_path / "o.csv", policy=POLICY, sheet=["Jan", "Feb"])
    for contents, kind in ((b"x", "bytes"), (bytearray(b"x"), "bytearray"), (memoryview(b"x"), "memoryview")):
        with pytest.raises(InvalidInput, match=f"the path of a file, not a {kind}"):
            check_file(contents, tmp_path / "o.csv", policy=POLICY)  # type: ignore[arg-type]  # the wrong call
    assert FILE > 1 << 32  # rows of two files never have one number


def test_one_file_is_named_as_before(tmp_path: Path) -> None:
    """A line is its row where there is one file."""
    path = tmp_path / "a.csv"
    path.write_text("dos,cpt\n2026-03-02,97003\n")

    check_file(path, tmp_path / "o.jsonl", policy=POLICY, rules=["CODE003"])

    assert json.loads((tmp_path / "o.jsonl").read_text())["line_ids"] == ["2"]


@pytest.mark.parametrize("code", ["97530 - Therapeutic Activities", "'97530", '="97530"', "''", "97530"])
def test_codes_of_a_claim_are_final_and_cells_of_a_table_are_read(tmp_path: Path, code: str) -> None:
    """What a spreadsheet makes of a code is taken off in a table alone, also below a file of claims."""
    row = {"code": code, "date_of_service": "2026-03-02", "units": 1, "modifiers": "GO"}
    claims, table = tmp_path / "claims.json", tmp_path / "table.csv"
    claims.write_text(json.dumps([row | {"modifiers": ["GO"]}]))
    write_csv(table, [row])
    for paths in ([claims], [table], [claims, table], [table, claims]):
        check_file(paths, tmp_path / "found.parquet", policy=POLICY)
        found = pq.read_table(tmp_path / "found.parquet", columns=["rule_id", "message"]).to_pylist()
        files = [read_claims(path) for path in paths]
        findings = [
            one for file in files for report in check_all(file.claims, policy=POLICY) for one in report.findings
        ]
        assert found == [{"rule_id": one.rule_id, "message": one.message} for one in findings]
