"""No row is lost, at any door: read, set apart and skipped rows are the rows given."""

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.io.cms.layouts import workbook_of

import otcpt
from otcpt import InputErrors, check_all, read_claims
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


REPLACED = "claim_id,patient_key,date_of_service,code,units,frequency,replaces\nC1,P,2026-03-02,97130,1,1,\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("in.csv", f"{REPLACED}C2,P,2026-13-02,97130,1,7,C1\n"),
        (
            "in.jsonl",
            (
                '{"claim_id": "C1", "patient_key": "P", "date_of_service": "2026-03-02", "code": "97130"}\n'
                '{"claim_id": "C2", "date_of_service": "soon", "code": "97130", "frequency": "7", "replaces": "C1"}\n'
            ),
        ),
    ],
)
def test_a_replacement_of_which_no_row_can_be_read_takes_its_original_back(
    tmp_path: Path, name: str, text: str
) -> None:
    """Claim by claim and in columns alike."""
    source = tmp_path / name
    source.write_text(text)
    file = read_claims(source, on_problem="keep")
    assert [(claim.claim_id, len(claim)) for claim in file.claims if claim.frequency == "7"] == [("C2", 0)]
    assert not any(report.findings for report in otcpt.check_all(file.claims, policy=POLICY))
    report = check_file(source, tmp_path / "o.csv", policy=POLICY, quarantine=tmp_path / "q.csv")
    assert (report.findings_count, report.row_counts) == (0, file.row_counts)


@pytest.mark.parametrize("frequencies", ["77", "78", "87", "177", "717"])
def test_of_several_corrections_under_one_id_the_last_counts(tmp_path: Path, frequencies: str) -> None:
    """An 837 may have them; claim by claim and in columns the same lines are judged."""
    head, _, rest = (Path(__file__).parent.parent / "io" / "x12" / "plain.837").read_text().partition("CLM*")
    claim, mark, tail = f"CLM*{rest}".partition("SE*")
    name, _, others = claim.partition(":1*")
    claims = "".join(f"{name}:{frequency}*{others.partition('CLM*')[0]}" for frequency in frequencies)
    source = tmp_path / "in.837"
    source.write_text(head + claims + mark + tail)

    file = read_claims(source)
    assert [one.frequency for one in file.claims] == list(frequencies)
    expected = [one.rule_id for report in otcpt.check_all(file.claims, policy=POLICY) for one in report.findings]
    check_file(source, tmp_path / "o.parquet", policy=POLICY)
    assert sorted(pq.read_table(tmp_path / "o.parquet")["rule_id"].to_pylist()) == sorted(expected)


@pytest.mark.parametrize("name", ["plain.837", "broken.837", "institutional.837", "dates.837", "replaced.837"])
def test_no_line_of_an_837_is_lost(tmp_path: Path, name: str) -> None:
    """Every SV1 and SV2, claim by claim and in columns."""
    source = Path(__file__).parent.parent / "io" / "x12" / name
    file = read_claims(source, on_problem="keep")
    report = check_file(source, tmp_path / "o.csv", policy=POLICY, rules=(), quarantine=tmp_path / "q.csv")

    segments = source.read_text().count("SV1") + source.read_text().count("SV2")
    assert sums(file.row_counts) == file.row_counts.given == segments
    assert report.row_counts == file.row_counts


def test_a_row_of_which_no_claim_was_made_takes_none_back(tmp_path: Path) -> None:
    """What it says of its claim counts in columns as little as claim by claim, and it is set apart as it came."""
    line = {"claim_id": "C1", "patient_key": "P1", "code": "97530", "date_of_service": "2026-03-02", "units": 2}
    broken = {"patient_key": "P1", "frequency": "7", "replaces": "C1", "code": [], "date_of_service": "2026-03-02"}
    source = tmp_path / "lines.jsonl"
    source.write_text("\n".join(map(json.dumps, (line, line, broken))))

    by_claim = check_all(read_claims(source, on_problem="keep").claims, policy=POLICY, rules=["DUP001"])
    report = check_file(source, tmp_path / "o.csv", policy=POLICY, rules=["DUP001"], quarantine=tmp_path / "q.csv")

    assert sum(len(one.findings) for one in by_claim) == report.findings_count == 1
    assert "C1" in (tmp_path / "q.csv").read_text()


@pytest.mark.parametrize("frequency", ["7", "8"])
@pytest.mark.parametrize("first", [False, True])
def test_a_row_that_is_set_apart_takes_back_what_its_claim_replaces(
    tmp_path: Path, frequency: str, first: bool
) -> None:
    """In columns as claim by claim: the claim is known to be taken back, though nothing of the row can be judged."""
    line = {"claim_id": "C1", "patient_key": "P1", "code": "97530", "date_of_service": "2026-03-02", "units": 2}
    other = {**line, "claim_id": "C3", "patient_key": "P3"}
    broken = {**line, "claim_id": "C2", "frequency": frequency, "replaces": "C1", "units": "two"}
    source = tmp_path / "lines.jsonl"
    source.write_text(
        "\n".join(map(json.dumps, [broken] * first + [line, line, other, other] + [broken] * (not first)))
    )

    by_claim = check_all(read_claims(source, on_problem="keep").claims, policy=POLICY, rules=["DUP001"])
    report = check_file(source, tmp_path / "o.csv", policy=POLICY, rules=["DUP001"], quarantine=tmp_path / "q.csv")

    found = [finding.claim_id for one in by_claim for finding in one.findings]
    with (tmp_path / "o.csv").open(newline="") as rows_found:
        in_columns = [row["claim_id"] for row in csv.DictReader(rows_found)]
    assert found == in_columns == ["C3"]
    assert report.row_counts.set_apart == 1
