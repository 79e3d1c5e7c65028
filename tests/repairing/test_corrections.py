"""Corrections as values: what each does to a claim, touches, says and leaves alone."""

from datetime import time
from decimal import Decimal

import attrs
import pytest

from otcpt.claims import Claim, ServiceLine, format_line, parse_claim
from otcpt.errors import InvalidInput
from otcpt.fixes import (
    NEEDS_RECORD,
    AddModifier,
    Change,
    DropLines,
    Fix,
    MergeLines,
    Minutes,
    MoveModifiers,
    MoveUnits,
    RemoveModifiers,
    ReplaceCode,
    SetUnits,
    SplitLine,
    change_record,
    read_change,
)
from otcpt.repairing import Correction, Repair
from otcpt.repairing._apply import Slots, at, describe, edit, parts_of, positions_of
from otcpt.repairing._line_edits import merge, mergeable, minutes_taken, split_minutes, with_modifier

CLAIM = parse_claim("2026-03-02", "97530:GO:KX x3 @30+A15+J5", "97110:GO x0 @7", "97530:GO x1 @20", "97140 @15")
GIVEN = [format_line(line) for line in CLAIM.lines]
FIX = Fix("key", "words", "it is true", "DOC-181")


def correction(change: Change, claim: Claim = CLAIM) -> Correction:
    """The change to a claim's own lines."""
    return Correction(FIX, change, tuple(claim.lines[position].code for position in positions_of(change)))


def lines(**changed: str | None) -> list[str]:
    """The claim's lines with some changed, by their number; None takes one off, a bar separates two."""
    made = [changed.get(f"line{number}", text) for number, text in enumerate(GIVEN, 1)]
    return [one for text in made if text is not None for one in text.split(" | ")]


#: Changes with what they say, what they touch, and the claim they make.
CHANGES: list[tuple[Change, str, set[tuple[int, str]], list[str]]] = [
    (
        SetUnits([(0, 2), (1, 1)]),
        "Bill 97530 x2 (line 1), 97110 x1 (line 2)",
        {(0, "units"), (1, "units")},
        lines(line1="97530:GO:KX x2 @30+A15+J5", line2="97110:GO x1 @7"),
    ),
    (
        MoveUnits(0, 1),
        "Move 1 unit from 97530 (line 1) to 97110 (line 2)",
        {(0, "units"), (1, "units")},
        lines(line1="97530:GO:KX x2 @30+A15+J5", line2="97110:GO x1 @7"),
    ),
    (
        MoveUnits(0, 3, 2),
        "Move 2 units from 97530 (line 1) to 97140 (line 4)",
        {(0, "units"), (3, "units")},
        lines(line1="97530:GO:KX x1 @30+A15+J5", line4="97140 x2 @15"),
    ),
    (DropLines(1), "Take 97110 (line 2) off the claim", {(1, "line")}, lines(line2=None)),
    (
        DropLines([0, 3]),
        "Take 97530 (line 1) and 97140 (line 4) off the claim",
        {(0, "line"), (3, "line")},
        lines(line1=None, line4=None),
    ),
    (
        AddModifier(0, ("CO",)),
        "Add CO to 97530 (line 1)",
        {(0, "modifier CO")},
        lines(line1="97530:GO:CO:KX x3 @30+A15+J5"),
    ),
    (
        AddModifier(0, ("GP",), ("GO", "KX")),
        "Replace GO and KX by GP on 97530 (line 1)",
        {(0, "modifier GP"), (0, "modifier GO"), (0, "modifier KX")},
        lines(line1="97530:GP x3 @30+A15+J5"),
    ),
    (
        RemoveModifiers(0, ("GO", "KX")),
        "Take GO and KX off 97530 (line 1)",
        {(0, "modifier GO"), (0, "modifier KX")},
        lines(line1="97530 x3 @30+A15+J5"),
    ),
    (
        MoveModifiers(0, 2, ("KX",)),
        "Move KX from 97530 (line 1) to 97530 (line 3)",
        {(0, "modifier KX"), (2, "modifier KX")},
        lines(line1="97530:GO x3 @30+A15+J5", line3="97530:GO:KX x1 @20"),
    ),
    (
        MoveModifiers(0, 0, ("GO",)),
        "Move GO to the front on 97530 (line 1)",
        {(0, "modifier GO")},
        lines(),
    ),
    (
        ReplaceCode(2, ("97535",)),
        "Bill 97535 instead of 97530 (line 3)",
        {(2, "code")},
        lines(line3="97535:GO x1 @20"),
    ),
    (
        SplitLine(0, 1, Minutes.FIRST, 15, into="97535", remove=("KX",)),
        "Bill 1 unit of 97530 (line 1) on a separate line as 97535 without KX",
        {(0, "line")},
        lines(line1="97530:GO:KX x2 @15+A15+J5 | 97535:GO x1 @15"),
    ),
    (
        SplitLine(0, 2, Minutes.LATER, 15, into="97535"),
        "Bill 2 units of 97530 (line 1) on a separate line as 97535",
        {(0, "line")},
        lines(line1="97530:GO:KX x1 @15 | 97535:GO:KX x2 @15+A15+J5"),
    ),
    (
        SplitLine(0, 1, Minutes.ASSISTANT, add=("CO",)),
        "Bill 1 unit of 97530 (line 1) on a separate line with CO",
        {(0, "line")},
        lines(line1="97530:GO:KX x2 @30+J5 | 97530:GO:CO:KX x1 @A15"),
    ),
    (
        SplitLine(0, 1, Minutes.THERAPIST, remove=("GO", "KX")),
        "Bill 1 unit of 97530 (line 1) on a separate line without GO and KX",
        {(0, "line")},
        lines(line1="97530:GO:KX x2 @A15 | 97530 x1 @30+J5"),
    ),
    (
        MergeLines([2, 1]),
        "Put the units of 97530 on one line (lines 3 and 2)",
        {(2, "line"), (1, "line")},
        lines(line2=None, line3="97530:GO x1 @27"),
    ),
    (
        MergeLines([0, 2], units=1, add=("50",), remove=("KX", "GO")),
        "Bill 97530 on one line with 50 and 1 unit, without KX and GO (lines 1 and 3)",
        {(0, "line"), (2, "line")},
        lines(line1="97530:50 x1 @50+A15+J5", line3=None),
    ),
    (
        MergeLines(0, units=2, add=("50",)),
        "Bill 97530 on one line with 50 and 2 units (line 1)",
        {(0, "line")},
        lines(line1="97530:GO:KX:50 x2 @30+A15+J5"),
    ),
]
IDS = [f"{type(change).__name__}-{number}" for number, (change, *_) in enumerate(CHANGES)]


