"""Whatever is given, what comes out is an error of otcpt's own, with what to do."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.io.fhir.made import claim, item

import otcpt
from otcpt import InputErrors, InvalidInput, UnknownName
from otcpt.batch import check_file, check_table
from otcpt.claims import Episode, History, PlanOfCare, PriorPayments
from otcpt.comparing import read_lock
from otcpt.io import read_history

POLICY = "medicare-part-b"
DEEP = "a = " + "[" * 5000 + "]" * 5000
LONG = f"year = {'1' * 5000}"


@pytest.mark.parametrize(
    "text", [DEEP, f"[[prior_payments]]\n{LONG}", "[[prior_payments]]\nallowed = 1e999999999999999999999"]
)
def test_a_chart_of_odd_numbers_is_refused(tmp_path: Path, text: str) -> None:
    """Nested deeply, with thousands of digits, or with an exponent that no amount has."""
    chart = tmp_path / "chart.toml"
    chart.write_text(text)
    with pytest.raises(InputErrors, match=r"chart.toml: no TOML: "):
        read_history(chart)


@pytest.mark.parametrize("text", [DEEP, LONG])
def test_a_policy_of_odd_numbers_is_refused(tmp_path: Path, text: str) -> None:
    """As a chart is."""
    policy = tmp_path / "policy.toml"
    policy.write_text(text)
    with pytest.raises(InputErrors, match="no TOML: it "):
        otcpt.load_policy(policy)


def test_an_amount_beyond_any_is_refused() -> None:
    """Sums over it would be none."""
    with pytest.raises(InvalidInput, match="is not an amount in dollars"):
        PriorPayments(year=2026, allowed=Decimal("9e999999999999999999"))


@pytest.mark.parametrize(
    "read",
    [
        otcpt.read_claims,
        otcpt.read_remittances,
        otcpt.load_policy,
        read_history,
        lambda path: check_file(path, "o.csv", policy=POLICY),
        lambda path: check_file(__file__, f"{path}.csv", policy=POLICY),
    ],
)
def test_a_zero_byte_names_no_file(read: Callable[[str], object]) -> None:
    """In whatever call."""
    with pytest.raises(InvalidInput, match="is no path: it has a zero byte"):
        read("a\0b.toml")


@pytest.mark.parametrize("name", ["a" * 5000, "a\0b"])
def test_a_name_that_can_be_no_folder_is_an_unknown_edition(name: str) -> None:
    """Not an error of the file system."""
    with pytest.raises(UnknownName, match="no edition"):
        otcpt.load_edition(name)


@pytest.mark.parametrize("text", [f"97530 x{'1' * 5000}", f"97530 @{'1' * 5000}", f"97530 @A{'1' * 5000}"])
def test_shorthand_of_thousands_of_digits_is_refused(text: str) -> None:
    """With the form that is expected, and without the digits."""
    with pytest.raises(InvalidInput, match="has a number of 5000 digits; expected CODE") as raised:
        otcpt.claim("2026-03-02", text)
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize("day", [date(9999, 12, 1), date.max])
def test_plans_at_the_end_of_time_are_judged(day: date) -> None:
    """Ninety days after are no day at all."""
    history = History((), [Episode(first_day=day, plans=[PlanOfCare(first_day=day)])])
    assert otcpt.check(otcpt.claim(day, "97530:GO x1 @15"), policy=POLICY, history=history).checked


@pytest.mark.parametrize(
    "content", [b"\xff" * 3000, b"{" + b"a" * 3000, b"[" * 100_000, b'{"lock_version": "1.0", "law": 5}']
)
def test_what_is_no_lock_is_refused_in_few_words(tmp_path: Path, content: bytes) -> None:
    """Nothing of the file is in the message."""
    path = tmp_path / "otcpt.lock"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match="is not a lock of otcpt") as raised:
        read_lock(path)
    assert len(str(raised.value)) < 300


def test_an_endless_word_is_cut() -> None:
    """Whatever it is in a message of."""
    for call in (
        lambda: otcpt.claim("2026-03-02", "x" * 9000),
        lambda: otcpt.code("9" * 9000, on="2026-03-02"),
        lambda: otcpt.read_claims(b"code,dos,mods\n97530,2026-03-02," + b"G" * 9000 + b"\n"),
        lambda: otcpt.read_claims(b"code," + b"d" * 9000 + b"\n97530,2026-03-02\n"),
    ):
        with pytest.raises(otcpt.OtcptError) as raised:
            call()
        assert len(str(raised.value)) < 1000


def test_a_row_that_became_part_of_the_header_is_not_shown() -> None:
    """A quotation mark too many joins them; the column is named by its number."""
    rows = "".join(f"C{row},97530,2026-03-02,P{row}\n" for row in range(9))
    file = otcpt.read_claims(f'claim_id,code,dos,"patient\n{rows}C9,97530,2026-03-02,P9"\n'.encode())
    assert str(file.row_counts) == "10 rows: 10 read"
    assert "column number 4 was not read." in file.notes
    with pytest.raises(InputErrors) as raised:
        otcpt.read_claims(b"code,patient2;P2;2026-03-02\n97530,2026-03-02\n")
    assert "P2" not in str(raised.value)


def test_an_occurrence_code_that_is_none_is_named_with_its_segment() -> None:
    """By every line of the claim."""
    sample = (Path(__file__).parent / "x12" / "institutional.837").read_bytes()
    with pytest.raises(InputErrors, match="HI: 'F1A': occurrence code 'F1A' is not two letters or digits"):
        otcpt.read_claims(sample.replace(b"HI*ABK:M6281~", b"HI*BH:F1A:D8:20260301~", 1))


def test_a_blank_date_in_fhir_is_a_problem() -> None:
    """Not a line that is set apart for no reason."""
    with pytest.raises(InputErrors, match="servicedDate: is not a calendar day"):
        otcpt.read_claims(json.dumps(claim(item("97530", servicedDate=" "))).encode())


def test_a_policy_with_a_mark_of_its_encoding_is_read(tmp_path: Path) -> None:
    """As Notepad writes it."""
    policy = tmp_path / "policy.toml"
    policy.write_text('base = "medicare-part-b"\n', encoding="utf-8-sig")
    assert otcpt.load_policy(policy).settings == otcpt.load_policy("medicare-part-b").settings


def dated(kind: pa.DataType, value: int) -> pa.Table:
    """A line on a moment."""
    return pa.table({"code": ["97530"], "date_of_service": pa.array([value], kind)})


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (dated(pa.timestamp("us", "Nowhere/Zone"), 0), "time zone 'Nowhere/Zone', which is not known here"),
        (dated(pa.timestamp("us", "UTC"), 2**63 - 1), "a moment in a time zone, not a calendar day"),
        (dated(pa.timestamp("s"), 2**63 - 1), "not a calendar day"),
    ],
)
def test_moments_beyond_the_calendar_are_refused(table: pa.Table, message: str) -> None:
    """As is a zone that this machine does not know."""
    with pytest.raises(otcpt.OtcptError, match=message):
        check_table(table, policy=POLICY)


def test_half_floats_are_numbers() -> None:
    """Read without a warning."""
    units = pa.array(np.array([1, np.nan], dtype=np.float16))
    table = pa.table({"code": ["97530"] * 2, "date_of_service": ["2026-03-02"] * 2, "units": units})
    assert check_table(table, policy=POLICY, rules=()).rows == 2
