"""The ways out of faults of every kind, word for word, with the claims they make."""

from collections.abc import Callable, Iterator

import attrs
import pytest
from tests.batch.lines import is_anything
from tests.page.test_outlines import page_outline

from otcpt.checker import Checker
from otcpt.claims import Claim, Episode, History, format_line, parse_claim
from otcpt.errors import InvalidInput
from otcpt.findings import Cause, Field, Hit, Severity, rule
from otcpt.fixes import (
    AddModifier,
    Change,
    DropLines,
    Fix,
    ForPerson,
    MoveModifiers,
    MoveUnits,
    Person,
    RemoveModifiers,
    ReplaceCode,
    SetUnits,
)
from otcpt.page import to_text
from otcpt.policies import Overlay, load_policy
from otcpt.repairing import Correction, Repair, Repairs, repairs
from otcpt.repairing._offers import reason
from otcpt.rules import Day

Approved = Callable[[str, str], None]

CHECKERS = {
    name: Checker(policy=policy)
    for name, policy in {
        "practice": load_policy("medicare-part-b"),
        "hospital": load_policy("medicare-part-b-facility"),
        "midpoint": load_policy("ama-midpoint"),
        "per session": load_policy("ama-midpoint") | Overlay(id="x", unit_method="per_session"),
        "pt": load_policy("medicare-part-b") | Overlay(id="pt", discipline="PT"),
        "doctor": load_policy("medicare-part-b") | Overlay(id="doctor", biller="physician"),
    }.items()
}
NEW = "2026-03-02"
CLAIMS: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {
    "assistants": [
        ("practice", NEW, ("97530:GO x2 @A30",)),
        ("practice", NEW, ("97530:GO:CO x2 @30",)),
        ("practice", NEW, ("97110:GO x2 @13+A23",)),
        ("practice", NEW, ("97110:GO:CO x2 @13+A23+J5",)),
        ("practice", NEW, ("97110:GO:CO:KX x3 @20+A23+J5", "97110:GO:KX x1 @15")),
        ("practice", NEW, ("97110:GO x2 @13+A8", "97110:GO:CO x1 @A15")),
        ("practice", NEW, ("97110:GO x3 @20+A10", "97110:GO:CO x1 @A15", "97110:GO x1 @A7")),
        ("practice", NEW, ("97110:GO x1 @A15", "97110:GO x1 @15", "97110:GO:CO x0 @A1")),
        ("practice", NEW, ("97110:GO:CO x1 @A15", "97110:GO:CO:KX x1 @15")),
        ("practice", NEW, ("97110:GO:CO x1 @A15", "97110:GO:CO:KX x1 @J15")),
        ("practice", NEW, ("97110:GO:KX:59:XE x2 @A30", "97110:GO x1 @A15")),
        ("practice", NEW, ("97110:GO x3 @45", "97110:GO:KX x2 @15+A15")),
        ("practice", NEW, ("97110:GO:CO x3 @A45", "97110:GO:CO:KX x2 @J15+A15")),
        ("practice", NEW, ("97110:GO:KX:59:76 x2 @A30",)),
        ("practice", NEW, ("97110:GO:KX:59:76 x3 @15+A30",)),
        ("practice", NEW, ("97110:GO:KX:59 x3 @15+A30",)),
        ("hospital", NEW, ("97110:GP:CO x2 @A30", "92507:GN x1 @A30")),
        ("practice", "2021-06-01", ("97110:GO x2 @13+A23",)),
    ],
    "edits": [
        ("practice", NEW, ("97150:GO x1", "97530:GO x2")),
        ("practice", NEW, ("97150:GO x1", "97530:GO:KX:76:77 x2")),
        ("practice", NEW, ("97150:GO x1", "97530:GO:KX:76:XE x2")),
        ("practice", NEW, ("97165:GO x1", "97750:GO x2", "97530:GO x2")),
        ("practice", NEW, ("97165:GO x1", "99213 x1")),
        ("doctor", NEW, ("97165:GO x1", "99213:25 x1", "99214 x1")),
        ("practice", "2024-06-03", ("97168:GO x1", "99213 x1", "97597:GO x1")),
        ("hospital", NEW, ("G0463 x1", "97530:GO x1", "97597:GO x1")),
        ("practice", NEW, ("97530:GO x1", "97750:GO x1", "97750:GO:KX x1")),
        ("practice", NEW, ("97165:GO x1", "97166:GO x1", "97167:GO x1")),
        ("practice", NEW, ("97165:GO x1", "97165:GO:KX x1")),
        ("practice", NEW, ("97165:GO x1", "97168:GO x1")),
        ("practice", NEW, ("97530:GO:59:XE x1", "97150:GO x1")),
        ("practice", NEW, ("97530:GO:59 x1",)),
        ("hospital", NEW, ("97530:GP x2", "92526:GN x1")),
    ],
    "units": [
        ("practice", NEW, ("97530:GO x3 @30",)),
        ("practice", NEW, ("97530:GO x3 @30", "97110:GO x2 @20")),
        ("practice", NEW, ("97530:GO x3 @20", "97530:GO:KX x2 @20", "97110:GO x0 @10")),
        ("practice", NEW, ("97110:GO x3 @33", "97140:GO x0 @7")),
        ("practice", NEW, ("97140:GO x0 @7", "97110:GO x3 @33")),
        ("practice", NEW, ("97110:GO x3 @15", "97140:GO x1 @45")),
        ("practice", NEW, ("97110:GO x3 @15", "97140:GO x0 @15", "97530:GO x0 @15")),
        ("practice", NEW, ("97530:GO x0 @20", "97530:GO:KX x0 @20", "97110:GO x1 @15")),
        ("practice", NEW, ("97110:GO x1 @40", "97140:GO x1 @7")),
        ("practice", NEW, ("97110:GO x2 @20", "97140:GO x2 @20", "97530:GO x2 @20")),
        ("midpoint", NEW, ("97110 x2 @20", "97140 x0 @20", "97110:KX x1 @3")),
        ("midpoint", NEW, ("97129 x1 @40", "97130 x4 @15")),
        ("per session", NEW, ("97530 x2 @8", "97530 x1 @7", "97110 x2 @8")),
        ("practice", NEW, ("97150:GO x2",)),
        ("practice", NEW, ("97165:GO x3", "97150:GO x2", "97150:GO:KX x4")),
        ("practice", NEW, ("97129:GO x3 @45",)),
        ("practice", NEW, ("97129:GO x3 @5+A20+J20",)),
        ("practice", NEW, ("97129:GO x3", "97530:GO x1")),
        ("practice", NEW, ("97129:GO x2 @30", "97130:GO x1 @15", "97130:GO:KX x1 @15")),
        ("practice", NEW, ("97129:GO x1 @15", "97129:GO:KX x1 @15")),
        ("practice", NEW, ("97129:GO x3 @45", "97129:GO:KX x0 @5", "97130:GO x1 @15")),
        ("practice", NEW, ("97129:GO:76 x1 @15", "97129:GO x3 @45", "97130:GO x1 @15")),
        ("practice", NEW, ("97129:GO:76 x1 @15", "97129:GO x3 @45")),
        ("practice", NEW, ("97130:GO x1 @15", "97130:GO:KX x1 @15", "97530:GO x1 @15")),
        ("practice", NEW, ("97130:GO x1 @15",)),
        ("practice", NEW, ("97130:GO x3 @45", "97551:GO x2")),
        ("practice", NEW, ("97130:GO x3 @10+A20+J15",)),
        ("practice", NEW, ("97598:GO x2", "97530:GO x1")),
        ("practice", NEW, ("97530:GO x1 @15", "97530:GO x2 @30")),
        ("practice", NEW, ("97530:GO x1 @15", "97530:GO x1 @15", "97530:GO x1")),
        ("practice", NEW, ("97530:GO x1 @15", "97110:GO x1 @15", "97530:GO x1 @15", "97530:GO x1 @15")),
        ("practice", NEW, ("97112:GO x5 @75",)),
    ],
    "codes": [
        ("practice", NEW, ("97530 x2",)),
        ("pt", NEW, ("97530 x2", "92507 x1")),
        ("hospital", NEW, ("97530 x2", "92507 x1", "97165 x1")),
        ("doctor", NEW, ("97530 x2", "97110:KX:59:76:77 x1")),
        ("practice", NEW, ("97530:GO:GP x2",)),
        ("practice", NEW, ("97530:KX:GO x2", "97110:59:CO:GO x1 @A15")),
        ("practice", NEW, ("97165:GP x1", "97161:GO x1")),
        ("practice", NEW, ("97165:GP:KX:59:76 x1",)),
        ("practice", NEW, ("97530:CO x1", "97530:GP:CO x1")),
        ("practice", NEW, ("97014:GO x1", "97010:GO x1")),
        ("practice", NEW, ("97004:GO x1", "97003:GO x1", "97532:GO x2")),
        ("practice", NEW, ("9753O:GO x1", "97S30:GO x1", "97530:GO x1")),
        ("practice", NEW, ("97530:GO:59:59 x1", "97110:GO:ZZ x1", "97140:GO:KX:76:59:XE x1")),
        ("practice", NEW, ("97530:GO:GA:GZ x1", "97110:GO:GY:KX x1", "97140:GO:96:97 x1")),
        ("practice", NEW, ("97530 x2 @30", "97014:GO x1", "9753O:GO:KX x1 @15")),
        ("midpoint", NEW, ("9753O x1", "97165 x1", "97166 x1", "97003 x1")),
    ],
}


