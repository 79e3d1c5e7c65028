"""The pages "Why was this denied": every code of the table, by the table."""

from pathlib import Path

import pytest
from tools import denial_pages

from otcpt.denials import CodeKind, denial_codes

pytestmark = pytest.mark.checkout

PAGES = denial_pages.pages()
LISTED = [code for code in denial_codes() if code.kind in (CodeKind.CARC, CodeKind.RARC)]


def test_a_code_has_its_section() -> None:
    """Meaning, rules with their pages, ways, patient and source are under the code's own anchor."""
    for code in LISTED:
        _, _, rest = PAGES[f"{code.kind}.md"].partition(f"{{ #{code.kind}-{code.code.lower()} }}")
        section = rest.partition("\n## ")[0]

        assert code.meaning[1:] in section and str(code.source) in section, code
        assert all(f"(../rules/{rule}.md)" in section for rule in code.rules), code
        assert f"({code.kind}.md#{code.kind}-{code.code.lower()})" in PAGES["index.md"], code


def test_the_front_page_has_the_deadlines() -> None:
    """The contractor's count of days, for the example."""
    assert "| redetermination | 120 days" in PAGES["index.md"] and "2026-08-13" in PAGES["index.md"]


def test_the_hook_writes_the_folder(tmp_path: Path) -> None:
    """Before mkdocs looks for files."""
    denial_pages.on_config({"docs_dir": str(tmp_path)})
    assert {path.name for path in (tmp_path / "denied").iterdir()} == set(PAGES)