@pytest.mark.parametrize(("change", "action", "parts", "made"), CHANGES, ids=IDS)
def test_a_correction_does_what_it_says(
    change: Change, action: str, parts: set[tuple[int, str]], made: list[str]
) -> None:
    """Its sentence, what it touches, the claim it makes, and its record."""
    one = correction(change)
    assert one.action == action
    assert parts_of(change) == parts
    assert [format_line(line) for line in one.apply(CLAIM).lines] == made
    assert str(one) == (
        f"{action} if it is true. The record must already show: A plan of that discipline is on file. (DOC-181)"
    )
    assert one.to_record() == {
        "fix": "key",
        "positions": list(one.positions),
        "codes": list(one.codes),
        "action": action,
        "when": "it is true",
        "record": ["DOC-181"],
        "change": change_record(change),
    }
    assert Repair((one,)).to_record() == {"corrections": [one.to_record()]}
    assert read_change(change_record(change)) == change


@pytest.mark.parametrize("change", [change for change, *_ in CHANGES], ids=IDS)
def test_a_change_of_a_findings_lines_is_one_of_the_claims(change: Change) -> None:
    """Places in the finding become positions in the claim, whatever the kind."""
    positions = (7, 5, 6, 4)

    assert sorted(positions_of(at(change, positions))) == sorted(positions[place] for place in positions_of(change))
    assert at(change, range(4)) == change


def test_what_a_person_does_changes_no_line() -> None:
    """It has a reason, and is about no line."""
    slots: Slots = [(line,) for line in CLAIM.lines]
    edit(NEEDS_RECORD, slots)

    assert slots == [(line,) for line in CLAIM.lines]
    assert positions_of(NEEDS_RECORD) == () and parts_of(NEEDS_RECORD) == frozenset()
    assert at(NEEDS_RECORD, (3,)) == NEEDS_RECORD == read_change(change_record(NEEDS_RECORD))
    assert describe(NEEDS_RECORD, {}, {}) == "Left to a person: needs the record"
    assert change_record(NEEDS_RECORD) == {"change": "ForPerson", "reason": "needs the record"}


@pytest.mark.parametrize("record", [{}, {"change": "Nothing"}, {"change": "DropLines"}, {"change": "ForPerson"}])
def test_another_record_is_no_change(record: dict[str, object]) -> None:
    """A kind that is none, or a field that is missing."""
    with pytest.raises((KeyError, TypeError)):
        read_change(record)


