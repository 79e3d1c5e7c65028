"""Public questions of billers that need more than one claim: what all rules together say of each."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from otcpt.checker import Checker
from otcpt.testing import Case

FILE = Path(__file__).with_name("field_cases.toml")
CASES: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]

#: Situations of the list they were collected in: each is a case here or in tests/checking, or named below.
SITUATIONS = frozenset(
    re.findall(
        r"\d+",
        "002 006 007 008 009 010 014 015 016 017 018 020 022 023 024 025 026 027 028 029 030 034 036 037 039 "
        "040 042 043 044 045 048 049 051 052 053 054 057 059 061 063 064 066 067 068 069 070 071 072 075 076 "
        "077 079 080 081 082 083 084 086 087 088 090 091 093 095 098 101 102 103 104 105 108 111 112 113 114 "
        "115 118 119 122 123 124 126 ",
    )
)
ELSEWHERE = {
    "066": ("tests/checking/test_beyond_the_day.py", "def test_a_therapists_day_does_not_end_at_a_payer"),
    "111": ("docs/guides/matrix.md", "minutes given to two patients in turns"),
    "113": ("docs/guides/matrix.md", "a student's part"),
}


def test_every_situation_has_its_place() -> None:
    """A case, a test of its own, or a documented limit."""
    root = FILE.parent.parent.parent
    alone = (root / "tests/checking/test_field_cases.py").read_text(encoding="utf-8")
    cases = {case["id"].removeprefix("FLD-") for case in CASES} | set(re.findall(r'Case\(\s*"(\d+)', alone))

    assert cases.isdisjoint(ELSEWHERE)
    assert cases | set(ELSEWHERE) >= SITUATIONS
    for file, text in ELSEWHERE.values():
        assert text in (root / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("given", CASES, ids=lambda given: f"{given['id']} {given['name']}")
def test_the_question_has_its_answer(given: dict[str, Any]) -> None:
    """No rule finds more, none less, and what cannot be known is stated."""
    shown = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    expect, bypassed, still_open = (shown.pop(key, ()) for key in ("expect", "bypassed", "open"))
    del shown["id"]
    fields = dict(shown.pop("fields", {}))
    if "occurrence_codes" in fields:
        fields["occurrence_codes"] = tuple(fields["occurrence_codes"])
    options: dict[str, Any] = {"on": date(2026, 3, 2), "fields": fields, **shown}
    case = Case(rule="", kind="flagged", **options)
    beside = case.beside if case.history or case.prior_payments or case.episode is not None else None
    report = Checker(policy=case.payer).check(case.claim, history=beside)

    assert sorted(found.rule_id for found in report.findings) == sorted(expect)
    assert {found.rule_id for found in report.bypassed} == set(bypassed)
    assert {entry.rule_id for entry in report.not_evaluated} >= set(still_open)
