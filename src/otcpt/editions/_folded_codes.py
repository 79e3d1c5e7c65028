"""Sorted codes as short text: the numbers of each letter, each as its distance from the one before."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise

#: A distance that is one of these is written as one character, a longer one in decimals between blanks.
_SHORT = "0123456789abcdefghijklmnopqrstuvwxyz"
_DISTANCES = dict(zip(_SHORT, range(len(_SHORT)), strict=True))
#: What a code begins and ends with, in order.
_MARKS = _SHORT.upper()


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


class FoldedCodes(Sequence[str]):
    """The codes of a folded text, sorted; each is written when asked for.

    >>> [*FoldedCodes("0T: 791 ;: 97110 2c 406 ;G: 283 ")]
    ['0791T', '97110', '97112', '97124', '97530', 'G0283']
    """

    __slots__ = ("_numbers",)

    def __init__(self, text: str) -> None:
        self._numbers: list[int] = []
        for family in filter(None, text.split(";")):
            letter, _, written = family.partition(":")
            distances: list[int] = []
            for at, part in enumerate(written.split(" ")):
                distances += (int(part),) if at % 2 else map(_DISTANCES.__getitem__, part)
            numbers = accumulate(distances)
            if letter.startswith("0"):
                last = int(letter[1:], 36)
                self._numbers += [number * 36 + last for number in numbers]
            else:
                first = int(letter or "0", 36) * 36_000
                self._numbers += [first + number // 10 * 36 + number % 10 for number in numbers]
        self._numbers.sort()

    def __contains__(self, code: object) -> bool:
        place = bisect_left(self, str(code))
        return place < len(self) and self[place] == code

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, place: int) -> str:  # type: ignore[override]  # no slice is asked for
        rest, last = divmod(self._numbers[place], 36)
        return f"{_MARKS[rest // 1000]}{rest % 1000:03d}{_MARKS[last]}"
