"""Single changes as values: what each does to a claim, touches, says and leaves alone."""

from datetime import time
from decimal import Decimal

import attrs
import pytest
from otcpt.repairing._repair_context import Words

from otcpt.claims import Claim, ServiceLine, format_line, parse_claim
from otcpt.errors import InvalidInput
from otcpt.repairing import (
    AddModifier,
    Change,
    ChangeUnits,
    DropLine,
    MergeLines,
    MoveUnit,
    RemoveModifier,
    Repair,
    ReplaceCode,
    SplitLine,
)
from otcpt.repairing._line_edits import merge, mergeable, minutes_parted, with_modifier

WORDS = Words(condition="it is true", documentation="the record")
CLAIM = parse_claim("2026-03-02", "97530:GO:KX x3 @30+A15+J5", "97110:GO x0 @7", "97530:GO x1 @20", "97140 @15")
FIRST, SECOND, THIRD, FOURTH = ((i, line.code) for i, line in enumerate(CLAIM.lines))

#: Changes with what they say, what they touch, and the claim they make.
CHANGES: list[tuple[Change, str, set[tuple[int, str]], list[str]]] = [
    (
        ChangeUnits(lines=[FIRST, SECOND], units=[2, 1], **WORDS),
        "bill 97530 x2 (line 1), 97110 x1 (line 2)",
        {(0, "units"), (1, "units")},
        ["97530:GO:KX x2 @30+A15+J5", "97110:GO x1 @7", "97530:GO x1 @20", "97140 @15"],
    ),
    (
        MoveUnit(lines=[FIRST, SECOND], **WORDS),
        "move 1 unit from 97530 (line 1) to 97110 (line 2)",
        {(0, "units"), (1, "units")},
        ["97530:GO:KX x2 @30+A15+J5", "97110:GO x1 @7", "97530:GO x1 @20", "97140 @15"],
    ),
    (
        MoveUnit(lines=[FIRST, FOURTH], units=2, **WORDS),
        "move 2 units from 97530 (line 1) to 97140 (line 4)",
        {(0, "units"), (3, "units")},
        ["97530:GO:KX x1 @30+A15+J5", "97110:GO x0 @7", "97530:GO x1 @20", "97140 x2 @15"],
    ),
    (
        DropLine(lines=[SECOND], **WORDS),
        "take 97110 off (line 2)",
        {(1, "line")},
        ["97530:GO:KX x3 @30+A15+J5", "97530:GO x1 @20", "97140 @15"],
    ),
    (
        AddModifier(lines=[FIRST], modifier="CO", **WORDS),
        "put CO on 97530 (line 1)",
        {(0, "modifier CO")},
        ["97530:GO:CO:KX x3 @30+A15+J5", "97110:GO x0 @7", "97530:GO x1 @20", "97140 @15"],
    ),
    (
        AddModifier(lines=[FIRST], modifier="GP", instead_of=["GO", "KX"], **WORDS),
        "put GP on 97530 (line 1) instead of GO and KX",
        {(0, "modifier GP"), (0, "modifier GO"), (0, "modifier KX")},
        ["97530:GP x3 @30+A15+J5", "97110:GO x0 @7", "97530:GO x1 @20", "97140 @15"],
    ),
    (
        RemoveModifier(lines=[FIRST], modifiers=["GO", "KX"], **WORDS),
        "take GO and KX off 97530 (line 1)",
        {(0, "modifier GO"), (0, "modifier KX")},
        ["97530 x3 @30+A15+J5", "97110:GO x0 @7", "97530:GO x1 @20", "97140 @15"],
    ),
    (
        ReplaceCode(lines=[THIRD], code="97535", **WORDS),
        "bill 97535 instead of 97530 (line 3)",
        {(2, "code")},
        ["97530:GO:KX x3 @30+A15+J5", "97110:GO x0 @7", "97535:GO x1 @20", "97140 @15"],
    ),
    (
        SplitLine(lines=[FIRST], units=1, code="97535", modifiers=["GO"], minutes=[10, 5, 5], **WORDS),
        "bill 1 of the units of 97530 (line 1) on a line of their own, as 97535:GO",
        {(0, "line")},
        ["97530:GO:KX x2 @20+A10", "97535:GO x1 @10+A5+J5", "97110:GO x0 @7", "97530:GO x1 @20", "97140 @15"],
    ),
    (
        MergeLines(lines=[THIRD, SECOND], **WORDS),
        "put the units of 97530 on one line (lines 3 and 2)",
        {(2, "line"), (1, "line")},
        ["97530:GO:KX x3 @30+A15+J5", "97530:GO x1 @27", "97140 @15"],
    ),
]
IDS = [f"{type(change).__name__}-{number}" for number, (change, *_) in enumerate(CHANGES)]