def test_corrections_of_one_repair_are_made_together() -> None:
    """Each part of a line by itself, in the order in which they are read, whatever the order given."""
    units = correction(SetUnits([(0, 1)]))
    code = correction(ReplaceCode(0, ("97535",)))
    off = correction(RemoveModifiers(0, ("KX",)))
    drop = correction(DropLines(1))
    split = correction(SplitLine(2, 1, Minutes.FIRST, 20, into="97110", remove=("GO",)))
    repair = Repair((drop, code, off, split, units))
    claim, origins = repair.trace(CLAIM)

    assert repair.corrections == (units, split, off, drop, code)
    assert [format_line(line) for line in claim.lines] == [
        "97535:GO x1 @30+A15+J5", "97530:GO x0 @0", "97110 x1 @20", "97140 @15",
    ]  # fmt: skip
    assert origins == (0, 2, 2, 3)
    assert str(repair) == " ".join(str(one) for one in repair.corrections)


def test_what_two_corrections_both_touch() -> None:
    """The same part of a line, or the whole line and anything of it; other lines and parts they leave alone."""
    units, moved = correction(SetUnits([(0, 2), (1, 1)])), correction(MoveUnits(0, 1))
    drop, other = correction(DropLines(0)), correction(DropLines(2))
    code = correction(ReplaceCode(2, ("97535",)))

    assert units.conflicts(moved) and drop.conflicts(units) and units.conflicts(drop) and code.conflicts(other)
    assert not units.conflicts(other) and not other.conflicts(units) and not units.conflicts(code)
    with pytest.raises(InvalidInput) as refused:
        Repair((moved, units))
    assert (refused.value.what, refused.value.value) == ("corrections", (units, moved))
    assert str(refused.value) == f"two changes of one thing: {units.action}; {moved.action}"


def test_a_correction_for_another_claim_is_refused() -> None:
    """A line that is not there, or has another code."""
    for position, code in ((4, "97530"), (0, "97110"), (-1, "97140")):
        with pytest.raises(InvalidInput, match="apply a correction to the claim it was made for") as refused:
            Correction(FIX, DropLines(position), (code,)).apply(CLAIM)
        assert refused.value.what == "claim"
    assert correction(DropLines(3)).apply(CLAIM).lines == CLAIM.lines[:3]


def test_what_is_billed_otherwise_has_no_charge_and_a_part_no_id() -> None:
    """The fee is not known; ids stay with the line they were given to."""
    line = attrs.evolve(CLAIM.lines[2], charge=Decimal("40"), line_id="7")
    claim = Claim([line])
    split = correction(SplitLine(0, 1, Minutes.FIRST, 5, into="97110"), claim)

    assert split.apply(claim).lines == (
        attrs.evolve(line, units=0, minutes=15, therapist_minutes=15, charge=None),
        attrs.evolve(line, code="97110", units=1, minutes=5, therapist_minutes=5, charge=None, line_id=None),
    )
    for change in (ReplaceCode(0, ("97535",)), SetUnits([(0, 3)]), MergeLines(0, units=1)):
        assert [(one.charge, one.line_id) for one in correction(change, claim).apply(claim).lines] == [(None, "7")]


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
    """What differs in units, minutes, charges and ids only, and makes no day of more than 1,440 minutes.

    A line that names an hour of its own stays a line.
    """
    assert mergeable(lines) is answer
    assert mergeable(lines[::-1]) is answer


def test_minutes_are_split_as_they_were_given() -> None:
    """One number, or therapist, assistant and joint; what goes and what stays is all there was."""
    assert split_minutes(ONE, ()) == ({}, {})
    assert split_minutes(_whole(30), [10]) == ({"minutes": 20}, {"minutes": 10})
    assert split_minutes(_whole(None), [0]) == ({"minutes": 0}, {"minutes": 0})
    assert split_minutes(ONE, [1, 2, 3]) == (
        {"therapist_minutes": 4, "assistant_minutes": 8, "joint_minutes": 12, "minutes": 24},
        {"therapist_minutes": 1, "assistant_minutes": 2, "joint_minutes": 3, "minutes": 6},
    )


@pytest.mark.parametrize(
    ("line", "takes", "within", "taken"),
    [
        (ONE, Minutes.FIRST, 3, (3, 0, 0)),
        (ONE, Minutes.FIRST, 12, (5, 0, 7)),
        (ONE, Minutes.FIRST, 25, (5, 5, 15)),
        (ONE, Minutes.FIRST, 99, (5, 10, 15)),
        (ONE, Minutes.LATER, 12, (0, 10, 8)),
        (ONE, Minutes.ASSISTANT, 0, (0, 10, 0)),
        (ONE, Minutes.THERAPIST, 0, (5, 0, 15)),
        (_whole(30), Minutes.FIRST, 20, (20,)),
        (_whole(30), Minutes.LATER, 20, (10,)),
        (_whole(None), Minutes.FIRST, 20, ()),
    ],
)
def test_which_minutes_go_along(line: ServiceLine, takes: Minutes, within: int, taken: tuple[int, ...]) -> None:
    """The first ones are the therapist's, then joint ones, then the assistant's."""
    assert minutes_taken(line, takes, within) == taken
