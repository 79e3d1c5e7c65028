"""Ten million lines, every way through, side by side; rivals must find the same.

One command:

    python benchmarks/scale/run.py [--lines N] [--rounds N] [--folder DIR] [--spark PYTHON] [--only NAME...] [--write]

Every measurement is a process of its own, so that memory peaks are its own; they run in turn, round after round, and
the median, slowest and fastest are shown. Time is that of the call, by the clock: law is loaded, worker processes start
inside it; reading frames into memory stands outside where a row says *in memory*. ``--write`` puts table and plot where
the documentation shows them. ``--spark`` names a Python with PySpark (``nox -s spark`` makes one); without it Spark is
left out and the table says so.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

POLICY = "medicare-part-b"
SMALL = 250_000
SCALAR = 60_000
#: Lines of days of other kinds; `generate` has what they are.
VARIANTS = {"faults-50": SMALL, "faults-3": SMALL, "unusual": SMALL, "codes": 100_000}

Measured = dict[str, Any]


def parquet(folder: Path, file: str, workers: int) -> Measured:
    from otcpt.batch import check_parquet

    target = folder / f"findings-{file}-{workers}.parquet"
    began = clock()
    report = check_parquet(folder / f"{file}.parquet", target, policy=POLICY, workers=workers)
    result = {"lines": report.lines, **since(began), "found": report.findings_count, **peaks()}
    return {**result, "digest": digest(pq.read_table(target))}


def clock() -> tuple[float, float]:
    """The seconds by the clock, and those of processors in this process and its workers that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return perf_counter(), sum(one.ru_utime + one.ru_stime for one in used)


def since(began: tuple[float, float]) -> Measured:
    """What has gone by, by the clock and by processors."""
    return {name: now - then for name, now, then in zip(("seconds", "cpu"), clock(), began, strict=True)}


def peaks() -> Measured:
    """The most memory this process and any of its workers has held so far, in kilobytes.

    What the system counts for a process begins with what its parent held when it started it; Linux knows its own part.
    """
    status = Path("/proc/self/status")
    own = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return {
        "peak": int(own[1]) if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "worker_peak": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    }


def digest(findings: pa.Table) -> str:
    """A number that is the same for the same findings in any order; ids of lines are row numbers here, and left out."""
    result = findings.select(["claim_id", "rule_id", "severity", "message", "evidence"])
    joined = pc.binary_join_element_wise(*result.columns, "|")
    hashes = [int.from_bytes(hashlib.blake2b(one.encode(), digest_size=8).digest()) for one in joined.to_pylist()]
    return f"{sum(hashes) % (1 << 64):016x}"


def loop(folder: Path) -> Measured:
    import otcpt

    rows = pq.read_table(folder / "lines.parquet").slice(0, SCALAR).to_pylist()
    days: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        days.setdefault(row.pop("claim_id"), []).append(row)
    otcpt.check(otcpt.claim("2026-03-02", "97530:GO x2 @30"), policy=POLICY)
    found = 0
    began = clock()
    for claim_id, own in days.items():
        lines = [
            otcpt.ServiceLine(**{**row, "modifiers": tuple(row["modifiers"].split())}, claim_id=claim_id) for row in own
        ]
        found += len(otcpt.check(otcpt.Claim(lines, claim_id=claim_id), policy=POLICY).findings)
    return {"lines": len(rows), **since(began), "found": found}


def allocate(folder: Path) -> Measured:
    from otcpt.batch import allocate_frame

    table = pq.read_table(folder / "lines.parquet")
    began = clock()
    found = allocate_frame(table, method="cms")
    return {"lines": table.num_rows, **since(began), "found": found.num_rows}


def in_memory(folder: Path, who: str) -> Measured:
    from benchmarks.scale import facts

    table = pq.read_table(folder / "lines.parquet")
    run: Callable[[], facts.Facts]
    if who == "otcpt":
        run = facts.by_otcpt(table)
    else:
        makers = {"polars": facts.by_polars, "duckdb": facts.by_duckdb, "pandas": facts.by_pandas}
        run = makers[who](table, law_of(table))
    rows = table.num_rows
    del table
    began = clock()
    found = run()
    spent = since(began)
    text = json.dumps({name: sorted(claims) for name, claims in found.items()})
    sizes = {name: len(claims) for name, claims in found.items()}
    return {"lines": rows, **spent, "found": sizes, "digest": hashlib.sha256(text.encode()).hexdigest()}


