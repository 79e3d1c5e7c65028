"""The answers behind the page that runs in the browser, and what its forms ask."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tools import try_answers

import otcpt

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "try" / "index.md").read_text(encoding="utf-8")
SCRIPTS = [ROOT / "docs" / "try" / name for name in ("index.md", "try.css", "try.js", "worker.js")]
PAYER = {"on": ["2026-03-02"], "policy": ["medicare-part-b"]}


def ask(tool: str, files: Mapping[str, str] | None = None, **fields: list[str]) -> dict[str, Any]:
    """Ask as the page does, with files of the examples."""
    given = {name: (Path(path).name, (ROOT / "examples" / path).read_bytes()) for name, path in (files or {}).items()}
    answer: dict[str, Any] = json.loads(try_answers.answer(tool, json.dumps(PAYER | fields), given))
    return answer


def words(html: str) -> str:
    """Return what is read of some HTML."""
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def test_bill_asks_what_only_the_record_can_decide_and_takes_the_answer() -> None:
    """The question is a form; its answer puts 59 on the line and stays chosen, and one that fits nothing is dropped."""
    visit = {"code": ["97530", "97750", ""], "therapist": ["30", "30", ""], "assistant": ["", "", ""]}
    name = "answer:separate-time:97750+97530"
    asked = ask("bill", None, **visit)
    done = ask("bill", None, **visit, **{name: ["yes"], "answer:tie:97110+97112": ["97112"]})

    assert f'name="{name}" value="no" checked' in asked["questions"]
    assert "ID=KEY" not in words(asked["html"])
    assert f'name="{name}" value="yes" checked' in done["questions"]
    assert "2 97750 GO 59 2 30" in words(done["html"])


def test_question_that_counts_takes_a_number() -> None:
    """How many splints: any number to 99."""
    asked = ask("bill", None, code=["L3906"], therapist=["30"], assistant=["0"], **{"answer:count:L3906": ["3"]})

    assert 'type="number"' in asked["questions"] and 'value="3"' in asked["questions"]


def test_lines_of_a_claim_are_checked() -> None:
    """Empty rows are no lines, modifiers may be set apart by any sign."""
    claim = {"code": ["97530", "97750", ""], "modifiers": ["GO", "go:59", ""], "units": ["2", "2", ""]}

    assert "NCCI edit bypassed" in words(ask("check", None, **claim, minutes=["30", "30", ""])["html"])


def test_file_is_checked_and_what_could_not_be_read_comes_first() -> None:
    """Every claim of the file, in the same words as on the command line; a row that cannot be read is listed."""
    broken = b"code,date_of_service,units\n97003,2026-03-09,1\n97530,2026-03-09,x\n"
    answer = json.loads(try_answers.answer("check", json.dumps(PAYER), {"claims": ("week.csv", broken)}))
    week = ask("check", {"claims": "clinic_week.837"})

    assert words(answer["html"]).index("Rows that could not be read") < words(answer["html"]).index("Deleted code")
    assert "clinic_week.837" in words(week["html"]) and week["document"].startswith("<!DOCTYPE html>")


def test_columns_may_be_named() -> None:
    """As --column does on the command line."""
    file = b"Proc,Seen,units\n97003,2026-03-09,1\n"
    named = json.dumps({**PAYER, "columns": ["Proc = code, Seen = date_of_service"]})

    assert "Deleted code" in json.loads(try_answers.answer("check", named, {"claims": ("a.csv", file)}))["html"]


@pytest.mark.parametrize(
    ("tool", "fields", "shown"),
    [
        ("units", {"code": ["97110"], "minutes": ["38"]}, "97110 x3 (3 in all)"),
        ("pair", {"one": ["97530"], "other": ["97750"]}, "indicator 1"),
        ("code", {"code": ["97530"]}, "Functional activities"),
        ("code", {"code": ["self care"]}, "97535"),
        ("fees", {"locality": ["15202-00 Ohio, OH"], "codes": ["97530"]}, "Ohio"),
        ("denial", {"denial": ["CO-236 a meaning"]}, "PTP002"),
    ],
)
def test_look_up_answers(tool: str, fields: dict[str, list[str]], shown: str) -> None:
    """Each look-up shows what the library says."""
    assert shown in words(ask(tool, None, **fields)["html"])


def test_remittance_gives_a_checklist_for_each_appeal_that_is_open() -> None:
    """Those of the worklist, with what the law says against the denial and the documents to send."""
    files = {"answered": "denials/answer.835", "claims": "denials/claims.csv"}
    answer = ask("remittance", files, on=["2026-05-01"])
    late = ask("remittance", files, on=["2027-12-01"])

    assert "104 over" not in words(answer["html"]) and "Worklist" in words(answer["html"])
    first, *_ = answer["checklists"]
    assert "Checklist for the appeal: claim A106, 97530 by 2026-08-13" in words(first)
    assert "fit the MUE" in words(first) and "☐" in first and "Treatment note" in words(first)
    assert "Checklist for the appeal" in words(answer["document"])
    assert "over" in words(late["html"])


@pytest.mark.parametrize(
    ("tool", "fields", "problem"),
    [
        ("units", {"code": [""], "minutes": [""]}, "no code is given"),
        ("units", {"code": ["97110"], "minutes": ["7.5"]}, "'7.5' is not a whole number"),
        ("code", {"code": ["97530"], "on": [""]}, "choose a day"),
        ("code", {"code": ["zeppelin"]}, "no code and no label"),
        ("denial", {"denial": ["ZZ"]}, "not in the table"),
        ("remittance", {}, "is missing"),
    ],
)
def test_what_cannot_be_answered_says_why(tool: str, fields: dict[str, list[str]], problem: str) -> None:
    """In a sentence, without a trace."""
    answer = ask(tool, None, **fields)

    assert problem in " ".join(answer["problem"]) and "trace" not in answer


def test_fault_of_ours_is_no_silence() -> None:
    """The page says that it is not the reader's, with what a developer needs."""
    answer = ask("units", code=["97110"])

    assert "fault of otcpt" in answer["problem"][0] and "ValueError" in answer["trace"]


def test_forms_ask_for_what_the_answers_read() -> None:
    """Each form of the page is a tool, each payer a policy there is, and the lists are filled."""
    assert set(re.findall(r'data-tool="(\w+)"', PAGE)) == set(try_answers.TOOLS)
    payers = re.findall(r'<select name="policy">(.*?)</select>', PAGE)
    assert all(set(re.findall(r'value="([^"]+)"', one)) == set(otcpt.available_policies()) for one in payers)
    lists = json.loads(try_answers.lists())
    assert all(f'id="try-{name}"' in PAGE for name in ("codes", "localities", "denials"))
    assert ["97530", "Functional activities, one-on-one"] in lists["codes"]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_page_names_no_other_host(path: Path) -> None:
    """No address in the page, its style or its scripts."""
    assert not re.search(r"https?://", path.read_text(encoding="utf-8"))
