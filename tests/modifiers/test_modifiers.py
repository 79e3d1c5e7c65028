"""The modifiers: their form, and the complete list of those that can release a pair."""

import pytest

from otcpt.codes import CodeGroup
from otcpt.editions import load_edition
from otcpt.errors import InvalidInput
from otcpt.modifiers import ASSISTANT, DISCIPLINE, parse_modifier

GROUPS = load_edition().groups
PTP_ASSOCIATED, ANATOMIC, E_M_ONLY, GLOBAL_PERIOD_ONLY, SEPARATE_SERVICE = (
    GROUPS.of(group, on="2026-03-02").codes
    for group in (
        *(CodeGroup.PTP_ASSOCIATED, CodeGroup.PTP_ANATOMIC, CodeGroup.PTP_VISIT),
        *(CodeGroup.PTP_GLOBAL_PERIOD, CodeGroup.PTP_SEPARATE),
    )
)


def test_the_list_of_the_manual_is_complete() -> None:
    """NCCI Policy Manual, rev. 2026-01-01, ch. I, p. I-14: 31 anatomic, 6 of global surgery, 7 others."""
    fingers_and_toes = {"FA", "TA", *(f"{part}{number}" for part in "FT" for number in range(1, 10))}
    other_sites = {"E1", "E2", "E3", "E4", "LT", "RT", "LC", "LD", "RC", "LM", "RI"}

    assert fingers_and_toes | other_sites == ANATOMIC
    assert {
        *("24", "25", "57", "58", "78", "79"),
        *("27", "59", "91", "XE", "XP", "XS", "XU"),
    } == PTP_ASSOCIATED - ANATOMIC
    assert len(PTP_ASSOCIATED) == 44


def test_each_kind_is_part_of_the_list_and_no_modifier_is_of_two_kinds() -> None:
    """What a modifier says decides when it releases."""
    kinds = (ANATOMIC, E_M_ONLY, GLOBAL_PERIOD_ONLY, SEPARATE_SERVICE)

    assert PTP_ASSOCIATED - frozenset().union(*kinds) == {"27", "91"}
    assert sum(map(len, kinds)) == len(frozenset().union(*kinds))


def test_an_assistants_modifier_belongs_to_a_discipline() -> None:
    """CO is next to GO, CQ beside GP; speech-language pathology has none."""
    assert {modifier: DISCIPLINE[partner] for modifier, partner in ASSISTANT.items()} == {"CO": "OT", "CQ": "PT"}
    assert not (DISCIPLINE.keys() | ASSISTANT.keys()) & PTP_ASSOCIATED


@pytest.mark.parametrize("bad", ["", "G", "GO1", "G-", "ÄÖ", 59, None])
def test_a_modifier_is_two_letters_or_digits(bad: object) -> None:
    """Anything else is refused with an example."""
    with pytest.raises(InvalidInput, match="like GO or 59"):
        parse_modifier(bad)  # type: ignore[arg-type]
