"""The sentences that limit a whole report: which, when, and word for word."""

from pathlib import Path

import attrs
import pytest

from otcpt.checker import Checker
from otcpt.checking._caveats import caveats_of
from otcpt.claims import Claim, parse_claim
from otcpt.editions import load_edition
from otcpt.editions._edition import Edition
from otcpt.policies import Overlay, Policy, load_policy
from otcpt.rules import MOST_LINES

PRACTICE = load_policy("medicare-part-b")
HOSPITAL = load_policy("medicare-part-b-facility")
MIDPOINT = load_policy("ama-midpoint")
MEDICAID = load_policy("medicaid-ncci") | Overlay(id="state", unit_method="ama")

NOBODY = ("one-provider", "Some lines name no rendering and no billing provider: one is assumed for them.")
MUE = ("mue-carried-forward", "Some practitioner MUEs are carried forward from the last table that was read.")
NO_TYPE = ("no-bill-type", "Lines without a bill type are taken for an outpatient hospital's.")
REGISTRY = (
    "codes-carried-forward",
    "The code registry was verified through 2026-12-31; later days are carried forward.",
)


def shown(policy: Policy, on: str, *lines: str, **more: object) -> list[tuple[str, str]]:
    """The caveats of a claim in shorthand."""
    claim = Claim(attrs.evolve(line, **more) for line in parse_claim(on, *lines))  # type: ignore[arg-type]
    return [(one.id, one.text) for one in Checker(policy=policy).check(claim).caveats]


NAMED = {"rendering_provider_key": "R", "billing_provider_key": "B"}


def test_what_is_carried_forward_is_stated_from_the_day_after_it_was_verified() -> None:
    """Registry, edits and limits each have their own last day."""
    assert shown(PRACTICE, "2024-09-30", "97530:GO x1", "97140:GO x1", **NAMED) == []
    late = shown(PRACTICE, "2024-10-01", "97530:GO x1", "97140:GO x1", **NAMED)
    assert [name for name, _ in late] == ["ptp-carried-forward", "mue-carried-forward"]
    assert late[1] == MUE
    assert shown(PRACTICE, "2024-10-01", "97530:GO x1") == [MUE]
    assert shown(PRACTICE, "2026-12-31", "97530:GO x1") == []  # read for October 2026
    assert shown(PRACTICE, "2026-12-31", "97165:GO x1") == [MUE]
    assert shown(PRACTICE, "2027-01-01", "97530:GO x1", "97140:GO x1", **NAMED) == [REGISTRY]
    assert shown(MIDPOINT, "2027-01-01", "97530 x1") == [REGISTRY]
    last = shown(PRACTICE, "2026-12-31", "97165:GO x1", "97140:GO x1", **NAMED)
    assert [name for name, _ in last] == ["ptp-carried-forward", "mue-carried-forward"]


def test_a_policy_that_carries_nothing_forward_says_what_is_not_evaluated() -> None:
    """Of limits as of pairs."""
    strict = PRACTICE | Overlay(id="strict", staleness="strict")
    assert shown(strict, "2024-10-01", "97530:GO x1", "97140:GO x1", **NAMED) == [
        (
            "ptp-carried-forward",
            "The practitioner PTP table was verified through 2024-09-30; 97140/97530 is verified through 2026-12-31.",
        ),
        ("mue-carried-forward", "Some practitioner MUEs are not evaluated."),
    ]


def test_which_table_is_named() -> None:
    """The policy's own; a payer without tables has nothing carried forward."""
    assert shown(MIDPOINT, "2026-10-02", "97530 x1", "97140 x1", **NAMED) == []
    assert shown(MEDICAID, "2026-10-02", "97530 x1") == [
        ("mue-carried-forward", "Some Medicaid MUEs are carried forward from the last table that was read.")
    ]
    hospital = shown(HOSPITAL, "2026-12-02", "97530:GO x1", "97140:GO x1", bill_type="131", **NAMED)
    assert ("ptp-carried-forward", hospital[0][1]) == hospital[0]
    assert hospital[0][1] == (
        "The outpatient hospital PTP table was verified through 2026-06-30; 97140/97530 is carried forward."
    )
    assert hospital[1:] == []