def law_of(table: pa.Table) -> dict[str, pa.Table]:
    from benchmarks.scale import facts

    days = pc.min_max(table["date_of_service"]).as_py()
    tables: dict[str, pa.Table] = facts.law_of(sorted(table["code"].unique().to_pylist()), days["min"], days["max"])
    return tables


def duckdb_files(folder: Path) -> Measured:
    from benchmarks.scale import facts

    law = law_of(pq.read_table(folder / "lines.parquet", columns=["code", "date_of_service"]))
    target = folder / "duckdb.parquet"
    began = clock()
    facts.duckdb_files(str(folder / "lines.parquet"), str(target), law)
    spent = since(began)
    rows = pq.read_metadata(folder / "lines.parquet").num_rows
    return {"lines": rows, **spent, "found": pq.read_metadata(target).num_rows}


def spark(folder: Path) -> Measured:
    from pyspark.sql import SparkSession

    import otcpt.spark

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", False)
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "3g")
        .config("spark.local.dir", str(folder))
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", 65_536)
        .config("spark.sql.shuffle.partitions", 8)
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    target = folder / "spark"
    session.range(10).count()
    began = clock()
    lines = session.read.parquet(str(folder / "lines.parquet"))
    otcpt.spark.check(lines, policy=POLICY).write.mode("overwrite").parquet(str(target))
    spent = since(began)
    session.stop()
    found = pq.read_table(target)
    rows = pq.read_metadata(folder / "lines.parquet").num_rows
    return {"lines": rows, **spent, "found": found.num_rows, "digest": digest(found)}


#: Name, what the table calls it, the aim in million lines a second, and how it is measured.
ROWS: dict[str, tuple[str, float | None, Callable[[Path], Measured]]] = {
    "parquet-1": ("all rules, Parquet to Parquet, one process", None, lambda folder: parquet(folder, "lines", 1)),
    "parquet-2": ("all rules, Parquet to Parquet, two workers", 1.5, lambda folder: parquet(folder, "lines", 2)),
    "small-1": ("the same from 0.25 M lines, one process", 0.5, lambda folder: parquet(folder, "small", 1)),
    "small-2": ("the same from 0.25 M lines, two workers", None, lambda folder: parquet(folder, "small", 2)),
    "faults-50": (
        "0.25 M lines, one day in 50 with a fault, one process",
        None,
        lambda at: parquet(at, "faults-50", 1),
    ),
    "faults-3": ("0.25 M lines, one day in 3 with a fault, one process", None, lambda at: parquet(at, "faults-3", 1)),
    "unusual": (
        "0.25 M lines, one day in ten unusual, one process",
        None,
        lambda at: parquet(at, "unusual", 1),
    ),
    "codes": ("0.1 M lines, every code known, one process", None, lambda at: parquet(at, "codes", 1)),
    "shuffled-1": ("all rules, rows shuffled, one process", None, lambda folder: parquet(folder, "shuffled", 1)),
    "shuffled-2": ("all rules, rows shuffled, two workers", None, lambda folder: parquet(folder, "shuffled", 2)),
    "loop": ("all rules, a loop over `check`", None, loop),
    "spark": ("all rules, Spark local[2], Parquet to Parquet", None, spark),
    "duckdb-files": ("units, PTP and MUE in DuckDB SQL, Parquet to Parquet", None, duckdb_files),
    "allocate": ("`allocate_frame`, in memory", 7, allocate),
    "facts-otcpt": ("units, PTP and MUE in memory: otcpt", 7, lambda folder: in_memory(folder, "otcpt")),
    "facts-polars": ("units, PTP and MUE in memory: Polars", None, lambda folder: in_memory(folder, "polars")),
    "facts-duckdb": ("units, PTP and MUE in memory: DuckDB SQL", None, lambda folder: in_memory(folder, "duckdb")),
    "facts-pandas": ("units, PTP and MUE in memory: pandas", None, lambda folder: in_memory(folder, "pandas")),
}
#: What must find the same.
EQUAL = (
    ("parquet-1", "parquet-2", "shuffled-1", "shuffled-2", "spark"),
    ("small-1", "small-2"),
    ("facts-otcpt", "facts-polars", "facts-duckdb", "facts-pandas"),
)
#: Whose rate must be how many times another's.
AIMS = (
    ("parquet-2", "duckdb-files", 1.0, "above DuckDB SQL for units, PTP and MUE alone"),
    ("parquet-2", "loop", 10.0, "ten times a loop over `check`"),
    ("shuffled-2", "parquet-2", 0.5, "shuffled rows at half the sorted rate"),
    ("spark", "parquet-2", 0.25, "Spark at a quarter of the single machine"),
    ("facts-otcpt", "facts-polars", 4.0, "four times Polars"),
    ("facts-otcpt", "facts-duckdb", 5.0, "five times DuckDB SQL"),
    ("facts-otcpt", "facts-pandas", 15.0, "fifteen times pandas"),
)


