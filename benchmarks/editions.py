"""How fast a local edition is built, opened and asked: ``python benchmarks/editions.py [ROWS | FILE ...]``.

Without files an invented PTP table of full size is written, in the layout of CMS. Building and opening in CPU seconds,
best of three; memory is that of a process of its own that opens the edition and asks it. Last, an edition with the
invented table for both settings is opened whole; with files, the one that was built.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from otcpt.editions import build_local, load_edition

ROWS = 2_546_017
CODES = 13_000
HEADER = (
    "CPT only copyright\nColumn1/Column2 Edits\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"
)
ON = date(2020, 5, 4)
#: Opens and asks in a process of its own; prints milliseconds, and megabytes (the most, Linux) above the interpreter.
CHILD = """
import sys, time
from datetime import date
def most():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
bare = most()
from otcpt.editions import load_edition
begin = time.process_time()
edition, on = load_edition(sys.argv[1]), date(2020, 5, 4)
edition.ptp("practitioner").between("97530", "97750", on=on)
spent = time.process_time() - begin
if sys.argv[2:]:
    edition.ptp("outpatient_hospital").between("97530", "97750", on=on)
    edition.mue("practitioner").limit("97530", on=on), edition.mue("outpatient_hospital").limit("97530", on=on)
    edition.addons.primaries("97130", on=on), edition.codes["97530"].status(on), edition.thresholds.of("OT", on=on)
print(spent * 1e3, (most() - bare) / 1024)
"""


def rows(count: int) -> Iterator[str]:
    """Yield rows by column one and column two, each code with a few quarters of its own."""
    each = -(-count // CODES)
    dice = random.Random(1)
    for number in range(count):
        one, place = divmod(number, each)
        two = one + 1 + place + place // 7
        year, month = 1996 + (one * 7 + place // 40) % 28, (1, 4, 7, 10)[one % 4]
        end = "20231231" if dice.random() < 0.3 else "*"
        yield f"{10000 + one}\t{10000 + two}\t\t{year}{month:02}01\t{end}\t{number % 2}\tCMS Policy\n"


def best(work: Callable[[], object], repeat: int = 3) -> float:
    times = []
    for _ in range(repeat):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def main(words: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        named = [Path(word) for word in words if not word.isdigit()]
        paths = named
        if not named:
            paths = [Path(scratch, "ccipra-v302r0-f1.txt")]
            with paths[0].open("w", encoding="latin-1", newline="") as stream:
                stream.write(HEADER)
                stream.writelines(rows(int(words[0]) if words else ROWS))
        folders = (Path(scratch, f"law{number}") for number in range(3))
        spent = best(lambda: build_local(next(folders), ptp=paths))
        law = Path(scratch, "law0")
        edition = load_edition(law)
        count = edition.manifest.tables["ptp_practitioner"].rows
        goal = "2 s (numpy)" if find_spec("numpy") else "6 s"
        print(f"text to a local edition of {count:,} edits: {spent:.2f} s CPU   goal {goal}")
        size = sum(path.stat().st_size for path in law.iterdir())
        table_size = (law / "ptp_practitioner.bin").stat().st_size
        print(f"on disk: {size / 1e6:.2f} MB, the table {table_size / 1e6:.2f} MB   goal 4 MB")
        printed = [
            subprocess.run([sys.executable, "-c", CHILD, str(law)], check=True, capture_output=True, text=True).stdout
            for _ in range(3)
        ]
        opened, memory = (min(float(line.split()[place]) for line in printed) for place in (0, 1))
        print(
            f"opened, with a first answer: {opened:.1f} ms, {memory:.1f} MB above the interpreter   goal 100 ms, 40 MB"
        )
        if not named:
            hospital = paths[0].with_name("ccioph-v302r0-f1.txt")
            hospital.write_bytes(paths[0].read_bytes())
            law = Path(scratch, "both")
            build_local(law, ptp=[*paths, hospital])
        whole = subprocess.run(
            [sys.executable, "-c", CHILD, str(law), "all"], check=True, capture_output=True, text=True
        )
        print(f"every table opened: {float(whole.stdout.split()[1]):.1f} MB above the interpreter   goal 40 MB")
        ask(edition.ptp("practitioner").between, sorted(code for code in map(str, range(10_000, 10_000 + CODES))))


def ask(between: Callable[..., object], codes: list[str]) -> None:
    dice = random.Random(2)
    pairs = [(dice.choice(codes), dice.choice(codes)) for _ in range(30_000)]

    def all_pairs() -> None:
        for one, two in pairs:
            between(one, two, on=ON)

    cold, warm = best(all_pairs, 1), best(all_pairs)
    each = 1e6 / len(pairs)
    print(f"a pair on a day: {cold * each:.2f} µs the first time, {warm * each:.2f} µs later   goal 1 µs")


if __name__ == "__main__":
    main(sys.argv[1:])
