"""The README and the site say what is there; their examples run as doctests beside these tests."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import otcpt
from otcpt.rules import ALL_RULES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```sh\n(.*?)\n```$", README, re.DOTALL | re.MULTILINE)
SECTIONS = [
    "What it checks",
    "Why it matters",
    "Example flagged",
    "Example clean",
    "Settings",
    "Remedy and its limits",
    "Not covered",
    "Sources",
]


@pytest.fixture(scope="module")
def rule_pages() -> ModuleType:
    """The tool that writes the rule pages."""
    spec = importlib.util.spec_from_file_location("rule_pages", ROOT / "tools" / "rule_pages.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_readme_has_two_commands_of_one_line_each() -> None:
    """One for the main job, one for the tests; each makes its own environment."""
    assert len(COMMANDS) == 2
    assert all("\n" not in command and command.startswith("python3 -m venv .venv") for command in COMMANDS)


def run_otcpt(command: str) -> subprocess.CompletedProcess[str]:
    """Run the rest of a command line that begins with ``otcpt``, in the project's folder."""
    return subprocess.run(
        [sys.executable, "-m", "otcpt", *command.split()[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_first_command_checks_the_example_and_ends_well() -> None:
    """A newcomer's first run prints findings, the rules they are of, and exits with 0."""
    done = run_otcpt(COMMANDS[0].rpartition("/bin/")[2])

    assert (done.returncode, done.stderr) == (0, "")
    assert {"CODE003", "PTP002", "UNIT001"} <= set(re.findall(r"[A-Z]{2,5}\d{3}\b", done.stdout))


@pytest.mark.checkout
def test_ci_runs_the_command_that_the_readme_shows() -> None:
    """The script states the command itself, and it is the README's second one."""
    assert COMMANDS[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


USAGE = README.partition("\n## On the command line\n")[2]
SHOWN = re.findall(r"^otcpt (?!.*FILE).*?(?=  |$)", USAGE, re.MULTILINE) + re.findall(
    r"^\| `(otcpt .*?)`", (ROOT / "docs" / "guides" / "cli.md").read_text(encoding="utf-8"), re.MULTILINE
)


@pytest.mark.parametrize("command", sorted(set(SHOWN)))
def test_command_that_is_shown_runs(command: str) -> None:
    """Every example of the README and of the guide answers, without a complaint."""
    done = run_otcpt(command)

    assert done.returncode in (0, 1)
    assert done.stdout and not done.stderr


def test_every_command_there_is_is_shown() -> None:
    """The README and the guide show each command of the program, and none that is gone."""
    listed = re.findall(r"^  (\w+)  ", run_otcpt("otcpt --help").stdout.partition("Commands:")[2], re.MULTILINE)

    assert {command.split()[1] for command in SHOWN} | {"check"} == set(listed)


@pytest.mark.parametrize("path", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_readme_link_leads_to_a_file(path: str) -> None:
    """No link of the README is dead."""
    assert (ROOT / path).is_file()


def test_rule_pages_are_what_the_rules_say(rule_pages: ModuleType) -> None:
    """Committed pages and navigation equal what the tool writes; no page is left of a rule that is gone."""
    assert rule_pages.stale() == []


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_rule_document_has_its_sections(rule: otcpt.Rule) -> None:
    """Every document has the same sections in the same order, none of them empty, under a line with id and name."""
    title, _, body = rule.document.partition("\n\n")
    sections = re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", body, re.MULTILINE)

    assert title.startswith(f"{rule.id} {rule.name}: ")
    assert [name for name, _ in sections] == SECTIONS
    assert all(text.strip() for _, text in sections)


def test_every_public_name_is_in_the_reference() -> None:
    """The reference's front page lists the façade; the error page shows the errors."""
    shown = (ROOT / "docs" / "api" / "index.md").read_text(encoding="utf-8")
    errors = {name for name in otcpt.__all__ if isinstance(getattr(otcpt, name), type(OSError))}
    raised = {name for name in errors if issubclass(getattr(otcpt, name), otcpt.OtcptError)}

    assert {name for name in otcpt.__all__ if f"`{name}`" not in shown} <= raised


def test_version_has_an_entry_in_the_changelog() -> None:
    """What is released is described, with its two headings of our own."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    entry = changelog.partition(f"\n## {otcpt.__version__}")[2].partition("\n## ")[0]

    assert "### Outcome changes" in entry and "### Rule data" in entry
