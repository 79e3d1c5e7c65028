"""Whom a line belongs to that does not say."""

from collections.abc import Iterable


def fill_only_named(keys: Iterable[str | None]) -> tuple[str | None, ...]:
    """Return the keys of lines, the missing ones filled with the only key that the others name.

    A line without a provider belongs to the only provider of the day. Where several are named, or none, what is missing
    stays missing: such lines belong together, and to none of the others.

    >>> fill_only_named(["R1", None]), fill_only_named(["R1", None, "R2"])
    (('R1', 'R1'), ('R1', None, 'R2'))
    """
    given = tuple(keys)
    named = set(given) - {None}
    if len(named) != 1:
        return given
    return (named.pop(),) * len(given)
