"""`otcpt fees` and `otcpt price`: the rate card of a place, and a file of claims priced."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias
from zipfile import ZipFile

import pytest

Run: TypeAlias = Callable[..., Any]

LINES = """claim_id,patient_key,date_of_service,code,modifiers,units,charge,place_of_service
C1,P1,2026-09-14,97530,GO,2,120.00,11
C1,P1,2026-09-14,97535,GO CO,1,60.00,11
C2,P1,2026-09-14,97110,GP,1,60.00,11
C3,P2,2026-09-15,97799,GO,1,60.00,11
C3,P2,2026-09-15,97530,GO,1,70.00,11
C3,P2,2026-09-15,97530,GO CO,1,70.00,11
"""


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    """Three claims of two patients."""
    path = tmp_path / "claims.csv"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_a_rate_card_as_a_table(otcpt: Run) -> None:
    """With the place in words, and the reason where a code is not priced."""
    out = otcpt("fees", "--locality", "ohio", "--on", "2020-06-30", "--code", "97530", "--code", "97010").out
    assert "15202-00 Ohio, OH" in out
    assert "38.43  27.53" in out
    assert "97010: not priced. 97010 has status B" in out


def test_a_year_without_fees_says_so_on_its_rate_card(otcpt: Run) -> None:
    """2027 is not held: the page has the reason once, a table the reason of every code."""
    words = ["fees", "--locality", "15202-00", "--on", "2027-01-05"]
    assert "codes: not priced. Locality 15202-00 Ohio, OH has geographic indices" in otcpt(*words).out
    rows = list(csv.DictReader(otcpt(*words, "--format", "csv").out.splitlines()))
    assert "97530" in {row["code"] for row in rows}
    assert {row["full"] for row in rows} == {""} and all(row["reason"] for row in rows)


def test_rate_cards_of_several_days_and_places_as_csv(otcpt: Run) -> None:
    """A row for each."""
    words = ["--code", "97530", "--on", "2025-03-03", "--on", "2026-03-02", "-l", "15202-00", "-l", "national"]
    rows = list(csv.DictReader(otcpt("fees", *words, "--format", "csv").out.splitlines()))
    assert [(row["on"][:4], row["locality"], row["full"]) for row in rows] == [
        ("2025", "15202-00", "32.84"),
        ("2025", "national", "34.61"),
        ("2026", "15202-00", "33.33"),
        ("2026", "national", "35.07"),
    ]


def test_localities_are_found_by_words(otcpt: Run) -> None:
    """By state or name; nothing found is an error with advice."""
    assert "04412-99  TX     Rest of Texas" in otcpt("fees", "--search", "rest texas").out
    assert otcpt("fees", "--search", "atlantis").code == 2


@pytest.mark.parametrize("words", [[], ["--locality", "15202-00"], ["--on", "2026-03-02"]])
def test_a_card_needs_a_place_and_a_day(otcpt: Run, words: list[str]) -> None:
    """Neither is guessed."""
    assert otcpt("fees", *words).code == 2


def test_estimates_are_written_to_files(otcpt: Run, claims: Path, tmp_path: Path) -> None:
    """A workbook with amounts as numbers, and text as the name says; several files and other columns are priced too."""
    more = tmp_path / "more.csv"
    more.write_text("Visit,Visit Day,CPT,Mods,Units,POS\nC9,2026-09-16,97530,GO,1,11\n")
    words = ("price", more, "--column", "Visit Day=date_of_service", "-l", "15202-00")

    assert "claims.csv" in otcpt(*words, claims).err  # it has no such column
    assert otcpt(*words, "--out", tmp_path / "o.xlsx").code == 0
    with ZipFile(tmp_path / "o.xlsx") as book:
        lines, result = (book.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2))
    assert "<v>33.33</v>" in lines and "<v>33.33</v>" in result
    otcpt(*words, "--out", tmp_path / "o.csv")
    assert otcpt(*words, "--format", "csv").out.splitlines() == (tmp_path / "o.csv").read_text().splitlines()
    assert "files are not written" in otcpt(*words, "--out", tmp_path / "o.parquet").err
    assert "is a file to be read" in otcpt(*words, "--out", more).err


def test_a_file_is_priced(otcpt: Run, claims: Path) -> None:
    """Line by line, with the other answer where no source decides, and what is not priced."""
    out = otcpt("price", claims, "--locality", "15202-00").out
    assert "1 at $33.33, 1 at $24.18 reduced" in out
    assert "$57.51 allowed, $41.16 paid, if line 3 has the unit that is paid in full" in out
    assert out.count("Assumed") == 1
    assert "$159.78 allowed, $119.70 paid by the payer, $31.96 by the patient; 1 line not priced" in out


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_every_form_has_the_same_amounts(otcpt: Run, claims: Path, form: str) -> None:
    """One record of a line, whatever it is written as."""
    out = otcpt("price", claims, "--locality", "15202-00", "--format", form).out
    rows: list[dict[str, Any]]
    if form == "csv":
        rows = list(csv.DictReader(out.splitlines()))
    elif form == "jsonl":
        rows = [json.loads(line) for line in out.splitlines()]
    else:
        rows = [line for claim in json.loads(out)["claims"] for line in claim["lines"]]
    assert [row["allowed"] or None for row in rows] == ["57.51", "23.14", "21.62", None, "33.33", "24.18"]
    assert "P1" not in out


def test_what_another_payer_pays_is_not_known(otcpt: Run, claims: Path, tmp_path: Path) -> None:
    """Its fees tell what is allowed, and no amount stands for the rest."""
    policy = tmp_path / "acme.toml"
    own = 'id = "acme"\nfees = "table"\nfee_table = ["97530=40.00"]\nfee_mppr = ""\n'
    policy.write_text(f'base = "ama-midpoint"\n[[overlay]]\n{own}')
    found = json.loads(otcpt("price", claims, "--policy", policy, "--format", "json").out)
    assert (found["allowed"], found["paid"], found["patient"]) == ("160.00", None, None)
    assert (
        "$160.00 allowed; what of it the payer pays is not known; 3 lines not priced"
        in otcpt("price", claims, "--policy", policy).out
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "no locality"),
        (["--locality", "nowhere"], "no locality 'nowhere'"),
        (["--locality", "15202-00", "--deductible-left", "much"], "is not a number"),
        (["--locality", "15202-00", "--policy", "medicare-part-b-facility", "--nonparticipating"], "must accept"),
    ],
)
def test_what_cannot_be_priced_is_refused(otcpt: Run, claims: Path, words: list[str], says: str) -> None:
    """With what was expected."""
    ran = otcpt("price", claims, *words)
    assert ran.code == 2
    assert says in ran.err


def test_terms_change_the_amounts(otcpt: Run, claims: Path) -> None:
    """The deductible, participation and MIPS."""

    def totals(*words: str) -> dict[str, float]:
        shown = json.loads(otcpt("price", claims, "-l", "15202-00", "-f", "json", *words).out)
        return {name: float(shown[name]) for name in ("allowed", "paid", "patient")}

    plain = totals()
    assert totals("--deductible-left", "100.00")["patient"] > plain["patient"]
    assert totals("--nonparticipating")["allowed"] < plain["allowed"]
    assert totals("--mips", "0.91")["paid"] < plain["paid"]


def test_a_known_fee_has_three_parts(otcpt: Run, tmp_path: Path) -> None:
    """A code, a locality and dollars."""
    ran = otcpt("data", "build", "--out", tmp_path / "new", "--gpci", "GPCI2026.csv", "--known-fee", "99203 much")
    assert ran.code == 2
    assert "is not a code, a locality and dollars" in ran.err


def test_a_rate_card_as_a_workbook(otcpt: Run, tmp_path: Path) -> None:
    """A sheet for each day and place; another ending is refused."""
    words = ["fees", "-l", "15202-00", "--on", "2025-03-03", "--on", "2026-03-02", "--out"]
    assert otcpt(*words, tmp_path / "card.xlsx").code == 0
    with ZipFile(tmp_path / "card.xlsx") as opened:
        names = opened.read("xl/workbook.xml").decode()
        assert "33.33" in opened.read("xl/worksheets/sheet2.xml").decode()
    assert "2025-03-03 15202-00" in names
    assert otcpt(*words, tmp_path / "card.ods").code == 2


def test_a_check_with_the_dollars_at_stake(otcpt: Run, claims: Path) -> None:
    """By rule; each line counts once."""
    claims.write_text(LINES.replace("97535,GO CO", "97535,CO"), encoding="utf-8")
    ran = otcpt("check", claims, "--policy", "medicare-part-b", "--locality", "15202-00", "--price")
    assert "$23.14 at stake, each line counted once" in ran.out
    assert ran.code == 1
    assert otcpt("check", claims, "--policy", "medicare-part-b", "--price").code == 2
    assert "claim by claim" in otcpt("check", claims, "-p", "medicare-part-b", "--price", "--workers", "2").err


def test_a_locality_that_is_missing_is_asked_for_before_anything_is_printed(otcpt: Run, claims: Path) -> None:
    """With the words of the command line; a long check is not done in vain."""
    for words in (("--price",), ("--locality", "nowhere")):
        done = otcpt("check", claims, "--policy", "medicare-part-b", *words)
        assert (done.code, done.out) == (2, "")
        assert "no locality" in done.err
    assert "otcpt fees --search ohio" in otcpt("price", claims).err


@pytest.mark.parametrize("command", ["check", "price"])
def test_standard_output_is_no_file(otcpt: Run, claims: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """A file called - is not made."""
    monkeypatch.chdir(claims.parent)
    place = ("--locality", "national") if command == "price" else ()
    done = otcpt(command, claims, "--policy", "medicare-part-b", *place, "--out", "-")
    assert done.code == 2
    assert "--out names a file; leave it out" in done.err
    assert not (claims.parent / "-").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mips", "-5"), "mips -5 is not a factor"),
        (("--mips", "NaN"), "mips NaN is not a factor"),
        (("--mips", "abc"), "write it like 1.0120"),
        (("--code", ""), "code '' is impossible"),
        (("--out", "card.xlsx", "--format", "csv"), "--out writes a workbook"),
    ],
)
def test_what_a_rate_card_cannot_take_is_refused(otcpt: Run, words: tuple[str, ...], said: str) -> None:
    """Before anything is printed, in the words of the command line."""
    done = otcpt("fees", "--locality", "national", "--on", "2026-03-02", *words)
    assert (done.code, done.out) == (2, "")
    assert said in " ".join(done.err.split())
    assert "Decimal" not in done.err.replace("a Decimal like", "")


def test_a_price_without_a_number_is_refused(otcpt: Run, claims: Path) -> None:
    """No factor and no dollars are NaN."""
    for option in ("--mips", "--deductible-left"):
        done = otcpt("price", claims, "--locality", "national", option, "NaN")
        assert (done.code, done.out) == (2, "")
