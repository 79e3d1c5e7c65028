"""Run the notebooks of docs/ and show them as pages, each time the site is built: a hook of mkdocs.

A notebook is kept without outputs; what its page shows is made when it is built, and a cell that fails stops the build.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
NOTEBOOKS = tuple(sorted((ROOT / "docs").rglob("*.ipynb")))

_SECONDS = 300


def run(path: Path) -> Any:
    """Return a notebook with its outputs, run in its own folder as a reader runs it."""
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    return nbclient.NotebookClient(notebook, timeout=_SECONDS, kernel_name="python3", resources=resources).execute()


def page(notebook: Any, name: str) -> str:
    """Return a notebook that was run as Markdown, with a link to the notebook itself under its title."""
    title, *parts = _parts(notebook)
    link = f"[Download this page as a notebook]({name}){{ download }}"
    heading, _, rest = title.partition("\n\n")
    return "\n\n".join([heading, rest, link, *parts]) + "\n"


def _parts(notebook: Any) -> Iterator[str]:
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield source
        else:
            yield f"```python\n{source}\n```"
            yield from filter(None, map(_output, cell["outputs"]))


def _output(output: Any) -> str:
    data = output.get("data", {})
    if html := "".join(data.get("text/html", "")):
        is_card = '<section class="otcpt">' in html
        kind = '"drawn"' if is_card else '"drawn frame" tabindex="0" role="group" aria-label="table"'
        lines = re.sub(r"\s*\n\s*", " ", html)
        return f"<div class={kind}>{lines}</div>"
    text = "".join(data.get("text/plain", "") or output.get("text", ""))
    return f"``` {{ .text .no-copy }}\n{text.rstrip()}\n```" if text else ""


def source_of(path: Path) -> list[str]:
    """Return the code of a notebook, cell by cell."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def on_files(files: Any, *, config: Any) -> Any:
    """Add the page of each notebook, beside the notebook itself; mkdocs calls it before it builds the navigation."""
    from mkdocs.structure.files import File

    for path in NOTEBOOKS:
        made = path.relative_to(config["docs_dir"]).with_suffix(".md").as_posix()
        files.append(File.generated(config, made, content=page(run(path), path.name)))
    return files
