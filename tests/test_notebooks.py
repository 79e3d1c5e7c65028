"""The notebooks of the site run, are kept without outputs, and show every value that shows itself."""

import ast
import json
from pathlib import Path

import pytest
from tools import notebook_pages

import otcpt
from otcpt.shown import Shown

GALLERY = notebook_pages.ROOT / "docs" / "guides" / "gallery.ipynb"

#: Parts that are seen on the card of what they are part of, and the base of all.
PARTS = {"Shown"}


def last_values(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Run the cells of a notebook in its folder and return what each would show."""
    monkeypatch.chdir(path.parent)
    names: dict[str, object] = {}
    shown = []
    for source in notebook_pages.source_of(path):
        *body, last = ast.parse(source).body
        value = isinstance(last, ast.Expr)
        exec(compile(ast.Module(body if value else [*body, last], []), path.name, "exec"), names)
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), path.name, "eval"), names))
    return shown


@pytest.mark.parametrize("path", notebook_pages.NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_no_outputs(path: Path) -> None:
    """They are made when the site is built."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]

    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells if cell["cell_type"] == "code")


def test_the_analyst_s_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell, with pandas and Polars."""
    shown = last_values(notebook_pages.ROOT / "docs" / "tutorials" / "analyst.ipynb", monkeypatch)

    assert len(shown) > 8 and all(hasattr(value, "_repr_html_") for value in shown)


def test_the_gallery_shows_every_value_that_shows_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value with a page of its own is on the page of all of them."""
    shown = {type(value).__name__ for value in last_values(GALLERY, monkeypatch)}

    assert {kind.__name__ for kind in every_kind(Shown)} - PARTS <= shown


def every_kind(base: type) -> set[type]:
    """Return the kinds of a base, and theirs."""
    kinds = {base}
    own: list[type] = base.__subclasses__()
    for kind in own:
        if kind.__module__.startswith("otcpt."):
            kinds |= every_kind(kind)
    return kinds


def test_a_notebook_s_page_has_its_text_its_code_and_what_it_shows() -> None:
    """The link to the notebook is under the title; cards and frames stay HTML on one line."""
    card = otcpt.claim("2026-03-02", "97530:GO x2")._repr_html_()
    code = {"cell_type": "code", "source": ["claim"], "outputs": [{"data": {"text/html": card}}, {"text": "8\n"}]}
    made = notebook_pages.page({"cells": [{"cell_type": "markdown", "source": ["# Title\n\nText."]}, code]}, "a.ipynb")

    assert made.startswith("# Title\n\nText.\n\n[Download this page as a notebook](a.ipynb)")
    assert "\n\n```python\nclaim\n```\n\n" in made
    assert f'\n\n<div class="drawn">{card}</div>\n\n``` {{ .text .no-copy }}\n8\n```\n' in made
