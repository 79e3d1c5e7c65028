"""What otcpt raises: broken input, broken data, broken calls. A claim's faults are findings, never exceptions."""

from collections.abc import Iterable
from difflib import get_close_matches

import attrs

__all__ = [
    "BrokenData",
    "EditionMismatch",
    "InputErrors",
    "InvalidInput",
    "MissingExtra",
    "OtcptError",
    "OutsideCoverage",
    "Problem",
    "UnknownName",
    "did_you_mean",
]


class OtcptError(Exception):
    """Base class of everything otcpt raises on purpose."""


class InvalidInput(OtcptError, ValueError):
    """A value given by the caller cannot be what it claims to be.

    The message names what was given, what was expected and how to mend it; ``what`` and ``value`` carry the first
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


@attrs.frozen
class Problem:
    """One thing wrong in a file: where it stands, what stands there and what was expected.

    ``row`` counts lines of a table from 1 (the header is row 1) or segments of an X12 file from 1; ``column`` is a
    column name or an element position such as ``SV101-2``.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    message: str

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(self.column)
        shown = "" if self.value is None else f" {self.value!r}:"
        return f"{', '.join(place)}:{shown} {self.message}"


class InputErrors(OtcptError, ValueError):
    """Everything that is wrong with one input, collected before raising once. ``problems`` holds the list."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

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
    near = get_close_matches(given, list(known), n=3, cutoff=0.6)
    return f" Did you mean {', '.join(near)}?" if near else ""
