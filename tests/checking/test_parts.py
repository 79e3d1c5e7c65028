"""What a rule declares of how its answer falls apart is so: the parts together say what the day says."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import combinations
from random import Random

import attrs
import pytest

from otcpt import Checker, Overlay, ServiceLine, load_policy
from otcpt.checking.kernel import RawFinding, Task, run
from otcpt.claims import parse_claim
from otcpt.edits import Effect
from otcpt.findings import Part, RawNotEvaluated, Reason
from otcpt.rules import ALL_RULES, Day, Law, are_left_alone
from otcpt.rules._ptp import denied_anyway

#: Days with a finding that every declaration is tried on, and the fewer of a quick run.
WANTED, FEW = 500, 20
ON = date(2026, 3, 2)
MODIFIERS = ((), ("59",), ("XU",), ("XE",), ("25",), ("KX",), ("CO",), ("59", "KX"), ("LT",), ("RT",))
POLICIES = (
    load_policy("medicare-part-b"),
    load_policy("medicare-part-b-facility"),
    load_policy("medicare-part-b") | Overlay(id="physician", biller="physician", citation="a test"),
)
DECLARED = {part: [rule for rule in ALL_RULES if rule.part is part] for part in (Part.PAIR, Part.CODE, Part.POOL)}


@cache
def triggers(part: Part, number: int, on: date) -> tuple[Law, tuple[str, ...], tuple[tuple[tuple[str, ...], ...], ...]]:
    """A law, its codes, and those that such rules speak of: pairs of each kind, codes with a limit, with minutes."""
    law = Checker(policy=POLICIES[number]).law_on(on)
    codes = tuple(meaning.code for meaning in law.edition.codes.in_force(on))
    if part is Part.CODE:
        return law, codes, (tuple((code,) for code in codes if law.mue(code).units),)
    if part is Part.POOL:
        return law, codes, (tuple(combinations([code for code in codes if law.timing(code)], 2)),)
    by_kind: dict[object, list[tuple[str, ...]]] = {}
    for pair in combinations(codes, 2):
        edit = law.ptp(*pair).edit
        if edit is not None:
            by_kind.setdefault(edit.modifier_indicator, []).append(pair)
        for effect in (Effect.FORBIDDEN, Effect.SEPARATE):
            if law.sentence(effect, *pair) is not None:
                by_kind.setdefault(effect, []).append(pair)
    return law, codes, tuple(map(tuple, by_kind.values()))


def made_days(part: Part) -> Iterator[tuple[Law, list[ServiceLine]]]:
    """Days of one provider, or of one nobody names, without end: something a rule speaks of, and more lines."""
    chance = Random(5)
    while True:
        number, on = chance.choice([(0, date(2025, 3, 3)), (1, date(2026, 3, 2)), (2, date(2026, 3, 2))])
        law, codes, kinds = triggers(part, number, on)
        chosen = [*chance.choice(chance.choice(kinds)), *chance.sample(codes, chance.randrange(3))]
        discipline = chance.choice([("GO",), ("GO",), ("GP",), ()])
        named = chance.random() < 0.7
        lines = []
        for code in dict.fromkeys(chance.sample(chosen, len(chosen))):
            own = chance.choice([("GP",), ("GO",)]) if named and chance.random() < 0.1 else discipline
            minutes = chance.choice([8, 15, 23, 30, 38])
            by_assistant = chance.choice([0, minutes]) if part is Part.CODE else 0
            lines.append(
                ServiceLine(
                    code,
                    date_of_service=on,
                    modifiers=(*own, *chance.choice(MODIFIERS)),
                    units=max(0, (minutes + 7) // 15 + chance.choice([0, 1, -1, 9])),
                    therapist_minutes=minutes - by_assistant,
                    assistant_minutes=by_assistant,
                    bill_type=chance.choice([None, "131"]) if law.settings.biller == "facility" else None,
                    rendering_provider_key="R1" if named else None,
                    billing_provider_key="B1" if named else None,
                )
            )
        yield law, lines


def told(found: Sequence[RawFinding], offers: bool) -> Counter[object]:
    """Findings as a multiset, with what they offer or without."""
    return Counter((rule.id, positions, *rest[: 2 + offers]) for rule, positions, *rest in found)


def merged(answer: Sequence[RawNotEvaluated]) -> dict[object, set[int]]:
    """The lines that were not judged, by rule and reason."""
    lines: dict[object, set[int]] = {}
    for rule, reason, positions, why, missing in answer:
        lines.setdefault((rule, reason, why, missing), set()).update(positions)
    return lines


def parts_of(part: Part, law: Law, lines: Sequence[ServiceLine], touched: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """Each code alone; or the lines that share their minutes, in order of their codes, and the other families."""
    together: dict[object, list[int]] = {}
    for i in sorted(touched, key=lambda i: lines[i].code):
        timing = law.timing(lines[i].code)
        pooled = part is Part.POOL and timing is not None and timing.pool is not None
        family = timing.family if timing is not None and part is Part.POOL else None
        together.setdefault(pooled or family or lines[i].code, []).append(i)
    return map(tuple, together.values())


@pytest.mark.parametrize("part", DECLARED)
@pytest.mark.parametrize("wanted", [FEW, pytest.param(WANTED, marks=pytest.mark.thorough)])
def test_the_parts_say_together_what_the_day_says(part: Part, wanted: int) -> None:
    """Findings, and what was not judged of which lines, of so many days with a finding for every rule."""
    found_on: Counter[str] = Counter()
    for tried, (law, lines) in enumerate(made_days(part)):
        assert tried < 40_000
        every = tuple(range(len(lines)))
        rules = [rule for rule in DECLARED[part] if found_on[rule.id] < wanted and rule.enabled_by(law.settings)]
        for rule in rules:
            touched = tuple(i for i in every if rule.applies_to_line(law, lines[i].code, lines[i].modifiers))
            whole = Task(rule, every, touched)
            parts = combinations(every, 2) if part is Part.PAIR else parts_of(part, law, lines, touched)
            found, not_judged = run([whole] if touched else [], law, lines)
            of_parts, not_judged_of_parts = run([Task(rule, own, own) for own in parts], law, lines)
            offers = part is not Part.PAIR or not denied_anyway(Day(law, lines))
            assert told(found, offers) == told(of_parts if touched else [], offers), (rule.id, lines)
            assert merged(not_judged) == merged(not_judged_of_parts if touched else []), (rule.id, lines)
            found_on[rule.id] += bool(found)
        if not rules and all(found_on[rule.id] >= wanted for rule in DECLARED[part]):
            break


@pytest.mark.parametrize("part", [Part.PAIR, Part.POOL])
def test_a_pool_or_pair_does_not_depend_on_the_order_of_its_lines(part: Part) -> None:
    """So a batch shows it in the order of the kind of day."""
    seen: Counter[str] = Counter()
    for law, day in made_days(part):
        lines = day[:2] if part is Part.PAIR else day
        turned = lines[::-1]
        rules = [rule for rule in DECLARED[part] if rule.enabled_by(law.settings)]
        tasks = [Task(rule, tuple(range(len(lines))), ()) for rule in rules]
        found, other = (run(tasks, law, some)[0] for some in (lines, turned))
        last = len(lines) - 1
        back: list[RawFinding] = []
        for rule, at, evidence, severity, changes in other:
            back.append((rule, tuple(last - i for i in at), evidence, severity, changes))
        assert told(found, True) == told(back, True)
        seen.update({hit[0].id for hit in found})
        if all(seen[rule.id] >= FEW for rule in DECLARED[part]):
            break


#: Policies and days: with a table, without it, with pairs that the payer denies, and of critical access hospitals.
LAWS = [
    *((policy, on) for policy in POLICIES for on in (date(2018, 3, 1), date(2024, 6, 3), date(2026, 3, 2))),
    (POLICIES[0] | Overlay(id="denying", denied_pairs=("97530/97140", "97110/97112"), citation="a test"), ON),
    (load_policy("medicaid-ncci") | Overlay(id="state", unit_method="cms", citation="a test"), ON),
    (load_policy("ama-midpoint"), ON),
]


def test_two_lines_that_are_left_alone_are_asked_nothing() -> None:
    """No rule that judges pair by pair has anything to say of them, and neither is denied."""
    chance, left = Random(7), 0
    for policy, on in LAWS:
        law = Checker(policy=policy).law_on(on)
        rules = [rule for rule in DECLARED[Part.PAIR] if rule.enabled_by(law.settings)]
        tasks = [Task(attrs.evolve(rule, silent_without=None), (0, 1), (0, 1)) for rule in rules]
        codes = [*(meaning.code for meaning in law.edition.codes.in_force(on)), "97003", "71046", "9753O", "99999"]
        for _ in range(600):
            lines = [
                ServiceLine(
                    chance.choice([*codes, "97530", "97140", "97110", "97112", "97165", "99213"]),
                    date_of_service=on,
                    modifiers=(*chance.choice([("GO",), ("GP",), ()]), *chance.choice(MODIFIERS)),
                    units=1,
                    bill_type=chance.choice([None, "131", "851"]),
                    rendering_provider_key=chance.choice([None, "R1", "R2"]),
                )
                for _ in range(2)
            ]
            if are_left_alone(law, *lines):
                left += 1
                assert run(tasks, law, lines) == ([], [])
                assert not denied_anyway(Day(law, lines))
    assert left > 2_000


@pytest.mark.parametrize(
    ("rule_id", "lines", "flagged", "unknown"),
    [
        ("ASST003", ("97530:GO x1 @15+?", "97110:GO x1 @A15", "97535:GO x1"), (1,), (0, 2)),
        ("ASST004", ("97530:GO:CO x1 @15+?", "97110:GO:CO x1 @15"), (1,), (0,)),
        ("MUE001", ("97112:GO x5", "97530:GO"), (0,), (1,)),
        ("UNIT004", ("97530:GO", "97150:GO x2"), (1,), ()),
        ("AOC002", ("97129:GO x2", "97129:GO", "97550:GO x2"), (2,), (1,)),
    ],
)
def test_a_code_that_lacks_what_a_rule_needs_keeps_no_other_from_being_judged(
    rule_id: str, lines: tuple[str, ...], flagged: tuple[int, ...], unknown: tuple[int, ...]
) -> None:
    """Where a rule judges each code alone; the code that lacks it is named as not evaluated."""
    checker = Checker(policy="medicare-part-b")
    for _ in range(2):  # the second one finds the plan of its kind
        report = checker.check(parse_claim("2026-03-02", *lines))
        assert [one.positions for one in report.findings if one.rule_id == rule_id] == [flagged]
        gaps = [one for one in report.not_evaluated if one.rule_id == rule_id and one.reason is Reason.INPUT_MISSING]
        assert [one.positions for one in gaps] == ([unknown] if unknown else [])
    other = checker.check(parse_claim("2026-03-02", "97535:GO x1 @15", "97116:GO x1 @15", "97110:GO x1 @15"))
    assert other.clean
