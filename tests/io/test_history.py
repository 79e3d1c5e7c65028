"""Charts and earlier claims from files: read as written, or refused with everything that is wrong."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.claims import Episode, History, PlanOfCare, PriorPayments
from otcpt.errors import InputErrors
from otcpt.io import read_claims, read_history
from otcpt.io._history import _EPISODE, _PLAN, _PRIOR_PAYMENTS, read_chart
from otcpt.io._log import Log

CHART = """
[[episode]]
patient_key = "P1"
discipline = "PT"
first_day = 2026-01-05
last_day = "2026-03-20"
progress_reports = [2026-02-02, "2026-01-20"]
changes = []

[[episode.plan]]
first_day = 2026-01-05
last_day = 2026-02-13
signed_on = 2026-01-20

[[episode.plan]]
first_day = 2026-02-14
order_on = 2026-01-02
sent_on = 2026-02-20

[[episode]]
first_day = 2026-04-01

[[prior_payments]]
patient_key = "P1"
year = 2026
allowed = 1850.25
discipline = "SLP"

[[prior_payments]]
year = 2025
allowed = 0
"""
HEADER = b"claim_id,patient_key,date_of_service,code,units\n"


def written(folder: Path, text: str | bytes, name: str = "chart.toml") -> Path:
    """A file of the text."""
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def problems_of(folder: Path, text: str) -> list[str]:
    """What reading the text as a chart complains of."""
    with pytest.raises(InputErrors) as raised:
        read_history(written(folder, text))
    return [str(problem) for problem in raised.value.problems]


def test_a_chart_is_what_it_writes(tmp_path: Path) -> None:
    """Every field arrives; what is not stated is None, an empty list is empty, dollars are exact."""
    assert read_history(written(tmp_path, CHART)) == History(
        episodes=[
            Episode(
                patient_key="P1",
                discipline="PT",
                first_day="2026-01-05",
                last_day="2026-03-20",
                progress_reports=["2026-01-20", "2026-02-02"],
                changes=[],
                plans=[
                    PlanOfCare(first_day="2026-01-05", last_day="2026-02-13", signed_on="2026-01-20"),
                    PlanOfCare(first_day="2026-02-14", order_on="2026-01-02", sent_on="2026-02-20"),
                ],
            ),
            Episode(first_day="2026-04-01"),
        ],
        prior_payments=[
            PriorPayments(patient_key="P1", year=2026, allowed=Decimal("1850.25"), discipline="SLP"),
            PriorPayments(year=2025, allowed=Decimal(0)),
        ],
    )


@pytest.mark.parametrize(
    ("made", "keys"), [(Episode, {*_EPISODE, "plans"}), (PlanOfCare, set(_PLAN)), (PriorPayments, {*_PRIOR_PAYMENTS})]
)
def test_every_field_can_be_written(made: type, keys: set[str]) -> None:
    """A field that is added to a value is a key of its table, or this fails."""
    assert {field.name for field in attrs.fields(made)} == keys


def test_no_plan_and_unknown_plans_are_kept_apart(tmp_path: Path) -> None:
    """An empty list says that there is none; nothing stated is not known."""
    none, unknown = (
        read_history(written(tmp_path, f"[[episode]]\nfirst_day = 2026-01-05\n{more}")).episodes[0].plans
        for more in ("plan = []", "")
    )

    assert (none, unknown) == ((), None)


@given(st.decimals(min_value=0, max_value=100_000, places=2))
def test_dollars_are_never_a_float(dollars: Decimal) -> None:
    """What is written is what arrives, to the cent, as a number and as text."""
    for allowed in (f"{dollars:f}", f'"{dollars:f}"'):
        chart = read_chart(f"[[prior_payments]]\nyear = 2026\nallowed = {allowed}\n".encode(), Log("chart.toml"))
        assert str(chart.prior_payments[0].allowed) == f"{dollars:f}"


def test_everything_that_is_wrong_is_stated_at_once(tmp_path: Path) -> None:
    """File, entry, key and value of each problem, in the order of the file's kinds of table, with near misses."""
    assert problems_of(
        tmp_path,
        """
        episodes = 1
        first_day = 2026-01-01
        plan = []
        [[episode]]
        patient_ky = "P1"
        plans = []
        discipline = "OTR"
        first_day = "2026-13-01"
        progress_reports = [2026-01-01, "x", 3]
        changes = 2026-01-01
        plan = [{first_day = 2026-02-01, last_day = 2026-01-01}, {signed_on = 2026-01-05T10:00:00}]
        [[episode]]
        first_day = 2026-03-01
        last_day = 2026-02-01
        [[episode]]
        patient_key = ""
        [episode.plan]
        first_day = 2026-03-01
        [[prior_payments]]
        year = 26
        allowed = -1.5
        [[prior_payments]]
        year = true
        allowed = nan
        discipline = ["OT"]
        patient_key = 7
        """,
    ) == [
        "chart.toml, episodes: is not known; a chart has [[episode]] and [[prior_payments]]. Did you mean episode?",
        "chart.toml, first_day: is outside a table; move it into an [[episode]]",
        "chart.toml, plan: is outside its episode; write [[episode.plan]] below the [[episode]]",
        "chart.toml, episode 1, plan 1, last_day: a plan ends before it begins: 2026-02-01 to 2026-01-01",
        "chart.toml, episode 1, plan 2, signed_on: '2026-01-05 10:00:00': is no calendar day; write it like 2026-03-02",
        "chart.toml, episode 1, plan 2, first_day: is missing; write first_day = 2026-01-05",
        "chart.toml, episode 1, patient_ky: is not known. Did you mean patient_key?",
        "chart.toml, episode 1, plans: is not known. Did you mean plan?",
        "chart.toml, episode 1, discipline: 'OTR': is not one of OT, PT, SLP",
        "chart.toml, episode 1, first_day: '2026-13-01': is no calendar day; write it like 2026-03-02",
        "chart.toml, episode 1, progress_reports: 'x, 3': is no calendar day; write it like 2026-03-02",
        "chart.toml, episode 1, changes: '2026-01-01': is no list of days; write it like [2026-03-02, 2026-03-30]",
        "chart.toml, episode 2, last_day: an episode ends before it begins: 2026-03-01 to 2026-02-01",
        "chart.toml, episode 3, plan: is no list of tables; write [[episode.plan]], with two brackets",
        'chart.toml, episode 3, patient_key: is no key; write the one the claims have, in quotes, like "P1"',
        "chart.toml, episode 3, first_day: is missing; write first_day = 2026-01-05",
        "chart.toml, prior_payments 1, year: '26': is no calendar year; write it like 2026",
        "chart.toml, prior_payments 1, allowed: '-1.5': is no amount in dollars; write it like 1850.00",
        "chart.toml, prior_payments 2, year: 'True': is no calendar year; write it like 2026",
        "chart.toml, prior_payments 2, allowed: 'NaN': is no amount in dollars; write it like 1850.00",
        "chart.toml, prior_payments 2, discipline: \"['OT']\": is not one of OT, PT, SLP",
        'chart.toml, prior_payments 2, patient_key: is no key; write the one the claims have, in quotes, like "P1"',
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "nothing is given; write [[episode]] or [[prior_payments]]"),
        ("[episode]\nfirst_day = 2026-01-05\n", "episode: is no list of tables; write [[episode]], with two brackets"),
        ("[[prior_payments]]\nyear = 2026\n", "prior_payments 1, allowed: is missing; write allowed = 1850.00"),
        ("[[prior_payments]]\nyear = 2026\nallowed = true\n", "allowed: 'True': is no amount in dollars"),
        ("<html>", "no TOML: "),
        ("[[episode]]\nfirst_day = 2026-02-30\n", "no TOML: "),
    ],
)
def test_what_is_no_chart_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    """Nothing is read as empty, and a wrong shape is named."""
    (shown,) = problems_of(tmp_path, text)

    assert expected in shown


