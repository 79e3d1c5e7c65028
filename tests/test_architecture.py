"""The pages that lead a newcomer name what is there."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
GUIDES = PAGE + ((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8") if (ROOT / "CONTRIBUTING.md").exists() else "")
FOLDERS = ("", "src/otcpt", "src/otcpt/io/csv_lines")
#: What a sentence names as an example of something to be written.
TO_BE_WRITTEN = {"src/otcpt/rules/mod013.py", "tests/cases/MOD013.toml", "tests/approved/rules/MOD013.txt"}
PATHS = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w.-]+\.(?:py|toml|md|cff|csv))`", GUIDES)) - TO_BE_WRITTEN
pytestmark = pytest.mark.checkout


def test_the_drawing_has_every_room_of_the_contract() -> None:
    """The table is made from the import contract, a line for each room with what it says of itself."""
    rooms = runpy.run_path(str(ROOT / "tools" / "rooms.py"))
    named = {room for floor in rooms["floors"]() for room in floor if not room.startswith("_")}
    rows = [line.split("|") for line in rooms["rooms"]()][2:]

    assert {row[2].strip(" `") for row in rows} == named
    assert all(row[3].strip() for row in rows)
    assert "<!-- the rooms -->" in PAGE


def found(name: str) -> Path | None:
    """Return where a name leads: in the repository, in the package, or in the folder that the sentence is about."""
    return next((path for folder in FOLDERS if (path := ROOT / folder / name).exists()), None)


@pytest.mark.parametrize("name", sorted(PATHS))
def test_a_file_that_is_named_is_there(name: str) -> None:
    """ID and NAME stand for any rule and any edition or fragment."""
    assert found(name.replace("ID.", "PTP002.").replace("NAME.toml", "2026q4.toml")) or name.startswith("NAME.")


@pytest.mark.parametrize(
    ("name", "file"), sorted(set(re.findall(r"`([A-Za-z_]+)`(?: of|,? both in| in)?\s\(?`([\w/]+\.py)`", GUIDES)))
)
def test_a_name_is_in_the_file_that_is_named_with_it(name: str, file: str) -> None:
    """A class, a function or a table at the beginning of a line."""
    path = found(file)
    assert path is not None
    assert re.search(rf"^(?:class |def )?{name}\b", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_a_session_that_is_named_is_one_of_nox() -> None:
    """Every `nox -s NAME`, and each row of the table; and each session has its row."""
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    sessions = set(re.findall(r"@nox\.session.*\ndef (\w+)", noxfile)) - {"try_page"} | {"try"}
    rows = re.findall(r"^\| (`[^|]+) \|", GUIDES.partition("| session |")[2], re.MULTILINE)

    assert set(re.findall(r"nox -s ([a-z]\w+)", GUIDES)) <= sessions
    assert {name for row in rows for name in re.findall(r"`(\w+)", row)} == sessions


def test_the_contract_is_where_the_page_says() -> None:
    """The floors are in pyproject.toml."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert "floors" in {one["id"] for one in contracts["contracts"]}
