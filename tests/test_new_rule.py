"""A rule is begun by one command: what it writes is complete, in order, and says no word of its own."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from tools.new_rule import BOOK, IDS, ROOT, scaffold

from otcpt.findings import Rule
from otcpt.testing import load_cases

pytestmark = pytest.mark.checkout


@pytest.fixture(name="root")
def _root(tmp_path: Path) -> Path:
    """The lists of a checkout, in a folder of their own."""
    for path in (BOOK, IDS):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text((ROOT / path).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "tests" / "cases").mkdir()
    return tmp_path


def added(root: Path, path: Path) -> list[tuple[str, str]]:
    """The lines that were added to a list, each with the line before it."""
    lines = (root / path).read_text(encoding="utf-8").splitlines()
    known = set((ROOT / path).read_text(encoding="utf-8").splitlines())
    return [(before, line) for before, line in zip(["", *lines], lines, strict=False) if line not in known]


def test_a_rule_has_its_places_in_the_lists(root: Path) -> None:
    """An import in the order of modules, an entry and an id after the last of the family."""
    scaffold(root, "EVAL009", "evaluation-of-nothing")

    (_, imported), (before, entry) = added(root, BOOK)
    assert imported == "from otcpt.rules.eval009 import evaluation_of_nothing"
    assert (before, entry) == ("    evaluations_by_one_group,", "    evaluation_of_nothing,")
    assert [line for _, line in added(root, IDS)] == ["EVAL009 evaluation-of-nothing"]
    assert added(root, IDS)[0][0].startswith("EVAL")


def test_a_family_of_its_own_comes_last(root: Path) -> None:
    """A family that is new is documented after the others."""
    scaffold(root, "ZOO001", "a-new-idea")

    assert (root / IDS).read_text().splitlines()[-1] == "ZOO001 a-new-idea"
    assert (root / BOOK).read_text().partition("ALL_RULES")[2].partition(")\n")[0].splitlines()[-1] == "    a_new_idea,"


def test_what_is_written_is_a_rule_and_its_cases(root: Path) -> None:
    """The file makes a rule with a document, the cases are of the kinds every rule needs, the style is right."""
    path, cases, *_ = (root / written for written in scaffold(root, "MOD999", "modifier-of-nothing"))
    spec = importlib.util.spec_from_file_location("mod999", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rule = module.modifier_of_nothing

    assert isinstance(rule, Rule)
    assert (rule.id, rule.name, rule.family) == ("MOD999", "modifier-of-nothing", "MOD")
    assert str(module.__doc__).startswith("MOD999 modifier-of-nothing: ")
    assert [case.kind for case in load_cases(cases)] == ["flagged", "clean", "boundary"]
    for command in (["check"], ["format", "--check"]):
        for written in (path, root / BOOK):
            named = ["--stdin-filename", str(ROOT / written.relative_to(root)), "-"]
            call = [sys.executable, "-m", "ruff", *command, *named]
            done = subprocess.run(call, cwd=ROOT, input=written.read_bytes(), capture_output=True)
            assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize(
    ("id_", "name", "message"),
    [
        ("MOD13", "a-name", "expected its family and three digits"),
        ("mod013", "a-name", "expected its family and three digits"),
        ("MOD900", "A name", "kebab-case"),
        ("MOD001", "a-name", "an id is never given twice; take MOD0"),
        ("MOD900", "kx-missing", "is the name of KX001"),
    ],
)
def test_an_id_or_a_name_that_is_taken_or_none_is_refused(root: Path, id_: str, name: str, message: str) -> None:
    """Nothing is written, and the message says what is free or expected."""
    before = (root / BOOK).read_text()
    with pytest.raises(ValueError, match=message):
        scaffold(root, id_, name)
    assert (root / BOOK).read_text() == before
