"""Codes that a finger may have meant: two neighboring characters swapped."""

from collections.abc import Container


def swapped(code: str, known: Container[str]) -> tuple[str, ...]:
    """Return the known codes that differ from this one by exactly one swap of neighbors.

    >>> swapped("97410", {"97140", "97110"})
    ('97140',)
    """
    swaps = (code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1))
    return tuple(sorted({other for other in swaps if other != code and other in known}))
