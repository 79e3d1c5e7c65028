"""The NCCI Policy Manual's sentences: what they say of every two codes, and of lines with and without practitioners."""

from datetime import date
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest

from otcpt.checker import Checker
from otcpt.claims import ServiceLine
from otcpt.codes import CodeGroup
from otcpt.editions import load_edition
from otcpt.edits import Effect
from otcpt.rules._manual import (
    either_line,
    modifier_justification,
    prohibition,
    requires_separateness,
    separateness_rule,
)

LAW = Checker(policy="medicare-part-b").law_on(date(2026, 3, 2))

#: Codes of every group the sentences name.
CODES = (
    *("97165", "97168", "97161", "97164", "97750", "97763", "97760", "92507", "97129", "97533", "92526", "97032"),
    *("95992", "97140", "98940", "93798", "97597", "11042", "29581", "99213", "G0463", "29125", "97530"),
)
STATES = list(product(((), ("GO",), ("GP", "59"), ("GN", "25")), (None, "a", "b")))


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (4, "1fa34c3dde8bacf11ff4919adb280c751faf47f90bcd99426fb957c65a83969b"),
        pytest.param(1, "ae9b198571b64b2c5d61a4116a7d06edbaaa0a4990cea7ec45b942a022828f9a", marks=pytest.mark.thorough),
    ],
)
def test_every_pair_of_codes_has_the_answer_it_had_before_the_sentences_became_a_table(
    step: int, expected: str
) -> None:
    """102,400 ordered pairs of 320 codes, or those of every fourth code: the digest is of the answers of the code."""
    every, digest = (Path(__file__).parent / "manual_codes.txt").read_text("utf-8").split(), sha256()
    for one, other in product(every[::step], repeat=2):
        shown = (
            modifier_justification(LAW, one, other),
            either_line(LAW, one, other),
            requires_separateness(LAW, one, other),
        )
        digest.update(repr((one, other, *shown)).encode())

    assert len(every) == 320
    assert digest.hexdigest() == expected


def test_every_two_lines_have_the_answer_they_had_before_the_sentences_became_a_table() -> None:
    """76,176 combinations of codes, modifiers and practitioners, each for both disciplines and both settings."""
    digest, seen = sha256(), 0
    for (one, other), (mine, theirs) in product(product(CODES, CODES), product(STATES, STATES)):
        a, b = _line(one, *mine), _line(other, *theirs)
        shown: list[tuple[object, ...] | None] = []
        for discipline, facility in product(("OT", "PT"), (False, True)):
            found = prohibition(LAW, a, b, discipline=discipline, facility=facility)
            shown.append(None if found is None else (found.section, found.about, found.holds, found.at_fault))
        sentence = separateness_rule(LAW, a, b)
        shown.append(
            None
            if sentence is None
            else (sentence.section, sentence.first, sentence.second, sentence.modifier, sentence.why)
        )
        digest.update(repr((one, *mine, other, *theirs, shown)).encode())
        seen += 1

    assert seen == 76_176
    assert digest.hexdigest() == "93c446e251369e89679b2aeef747a0fdfacff183fa1d5782cb071486b0bd50bd"


def _line(code: str, modifiers: tuple[str, ...], key: str | None) -> ServiceLine:
    return ServiceLine(code, date_of_service=LAW.on, modifiers=modifiers, rendering_provider_key=key)


def test_no_two_sentences_of_one_effect_speak_of_the_same_lines_but_the_first_that_fits() -> None:
    """Only what separates two codes has sentences that overlap; there the special one comes before the general one."""
    codes = sorted(load_edition().codes)
    general = load_edition().manual.sentences
    for effect in (Effect.FORBIDDEN, Effect.SEPARATE, Effect.EITHER_LINE):
        sentences = [one for one in general if one.effect is effect]
        for one, other in product(codes, codes):
            fitting = [shown for shown in sentences if _fits(one, shown.first) and _fits(other, shown.second)]
            assert len(fitting) <= 1, (effect, one, other)


def _fits(code: str, groups: tuple[CodeGroup, ...]) -> bool:
    return not groups or any(code in LAW.group(group) for group in groups)


def test_a_law_answers_for_every_group_as_its_edition_does_and_once() -> None:
    """A law that answers twice gives the same object; its groups are those of its edition on its day."""
    for group in CodeGroup:
        assert LAW.group(group) is LAW.group(group)
        assert LAW.group(group) == load_edition().groups.of(group, on=LAW.on)
