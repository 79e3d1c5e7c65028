"""What the NCCI Policy Manual says of two codes of one day, beyond what the tables of edits have."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from otcpt.citation import Basis
from otcpt.codes import CodeGroup, CodeSet


class Effect(StrEnum):
    """What a sentence is about."""

    CONDITION = "condition"
    """What must be true for a modifier to bypass an edit of the two."""
    FORBIDDEN = "forbidden"
    """The two may not be paid together, whatever the modifier."""
    SEPARATE = "separate"
    """The two may be paid together only if they were separate, although no edit asks for it."""
    EITHER_LINE = "either-line"
    """The modifier may be on the line of either."""


class Between(StrEnum):
    """Of whom a sentence that forbids speaks."""

    NOT_SAID = ""
    SPECIALTY = "one-specialty"
    PRACTITIONER = "one-practitioner"


class Separateness(StrEnum):
    """What makes two services distinct."""

    NOT_SAID = ""
    TWO_DISCIPLINES = "two-disciplines"
    TWO_PRACTITIONERS = "two-practitioners"
    OTHER_CONDITION = "other-condition"
    OTHER_REGION = "other-region"
    OTHER_WOUND = "other-wound"
    OTHER_ENCOUNTER = "other-encounter"
    CHANGE_OF_STATUS = "change-of-status"
    SIGNIFICANT_VISIT = "significant-visit"


class Fault(StrEnum):
    """Which of two forbidden codes is not paid where the table has no edit."""

    NOT_SAID = ""
    FIRST = "first"
    OTHER_DISCIPLINE = "other-discipline"
    """The evaluation of the discipline that is not the biller's."""


class Sentence(NamedTuple):
    """One sentence about a code of ``first`` and another of ``second``; without ``second``, about any other code."""

    effect: Effect
    first: tuple[CodeGroup, ...]
    second: tuple[CodeGroup, ...]
    between: Between
    reason: Separateness
    fault: Fault
    basis: Basis


#: The sentences in force that name a code first, and those that name it second, a bit each.
Sides = tuple[int, int]


class ManualTable:
    """The manual's sentences, the more special before the more general one.

    >>> from otcpt.editions import load_edition
    >>> edition = load_edition()
    >>> found = edition.manual.sentence(
    ...     Effect.CONDITION, "97140", "98940", on=date(2026, 3, 2),
    ...     group=lambda name: edition.groups.of(name, on="2026-03-02"),
    ... )
    >>> found and (found[0].reason.value, found[0].basis.section, found[1])
    ('other-region', 'XI.S', True)
    """

    __slots__ = ("_of_effect", "sentences")

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        """Take the rows: effect, both groups, the closed words, and the cells of a `Basis`."""
        self.sentences = tuple(
            Sentence(
                Effect(effect),
                tuple(map(CodeGroup, first.split())),
                tuple(map(CodeGroup, second.split())),
                Between(between),
                Separateness(reason),
                Fault(fault),
                Basis.of(basis),
            )
            for effect, first, second, between, reason, fault, *basis in rows
        )
        self._of_effect = {
            effect: sum(1 << place for place, one in enumerate(self.sentences) if one.effect is effect)
            for effect in Effect
        }

    def sentence(
        self, effect: Effect, one: str, other: str, *, on: date | str, group: Callable[[CodeGroup], CodeSet]
    ) -> tuple[Sentence, bool] | None:
        """Return the first sentence of an effect about two codes, in any order.

        Args:
            effect: What the sentence must say of the pair.
            one: One code of the pair.
            other: The other code of the pair.
            on: The date of service, as a date or as text like ``"2026-03-02"``.
            group: Returns the members of a group on the day.

        Returns:
            The sentence and whether ``other`` is the code it names first; None where there is no such sentence.
        """
        return self.between(effect, self.sides(one, on=on, group=group), self.sides(other, on=on, group=group))

    def sides(self, code: str, *, on: date | str, group: Callable[[CodeGroup], CodeSet]) -> Sides:
        """Return which sentences a code is in, for `between`.

        Args:
            code: A code.
            on: The date of service, as a date or as text like ``"2026-03-02"``.
            group: Returns the members of a group on the day.

        Returns:
            Those that name it first, and those that name it second.
        """
        first = second = 0
        for place, sentence in enumerate(self.sentences):
            if sentence.basis.in_force(on):
                first |= (not sentence.first or any(code in group(name) for name in sentence.first)) << place
                second |= (not sentence.second or any(code in group(name) for name in sentence.second)) << place
        return first, second

    def between(self, effect: Effect, one: Sides, other: Sides) -> tuple[Sentence, bool] | None:
        """Return the first sentence of an effect about two codes, in any order.

        Args:
            effect: What the sentence must say of the pair.
            one: The sentences that one code is in.
            other: The sentences that the other code is in.

        Returns:
            The sentence and whether the other is the code it names first; None where there is no such sentence.
        """
        straight = one[0] & other[1]
        found = (straight | (other[0] & one[1])) & self._of_effect[effect]
        if not found:
            return None
        first = found & -found
        return self.sentences[first.bit_length() - 1], not straight & first
