"""Sorted codes as short text: each says only how it differs from the one before it."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

_LENGTH = 5


def fold(codes: Sequence[str]) -> str:
    """Return codes of five characters as text, without what each shares at its beginning with the one before.

    >>> fold(["97110", "97112", "97530"])
    '97110 2 530'
    """
    return " ".join([*codes[:1], *(code[_shared(before, code) :] for before, code in pairwise(codes))])


def unfold(text: str) -> list[str]:
    """Return the codes of a folded text.

    >>> unfold("97110 2 530")
    ['97110', '97112', '97530']
    """
    return list(accumulate(text.split(), lambda before, rest: before[: _LENGTH - len(rest)] + rest))


def _shared(before: str, code: str) -> int:
    return next((i for i in range(_LENGTH) if before[i] != code[i]), _LENGTH - 1)
