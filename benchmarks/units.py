"""Time 100,000 explained three-code allocations: built and kept, and built and read to the last step.

Run with ``python benchmarks/units.py``. The naive function does the same arithmetic in a few lines and explains
nothing; its time in the same run shows what the explanation costs on this machine. Processor time, every result kept,
garbage collection on.
"""

import gc
import random
from collections.abc import Callable
from statistics import median
from time import process_time

from otcpt.codes import Timing
from otcpt.units import Allocation, allocate

DAYS = 100_000
ROUNDS = 5
CODES = ("97110", "97112", "97140", "97530", "97535")
TIMINGS = dict.fromkeys(CODES, Timing(interval=15, pool="cms-15"))


def naive(minutes: dict[str, int]) -> dict[str, int]:
    units = {code: spent // 15 for code, spent in minutes.items()}
    spare = (sum(minutes.values()) + 7) // 15 - sum(units.values())
    order = sorted(minutes, key=lambda code: (-(minutes[code] % 15), -minutes[code], code))
    for code in order[:spare]:
        units[code] += 1
    return units


def built(minutes: dict[str, int]) -> Allocation:
    return allocate(minutes, TIMINGS, method="cms")


def read(minutes: dict[str, int]) -> Allocation:
    day = built(minutes)
    letters = sum(len(step.text) for step in day.steps)
    letters += sum(len(answer) for answer in day.alternatives)
    letters += sum(len(reason) for reason in day.unbilled.values())
    assert letters
    return day


def seconds(work: Callable[[dict[str, int]], object], days: list[dict[str, int]]) -> float:
    gc.collect()
    start = process_time()
    kept = [work(day) for day in days]
    spent = process_time() - start
    del kept
    return spent


def main() -> None:
    chance = random.Random(1)
    days = [{code: chance.randint(0, 45) for code in chance.sample(CODES, 3)} for _ in range(DAYS)]
    assert all(dict(built(day).units) == naive(day) for day in days)
    works = (("naive function", naive, 0.0), ("built", built, 0.45), ("built and read", read, 1.8))
    spent: dict[str, list[float]] = {name: [] for name, _, _ in works}
    for _ in range(ROUNDS):
        for name, work, _ in works:
            spent[name].append(seconds(work, days))
    print(f"{DAYS:,} days of three codes, results kept, median of {ROUNDS} rounds")
    for name, _, goal in works:
        times = spent[name]
        ratio = median(one / base for one, base in zip(times, spent["naive function"], strict=True))
        verdict = "met" if median(times) <= goal else "missed"
        print(
            f"{name:<16}{median(times):7.3f} s ({min(times):.3f} to {max(times):.3f}) {ratio:6.1f} x naive"
            + (f"   goal {goal:.2f} s, {verdict}" if goal else "")
        )


if __name__ == "__main__":
    main()
