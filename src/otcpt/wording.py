"""Sentences from templates: numbers with their noun, lists, dollars, and words that stand for a token."""

from collections.abc import Mapping
from functools import lru_cache
from string import Formatter

from otcpt.frozenmap import FrozenMap

__all__ = ["NO_WORDS", "Words", "fill", "names_of"]

#: Words by the name of a value and its token: what is printed where the value is that token.
Words = FrozenMap[str, FrozenMap[str, str]]
NO_WORDS: Words = FrozenMap()


def fill(template: str, values: Mapping[str, object], words: Words = NO_WORDS) -> str:
    """Return the template with its values filled in.

    ``{units:unit}`` is a count with its noun (*1 unit*, *1,200 units*), ``{units:needs|need}`` the word alone, the
    first for one, ``{codes:and}`` and ``{codes:or}`` a list, ``{amount:$}`` dollars, ``{count:,}`` a number with
    separators; without a spec a value is printed as it is, a list with commas.

    Args:
        template: The template.
        values: What it names.
        words: Words for tokens among the values; they are templates too.

    Returns:
        The text.

    Example:
        >>> fill("{n:unit} of {codes:and} {n:is|are} billed for {paid:$}", {"n": 2, "codes": ("A", "B"), "paid": "9.5"})
        '2 units of A and B are billed for $9.50'
        >>> fill("{why}", {"why": "late", "days": 1}, FrozenMap({"why": FrozenMap({"late": "{days:day} late"})}))
        '1 day late'
    """
    if "{" not in template:
        return template
    return template.format_map({name: _Printed(_worded(name, values, words)) for name in names_of(template)})


@lru_cache(maxsize=1024)
def names_of(template: str) -> tuple[str, ...]:
    """Return the names of the values that a template prints."""
    return tuple(dict.fromkeys(name for _, name, _, _ in Formatter().parse(template) if name))


def _worded(name: str, values: Mapping[str, object], words: Words) -> object:
    value = values[name]
    if (tokens := words.get(name)) is None:
        return value
    if isinstance(value, tuple):
        return tuple(fill(tokens[one], values, words) if one in tokens else one for one in value)
    return fill(tokens[value], values, words) if isinstance(value, str) and value in tokens else value


class _Printed:
    """A value as a template prints it."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __format__(self, spec: str) -> str:
        value = self.value
        if isinstance(value, tuple):
            return _list([str(one) for one in value], spec)
        if spec == "$":
            return dollars(str(value))
        if spec and isinstance(value, int):
            one, many, *_ = [*spec.split("|"), ""]
            if many:
                return one if value == 1 else many
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
