"""No row is lost, at any door: read, set apart and skipped rows are the rows given."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.io.cms.layouts import workbook_of

from otcpt import InputErrors, read_claims
from otcpt.batch import check_file, check_table
from otcpt.errors import OtcptError
from otcpt.io import RowCounts, RowsLost

HEADER = ("claim_id", "patient_key", "date_of_service", "code", "units", "modifiers", "payer", "frequency")
POLICY = "medicare-part-b"

cells = st.tuples(
    st.sampled_from(["C1", "C2", ""]),
    st.sampled_from(["P1", "P2", ""]),
    st.sampled_from(["2026-03-02", "2026-03-03", "3/2/2026", "2026-02-30", "soon", "", "2026-03-02 09:30"]),
    st.sampled_from(["97530", "97003", "97140 - text", "", "Total", "97110.0"]),
    st.sampled_from(["1", "2", "", "1.5", "x"]),
    st.sampled_from(["GO", "GO59", "", "G"]),
    st.sampled_from(["", "MB", "CI", "Medicare", "Acme"]),
    st.sampled_from(["", "1", "7", "8"]),
)
blank = st.just(("",) * len(HEADER))
rows = st.lists(cells | blank | st.just(HEADER), max_size=8)
broken = st.sampled_from(["", '"', '"x', ",,,", "C9,P9\n", '"a\nb"', "\0", "\n\n"])


def sums(counts: RowCounts) -> int:
    """What became of the rows, added up."""
    return counts.read + counts.set_apart + sum(counts.skipped.values())


def table_of(lines: list[tuple[str, ...]]) -> str:
    """The rows as a CSV."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([HEADER, *lines])
    return stream.getvalue()


def test_counts_that_do_not_add_up_raise() -> None:
    """A reader that loses a row gives no answer."""
    with pytest.raises(RowsLost, match="3 rows: 1 read, 1 set apart do not add up"):
        RowCounts(given=3, read=1, set_apart=1)


@settings(deadline=None, max_examples=60)
@given(rows, st.lists(st.tuples(st.integers(0, 400), broken), max_size=3))
def test_no_row_of_a_table_is_lost(lines: list[tuple[str, ...]], damage: list[tuple[int, str]]) -> None:
    """Claim by claim and in columns, whatever is in the cells and wherever the text is damaged: the same counts."""
    text = table_of(lines)
    for place, piece in damage:
        text = text[: len(HEADER) + place] + piece + text[len(HEADER) + place :]
    with TemporaryDirectory() as folder:
        source = Path(folder) / "in.csv"
        source.write_text(text, encoding="utf-8")
        try:
            file = read_claims(source, on_problem="keep", allow_empty=True)
        except OtcptError:
            with pytest.raises(OtcptError):
                check_file(source, Path(folder) / "o.csv", policy=POLICY, rules=(), quarantine=Path(folder) / "q.csv")
            return
        report = check_file(source, Path(folder) / "o.csv", policy=POLICY, rules=(), quarantine=Path(folder) / "q.csv")
        assert sums(file.row_counts) == file.row_counts.given
        assert len(file.set_apart) == file.row_counts.set_apart
        assert (report.row_counts.given, dict(report.row_counts.skipped)) == (
            file.row_counts.given,
            dict(file.row_counts.skipped),
        )
        apart = list(csv.DictReader((Path(folder) / "q.csv").read_text(encoding="utf-8").splitlines()))
        assert {int(row["row"]) for row in apart} >= {
            row.row for row in file.set_apart if "frequency" not in row.reason
        }


@settings(deadline=None, max_examples=30)
@given(rows)
def test_no_row_of_a_workbook_is_lost(lines: list[tuple[str, ...]]) -> None:
    """As of the same CSV."""
    try:
        file = read_claims(workbook_of([HEADER, *lines]), on_problem="keep", allow_empty=True)
    except InputErrors:
        return
    assert sums(file.row_counts) == file.row_counts.given == len(lines) - _blank_at_the_end(lines)


def _blank_at_the_end(lines: list[tuple[str, ...]]) -> int:
    """A sheet ends with its last cell."""
    return next((count for count, row in enumerate(reversed(lines)) if any(row)), len(lines))


@settings(deadline=None, max_examples=30)
@given(st.lists(cells, max_size=8))
def test_no_row_of_a_frame_is_lost(lines: list[tuple[str, ...]]) -> None:
    """Arrow, Polars and Parquet alike."""
    columns = dict(zip(HEADER, zip(*lines, strict=True), strict=True)) if lines else dict.fromkeys(HEADER, ())
    table = pa.table({name: pa.array(list(values), pa.string()) for name, values in columns.items()})
    counted = []
    for frame in (table, pl.from_arrow(table)):
        try:
            report = check_table(frame, policy=POLICY, rules=(), on_bad_row="quarantine")
        except InputErrors:
            return
        counted.append(report.row_counts)
    with TemporaryDirectory() as folder:
        source = Path(folder) / "in.parquet"
        pq.write_table(table, source)
        asked = {"policy": POLICY, "rules": (), "quarantine": Path(folder) / "q.parquet"}
        counted.append(check_file(source, Path(folder) / "o.parquet", **asked).row_counts)  # type: ignore[arg-type]
    assert counted == [counted[0]] * 3
    assert counted[0].given == len(lines) == sums(counted[0])


@pytest.mark.parametrize("name", ["plain.837", "broken.837", "institutional.837", "dates.837", "replaced.837"])
def test_no_line_of_an_837_is_lost(tmp_path: Path, name: str) -> None:
    """Every SV1 and SV2, claim by claim and in columns."""
    source = Path(__file__).parent.parent / "io" / "x12" / name
    file = read_claims(source, on_problem="keep")
    report = check_file(source, tmp_path / "o.csv", policy=POLICY, rules=(), quarantine=tmp_path / "q.csv")

    segments = source.read_text().count("SV1") + source.read_text().count("SV2")
    assert sums(file.row_counts) == file.row_counts.given == segments
    assert report.row_counts == file.row_counts
