"""A clause of the unit law as a test class: what it says, the days it is proved over, and how it is broken on purpose.

The page "The laws of unit arithmetic" is made from these classes by ``tools/laws_page.py``.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

Day = TypeVar("Day")
Answer = TypeVar("Answer")

_DOCUMENT = re.compile(
    r"(?P<ids>[A-Z]+\d+(?:, [A-Z]+\d+)*): (?P<title>[^\n]+)\.\n\n(?P<law>.+)\n\nSource: (?P<source>.+)", re.DOTALL
)


class Clause(ABC, Generic[Day, Answer]):
    """What every clause is held to: it is kept on every small day, and an arithmetic that breaks it is caught.

    A subclass is a test class. Its docstring is the clause: ids and title, the law in our own words, and its source
    with document, section and mark. Its further tests are consequences of the clause.
    """

    #: The arithmetic with this clause broken, by what it does instead.
    broken: Mapping[str, Callable[[Day], Answer]]

    @staticmethod
    @abstractmethod
    def days() -> Iterable[Day]:
        """Return every day the clause is proved over, the smallest first."""

    @staticmethod
    @abstractmethod
    def count(day: Day) -> Answer:
        """Count a day as the library does."""

    @staticmethod
    @abstractmethod
    def is_kept(count: Callable[[Day], Answer], day: Day) -> bool:
        """Tell whether this arithmetic keeps the clause on this day."""

    @staticmethod
    @abstractmethod
    def describe(day: Day) -> str:
        """Return the day for a reader."""

    @staticmethod
    def conclude(answer: Answer) -> str:
        """Return the answer for a reader."""
        return str(answer)

    @classmethod
    def first_failure(cls, count: Callable[[Day], Answer]) -> Day | None:
        """Return the smallest day on which this arithmetic breaks the clause; None if it keeps it on all."""
        return next((day for day in cls.days() if not cls.is_kept(count, day)), None)

    @classmethod
    def document(cls) -> Mapping[str, str]:
        """Return ids, title, law and source, read out of the docstring."""
        lines = (cls.__doc__ or "").splitlines()
        found = _DOCUMENT.fullmatch("\n".join(line.strip() for line in lines).strip())
        assert found is not None, f"{cls.__name__}: write 'R5: Title.', the law, and 'Source: ...', as paragraphs"
        return found.groupdict()

    def test_is_kept_on_every_small_day(self) -> None:
        """The library keeps the clause on every small day."""
        assert self.first_failure(self.count) is None

    def test_is_caught_when_broken_on_purpose(self) -> None:
        """Each wrong arithmetic fails on some small day."""
        for instead, count in self.broken.items():
            assert self.first_failure(count) is not None, instead
