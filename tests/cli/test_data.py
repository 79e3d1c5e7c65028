"""``otcpt data build``, and the folder it writes behind ``--edition``."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.io.cms.layouts import edit, ptp_text

from .conftest import Ran

Otcpt = Callable[..., Ran]


@pytest.fixture(name="files")
def _files(tmp_path: Path) -> Path:
    """A practitioner table in two parts, where 97110 and 97530 may not stand together."""
    rows = [edit("71046", "99213", "20160401"), edit("97110", "97530", "20260701", "*", 0)]
    for part, row in enumerate(rows, 1):
        (tmp_path / f"ccipra-v322r0-f{part}.txt").write_bytes(ptp_text([row]))
    return tmp_path


def test_a_built_folder_is_an_edition_for_every_command(otcpt: Otcpt, files: Path) -> None:
    """Build by a pattern, then pair, code, bill, check and editions under it."""
    law = str(files / "law")
    built = otcpt("data", "build", "--ptp", str(files / "ccipra*.txt"), "--out", law)
    assert built.code == 0, built.err
    assert "Edition local-2026q3" in built.out
    assert f"{law}@sha256:" in built.out.replace("\n", "")

    pair = otcpt("pair", "99213", "71046", "--on", "2026-08-03", "--edition", law)
    assert "law@sha256:" in pair.out
    assert "71046, paid" in pair.out
    assert "cannot tell" in otcpt("pair", "99213", "71046", "--on", "2026-08-03").out
    assert otcpt("code", "97530", "--on", "2026-08-03", "--edition", law).code == 0
    assert "97530" in otcpt("code", "--search", "activities", "--edition", law).out
    assert "Every byte" in otcpt("editions", "--edition", law, "--verify").out

    billed = otcpt("bill", "2026-08-03", "97530@15", "97110@15", "-p", "medicare-part-b", "--edition", law, "-v")
    assert billed.code == 1
    assert "PTP001" in billed.out
    assert "local edition built from ccipra-v322r0-f1.txt" in " ".join(billed.out.split())

    claims = files / "lines.csv"
    claims.write_text("claim_id,date_of_service,code,modifiers,units,minutes\nC,2026-08-03,97530,GO,1,15\n")
    checked = otcpt("check", str(claims), "-p", "medicare-part-b", "--edition", law, "-v")
    assert "edition local-2026q3@sha256:" in checked.out
    assert "The tables are a local edition" in checked.out


def test_part_by_part_gives_the_same_pin(otcpt: Otcpt, files: Path) -> None:
    """Two options or one pattern: one edition."""
    parts = [word for part in (2, 1) for word in ("--ptp", str(files / f"ccipra-v322r0-f{part}.txt"))]
    pins = []
    for name, words in (("a", parts), ("b", ["--ptp", str(files / "ccipra-*.txt")])):
        assert otcpt("data", "build", *words, "--out", str(files / name)).code == 0
        pins.append((files / name / "manifest.sha256").read_text())
    assert pins[0] == pins[1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "no file was given"),
        (("--ptp", "{}/nothing*.txt"), "no file is called like"),
        (("--ptp", "{}/nothing.txt"), "cannot open"),
        (("--ptp", "{}/ccipra-v322r0-f2.txt"), "every part once"),
        (("--ptp", "{}/ccipra*", "--quarter", "2026-04-01"), "leave the quarter out"),
        (("--ptp", "{}/ccipra*", "--quarter", "4/1/2026"), "YYYY-MM-DD"),
        (("--ptp", "{}/ccipra*", "--through", "2026-04-01"), "lies before 2026-09-30"),
        (("--ptp", "{}/ccipra*", "--setting", "outpatient_hospital"), "leave it out"),
        (("--mue", "{}/ccipra-v322r0-f1.txt", "--quarter", "2026-07-01"), "not an MUE table"),
        (("--addon", "{}/ccipra-v322r0-f1.txt"), "not an add-on code table"),
    ],
)
def test_what_cannot_be_built_is_reported_and_leaves_no_folder(
    otcpt: Otcpt, files: Path, words: tuple[str, ...], expected: str
) -> None:
    """Exit code 2, a sentence, and nothing written."""
    ran = otcpt("data", "build", *(word.format(files) for word in words), "--out", str(files / "law"))
    assert ran.code == 2
    assert expected in " ".join(ran.err.split())
    assert not (files / "law").exists()


def test_faults_of_several_files_are_kept_apart(otcpt: Otcpt, files: Path) -> None:
    """The parts of a table have a name each in the list."""
    for part in (1, 2):
        path = files / f"ccipra-v322r0-f{part}.txt"
        path.write_bytes(path.read_bytes().replace(b"\t*\t", b"\tx\t"))
    err = otcpt("data", "build", "--ptp", str(files / "ccipra*"), "--out", str(files / "law")).err
    assert "ccipra-v322r0-f1.txt" in err
    assert "ccipra-v322r0-f2.txt" in err
