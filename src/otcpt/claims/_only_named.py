"""Whom a line belongs to that does not say."""

from collections.abc import Iterable


def fill_only_named(keys: Iterable[str | None]) -> tuple[str | None, ...]:
    """Return the keys of lines, missing ones filled in with the only key that the others name.

    A line without a provider belongs to the only provider of the day. Where several are named, or none, missing keys
    stay missing: such lines belong together, and to none of the others.

    Args:
        keys: The key of each line, or None.

    Returns:
        The keys, in the same order.

    Example:
        >>> fill_only_named(["R1", None]), fill_only_named(["R1", None, "R2"])
        (('R1', 'R1'), ('R1', None, 'R2'))
    """
    given = tuple(keys)
    named = set(given) - {None}
    if len(named) != 1:
        return given
    return (named.pop(),) * len(given)
