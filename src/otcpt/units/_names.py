"""The choices a caller names."""

from collections.abc import Iterable
from typing import Literal, TypeAlias, get_args

from otcpt.errors import UnknownName, did_you_mean

Method: TypeAlias = Literal["cms", "ama"]
TieBreak: TypeAlias = Literal["largest_total", "code_order", "input_order"]
DeMinimis: TypeAlias = Literal["exact", "percent", "simple"]
Unbilled: TypeAlias = Literal["no-minutes", "below-threshold", "lost-remainder", "lost-tie", "counted-in-first-code"]

METHODS: frozenset[str] = frozenset(get_args(Method))
TIE_BREAKS: frozenset[str] = frozenset(get_args(TieBreak))
DE_MINIMIS: frozenset[str] = frozenset(get_args(DeMinimis))


def unknown(what: str, given: object, known: Iterable[str]) -> UnknownName:
    """Return the error for a choice that does not exist, with what is known and near misses."""
    names = sorted(known)
    near = did_you_mean(given.lower(), names) if isinstance(given, str) else ""
    return UnknownName(f"{what} {given!r} is not known; expected {' or '.join(map(repr, names))}.{near}")
