"""Questions about codes, pairs, rules, policies and editions."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from otcpt.findings import Rule
from otcpt.policies import available_policies, example_overlays
from otcpt.rules import ALL_RULES

Run: TypeAlias = Callable[..., Any]


def test_a_code_on_a_day_shows_its_meaning_and_limits(otcpt: Run) -> None:
    """Unit, pool, designation and the MUE of every setting."""
    out = otcpt("code", "97530", "--on", "2026-03-02").out

    assert "per 15 min: timed, counts in the total-time pool of 15-minute codes" in out
    assert "therapy code     always" in out
    assert "  practitioner         6 a day" in out
    assert "outpatient hospital" in out


def test_a_code_without_a_day_shows_all_its_meanings(otcpt: Run) -> None:
    """97760 changed its meaning in 2018."""
    out = otcpt("code", "97760").out

    assert out.count("97760  Orthosis") == 2
    assert "2006-01-01 to 2017-12-31" in out
    assert "2018-01-01 to now" in out


def test_an_ended_code_names_its_successors(otcpt: Run) -> None:
    """97003 ended with 2016."""
    assert "replaced by      97165, 97166, 97167" in otcpt("code", "97003").out


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("97165", "per encounter: untimed"),
        ("97129", "with 97130 for each further unit"),
        ("97551", "after 97550"),
        ("98980", "full 20 minutes only"),
    ],
)
def test_timing_is_described_in_words(otcpt: Run, code: str, words: str) -> None:
    """Untimed, first-plus-additional and full-time codes."""
    assert words in otcpt("code", code).out


def test_search_lists_codes_by_label(otcpt: Run) -> None:
    """All words must be in the label; a day leaves out what was not in force."""
    out = otcpt("code", "--search", "forearm splint").out

    assert {"29125", "29126"} <= {line.split()[0] for line in out.splitlines()[1:]}
    assert "97003" in otcpt("code", "--search", "ot evaluation").out
    assert "97003" not in otcpt("code", "--search", "ot evaluation", "--on", "2026-03-02").out
    assert "No code's label" in otcpt("code", "--search", "trombone").out


def test_a_pair_is_answered_for_both_settings_whatever_the_order(otcpt: Run) -> None:
    """Column one and column two come from the table, not from the call."""
    out = otcpt("pair", "97750", "97530", "--on", "2026-03-02").out
    swapped = otcpt("pair", "97530", "97750", "--on", "2026-03-02").out

    assert out.splitlines()[1:] == swapped.splitlines()[1:]
    assert out.splitlines()[1].split() == ["practitioner", "outpatient", "hospital"]
    assert "column one  97530, paid" in out
    assert "column two  97750, denied" in out
    assert "Carried forward" in out


def test_a_pair_can_be_asked_for_one_setting(otcpt: Run) -> None:
    """The 2020 gap of the hospital table is no edit; the years around it are shown."""
    out = otcpt("pair", "97530", "97535", "--on", "2020-03-02", "--setting", "outpatient_hospital").out

    assert "practitioner" not in out
    assert "no edit" in out
    assert "2020-10-01 to 2021-12-31" in out


def test_a_pair_no_one_knows_is_not_no_edit(otcpt: Run) -> None:
    """Cannot tell, and why."""
    out = otcpt("pair", "99213", "71046", "--on", "2026-03-02").out

    assert "cannot tell" in out
    assert "no edit" not in out


@pytest.mark.parametrize("pair", [("97751", "97530"), ("97530", "97751")])
def test_a_pair_with_a_number_that_is_no_code_is_refused_with_near_misses(otcpt: Run, pair: tuple[str, str]) -> None:
    """Nothing is verified of it, in either place."""
    ran = otcpt("pair", *pair, "--on", "2026-03-02")

    assert (ran.code, ran.out) == (2, "")
    assert "No code number 97751 is known. Did you mean 97761" in ran.err


def test_a_pair_with_a_number_that_may_be_a_code_is_not_verified(otcpt: Run) -> None:
    """An edition without a fee schedule file does not list every lettered code; an edit it has is answered."""
    out = otcpt("pair", "97530", "G9711", "--on", "2024-03-04", "--edition", "2024q3").out

    assert "cannot tell" in out and "whether G9711 exists is not known" in out
    assert "verified" not in out
    assert "verified" in otcpt("pair", "97530", "G0283", "--on", "2024-03-04", "--edition", "2024q3").out


@pytest.mark.parametrize(
    ("code", "expected"),
    [("97751", "No code number 97751 is known. Did you mean 97761"), ("99231", "99231 is a code of another field.")],
)
def test_a_number_outside_the_registry_is_known_to_exist_or_not(otcpt: Run, code: str, expected: str) -> None:
    """Near misses are for numbers that are none."""
    ran = otcpt("code", code)

    assert ran.code == 2
    assert expected in ran.err
    assert ("Did you mean" in ran.err) is (code == "97751")


def test_a_pair_never_paid_together_is_stated_so(otcpt: Run) -> None:
    """Indicator 0 for practitioners, 1 for hospitals."""
    out = otcpt("pair", "97750", "97165", "--on", "2026-03-02").out

    assert "answer      never together  " in out
    assert out.count("never together") == 1


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_every_rule_can_be_explained(otcpt: Run, rule: Rule) -> None:
    """The document with all its sections, the severity and the sources."""
    out = otcpt("explain", rule.id).out

    assert out.startswith(f"{rule.id}  {rule.name}")
    for section in ("What it checks", "Why it matters", "Remedy and its limits", "Not covered", "Sources"):
        assert f"\n{section}\n" in out
    assert set(rule.document.split()) - {"##", "-"} <= set(out.split()) | {f"{rule.id}"}
    for citation in rule.cites:
        assert str(citation) in out


def test_rules_are_listed(otcpt: Run) -> None:
    """One rule per line, under a line of headings."""
    lines = otcpt("explain").out.splitlines()

    assert [line.split()[0] for line in lines[1:]] == [rule.id for rule in ALL_RULES]


def test_policies_are_listed_and_shown(otcpt: Run) -> None:
    """Every choice of a policy with its source; what is left open is stated to be."""
    policies, examples = otcpt("policies").out.split("\n\n")
    assert [line.split()[0] for line in policies.splitlines()[1:]] == list(available_policies())
    assert [line.split()[0] for line in examples.splitlines()[1:]] == list(example_overlays())
    assert "unit method               cms" in otcpt("policies", "medicare-part-b").out
    assert "left open" in otcpt("policies", "medicaid-ncci").out


def test_a_policy_file_is_shown_with_its_days_and_refused_with_all_its_problems(otcpt: Run, tmp_path: Path) -> None:
    """A file stands wherever a name does; a broken one says everything that is wrong."""
    file = tmp_path / "acme.toml"
    overlays = '[[overlay]]\nid = "july"\nfirst_day = 2026-07-01\nlast_day = 2026-12-31\nunit_method = "ama"\n'
    file.write_text(f'base = "medicare-part-b"\n{overlays}', encoding="utf-8")
    shown = otcpt("policies", str(file))
    billed = otcpt("bill", "2026-07-01", "97110@8", "97140@8", "-p", str(file))

    assert "unit method cms; ama from 2026-07-01 through 2026-12-31" in " ".join(shown.out.split())
    assert "medicare-part-b+july" in billed.out

    file.write_text(f'base = "medicare-partb"\n{overlays}off = "PTP004"\n', encoding="utf-8")
    broken = otcpt("policies", str(file))

    assert (broken.code, broken.out) == (2, "")
    assert "2 problems" in broken.err
    assert "Did you mean medicare-part-b" in broken.err
    assert otcpt("policies", str(tmp_path / "none.toml")).code == 2


def test_editions_are_listed_and_verified(otcpt: Run) -> None:
    """Reach of every table, the pin, and the hashes on request."""
    out = otcpt("editions").out

    assert "Edition 2026q4" in out
    assert "ptp_practitioner" in out
    assert "2026q4@sha256:" in out
    assert "Every byte" not in out
    assert "Every byte is what the manifest says." in otcpt("editions", "--verify").out


def test_the_pin_that_is_shown_can_be_given_back(otcpt: Run, csv_of: Run) -> None:
    """A pin from `otcpt editions` names the edition for `otcpt check`."""
    pin = otcpt("editions").out.splitlines()[-1].strip()

    assert otcpt("check", csv_of("clean"), "-p", "medicare-part-b", "--edition", pin).code == 0
