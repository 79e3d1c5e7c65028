"""What is often read on the web: otcpt gives the answer the data file states, and the page shows both."""

import importlib.util
import re
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

import otcpt

ROOT = Path(__file__).parent.parent


def load_tool() -> ModuleType:
    """Load the tool that writes the page."""
    spec = importlib.util.spec_from_file_location("web_page", ROOT / "tools" / "web_page.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules["web_page"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = load_tool()
TOPICS, DOCUMENTS = TOOL.load()
CLAIMS = [claim for topic in TOPICS for claim in topic.claims]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_otcpt_answers_as_the_claim_states(claim: Any) -> None:
    """Every question of every claim gets the stated answer, word for word."""
    answers = list(claim.answers())

    assert answers
    for result, stated in answers:
        assert result.answer == stated, result.question


def test_page_is_what_the_tool_writes() -> None:
    """The committed page equals the data file with today's answers."""
    assert not TOOL.stale()


def test_wrong_answer_would_be_seen() -> None:
    """An answer that does not hold is not equal to what otcpt says; the walk above is not empty."""
    claim = next(claim for claim in CLAIMS if claim.id == "97530-97140")
    turned = attrs.evolve(claim, ask=[entry | {"answer": "no edit"} for entry in claim.ask])

    assert [result.answer == stated for result, stated in turned.answers()] == [False, True, True]


def test_claims_are_many_and_kept_apart() -> None:
    """Ids name one claim each and serve as anchors."""
    ids = [claim.id for claim in CLAIMS]

    assert len(ids) >= 25
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in ids)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_claim_names_its_codes_and_sources(claim: Any) -> None:
    """Its codes are registry codes (or named as mistyped) and occur in it; each source has a place in a document."""
    shown = f"{claim.reads} {claim.holds} {claim.ask}"

    assert claim.sources
    assert all(key in DOCUMENTS and place for key, place, *_ in claim.sources)
    assert all(code in shown for code in claim.codes)
    assert [code for code in claim.codes if code not in otcpt.load_edition().codes] in ([], ["97410"])


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if claim.right_through], ids=lambda claim: claim.id)
def test_what_was_right_once_has_ended(claim: Any) -> None:
    """A day through which it was right excludes a day since which something else holds, and it is past."""
    assert claim.since is None
    assert claim.right_through < date(2026, 3, 2)
