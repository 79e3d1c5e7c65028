"""Pipes, closed streams, links and permissions: files are respected as they are."""

import subprocess
import sys
from pathlib import Path

import pytest

ROWS = "claim_id,dos,cpt,units\nC1,2026-03-02,97003,1\n"
OTCPT = f"{sys.executable} -m otcpt"
POLICY = "-p medicare-part-b"


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line in a folder that has a table."""
    (folder / "in.csv").write_text(ROWS)
    return subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize("more", ["", "--workers 2", "--out f.parquet"])
def test_a_pipe_is_read(tmp_path: Path, more: str) -> None:
    """One that cannot be read twice, claim by claim and in columns."""
    done = shell(f"{OTCPT} check <(cat in.csv) {POLICY} --quiet {more}", tmp_path)
    assert (done.returncode, "1 error" in done.stdout + done.stderr) == (1, True)


def test_parquet_comes_through_standard_input(tmp_path: Path) -> None:
    """Seen from its first bytes."""
    made = "import pyarrow as pa, pyarrow.parquet as pq, sys; from datetime import date; "
    made += "pq.write_table(pa.table({'cpt': ['97003'], 'dos': [date(2026, 3, 2)]}), 'x.parquet')"
    done = shell(f'{sys.executable} -c "{made}" && cat x.parquet | {OTCPT} check - {POLICY} --quiet', tmp_path)
    assert (done.returncode, "1 error" in done.stdout) == (1, True)


def test_a_closed_or_full_output_is_no_traceback(tmp_path: Path) -> None:
    """The exit code is that of the answer, or 2 where it could not be written."""
    closed, full = (shell(f"{OTCPT} check in.csv {POLICY} {to}", tmp_path) for to in (">&-", "> /dev/full"))
    assert (closed.returncode, closed.stderr) == (1, "")
    assert (full.returncode, full.stderr) == (2, "otcpt: cannot write the answer: no space left on device\n")


@pytest.mark.parametrize("to", ["2> /dev/full", "2>&-", "2>&1 | true; exit ${PIPESTATUS[0]}"])
@pytest.mark.parametrize("words", ["no.csv", f"in.csv {POLICY} --select NONE", "in.csv --policy none"])
def test_what_is_wrong_has_its_exit_code_where_no_one_reads_it(tmp_path: Path, words: str, to: str) -> None:
    """Another one would say that something was checked."""
    assert shell(f"{OTCPT} check {words} {to}", tmp_path).returncode == 2


@pytest.mark.parametrize("name", ["o.csv", "o.xlsx", "o.parquet"])
def test_links_are_followed_and_permissions_kept(tmp_path: Path, name: str) -> None:
    """A private file stays private, a link a link; a folder that is not there is named as it was given."""
    real, link = tmp_path / f"real-{name}", tmp_path / name
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real.name)
    done = shell(f"{OTCPT} check in.csv {POLICY} --out {name}", tmp_path)
    assert done.returncode == 1
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert real.read_bytes() != b"old"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    gone = shell(f"{OTCPT} check in.csv {POLICY} --out none/{name}", tmp_path)
    assert (gone.returncode, gone.stderr) == (2, f"otcpt: cannot open none/{name}: no such file or directory\n")
