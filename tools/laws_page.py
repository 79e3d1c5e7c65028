"""Put the clauses of the unit law into the page docs/guides/laws-of-units.md, while mkdocs builds the site.

They are read out of the test classes in tests/units/properties, and the smallest days that fail are computed anew, so
that page and proof are one. To see the page without a site: python tools/laws_page.py
"""

import importlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.units.properties.clause import Clause

ROOT = Path(__file__).parent.parent
PAGE = Path("docs/guides/laws-of-units.md")
FOLDER = Path("tests/units/properties")
PLACE = "<!-- the clauses -->"

#: The modules of the folder and how their part of the page is called.
PARTS = {
    "test_total_time": "Total time",
    "test_midpoint": "The midpoint",
    "test_methods": "Other ways to count",
    "test_assistant": "Therapist and assistant",
}


def clauses(module: str) -> list[type["Clause[Any, Any]"]]:
    """Return the clauses of a module, in the order they are written."""
    sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]
    tests = importlib.import_module(f"{'.'.join(FOLDER.parts)}.{module}")
    kind = importlib.import_module(f"{'.'.join(FOLDER.parts)}.clause").Clause
    found = [value for name, value in vars(tests).items() if name.startswith("Test") and isinstance(value, type)]
    return [value for value in found if issubclass(value, kind)]


def page() -> str:
    """Return the whole page."""
    return (ROOT / PAGE).read_text(encoding="utf-8").replace(PLACE, _laws())


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:
    """Fill in the page of the laws and leave the others as they are; mkdocs calls it for each."""
    if page.file.src_uri != PAGE.relative_to("docs").as_posix():
        return markdown
    return markdown.replace(PLACE, _laws())


@cache
def _laws() -> str:
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    parts = {title: clauses(module) for module, title in PARTS.items()}
    yield "| clause | law | breaks first on |"
    yield "|---|---|---|"
    yield from (_row(clause) for found in parts.values() for clause in found)
    for (module, title), found in zip(PARTS.items(), parts.values(), strict=True):
        yield f"\n## {title}"
        for clause in found:
            yield from _section(clause, FOLDER / f"{module}.py")


def _row(clause: type["Clause[Any, Any]"]) -> str:
    document = clause.document()
    (_, day, *_), *_ = _failures(clause)
    return f"| [{document['ids']}](#{_anchor(clause)}) | {document['title']} | {day} |"


def _section(clause: type["Clause[Any, Any]"], path: Path) -> Iterator[str]:
    document = clause.document()
    yield f"\n### {document['ids']}: {document['title']} {{#{_anchor(clause)}}}\n"
    yield document["law"]
    yield f"\nSource: {document['source'].replace('*', chr(92) + '*')}.\n"
    days = sum(1 for _ in clause.days())
    yield f"Proved by `{clause.__name__}` in `{path.as_posix()}`, on {days:,} small days:\n"
    tests = [test for name, test in vars(clause).items() if name.startswith("test_")]
    yield from (f"- {_first_line(test)}" for test in (clause.is_kept, *tests))
    yield "\n| broken on purpose | smallest day that fails | right | broken |"
    yield "|---|---|---|---|"
    yield from (f"| {' | '.join(failure)} |" for failure in _failures(clause))


@cache
def _failures(clause: type["Clause[Any, Any]"]) -> list[tuple[str, str, str, str]]:
    """Return what is done instead, the smallest day that shows it, the right answer, and the wrong one."""
    failures = []
    for instead, count in clause.broken.items():
        day = clause.first_failure(count)
        right, wrong = (clause.conclude(answer) for answer in (clause.count(day), count(day)))
        failures.append((instead, clause.describe(day), right, wrong))
    return failures


def _anchor(clause: type["Clause[Any, Any]"]) -> str:
    return clause.document()["ids"].partition(",")[0].lower()


def _first_line(documented: object) -> str:
    return (documented.__doc__ or "").strip().partition("\n")[0]


if __name__ == "__main__":
    print(page())
