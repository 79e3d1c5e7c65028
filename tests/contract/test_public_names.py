"""What the rooms export: what a user calls, makes, passes or catches; what results consist of can be named too."""

import ast
import importlib
import inspect
import re
import sys
from pathlib import Path
from typing import get_args

import pytest
from tools.met_in_results import met_in_results

import otcpt

ROOT = Path(__file__).parents[2]
#: Names in `__all__` of the rooms on the pages of the reference, which may shrink and not grow.
MOST = 148


def documented_rooms() -> list[str]:
    """Return the modules that have a place in the reference."""
    pages = "\n".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "api").glob("*.md"))
    return sorted(set(re.findall(r"^::: (otcpt[.a-z]*)$", pages, re.MULTILINE)))


def public_names() -> dict[tuple[str, str], object]:
    """Return what each documented room exports, by room and name."""
    rooms = {room: importlib.import_module(room) for room in documented_rooms()}
    return {(room, name): getattr(module, name) for room, module in rooms.items() for name in module.__all__}


def met_names() -> dict[tuple[str, str], object]:
    """Return what rooms import as itself: a checker lets users name it, for annotations of what they are given."""
    found: dict[tuple[str, str], object] = {}
    for room in documented_rooms():
        module = importlib.import_module(room)
        if (file := Path(str(module.__file__))).name == "__init__.py":
            names = met_in_results(file.read_text(encoding="utf-8"))
            found |= {(room, name): getattr(module, name) for name in names if room != "otcpt"}
    return found


def met_in(value: object, public: dict[tuple[str, str], object]) -> set[tuple[str, str]]:
    """Return the names in types of fields, of answers of methods and of a function, and in what it raises."""
    hints: list[object] = []
    functions = [value]
    if inspect.isclass(value):
        for one in (one for one in value.__mro__ if one.__module__.startswith("otcpt.")):
            hints += one.__annotations__.values()
            members = [getattr(member, "__func__", member) for member in vars(one).values()]
            functions += [getattr(member, "fget", None) or getattr(member, "func", member) for member in members]
    for function in filter(inspect.isfunction, functions):
        hints += [hint for name, hint in function.__annotations__.items() if name == "return" or function is value]
        hints += [(function.__doc__ or "").partition("Raises:")[2]]
    words = {word for hint in hints for word in re.findall(r"\w+", str(hint))}
    module = sys.modules.get(str(getattr(value, "__module__", None)))
    return {
        one
        for one, other in public.items()
        if (one[1] in words and getattr(module, one[1], None) in (None, other))
        or any(other in (hint, *get_args(hint)) for hint in hints)
    }


@pytest.mark.checkout
def test_a_public_name_is_documented() -> None:
    """On the façade, used in a guide, the README or an example, taken by a function that is, or raised."""
    public = public_names()
    pages = [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "guides").glob("*.md"), *ROOT.glob("*.md")]
    pages += [*(ROOT / "examples").rglob("*.py"), Path(otcpt.__file__)]
    used = set(re.findall(r"\w+", "\n".join(page.read_text(encoding="utf-8") for page in pages)))
    known = {(room, name) for room, name in public if name in used or name in otcpt.__all__ or room == "otcpt.errors"}
    known |= set().union(*(met_in(public[one], public) for one in known))

    assert set(public) - known == set()
    assert len(public) <= MOST


@pytest.mark.checkout
def test_what_is_met_in_results_can_be_named() -> None:
    """Each is the type of something that public values lead to, and none is public by itself."""
    public, met = public_names(), met_names()
    every = {**public, **met}
    known = set(public)
    fresh = known
    while fresh:
        fresh = set().union(*(met_in(every[one], every) for one in fresh)) - known
        known = known | fresh

    assert set(met) & set(public) == set()
    assert set(met) - known == set()


@pytest.mark.checkout
def test_a_room_gives_other_rooms_only_what_they_take() -> None:
    """A name that its room imports and does not export is imported from the room somewhere, or read there."""
    sources = {path: path.read_text(encoding="utf-8") for folder in ("src", "tests", "tools", "benchmarks")
               for path in (ROOT / folder).rglob("*.py")}  # fmt: skip
    taken: dict[str, set[str]] = {}
    for node in (node for source in sources.values() for node in ast.walk(ast.parse(source))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("otcpt."):
            taken.setdefault(node.module, set()).update(alias.name for alias in node.names)
    unused = []
    for room in sorted((ROOT / "src" / "otcpt").glob("*/__init__.py")):
        name = f"otcpt.{room.parent.name}"
        module = ast.parse(sources[room]).body
        for node in [*module, *(node for one in module if isinstance(one, ast.If) for node in one.body)]:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{name}."):
                exported = getattr(importlib.import_module(name), "__all__", [])
                unused += [f"{name}.{alias.name}" for alias in node.names
                           if alias.asname is None and alias.name not in {*exported, *taken[name]}]  # fmt: skip

    assert unused == []
