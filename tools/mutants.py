"""Mutation testing of one room: ``python tools/mutants.py ROOM FOLDER [MUTANT ...]``, or ``--list`` for what is known.

mutmut leaves decorated functions alone, which would be every rule and every property. So the room is tested in a copy
of the tree, in FOLDER/ROOM, where a decorator stands below its function as the assignment it is short for.
"""

import argparse
import ast
import functools
import gc
import itertools
import json
import os
import re
import resource
import shutil
import tomllib
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import mutmut.__main__
import mutmut.configuration
import pytest
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.trampoline import get_mutant_under_test
from mutmut.runners.harness import PytestRunner
from mutmut.utils.file_utils import change_cwd
from mutmut.workers.isolation import ForkRunner

ROOT = Path(__file__).parent.parent
KEPT = {"staticmethod", "classmethod", "overload"}
#: Bytes of memory a process may ask for; some mutants fill all there is.
MEMORY = 4 << 30
#: The tests that failed, one line for each mutant; so many of the last are looked at, and so many tests asked first.
KILLERS, RECENT, FIRST = Path("mutants/killers.txt"), 500, 6
#: A text in the source.
LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
#: What mutmut writes for the end of a mutant's tests.
VERDICTS = {0: "survived", 33: "no tests", 5: "no tests", 1: "killed", 3: "killed", None: "not run"}


def undecorated(source: str) -> str:
    """Return the source with each decorator of a function as an assignment below it."""
    lines = source.splitlines(keepends=True)
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    for node in sorted(functions, key=lambda node: node.lineno, reverse=True):
        decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
        if not decorators or KEPT.intersection(decorators):
            continue
        assert node.end_lineno is not None
        below = [f"{' ' * node.col_offset}{node.name} = {decorator}({node.name})\n" for decorator in decorators[::-1]]
        lines[node.end_lineno : node.end_lineno] = below
        del lines[node.decorator_list[0].lineno - 1 : node.lineno - 1]
    return "".join(lines)


def stage(room: str, tests: list[str], folder: Path) -> None:
    """Copy the tree to the folder: what mutmut needs, and its settings for this room."""
    for name in ("src", "tests", "data", "benchmarks", "tools"):
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True, copy_function=_copy_changed)
    for path in sorted((folder / "src/otcpt" / room).glob("*.py")):
        source = undecorated((ROOT / path.relative_to(folder)).read_text(encoding="utf-8"))
        if source != path.read_text(encoding="utf-8"):
            path.write_text(source, encoding="utf-8")
    (folder / "pyproject.toml").write_text(
        f"""
[tool.pytest]
addopts = ["--strict-markers", "--import-mode=importlib", "--hypothesis-profile=mutants", "-p", "no:cacheprovider"]
filterwarnings = ["error"]
markers = ["checkout: needs the source tree around it", "property: a clause of the unit law"]

[tool.mutmut]
source_paths = ["src"]
only_mutate = ["src/otcpt/{room}/*"]
also_copy = ["data", "benchmarks", "tools"]
pytest_add_cli_args_test_selection = {json.dumps(tests)}
timeout_multiplier = 10.0
timeout_constant = 4.0
use_git_change_detection = false
track_dependencies = false
""",
        encoding="utf-8",
    )


def _copy_changed(source: str, target: str) -> str:
    if not Path(target).exists() or Path(source).read_bytes() != Path(target).read_bytes():
        shutil.copyfile(source, target)
    return target


class Memory:
    """Whatever remembers answers of the room: a mutant must be asked, and so must the tests that show who calls it."""

    def __init__(self, room: str) -> None:
        from otcpt.checking import ClaimChecker
        from otcpt.editions import Edition

        objects = gc.get_objects()
        self.caches = [one for one in objects if _is_cache_of_ours(one)]
        self.checkers = [
            one for one in objects if isinstance(one, ClaimChecker) and hasattr(one, "_plans")
        ]  # none refused
        self.editions = [one for one in objects if isinstance(one, Edition)] if room == "edits" else []

    def forget(self) -> None:
        """Forget it all."""
        for cache in self.caches:
            cache.cache_clear()
        for edition in self.editions:
            edition._tables.clear()
        for checker in self.checkers:
            checker._plans.clear()
            checker._laws.clear()


