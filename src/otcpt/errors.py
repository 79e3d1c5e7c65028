"""What otcpt raises: broken input, broken data, broken calls. A claim's faults are findings, never exceptions."""

import re
from collections.abc import Iterable, Sequence

import attrs

from otcpt.frozenvalue import FrozenValue

__all__ = [
    "BrokenData",
    "BrokenPlugin",
    "EditionMismatch",
    "InputErrors",
    "InvalidInput",
    "LockMismatch",
    "MissingExtra",
    "OtcptError",
    "OutsideCoverage",
    "PolicyMismatch",
    "Problem",
    "UnknownName",
]


#: A word that is longer is cut in messages: no name or path is, and what a broken file has in its place is no help.
_LONGEST = 400


def _readable(text: str) -> str:
    if len(text) < _LONGEST:
        return text
    return re.sub(rf"\S{{{_LONGEST},}}", lambda found: f"{found[0][:40]}…", text)


class OtcptError(Exception):
    """Base class of everything otcpt raises on purpose."""

    def __str__(self) -> str:
        return _readable(super().__str__())


class InvalidInput(OtcptError, ValueError):
    """A value given by the caller cannot be what it claims to be.

    The message names what was given, what was expected and how to fix it; ``what`` and ``value`` carry the first
    two for programs.
    """

    def __init__(self, message: str, what: str = "", value: object = None) -> None:
        super().__init__(message)
        self.what = what
        self.value = value


class MissingExtra(OtcptError, ModuleNotFoundError):
    """A part of otcpt needs a package that an extra installs; the message names both."""


class UnknownName(OtcptError, LookupError):
    """A name (code, policy, rule, edition, column) that otcpt does not know; near misses are suggested."""


class OutsideCoverage(OtcptError, LookupError):
    """The data do not reach the date or the code that was asked for; no answer is invented."""


class BrokenData(OtcptError, ValueError):
    """A shipped or local data file is damaged, incomplete or not what its manifest says."""


class EditionMismatch(BrokenData):
    """The edition found is not the edition that was pinned."""


class PolicyMismatch(BrokenData):
    """The policy found is not the policy that was pinned."""


class LockMismatch(OtcptError, ValueError):
    """Something differs from the lock file; ``differences`` holds a sentence for each part."""

    def __init__(self, differences: tuple[str, ...]) -> None:
        super().__init__("\n".join(differences))
        self.differences = differences

    def __reduce__(self) -> tuple[type["LockMismatch"], tuple[tuple[str, ...]]]:
        return type(self), (self.differences,)


class BrokenPlugin(OtcptError, ImportError):
    """A policy, an edition or rules that another package brings cannot be used; the message names the package."""


@attrs.frozen(eq=False, repr=False)
class Problem(FrozenValue):
    """One thing wrong in a file: where it stands, what stands there and what was expected.

    ``row`` counts lines of a table from 1 (the header is row 1) or segments of an X12 file from 1; ``column`` is a
    column name or an element position such as ``SV101-2``.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    message: str = attrs.field(converter=_readable)

    def __str__(self) -> str:
        return self.text((self.row,))

    def text(self, rows: Sequence[int | None]) -> str:
        """Return the problem as a line of text, with the rows that have it.

        Args:
            rows: The rows that have the problem.

        Returns:
            One line.
        """
        place = [self.file]
        if places := rows_in_words(rows):
            place.append(f"row{'s' if len(rows) > 1 else ''} {places}")
        if self.column is not None:
            place.append(self.column)
        shown = "" if self.value is None else f" {self.value!r}:"
        return f"{', '.join(place)}:{shown} {self.message}"


#: Rows that are named before it says how many more there are.
_NAMED = 5


def rows_in_words(rows: Sequence[int | None]) -> str:
    """Return the numbers of rows, the first few of many.

    Example:
        >>> rows_in_words([2]), rows_in_words([3, 4, 5, 6, 7, 8, 9])
        ('2', '3, 4, 5, 6, 7 and 2 more')
    """
    known = [row for row in rows if row is not None]
    more = f" and {len(known) - _NAMED:,} more" if len(known) > _NAMED else ""
    return ", ".join(map(str, known[:_NAMED])) + more


def grouped(problems: Iterable[Problem]) -> list[tuple[Problem, list[int | None]]]:
    """Return problems of which only the row differs together."""
    found: dict[tuple[object, ...], tuple[Problem, list[int | None]]] = {}
    for one in problems:
        found.setdefault((one.file, one.column, one.value, one.message), (one, []))[1].append(one.row)
    return [(one, list(dict.fromkeys(rows))) for one, rows in found.values()]


class InputErrors(OtcptError, ValueError):
    """Everything that is wrong with one input, collected before raising once.

    ``problems`` has the list; the text has problems of which only the row differs once, with their rows.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(one.text(rows) for one, rows in grouped(self.problems)))

    def __reduce__(self) -> tuple[type["InputErrors"], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """Return a closing sentence that names the nearest known names.

    Args:
        given: What was given.
        known: The names there are.

    Returns:
        The sentence with a leading blank, or nothing.

    Example:
        >>> did_you_mean("medicare-partb", ["medicare-part-b", "ama-midpoint"])
        ' Did you mean medicare-part-b?'
    """
    from difflib import get_close_matches  # needed for what goes wrong

    near = get_close_matches(given, list(known), n=3, cutoff=0.6)
    return f" Did you mean {', '.join(near)}?" if near else ""
