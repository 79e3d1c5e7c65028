"""What goes wrong with files: either the complete output or none, and an error that says what and where."""

import os
import pickle
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.batch.lines import by_day, is_anything, records, table_of
from tests.batch.lines_made import made_lines

from otcpt import BrokenData, History, InputErrors, InvalidInput
from otcpt.batch import Progress, WorkerDied, check_file, check_parquet, check_table
from otcpt.batch import _files as files_module
from otcpt.batch.input import _pieces as pieces_module
from otcpt.batch.input._lines import LineArrays
from otcpt.batch.input._pieces import Spill
from otcpt.batch.output import _writers as set_back_module
from otcpt.batch.output import _writers as writers_module
from otcpt.files import scratch_folder
from otcpt.findings import Cause, Field, Hit, Rule, Scope, Severity, rule
from otcpt.rules import Day, Timeframe

POLICY = "medicare-part-b"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A sorted file of many row groups."""
    table = table_of([line for _, day in by_day(made_lines(300, seed=5)) for line in day])
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=100)
    return tmp_path / "in.parquet"


def left(folder: Path) -> set[str]:
    """Everything beside the source."""
    return {path.name for path in folder.iterdir()} - {"in.parquet"}


def unsort(source: Path) -> None:
    """Put the first two row groups last."""
    table = pq.read_table(source)
    pq.write_table(pa.concat_tables([table.slice(200), table.slice(0, 200)]), source, row_group_size=100)


def test_a_truncated_file_is_refused(source: Path) -> None:
    """Nothing is written."""
    source.write_bytes(source.read_bytes()[:-100])
    with pytest.raises(BrokenData, match=r"in\.parquet is not a readable Parquet file"):
        check_parquet(source, source.parent / "out.parquet", policy=POLICY)
    assert left(source.parent) == set()


def test_names_of_columns_that_are_no_text_are_refused(source: Path) -> None:
    """They stand in the file's own footer, which Arrow decodes when it opens the file."""
    source.write_bytes(source.read_bytes().replace(b"patient_key", b"patient_ke\xdc"))
    with pytest.raises(BrokenData, match=r"in\.parquet is not a readable Parquet file"):
        check_parquet(source, source.parent / "out.parquet", policy=POLICY)
    assert left(source.parent) == set()


@pytest.mark.parametrize("column", ["patient_key", "code"])
def test_a_corrupt_row_group_is_named(source: Path, column: str) -> None:
    """Whether the columns of the key or others are damaged."""
    group = pq.ParquetFile(source).metadata.row_group(2)
    chunk = next(group.column(i) for i in range(group.num_columns) if group.column(i).path_in_schema == column)
    data = bytearray(source.read_bytes())
    first = chunk.dictionary_page_offset or chunk.data_page_offset
    data[first : first + chunk.total_compressed_size] = b"\xff" * chunk.total_compressed_size
    source.write_bytes(data)
    with pytest.raises(BrokenData, match=r"in\.parquet: row group 3 of .* \(rows 201 to 300\) cannot be read"):
        check_parquet(source, source.parent / "out.parquet", policy=POLICY)
    assert left(source.parent) == set()


@pytest.mark.parametrize("column", ["patient_key", "code"])
def test_a_row_group_with_bytes_that_are_no_text_is_named(source: Path, column: str) -> None:
    """UTF-8 is not looked at by whoever wrote the file."""
    spoiled = pa.StringArray.from_buffers(1, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"P\xff"))
    table = pq.read_table(source)
    texts = pa.chunked_array([table[column].slice(0, 250), spoiled, table[column].slice(251)])
    table = table.set_column(table.column_names.index(column), column, texts)
    pq.write_table(table, source, row_group_size=100)
    with pytest.raises(BrokenData, match=r"row group 3 of .* \(rows 201 to 300\) cannot be read: .*Invalid UTF8"):
        check_parquet(source, source.parent / "out.parquet", policy=POLICY)
    assert left(source.parent) == set()


