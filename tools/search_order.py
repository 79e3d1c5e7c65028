"""Let a search of the site show answers before names, the reference of the API last: a hook of mkdocs."""

from typing import Any

#: How much a page, or one of a folder, counts in a search; another counts 1. Long pages have a word of everything.
BOOST = {
    "questions": 8.0,
    "pairs": 4.0,
    "tutorials": 4.0,
    "guides": 4.0,
    "denied": 3.0,
    "record": 2.0,
    "rules": 1.0,
    "api": 0.2,
    "guides/gallery.md": 0.3,
    "guides/laws-of-units.md": 1.5,
    "guides/web.md": 1.5,
    "guides/cli.md": 2.0,
}


def boost(path: str) -> float:
    """Return how much the page of a path counts."""
    return BOOST.get(path, BOOST.get(path.partition("/")[0], 1.0))


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:
    """Weigh one page, unless it says itself what it counts; mkdocs calls it for each."""
    page.meta.setdefault("search", {}).setdefault("boost", boost(page.file.src_uri))
    return markdown
