"""How fast a PTP table of full size is read and checked: ``python benchmarks/cms.py [ROWS | FILE ...]``.

Without files an invented table is written: 13,000 codes, thousands of different days, indicators and rationales.
CPU seconds, best of three, and the most memory of the process.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from otcpt.io.cms import read_ptp

ROWS = 2_546_017
CODES = 13_000
HEADER = (
    "CPT only copyright\nColumn1/Column2 Edits\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\n\t\t\t\t*=no data\t1=allowed\t\n\t\t\t\t\t9=not applicable\t\n"
)
REASONS = ("Misuse of Column Two code with Column One code", "Standards of medical/surgical practice", "CMS Policy")


def rows(count: int) -> Iterator[str]:
    """Yield rows by column one and column two; a sixth of the pairs were edits before."""
    each = -(-count // CODES)
    for number in range(count):
        one, place = divmod(number, each)
        two = one + 1 + place // 6 * 5 + min(place % 6, 4)  # the fifth and the sixth row of six are one pair
        month, day = 1 + number % 12, 1 + number // 12 % 28
        days = f"{1996 + number % 23}{month:02}01\t2019{month:02}{day:02}"
        terms = days if place % 6 == 4 else f"{2020 + number // 336 % 6}{month:02}{day:02}\t*"
        yield f"{10000 + one}\t{10000 + two}\t\t{terms}\t{number % 2}\t{REASONS[number // 5 % 3]}\n"


def main(words: list[str]) -> None:
    """Read the files that are named, or a table of so many rows."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(word) for word in words if not word.isdigit()]
        if not paths:
            paths = [Path(folder, "ccipra-v302r0-f1.txt")]
            with paths[0].open("w", encoding="latin-1", newline="") as stream:
                stream.write(HEADER)
                stream.writelines(rows(int(words[0]) if words else ROWS))
        best = float("inf")
        for _ in range(3):
            before = time.process_time()
            table = read_ptp(paths)
            best = min(best, time.process_time() - before)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{len(table):,} rows, {len(table.codes):,} codes, {len(table.terms):,} different terms")
    print(f"text to checked columns: {best:.2f} s CPU, {len(table) / best / 1e6:.2f} million rows a second")
    print(f"most memory of the process: {memory} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
