"""`otcpt` as editors, checkers and readers see it: one table of names, and everything agrees with it."""

import ast
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import otcpt

SOURCE = Path(otcpt.__file__)
TREE = ast.parse(SOURCE.read_text(encoding="utf-8"))
API = Path(__file__).parents[2] / "docs" / "api"
TABLE: dict[str, dict[str, str]] = vars(otcpt)["_HOMES"]
ROOMS: dict[str, tuple[str, ...]] = vars(otcpt)["_ROOMS"]


def branch() -> dict[str, tuple[str, str]]:
    """Return what checkers see: each name, the module it is imported from, and its name there."""
    [block] = [node for node in TREE.body if isinstance(node, ast.If) and isinstance(node.test, ast.Name)]
    return {
        alias.asname or alias.name: (str(node.module), alias.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_the_table_is_what_checkers_see() -> None:
    """Every name and every room comes from the same place for both."""
    table = {name: (f"otcpt.{room}", there or name) for room, names in TABLE.items() for name, there in names.items()}

    assert branch() == table | {room: ("otcpt", room) for room in ROOMS}


def test_the_table_is_what_is_offered() -> None:
    """In `__all__` without the rooms, since some need an extra; in `dir` with them."""
    names = {name for names in TABLE.values() for name in names}

    assert set(otcpt.__all__) == names - {"__version__"}
    assert set(dir(otcpt)) == names | set(ROOMS)
    assert list(otcpt.__all__) == sorted(set(otcpt.__all__))


def test_no_name_is_a_module_too() -> None:
    """Importing the module would put it where the name was."""
    modules = {module.name for module in pkgutil.iter_modules([str(SOURCE.parent)])}

    assert modules & set(otcpt.__all__) == set()
    assert set(ROOMS) <= modules


@pytest.mark.checkout
def test_the_reference_has_every_name() -> None:
    """The first page lists the names, and each room has its place on a page."""
    listed = set(re.findall(r"`(?:otcpt\.)?(\w+)`", (API / "index.md").read_text(encoding="utf-8")))
    pages = "".join(page.read_text(encoding="utf-8") for page in API.glob("*.md"))

    assert set(otcpt.__all__) - listed == set()
    assert set(ROOMS) - set(re.findall(r"^::: otcpt\.(\w+)$", pages, re.MULTILINE)) == set()


def test_everything_loads_at_once() -> None:
    """Name by name and room by room in a fresh interpreter, where every warning is an error."""
    code = "import otcpt; [getattr(otcpt, name) for name in dir(otcpt)]; from otcpt import *; print(check.__module__)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("otcpt.")


@pytest.mark.parametrize("missing", ["", "pyarrow", "numpy"])
def test_help_reads_well(missing: str) -> None:
    """With and without the extras: what it is, every function with its docstring, nothing that fails to load."""
    code = f"import sys; sys.modules.update(dict.fromkeys({missing.split()!r})); import otcpt; help(otcpt)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "CPT rules for occupational therapy" in done.stdout
    assert re.search(r"^ {4}check\(\s*claim: ", done.stdout, re.MULTILINE)  # on one line before Python 3.13
    assert done.stderr == ""


def test_a_misspelt_name_is_suggested_by_python() -> None:
    """The error has what a traceback needs for it."""
    with pytest.raises(AttributeError) as caught:
        otcpt.chekc  # type: ignore[attr-defined]  # a checker refuses it too  # noqa: B018

    assert (caught.value.name, caught.value.obj) == ("chekc", otcpt)


COMPLETED = {
    "otcpt.": {"check", "claim", "bill", "load_policy", "Claim", "batch", "spark", "claim_schema"},
    "otcpt.batch.": {"check_frame", "check_file"},
    "otcpt.check(c, policy='p').": {"findings", "verdict", "to_record"},
    "otcpt.claim('2026-03-02').": {"lines", "to_record", "from_record"},
    "otcpt.bill(v, policy='p').": {"claim", "questions"},
    "otcpt.check_all([], policy='p')[0].": {"findings", "verdict"},
    "for report in otcpt.check_all([], policy='p'): report.": {"findings", "verdict"},
    "otcpt.read_claims('f').": {"claims", "problems"},
    "otcpt.load_policy('p').": {"id", "why"},
}


@pytest.mark.parametrize("typed", COMPLETED)
def test_an_editor_completes_names_and_results(typed: str) -> None:
    """Jedi runs nothing: it reads the source, as language servers do."""
    jedi = pytest.importorskip("jedi")
    found = {one.name for one in jedi.Script(f"import otcpt\n{typed}").complete(2, len(typed))}

    assert COMPLETED[typed] - found == set()


@pytest.mark.parametrize("function", ["check", "claim", "bill", "load_policy", "read_claims", "minutes_to_units"])
def test_an_editor_shows_signatures_and_docstrings(function: str) -> None:
    """While a call is typed."""
    jedi = pytest.importorskip("jedi")
    typed = f"otcpt.{function}("
    [signature] = jedi.Script(f"import otcpt\n{typed}").get_signatures(2, len(typed))

    assert len(signature.params) >= 1
    assert len(signature.docstring(raw=True)) > 40
