"""Run tests under Pyodide in Node.js, as in a browser: python -m tools.pyodide_tests [arguments of pytest]."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.try_page import CACHE, ROOT, fetch_runtime, install, lacking, run

#: The answers to minutes, every case of every rule, and what the page asks; one file is about NumPy and pandas.
CHOSEN = ("tests/units", "tests/rules/test_cases.py", "tests/rules/test_field_cases.py", "tests/test_try_page.py")

#: pytest, with hypothesis in the form without compiled parts.
NEEDED = ("pytest>=9,<10", "hypothesis>=6.130")

SCRIPT = """
import { pathToFileURL } from "node:url";
const [runtime, checkout, packages, ...given] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(runtime + "/pyodide.mjs"));
const python = await loadPyodide();
for (const [place, folder] of [["/checkout", checkout], ["/packages", packages]]) {
  python.FS.mkdir(place);
  python.mountNodeFS(place, folder);
}
python.globals.set("given", python.toPy(given));
process.exitCode = python.runPython(`
import os, sys
sys.dont_write_bytecode = True
sys.path.insert(0, "/packages")
os.chdir("/checkout")
import pytest
int(pytest.main(["-p", "no:cacheprovider", *given]))
`);
"""


def main(arguments: list[str]) -> int:
    """Run the tests, or say what is not there to run them."""
    if missing := lacking():
        print(f"{missing} not found", file=sys.stderr)
        return 1
    runtime = fetch_runtime(CACHE)
    with TemporaryDirectory() as scratch:
        packages = Path(scratch) / "packages"
        install(packages, *NEEDED)
        script = Path(scratch) / "tests.mjs"
        script.write_text(SCRIPT, encoding="utf-8")
        given = arguments or ["-q", "--hypothesis-profile=ci", "--ignore=tests/units/test_minutes.py", *CHOSEN]
        run("node", str(script), str(runtime), str(ROOT), str(packages), *given)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
