"""Digests of what was checked, so that a stored answer can prove which claim and history it is about."""

import hashlib
import json
from collections.abc import Callable
from operator import attrgetter

import attrs

from otcpt.claims._claim import Claim
from otcpt.claims._history import History

_FIELDS: dict[type, tuple[tuple[str, ...], Callable[[object], tuple[object, ...]]]] = {}


def digest_of(value: Claim | History) -> str:
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
    names, read = _FIELDS.get(type(value)) or _FIELDS.setdefault(type(value), _fields(type(value)))
    return {name: one for name, one in zip(names, read(value), strict=True) if one is not None and one != ()}


def _fields(kind: type) -> tuple[tuple[str, ...], Callable[[object], tuple[object, ...]]]:
    names = tuple(field.name for field in attrs.fields(kind))
    return names, attrgetter(*names)


def _plain(value: object) -> object:
    """Return what JSON has no form for: values field by field; days, times and amounts as text."""
    return _given(value) if attrs.has(type(value)) else str(value)