class Forgetting:
    """A plugin: each test begins without what others made known."""

    def __init__(self, room: str) -> None:
        self.room = room
        self.memory: dict[Path, Memory] = {}

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Forget. Tables are made anew all the time only where they are what is tested."""
        if self.room == "edits" or item.path not in self.memory:
            self.memory = {item.path: Memory(self.room)}
        self.memory[item.path].forget()


class Collected:
    """The tests, collected once before the forks: each mutant's process only runs its own."""

    def __init__(self, room: str, selection: list[str]) -> None:
        self.failed = False
        options = ["--rootdir=.", "-s", "-p", "no:terminal", *selection]
        with change_cwd("mutants"):
            config = _configured(options, self)
            session = pytest.Session.from_config(config)
            config._do_configure()
            config.hook.pytest_sessionstart(session=session)
            config.hook.pytest_collection(session=session)
        self.items = {item.nodeid: item for item in session.items}
        self.memory = Memory(room)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that something failed."""
        self.failed |= report.failed

    def run(self, names: Iterable[str]) -> int:
        """Run some tests until one fails; first those that failed for the mutants before."""
        gc.disable()
        self.memory.forget()
        asked = list(names)
        told = KILLERS.read_text(encoding="utf-8").splitlines()[-RECENT:] if KILLERS.exists() else []
        known = [name for name, _ in Counter(told).most_common() if name in asked][:FIRST]
        items = [self.items[name] for name in dict.fromkeys([*known, *asked])]
        killers = KILLERS.resolve()
        with change_cwd("mutants"):
            for item, following in zip(items, [*items[1:], None], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if self.failed:
                    with killers.open("a", encoding="utf-8") as written:
                        written.write(f"{item.nodeid}\n")
                    return 1
        return 0


def _configured(options: list[str], plugin: object) -> pytest.Config:
    from _pytest.config import _prepareconfig

    return _prepareconfig(options, [plugin])


def _is_cache_of_ours(one: object) -> bool:
    return isinstance(one, functools._lru_cache_wrapper) and str(one.__module__).startswith(
        ("otcpt.units", "otcpt.edits", "otcpt.rules", "otcpt.checking", "otcpt.policies")
    )


def run(room: str, selection: list[str], mutants: list[str], workers: int) -> None:
    """Let mutmut run: the tests collected once, the mutants in no order, so that those tested are a sample of all."""
    collected: list[Collected] = []
    slowly, startup, count = PytestRunner.run_tests, ForkRunner.startup, mutmut.__main__.print_stats
    plainly, calls = PytestRunner.execute_pytest, itertools.count()

    def now_and_then(*given: object, **more: object) -> None:
        if next(calls) % 100 == 0:  # it counts all mutants anew
            count(*given, **more)

    def run_tests(self: PytestRunner, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        if mutant_name is None:
            return int(slowly(self, mutant_name=mutant_name, tests=tests))
        return collected[0].run(tests)

    def start(self: ForkRunner) -> None:
        collected.append(Collected(room, selection))
        startup(self)

    def execute(self: PytestRunner, params: list[str], *, plugins: Iterable[object] = (), **more: object) -> int:
        forgetting = [Forgetting(room)] if get_mutant_under_test() == "stats" else []
        return int(plainly(self, params, plugins=[*plugins, *forgetting], **more))

    mutmut.__main__.estimated_worst_case_time = lambda name: zlib.crc32(name.encode())
    mutmut.__main__.print_stats = now_and_then
    PytestRunner.execute_pytest = execute
    PytestRunner.run_tests = run_tests
    ForkRunner.startup = start
    mutmut.configuration.reset_config()
    mutmut.__main__._run(mutants, workers)


def forget(room: str) -> None:
    """Forget the verdicts on mutants that no test failed for."""
    for path in sorted(Path("mutants/src/otcpt", room).glob("*.meta")):
        known = json.loads(path.read_text(encoding="utf-8"))
        for name, code in known["exit_code_by_key"].items():
            if VERDICTS.get(code) != "killed":
                known["exit_code_by_key"][name] = None
        path.write_text(json.dumps(known), encoding="utf-8")


def changed(diff: str) -> tuple[str, str]:
    """The lines a mutant takes away, and those it puts in their place."""
    parts = [line for line in diff.splitlines() if not line.startswith(("---", "+++"))]
    return (
        "\n".join(line[1:] for line in parts if line.startswith("-")),
        "\n".join(line[1:] for line in parts if line.startswith("+")),
    )


def is_wording(old: str, new: str) -> bool:
    """Whether only the text of a literal changed, and the text has a blank: what people read, not what is decided."""
    before, after = LITERAL.findall(old), LITERAL.findall(new)
    if len(before) != len(after) or LITERAL.sub("", old) != LITERAL.sub("", new):
        return False
    differing = [one for one, other in zip(before, after, strict=True) if one != other]
    return len(differing) == 1 and " " in differing[0].strip()


def main() -> None:
    """Stage, run, and list what survived."""
    parser = argparse.ArgumentParser()
    parser.add_argument("room")
    parser.add_argument("folder", type=Path)
    parser.add_argument("mutant", nargs="*")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="test anew what was not killed")
    asked = parser.parse_args()
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["otcpt-mutants"]
    folder = (asked.folder / asked.room).resolve()
    if not asked.list:
        folder.mkdir(parents=True, exist_ok=True)
        stage(asked.room, settings[asked.room], folder)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.chdir(folder)
        if asked.again:
            forget(asked.room)
        run(asked.room, settings[asked.room], asked.mutant, asked.workers)
    os.chdir(folder)
    report(asked.room)


def report(room: str) -> None:
    """Print what no test failed for, then the numbers: of all mutants, and of those that are no wording."""
    total: Counter[str] = Counter()
    wording: Counter[str] = Counter()
    for path in sorted(Path("mutants/src/otcpt", room).glob("*.meta")):
        source = Path("src/otcpt", room, path.stem)
        for name, code in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            verdict = VERDICTS.get(code, "timeout")
            old, new = changed(get_diff_for_mutant(name, path=source))
            total[verdict] += 1
            wording[verdict] += is_wording(old, new)
            if verdict in ("survived", "no tests", "timeout"):
                print(f"{verdict} {name}\n  - {old.strip()}\n  + {new.strip()}")
    for title, count in (("all", total), ("without wording", total - wording)):
        tested = count.total() - count["not run"]
        killed = count["killed"]  # on a busy machine a timeout proves nothing: those are listed
        print(f"{room}, {title}: {tested} tested, {killed} killed ({killed / max(tested, 1):.1%}), {dict(count)}")


if __name__ == "__main__":
    main()
