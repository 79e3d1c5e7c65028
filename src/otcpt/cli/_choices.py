"""Exit codes and the choices of the options, in one place."""

import sys
from collections.abc import Sequence
from enum import IntEnum, StrEnum
from pathlib import Path

from otcpt.errors import InvalidInput


class Exit(IntEnum):
    """What the process tells its caller."""

    CLEAN = 0
    FINDINGS = 1
    BROKEN = 2
    """Nothing was checked: the input or the call is broken, or no rule judged any line."""
    INTERRUPTED = 130
    BROKEN_PIPE = 141


class Format(StrEnum):
    """How the answer of ``otcpt check`` is written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"


class GroupBy(StrEnum):
    """Under which headings ``otcpt check`` puts findings."""

    CLAIM = "claim"
    RULE = "rule"
    PROVIDER = "provider"


class Detail(StrEnum):
    """How much ``otcpt check`` shows."""

    QUIET = "quiet"
    SUMMARY = "summary"
    NORMAL = "normal"
    VERBOSE = "verbose"


class BillFormat(StrEnum):
    """How ``otcpt bill`` writes its answer."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


#: What a file is written as, by the ending of its name; Parquet and what is written in columns have a way of their own.
_FORMS = {
    "": Format.TABLE,
    ".txt": Format.TABLE,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".csv": Format.CSV,
    ".html": Format.HTML,
}


def form_of(out: Path | None) -> Format:
    """Return the form that a file's name asks for."""
    return Format.TABLE if out is None else _FORMS.get(out.suffix.lower(), Format.TABLE)


#: A workbook, which is written to a file only.
WORKBOOK = ".xlsx"


def refuse_ending(out: Path | None, form: Format | None = None, *, parquet: bool = False) -> None:
    """Raise `InvalidInput` for a name that promises what is not written, or another form."""
    if out is None:
        return
    if str(out) == "-":
        raise InvalidInput("--out names a file; leave it out, and --format says what is printed", "--out", "-")
    if (ending := out.suffix.lower()) not in (*_FORMS, WORKBOOK, *([".parquet"] if parquet else [])):
        raise InvalidInput(
            f"--out {str(out)!r}: {ending} files are not written; name it .txt (the table as text), .csv, .xlsx, "
            f".jsonl, .json{', .html or .parquet' if parquet else ' or .html'}",
            "--out",
            str(out),
        )
    if form is not None and ending and _FORMS.get(ending) is not form:
        raise InvalidInput(
            f"--format {form} does not fit --out {str(out)!r}; give one of the two, the name alone says the form",
            "--format",
            str(form),
        )


def detail_of(*, summary: bool, quiet: bool, verbose: bool) -> Detail:
    """Return how much is shown; raise `InvalidInput` for two that exclude each other."""
    given = [
        one for one, asked in ((Detail.SUMMARY, summary), (Detail.QUIET, quiet), (Detail.VERBOSE, verbose)) if asked
    ]
    if len(given) > 1:
        raise InvalidInput(f"--{given[0]} and --{given[1]} exclude each other; give one of them", f"--{given[1]}")
    return given[0] if given else Detail.NORMAL


def refuse_part(fail_on: "FailOn", select: Sequence[str], ignore: Sequence[str]) -> None:
    """Raise `InvalidInput` where a complete answer is demanded of some of the rules."""
    if fail_on is FailOn.INCOMPLETE and (select or ignore):
        raise InvalidInput(
            "--fail-on incomplete demands the answer of every core rule; leave --select and --ignore out", "--fail-on"
        )


def in_columns(files: Sequence[str], out: Path | None, workers: int, quarantine: Path | None) -> bool:
    """Whether files are checked in columns: Parquet on any side, or several workers."""
    if workers > 1 or any(path is not None and path.suffix.lower() == ".parquet" for path in (out, quarantine)):
        return True
    return any(_is_parquet(file) for file in files)


def _is_parquet(file: str) -> bool:
    if file == "-":
        peek = getattr(sys.stdin.buffer, "peek", None)
        return peek is not None and peek(4)[:4] == b"PAR1"
    path = Path(file)
    if not path.is_file():
        return False
    with path.open("rb") as opened:
        return opened.read(4) == b"PAR1"


class ExplainFormat(StrEnum):
    """How ``otcpt explain`` writes what a rule says of lines."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


class DiffFormat(StrEnum):
    """How ``otcpt editions diff``, ``otcpt compare`` and ``otcpt missed`` write what they found."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"


class FailOn(StrEnum):
    """What makes ``otcpt check`` exit with 1; each step includes the one before it."""

    ERROR = "error"
    WARNING = "warning"
    INCOMPLETE = "incomplete"
    NEVER = "never"


class Method(StrEnum):
    """How minutes become units."""

    CMS = "cms"
    AMA = "ama"
    BEST = "best"
    FULL = "full"
    PER_SESSION = "per_session"
    TENTHS = "tenths"


class Setting(StrEnum):
    """Whose NCCI table is asked."""

    PRACTITIONER = "practitioner"
    OUTPATIENT_HOSPITAL = "outpatient_hospital"