def shown(claim: Claim, found: Repairs) -> list[str]:
    """Each change with its words and the claim it makes, then the combinations."""
    lines = [repr(found)]
    for finding, changes in found.single:
        lines += [f"{finding.rule_id} {finding.severity} {[p + 1 for p in finding.positions]}"]
        for change in changes:
            lines += [f"  {change}", f"    {made(change.apply(claim))}"]
    for repair in found.combinations:
        lines += [
            f"clean: {' + '.join(change.action for change in repair.corrections)}",
            f"    {made(repair.apply(claim))}",
        ]
    return lines


def made(claim: Claim) -> str:
    """The lines of a claim."""
    return ", ".join(format_line(line) for line in claim.lines)


@pytest.mark.parametrize("kind", CLAIMS)
def test_ways_out_are_approved(kind: str, approved: Approved) -> None:
    """What removes each finding, under which condition, and what makes the claim clean."""
    lines = []
    for payer, on, services in CLAIMS[kind]:
        claim, checker = parse_claim(on, *services), CHECKERS[payer]
        lines += [f"# {payer} {on}: {', '.join(services)}"]
        lines += [*shown(claim, repairs(claim, checker.check(claim), checker=checker)), ""]
    approved(f"ways-out/{kind}", "\n".join(lines))


def test_ways_out_as_text_and_as_record() -> None:
    """A finding with its changes, one that has none, and the combinations, numbered."""
    claim = parse_claim(NEW, "97530:GO x3 @30", "97112:GO x5 @75")
    found = repairs(claim, CHECKERS["practice"].check(claim))
    [(limit, nothing), (units, (change,))] = sorted(found.single, key=lambda one: one[0].rule_id)

    assert (limit.rule_id, nothing) == ("MUE001", ())
    assert repr(found) == "<Repairs: 1 correction for 2 findings, 0 combinations>"
    assert str(found).splitlines() == [
        "Repairs  Only what the record already shows may be changed.",
        "  1 correction for 2 findings, 0 combinations",
        "",
        f"UNIT001 {units.message}  error",
        f"  - {change}",
        "",
        f"MUE001 {limit.message}  error",
        "  No change is offered:",
        f"  - chooses units: {limit.fixes[0]}",
        f"  - needs the record: {limit.fixes[1]}",
    ]
    assert found.to_record() == {
        "findings": [
            {"rule_id": "UNIT001", "positions": [0, 1], "corrections": [change.to_record()], "left_to_person": []},
            {
                "rule_id": "MUE001",
                "positions": [1],
                "corrections": [],
                "left_to_person": [
                    {"reason": "chooses units"} | limit.fixes[0].to_record(),
                    {"reason": "needs the record"} | limit.fixes[1].to_record(),
                ],
            },
        ],
        "combinations": [],
    }


