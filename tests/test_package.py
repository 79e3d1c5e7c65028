"""What is installed says what it is; what is built holds what it should."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

import pytest

import otcpt

ROOT = Path(__file__).parent.parent
META = distribution("otcpt")


def test_version_is_the_installed_one() -> None:
    """The version stands in one place, and the installed metadata were made from it."""
    assert otcpt.__version__ == META.version


def test_metadata_name_license_python_and_command() -> None:
    """License, lowest Python, the files of the license and the command line are declared."""
    assert META.metadata["License-Expression"] == "Apache-2.0"
    assert META.metadata["Requires-Python"] == ">=3.11"
    assert META.metadata.get_all("License-File") == ["LICENSE", "NOTICE"]
    assert [(point.name, point.value) for point in META.entry_points] == [("otcpt", "otcpt.cli:main")]


def test_core_needs_attrs_and_dateutil_only() -> None:
    """Everything else is an extra; neither dependency is capped."""
    assert META.requires is not None
    core = [need for need in META.requires if "extra ==" not in need]

    assert sorted(core) == ["attrs>=23.2", "python-dateutil>=2.9"]


def test_types_are_announced() -> None:
    """Type checkers find the marker in the installed package."""
    assert files("otcpt").joinpath("py.typed").is_file()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and an sdist of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, check=True, capture_output=True
    )
    return folder


@pytest.mark.checkout
def test_wheel_holds_the_package_and_nothing_else(built: Path) -> None:
    """Every file of the package is in the wheel, with both license files, without tests, within the size limit."""
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    package = {
        path.relative_to(source).as_posix()
        for path in (source / "otcpt").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    metadata = names - package
    assert package <= names
    assert {name.partition("/")[0] for name in metadata} == {f"otcpt-{otcpt.__version__}.dist-info"}
    assert {"LICENSE", "NOTICE"} <= {Path(name).name for name in metadata}
    limit = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["otcpt"]["wheel-limit"]
    assert wheel.stat().st_size <= limit


@pytest.mark.checkout
def test_sdist_is_enough_to_test_and_to_build(built: Path) -> None:
    """The source distribution has tests, documentation, examples and data sources."""
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames()}

    assert {"src", "tests", "docs", "examples", "data", "tools", "README.md", "LICENSE", "NOTICE", "noxfile.py"} <= tops


@pytest.mark.checkout
def test_the_lowest_versions_that_are_promised_are_those_that_are_tested() -> None:
    """Of what otcpt needs and of its extras; Spark's are those of its own session."""
    import noxfile  # with the oldest attrs, nox itself cannot be imported

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    promised = [
        *project["dependencies"],
        *(one for name in sorted(set(extras) - {"docs", "spark", "test"}) for one in extras[name]),
    ]
    lowest = dict(re.fullmatch(r"([a-z-]+)>=([0-9.]+)", one).groups() for one in promised if "[" not in one)  # type: ignore[union-attr, misc]
    tested = dict(one.split("==") for one in noxfile.OLDEST)

    assert set(lowest) == set(tested)
    assert {name for name, version in lowest.items() if not f"{tested[name]}.".startswith(f"{version}.")} == set()


@pytest.mark.checkout
def test_the_citation_is_of_this_version() -> None:
    """CITATION.cff names the version that the package has."""
    assert f"\nversion: {otcpt.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