def test_other_files_are_earlier_claims(tmp_path: Path) -> None:
    """Lines of a table or an 837 become lines of the history; several files are one history."""
    table = written(tmp_path, HEADER + b"C1,P1,2026-01-05,97165,1\n", "january.csv")
    plain = Path(__file__).parent / "x12" / "plain.837"

    history = read_history(table, plain, written(tmp_path, CHART))

    assert history.lines == (*read_claims(table).lines(), *read_claims(plain).lines())
    assert len(history.episodes) == 2


def test_a_claim_counts_once_and_as_it_stands(tmp_path: Path) -> None:
    """The same claim in two exports is one claim; what was replaced, in another file even, leaves."""
    header = b"claim_id,patient_key,date_of_service,code,units,frequency,replaces\n"
    one = written(tmp_path, header + b"C1,P1,2026-01-05,97165,1,,\nC2,P1,2026-01-06,97530,9,,\n", "one.csv")
    two = written(tmp_path, header + b"C1,P1,2026-01-05,97165,1,,\nC3,P1,2026-01-06,97530,2,7,C2\n", "two.csv")

    assert [(line.claim_id, line.units) for line in read_history(one, two).lines] == [("C1", 1), ("C3", 2)]


def test_rows_without_a_claim_number_all_count(tmp_path: Path) -> None:
    """No one knows that two equal rows are one."""
    rows = written(tmp_path, b"line_id,date_of_service,code\n1,2026-01-05,97530\n1,2026-01-05,97530\n", "rows.csv")

    assert len(read_history(rows).lines) == 2


def test_without_a_file_the_history_is_empty() -> None:
    """That is a history too: what is checked is all that was billed."""
    assert read_history() == History()


def test_problems_of_all_files_are_stated_together(tmp_path: Path) -> None:
    """A broken chart does not hide a broken table."""
    chart = written(tmp_path, "[[episode]]\n")
    table = written(tmp_path, HEADER + b"C1,P1,05.01.2026,97165,1\n", "january.csv")

    with pytest.raises(InputErrors) as raised:
        read_history(chart, table)

    assert [(one.file, one.column) for one in raised.value.problems] == [
        ("chart.toml", "episode 1, first_day"),
        ("january.csv", "date_of_service"),
    ]


def test_a_byte_order_mark_and_a_capital_suffix_do_no_harm(tmp_path: Path) -> None:
    """As editors on Windows write files."""
    file = written(tmp_path, b"\xef\xbb\xbf[[episode]]\r\nfirst_day = 2026-01-05\r\n", "CHART.TOML")

    assert read_history(file).episodes[0].first_day == date(2026, 1, 5)


def test_blanks_around_a_key_do_not_count(tmp_path: Path) -> None:
    """As in a table of claims."""
    chart = written(tmp_path, '[[episode]]\npatient_key = " P1 "\nfirst_day = 2026-01-05\n')
    table = written(tmp_path, HEADER + b"C1, P1 ,2026-01-05,97165,1\n", "january.csv")

    history = read_history(chart, table)

    assert history.episodes[0].patient_key == history.lines[0].patient_key == "P1"


def test_a_file_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    """As everywhere in the library."""
    with pytest.raises(FileNotFoundError):
        read_history(tmp_path / "nowhere.toml")
