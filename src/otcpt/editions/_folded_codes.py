"""Sorted codes as short text: the numbers of each letter, each as its distance from the one before."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

#: A distance that is one of these is written as one character, a longer one in decimals between blanks.
_SHORT = "0123456789abcdefghijklmnopqrstuvwxyz"
_DISTANCES = dict(zip(_SHORT, range(len(_SHORT)), strict=True))


def fold(codes: Sequence[str]) -> str:
    """Return sorted codes as text. A letter before its numbers begins a code; after a zero, it ends one.

    >>> fold(["0791T", "97110", "97112", "97124", "97530", "G0283"])
    '0T: 791 ;: 97110 2c 406 ;G: 283 '
    """
    families: dict[str, list[int]] = {}
    for code in codes:
        letter = "" if code.isdecimal() else code[0] if code[0].isalpha() else "0" + code[4]
        families.setdefault(letter, []).append(int("".join(filter(str.isdecimal, code))))
    return ";".join(
        f"{letter}:" + "".join(_written(after - before) for before, after in pairwise([0, *numbers]))
        for letter, numbers in families.items()
    )


def _written(distance: int) -> str:
    return _SHORT[distance] if distance < len(_SHORT) else f" {distance} "


def unfold(text: str) -> list[str]:
    """Return the codes of a folded text, sorted.

    >>> unfold("0T: 791 ;: 97110 2c 406 ;G: 283 ")
    ['0791T', '97110', '97112', '97124', '97530', 'G0283']
    """
    codes: list[str] = []
    for family in filter(None, text.split(";")):
        letter, _, written = family.partition(":")
        distances: list[int] = []
        for at, part in enumerate(written.split(" ")):
            distances += (int(part),) if at % 2 else map(_DISTANCES.__getitem__, part)
        form = "%04d" + letter[1:] if letter.startswith("0") else letter + ("%04d" if letter else "%05d")
        codes += map(form.__mod__, accumulate(distances))
    return sorted(codes)
