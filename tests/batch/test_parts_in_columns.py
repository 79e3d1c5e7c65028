"""Rules asked part by part, in columns: every code of the registry, and what breaks when the parts are wrong."""

from datetime import date
from random import Random

import numpy as np
import pytest
from tests.batch.lines import assert_parity, table_of
from tests.batch.test_parity import POLICIES, bulk, checker

from otcpt import ServiceLine
from otcpt.batch import check_table
from otcpt.batch.judging import _apart as apart_module
from otcpt.batch.judging._pairs import PairAnswer


@pytest.mark.parametrize("number", [0, pytest.param(1, marks=pytest.mark.thorough)])
def test_every_code_of_the_registry(number: int) -> None:
    """Each code alone and beside others, with units that its minutes make and with others."""
    chance = Random(3)
    law = checker(number).law_on("2026-03-02")
    codes = [meaning.code for meaning in law.edition.codes.in_force(law.on)]
    made = []
    for day, code in enumerate([*codes, *codes]):
        beside = chance.sample(codes, chance.randrange(4)) if day >= len(codes) else []
        for place, one in enumerate([code, *beside]):
            minutes = chance.choice([8, 15, 23, 30, 38, 60])
            made.append(
                ServiceLine(
                    one,
                    date_of_service=date(2026, 3, 2),
                    modifiers=chance.choice([("GO",), ("GO",), ("GO", "59"), ("GO", "CO"), ("GP",)]),
                    units=max(0, (minutes + 7) // 15 + chance.choice([0, 0, 1, -1])),
                    minutes=minutes,
                    patient_key=f"P{day:04}",
                    claim_id=f"C{day}",
                    line_id=str(place),
                    rendering_provider_key="R1",
                    billing_provider_key="B1",
                )
            )
    assert_parity(checker(number), made)


def test_pools_taken_for_right_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bulk has pools that are not."""
    _, table, expected = bulk(400)
    monkeypatch.setattr(apart_module, "are_right", lambda units, _: np.ones(units.shape[1], dtype=bool))
    assert check_table(table, policy=POLICIES[0]).findings.drop_columns("row").to_pylist() != expected


def test_a_day_taken_apart_that_does_not_fall_apart_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lines of one code are within its limit each, and above it together."""
    lines = [
        ServiceLine("97112", date_of_service=date(2026, 3, 2), units=3, minutes=45, claim_id="C1") for _ in range(2)
    ]

    def found() -> set[object]:
        return set(check_table(table_of(lines), policy=POLICIES[0]).findings["rule_id"].to_pylist())

    assert "MUE001" in found()
    monkeypatch.setattr(PairAnswer, "one_code", property(lambda _: False, lambda *_: None))
    assert "MUE001" not in found()


def test_a_pair_whose_offer_depends_on_a_third_line_is_asked_as_a_day() -> None:
    """97750 is denied with 97165 whatever it has, so no modifier is offered for it with 97530; 97110 has no part."""
    codes = {"C1": ("97165", "97530", "97750"), "C2": ("97530", "97750", "97110"), "C3": ("97165", "97750", "97110")}
    made = [
        ServiceLine(
            code,
            date_of_service=date(2026, 3, 2),
            modifiers=("GO",),
            units=1,
            claim_id=claim,
            line_id=str(place),
            rendering_provider_key="R1",
        )
        for claim, own in codes.items()
        for place, code in enumerate(own)
    ]
    assert_parity(checker(0), made)
