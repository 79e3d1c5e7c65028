"""The README and the site say what is there; their examples run as doctests beside these tests."""

import re
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from tools import rule_pages, typed_examples
from typer.testing import CliRunner

import otcpt
from otcpt.cli._app import app
from otcpt.policies import Settings
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
def test_command_that_is_shown_runs(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of the README and of the guide answers, without a complaint."""
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(app, command.split()[1:])

    assert done.exit_code in (0, 1)
    assert done.stdout and not done.stderr


def test_every_command_there_is_is_shown() -> None:
    """The README and the guide show each command of the program, and none that is gone."""
    listed = re.findall(r"^  (\w+)  ", run_otcpt("otcpt --help").stdout.partition("Commands:")[2], re.MULTILINE)

    assert {command.split()[1] for command in SHOWN} | {"check"} == set(listed)


def test_examples_are_checked_line_by_line() -> None:
    """The module of a page has the code of its Python blocks, without their output, on the lines of the page."""
    page = (
        "# Title\n\n```pycon\n>>> if one:\n...     two\n'output'\n```\n```toml\nkey = 1\n```\n```python\nthree\n```\n"
    )

    assert typed_examples.module_of(page).splitlines() == [*[""] * 3, "if one:", "    two", *[""] * 6, "three", ""]
    assert typed_examples.module_of("```text\nnone\n```\n") == ""


@pytest.mark.parametrize("path", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_readme_link_leads_to_a_file(path: str) -> None:
    """No link of the README is dead."""
    assert (ROOT / path).is_file()


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_rule_page_has_the_document_and_the_facts_of_the_rule(rule: otcpt.Rule) -> None:
    """Id and name, severity, what is read, every section and every citation, and a row of the index in its family."""
    page, index = rule_pages.rule_page(rule), rule_pages.index_page()

    assert page.startswith(f"# {rule.id} {rule.name}\n\n")
    assert all(f"\n## {section}\n" in page for section in SECTIONS)
    assert all(f"`{field}`" in page for field in rule.reads)
    assert all(f"\n- {rule_pages.linked(cite)}\n" in page for cite in rule.cites)
    assert re.search(rf"^\| \[{rule.id}\]\({rule.id}\.md\) \w+ \| \*{rule.name}\* .+ \|$", index, re.MULTILINE)


def test_rule_pages_of_a_folder_are_made_anew(tmp_path: Path) -> None:
    """A page for each rule and the index; a stale page is written over, one of a rule that is gone is removed."""
    (tmp_path / "PTP001.md").write_text("stale")
    (tmp_path / "OLD001.md").write_text("gone")
    rule_pages.write(tmp_path)

    assert {path.stem for path in tmp_path.iterdir()} == {"index", *(rule.id for rule in ALL_RULES)}
    assert (tmp_path / "PTP001.md").read_text(encoding="utf-8").startswith("# PTP001 edit-no-modifier-allowed")


def test_site_lists_every_rule_under_its_family(tmp_path: Path) -> None:
    """The hook writes the pages and fills the entry of the navigation that is there for them."""
    (tmp_path / "rules").mkdir()
    config = {"docs_dir": str(tmp_path), "nav": [{"Start": []}, {"Rules": "rules/index.md"}]}
    rule_pages.on_config(config)

    index, *families = config["nav"][1]["Rules"]  # type: ignore[index]
    assert index == "rules/index.md"
    assert [page for family in families for page in next(iter(family.values()))] == [
        f"rules/{rule.id}.md" for rule in ALL_RULES
    ]
    assert set(rule_pages.FAMILIES) <= {rule.family for rule in ALL_RULES}


def test_no_prose_counts_the_rules() -> None:
    """A number would be wrong with the next rule."""
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    counted = re.compile(r"\b\d+ (?:\w+ )?rules\b")

    assert [(path.name, found) for path in pages for found in counted.findall(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_rule_document_has_its_sections(rule: otcpt.Rule) -> None:
    """Every document has the same sections in the same order, none of them empty, under a line with id and name."""
    title, _, body = rule.document.partition("\n\n")
    sections = re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", body, re.MULTILINE)

    assert title.startswith(f"{rule.id} {rule.name}: ")
    assert [name for name, _ in sections] == SECTIONS
    assert all(text.strip() for _, text in sections)


def test_every_choice_of_a_policy_is_in_its_guide() -> None:
    """In the table of the choices, each once."""
    text = (ROOT / "docs/guides/policies.md").read_text("utf-8").partition("## The choices")[2]
    rows = re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)

    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(one.name for one in attrs.fields(Settings))


def test_every_public_name_is_in_the_reference() -> None:
    """The reference's front page lists the façade; the error page shows the errors."""
    shown = (ROOT / "docs" / "api" / "index.md").read_text(encoding="utf-8")
    errors = {name for name in otcpt.__all__ if isinstance(getattr(otcpt, name), type(OSError))}
    raised = {name for name in errors if issubclass(getattr(otcpt, name), otcpt.OtcptError)}

    assert {name for name in otcpt.__all__ if f"`{name}`" not in shown} <= raised


def test_the_reference_names_the_rooms_of_its_names() -> None:
    """A row of the front page says from which rooms its names come, each with its page."""
    page = (ROOT / "docs" / "api" / "index.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.*) \| (\[.*) \| .* \|$", page, re.MULTILINE)
    for names, places in rows:
        assert set(re.findall(r"\]\[otcpt\.(\w+)\.", names)) <= set(re.findall(r"\]\((\w+)\.md\)", places)), names

    assert len(rows) > 30


def test_version_has_an_entry_in_the_changelog() -> None:
    """What is released is described, with its two headings of our own."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    entry = changelog.partition(f"\n## {otcpt.__version__}")[2].partition("\n## ")[0]

    assert "### Outcome changes" in entry and "### Rule data" in entry
