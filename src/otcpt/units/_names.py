"""The choices a caller names."""

from collections.abc import Iterable
from typing import Literal, TypeAlias, get_args

from otcpt.errors import UnknownName, did_you_mean

Method: TypeAlias = Literal["cms", "ama", "best", "full", "per_session", "tenths"]
"""``"cms"``: Medicare's total time; ``"ama"``: the CPT midpoint, per code. Seen at payers beside them: ``"best"``
(whichever of the two gives more units), ``"full"`` (full units only, per code), ``"per_session"`` (the midpoint for
each session by itself, nothing added up over the day), ``"tenths"`` (tenths of an hour, per code)."""
TieBreak: TypeAlias = Literal["largest_total", "code_order", "input_order"]
"""Who takes a unit to which several codes have an equal claim: ``"largest_total"`` (then code order), ``"code_order"``
or ``"input_order"``; never price."""
DeMinimis: TypeAlias = Literal["exact", "percent", "simple"]
"""The arithmetic of "more than 10 percent": ``"exact"``, ``"percent"`` (rounded, 11 or more) or ``"simple"``."""
Unbilled: TypeAlias = Literal["no-minutes", "below-threshold", "lost-remainder", "lost-tie", "counted-in-first-code"]
"""Why a code got no unit."""

METHODS: frozenset[Method] = frozenset(get_args(Method))
TIE_BREAKS: frozenset[TieBreak] = frozenset(get_args(TieBreak))


def check_de_minimis(given: object) -> None:
    """Refuse what is no arithmetic of 10 percent."""
    if not isinstance(given, str) or given not in get_args(DeMinimis):
        raise unknown("de_minimis", given, get_args(DeMinimis))


def unknown(what: str, given: object, known: Iterable[str]) -> UnknownName:
    """Return the error for a choice that does not exist, with what is known and near misses."""
    names = sorted(known)
    near = did_you_mean(given.lower(), names) if isinstance(given, str) else ""
    return UnknownName(f"{what} {given!r} is not known; expected {' or '.join(map(repr, names))}.{near}")
