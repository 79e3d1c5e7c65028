"""Sentences from templates: numbers with their noun, lists, dollars, and words that stand for a token."""

import re
from collections.abc import Mapping
from functools import lru_cache

from otcpt.frozenmap import FrozenMap

__all__ = ["NO_WORDS", "Words", "fill", "names_of"]

#: Words by the name of a value and its token: what is printed where the value is that token.
Words = FrozenMap[str, FrozenMap[str, str]]
NO_WORDS: Words = FrozenMap()

#: The name of a value, and how it is printed. Any other brace is itself, so that JSON may be a template too.
_NAMED = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


def fill(template: str, values: Mapping[str, object], words: Words = NO_WORDS) -> str:
    """Return the template with its values filled in.

    ``{units:unit}`` is a count with its noun (*1 unit*, *1,200 units*), ``{units:needs|need}`` the word alone, the
    first for one, ``{codes:and}`` and ``{codes:or}`` a list, ``{amount:$}`` dollars, ``{count:,}`` a number with
    separators; without a spec a value is printed as it is, a list with commas.

    >>> fill("{n:unit} of {codes:and} {n:is|are} billed for {paid:$}", {"n": 2, "codes": ("A", "B"), "paid": "9.5"})
    '2 units of A and B are billed for $9.50'
    >>> fill("{why}", {"why": "late", "days": 1}, FrozenMap({"why": FrozenMap({"late": "{days:day} late"})}))
    '1 day late'
    """
    first, named = _parsed(template)
    if not named:
        return template
    parts = [first]
    for name, spec, literal in named:
        parts.append(_printed(_worded(name, values, words), spec))
        parts.append(literal)
    return "".join(parts)


@lru_cache(maxsize=1024)
def names_of(template: str) -> tuple[str, ...]:
    """Return the names of the values that a template prints."""
    return tuple(dict.fromkeys(name for name, _, _ in _parsed(template)[1]))


@lru_cache(maxsize=1024)
def _parsed(template: str) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """Return the text a template begins with, and the values it names: name, how it is printed, the text after it."""
    first, *rest = _NAMED.split(template)
    return first, tuple(zip(rest[::3], [spec or "" for spec in rest[1::3]], rest[2::3], strict=True))


def _worded(name: str, values: Mapping[str, object], words: Words) -> object:
    value = values[name]
    if (tokens := words.get(name)) is None:
        return value
    if isinstance(value, tuple):
        return tuple(fill(tokens[one], values, words) if one in tokens else one for one in value)
    return fill(tokens[value], values, words) if isinstance(value, str) and value in tokens else value


def _printed(value: object, spec: str) -> str:
    """Return a value as a template prints it."""
    if isinstance(value, tuple):
        return _list([str(one) for one in value], spec)
    if spec == "$":
        return dollars(str(value))
    if spec and isinstance(value, int):
        if "|" in spec:
            return spec.split("|")[value != 1]
        return f"{value:,}" if spec == "," else f"{value:,} {spec}{'' if value == 1 else 's'}"
    return str(value)


def _list(given: list[str], spec: str) -> str:
    if "|" in spec:
        return spec.split("|")[len(given) != 1]
    if spec and len(given) > 1:
        return f"{', '.join(given[:-1])} {spec} {given[-1]}"
    return ", ".join(given)


def dollars(amount: str) -> str:
    """Return an amount with a dollar sign and separators, the cents as they are given.

    >>> dollars("2480"), dollars("1850.5")
    ('$2,480', '$1,850.50')
    """
    whole, _, cents = amount.partition(".")
    return f"${int(whole):,}" + (f".{cents:0<2}" if cents else "")