@pytest.mark.parametrize(("change", "action", "parts", "lines"), CHANGES, ids=IDS)
def test_a_change_does_what_it_says(change: Change, action: str, parts: set[tuple[int, str]], lines: list[str]) -> None:
    """Its sentence, what it touches, the claim it makes, and its record."""
    assert change.action == action
    assert change.parts == parts
    assert [format_line(line) for line in change.apply(CLAIM).lines] == lines
    assert str(change) == f"{action}, if it is true (the record must already show the record)"
    assert change.to_record() == {
        "change": type(change).__name__,
        "positions": [position for position, _ in change.lines],
        "codes": [code for _, code in change.lines],
        "action": action,
        "condition": "it is true",
        "documentation": "the record",
    }
    assert Repair((change,)).to_record() == {"changes": [change.to_record()]}


def test_changes_of_one_repair_are_made_together() -> None:
    """Each part of a line by itself, in the order in which they are read, whatever the order given."""
    units = ChangeUnits(lines=[FIRST], units=[1], **WORDS)
    code = ReplaceCode(lines=[FIRST], code="97535", **WORDS)
    off = RemoveModifier(lines=[FIRST], modifiers=["KX"], **WORDS)
    drop = DropLine(lines=[SECOND], **WORDS)
    split = SplitLine(lines=[THIRD], units=1, code="97110", modifiers=(), minutes=[20, 0, 0], **WORDS)
    repair = Repair((drop, code, off, split, units))
    claim, origins = repair.trace(CLAIM)

    assert repair.changes == (units, split, off, drop, code)
    assert [format_line(line) for line in claim.lines] == [
        "97535:GO x1 @30+A15+J5", "97530:GO x0 @0", "97110 x1 @20", "97140 @15",
    ]  # fmt: skip
    assert origins == (0, 2, 2, 3)
    assert str(repair) == "; ".join(str(change) for change in repair.changes)


def test_what_two_changes_both_touch() -> None:
    """The same part of a line, or the whole line and anything of it; other lines and parts they leave alone."""
    units, moved = CHANGES[0][0], CHANGES[1][0]
    drop, other = DropLine(lines=[FIRST], **WORDS), DropLine(lines=[THIRD], **WORDS)
    code = ReplaceCode(lines=[THIRD], code="97535", **WORDS)

    assert units.conflicts(moved) and drop.conflicts(units) and units.conflicts(drop) and code.conflicts(other)
    assert not units.conflicts(other) and not other.conflicts(units) and not units.conflicts(code)
    with pytest.raises(InvalidInput) as refused:
        Repair((units, moved))
    assert (refused.value.what, refused.value.value) == ("changes", (units, moved))
    assert str(refused.value) == f"two changes of one thing: {units.action}; {moved.action}"


def test_a_change_for_another_claim_is_refused() -> None:
    """A line that is not there, or has another code."""
    for lines in ([(4, "97530")], [(0, "97110")], [(-1, "97140")]):
        with pytest.raises(InvalidInput, match="apply a change to the claim it was made for") as refused:
            DropLine(lines=lines, **WORDS).apply(CLAIM)
        assert refused.value.what == "claim"
    assert DropLine(lines=[(3, "97140")], **WORDS).apply(CLAIM).lines == CLAIM.lines[:3]


def test_what_is_billed_otherwise_has_no_charge_and_a_part_no_id() -> None:
    """The fee is not known; ids stay with the line they were given to."""
    line = attrs.evolve(CLAIM.lines[2], charge=Decimal("40"), line_id="7")
    claim = Claim([line])
    split = SplitLine(lines=[(0, "97530")], units=1, code="97110", modifiers=["GO"], minutes=[5, 0, 0], **WORDS)

    assert split.apply(claim).lines == (
        attrs.evolve(line, units=0, minutes=15, therapist_minutes=15, charge=None),
        attrs.evolve(line, code="97110", units=1, minutes=5, therapist_minutes=5, charge=None, line_id=None),
    )
    assert split.action == "bill 1 of the units of 97530 (line 1) on a line of their own, as 97110:GO"
    for change in (
        ReplaceCode(lines=[(0, "97530")], code="97535", **WORDS),
        ChangeUnits(lines=[(0, "97530")], units=[3], **WORDS),
    ):
        assert [(one.charge, one.line_id) for one in change.apply(claim).lines] == [(None, "7")]


