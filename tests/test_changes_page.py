"""What changed in 2025 and 2026 is made from the comparison of the editions."""

from pathlib import Path
from types import SimpleNamespace

from tools import changes_page

MARKDOWN = (Path(__file__).parent.parent / "docs" / changes_page.PAGE).read_text(encoding="utf-8")


def filled(name: str = changes_page.PAGE) -> str:
    """Return the page as the site has it."""
    page = SimpleNamespace(file=SimpleNamespace(src_uri=name))
    return changes_page.on_page_markdown(MARKDOWN, page=page)


def test_every_change_of_the_two_years_is_counted() -> None:
    """Each edit once, in the year it begins or ends."""
    diff = changes_page.compared()
    rows = [row for year in changes_page.YEARS for row in changes_page._counts(diff, year)]
    dated = [one for one in diff.ptp if one.first_day.year in changes_page.YEARS]

    assert sum(int(str(row[-1]).replace(",", "")) for row in rows) == len(dated)


def test_the_page_has_codes_limits_amounts_and_edits() -> None:
    """Remote monitoring of 2026, the amounts of both years, and edits of two therapy codes."""
    text = filled()

    assert "<!-- the changes of" not in text
    for part in (
        "| 98979 | added | 2026-01-01 |",
        "$2,480",
        "$2,410",
        "| 97597/97602 | outpatient hospital |",
        "by 2026-07-01",
    ):
        assert part in text, part
    assert text.index("## 2026") < text.index("$2,480") < text.index("## 2025") < text.index("$2,410")


def test_other_pages_are_left_alone() -> None:
    """The hook is called for each."""
    assert filled("index.md") == MARKDOWN
