"""The page of the laws of unit arithmetic is made from their tests, and none of them is missing on it."""

import re
import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from otcpt import units

ROOT = Path(__file__).parent.parent
#: A clause where it is referred to; not the minutes of an assistant, as in 13+A23.
CODE = re.compile(r"(?<![\w+@])[RACVOB]\d{1,2}(?=[:,. )])")


@pytest.fixture(scope="module")
def tool() -> dict[str, Any]:
    """The names of the tool that makes the page."""
    return runpy.run_path(str(ROOT / "tools" / "laws_page.py"))


def test_every_class_of_the_properties_is_a_clause_on_the_page(tool: dict[str, Any]) -> None:
    """No test module and no test class of the folder is passed over, and no clause has the number of another."""
    modules = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / tool["FOLDER"]).glob("test_*.py")}
    classes = {module: re.findall(r"^class (Test\w+)", text, re.MULTILINE) for module, text in modules.items()}
    found = {module: tool["clauses"](module) for module in tool["PARTS"]}
    numbers = [number for module in found.values() for one in module for number in one.document()["ids"].split(", ")]

    assert {module: [one.__name__ for one in clauses] for module, clauses in found.items()} == classes
    assert len(numbers) == len(set(numbers))


def test_a_section_has_law_source_proof_and_the_smallest_day_that_fails(tool: dict[str, Any]) -> None:
    """Example 3 of the manual, the clause it decides, and what happens where it is broken."""
    section = tool["page"]().partition("### R7, A3: ")[2].partition("\n### ")[0]

    assert "Source: CMS Pub. 100-04 ch. 5 §20.2.C, example 3 [P]" in section
    assert "`TestR7LeftOver` in `tests/units/properties/test_total_time.py`, on 97,336 small days" in section
    assert (
        "| the longest service has it | 97110 18 min, 97112 5 min | 97110 x1, 97112 x1 | 97110 x2 |"
    ) in section.splitlines()


def test_every_clause_that_is_referred_to_is_on_the_page(tool: dict[str, Any]) -> None:
    """A number such as R5 or A19 in the source or the tests of the units can be looked up."""
    folders = [Path(units.__file__).parent, ROOT / "tests" / "units"]
    texts = [path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py")]
    on_page = set(re.findall(r"^(?:### |\| )((?:[A-Z]\d+(?:, )?)+)(?=[: ])", tool["page"](), re.MULTILINE))
    known = {number for numbers in on_page for number in numbers.split(", ")}

    assert {"R5", "A3", "A5", "A18"} <= known
    assert {number for text in texts for number in CODE.findall(text)} - known == set()


def test_the_site_fills_in_its_own_page_only(tool: dict[str, Any]) -> None:
    """The hook of mkdocs leaves every other page as it is."""
    place = tool["PLACE"]
    laws, other = (
        tool["on_page_markdown"](place, page=SimpleNamespace(file=SimpleNamespace(src_uri=uri)), config={}, files=[])
        for uri in ("guides/laws-of-units.md", "guides/units.md")
    )

    assert laws in tool["page"]()
    assert laws.startswith("| clause | law | breaks first on |")
    assert other == place