def test_combinations_are_numbered() -> None:
    """Each with all its changes."""
    claim = parse_claim(NEW, "97150:GO x1", "97530 x2")
    found = repairs(claim, CHECKERS["practice"].check(claim))
    [first, *_] = found.combinations
    text = str(found)

    assert [len(repair.corrections) for repair in found.combinations] == [1, 2, 2]
    assert f"No error is left after  1 of 3, 1 correction\n  - {first.corrections[0]}\n\n" in text
    assert "\n\nNo error is left after  2 of 3, 2 corrections\n  - " in text
    assert text.endswith("\n".join(f"  - {change}" for change in found.combinations[2].corrections))
    assert found.to_record()["combinations"] == [repair.to_record() for repair in found.combinations]


def test_a_history_is_part_of_the_trial() -> None:
    """What earlier lines bring in is there at every trial; without them the report is another one."""
    claim = parse_claim("2026-03-09", "97530:GO x1 @15", "97760:GO x1 @15")
    history = History(parse_claim(NEW, "97760:GO x1 @15").lines, [Episode(first_day="2026-03-01")])
    checker = CHECKERS["practice"]
    report = checker.check(claim, history=history)
    found = {finding.rule_id: (finding, changes) for finding, changes in repairs(claim, report, history=history).single}
    finding, changes = found["ORTH002"]

    assert finding.positions == (1, -1)
    assert [change.action for change in changes] == ["Bill 97763 instead of 97760 (line 2)"]
    assert dict(repairs(claim, report).single)[finding] == ()