@pytest.mark.parametrize(
    ("policy", "more", "caveats"),
    [
        (PRACTICE, {}, [NOBODY]),
        (PRACTICE, NAMED, []),
        (PRACTICE, {"rendering_provider_key": "R"}, [("one-provider", NOBODY[1].replace("rendering and no ", ""))]),
        (PRACTICE, {"billing_provider_key": "B"}, [("one-provider", NOBODY[1].replace(" and no billing", ""))]),
        (HOSPITAL, {"bill_type": "131"}, [("one-provider", NOBODY[1].replace("rendering and no ", ""))]),
        (HOSPITAL, {"bill_type": "131", "billing_provider_key": "B"}, []),
        (HOSPITAL, NAMED, [NO_TYPE]),
        (
            PRACTICE,
            {"bill_type": "131", **NAMED},
            [
                (
                    "facility-bill",
                    "A bill type is given, but this policy is for practitioners' claims, not for facility bills.",
                )
            ],
        ),
    ],
)
def test_what_is_assumed_is_stated(policy: Policy, more: dict[str, object], caveats: list[tuple[str, str]]) -> None:
    """Who rendered and billed, and what kind of bill it is."""
    assert shown(policy, "2024-06-03", "97530:GO x1", "97110:GO x1", **more) == caveats


def test_one_line_needs_no_provider_and_a_part_of_the_keys_is_not_enough() -> None:
    """Several lines may be of several; one that is not named is assumed to be of the same."""
    one, other = parse_claim("2024-06-03", "97530:GO x1", "97110:GO x1")
    partly = Claim([attrs.evolve(one, rendering_provider_key="R", billing_provider_key="B"), other])
    typed = Claim([attrs.evolve(one, bill_type="131"), other])

    assert shown(PRACTICE, "2024-06-03", "97530:GO x1") == []
    assert [(one.id, one.text) for one in Checker(policy=PRACTICE).check(partly).caveats] == [NOBODY]
    of_two = Claim(parse_claim("2024-06-03", "97530:GO x1", "97110:GP x1"))
    [caveat] = Checker(policy=PRACTICE).check(of_two).caveats
    assert caveat.text == NOBODY[1].replace("for them", "for the lines of each discipline")
    assert [one.id for one in Checker(policy=HOSPITAL).check(typed).caveats] == ["no-bill-type", "one-provider"]
    assert [one.id for one in Checker(policy=PRACTICE).check(typed).caveats] == ["facility-bill", "one-provider"]


def test_what_is_not_billed_assumes_nothing() -> None:
    """A service without a unit stands on no bill."""
    assert shown(PRACTICE, "2024-06-03", "97530:GO x1 @15", "97110:GO x0 @5") == []


def test_what_is_no_code_is_asked_of_no_table() -> None:
    """A mistyped code stands in none, and is not half of a pair."""
    assert shown(PRACTICE, "2026-03-02", "97530:GO x1", "9753O:GO x1", **NAMED) == [MUE]
    assert shown(PRACTICE, "2026-03-02", "9753O:GO x1", **NAMED) == []


def test_a_local_edition_names_what_it_was_built_from() -> None:
    """First of all."""
    edition = load_edition()
    local = Edition(attrs.evolve(edition.manifest, built_from=("ptp.zip", "mue.csv")), Path(edition._folder))
    report = Checker(policy=PRACTICE, edition=local).check(parse_claim("2024-06-03", "97530:GO x1"))

    assert [(one.id, one.text) for one in report.caveats] == [
        ("local-edition", "The tables are a local edition built from ptp.zip, mue.csv.")
    ]


def test_the_corroborating_table_has_a_last_day_too() -> None:
    """Stated from the day after it."""
    pair = "29125:GO x1", "29130:GO x1"
    on, after = (dict(shown(PRACTICE, day, *pair))["ptp-carried-forward"] for day in ("2026-06-30", "2026-07-01"))

    assert "the outpatient hospital table has the same edit" in on
    assert "the outpatient hospital table (verified through 2026-06-30) has the same edit" in after
    pairs = "29125:GO x1", "29130:GO x1", "29240:GO x1", "99213 x1"
    several = dict(shown(PRACTICE, "2026-12-02", *pairs))["ptp-carried-forward"]
    assert several.partition("table (verified through 2026-06-30) has ")[2] == (
        "the same edit and indicator for 29125/29130, no edit for 29125/99213, 29130/99213, 29240/99213, "
        "none for the other pairs either."
    )


def test_a_patient_with_more_lines_a_day_than_one_can_have_is_named() -> None:
    """So many lines are no caveat yet; one more is."""
    law = Checker(policy=PRACTICE).law_on("2024-06-03")
    lines = list(parse_claim("2024-06-03", "97530:GO x1").lines) * MOST_LINES

    assert [one.id for one in caveats_of(law, lines)] == ["one-provider"]
    first = caveats_of(law, [*lines, lines[0]])[0]
    assert (first.id, first.text) == (
        "filler-key",
        (
            "A patient has 501 lines on one day: the patient key looks like a filler. "
            "Of equal lines the first is compared with the others, for all of them."
        ),
    )
