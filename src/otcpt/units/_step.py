"""One line of the working."""

import attrs

from otcpt.citation import Citation


@attrs.frozen
class Step:
    """One step of the arithmetic: what was done, the numbers, and the clause behind it.

    ``name`` is stable and meant for programs, ``figures`` are its numbers (minutes or units, usually by code), ``text``
    is the same for people.
    """

    name: str
    text: str
    figures: tuple[tuple[str, int], ...]
    citation: Citation

    def __str__(self) -> str:
        return self.text