def test_what_does_not_belong_together_is_refused() -> None:
    """By name and value."""
    claim, other = parse_claim(NEW, "97530 x2"), parse_claim(NEW, "97140 x2")
    checker = CHECKERS["practice"]
    report = checker.check(claim)

    with pytest.raises(InvalidInput) as lines:
        repairs(other, report)
    assert (lines.value.what, lines.value.value) == ("report", report)
    with pytest.raises(InvalidInput) as maker:
        repairs(claim, report, checker=CHECKERS["midpoint"])
    assert (maker.value.what, maker.value.value) == ("checker", CHECKERS["midpoint"])
    for identity in (
        attrs.evolve(report.made_by, policy="nowhere"),
        attrs.evolve(report.made_by, edition="1999q1"),
        attrs.evolve(report.made_by, rules="0" * 16),
    ):
        with pytest.raises(InvalidInput, match="give checker=") as unknown:
            repairs(claim, attrs.evolve(report, made_by=identity))
        assert unknown.value.what == "checker"
    assert str(unknown.value) == (
        "the report was made by other rules or another version of otcpt than this one's; give checker="
    )
    assert repairs(claim, report) == repairs(claim, report, checker=checker)


def test_an_older_report_is_repaired_by_the_edition_that_made_it() -> None:
    """Law and payer are found again by the report's identity."""
    claim = parse_claim("2024-06-03", "97150:GO x1", "97530:GO x2")
    checker = Checker(policy="medicare-part-b", edition="2024q3")

    assert repairs(claim, checker.check(claim)) == repairs(claim, checker.check(claim), checker=checker)


def test_a_warning_needs_no_combination() -> None:
    """Combinations are for errors; what is no error has its single changes only."""
    claim = parse_claim(NEW, "97530:GO:59 x1 @15")
    found = repairs(claim, CHECKERS["practice"].check(claim))

    assert {finding.severity for finding, _ in found.single} <= {Severity.WARNING, Severity.ADVICE}
    assert found.combinations == ()


def test_a_change_of_a_line_that_is_gone_is_none() -> None:
    """A repair of the whole claim leaves nothing to bill, and is not offered."""
    claim = parse_claim(NEW, "97010:GO x1")
    found = repairs(claim, CHECKERS["practice"].check(claim))
    drop = Correction(Fix("k", "w"), DropLines(0), ("97010",))

    assert found.single[0][1] == ()
    assert Repair((drop,)).apply(claim).lines == ()


def test_of_lines_that_are_alike_one_is_taken_off() -> None:
    """Which of them makes no difference, whatever their ids, by which they are called."""
    lines = [attrs.evolve(line, line_id=str(n)) for n, line in enumerate(parse_claim(NEW, *["97530:GO x1 @15"] * 2))]
    claim = Claim(lines)
    [(finding, changes)] = repairs(claim, CHECKERS["practice"].check(claim)).single

    assert finding.rule_id == "DUP001"
    assert [change.action for change in changes] == [
        "Put the units of 97530 on one line (lines 0 and 1)",
        "Take 97530 (line 1) off the claim",
    ]


def test_units_are_shared_in_so_many_ways_at_most() -> None:
    """Five lines of each of two codes with a unit too much on each code: 25 ways, of which 24 are tried."""
    marks = ("", ":KX", ":76", ":77", ":59")
    lines = [f"{code}:GO{mark} x{2 - bool(mark)} @15" for code in ("97530", "97110") for mark in marks]
    claim = parse_claim(NEW, *lines)
    ways = {finding.rule_id: changes for finding, changes in repairs(claim, CHECKERS["practice"].check(claim)).single}[
        "UNIT001"
    ]

    assert len(ways) == 24
    assert all(sum(line.units or 0 for line in change.apply(claim)) == 10 for change in ways)


def test_what_needs_four_changes_is_left_to_people() -> None:
    """Three lines without GO are a repair, four are not."""
    codes = ("97530 x1", "97110 x1", "97116 x1", "97112 x1")
    three, four = parse_claim(NEW, *codes[:3]), parse_claim(NEW, *codes)

    assert [len(one.corrections) for one in repairs(three, CHECKERS["practice"].check(three)).combinations] == [3]
    assert repairs(four, CHECKERS["practice"].check(four)).combinations == ()


