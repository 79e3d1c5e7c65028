"""Days checked a second: four lines through all rules, findings as objects, one thread.

Clean and faulty days apart; from ready claims and from plain values; beside a loop that runs every rule on every day.
Run: python benchmarks/check.py
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from otcpt.claims import Claim, ServiceLine
from otcpt.engine import Checker
from otcpt.engine._plan import make_plan, run

DAYS = 20_000
CODES = ("97530", "97110", "97112", "97140", "97535", "97116", "97533")
Values = list[tuple[str, date, tuple[str, ...], int, int]]


def clean_day(random: random.Random) -> Values:
    """Four timed codes, minutes over 15 to 30, units by the total-time rule."""
    day = date(2026, 1, 5) + timedelta(days=random.randrange(250))
    lines: Values = []
    for code in random.sample(CODES, 4):
        blocks = random.choice((1, 2))
        lines.append((code, day, ("GO",), blocks, blocks * 15))
    return lines


def faulty_day(random: random.Random) -> Values:
    """The same with one unit too many, or the discipline modifier forgotten, or a hard pair."""
    lines = clean_day(random)
    code, day, modifiers, units, minutes = lines[0]
    which = random.randrange(3)
    if which == 0:
        lines[0] = (code, day, modifiers, units + 1, minutes)
    elif which == 1:
        lines[0] = (code, day, (), units, minutes)
    else:
        lines[0:2] = [("97165", day, ("GO",), 1, 40), ("97750", day, ("GO", "59"), 2, 30)]
    return lines


def build(values: Values) -> Claim:
    """Make the claim of plain values."""
    return Claim(
        [
            ServiceLine(code, date_of_service=day, modifiers=modifiers, units=units, therapist_minutes=minutes)
            for code, day, modifiers, units, minutes in values
        ]
    )


def rate(work: Callable[[], object], number: int) -> float:
    """Return how many a second, best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return number / best


def loop(checker: Checker, claims: Sequence[Claim]) -> None:
    """Run every rule on every day, remembering nothing."""
    for claim in claims:
        law = checker._plan(claim.lines).law
        plan = make_plan(law, checker.rules, claim.lines, lambda *_: ())
        for task in (*plan.by_units, *plan.by_minutes):
            run(task, law, claim.lines, lacking_fields(claim.lines), [], [], {})


def main() -> None:
    """Print the rates and their ratios."""
    checker = Checker(policy="medicare-part-b")
    generator = random.Random(7)
    for name, make in (("clean", clean_day), ("faulty", faulty_day)):
        values = [make(generator) for _ in range(DAYS)]
        claims = [build(day) for day in values]
        found = sum(len(checker(claim).findings) for claim in claims)
        ready = rate(lambda claims=claims: [checker(claim) for claim in claims], DAYS)  # type: ignore[misc]
        plain = rate(lambda values=values: [checker(build(day)) for day in values], DAYS)  # type: ignore[misc]
        few = claims[:1000]
        every = rate(lambda few=few: loop(checker, few), len(few))  # type: ignore[misc]
        print(
            f"{name:7} ready claims {ready:9,.0f}/s   plain values {plain:9,.0f}/s   "
            f"loop over all rules {every:9,.0f}/s   ratio {ready / every:4.1f}   findings {found / DAYS:.2f} a day"
        )


if __name__ == "__main__":
    main()
