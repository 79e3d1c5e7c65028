"""Write all examples as modules, for type checkers: `python tools/typed_examples.py FOLDER [SOURCE ...]`.

The module of a page has all its Python blocks, as a reader who follows the page has them, each line where the page has
it; that of a notebook has its cells, and that of an example is a copy.
"""

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: What needs another package is checked in the session that has it: the page of Spark, and the recipes.
SOURCES = [
    ROOT / "README.md",
    *(page for page in sorted((ROOT / "docs").rglob("*.md")) if page.stem != "spark"),
    *sorted((ROOT / "docs").rglob("*.ipynb")),
    *(file for file in sorted((ROOT / "examples").rglob("*.py")) if file.parent.name != "recipes"),
]
#: Strict, but an expression shows its value in a session.
PYRIGHT = {
    "typeCheckingMode": "strict",
    "reportUnusedExpression": False,
    "reportUnknownMemberType": False,  # stubs of other packages leave types open
}

_FENCE = re.compile(r" *```(\w*)")
_PROMPT = re.compile(r" *(?:>>>|\.\.\.)(?: |$)")


def module_of(page: str) -> str:
    """Return the code of a page's Python blocks, with an empty line for every other line."""
    code = []
    language = ""
    prompted = False
    for line in page.splitlines():
        fence, prompt = _FENCE.match(line), _PROMPT.match(line)
        kept = ""
        if fence is not None:
            language = "" if language else fence[1] or "text"
            prompted = language == "pycon"
        elif language in ("python", "pycon"):
            prompted = prompted or prompt is not None
            if prompt is not None:
                kept = line[prompt.end() :]
            elif not prompted and "--8<--" not in line:
                kept = line
        code.append(kept)
    return "\n".join(code).strip() and "\n".join(code) + "\n"


def code_of(notebook: str) -> str:
    """Return the code of a notebook's cells, one after another."""
    cells = json.loads(notebook)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code") + "\n"


READERS: dict[str, Callable[[str], str]] = {".md": module_of, ".ipynb": code_of, ".py": str}


def write(folder: Path, sources: Iterable[Path]) -> None:
    """Write the module of each source that has code, and the settings of pyright, into a folder that is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "pyrightconfig.json").write_text(json.dumps(PYRIGHT), encoding="utf-8")
    for source in sources:
        if code := READERS[source.suffix](source.read_text(encoding="utf-8")):
            name = "_".join(source.relative_to(ROOT).with_suffix("").parts).replace("-", "_")
            (folder / f"{name}.py").write_text(code, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), [Path(source).resolve() for source in sys.argv[2:]] or SOURCES)