def test_what_other_claims_brought_in_leaves_no_combination() -> None:
    """The claim's own fault has its change; nothing that is done to it alone makes the day clean."""
    lines = [attrs.evolve(line, patient_key="P") for line in parse_claim(NEW, "97150:GO x1", "97530 x1")]
    claims = [Claim(lines[:1]), Claim(lines[1:])]
    found = repairs(claims[1], CHECKERS["practice"].check_all(claims)[1])

    assert {finding.rule_id: [change.action for change in changes] for finding, changes in found.single} == {
        "MOD001": ["Add GO to 97530 (line 1)"],
        "PTP002": [],
    }
    assert found.combinations == ()


def test_pages_are_approved(approved: Approved) -> None:
    """Nothing found; one error with changes of its own, and with two together; what is left to a person, and why."""
    lines = []
    for checker, services in (
        ("practice", ("97530:GO x2 @30",)),
        ("practice", ("97150:GO x1", "97530:GO x2")),
        ("practice", ("97150:GO x1", "97530 x2")),
        ("practice", ("97530:GO x3 @20", "97530:GO:KX x2 @20", "97110:GO x0 @10")),
        ("practice", ("97165:GO x1", "97166:GO x1", "97530:GO x2 @30")),
        ("practice", ("97112:GO x5 @75",)),
        ("practice", ("97010:GO x1",)),
        ("midpoint", ("97129 x1 @40", "97130 x4 @15")),
    ):
        claim = parse_claim(NEW, *services)
        page = repairs(claim, CHECKERS[checker].check(claim)).to_page()
        lines += [f"# {checker}: {', '.join(services)}", to_text(page), "", *page_outline(page), ""]
    approved("ways-out/pages", "\n".join(lines))


def test_units_move_to_lines_of_the_same_therapist_only() -> None:
    """To another's line they would be another service: they are billed on a line of their own."""
    lines = parse_claim(NEW, "97129:GO x3 @45", "97130:GO x1 @15").lines
    for keys, action in (
        (("R1", "R1"), "Move 2 units from 97129 (line 1) to 97130 (line 2)"),
        (("R1", "R2"), "Bill 2 units of 97129 (line 1) on a separate line as 97130"),
    ):
        claim = Claim(
            attrs.evolve(line, rendering_provider_key=key, billing_provider_key="B")
            for line, key in zip(lines, keys, strict=True)
        )
        found = repairs(claim, CHECKERS["practice"].check(claim))
        assert action in [change.action for _, changes in found.single for change in changes]


def test_a_claim_and_its_report_are_asked_for() -> None:
    """In this order, and no other kinds of value."""
    claim = parse_claim(NEW, "97530 x2")
    report = CHECKERS["practice"].check(claim)
    for given, kind in (((report, claim), "Claim, not a Report"), ((claim, claim), "Report, not a Claim")):
        with pytest.raises(InvalidInput) as refused:
            repairs(*given)
        assert str(refused.value) == f"repairs takes a {kind}; give the claim first, then its report"
        assert refused.value.what == "repairs"


def test_a_fix_that_is_not_offered_says_why() -> None:
    """A modifier needs the record, another code or a line less changes what was done, units are chosen."""
    changes: dict[Person, tuple[Change, ...]] = {
        Person.NEEDS_RECORD: (AddModifier(0, ("59",)), RemoveModifiers(0, ("59",)), MoveModifiers(0, 1, ("59",))),
        Person.CHANGES_SERVICE: (DropLines(0), ReplaceCode(0, ("97530",))),
        Person.CHOOSES_UNITS: (SetUnits(((0, 2),)), MoveUnits(0, 1, 1)),
    }
    for why, given in changes.items():
        assert [reason(Fix("k", "w", changes=(change,))) for change in given] == [why] * len(given)
    assert reason(Fix("k", "w", changes=(ForPerson(Person.CHANGES_SERVICE),))) is Person.CHANGES_SERVICE


@rule(
    "CODE903", "of-a-package", reads={Field.CODE}, applies_to_line=is_anything, severity=Severity.ADVICE,
    cause=Cause.BILLING, message="{code} is there.", cites=(),
)  # fmt: skip
def of_a_package(day: Day) -> Iterator[Hit]:
    """A rule that has no fix."""
    yield Hit((0,), (("code", day.lines[0].code),))


def test_a_finding_without_a_fix_says_that_nothing_was_found() -> None:
    """As rules of packages may have."""
    claim = parse_claim(NEW, "97530:GO x1")
    checker = Checker(policy="medicare-part-b", rules=[of_a_package])
    found = repairs(claim, checker.check(claim), checker=checker)

    assert str(found).splitlines()[-3:] == [
        "CODE903 97530 is there.  advice",
        "  No change is offered:",
        "  - no change of the claim was found that removes it and adds nothing",
    ]