@pytest.mark.parametrize(
    ("given", "modifier", "instead", "made"),
    [
        ("KX 59", "GO", "", "GO KX 59"),
        ("GO KX", "CO", "", "GO CO KX"),
        ("KX", "CO", "", "CO KX"),
        ("KX GO", "CO", "", "CO KX GO"),
        ("", "CO", "", "CO"),
        ("GO KX", "59", "", "GO KX 59"),
        ("GO KX 59", "GP", "GO", "GP KX 59"),
        ("KX GO", "GO", "", "GO KX"),
        ("59 GO", "XE", "59 KX", "GO XE"),
    ],
)
def test_every_modifier_has_its_place(given: str, modifier: str, instead: str, made: str) -> None:
    """Disciplines first, assistants after them, all others last; one that was there moves."""
    assert with_modifier(given.split(), modifier, instead.split()) == tuple(made.split())


ONE, OTHER = parse_claim("2026-03-02", "97530:GO x1 @5+A10+J15", "97530:GO x2 @20+A1+J2").lines


def test_lines_brought_together_have_everything_of_both() -> None:
    """Units, minutes of each kind, and charges where all have one; the rest is the first line's."""
    charged = [attrs.evolve(ONE, charge=Decimal("1.50"), line_id="1"), attrs.evolve(OTHER, charge=Decimal("2"))]
    both = merge(charged)

    assert (both.units, both.minutes) == (3, 53)
    assert (both.therapist_minutes, both.assistant_minutes, both.joint_minutes) == (25, 11, 17)
    assert (both.charge, both.line_id) == (Decimal("3.50"), "1")
    assert merge([*charged, charged[1]]).charge == Decimal("5.50")
    assert merge([charged[0], OTHER]).charge is None
    assert merge([ONE, attrs.evolve(OTHER, units=None)]).units is None
    assert merge(charged[::-1]).line_id is None
    assert merge([_whole(10), _whole(5)]) == _whole(15, 2)


def _whole(minutes: int | None, units: int | None = 1, **more: object) -> ServiceLine:
    return ServiceLine("97530", date_of_service="2026-03-02", minutes=minutes, units=units, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        ((ONE, OTHER), True),
        ((attrs.evolve(ONE, charge=Decimal(1), line_id="1"), attrs.evolve(OTHER, charge=Decimal(2))), True),
        ((_whole(720), _whole(720)), True),
        ((_whole(720), _whole(721)), False),
        ((_whole(None), _whole(None)), True),
        ((_whole(1), _whole(None)), False),
        ((_whole(50), ONE), False),
        ((_whole(1, None), _whole(1)), False),
        ((_whole(1), attrs.evolve(_whole(1), modifiers=("KX",))), False),
        ((_whole(1, start_time=time(9)), _whole(1, start_time=time(9))), False),
        ((_whole(1, end_time=time(9, 30)), _whole(1, end_time=time(9, 30))), False),
    ],
)
def test_what_can_stand_on_one_line(lines: tuple[ServiceLine, ...], answer: bool) -> None:
    """What differs in units, minutes, charges and ids only, makes no day of more than 1,440 minutes, and names no
    hour of its own."""
    assert mergeable(lines) is answer
    assert mergeable(lines[::-1]) is answer


def test_minutes_are_parted_as_they_were_told() -> None:
    """One number, or therapist, assistant and joint; what goes and what stays is all there was."""
    assert minutes_parted(ONE, ()) == ({}, {})
    assert minutes_parted(_whole(30), [10]) == ({"minutes": 20}, {"minutes": 10})
    assert minutes_parted(_whole(None), [0]) == ({"minutes": 0}, {"minutes": 0})
    assert minutes_parted(ONE, [1, 2, 3]) == (
        {"therapist_minutes": 4, "assistant_minutes": 8, "joint_minutes": 12, "minutes": 24},
        {"therapist_minutes": 1, "assistant_minutes": 2, "joint_minutes": 3, "minutes": 6},
    )
