"""The real process: entry point, pipes, terminals, missing extras."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

Run: TypeAlias = Callable[..., Any]

COMMAND = [sys.executable, "-c", "from otcpt.cli import main; main()"]


def _run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=600, check=False)


def test_a_check_runs_from_the_shell(csv_of: Run) -> None:
    """Plain text, and the exit code of the findings."""
    ran = _run("check", csv_of("error"), "--policy", "medicare-part-b")

    assert ran.returncode == 1
    assert "CODE003" in ran.stdout
    assert "\x1b" not in ran.stdout
    assert ran.stderr == ""


def test_help_and_version_answer_without_the_library() -> None:
    """Asking for help reads no data and loads no rule."""
    code = (
        "import sys; from otcpt.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = 'otcpt.checking', 'otcpt.rules', 'otcpt.editions', 'otcpt.io', 'rich.'\n"
        "print([name for name in sys.modules if name.startswith(heavy)])"
    )

    ran = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=False)

    assert "check" in ran.stdout
    assert ran.stdout.splitlines()[-1] == "[]"
    assert _run("--version").stdout.startswith("otcpt ")


def test_without_the_extra_one_line_says_how_to_install_it() -> None:
    """No traceback where typer is missing."""
    code = "import sys; sys.modules['typer'] = None; from otcpt.cli import main; main()"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.splitlines() == [
        'otcpt: the command line needs typer and rich; install them with: pip install "otcpt[cli]"'
    ]


@pytest.mark.skipif(os.name == "nt", reason="pipes of Windows break differently")
def test_a_broken_pipe_is_quiet() -> None:
    """A reader that leaves early, such as head, meets no traceback, and no code that means findings."""
    process = subprocess.Popen(
        [*COMMAND, "check", "-", "-p", "medicare-part-b"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdout.close()
    process.stdin.write(b"date_of_service,code,units\n2026-03-02,97003,1\n")
    process.stdin.close()
    result = process.stderr.read()
    process.stderr.close()

    assert (process.wait(60), result) == (141, b"")


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_a_terminal_gets_colors(csv_of: Run) -> None:
    """The same command on a terminal is colored."""
    import pty

    ours, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | {"TERM": "xterm-256color"}
    process = subprocess.Popen(
        [*COMMAND, "check", str(csv_of("error")), "-p", "medicare-part-b"],
        stdout=theirs,
        stderr=theirs,
        env=environment,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            block = os.read(ours, 4096)
        except OSError:
            break
        if not block:
            break
        shown += block
    os.close(ours)

    assert process.wait(60) == 1
    assert b"\x1b[1;31merror" in shown
