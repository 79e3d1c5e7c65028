"""The rules of the house: what every file keeps to, proved by looking at all of them."""

import ast
import csv
import importlib
import inspect
import pickle
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import pytest

import otcpt
from otcpt import checking
from otcpt.checking import kernel
from otcpt.errors import OtcptError, Problem

ROOT = Path(__file__).parent.parent
PACKAGE = Path(otcpt.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
ROOMS = sorted(module.name for module in pkgutil.iter_modules([str(PACKAGE)]) if module.name != "__main__")

#: The command line may read a terminal and a clock, a run over files makes processes and temporary files; not the core.
FILES = {"batch/_files.py", "batch/_workers.py", "files.py"}
CORE = [name for name in MODULES if not name.startswith("cli/") and name not in FILES]
ALLOWED = {"otcpt", "attrs", "dateutil"}
ALLOWED_IN = {
    "batch/": {"numpy", "pyarrow"},
    "cli/": {"typer", "click", "rich"},
    "testing/": {"hypothesis"},
    "io/cms/_bulk_numpy.py": {"numpy"},
    "io/cms/_members.py": {"python_calamine"},
    "io/csv_lines/_workbook.py": {"python_calamine"},
    "spark.py": {"pandas", "pyarrow", "pyspark"},
}
OUTSIDE_WORLD = {
    "asyncio", "getpass", "http", "locale", "logging", "multiprocessing", "platform", "random", "requests", "secrets",
    "shelve", "socket", "sqlite3", "ssl", "subprocess", "tempfile", "time", "urllib", "uuid", "webbrowser",
}  # fmt: skip
AMBIENT = {"today", "now", "utcnow", "getcwd", "cwd", "home", "environ", "getenv", "expanduser", "gethostname"}


def tree_of(name: str) -> ast.Module:
    """Return the parsed module."""
    return ast.parse((PACKAGE / name).read_text(encoding="utf-8"))


def imports_of(tree: ast.Module) -> Iterator[str]:
    """Yield the top package of every import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


@pytest.mark.checkout
@pytest.mark.parametrize(
    "tool",
    [("ruff", "check"), ("ruff", "format", "--check"), pytest.param(("mypy",), marks=pytest.mark.thorough)],
    ids=" ".join,
)
def test_tool_finds_nothing(tool: tuple[str, ...]) -> None:
    """Style, layout and types are clean."""
    done = subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.checkout
def test_a_room_imports_only_from_lower_floors() -> None:
    """The import contract in pyproject.toml holds."""
    command = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_longer_than_400_lines() -> None:
    """One file, one idea."""
    lengths = {name: len((PACKAGE / name).read_text(encoding="utf-8").splitlines()) for name in MODULES}

    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_test_measures_time() -> None:
    """A machine under load answers late and rightly; what is bounded is counted."""
    measured = {
        path.name
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"perf_counter", "process_time", "thread_time"}
    }
    assert measured == set()


def test_no_module_is_named_for_leftovers() -> None:
    """A module is named for its idea."""
    leftovers = {"utils", "util", "common", "misc", "stuff"}

    assert [name for name in MODULES if Path(name).stem.strip("_") in leftovers] == []


def test_core_modules_read_no_clock_environment_network_or_working_directory() -> None:
    """An answer depends on the arguments alone."""
    for name in CORE:
        tree = tree_of(name)
        attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}

        assert set(imports_of(tree)) & OUTSIDE_WORLD == set(), name
        assert (attributes | names) & AMBIENT == set(), name


def test_a_module_imports_only_what_its_room_may() -> None:
    """Attrs, dateutil and the standard library; extras only in their doors."""
    for name in MODULES:
        extras = [extra for place, extra in ALLOWED_IN.items() if name.startswith(place)]

        foreign = set(imports_of(tree_of(name))) - ALLOWED - sys.stdlib_module_names - set().union(*extras)
        assert foreign == set(), name


def test_a_module_takes_nothing_private_from_another_room() -> None:
    """What a room offers is in its ``__init__``; the rest is its own."""
    for name in MODULES:
        text = (PACKAGE / name).read_text(encoding="utf-8")
        rooms = set(re.findall(r"^\s*from otcpt\.(\w+)\._", text, re.MULTILINE))

        assert rooms <= {Path(name).parts[0]}, name


def test_minutes_of_a_unit_and_of_a_day_are_each_written_once() -> None:
    """What a unit of the pool and a day have is a constant of one module; elsewhere 15 counts other things."""
    users = {
        number: {name for name in MODULES for node in ast.walk(tree_of(name)) if _is_number(node, number)}
        for number in (15, 1440)
    }
    doors = {name for name in MODULES if name.startswith(("batch/", "cli/", "testing/"))}

    assert users[15] - doors == {"units/arithmetic.py"}
    assert users[1440] == {"timeline.py"}


def _is_number(node: ast.AST, number: int) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value == number


def test_only_batch_and_testing_drive_the_kernel_of_checking() -> None:
    """How a check runs is no part of the public API: two rooms know it, and no page documents it."""
    users = {Path(name).parts[0] for name in MODULES if "otcpt.checking.kernel" in (PACKAGE / name).read_text("utf-8")}

    assert users <= {"batch", "testing"}
    assert not set(kernel.__all__) & set(checking.__all__)


#: What rules know of codes and days by themselves, and why no table of the edition says it.
LITERALS = {
    ("rtm007.py", "date(2024, 1, 1)"): "a rule for both kinds was published",
    ("prov002.py", "date(2012, 10, 1)"): "claims name one more provider",
    ("mod001.py", "98986"): "a doubt of one rule",
    ("orth001.py", "97760"): "the one code of one rule",
    ("work001.py", "97545"): "the two codes of one rule",
    ("work001.py", "97546"): "the two codes of one rule",
    ("code010.py", "97026"): "a place in a document",
    ("_assistants.py", "date(2022, 1, 1)"): "an arithmetic begins",
    ("_episode.py", "date(2008, 1, 1)"): "an interval changes",
    ("_ptp.py", "date(2018, 7, 1)"): "a kind of bill is edited",
    ("_functional.py", "date(2013, 7, 1)"): "a test becomes a demand",
    ("_edit_modifiers.py", "date(2019, 7, 1)"): "another line is read",
    ("mod008.py", "date(2020, 3, 1)"): "telehealth opens",
    ("mod008.py", "date(2028, 1, 1)"): "telehealth closes",
    ("mod010.py", "date(2018, 1, 1)"): "who may use a modifier changes",
    ("poc002.py", "date(2025, 1, 1)"): "an order suffices",
    ("poc003.py", "date(2013, 1, 1)"): "an interval changes",
}


def test_rules_name_no_codes_and_no_days_but_these() -> None:
    """Logic asks the law: code numbers and dates are tables of the edition, so that a new year is data."""
    found = set()
    for name in (name for name in MODULES if name.startswith("rules/")):
        for node in ast.walk(tree_of(name)):
            if isinstance(node, ast.Constant) and re.fullmatch(r"\d{4}[0-9A-Z]|[A-Z]\d{4}", str(node.value)):
                found.add((Path(name).name, str(node.value)))
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("date", "datetime.date"):
                found.add((Path(name).name, ast.unparse(node)))

    assert found == set(LITERALS)


@pytest.mark.parametrize("room", ROOMS)
def test_room_lists_what_it_offers_and_documents_it(room: str) -> None:
    """Every name of `__all__` resolves, is listed once, and what is a class or a function has a docstring."""
    module = importlib.import_module(f"otcpt.{room}")
    offered = getattr(module, "__all__", [])

    assert module.__doc__
    assert len(set(offered)) == len(offered)
    for name in offered:
        value = getattr(module, name)
        assert not isinstance(value, type | FunctionType) or value.__doc__, name


def test_public_functions_have_a_docstring_and_types() -> None:
    """Whatever bears no underscore says what it means and what it takes."""
    for name in MODULES:
        for part in tree_of(name).body:
            if isinstance(part, ast.FunctionDef) and part.name[0] != "_":
                assert ast.get_docstring(part), f"{name}: {part.name}"
                assert part.returns is not None, f"{name}: {part.name}"


def shown_functions() -> Iterator[tuple[str, FunctionType]]:
    """Yield each function and method of a name that the reference shows; `Pricer` is what other rooms price with."""
    for page in sorted((ROOT / "docs" / "api").glob("*.md")):
        if page.stem in ("index", "spark") or page.stem not in ROOMS:
            continue
        module = importlib.import_module(f"otcpt.{page.stem}")
        for name in module.__all__:
            value = getattr(module, name)
            if isinstance(value, FunctionType):
                yield f"{page.stem}.{name}", value
            elif isinstance(value, type) and value.__module__.startswith("otcpt.") and name != "Pricer":
                for own, member in vars(value).items():
                    function = getattr(member, "__func__", member)
                    if own[0] != "_" and isinstance(function, FunctionType):
                        yield f"{page.stem}.{name}.{own}", function


@pytest.mark.checkout
def test_what_the_reference_shows_names_its_parameters_and_its_answer() -> None:
    """Google sections: Args where there are some, Returns or Yields where something comes back."""
    for name, function in shown_functions():
        signature, document = inspect.signature(function), function.__doc__ or ""
        given = [each for each in signature.parameters if each not in ("self", "cls")]

        assert not given or "Args:" in document, name
        for each in given:
            assert re.search(rf"^ +\*{{0,2}}{each}: ", document, re.MULTILINE), f"{name}: {each}"
        if given and signature.return_annotation not in (None, "None"):
            assert "Returns:" in document or "Yields:" in document, name


def leaves(base: type[OtcptError]) -> list[type[OtcptError]]:
    """Return the class and everything under it, after loading every module."""
    for module in pkgutil.walk_packages([str(PACKAGE)], "otcpt."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found = [base]
    for one in found:
        found += [leaf for leaf in one.__subclasses__() if leaf.__module__.startswith("otcpt.")]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("leaf", leaves(OtcptError), ids=lambda leaf: leaf.__name__)
def test_exception_survives_pickling_and_is_a_natural_builtin(leaf: type[OtcptError]) -> None:
    """Type, message and fields come back; every leaf can be caught without knowing otcpt."""
    samples: dict[str, tuple[object, ...]] = {
        "InvalidInput": ("units 'x' are not whole", "units", "x"),
        "InputErrors": ([Problem("lines.csv", 2, "units", "x", "expected a whole number")],),
        "FaultsFound": (("CODE003 97003 is not in force",),),
    }
    error = leaf(*samples.get(leaf.__name__, ("something is wrong",)))
    again = pickle.loads(pickle.dumps(error))

    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
    assert leaf is OtcptError or len([base for base in leaf.__mro__ if base.__module__ == "builtins"]) > 3


def test_notice_names_the_owner_of_cpt() -> None:
    """The trademark, its owner and the absence of descriptors are stated."""
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")

    assert all(
        word in notice for word in ("CPT", "American Medical Association", "AMA", "descriptors", "not affiliated")
    )


def test_notice_names_every_version_the_newest_edition_rests_on() -> None:
    """Each version and date of a CMS table in the edition's sources stands in NOTICE."""
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    revisions = [document.revision for document in otcpt.load_edition().sources.values() if document.authority == "CMS"]
    versions = {found for text in revisions for found in re.findall(r"v\d+\.\d|v\d+|\d{4}-\d\d-\d\d|\d{4}Q\d", text)}

    assert len(versions) > 8
    assert {version for version in versions if version not in notice} == set()


@pytest.mark.checkout
def test_labels_are_short_names_and_not_descriptors() -> None:
    """A label names a code in at most 100 characters and one sentence; descriptors are longer and go on."""
    with (ROOT / "data" / "codes.csv").open(encoding="utf-8", newline="") as lines:
        labels = [row["label"] for row in csv.DictReader(lines)]

    long = re.compile(r".{101}|\. [A-Z]|\(eg|;.*;")
    assert [label for label in labels if long.search(label)] == []


def project_files() -> Iterator[Path]:
    """Yield every text file of the project that a person wrote."""
    kinds = {".py", ".md", ".toml", ".yml", ".csv", ".txt", ".837", ""}
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.suffix in kinds and path.name != ".git")
    for folder in (".ci", "benchmarks", "data", "docs", "examples", "src", "tests", "tools"):
        yield from (path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix in kinds)


@pytest.mark.checkout
def test_no_file_names_a_place_on_somebodys_machine() -> None:
    """The project works wherever it is put."""
    absolute = re.compile(r"(?<![\w.:/*])/(?:home|root|opt|srv|mnt|work|Users|tmp)/\w|\b[A-Z]:\\\\?Users")

    assert [
        f"{path.relative_to(ROOT)}:{number}"
        for path in project_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if absolute.search(line)
    ] == []
