"""From nothing to an answer, as whole processes: ``python benchmarks/startup.py [ROUNDS]``.

The processes run in turn, so that a change of the machine's speed meets all of them alike; the difference to bare
Python is taken round by round. A copy of the package has its bytecode beside it, as an installation does: in another
place (``PYTHONPYCACHEPREFIX``) Python takes 20 ms longer to find that of a first check.
"""

import os
import resource
import subprocess
import sys
import tempfile
from compileall import compile_dir
from pathlib import Path
from shutil import copytree
from statistics import median
from time import perf_counter

import otcpt

CHECK = """
import otcpt
claim = otcpt.claim("2026-03-02", "97530:GO x2 @30", "97140:GO:59 x1 @15")
assert otcpt.check(claim, policy="medicare-part-b").clean
"""
PROCESSES = {
    "bare Python": "pass",
    "import attrs": "import attrs",
    "import otcpt": "import otcpt",
    "import the law's code": "import otcpt.editions",
    "open the edition": "import otcpt.editions; otcpt.editions.load_edition().codes['97530']",
    "first check": CHECK,
}
#: Name, what it is compared with, the most milliseconds it may take beyond that.
GOALS = (
    ("import otcpt", "bare Python", 15),
    ("open the edition", "import the law's code", 30),
    ("first check", "", 150),
)
PriorPayments = tuple[float, float]


def run(code: str, environment: dict[str, str]) -> PriorPayments:
    """Return the milliseconds a process took by the clock, and of the processor."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    clock, after = perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock * 1e3, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e3


def show(name: str, spent: list[PriorPayments], goal: str = "") -> None:
    clock, processor = (sorted(column) for column in zip(*spent, strict=True))
    print(
        f"{name:42}{median(clock):7.1f} ms ({clock[0]:6.1f} to {clock[-1]:6.1f})   "
        f"processor {median(processor):6.1f} ms   {goal}".rstrip()
    )


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = copytree(Path(otcpt.__file__).parent, Path(folder, "otcpt"))
        compile_dir(copy, quiet=1)
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPATH"] = folder
        for code in PROCESSES.values():
            run(code, environment)
        spent: dict[str, list[PriorPayments]] = {name: [] for name in PROCESSES}
        for _ in range(rounds):
            for name, code in PROCESSES.items():
                spent[name].append(run(code, environment))
    print(f"whole processes, {rounds} rounds, median (fastest to slowest) by the clock")
    for name, times in spent.items():
        show(name, times)
    for name, other, goal in GOALS:
        if other:
            pairs = zip(spent[name], spent[other], strict=True)
            difference = [(one[0] - two[0], one[1] - two[1]) for one, two in pairs]
            show(f"{name}, beyond {other}", difference, f"goal {goal} ms")
        else:
            show(f"{name}, from the start of the process", spent[name], f"goal {goal} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
