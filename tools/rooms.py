"""Put the drawing of the rooms into docs/architecture.md while mkdocs builds the site.

It is made of the floors of the import contract in pyproject.toml and of what each room says of itself. To see it
without a site: python tools/rooms.py
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PAGE = "architecture.md"
PLACE = "<!-- the rooms -->"


def floors() -> tuple[tuple[str, ...], ...]:
    """Return the rooms of each floor, the highest floor first, as the import contract has them."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (one for one in content["tool"]["importlinter"]["contracts"] if one["id"] == "floors")
    return tuple(tuple(re.findall(r"\w+", floor)) for floor in contract["layers"])


def rooms() -> Iterator[str]:
    """Yield the table of the floors: number, room, and the first line of its docstring."""
    yield "| floor | room | what it is |"
    yield "|---|---|---|"
    named = [[room for room in floor if not room.startswith("_")] for floor in floors()]
    for number, floor in zip(range(len(named), 0, -1), named, strict=True):
        for room in floor:
            yield f"| {number} | `{room}` | {_says(room)} |"


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:
    """Fill in the page of the architecture and leave the others as they are; mkdocs calls it for each."""
    return markdown.replace(PLACE, "\n".join(rooms())) if page.file.src_uri == PAGE else markdown


def _says(room: str) -> str:
    path = ROOT / "src" / "otcpt" / room
    source = (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]


if __name__ == "__main__":
    print("\n".join(rooms()))
