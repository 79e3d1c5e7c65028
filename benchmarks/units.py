"""Time 100,000 explained three-code allocations: built and kept, and built and read to the last step.

Run with ``python benchmarks/units.py``. The naive function does the same arithmetic in a few lines and explains
nothing; its time in the same run shows what the explanation costs on this machine.
"""

import gc
import random
from collections.abc import Callable
from time import perf_counter

from otcpt.codes import Timing
from otcpt.units import Allocation, allocate

DAYS = 100_000
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


def best(work: Callable[[dict[str, int]], object], days: list[dict[str, int]]) -> float:
    """Return the seconds of the fastest of five runs that keep every result, with garbage collection on."""
    times = []
    for _ in range(5):
        gc.collect()
        start = perf_counter()
        kept = [work(day) for day in days]
        times.append(perf_counter() - start)
        del kept
    return min(times)


def main() -> None:
    chance = random.Random(1)
    days = [{code: chance.randint(0, 45) for code in chance.sample(CODES, 3)} for _ in range(DAYS)]
    assert all(dict(built(day).units) == naive(day) for day in days)
    base = best(naive, days)
    print(f"{DAYS:,} days of three codes, best of 5, results kept")
    print(f"naive function  {base:8.3f} s")
    for name, work, goal in (("built", built, 0.45), ("built and read", read, 1.8)):
        seconds = best(work, days)
        print(f"{name:<16}{seconds:8.3f} s {seconds / base:6.1f} x naive   goal {goal:.2f} s")


if __name__ == "__main__":
    main()
