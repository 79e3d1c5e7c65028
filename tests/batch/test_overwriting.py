"""Nothing is written over what is read, nor two answers over each other, by whatever name a file is called."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from otcpt import InvalidInput, editions, load_edition
from otcpt.batch import check_file, check_parquet
from otcpt.cli._app import app

POLICY = "medicare-part-b"
COLUMNS = {"claim_id": ["C1"], "date_of_service": ["2026-03-02"], "code": ["97130"], "units": [1]}
OWN = 'base = "medicare-part-b"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file of every kind that is read, and the working directory."""
    monkeypatch.chdir(tmp_path)
    pq.write_table(pa.table(COLUMNS), "in.parquet")
    Path("in.csv").write_text("claim_id,date_of_service,code,units\nC1,2026-03-02,97130,1\n", encoding="utf-8")
    Path("before.csv").write_text("claim_id,date_of_service,code,units\nC0,2026-02-02,97130,1\n", encoding="utf-8")
    Path("policy.toml").write_text(OWN, encoding="utf-8")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    """What is in the folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def as_it_is(path: Path) -> Path:
    """The file by its own name."""
    return path


def spelled_otherwise(path: Path) -> Path:
    """The file by a way around."""
    (path.parent / "sub").mkdir()
    return path.parent / "sub" / ".." / path.name


def symbolic(path: Path) -> Path:
    """A symbolic link, of an ending that findings may have."""
    link = path.parent / f"link{path.suffix}"
    link.symlink_to(path)
    return link


def hard(path: Path) -> Path:
    """A second name."""
    link = path.parent / f"second{path.suffix}"
    os.link(path, link)
    return link


ways = pytest.mark.parametrize("way", [as_it_is, spelled_otherwise, symbolic, hard])


@ways
@pytest.mark.parametrize("name", ["in.parquet", "in.csv"])
@pytest.mark.parametrize("role", ["target", "quarantine"])
def test_python_keeps_its_source(folder: Path, name: str, way: Callable[[Path], Path], role: str) -> None:
    """`check_parquet` and `check_file` refuse before anything is written."""
    source, onto = folder / name, way(folder / name)
    before = contents(folder)
    target, apart = (onto, None) if role == "target" else (folder / "out.csv", onto)
    with pytest.raises(InvalidInput, match="is a file to be read; name another one") as raised:
        check_file(source, target, policy=POLICY, quarantine=apart)
    assert (raised.value.what, raised.value.value) == (role, str(onto))
    if name == "in.parquet":
        with pytest.raises(InvalidInput, match="is a file to be read"):
            check_parquet(
                source, target, policy=POLICY, on_bad_row="quarantine" if apart else "raise", quarantine=apart
            )
    assert contents(folder) == before


@pytest.mark.parametrize("policy", ["policy.toml", Path("policy.toml")], ids=["text", "path"])
def test_python_keeps_the_file_of_a_policy(folder: Path, policy: str) -> None:
    """A link to it ends as findings do, and is refused."""
    (folder / "link.csv").symlink_to(folder / "policy.toml")
    with pytest.raises(InvalidInput, match=r"link\.csv' is a file to be read"):
        check_file("in.csv", "link.csv", policy=policy)
    with pytest.raises(InvalidInput, match=r"policy\.toml' is a file to be read"):
        check_parquet("in.parquet", "policy.toml", policy=policy)
    assert (folder / "policy.toml").read_text(encoding="utf-8") == OWN


@pytest.mark.parametrize("there", [False, True])
def test_findings_and_rows_set_apart_have_two_names(folder: Path, there: bool) -> None:
    """Also where neither file is there yet, and where one name is a link to the other."""
    if there:
        (folder / "out.parquet").write_bytes(b"x")
    (folder / "link.parquet").symlink_to(folder / "out.parquet")
    before = contents(folder)
    for other in ("out.parquet", folder / "out.parquet", "./out.parquet", "link.parquet"):
        with pytest.raises(InvalidInput, match="give them two names"):
            check_file("in.csv", "out.parquet", policy=POLICY, quarantine=other)
        with pytest.raises(InvalidInput, match="give them two names"):
            check_parquet("in.parquet", "out.parquet", policy=POLICY, on_bad_row="quarantine", quarantine=other)
    assert contents(folder) == before


@ways
@pytest.mark.parametrize("read", ["in.csv", "before.csv", "policy.toml"])
@pytest.mark.parametrize(
    "words",
    [("--out", "{}"), ("--out", "{}", "--workers", "2"), ("--out", "out.csv", "--quarantine", "{}")],
    ids=["by claim", "in columns", "set apart"],
)
def test_the_command_line_keeps_what_it_reads(
    folder: Path, read: str, way: Callable[[Path], Path], words: tuple[str, ...]
) -> None:
    """Claims, history and policy, claim by claim and in columns, exit code 2."""
    onto = str(way(folder / read))
    before = contents(folder)
    asked = ["check", "in.csv", "--policy", "policy.toml", "--history", "before.csv"]
    ran = CliRunner().invoke(app, [*asked, *(word.format(onto) for word in words)])
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "is a file to be read; name another one" in " ".join(ran.stderr.split())
    assert contents(folder) == before


@pytest.mark.parametrize("pin", ["", "@sha256:{digest}"], ids=["folder", "pin"])
def test_the_command_line_keeps_the_edition_that_is_read(folder: Path, pin: str) -> None:
    """Every file of its folder, also where the folder is pinned by its digest."""
    edition = load_edition()
    shutil.copytree(Path(editions.__file__).parent / "bundled" / edition.id, folder / "law")
    (folder / "law" / "manifest.sha256").write_text(f"{edition.digest}\n", encoding="utf-8")
    named = f"law{pin.format(digest=edition.digest)}"
    before = contents(folder / "law")
    ran = CliRunner().invoke(app, ["check", "in.csv", "-p", POLICY, "--edition", named, "--out", "law/manifest.json"])

    assert ran.exit_code == 2
    assert "is a file to be read; name another one" in " ".join(ran.stderr.split())
    assert contents(folder / "law") == before


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="no name for standard input on this system")
def test_the_command_line_keeps_the_file_that_standard_input_comes_from(folder: Path) -> None:
    """``otcpt check - --out in.csv < in.csv``."""
    before = contents(folder)
    with Path("in.csv").open("rb") as stream:
        ran = subprocess.run(
            [sys.executable, "-m", "otcpt", "check", "-", "-p", POLICY, "--out", "in.csv"],
            stdin=stream,
            capture_output=True,
            text=True,
        )

    assert ran.returncode == 2
    assert "is a file to be read; name another one" in " ".join(ran.stderr.split())
    assert contents(folder) == before


def test_the_command_line_wants_two_names_for_two_answers(folder: Path) -> None:
    """--out and --quarantine."""
    ran = CliRunner().invoke(
        app, ["check", "in.parquet", "-p", POLICY, "--out", "out.parquet", "--quarantine", "./out.parquet"]
    )
    assert ran.exit_code == 2
    assert "give them two names" in " ".join(ran.stderr.split())
    assert "out.parquet" not in contents(folder)


@pytest.mark.usefixtures("folder")
def test_an_earlier_answer_may_be_written_anew() -> None:
    """What is not read is no matter."""
    for _ in range(2):
        assert check_file("in.csv", "out.csv", policy=POLICY, quarantine="apart.csv").lines == 1
