"""The page of the architecture names what is there."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FOLDERS = ("", "src/otcpt", "src/otcpt/io/csv_lines")


@pytest.mark.checkout
def test_the_drawing_has_every_room_of_the_contract() -> None:
    """The table is made from the import contract, a line for each room with what it says of itself."""
    rooms = runpy.run_path(str(ROOT / "tools" / "rooms.py"))
    named = {room for floor in rooms["floors"]() for room in floor if not room.startswith("_")}
    rows = [line.split("|") for line in rooms["rooms"]()][2:]

    assert {row[2].strip(" `") for row in rows} == named
    assert all(row[3].strip() for row in rows)
    assert "<!-- the rooms -->" in PAGE


@pytest.mark.checkout
@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([\w./]+(?:\.py|/))`", PAGE))))
def test_a_file_that_the_page_names_is_there(name: str) -> None:
    """In the repository, in the package, or in the folder that the sentence is about."""
    assert any((ROOT / folder / name).exists() for folder in FOLDERS)