def make(folder: Path, lines: int) -> None:
    """Write the lines, the first of them, the lines in no order and other lines, unless they are there."""
    from benchmarks.scale import generate

    if (folder / f"made-{lines}").exists():
        return
    generate.write(str(folder / "lines.parquet"), lines)
    generate.write(str(folder / "small.parquet"), SMALL)
    for variant, number in VARIANTS.items():
        generate.write(str(folder / f"{variant}.parquet"), number, variant=variant)
    table = pq.read_table(folder / "lines.parquet").combine_chunks()
    order = np.random.default_rng(7).permutation(table.num_rows)
    pq.write_table(table.take(order), folder / "shuffled.parquet", row_group_size=1 << 20)
    (folder / f"made-{lines}").touch()


def one(name: str, folder: Path) -> None:
    """Measure, and print what was measured."""
    print(json.dumps({**peaks(), **ROWS[name][2](folder)}))


def measure(name: str, folder: Path, python: str) -> Measured:
    """Run one measurement in a process of its own."""
    command = [python, str(Path(__file__).resolve()), "--one", name, "--folder", str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"{name} failed:\n{ran.stderr[-3000:]}")
    result: Measured = json.loads(ran.stdout.splitlines()[-1])
    load = os.getloadavg()[0]
    print(f"{name:14} {result['lines'] / result['seconds'] / 1e6:8.3f} M lines/s  load {load:.1f}", file=sys.stderr)
    return result


def compare(results: dict[str, list[Measured]]) -> list[str]:
    """Return what differs where it must not."""
    faults = []
    for group in EQUAL:
        found = {
            name: {(str(run["found"]), run["digest"]) for run in results[name]} for name in group if name in results
        }
        if len(set().union(*found.values())) > 1:
            faults.append(f"different findings: {found}")
    return faults


def main() -> None:
    """Make the lines, measure round after round, print the table."""
    from benchmarks.scale import report

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=10_000_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--folder", type=Path)
    options.add_argument("--spark", metavar="PYTHON")
    options.add_argument("--only", nargs="*", metavar="NAME", default=[*ROWS])
    options.add_argument("--write", action="store_true")
    options.add_argument("--one", metavar="NAME", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        one(given.one, given.folder)
        return
    with TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        make(folder, given.lines)
        names = [name for name in given.only if name != "spark" or given.spark]
        results: dict[str, list[Measured]] = {name: [] for name in names}
        loads = []
        for _ in range(given.rounds):
            for name in names:
                results[name].append(measure(name, folder, given.spark if name == "spark" else sys.executable))
                loads.append(os.getloadavg()[0])
    faults = compare(results)
    machine = (
        f"{os.cpu_count()} cores, {platform.machine()}, CPython {platform.python_version()}, pyarrow {pa.__version__}; "
        f"load {min(loads):.1f} to {max(loads):.1f} (above 2: shared with other work)"
    )
    rates = {name: [run["lines"] / run["seconds"] / 1e6 for run in runs] for name, runs in results.items()}
    most = {name: max(run["worker_peak"] or run["peak"] for run in runs) for name, runs in results.items()}
    text = report.table(ROWS, AIMS, rates, most, faults, machine, results)
    print(text)
    if given.write:
        (HERE / "results.md").write_text(text, encoding="utf-8")
        plot = report.plot({ROWS[name][0].replace("`", ""): median(rates[name]) for name in names})
        (HERE.parents[1] / "docs" / "scale.svg").write_text(plot, encoding="utf-8")
    if faults:
        raise SystemExit("\n".join(faults))


if __name__ == "__main__":
    main()
