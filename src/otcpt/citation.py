"""Where a rule or a number comes from."""

from collections.abc import Sequence
from datetime import date

import attrs

from otcpt.frozenvalue import FrozenValue
from otcpt.timeline import calendar_day

__all__ = ["Document"]


@attrs.frozen(eq=False, repr=False)
class Document(FrozenValue):
    """A published source: its title, the revision that was read, and who issued it.

    ``confidence`` is ``P`` (primary text read), ``P*`` (primary, wording unchecked), ``S`` (secondary), ``I``
    (inferred, arithmetic) or ``L`` (weak: general knowledge, no document read). ``address`` is a page on the web where
    it can be looked up, empty where none is known.
    """

    authority: str
    title: str
    revision: str = ""
    confidence: str = "P"
    address: str = ""

    def at(self, locator: str, confidence: str = "") -> "Citation":
        """Cite one place of the document.

        Args:
            locator: The section, page or row.
            confidence: How well the place was read: ``P`` primary, ``S`` secondary; other marks are in the
                documentation.

        Returns:
            The citation.

        Example:
            >>> str(Document("CMS", "Pub. 100-04 ch. 5").at("§20.2.C"))
            'CMS, Pub. 100-04 ch. 5, §20.2.C [P]'
        """
        return Citation(self, locator, confidence or self.confidence)


@attrs.frozen(eq=False, repr=False)
class Citation(FrozenValue):
    """One place in one document, with how surely it was read there."""

    document: Document
    locator: str
    confidence: str

    def __str__(self) -> str:
        parts = [self.document.authority, self.document.title, self.document.revision, self.locator]
        return f"{', '.join(part for part in parts if part)} [{self.confidence}]"


@attrs.frozen(eq=False, repr=False)
class Basis(FrozenValue):
    """What stands behind one row of a table: the days it is for, the days it was read for, and where it was read.

    ``first_day`` and ``last_day`` are both included and None where no source names one; the row then applies on every
    day. ``verified_from`` and ``verified_through`` are the days that the document read speaks of, None where it names
    none. ``source`` is a key of the edition's sources, ``section`` a place in it, ``mark`` how surely it was read
    there (see `Document`).
    """

    first_day: date | None
    last_day: date | None
    verified_from: date | None
    verified_through: date | None
    source: str
    section: str
    mark: str

    @classmethod
    def of(cls, cells: Sequence[str]) -> "Basis":
        """Read the seven cells of a row.

        Args:
            cells: The cells; days are ISO text or empty.

        Returns:
            The basis.
        """
        first, last, verified_from, verified_through = (date.fromisoformat(day) if day else None for day in cells[:4])
        source, section, mark = cells[4:]
        return cls(first, last, verified_from, verified_through, source, section, mark)

    def in_force(self, on: date | str) -> bool:
        """Return whether the row applies on a day.

        Args:
            on: The day, as a date or as text like ``"2026-03-02"``.

        Returns:
            Whether it lies between the first and the last day.
        """
        day = on if type(on) is date else calendar_day(on, "on")
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)
