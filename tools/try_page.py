"""Put Python for the browser into a built site, so that its page `try/` answers: python tools/try_page.py SITE.

Pyodide's files come from its npm package, the packages from wheels; nothing of either is under version control, and the
page loads nothing from anywhere else. The modules are compiled by Pyodide itself, which saves a reader some seconds.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".nox" / "npm"
PYODIDE = "314.0.7"
PYTHON = "3.14"
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json")
STANDARD = "python_stdlib.zip"

#: Time zones: python-dateutil asks for them, and nothing here has a time zone.
LEFT_OUT = ("tzdata*", "bin")

#: Compiles folders by Pyodide itself; the standard library, too, is source in its package.
COMPILE = """
import { pathToFileURL } from "node:url";
const [runtime, ...folders] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(runtime + "/pyodide.mjs"));
const python = await loadPyodide();
for (const [number, folder] of folders.entries()) {
  const place = "/folder" + number;
  python.FS.mkdir(place);
  python.mountNodeFS(place, folder);
  python.runPython(`
import compileall, py_compile
how = py_compile.PycInvalidationMode.UNCHECKED_HASH
assert compileall.compile_dir("${place}", quiet=1, legacy=True, stripdir="${place}", invalidation_mode=how)
`);
}
"""


def fetch_runtime(folder: Path) -> Path:
    """Get Pyodide's npm package, unless the folder has it, and return where its files are."""
    package = folder / f"pyodide-{PYODIDE}" / "package"
    if not all((package / name).is_file() for name in (*RUNTIME, STANDARD)):
        folder.mkdir(parents=True, exist_ok=True)
        run("npm", "pack", "--silent", "--pack-destination", str(folder), f"pyodide@{PYODIDE}")
        with tarfile.open(folder / f"pyodide-{PYODIDE}.tgz") as archive:
            archive.extractall(package.parent, filter="data")
    return package


def lacking() -> str:
    """Return which of the commands that are needed are not there."""
    return " and ".join(name for name in ("node", "npm") if shutil.which(name) is None)


def install(folder: Path, *further: str) -> None:
    """Fill a folder with otcpt as it is shipped, what it needs, and further packages; none has compiled parts."""
    with TemporaryDirectory() as scratch:
        run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", scratch, str(ROOT))
        (wheel,) = Path(scratch).glob("otcpt-*.whl")
        plain = ("--python-version", PYTHON, "--platform", "any", "--implementation", "py", "--abi", "none")
        how = ("--no-compile", "--only-binary=:all:", *plain, "--target", str(folder))
        run(sys.executable, "-m", "pip", "install", "-q", *how, str(wheel), *further)


def pack(folder: Path, archive: Path) -> None:
    """Write a folder without its sources as an archive whose bytes follow from its files alone."""
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".py":
                name = zipfile.ZipInfo(path.relative_to(folder).as_posix())
                packed.writestr(name, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)


def fill(site: Path, cache: Path) -> Path:
    """Put everything into the site, and return the folder."""
    runtime = fetch_runtime(cache)
    target = site / "try" / "python"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in RUNTIME:
        shutil.copyfile(runtime / name, target / name)
    with TemporaryDirectory() as scratch:
        library, standard = Path(scratch) / "library", Path(scratch) / "standard"
        install(library)
        shutil.copy(ROOT / "tools" / "try_answers.py", library)
        for path in (path for name in LEFT_OUT for path in library.glob(name)):
            shutil.rmtree(path)
        zipfile.ZipFile(runtime / STANDARD).extractall(standard)
        script = Path(scratch) / "compile.mjs"
        script.write_text(COMPILE, encoding="utf-8")
        run("node", str(script), str(runtime), str(library), str(standard))
        pack(library, target / "library.zip")
        pack(standard, target / STANDARD)
    counted = ("pyodide.asm.wasm", "pyodide-lock.json", STANDARD, "library.zip")
    files = {
        "folder": f"/lib/python{PYTHON}/site-packages",
        "sizes": {name: (target / name).stat().st_size for name in counted},
    }
    (target / "files.json").write_text(json.dumps(files, indent=1), encoding="utf-8")
    return target


def run(*command: str) -> None:
    """Run a command; it fails where the command does."""
    subprocess.run(command, check=True)


def main(arguments: list[str]) -> int:
    """Fill the site; without npm or Node.js say so and leave it as it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path, help="the folder that mkdocs built")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where Pyodide's package is kept")
    chosen = parser.parse_args(arguments)
    if not (chosen.site / "try" / "index.html").is_file():
        parser.error(f"{chosen.site} has no try/index.html: build the site first, with mkdocs build")
    if missing := lacking():
        print(f"{missing} not found: the page try/ will say that it has no Python", file=sys.stderr)
        return 1
    target = fill(chosen.site, chosen.cache)
    size = sum(path.stat().st_size for path in target.iterdir())
    print(f"{target}: {size / 1e6:.1f} MB, Pyodide {PYODIDE}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
