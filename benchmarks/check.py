"""Days checked a second: four lines through all rules, reports with their findings kept, one thread.

Kinds of day stated apart; from ready claims and from plain values; beside a loop that runs every rule on every day and
remembers nothing. Processor time; garbage collection is on, and looks at the reports, not at the claims that were there
before. Run: ``python benchmarks/check.py [DAYS]``.
"""

import gc
import random
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from statistics import median
from time import process_time

from otcpt.checker import Checker
from otcpt.checking._day_profile import profile_day
from otcpt.claims import Claim, ServiceLine
from otcpt.rules import Law

ROUNDS = 5
READY, PLAIN = 40_000, 25_000
CODES = ("97530", "97110", "97112", "97140", "97535", "97116", "97533")
#: Code, day, modifiers, units, minutes of the therapist, minutes of the assistant.
Values = list[tuple[str, date, tuple[str, ...], int, int, int]]


def clean_day(chance: random.Random) -> Values:
    """Four timed codes, minutes over 15 to 30, units by the total-time rule."""
    day = date(2026, 1, 5) + timedelta(days=chance.randrange(250))
    blocks = [chance.choice((1, 2)) for _ in range(4)]
    return [
        (code, day, ("GO",), count, count * 15, 0) for code, count in zip(chance.sample(CODES, 4), blocks, strict=True)
    ]


def faulty_day(chance: random.Random) -> Values:
    """The same with one unit too many, or the discipline modifier forgotten, or a hard pair."""
    lines = clean_day(chance)
    code, day, modifiers, units, minutes, _ = lines[0]
    which = chance.randrange(3)
    if which == 0:
        lines[0] = (code, day, modifiers, units + 1, minutes, 0)
    elif which == 1:
        lines[0] = (code, day, (), units, minutes, 0)
    else:
        lines[0:2] = [("97165", day, ("GO",), 1, 40, 0), ("97750", day, ("GO", "59"), 2, 30, 0)]
    return lines


def cognitive_day(chance: random.Random) -> Values:
    """A clean day whose first two codes are a first-plus-additional family."""
    lines = clean_day(chance)
    day = lines[0][1]
    lines[0:2] = [("97129", day, ("GO",), 1, 15, 0), ("97130", day, ("GO",), 2, 30, 0)]
    return lines


def assistants_day(chance: random.Random) -> Values:
    """A clean day with one service of the assistant's own, and two in which both had a part."""
    lines = clean_day(chance)
    (code, day, _, units, minutes, _), (second, *_), (third, *_) = lines[:3]
    lines[0] = (code, day, ("GO", "CO"), units, 0, minutes)
    lines[1] = (second, day, ("GO",), 1, 8, 7)
    lines[2] = (third, day, ("GO",), 2, 23, 7)
    return lines


def build(values: Values) -> Claim:
    """Make the claim of plain values."""
    return Claim(
        [
            ServiceLine(
                code,
                date_of_service=day,
                modifiers=modifiers,
                units=units,
                therapist_minutes=therapist,
                assistant_minutes=assistant,
            )
            for code, day, modifiers, units, therapist, assistant in values
        ]
    )


def loop(checker: Checker, claims: Sequence[Claim]) -> None:
    """Run every rule on every day, remembering nothing but the law."""
    laws: dict[date, Law] = {}
    for claim in claims:
        on, lines = claim.lines[0].date_of_service, claim.lines
        law = laws.get(on) or laws.setdefault(on, Law(checker.edition, checker.settings, on))
        plan = profile_day(law, checker.rules, lines, lambda *_: ())
        plan.run_unit_rules(lines, tuple(line.units for line in lines))
        plan.run_minute_rules(lines)


def rate(work: Callable[[], object], number: int) -> float:
    """Return how many a second."""
    gc.collect()
    gc.freeze()
    start = process_time()
    kept = work()
    spent = process_time() - start
    gc.unfreeze()
    del kept
    return number / spent


def show(rates: Sequence[float], goal: int) -> str:
    """Write the median, the spread and whether the goal is met."""
    verdict = "met" if median(rates) >= goal else "missed"
    return f"{median(rates):7,.0f} ({min(rates):7,.0f} to {max(rates):7,.0f}, {verdict})"


def measure(name: str, checker: Checker, values: Sequence[Values]) -> None:
    """Print the rates of one kind of day, all measured in turn."""
    claims = [build(day) for day in values]
    few = claims[: len(claims) // 10]
    found = sum(len(checker.check(claim).findings) for claim in claims)
    ready, plain, ratios = [], [], []
    for _ in range(ROUNDS):
        ready.append(rate(lambda: [checker.check(claim) for claim in claims], len(claims)))
        plain.append(rate(lambda: [checker.check(build(day)) for day in values], len(values)))
        ratios.append(ready[-1] / rate(lambda: loop(checker, few), len(few)))
    print(
        f"{name:22}{show(ready, READY)}   {show(plain, PLAIN)}   "
        f"{median(ratios):4.1f} x a loop over all rules   {found / len(claims):.2f} findings a day"
    )


def main(days: int) -> None:
    """Print the rates and their ratios."""
    chance = random.Random(7)
    medicare, midpoint = Checker(policy="medicare-part-b"), Checker(policy="ama-midpoint")
    print(f"{days:,} days of each kind, a second, median of {ROUNDS} rounds")
    print(f"{'':22}{f'ready claims (goal {READY:,})':38}plain values (goal {PLAIN:,})")
    for name, checker, make in (
        ("clean", medicare, clean_day),
        ("faulty", medicare, faulty_day),
        ("97129 with 97130", medicare, cognitive_day),
        ("with an assistant", medicare, assistants_day),
        ("midpoint, clean", midpoint, clean_day),
        ("midpoint, faulty", midpoint, faulty_day),
        ("midpoint, 97129/97130", midpoint, cognitive_day),
    ):
        measure(name, checker, [make(chance) for _ in range(days)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
