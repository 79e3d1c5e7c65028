"""Numbers of existing codes decide what is a typing error, and what is stated of a number that is none."""

import csv
from pathlib import Path

import pytest

import otcpt
from otcpt.codes import CodeNumbers, is_code
from otcpt.editions import Edition, available_editions, load_edition
from otcpt.errors import UnknownName

NUMBERS = Path(__file__).parents[2] / "data" / "numbers.csv"
NEW, OLD = load_edition("2026q4"), load_edition("2024q3")


def rows() -> list[dict[str, str]]:
    """The committed table."""
    with NUMBERS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def one_swap_away(edition: Edition) -> set[str]:
    """Every text that is a registry code with two neighbors swapped, and no registry code itself."""
    swapped = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for code in edition.codes for i in range(len(code) - 1)}
    return {code for code in swapped if is_code(code)} - set(edition.codes)


def test_no_real_number_one_swap_from_a_registry_code_warns() -> None:
    """In either edition, at its end: none of the numbers that any document lists is stated to be mistyped.

    In the older one 98986, which began in 2026, is no number yet.
    """
    real = {row["code"] for row in rows()}
    for edition, on, later in ((NEW, "2026-11-02", set[str]()), (OLD, "2024-09-03", {"98986"})):
        checker = otcpt.Checker(policy="medicare-part-b", edition=edition)
        near = (one_swap_away(edition) & real) - later
        assert len(near) > 150
        for code in near:
            found = {finding.rule_id for finding in checker.check(otcpt.claim(on, f"{code} x1")).findings}
            assert "CODE002" not in found, code
        assert not any(edition.codes.near(code) for code in near)


@pytest.mark.parametrize("edition", [NEW, OLD], ids=lambda edition: edition.id)
@pytest.mark.parametrize(("typed", "meant"), [("97410", "97140"), ("97350", "97530")])
def test_a_true_typing_error_still_warns(edition: Edition, typed: str, meant: str) -> None:
    """A number that no code has and that is one swap from a therapy code."""
    claim = otcpt.claim("2024-09-03", f"{typed}:GO x1")
    [finding] = otcpt.check(claim, policy="medicare-part-b", edition=edition).findings
    assert (finding.rule_id, dict(finding.evidence)["meant"]) == ("CODE002", (meant,))


def test_most_swaps_are_typing_errors() -> None:
    """The list is no excuse for silence: what is no number keeps its near miss."""
    real = {row["code"] for row in rows()}
    typed = one_swap_away(NEW) - real
    assert len(typed) > 500
    assert all(NEW.codes.exists(code) is False for code in typed)


@pytest.mark.parametrize("name", available_editions())
def test_every_code_of_the_registry_exists(name: str) -> None:
    """Ended ones too."""
    codes = load_edition(name).codes
    assert all(codes.exists(code) for code in codes)


def test_the_older_edition_knows_what_had_been_published() -> None:
    """What a later document was the first to list: no code for five digits, not known with a letter."""
    listed = {row["code"]: row["listed"] for row in rows()}
    assert NEW.codes.exists("98000") and OLD.codes.exists("98000") is False
    assert NEW.codes.exists("G9711") and OLD.codes.exists("G9711") is None
    for code, day in listed.items():
        if code not in OLD.codes:
            later = None if not code.isdecimal() else False
            assert OLD.codes.exists(code) is (True if day <= "2024-09-30" else later), code
            assert NEW.codes.exists(code)


@pytest.mark.parametrize("code", ["97751", "97531", "97115", "97764", "97111", "97780", "97557"])
def test_a_number_of_the_section_that_is_not_in_the_registry_is_none(code: str) -> None:
    """From 97010 to 97799 the registry is whole; codes that had ended before 2000 are none."""
    assert NEW.codes.exists(code) is False
    with pytest.raises(UnknownName, match=f"No code number {code} is known"):
        NEW.codes[code]


def test_near_misses_are_named_for_numbers_that_are_none_alone() -> None:
    """99231 exists, although 99213 is one swap away."""
    assert NEW.codes.suggest("99231") == " 99231 is a code of another field."
    assert NEW.codes.suggest("97410") == " No code number 97410 is known. Did you mean 97140?"
    assert OLD.codes.suggest("G9711") == ""


@pytest.mark.parametrize(("text", "expected"), [(" 97530 ", True), ("g0283", True), ("9753O", False), ("", False)])
def test_texts_are_read_as_codes_are(text: str, expected: bool) -> None:
    """Blanks and small letters do not matter; what cannot be a code is none."""
    assert NEW.codes.exists(text) is expected


def test_numbers_alone() -> None:
    """Where lettered numbers are listed in full, absence says of both kinds that there is none."""
    numbers = CodeNumbers(frozenset({"G0283"}), lettered=True)
    assert [numbers.exists(code) for code in ("G0283", "G0823", "97410")] == [True, False, False]
