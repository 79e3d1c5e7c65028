"""All codes of one edition, keyed by number; each opens into its meanings over time. And which numbers exist."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from datetime import date

import attrs

from otcpt.codes._format import canonical_code, is_code
from otcpt.codes._meaning import CodeHistory, CodeMeaning
from otcpt.codes._row import FIELDS, meaning_of
from otcpt.codes._status import status_timeline
from otcpt.errors import InvalidInput, UnknownName, did_you_mean
from otcpt.frozenvalue import FrozenValue
from otcpt.timeline import Span, Timeline

__all__ = ["CodeNumbers", "Registry"]


@attrs.frozen(eq=False, repr=False)
class CodeNumbers(FrozenValue):
    """The numbers of all codes, of whatever field, that the documents behind an edition list.

    ``lettered`` tells whether those documents list every code with a letter. Where they do not, a lettered number that
    is not among ``listed`` may exist all the same.
    """

    listed: Collection[str] = attrs.field(repr=False)
    lettered: bool

    def exists(self, code: str) -> bool | None:
        """Return whether the number is that of a code, past or present.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            True or False; None where the documents cannot tell.

        Example:
            >>> numbers = CodeNumbers(frozenset({"97140"}), lettered=False)
            >>> numbers.exists("97140"), numbers.exists("97410"), numbers.exists("G9711")
            (True, False, None)
        """
        if code in self.listed:
            return True
        return False if self.lettered or code.isdecimal() else None


class Registry(Mapping[str, CodeHistory]):
    """The codes an edition knows. A code that is not here is foreign, not wrong.

    ``verified_from`` and ``verified_through`` are the days the registry answers for; ``families`` are its groups.

    >>> from otcpt.editions import load_edition
    >>> codes = load_edition().codes
    >>> codes["97003"].last_day, codes["97003"].successors
    (datetime.date(2016, 12, 31), ('97165', '97166', '97167'))
    >>> codes["97410"]
    Traceback (most recent call last):
    otcpt.errors.UnknownName: code '97410' is not in the registry. No code number 97410 is known. Did you mean 97140?
    """

    __slots__ = (
        *("_descriptors", "_histories", "_numbers", "_rows", "_statuses", "_through"),
        *("verified_from", "verified_through"),
    )

    def __init__(
        self,
        rows: Sequence[Sequence[str]],
        verified_from: date,
        verified_through: date,
        statuses: Sequence[Sequence[str]],
        through: date,
        numbers: Callable[[], CodeNumbers],
    ) -> None:
        """Take the registry's rows, the payment status read, the edition's last day and what opens all code numbers."""
        self._rows = _by_code(rows)
        self._histories: dict[str, CodeHistory] = {}
        self._descriptors: Mapping[str, Timeline[str]] = {}
        self.verified_from = verified_from
        self.verified_through = verified_through
        self._statuses = _by_code(statuses)
        self._through = through
        self._numbers = numbers

    def __getitem__(self, code: str) -> CodeHistory:
        history = self.get(code)
        if history is None:
            raise UnknownName(f"code {code!r} is not in the registry.{self.suggest(code)}")
        return history

    def get(self, code: str, default: None = None) -> CodeHistory | None:  # type: ignore[override]
        """Return the meanings of a code; never raises.

        Args:
            code: A CPT or HCPCS code.
            default: Returned where the registry does not have the code.

        Returns:
            The meanings, or None.

        Example:
            >>> from otcpt.editions import load_edition
            >>> load_edition().codes.get("99231") is None
            True
        """
        try:
            return self._histories[code]
        except KeyError:
            pass
        except TypeError:
            return default
        if not isinstance(code, str):
            return default
        canonical = canonical_code(code)
        rows = self._rows.get(canonical)
        if rows is None:
            return default
        timeline = Timeline(Span(meaning, meaning.first_day, meaning.last_day) for meaning in map(meaning_of, rows))
        statuses = status_timeline(self._statuses.get(canonical, ()), self._through)
        return self._histories.setdefault(canonical, CodeHistory(canonical, timeline, statuses))

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and canonical_code(code) in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<Registry of {len(self)} codes, verified through {self.verified_through}>"

    def in_force(self, on: date | str) -> tuple[CodeMeaning, ...]:
        """Return the meaning of every code in force on that day.

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The meanings, in code order.

        Raises:
            InvalidInput: The day is not a calendar day.

        Example:
            >>> from otcpt.editions import load_edition
            >>> [m.code for m in load_edition().codes.in_force(date(2016, 3, 1)) if m.family == "evaluation"][:2]
            ['97001', '97003']
        """
        held = (self[code].get(on) for code in self)
        return tuple(meaning for meaning in held if meaning is not None)

    def search(self, words: str) -> tuple[CodeHistory, ...]:
        """Return the codes whose number, label or family has every word.

        Codes that do not need their family's words come first.

        Args:
            words: Words or parts of them, separated by blanks; without any, nothing is found.

        Returns:
            The codes, in code order within both parts.

        Example:
            >>> from otcpt.editions import load_edition
            >>> [history.code for history in load_edition().codes.search("splint")][:3]
            ['29105', '29125', '29126']
        """
        if not isinstance(words, str):
            raise InvalidInput(f"search {words!r} is not text; write words such as 'splint'", "search", words)
        wanted = words.casefold().split()
        ranks = {code: max(_rank(row, wanted) for row in rows) for code, rows in self._rows.items()} if wanted else {}
        return tuple(self[code] for rank in (2, 1) for code, reached in ranks.items() if reached == rank)

    def exists(self, code: str) -> bool | None:
        """Return whether the number is that of a code, past or present.

        An edition has its registry and the numbers of other fields that CMS's fee schedule files and edit tables list.
        Without a fee schedule file it cannot tell for numbers with a letter.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            True or False; None where the edition cannot tell.

        Example:
            >>> from otcpt.editions import load_edition
            >>> codes = load_edition().codes
            >>> codes.exists("97530"), codes.exists("99231"), codes.exists("97751")
            (True, True, False)
        """
        canonical = canonical_code(code)
        if canonical in self._rows:
            return True
        return is_code(canonical) and self._numbers().exists(canonical)

    def near(self, code: str) -> tuple[str, ...]:
        """Return the therapy codes that this number becomes when two neighboring digits are swapped.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The codes; none for a code that exists.

        Example:
            >>> from otcpt.editions import load_edition
            >>> load_edition().codes.near("97410"), load_edition().codes.near("99231")
            (('97140',), ())
        """
        canonical = canonical_code(code)
        if self.exists(canonical) is not False:
            return ()
        ends = range(2, len(canonical) + 1)
        swaps = {canonical[: i - 2] + canonical[i - 1] + canonical[i - 2] + canonical[i:] for i in ends}
        context = FIELDS.index("context")
        return tuple(sorted(other for other in swaps & self._rows.keys() if self._rows[other][0][context] == "no"))

    def with_descriptors(self, path: str | os.PathLike[str]) -> "Registry":
        """Return this registry together with the descriptors of a licensee's own file; this registry stays as it is.

        The file is CSV with a header, in UTF-8 or Windows-1252: ``code`` and ``descriptor``, and if a code has several,
        ``first_day`` and ``last_day`` (YYYY-MM-DD, inclusive, empty: open). Other columns and codes outside the
        registry are ignored. Descriptors are used by `descriptor` alone: they are part of no rule, label, digest or
        report.

        Args:
            path: The path of the file.

        Returns:
            The registry with the descriptors.

        Raises:
            InputErrors: The file cannot be read; every problem is named.
            OSError: The path cannot be opened.
        """
        from otcpt.codes._descriptors import read_descriptors

        new = copy(self)
        new._descriptors = read_descriptors(path)
        return new

    def descriptor(self, code: str, on: date | str | None = None) -> str | None:
        """Return the text of the licensee's file for a code; otcpt ships none, see `with_descriptors`.

        Args:
            code: A CPT or HCPCS code.
            on: The day the text is for; the latest text unless given.

        Returns:
            The text, or None where there is none.

        Example:
            >>> from otcpt.editions import load_edition
            >>> load_edition().codes.descriptor("97530") is None
            True
        """
        found = self._descriptors.get(canonical_code(code))
        if found is None:
            return None
        return found.spans[-1].value if on is None else found.get(on)

    @property
    def families(self) -> tuple[str, ...]:
        """The names of the code families, sorted."""
        family = FIELDS.index("family")
        return tuple(sorted({row[family] for rows in self._rows.values() for row in rows}))

    def suggest(self, code: object) -> str:
        """Return closing sentences about a number outside the registry: whether it exists, else what was likely meant.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The sentences, with a leading blank; empty where nothing is known.
        """
        if not isinstance(code, str):
            return " Codes are text: write '97530', since 00100 is not 100."
        canonical = canonical_code(code)
        exists = self.exists(canonical)
        if exists:
            return f" {canonical} is a code of another field."
        if exists is None:
            return ""
        near = self.near(canonical)
        meant = f" Did you mean {', '.join(near)}?" if near else did_you_mean(canonical, self._rows)
        return f" No code number {canonical} is known.{meant}" if is_code(canonical) else meant


def _by_code(rows: Sequence[Sequence[str]]) -> dict[str, list[Sequence[str]]]:
    found: dict[str, list[Sequence[str]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _rank(row: Sequence[str], wanted: Sequence[str]) -> int:
    """Return 2 where number and label hold every word, 1 where they do with the family, else 0."""
    named = f"{row[0]} {row[FIELDS.index('label')]}".casefold()
    grouped = f"{named} {row[FIELDS.index('family')]}".casefold()
    return all(word in named for word in wanted) + all(word in grouped for word in wanted)
