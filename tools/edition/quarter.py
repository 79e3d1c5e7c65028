"""A new quarter: CMS's files into the rows of data/, the edition built, and what it answers differently.

Nothing is written unless all of it can be. The files keep the names CMS gives them.
"""

import argparse
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.edition.answers import changed_answers, changed_verdicts, shown
from tools.edition.build import build
from tools.edition.desk import Desk
from tools.edition.published import read_published

import otcpt.editions
from otcpt.editions import Edition
from otcpt.editions._load import open_edition
from otcpt.editions._local_folder import MANIFEST
from otcpt.editions._packed import quarter_end
from otcpt.errors import OtcptError

ROOT = Path(__file__).parents[2]
#: What becomes of an edition that was published from rows that are others now.
_FROZEN = "its bytes stay as they are; take its description out of data/editions"
BUNDLED = Path(otcpt.editions.__file__).parent / "bundled"


def quarter(
    files: Sequence[Path],
    *,
    data: Path,
    bundled: Path,
    cases: Path,
    edition_id: str | None = None,
    keep: bool = True,
    most: int | None = 20,
) -> Iterator[str]:
    """Read files into a data folder, build the edition among the bundled ones, and yield the lines of the report.

    ``edition_id`` is that of the newest quarter unless given. The edition is compared with that of the same id, or with
    the newest one. With ``keep`` False nothing is written; of each change ``most`` pairs or codes are named.
    """
    published = read_published(files)
    through = quarter_end(published.newest)
    name = edition_id or f"{through.year}q{through.month // 3}"
    with TemporaryDirectory() as folder:
        work, out = Path(folder) / "data", Path(folder) / name
        shutil.copytree(data, work)
        desk = Desk(work)
        desk.merge(published)
        desk.write(name, through)
        built = build(work, name, out)
        before = _open(bundled / name if (bundled / name).is_dir() else max(bundled.iterdir()))
        after = open_edition(out, built.digest)
        yield f"{before.id}@sha256:{before.digest} -> {name}@sha256:{built.digest}"
        yield "\nRows of data/"
        for notes in desk.notes:
            yield from notes.lines()
        for section, (last, _) in desk.reach.items():
            if last is None:
                yield f"{section} stays verified as far as it was: the file does not name every row that is open"
        yield "\nAnswers"
        changes = [*changed_answers(before, after), *changed_verdicts(before, after, cases)]
        yield from shown(changes, most)
        yield f"{len(changes):,} answers change"
        for other in sorted((work / "editions").glob("*.toml")):
            if other.stem != name and (bundled / other.stem).is_dir():
                again = build(work, other.stem, Path(folder) / other.stem)
                if again.digest != _open(bundled / other.stem).digest:
                    yield f"{other.stem} does not come out of these rows any more: {_FROZEN}"
        if keep:
            shutil.copytree(work, data, dirs_exist_ok=True)
            shutil.rmtree(bundled / name, ignore_errors=True)
            shutil.copytree(out, bundled / name)
            _pin(bundled.parent / "_digests.py", name, built.digest)
            yield f"\nWritten: {data.name}/, the edition {name} and its pin. Left: NOTICE and changelog.d/."


def _pin(path: Path, name: str, digest: str) -> None:
    """Write the digest of an edition into the list of pins, oldest first."""
    text = path.read_text(encoding="utf-8")
    pins = dict(re.findall(r'"(\w+)": "([0-9a-f]{64})"', text)) | {name: digest}
    lines = [f'    "{key}": "{pins[key]}",' for key in sorted(pins)]
    path.write_text("\n".join([f"{text.partition('PINS = ')[0]}PINS = {{", *lines, "}", ""]), encoding="utf-8")


def _open(folder: Path) -> Edition:
    return open_edition(folder, sha256((folder / MANIFEST).read_bytes()).hexdigest())


def main(arguments: list[str]) -> int:
    """Run it on the checkout."""
    parser = argparse.ArgumentParser(prog="nox -s quarter --", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--edition", metavar="ID", help="like 2026q4; else that of the newest file")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    parser.add_argument("--all", action="store_true", help="name every pair and code, not 20 of each change")
    options = parser.parse_args(arguments)
    report = quarter(
        options.files,
        data=ROOT / "data",
        bundled=BUNDLED,
        cases=ROOT / "tests" / "cases",
        edition_id=options.edition,
        keep=not options.dry_run,
        most=None if options.all else 20,
    )
    try:
        for line in report:
            print(line)
    except (OtcptError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
