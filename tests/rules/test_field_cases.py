"""Public questions of billers: what all rules together say of each."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from otcpt.checker import Checker
from otcpt.testing import Case

FILE = Path(__file__).with_name("field_cases.toml")
CASES: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("given", CASES, ids=lambda given: f"{given['id']} {given['name']}")
def test_the_question_has_its_answer(given: dict[str, Any]) -> None:
    """No rule finds more, none less, and what cannot be told is said."""
    told = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    expect, bypassed, still_open = (told.pop(key, ()) for key in ("expect", "bypassed", "open"))
    del told["id"]
    fields = dict(told.pop("fields", {}))
    if "occurrence_codes" in fields:
        fields["occurrence_codes"] = tuple(fields["occurrence_codes"])
    options: dict[str, Any] = {"on": date(2026, 3, 2), "fields": fields, **told}
    case = Case(rule="", kind="flagged", **options)
    beside = case.beside if case.history or case.episode is not None else None
    report = Checker(policy=case.payer).check(case.claim, history=beside)

    assert sorted(found.rule_id for found in report.findings) == sorted(expect)
    assert {found.rule_id for found in report.bypassed} == set(bypassed)
    assert {entry.rule_id for entry in report.not_evaluated} >= set(still_open)
