"""`import otcpt` costs next to nothing, and what it offers is there and documented."""

import json
import subprocess
import sys

import pytest

import otcpt

_PROBE = """
import json, sys
sys.path_importer_cache.clear()
before, opened = set(sys.modules), []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import otcpt
print(json.dumps({"modules": sorted(set(sys.modules) - before), "opened": opened}))
"""


@pytest.fixture(scope="module")
def imported() -> dict[str, list[str]]:
    """What a fresh interpreter loads and opens for `import otcpt`."""
    done = subprocess.run([sys.executable, "-c", _PROBE], capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def test_import_loads_no_room_and_no_dependency(imported: dict[str, list[str]]) -> None:
    """Not one room of the house, nor attrs, dateutil or an optional package."""
    outside = [name for name in imported["modules"] if name.partition(".")[0] not in sys.stdlib_module_names]

    assert outside == ["otcpt"]


def test_import_reads_nothing_but_code(imported: dict[str, list[str]]) -> None:
    """No data file is opened."""
    assert [path for path in imported["opened"] if not path.endswith((".py", ".pyc"))] == []


def test_import_is_silent() -> None:
    """No warning and no output, even where every warning is an error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import otcpt"], capture_output=True, text=True, check=True
    )

    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize(
    "check", ["check(claim, policy='medicare-part-b')", "Checker(policy='medicare-part-b').check(claim)"]
)
def test_a_first_check_loads_only_what_it_needs(check: str) -> None:
    """No room or module of history, remittances, visits, fees, records or comparison, and nothing that files need."""
    code = (
        "import sys, otcpt;"
        "claim = otcpt.claim('2026-03-02', '97530:GO x2 @30');"
        f"otcpt.{check}.verdict;"
        "print(*sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    spared = {
        *(
            "dateutil",
            "difflib",
            "pathlib",
            "shutil",
            "tempfile",
            "urllib.parse",
            "otcpt.files",
            "otcpt.fees",
            "otcpt.page",
            "otcpt.plugins",
            "otcpt.records",
        ),
        *(f"otcpt.claims._{name}" for name in ("claim_record", "history", "remittance", "rows", "schemas", "visit")),
        *(f"otcpt.editions._{name}" for name in ("compare", "diff", "export", "fee_tables", "local", "lookup")),
        *(f"otcpt.units._{name}" for name in ("allocation", "assistant", "minutes", "step", "tenths", "working")),
        *(
            "otcpt.codes._numbers",
            "otcpt.findings._record",
            "otcpt.fixes._elements",
            "otcpt.edits._documentation",
            "otcpt.edits._thresholds",
            "otcpt.policies._record",
        ),
        *(f"otcpt.checking._{name}" for name in ("claim_results", "over_time", "read", "remake", "stored", "units")),
    }

    assert spared & set(ran.stdout.split()) == set()


def test_reading_files_loads_nothing_of_the_network() -> None:
    """No socket, TLS or HTTP: their modules take longer to load than those that read."""
    code = "import sys, otcpt.io; otcpt.io.read_claims; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"socket", "ssl", "http.client", "urllib.request"} & set(ran.stdout.split()) == set()


def test_core_needs_no_optional_package() -> None:
    """The core checks a claim with the optional packages out of reach."""
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['typer', 'rich', 'click', 'pyarrow', 'pandas', 'numpy']));"
        "import otcpt; otcpt.check(otcpt.claim('2026-03-02', '97530:GO x2 @30'), policy='medicare-part-b').verdict"
    )

    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("missing", ["pyarrow", "numpy"])
@pytest.mark.parametrize("room", ["batch", "spark"])
def test_a_room_without_its_extra_says_how_to_install_it(room: str, missing: str) -> None:
    """The error names the package and the extra, and is an ImportError like any other."""
    code = (
        f"import sys; sys.modules[{missing!r}] = None; import otcpt\n"
        f"try: otcpt.{room}\n"
        "except otcpt.MissingExtra as error: print(isinstance(error, ImportError), error.name, error)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == f"True {missing} otcpt.batch needs {missing}; install it with: pip install 'otcpt[arrow]'\n"


@pytest.mark.parametrize("name", otcpt.__all__)
def test_public_name_resolves_and_is_documented(name: str) -> None:
    """What `__all__` promises is there, with a docstring of its own (rules are documented one by one)."""
    value = getattr(otcpt, name)

    assert name == "ALL_RULES" or value.__doc__


def test_unknown_name_is_an_attribute_error() -> None:
    """A name that is not there is reported as Python does it."""
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        getattr(otcpt, "chekc")  # noqa: B009  # a name given as text, as completion does


@pytest.mark.parametrize("room", ["batch", "io", "spark", "units", "testing", "rules"])
def test_a_room_is_reached_by_its_name(room: str) -> None:
    """`otcpt.io` works after `import otcpt` alone."""
    code = f"import otcpt; print(otcpt.{room}.__name__)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == f"otcpt.{room}"
