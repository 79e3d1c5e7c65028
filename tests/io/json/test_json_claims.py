"""Claims from JSON and JSON lines."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.claims import Claim, parse_claim
from otcpt.errors import InputErrors, OtcptError
from otcpt.io import read_claims

ROW = {"claim_id": "C1", "code": "97530", "date_of_service": "2026-03-02", "units": 2}
CLAIM = parse_claim("2026-03-02", "97530:GO x2 @30", "97140:GO:59 x1 @15")


def written(*values: object) -> bytes:
    """Return JSON lines."""
    return "".join(f"{json.dumps(value)}\n" for value in values).encode()


@pytest.mark.parametrize(
    "data",
    [
        written(CLAIM.to_record()),
        json.dumps(CLAIM.to_record(), indent=2).encode(),
        json.dumps([CLAIM.to_record()]).encode(),
        b"\xef\xbb\xbf \r\n" + written(CLAIM.to_record()).replace(b"\n", b"\r\n"),
    ],
    ids=["lines", "document", "list", "with a mark"],
)
def test_every_way_of_writing_is_read(tmp_path: Path, data: bytes) -> None:
    """Seen from the contents; lines are numbered within their claim."""
    path = tmp_path / "claims.txt"
    path.write_bytes(data)
    file = read_claims(path)

    assert file.kind == "json"
    assert [line.line_id for line in file.lines()] == ["1", "2"]
    assert [line.minutes for line in file.lines()] == [30, 15]


def test_a_file_of_records_gives_back_its_claims() -> None:
    """Claims that were read from a file are equal after another way through JSON lines."""
    rows = ("C1,97530,2026-03-02,62.50", "C1,97110,2026-03-02,", "C2,97140,2026-03-03,1")
    table = "\n".join(("claim_id,code,date_of_service,charge", *rows)).encode()
    claims = read_claims(table).claims

    file = read_claims(written(*(claim.to_record() for claim in claims)))

    assert file.claims == claims
    assert file.positions == ((1, 1), (2,))


def test_lines_by_themselves_are_put_together() -> None:
    """As the rows of a table are."""
    file = read_claims(written(ROW, {**ROW, "claim_id": "C2"}, {**ROW, "code": "97110"}))

    assert [[line.line_id for line in claim] for claim in file.claims] == [["1", "3"], ["2"]]
    assert file.positions == ((1, 3), (2,))


def test_a_line_has_the_id_of_its_claim() -> None:
    """A finding names the claim, wherever its id was written."""
    [claim] = read_claims(
        written({"claim_id": "C9", "lines": [{"code": "97530", "date_of_service": "2026-03-02"}]})
    ).claims

    assert claim.lines[0].claim_id == "C9"


def test_amounts_stay_exact() -> None:
    """A number of JSON is not made a float."""
    [line] = read_claims(b'[{"code": "97530", "date_of_service": "2026-03-02", "charge": 62.10}]').lines()

    assert str(line.charge) == "62.10"


def test_problems_are_collected_with_line_and_path() -> None:
    """Of lines that are no JSON, of rows and of lines of claims; nothing of a line that is no JSON is repeated."""
    data = (
        written(ROW, {"lines": [ROW, {**ROW, "units": 1.5}]}) + b'{"code": "secret\n' + written({**ROW, "unit": 2}, 5)
    )

    with pytest.raises(InputErrors) as caught:
        read_claims(data, name="week.jsonl")

    assert [(one.row, one.column) for one in caught.value.problems] == [
        (2, "lines[1].units"),
        (3, None),
        (4, "unit"),
        (5, None),
    ]
    assert "secret" not in str(caught.value)
    kept = read_claims(data, on_problem="keep")
    assert len(kept.problems) == 4
    assert str(kept.row_counts) == "6 rows: 2 read, 4 set apart"
    assert [(one.row, one.cells.get("code")) for one in kept.set_apart] == [
        (2, "97530"),
        (3, None),
        (4, "97530"),
        (5, None),
    ]
    assert dict(kept.set_apart[2].cells) == {
        "claim_id": "C1",
        "code": "97530",
        "date_of_service": "2026-03-02",
        "units": "2",
        "unit": "2",
    }
    assert kept.set_apart[0].cells["units"] == "1.5"
    assert kept.set_apart[0].reason.startswith("lines[1].units: is a number with a decimal point")
    assert [len(claim) for claim in kept.claims] == [1, 1]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{}", "lines: is missing|code: is missing"),
        (b"[]", "no service line"),
        (b'{"lines": []}', "no service line"),
        (b'{"code": "97530", "code": "97110"}', "twice in one object"),
        (b'[{"units": NaN}]', "number that JSON cannot have"),
        (b'[{"units": ' + b"9" * 5000 + b"}]", "number that JSON cannot have"),
        (b"[" * 100_000, "nested too deeply|is not JSON"),
        (b'{"code": ', "is not JSON"),
        (b"\xff\xfe{", "UTF-16"),
        (b'[1, "x", null]', "expected an object"),
    ],
)
def test_what_holds_no_claims_is_refused(data: bytes, message: str) -> None:
    """With a reason."""
    with pytest.raises(InputErrors, match=message):
        read_claims(data, kind="json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["lines", "code", "units", "modifiers", "date_of_service", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, min_size=1, max_size=3))
def test_whatever_json_holds_gives_claims_or_problems(values: list[object]) -> None:
    """Never an error of another kind."""
    try:
        file = read_claims(written(*values), kind="json", on_problem="keep")
    except OtcptError:
        return
    assert all(isinstance(claim, Claim) for claim in file.claims)
    assert (file.row_counts.read, file.row_counts.set_apart) == (len(list(file.lines())), len(file.set_apart))


@pytest.mark.parametrize("lines", [{}, {"0": ROW}, "97530", 5, True, 1.5, [], None, [5], [{}], [ROW, None]])
@pytest.mark.parametrize("more", [{}, {"frequency": "7"}, {"frequency": 7}])
def test_a_claim_whose_lines_are_no_list_is_set_apart(lines: object, more: dict[str, object]) -> None:
    """Whatever is in their place, each value or line is counted once."""
    record = {"claim_id": "C1", "lines": lines, **more}

    file = read_claims(written(ROW, record, record), on_problem="keep")

    assert file.row_counts.given == file.row_counts.read + len(file.set_apart)
    assert bool(file.problems) is (lines != [] or more == {"frequency": 7})


def test_a_row_that_may_be_of_a_claim_or_of_its_correction_is_set_apart() -> None:
    """As in a table: the other rows are read, and each row is accounted for."""
    row = {"claim_id": "C1", "date_of_service": "2026-03-02", "code": "97530", "units": 1}
    rows = [{**row, "frequency": "7"}, row, {**row, "claim_id": "C2"}]
    table = "claim_id,date_of_service,code,units,frequency\n" + "".join(
        f"{one['claim_id']},{one['date_of_service']},{one['code']},{one['units']},{one.get('frequency', '')}\n"
        for one in rows
    )
    for file in (
        read_claims("\n".join(map(json.dumps, rows)).encode(), kind="json", on_problem="keep"),
        read_claims(table.encode(), kind="csv", on_problem="keep"),
    ):
        assert [(claim.claim_id, claim.frequency, len(claim)) for claim in file.claims] == [
            ("C1", "7", 1),
            ("C2", "1", 1),
        ]
        assert (file.row_counts.read, file.row_counts.set_apart) == (2, 1)
        assert ["frequency" in str(problem) for problem in file.problems] == [True]
