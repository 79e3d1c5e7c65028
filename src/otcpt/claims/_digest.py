"""Digests of what was checked, so that a stored answer can prove which claim and history it is about."""

import hashlib
import json
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

import attrs

from otcpt.claims._claim import Claim

if TYPE_CHECKING:
    from otcpt.claims._history import History

#: Names, what is not given under each, and how to read the values.
_Fields: TypeAlias = tuple[tuple[str, ...], tuple[tuple[object, ...], ...], Callable[[object], tuple[object, ...]]]
_FIELDS: dict[type, _Fields] = {}


def digest_of(value: "Claim | History") -> str:
    """Return the SHA-256 of a claim or a history, over every field that is given, keys of patients among them.

    Args:
        value: The claim or the history. The order of its lines counts.

    Returns:
        64 hexadecimal digits. A field that a later version adds changes none of them while it is not given.

    Example:
        >>> from otcpt.claims import parse_claim
        >>> one, other = parse_claim("2026-03-02", "97530 x2"), parse_claim("2026-03-02", "97530 x1")
        >>> digest_of(one) == digest_of(one), digest_of(one) == digest_of(other)
        (True, False)
    """
    return hashlib.sha256(json.dumps(_given(value), default=_plain, sort_keys=True).encode()).hexdigest()


def _given(value: object) -> dict[str, object]:
    names, blanks, read = _FIELDS.get(type(value)) or _FIELDS.setdefault(type(value), _fields(type(value)))
    return {name: one for name, blank, one in zip(names, blanks, read(value), strict=True) if one not in blank}


def _fields(kind: type) -> _Fields:
    """Return the fields of a kind, and what in each is not given: nothing at all is, where None means not known."""
    fields = attrs.fields(kind)
    names = tuple(field.name for field in fields)
    return names, tuple((None,) if field.default is None else (None, ()) for field in fields), attrgetter(*names)


def _plain(value: object) -> object:
    """Return what JSON has no form for: values field by field; days, times and amounts as text."""
    return _given(value) if attrs.has(type(value)) else str(value)
