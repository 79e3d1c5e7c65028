"""Put what otcpt shows into the pages of the site while mkdocs builds it, so that no output is copied by hand.

``<!-- shown: EXPRESSION -->`` becomes the card of a value, in the namespace that the examples above it leave behind;
``<!-- output: otcpt ... -->`` becomes what a terminal shows, the command above it; only its first
20 lines where it is ``<!-- output 20: otcpt ... -->``.
"""

import doctest
import os
import re
import shlex
import struct
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHOWN = re.compile(r"^<!-- shown: (.+) -->$", re.MULTILINE)
OUTPUT = re.compile(r"^<!-- output(?: (\d+))?: (otcpt .+) -->$", re.MULTILINE)

#: As wide as a block of code of the site on a common screen.
COLUMNS = 84


def card(html: str) -> str:
    """Return the HTML of a value as a block of Markdown that is left as it is."""
    return f'<div class="drawn">{html}</div>'


def shown(markdown: str) -> str:
    """Return a page with each value that it shows."""
    values = iter(_values(markdown))
    return SHOWN.sub(lambda _: card(next(values)), markdown)


def _values(markdown: str) -> list[str]:
    """Run the examples of a page and return the HTML of each value in its place."""
    names: dict[str, object] = {}
    values, begin = [], 0
    for place in SHOWN.finditer(markdown):
        for example in doctest.DocTestParser().get_examples(markdown[begin : place.start()]):
            if example.exc_msg is None:
                with redirect_stdout(StringIO()):
                    exec(compile(example.source, "<example>", "single"), names)
        value = eval(place[1], names)
        values.append(value._repr_html_())
        begin = place.end()
    return values


def output(command: str, most: int = 0) -> str:
    """Return a command that can be copied, and under it what a terminal shows, which cannot: at most so many lines."""
    lines = run(shlex.split(command)[1:]).split("\n")
    printed = "\n".join([*lines[:most], "..."] if most and len(lines) > most else lines)
    return f"```sh\n{command}\n```\n\n``` {{ .text .no-copy }}\n{printed}\n```"


def run(arguments: list[str]) -> str:
    """Return what the command line shows on a terminal of its own, which Windows has none of."""
    import fcntl
    import pty
    import termios

    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": str(COLUMNS), "LINES": "50"}
    command = [sys.executable, "-m", "otcpt", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=its, stderr=its, env=environment) as done:
        os.close(its)
        printed = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"otcpt {shlex.join(arguments)} ended with {done.returncode}: {printed.decode()}")
    return re.sub(r"[ \t\r]+$", "", printed.decode(), flags=re.MULTILINE).strip("\n")


def _read(terminal: int) -> bytes:
    """Return what is on a terminal; its end is an error on Linux and empty elsewhere."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def on_page_markdown(markdown: str, **_: object) -> str:
    """Fill in a page; mkdocs calls it for each."""
    if "<!-- shown: " in markdown and not Path.cwd().samefile(ROOT):
        raise RuntimeError("the site is built in the folder of the project, where the examples find their files")
    return OUTPUT.sub(lambda place: output(place[2], int(place[1] or 0)), shown(markdown))