def test_a_full_disk_leaves_nothing(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither output nor temporary files, when writing fails; an older output stays as it is."""
    (source.parent / "out.parquet").write_bytes(b"older")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writers_module._Parquet, "write", full)
    with pytest.raises(OSError, match="No space left"):
        check_parquet(source, source.parent / "out.parquet", policy=POLICY)
    assert left(source.parent) == {"out.parquet"}
    assert (source.parent / "out.parquet").read_bytes() == b"older"


def test_a_full_disk_while_rows_are_split_leaves_nothing(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The temporary files of an unsorted file go too."""
    unsort(source)
    write = pq.ParquetWriter.write_table

    def full(writer: pq.ParquetWriter, table: pa.Table) -> None:
        write(writer, table)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(OSError, match="No space left"):
        check_parquet(source, source.parent / "out.parquet", policy=POLICY)
    assert left(source.parent) == set()


@pytest.mark.parametrize("where", [pieces_module.Spill, set_back_module.DeferredFindings])
def test_a_full_disk_beyond_the_day_leaves_nothing(
    source: Path, monkeypatch: pytest.MonkeyPatch, where: type[object]
) -> None:
    """While rows are split by provider, and while findings wait for their order."""
    name = "write" if where is pieces_module.Spill else "add"
    write = getattr(where, name)

    def full(*given: object) -> None:
        write(*given)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(where, name, full)
    with pytest.raises(OSError, match="No space left"):
        check_parquet(source, source.parent / "out.parquet", policy=POLICY, history=History())
    assert left(source.parent) == set()


def test_an_error_of_the_caller_leaves_nothing(source: Path) -> None:
    """The progress callback may raise, as a cancelled job does."""

    def stop(progress: Progress) -> None:
        assert progress.rows <= progress.all_rows
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_parquet(source, source.parent / "out.parquet", policy=POLICY, on_progress=stop)
    assert left(source.parent) == set()


#: Checks the source beside it with so many workers, and sends itself a signal while findings are being written.
_DIES = """
    import os, sys
    from pathlib import Path
    from otcpt.batch import _files, check_parquet
    from otcpt.batch.input import _pieces
    if __name__ == "__main__":
        folder, workers, number = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
        _pieces._PIECE, _pieces._PART, _files._SPILL = 100, 40, 30
        seen = []
        def die(progress):
            seen.append(progress)
            if len(seen) == 3:
                children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
                (folder.parent / "children").write_text(children.read_text() if children.exists() else "")
                os.kill(os.getpid(), number)
        check_parquet(folder / "in.parquet", folder / "out.parquet", policy="medicare-part-b", workers=workers,
                      on_progress=die)
"""


def _is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.thorough
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are counted in /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("order", ["sorted", "unsorted"])
def test_a_killed_run_leaves_no_process_and_nothing_to_read(
    source: Path, tmp_path: Path, order: str, workers: int, number: signal.Signals
) -> None:
    """Its workers end with it; what it leaves is private, has another name, and goes with the next run."""
    if order == "unsorted":
        unsort(source)
    folder = tmp_path / "here"
    folder.mkdir()
    source = source.rename(folder / "in.parquet")
    script = tmp_path / "dies.py"
    script.write_text(textwrap.dedent(_DIES))
    run = subprocess.run([sys.executable, script, folder, str(workers), str(int(number))], env=_environment())
    assert run.returncode == -number

    children = [int(word) for word in (tmp_path / "children").read_text().split()]
    assert len(children) >= (workers if workers > 1 else 0)
    until = time.monotonic() + 300  # a hang; a machine under load takes its time
    while any(map(_is_running, children)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(_is_running, children))

    names = left(folder)
    assert names
    assert all(name.startswith(".out.parquet.") for name in names)
    assert {(folder / name).stat().st_mode & 0o777 for name in names} == {0o700}
    lines = [path for name in names for path in (folder / name).iterdir() if path.name != "any"]
    assert {path.stat().st_mode & 0o777 for path in lines} == {0o600}

    report = check_parquet(source, folder / "out.parquet", policy=POLICY)
    assert left(folder) == {"out.parquet"}
    assert pq.read_table(folder / "out.parquet").num_rows == report.findings_count > 0


@pytest.mark.thorough
def test_a_long_table_is_never_twice_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows go from file to file, by patient and then by provider; all files of a run are open to their owner alone."""
    monkeypatch.setattr("otcpt.batch.input._files._HELD", 2_000)
    monkeypatch.setattr("otcpt.batch.input._files._ROWS", 256)
    monkeypatch.setattr("otcpt.batch.input._files._BLOCKS", 2)
    monkeypatch.setattr("otcpt.batch._files._SPILL", 512)
    monkeypatch.setattr("otcpt.batch.input._pieces._PART", 1_000)
    source, rows = tmp_path / "lines.csv", 20_000
    lines = (f"C{n},P{n * 7919 % 5003},R{n % 40},97530,2026-03-{n % 28 + 1:02},2,GO\n" for n in range(rows))
    source.write_text("claim_id,patient_key,rendering_provider_key,code,dos,units,mods\n" + "".join(lines))
    held: list[int] = []
    modes: set[int] = set()
    write = Spill.write

    def watched(spill: Spill, given: pa.Table, of: LineArrays) -> None:
        write(spill, given, of)
        files = [path for path in tmp_path.glob(".out.csv.*/*.arrow") if not path.name.startswith("beyond")]
        modes.update(path.stat().st_mode & 0o777 for path in files)
        read = [path for path in files if path not in spill._paths]
        held.append(sum(pa.ipc.open_file(path).read_all().num_rows for path in read) + spill.rows)
        names.add(spill._paths[0].name)

    names: set[str] = set()
    monkeypatch.setattr(Spill, "write", watched)
    report = check_file(source, tmp_path / "out.csv", policy=POLICY, history=History())

    assert report.row_counts.read == rows
    assert modes == {0o600}
    assert names == {"patient0.arrow", "provider0.arrow"}
    assert max(held) < rows * 1.2  # the file that is being read has rows that were written already
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == source.stat().st_mode & 0o777


def test_what_another_run_is_using_stays(tmp_path: Path) -> None:
    """Two runs with one target: the later one removes nothing of the first."""
    target = tmp_path / "out.csv"
    with scratch_folder(target) as first, scratch_folder(target) as second:
        assert first.exists()
        assert {first.stat().st_mode & 0o777, second.stat().st_mode & 0o777} == {0o700}
    (tmp_path / ".out.csv.notes").mkdir()
    with scratch_folder(target):
        assert (tmp_path / ".out.csv.notes").exists()


@rule(
    "CODE901",
    "ends-its-process",
    reads={Field.CODE},
    applies_to_line=is_anything,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="{code} is not reached.",
    cites=(),
)
def ends_its_process(day: Day) -> Iterator[Hit]:
    """A rule on whose watch the process dies, as for lack of memory."""
    os._exit(len(day.lines))
    yield Hit((0,))


@rule(
    "CODE902",
    "ends-its-process-beyond-the-day",
    scope=Scope.PROVIDER_DAY,
    reads={Field.CODE},
    applies_to_line=is_anything,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="{code} is not reached.",
    cites=(),
)
def ends_its_process_beyond(course: Timeframe) -> Iterator[Hit]:
    """The same, over a provider's day."""
    os._exit(len(course.lines))
    yield Hit((0,))


@pytest.mark.parametrize(
    ("asked", "history"),
    [(ends_its_process, None), pytest.param(ends_its_process_beyond, History(), marks=pytest.mark.thorough)],
)
def test_a_worker_that_dies_is_named_and_nothing_is_written(
    asked: Rule, history: History | None, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are stopped, the error says what to do; rules over a provider's day run in the workers, too."""
    monkeypatch.setattr(pieces_module, "_PIECE", 100)
    target = source.parent / "out.parquet"
    with pytest.raises(WorkerDied, match="one of 2 worker processes died"):
        check_parquet(source, target, policy=POLICY, rules=[asked], workers=2, history=history)
    assert left(source.parent) == set()
    assert pickle.loads(pickle.dumps(WorkerDied(2))).workers == 2


BAD: dict[int, dict[str, object]] = {
    1: {"units": -1},
    4: {"code": None},
    150: {"minutes": 2000, "date_of_service": None},
    151: {"modifiers": "GO,599"},
}


def spoil(source: Path) -> pa.Table:
    """Make some rows unreadable; return the table as it was."""
    table = pq.read_table(source)
    rows = table.to_pylist()
    for row, shown in BAD.items():
        rows[row - 1] |= shown
    pq.write_table(pa.Table.from_pylist(rows, table.schema), source, row_group_size=100)
    return table


@pytest.mark.parametrize(
    ("order", "workers"),
    [
        ("sorted", 1),
        pytest.param("unsorted", 2, marks=pytest.mark.thorough),
        pytest.param("sorted", 2, marks=pytest.mark.thorough),
        pytest.param("unsorted", 1, marks=pytest.mark.thorough),
    ],
)
def test_bad_rows_are_quarantined_with_the_reason_and_never_lost(
    source: Path, order: str, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they came, with their row and every reason; the other lines of their days are judged without them."""
    monkeypatch.setattr(pieces_module, "_PIECE", 60)
    table = spoil(source)
    bad = dict(BAD)
    if order == "unsorted":
        unsort(source)
        bad = {row + table.num_rows - 200: shown for row, shown in BAD.items()}
    report = check_parquet(
        source,
        source.parent / "out.parquet",
        policy=POLICY,
        on_bad_row="quarantine",
        quarantine=source.parent / "bad.parquet",
        workers=workers,
    )
    apart = pq.read_table(source.parent / "bad.parquet").to_pylist()
    assert {row["row"] for row in apart} == set(bad)
    given = pq.read_table(source).to_pylist()
    for row in apart:
        number, reason = row.pop("row"), row.pop("reason")
        assert row == given[number - 1]
        assert all(f"{column}: " in reason for column in bad[number])
    assert report.quarantined_count == len(apart) == 4
    kept = [row for number, row in enumerate(given, 1) if number not in bad]
    expected = check_table(pa.Table.from_pylist(kept, table.schema), policy=POLICY)
    found = pq.read_table(source.parent / "out.parquet").to_pylist()
    assert sorted(found, key=str) == sorted(records(expected.findings), key=str)
    assert left(source.parent) == {"out.parquet", "bad.parquet"}
    in_memory = check_table(pq.read_table(source), policy=POLICY, on_bad_row="quarantine")
    assert in_memory.quarantined is not None
    assert in_memory.quarantined.num_rows == 4


@pytest.mark.parametrize("order", ["sorted", "unsorted"])
def test_without_quarantine_every_problem_is_reported_and_nothing_written(source: Path, order: str) -> None:
    """By column and row, from all pieces at once."""
    total = spoil(source).num_rows
    shift = 0
    if order == "unsorted":
        unsort(source)
        shift = total - 200
    with pytest.raises(InputErrors) as raised:
        check_parquet(source, source.parent / "out.parquet", policy=POLICY)
    shown = {(problem.row, problem.column) for problem in raised.value.problems}
    assert shown == {(row + shift, column) for row, columns in BAD.items() for column in columns}
    assert left(source.parent) == set()


def test_more_problems_of_a_column_than_anyone_reads_are_counted() -> None:
    """A thousand are listed; the sum is reported."""
    table = pa.table({"code": ["97530"] * 1500, "date_of_service": ["2026-03-02"] * 1500, "units": [-1] * 1500})
    with pytest.raises(InputErrors) as raised:
        check_table(table, policy=POLICY)
    assert len(raised.value.problems) == 1001
    assert raised.value.problems[-1].message == "and 500 rows more"


def test_calls_that_contradict_themselves_are_refused(source: Path) -> None:
    """Before anything is read."""
    out = source.parent / "out.parquet"
    with pytest.raises(InvalidInput, match="go together"):
        check_parquet(source, out, policy=POLICY, on_bad_row="quarantine")
    with pytest.raises(InvalidInput, match="workers 0"):
        check_parquet(source, out, policy=POLICY, workers=0)
    with pytest.raises(InvalidInput, match="neither 'raise' nor 'quarantine'"):
        check_parquet(source, out, policy=POLICY, on_bad_row="drop")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="give them two names"):
        check_parquet(source, out, policy=POLICY, on_bad_row="quarantine", quarantine=out)
    with pytest.raises(FileNotFoundError):
        check_parquet(source.parent / "none.parquet", out, policy=POLICY)


def test_parts_of_an_unsorted_file_find_the_same(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts, spilled a few rows at a time; claims without a patient key and lines of no one among them."""
    monkeypatch.setattr(pieces_module, "_PART", 40)
    monkeypatch.setattr(files_module, "_SPILL", 30)
    made = made_lines(120, seed=6)
    pq.write_table(table_of(made), source)
    expected = check_table(table_of(made), policy=POLICY)
    for workers in (1, 2):
        report = check_parquet(source, source.parent / "out.parquet", policy=POLICY, workers=workers)
        found = pq.read_table(source.parent / "out.parquet").to_pylist()
        assert sorted(found, key=str) == sorted(records(expected.findings), key=str)
        assert report.not_evaluated.equals(expected.not_evaluated)
        assert report.caveats == expected.caveats
        assert report.lines == len(made) - sum(line.payer == "CI" for line in made)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
