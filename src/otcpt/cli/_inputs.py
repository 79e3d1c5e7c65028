"""Files of claims as they are named on the command line: one or several, patterns, standard input."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from glob import has_magic
from pathlib import Path

import attrs

from otcpt.cli._progress import NoProgress
from otcpt.errors import InputErrors, InvalidInput, Problem
from otcpt.frozenmap import FrozenMap
from otcpt.io import ClaimFile, RowSetApart, read_claims, sum_of

STDIN = "<stdin>"


@attrs.frozen
class Inputs:
    """Files, and what the options say of them: the sheet, which column is which, what to do with what is wrong."""

    paths: tuple[str, ...]
    sheet: str | None = None
    columns: FrozenMap[str, str] = attrs.field(factory=FrozenMap)
    wide: bool = False
    allow_empty: bool = False
    keep: bool = False

    @classmethod
    def of(
        cls,
        files: Sequence[str],
        sheet: str | None = None,
        columns: Iterable[str] | None = None,
        wide: bool = False,
        **more: bool,
    ) -> "Inputs":
        """Take the words and options of a command."""
        return cls(tuple(paths_of(files)), sheet, FrozenMap(map(_pair, columns or ())), wide, **more)

    @property
    def name(self) -> str:
        """What reports call the files."""
        return _name(self.paths[0]) if len(self.paths) == 1 else f"{len(self.paths)} files"

    @property
    def size(self) -> int:
        """The bytes of all files, as far as they are known."""
        return sum(map(_size, self.paths))

    def read(self, step: NoProgress | None = None) -> ClaimFile:
        """Read all files into one; raise every problem of every file at once."""
        files: list[ClaimFile] = []
        problems: list[Problem] = []
        done = 0
        for path in self.paths:
            try:
                files.append(self._read(path, done, step))
            except InputErrors as error:
                problems.extend(error.problems)
            done += _size(path)
        if problems:
            raise InputErrors(problems)
        if not self.allow_empty and not any(file.row_counts.given for file in files):
            raise InputErrors([Problem(self.name, None, None, None, "no file has a service line")])
        return files[0] if len(files) == 1 else _joined(self.name, files)

    def _read(self, path: str, done: int, step: NoProgress | None) -> ClaimFile:
        def progress(of_file: int, _: int) -> None:
            if step is not None:
                step.read(done + of_file, self.size)

        return read_claims(
            sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes(),
            name=_name(path),
            sheet=self.sheet,
            columns=self.columns,
            wide=self.wide,
            progress=progress,
            on_problem="keep" if self.keep else "raise",
            allow_empty=self.allow_empty or len(self.paths) > 1,
        )


def _name(path: str) -> str:
    return STDIN if path == "-" else Path(path).name


def _size(path: str) -> int:
    return Path(path).stat().st_size if path != "-" and Path(path).is_file() else 0


def _pair(text: str) -> tuple[str, str]:
    """Take ``Visit Date=date_of_service`` apart."""
    theirs, mark, ours = text.rpartition("=")
    if not mark or not theirs.strip():
        raise InvalidInput(
            f'--column {text!r} does not say which column is which; write "Visit Date=date_of_service", or "Notes=" '
            "for a column that is not to be read",
            "--column",
            text,
        )
    return theirs.strip(), ours.strip()


def paths_of(files: Sequence[str]) -> list[str]:
    """Return the files that are named, patterns taken apart, each file once."""
    named: dict[object, str] = {}
    for file in files:
        for path in _matching(file):
            named.setdefault(_identity(path), path)
    return list(named.values())


def _matching(file: str) -> list[str]:
    if file == "-" or not has_magic(file) or Path(file).exists():
        return [file]
    pattern = Path(file)
    found = sorted(
        str(path) for path in Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))) if path.is_file()
    )
    if not found:
        raise InvalidInput(f"no file matches {file!r}", "FILE", file)
    return found


def _identity(path: str) -> object:
    try:
        known = Path(path).stat()
    except (OSError, ValueError):  # read_claims says what is wrong with it
        return path
    return known.st_dev, known.st_ino


def _joined(name: str, files: Sequence[ClaimFile]) -> ClaimFile:
    """Return what several files have; what is said of one of them names it."""
    kinds = {file.kind for file in files}
    return ClaimFile(
        name=name,
        kind=kinds.pop() if len(kinds) == 1 else "mixed",
        claims=tuple(claim for file in files for claim in file.claims),
        positions=tuple(places for file in files for places in file.positions),
        skipped=tuple(line for file in files for line in file.skipped),
        unread=tuple(dict.fromkeys(name for file in files for name in file.unread)),
        notes=tuple(_notes(files)),
        problems=tuple(problem for file in files for problem in file.problems),
        set_apart=tuple(_of_file(row, file.name) for file in files for row in file.set_apart),
        row_counts=sum_of(file.row_counts for file in files),
    )


def _notes(files: Sequence[ClaimFile]) -> Iterator[str]:
    for file in files:
        yield f"{file.name}: {file.row_counts}"
        for note in file.notes:
            yield f"{file.name}: {note}"


def _of_file(row: RowSetApart, name: str) -> RowSetApart:
    return attrs.evolve(row, cells=FrozenMap({"file": name} | dict(row.cells)))
