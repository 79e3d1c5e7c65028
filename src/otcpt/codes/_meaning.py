"""One code, meaning by meaning."""

from collections.abc import Iterator
from datetime import date

import attrs

from otcpt.codes._timing import Timing
from otcpt.errors import OutsideCoverage


@attrs.frozen(kw_only=True)
class CodeMeaning:
    """What a code number meant between two days, both included. Labels are otcpt's own words, never the AMA's.

    ``first_day`` is None where no start is known inside the scope (2000 on); ``start_known`` then tells whether the
    code simply predates the scope (True) or the start is unknown (False). ``last_day`` is None while in force.
    ``status`` is Medicare's (A active, B bundled, C contractor-priced, I invalid, N non-covered, R restricted,
    X/E excluded). ``designation`` is ``"always"``, ``"sometimes"`` or ``"not"`` (CMS therapy code list);
    ``designation_confirmed`` is False where only general knowledge stands behind it. ``context`` marks codes of other
    fields kept for cross-discipline rules. ``sources`` are keys of the edition's source list.
    """

    code: str
    label: str
    system: str
    family: str
    timing: Timing
    first_day: date | None
    last_day: date | None
    start_known: bool
    add_on_to: tuple[str, ...]
    unit_basis: str
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    status: str
    designation: str
    designation_confirmed: bool
    disciplines: tuple[str, ...]
    mppr: bool
    one_on_one: bool | None
    direct_contact: bool | None
    once_a_day: bool
    context: bool
    sources: tuple[str, ...]
    confidence: str
    date_basis: str
    notes: str

    def in_force(self, on: date) -> bool:
        """Whether this meaning holds on that day."""
        return (self.first_day is None or self.first_day <= on) and (self.last_day is None or on <= self.last_day)


@attrs.frozen
class CodeHistory:
    """All meanings of one code number, oldest first."""

    code: str
    meanings: tuple[CodeMeaning, ...]

    def get(self, on: date) -> CodeMeaning | None:
        """Return the meaning in force on that day, or None."""
        for meaning in self.meanings:
            if meaning.in_force(on):
                return meaning
        return None

    def on(self, on: date) -> CodeMeaning:
        """Return the meaning in force on that day; raise `OutsideCoverage` saying when it was, and what replaced it."""
        meaning = self.get(on)
        if meaning is None:
            raise OutsideCoverage(f"{self.code} is not in force on {on}: {self.spans}.{self._replaced()}")
        return meaning

    def in_force(self, on: date) -> bool:
        """Whether any meaning holds on that day."""
        return self.get(on) is not None

    @property
    def spans(self) -> str:
        """The days of each meaning as text."""
        return "; ".join(f"{m.first_day or _no_start(m)} to {m.last_day or 'now'}" for m in self.meanings)

    @property
    def last_day(self) -> date | None:
        """Last day of the last meaning, or None while in force."""
        return self.meanings[-1].last_day

    @property
    def successors(self) -> tuple[str, ...]:
        """What replaced the code when its last meaning ended."""
        return self.meanings[-1].successors

    def _replaced(self) -> str:
        return f" Replaced by {', '.join(self.successors)}." if self.successors else ""

    def __iter__(self) -> Iterator[CodeMeaning]:
        return iter(self.meanings)

    def __len__(self) -> int:
        return len(self.meanings)


def _no_start(meaning: CodeMeaning) -> str:
    return "before 2000" if meaning.start_known else "an unknown day"
