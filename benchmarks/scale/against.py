"""This checkout against an earlier one, in processor time: for machines that are shared with other work.

One command, with a Python that has the earlier otcpt installed:

    python benchmarks/scale/against.py RIVAL_PYTHON [--lines N] [--rounds N] [--folder DIR] [--only NAME...]

Every measurement is a process of its own; the two take turns, and the ratio is the median of the rounds' own ratios.
"""

import argparse
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

NAMES = (
    "parquet-1",
    "parquet-2",
    "small-1",
    "shuffled-1",
    "faults-50",
    "faults-3",
    "unusual",
    "codes",
    "allocate",
    "facts-otcpt",
)


def main() -> None:
    """Measure in turn and print a table."""
    from benchmarks.scale import run

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rival")
    options.add_argument("--lines", type=int, default=2_000_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--folder", type=Path)
    options.add_argument("--only", nargs="*", default=NAMES)
    given = options.parse_args()
    print("| what | M lines a processor second | before | times | lowest to highest | memory a process |")
    print("|---|---|---|---|---|---|")
    with TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        run.make(folder, given.lines)
        for name in given.only:
            pairs = [
                [run.measure(name, folder, who) for who in (sys.executable, given.rival)] for _ in range(given.rounds)
            ]
            ours, theirs = ([one["lines"] / one["cpu"] / 1e6 for one in side] for side in zip(*pairs, strict=True))
            times = sorted(one / other for one, other in zip(ours, theirs, strict=True))
            peak = max(max(one.get("worker_peak", 0), one.get("peak", 0)) for one, _ in pairs) / (1 << 20)
            memory = "" if name in ("allocate", "facts-otcpt") else f"{peak:.2f} GB"
            print(
                f"| {run.ROWS[name][0]} | {median(ours):.2f} | {median(theirs):.2f} | {median(times):.2f} | "
                f"{times[0]:.2f} to {times[-1]:.2f} | {memory} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
