"""Files of claims as they are named on the command line: one or several, patterns, standard input."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from glob import has_magic
from pathlib import Path

import attrs

from otcpt.checker import Checker
from otcpt.claims import Claim
from otcpt.cli._progress import NoProgress
from otcpt.errors import InputErrors, InvalidInput, Problem
from otcpt.frozenmap import FrozenMap
from otcpt.io import (
    WORKBOOK,
    ClaimFile,
    Log,
    RowSetApart,
    labels_of,
    line_name,
    read_claims,
    sheets_like,
    sum_of,
)

STDIN = "<stdin>"


@attrs.frozen
class Inputs:
    """Files, and what the options say of them: the sheet, which column is which, what to do with what is wrong."""

    paths: tuple[str, ...]
    sheets: tuple[str | None, ...] = (None,)
    columns: FrozenMap[str, str] = attrs.field(factory=FrozenMap)
    wide: bool = False
    allow_empty: bool = False
    keep: bool = False

    @classmethod
    def of(
        cls,
        files: Sequence[str],
        sheets: Sequence[str] | None = None,
        columns: Iterable[str] | None = None,
        wide: bool = False,
        **more: bool,
    ) -> "Inputs":
        """Take the words and options of a command; a workbook is there once for each of the sheets."""
        paths, named = paths_of(files), columns_of(columns or (), "--column")
        pairs = [(path, sheet) for path in paths for sheet in _sheets(path, sheets or (), named, len(paths) > 1)]
        return cls(tuple(path for path, _ in pairs), tuple(sheet for _, sheet in pairs), named, wide, **more)

    @property
    def labels(self) -> list[str]:
        """What each file is called."""
        return labels_of([STDIN if path == "-" else path for path in self.paths], self.sheets)

    @property
    def name(self) -> str:
        """What reports call the files."""
        return self.labels[0] if len(self.paths) == 1 else f"{len(self.paths)} files"

    @property
    def size(self) -> int:
        """The bytes of all files, as far as they are known."""
        return sum(map(_size, self.paths))

    def read(self, step: NoProgress | None = None, *, name_lines: bool = True) -> ClaimFile:
        """Read all files into one; raise every problem of every file at once.

        Lines of several files are named by their file too, unless the payer's names of them are needed.
        """
        files: list[ClaimFile] = []
        problems: list[Problem] = []
        done = 0
        for path, sheet, label in zip(self.paths, self.sheets, self.labels, strict=True):
            try:
                files.append(self._read(path, sheet, label, done, step))
            except InputErrors as error:
                problems.extend(error.problems)
            done += _size(path)
        if problems:
            raise InputErrors(problems)
        if not self.allow_empty and not any(file.row_counts.given for file in files):
            raise InputErrors([Problem(self.name, None, None, None, "no file has a service line")])
        return files[0] if len(files) == 1 else _joined(self.name, files, name_lines)

    def _read(self, path: str, sheet: str | None, label: str, done: int, step: NoProgress | None) -> ClaimFile:
        def progress(of_file: int, _: int) -> None:
            if step is not None:
                step.read(done + of_file, self.size)

        return read_claims(
            sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes(),
            name=label,
            sheet=sheet,
            columns=self.columns,
            wide=self.wide,
            progress=progress,
            on_problem="keep" if self.keep else "raise",
            allow_empty=self.allow_empty or len(self.paths) > 1,
        )


def _sheets(path: str, sheets: Sequence[str], columns: Mapping[str, str], several: bool) -> list[str | None]:
    """The sheets of a file that are asked for, patterns taken apart; none of what is no workbook."""
    if not sheets or not _opening(path).startswith(WORKBOOK):
        return [*sheets[:1]] if sheets and not several else [None]
    log = Log(Path(path).name)
    named = (sheet for one in sheets for sheet in sheets_like(Path(path).read_bytes(), one, log, columns))
    return [*dict.fromkeys(named)]


def _opening(path: str) -> bytes:
    if path == "-" or not Path(path).is_file():
        return b""
    with Path(path).open("rb") as file:
        return file.read(8)


def _size(path: str) -> int:
    return Path(path).stat().st_size if path != "-" and Path(path).is_file() else 0


def columns_of(texts: Iterable[str], option: str) -> FrozenMap[str, str]:
    """Take each ``Visit Date=date_of_service`` of an option apart."""
    return FrozenMap(_pair(text, option) for text in texts)


def _pair(text: str, option: str) -> tuple[str, str]:
    theirs, mark, ours = text.rpartition("=")
    if not mark or not theirs.strip():
        raise InvalidInput(
            f'{option} {text!r} does not say which column is which; write "Visit Date=date_of_service", or "Notes=" '
            "for a column that is not to be read",
            option,
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


def _joined(name: str, files: Sequence[ClaimFile], name_lines: bool) -> ClaimFile:
    """Return what several files have; what belongs to one of them names it."""
    kinds = {file.kind for file in files}
    return ClaimFile(
        name=name,
        kind=kinds.pop() if len(kinds) == 1 else "mixed",
        claims=tuple(
            _in_file(claim, places, file.name) if name_lines else claim
            for file in files
            for claim, places in zip(file.claims, file.positions, strict=True)
        ),
        positions=tuple(places for file in files for places in file.positions),
        skipped=tuple(line for file in files for line in file.skipped),
        unread=tuple(dict.fromkeys(name for file in files for name in file.unread)),
        notes=tuple(_notes(files)),
        problems=tuple(problem for file in files for problem in file.problems),
        set_apart=tuple(_of_file(row, file.name) for file in files for row in file.set_apart),
        row_counts=sum_of(file.row_counts for file in files),
    )


def _in_file(claim: Claim, places: Sequence[int], file: str) -> Claim:
    """A claim of which each line is named by its file."""
    pairs = zip(claim.lines, places, strict=True)
    named = [attrs.evolve(line, line_id=line_name(file, line.line_id or str(row))) for line, row in pairs]
    return attrs.evolve(claim, lines=named)


def _notes(files: Sequence[ClaimFile]) -> Iterator[str]:
    for file in files:
        yield f"{file.name}: {file.row_counts}"
        for note in file.notes:
            yield f"{file.name}: {note}"


def _of_file(row: RowSetApart, name: str) -> RowSetApart:
    return attrs.evolve(row, cells=FrozenMap({"file": name} | dict(row.cells)))


def own_claims(inputs: Inputs, checker: Checker) -> ClaimFile:
    """Read the claims; those without a line that the policy speaks for are refused, since silence is no pass."""
    claims = inputs.read()
    if not any(checker.speaks_for(line.payer) for line in claims.lines()):
        payers = ", ".join(sorted({line.payer for line in claims.lines() if line.payer}))
        raise InvalidInput(
            f"nothing was checked: policy {checker.policy.id} speaks for no line of {claims.name} (payer {payers}); "
            "choose that payer's policy",
            "--policy",
            checker.policy.id,
        )
    return claims
