"""Payment localities, and their geographic practice cost indices by date of service."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import attrs

from otcpt.errors import InvalidInput, OutsideCoverage, UnknownName, did_you_mean
from otcpt.frozenmap import FrozenMap
from otcpt.timeline import calendar_day

_CODE = re.compile(r"(\d{5})[ -]?(\d{2})")
_EXPECTED = "the contractor and the locality, like 15202-00 (Ohio), or 'national'"

_NAMES = (
    "AK Alaska, AL Alabama, AR Arkansas, AZ Arizona, CA California, CO Colorado, CT Connecticut, "
    "DC District of Columbia, DE Delaware, FL Florida, GA Georgia, HI Hawaii, IA Iowa, ID Idaho, IL Illinois, "
    "IN Indiana, KS Kansas, KY Kentucky, LA Louisiana, MA Massachusetts, MD Maryland, ME Maine, MI Michigan, "
    "MN Minnesota, MO Missouri, MS Mississippi, MT Montana, NC North Carolina, ND North Dakota, NE Nebraska, "
    "NH New Hampshire, NJ New Jersey, NM New Mexico, NV Nevada, NY New York, OH Ohio, OK Oklahoma, OR Oregon, "
    "PA Pennsylvania, PR Puerto Rico, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, "
    "UT Utah, VA Virginia, VI Virgin Islands, VT Vermont, WA Washington, WI Wisconsin, WV West Virginia, WY Wyoming"
)

#: The name of each state, by its two letters.
STATES = FrozenMap({one[:2]: one[3:] for one in _NAMES.split(", ")})


@attrs.frozen
class Gpci:
    """The three indices of a locality. National amounts take 1 for each."""

    locality: str
    work: Decimal
    pe: Decimal
    mp: Decimal
    source: str = ""


#: The national amount, which is no payment of its own: every index is 1.
NATIONAL = Gpci("national", Decimal(1), Decimal(1), Decimal(1))


@attrs.frozen
class Locality:
    """A contractor's locality: ``code`` is the contractor's number and the locality's, with a dash."""

    code: str
    state: str
    name: str

    def __str__(self) -> str:
        return f"{self.code} {self.name}, {self.state}"


@attrs.frozen
class GpciRow:
    """The indices of a locality and the days they are for, both included."""

    first_day: date
    last_day: date
    gpci: Gpci


class LocalityTable:
    """The localities, by code and by name, with their indices.

    >>> from otcpt.editions import load_edition
    >>> localities = load_edition().fees.localities
    >>> str(localities["15202-00"])
    '15202-00 Ohio, OH'
    >>> [one.name for one in localities.search("louisiana")]
    ['New Orleans', 'Rest of Louisiana']
    >>> localities.gpci("15202-00", on="2026-03-02").pe
    Decimal('0.913')
    """

    __slots__ = ("_localities", "_rows")

    def __init__(self, localities: Iterable[Locality], rows: Mapping[str, Sequence[GpciRow]]) -> None:
        """Take the localities, and the rows of each, oldest first."""
        self._localities = {locality.code: locality for locality in localities}
        self._rows = rows

    def __iter__(self) -> Iterator[Locality]:
        return iter(self._localities.values())

    def __len__(self) -> int:
        return len(self._localities)

    def __getitem__(self, given: str) -> Locality:
        code = self.code(given)
        if code == NATIONAL.locality:
            raise UnknownName("'national' is no locality: every index of it is 1")
        return self._localities[code]

    def rows(self, locality: str) -> Sequence[GpciRow]:
        """Return the indices of a locality, oldest first, each with its days.

        Args:
            locality: Contractor and locality (``"15202-00"``), or its whole name.

        Returns:
            The rows; none for ``"national"``.
        """
        return self._rows.get(self.code(locality), ())

    def search(self, text: str, *, on: date | str | None = None) -> tuple[Locality, ...]:
        """Return the localities with every word of a text in their name, state or code; of a day, those of that day.

        A word is looked for at the start of a word, and a state by its name or its two letters.

        Args:
            text: Words, separated by blanks.
            on: A day on which the locality must exist.

        Returns:
            The localities, by name.

        Example:
            >>> from otcpt.editions import load_edition
            >>> [one.name for one in load_edition().fees.localities.search("rest of new")]
            ['Rest of New Jersey', 'Rest of New York']
        """
        words = [re.compile(rf"(?<!\w){re.escape(word)}") for word in text.casefold().split()]
        day = None if on is None else calendar_day(on, "on")
        return tuple(
            locality
            for locality in self._localities.values()
            if all(word.search(f"{locality} {STATES.get(locality.state, '')}".casefold()) for word in words)
            and (day is None or any(row.first_day <= day <= row.last_day for row in self._rows[locality.code]))
        )

    def code(self, given: str) -> str:
        """Return the code of a locality given by code (``15202-00``, ``1520200``), by its whole name, or national.

        Args:
            given: The code or the name.

        Returns:
            The code.

        Raises:
            UnknownName: There is no such locality, or several have the name.
        """
        if not isinstance(given, str):
            raise InvalidInput(f"locality {given!r} is not text; write {_EXPECTED}", "locality", given)
        text = " ".join(given.split()).casefold()
        if text == NATIONAL.locality:
            return NATIONAL.locality
        if parts := _CODE.fullmatch(text):
            code = f"{parts[1]}-{parts[2]}"
            if code in self._localities:
                return code
            near = [str(one) for one in self._localities.values() if one.code.startswith(parts[1])]
            near = near or [str(self._localities[one]) for one in self._near(code, self._localities)]
            among = f" Did you mean {', '.join(near[:6])}?" if near else ""
            raise UnknownName(f"no locality {given!r}; expected {_EXPECTED}.{among}")
        named = [one for one in self._localities.values() if one.name.casefold() == text]
        if len(named) == 1:
            return named[0].code
        found = sorted(self.search(text), key=lambda one: text not in one.name.casefold())
        among = f" Did you mean {', '.join(map(str, found[:6]))}?" if found else ""
        among = among or did_you_mean(text.title(), [one.name for one in self._localities.values()])
        raise UnknownName(f"no locality {given!r}; expected {_EXPECTED}.{among}")

    def gpci(self, locality: str, *, on: date | str) -> Gpci:
        """Return the geographic indices of a day.

        Args:
            locality: Contractor and locality (``"15202-00"``), its whole name, or ``"national"``.
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            Those of work, practice expense and malpractice.

        Raises:
            OutsideCoverage: None are held for that day.
        """
        day = calendar_day(on, "on")
        code = self.code(locality)
        if code == NATIONAL.locality:
            return NATIONAL
        rows = self._rows[code]
        for row in rows:
            if row.first_day <= day <= row.last_day:
                return row.gpci
        held = f"{rows[0].first_day} to {rows[-1].last_day}"
        raise OutsideCoverage(
            f"Locality {self._localities[code]} has geographic indices from {held}, and another year's are not used"
        )

    @staticmethod
    def _near(code: str, known: Iterable[str]) -> list[str]:
        return [one for one in known if one.partition("-")[2] == code.partition("-")[2] and _differ(one, code) <= 1]


def _differ(one: str, two: str) -> int:
    return sum(a != b for a, b in zip(one, two, strict=True))
