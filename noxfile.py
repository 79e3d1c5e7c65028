"""Everything a developer runs. The README's test command needs none of this."""

import hashlib
import json
import shutil
import tarfile
import tomllib
import zipfile
from pathlib import Path

import nox

nox.options.sessions = ["lint", "typing", "tests"]
nox.options.reuse_existing_virtualenvs = True

#: What is run against a built wheel unless something else is named: doctests of the package, README and documentation,
#: and the rooms that read every shipped table and draw every page.
OF_A_WHEEL = ("docs", "README.md", "tests/rules", "tests/units", "tests/cli", "tests/test_package.py")

#: Percent of lines and branches that the suite runs; it may rise.
COVERED = 98

#: The version of axe-core that looks for faults of accessibility.
AXE = "4.14.1"

#: The oldest versions that are promised to work, of what otcpt needs and of what its extras need.
OLDEST = (
    "attrs==23.2.0",
    "python-dateutil==2.9.0",
    "duckdb==1.2.0",
    "numpy==2.0.0",
    "pandas==2.2.2",
    "polars==1.3.0",
    "pyarrow==22.0.0",
    "python-calamine==0.4.0",
    "rich==13.9.0",
    "typer==0.26.0",
)


#: What reads types as a user's editor does; node is among it, so that nothing is fetched when it runs.
CHECKERS = ("mypy>=2.4,<2.5", "pandas-stubs>=2.2", "pyarrow-stubs>=20", "pyright[nodejs]>=1.1.400")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and import contracts."""
    session.install("-e", ".[test]")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports")


@nox.session
def spelling(session: nox.Session) -> None:
    """Look for misspelt words, and for unsafe steps in the workflows."""
    session.install("codespell>=2.4", "zizmor>=1.20")
    session.run("codespell", "src", "tests", "docs", "tools", "benchmarks", "README.md", "CHANGELOG.md", "SECURITY.md")
    session.run("zizmor", "--offline", ".github/workflows")


@nox.session
def typing(session: nox.Session) -> None:
    """Check types, strictly."""
    session.install("-e", ".[test]")
    session.run("mypy")


@nox.session
def editors(session: nox.Session) -> None:
    """Look at otcpt as editors do: completion by jedi, pyright over a project, both checkers over all examples."""
    session.install("-e", ".[test]", "jedi>=0.19", *CHECKERS)
    session.run("pytest", "-q", "tests/contract/test_facade.py")
    session.run("pyright", "--project", "tests/contract/pyrightconfig.json")
    _check_types_of_examples(session)


def _check_types_of_examples(session: nox.Session, *sources: Path) -> None:
    """Check examples by mypy and pyright, both strict: all that need no other package, unless some are named."""
    folder = Path(session.create_tmp()) / "examples"
    session.run("python", "tools/typed_examples.py", str(folder), *map(str, sources))
    session.run("mypy", "--strict", "--config-file=", str(folder))
    session.run("pyright", "--project", str(folder))


@nox.session
def recipes(session: nox.Session) -> None:
    """Run the recipes of the guide with the packages they are for."""
    needed = ("cattrs>=24", "django>=5", "django-stubs", "fastapi", "httpx", "pydantic>=2.10", "sqlalchemy>=2")
    session.install("-e", ".", "pytest>=9,<10", *needed, *CHECKERS)
    _check_types_of_examples(session, *Path("examples/recipes").glob("[!t]*.py"))
    session.chdir("examples/recipes")
    session.run("pytest", "-q", "-c", "/dev/null", "--rootdir", ".", "test_recipes.py")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the suite; further arguments go to pytest."""
    session.install("-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def thorough(session: nox.Session) -> None:
    """Run the proofs that take long: every row of the tables, bulk runs against single checks, flipped bytes."""
    session.install("-e", ".[test]")
    session.run("pytest", "-q", "-n", "auto", "-m", "thorough", "--hypothesis-profile=ci", *session.posargs)


@nox.session(python=["3.11", "3.12", "3.13", "3.14"])
def matrix(session: nox.Session) -> None:
    """Run the suite on every Python that is installed; nox names those it skips."""
    session.install("-e", ".[test]")
    wanted = "not checkout and not thorough"
    session.run("pytest", "-q", "-n", "auto", "-m", wanted, "--hypothesis-profile=ci", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure which branches the suite runs, with few examples a property; fail below the share it has reached."""
    session.install("-e", ".[test]", "pytest-cov>=6")
    few = "--hypothesis-profile=mutants"
    session.run("pytest", "-q", "-n", "auto", "--cov", "--cov-report=term", few, *session.posargs)
    session.run("coverage", "report", f"--fail-under={COVERED}")


@nox.session
def properties(session: nox.Session) -> None:
    """Prove the laws of unit arithmetic, and that each is noticed when broken."""
    session.install("-e", ".[test]")
    session.run("pytest", "-m", "property", "tests/units/properties", *session.posargs)


@nox.session
def nightly(session: nox.Session) -> None:
    """Run the properties with many more examples."""
    session.install("-e", ".[test]")
    session.run("pytest", "-m", "", "--hypothesis-profile=nightly", *session.posargs)


@nox.session
def minimum_versions(session: nox.Session) -> None:
    """Run the suite with the oldest dependencies that are promised to work, of the extras too."""
    session.install("-e", ".[test]", *OLDEST)
    wanted = "not checkout and not thorough"
    session.run("pytest", "-q", "-n", "auto", "-m", wanted, "--hypothesis-profile=ci", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Read 4,000 damaged inputs, the same each time, through every reader; or so many: nox -s fuzz -- 1000000."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "tools.fuzz", *session.posargs)
    found = session.run(
        "python", "-c", "from importlib.util import find_spec; print(find_spec('atheris'))", silent=True
    )
    for reader in () if "None" in str(found) else ("csv", "json", "837", "fhir"):
        session.run("python", "-m", "tools.fuzz.guided", reader, "2000")


@nox.session
def fullsize(session: nox.Session) -> None:
    """Walk the full-size data in a folder: nox -s fullsize -- FOLDER."""
    if not session.posargs:
        session.error("name the folder of the full-size data: nox -s fullsize -- FOLDER")
    folder, *rest = session.posargs
    session.install("-e", ".[test]")
    session.run("pytest", "tests/fullsize", *rest, env={"OTCPT_FULL_DATA": str(Path(folder).resolve())})


@nox.session
def spark(session: nox.Session) -> None:
    """Check with a real Spark on two cores; needs Java 17 (Debian's openjdk-17-jre-headless)."""
    session.install("-e", ".[spark]", "pytest>=9,<10", "hypothesis>=6.130", *CHECKERS)
    _check_types_of_examples(session, Path("docs/guides/spark.md"))
    session.run("pytest", "tests/spark", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site, the rule pages with it; a warning fails."""
    session.install("-e", ".[docs]")
    session.run("python", "tools/web_page.py", "--check")
    session.run("python", "-m", "mkdocs", "build", "--strict", *session.posargs)


@nox.session(name="try")
def try_page(session: nox.Session) -> None:
    """Build the site with Python for the browser in it, into site/; needs npm. Then: python -m http.server -d site."""
    session.install("-e", ".[docs]")
    session.run("python", "-m", "mkdocs", "build", "--strict")
    session.run("python", "tools/try_page.py", "site")


@nox.session
def pyodide(session: nox.Session) -> None:
    """Run the tests of units and the cases of every rule under Pyodide in Node.js; needs npm."""
    session.install("pip>=24")
    session.run("python", "-m", "tools.pyodide_tests", *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """Drive the site in headless Chromium with the network cut, and let axe-core look at it; needs npm and Chromium."""
    session.install("-e", ".[docs]", "playwright>=1.50", "pytest>=9,<10")
    site = Path(session.create_tmp()) / "site"
    axe = Path(".nox") / "npm" / "axe-core"
    if not (axe / "package" / "axe.min.js").is_file():
        axe.mkdir(parents=True, exist_ok=True)
        session.run("npm", "pack", "--silent", "--pack-destination", str(axe), f"axe-core@{AXE}", external=True)
        with tarfile.open(axe / f"axe-core-{AXE}.tgz") as archive:
            archive.extractall(axe, filter="data")
    session.run("python", "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site))
    session.run("python", "tools/try_page.py", str(site))
    places = {"OTCPT_SITE": str(site), "OTCPT_AXE": str((axe / "package" / "axe.min.js").resolve())}
    pytest = ("pytest", "-q", "-o", f"cache_dir={site.parent / 'pytest'}", "tests/browser", *session.posargs)
    session.run(*pytest, env=places, success_codes=(0, 1))
    # A busy machine may keep a browser waiting beyond any limit: what failed, and was shown, is run once more.
    session.run(*pytest, "--last-failed", "--last-failed-no-failures", "none", env=places, success_codes=(0, 5))


@nox.session
def rule(session: nox.Session) -> None:
    """Begin a rule: nox -s rule -- MOD013 repeated-by-both."""
    session.install("-e", ".")
    session.run("python", "tools/new_rule.py", *session.posargs)


@nox.session
def quarter(session: nox.Session) -> None:
    """Read CMS's files of a quarter into data/, build the edition, and print which answers change.

    nox -s quarter -- ccipra-v323r0-f1.txt ... MCR_MUE_PractitionerServices_Eff_10-01-2026.csv PPRRVU2026_Oct_nonQPP.csv
    """
    session.install("-e", ".[excel]")
    session.run("python", "-m", "tools.edition.quarter", *session.posargs)


@nox.session
def package(session: nox.Session) -> None:
    """Build sdist and wheel, look into the wheel, and run tests against it where no src/ is in reach.

    A part of the suite; nox -s package -- tests docs README.md runs all of it.
    """
    session.install("build")
    dist = Path(session.create_tmp()) / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(dist), silent=True)
    (wheel,) = dist.glob("*.whl")
    _look_into(session, wheel)

    session.install(f"{wheel}[test]")
    session.install("--force-reinstall", "--no-deps", str(wheel))
    elsewhere = Path(session.create_tmp()) / "checkout"
    shutil.rmtree(elsewhere, ignore_errors=True)
    shutil.copytree(".", elsewhere, ignore=shutil.ignore_patterns(".*", "src", "site", "dist", "__pycache__"))
    session.chdir(elsewhere)
    chosen = session.posargs or OF_A_WHEEL
    session.run(
        "pytest", "-m", "not checkout and not thorough", "--hypothesis-profile=ci", "--pyargs", "otcpt", *chosen
    )


def _look_into(session: nox.Session, wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in ("otcpt/py.typed", "licenses/LICENSE", "licenses/NOTICE"):
        if not any(name.endswith(wanted) for name in names):
            session.error(f"{wheel.name} lacks {wanted}")
    if foreign := [name for name in names if not name.startswith("otcpt")]:
        session.error(f"{wheel.name} holds {', '.join(foreign)}")
    limit = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["otcpt"]["wheel-limit"]
    size = wheel.stat().st_size
    session.log(f"{wheel.name}: {size:,} bytes of at most {limit:,}, {len(names)} files")
    if size > limit:
        session.error(f"{wheel.name} is too big")


@nox.session
def release(session: nox.Session) -> None:
    """Build what is published into dist/, twice with the same bytes, and list what it installs in sbom/ (CycloneDX)."""
    session.install("build>=1.2", "cyclonedx-bom>=7", "hatchling>=1.27")
    copy, again, clean = (Path(session.create_tmp()) / name for name in ("copy", "again", "clean"))
    dist, sbom = Path("dist"), Path("sbom")
    for folder in (copy, again, clean, dist, sbom):
        shutil.rmtree(folder, ignore_errors=True)
    tracked = session.run("git", "ls-files", "-z", external=True, silent=True, log=False)
    for name in filter(None, str(tracked).split("\0")):  # what a built site leaves in docs/ is no part of it
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(name, copy / name)  # other times of change
    for source, target in ((Path(), dist), (copy, again)):
        session.run("python", "-m", "build", "--no-isolation", "--outdir", str(target), str(source), silent=True)
    names = sorted(path.name for path in dist.iterdir())
    if names != sorted(path.name for path in again.iterdir()):
        session.error("a copy of the checkout builds other files")
    for name in names:
        session.log(f"{name} sha256:{hashlib.sha256((dist / name).read_bytes()).hexdigest()}")
        if (dist / name).read_bytes() != (again / name).read_bytes():
            session.error(f"{name} has other bytes where it is built from a copy of the checkout")

    (wheel,) = dist.glob("*.whl")
    session.run("python", "-m", "venv", "--without-pip", str(clean))
    session.run("python", "-m", "pip", "--python", str(clean), "install", "-q", str(wheel))
    sbom.mkdir()
    listed = sbom / "otcpt.cdx.json"
    options = ("--pyproject", "pyproject.toml", "--mc-type", "library", "--output-reproducible", "-o", str(listed))
    session.run("cyclonedx-py", "environment", str(clean), *options)
    bill = json.loads(listed.read_text(encoding="utf-8"))
    version = wheel.name.split("-")[1]  # pyproject.toml has none
    bill["metadata"]["component"] |= {"version": version, "purl": f"pkg:pypi/otcpt@{version}"}
    listed.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")
    found = {one["name"] for one in bill["components"]}
    session.log(f"{listed}: otcpt {version} with {', '.join(sorted(found))}")
    if not found >= {"attrs", "python-dateutil"}:
        session.error(f"{listed.name} lacks what otcpt needs")


@nox.session
def mutants(session: nox.Session) -> None:
    """Run the tests of rooms against 300 mutants of each, ten minutes a room: nox -s mutants -- units edits rules."""
    session.install("-e", ".[test]", "mutmut>=3.8,<3.9")
    rooms = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["otcpt-mutants"]
    for room in session.posargs or rooms:
        session.run("python", "-m", "tools.mutants", room)


@nox.session
def bench(session: nox.Session) -> None:
    """Run every benchmark, or those that are named: nox -s bench -- units."""
    session.install("-e", ".[test]")
    for path in sorted(Path("benchmarks").glob("*.py")):
        if not session.posargs or path.stem in session.posargs:
            session.run("python", str(path))
