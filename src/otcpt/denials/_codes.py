"""The codes of a remittance: what each means here, what it does to the charge, which rules of ours are behind it."""

import csv
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from otcpt.citation import Citation, Document
from otcpt.denials._meanings import CARC, GROUPS, PLB, STATUS
from otcpt.denials._remarks import RARC
from otcpt.errors import InvalidInput, UnknownName, did_you_mean
from otcpt.frozenmap import FrozenMap
from otcpt.shown import Shown

if TYPE_CHECKING:
    from otcpt.page import Page

_TABLE = Path(__file__).with_name("codes.csv")

#: The workers' compensation and liability codes without a row of their own.
_P_CODES = "P1-P32"
_P_NUMBERS = frozenset(f"P{number}" for number in range(1, 33))

_SOURCES: FrozenMap[str, Document] = FrozenMap(
    {
        "x12-lists": Document("X12", "Lists of CARC and RARC", "2024-06-18, read in a public copy"),
        "x12-groups": Document("X12", "List of claim adjustment groups", "read in a public copy"),
        "x12-rfi": Document("X12", "Requests for interpretation 207, 1079 and 1423"),
        "element-1029": Document("X12", "Data element 1029", "read in a public dictionary"),
        "plb-guides": Document("Payers", "Guides to provider adjustments (PLB)", confidence="S"),
        "general": Document("Field", "General knowledge, no document read", confidence="L"),
    }
)


class CodeKind(StrEnum):
    """Which list a code is of."""

    CARC = "carc"
    """Claim adjustment reason code: why a charge was not paid as billed."""
    RARC = "rarc"
    """Remittance advice remark code: what a CARC leaves open, or an alert."""
    GROUP = "group"
    """Who bears an adjustment."""
    STATUS = "status"
    """Claim status (CLP02)."""
    PLB = "plb"
    """Reason of an adjustment outside any claim."""


class Effect(StrEnum):
    """What an adjustment does to a charge."""

    DENIAL = "denial"
    """The payer refuses to pay it, for a reason that somebody may have to answer."""
    PAYMENT = "payment adjustment"
    """How the amount was arrived at: fee schedule, reductions, an earlier payer, incentives."""
    PATIENT = "patient share"
    """Deductible, coinsurance, copayment."""
    INFORMATION = "information"
    """Pending, forwarded, reporting only."""
    UNKNOWN = "unknown"
    """The code is not in the table."""


class Route(StrEnum):
    """A way to answer a denial."""

    NEW_CLAIM = "new claim"
    """The claim was never processed: correct it and send a new one."""
    REOPENING = "reopening"
    """A clerical error of a processed line: ask the contractor to reopen it."""
    ADJUSTMENT = "adjustment"
    """A facility's corrected bill (type of bill ending in 7)."""
    RESUBMIT = "corrected claim"
    """A corrected claim by the payer's own procedure."""
    APPEAL = "appeal"
    """For Medicare the first level: a redetermination."""
    NEXT_PAYER = "next payer"
    """Another payer or contractor is responsible."""
    PATIENT = "patient"
    """The patient is responsible."""


_EFFECTS = {
    "patient-share": Effect.PATIENT,
    "payment-adjustment": Effect.PAYMENT,
    "information": Effect.INFORMATION,
    "unknown": Effect.UNKNOWN,
}
_ROUTES = {
    "correct": Route.RESUBMIT,
    "appeal": Route.APPEAL,
    "reopen": Route.REOPENING,
    "adjust": Route.ADJUSTMENT,
    "next-payer": Route.NEXT_PAYER,
    "patient": Route.PATIENT,
}


@attrs.frozen(repr=False)
class DenialCode(Shown):
    """One code of a remittance.

    ``category`` is finer than ``effect``: rejection, bundling, medical necessity, authorization and so on. ``groups``
    are those it usually comes with, ``fixed_groups`` the only ones its list allows (none named: any).
    ``needs_remark``: its list demands a remark code that is no alert. ``alert``: the remark explains no adjustment.
    ``rules`` are the ids of rules that may be behind it, ``decisive`` says that these rules know its whole meaning.
    ``patient`` is whether the patient may be billed: yes, no or depends. ``mark`` is how surely code, meaning and dates
    were read (see `otcpt.citation.Document`), ``cause_mark`` the same for groups, rules and routes.
    """

    kind: CodeKind
    code: str
    meaning: str
    category: str
    groups: tuple[str, ...]
    fixed_groups: tuple[str, ...]
    needs_remark: bool
    alert: bool
    rules: tuple[str, ...]
    decisive: bool
    routes: tuple[Route, ...]
    patient: str
    first_day: date | None
    last_day: date | None
    source: Citation
    mark: str
    cause_mark: str

    @property
    def effect(self) -> Effect:
        """What it does to a charge."""
        return _EFFECTS.get(self.category, Effect.DENIAL)

    def in_force(self, on: date) -> bool:
        """Return whether the list had the code on a day.

        Args:
            on: The day.

        Returns:
            Whether it had.
        """
        return (self.first_day is None or self.first_day <= on) and (self.last_day is None or on <= self.last_day)

    def to_record(self) -> dict[str, object]:
        """Return the code as plain values, ready for JSON."""
        return {
            "kind": str(self.kind),
            "code": self.code,
            "meaning": self.meaning,
            "effect": str(self.effect),
            "category": self.category,
            "rules": list(self.rules),
            "routes": [str(route) for route in self.routes],
            "patient": self.patient,
            "first_day": None if self.first_day is None else self.first_day.isoformat(),
            "last_day": None if self.last_day is None else self.last_day.isoformat(),
            "source": str(self.source),
            "mark": self.mark,
            "cause_mark": self.cause_mark,
        }

    def __repr__(self) -> str:
        return f"<DenialCode {self.code}: {self.meaning}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.denials.pages import code_page

        return code_page(self)


def denial_codes() -> tuple[DenialCode, ...]:
    """Return every code of the table, list by list.

    Returns:
        Reason codes, remark codes, groups, claim statuses and provider adjustments.

    Example:
        >>> [one.code for one in denial_codes() if one.kind is CodeKind.GROUP]
        ['CO', 'PR', 'OA', 'PI', 'CR']
    """
    return tuple(_table().values())


def denial_code(code: str, kind: CodeKind | str | None = None) -> DenialCode:
    """Return what a code of a remittance means.

    Args:
        code: The code as remittances print it: ``236``, ``CO-236``, ``CO236`` or ``N362``.
        kind: Which list it is of; found from its form unless given: digits are a CARC, M, MA and N a RARC.

    Returns:
        The code with its meaning, rules and routes.

    Raises:
        UnknownName: For a code that is not in the table; near misses are suggested.
        InvalidInput: For a list that does not exist.

    Example:
        >>> denial_code("CO-236").meaning
        'not paid together with another code of that day (NCCI edit)'
        >>> denial_code("N362").rules[:2]
        ('MUE001', 'UNIT004')
    """
    text = str(code).strip().upper()
    group, dash, rest = text.replace(" ", "-").partition("-")
    if dash and group in GROUPS:
        text = rest
    elif text[:2] in GROUPS and text[2:].isdigit():
        text = text[2:]
    try:
        kinds = [CodeKind(str(kind).lower())] if kind is not None else _kinds_of(text)
    except ValueError:
        expected = ", ".join(CodeKind)
        raise InvalidInput(f"kind {kind!r} is not one of {expected}", "kind", kind) from None
    for one in kinds:
        if (found := lookup(one, text)) is not None:
            return found
    known = [key for listed, key in _table() if listed in kinds]
    raise UnknownName(
        f"{code!r} is not in the table of {' and '.join(f'{one.upper()}s' for one in kinds)} that therapy meets."
        f"{did_you_mean(text, known)}"
    )


def lookup(kind: CodeKind, code: str) -> DenialCode | None:
    """Return a code of one list, or None where the table does not have it."""
    found = _table().get((kind, code))
    if found is None and kind is CodeKind.CARC and code in _P_NUMBERS:
        return _table()[kind, _P_CODES]
    return found


def _kinds_of(text: str) -> list[CodeKind]:
    if text in GROUPS:
        return [CodeKind.GROUP]
    if text[:1] in ("M", "N") and text[-1:].isdigit():
        return [CodeKind.RARC]
    return [CodeKind.CARC, CodeKind.PLB]


_WORDS = {
    CodeKind.CARC: CARC,
    CodeKind.RARC: RARC,
    CodeKind.GROUP: GROUPS,
    CodeKind.STATUS: STATUS,
    CodeKind.PLB: PLB,
}


@cache
def _table() -> FrozenMap[tuple[CodeKind, str], DenialCode]:
    return FrozenMap({(one.kind, one.code): one for one in _read()})


def _read() -> Iterator[DenialCode]:
    with _TABLE.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            kind = CodeKind(row["kind"])
            yield DenialCode(
                kind,
                row["code"],
                _WORDS[kind][row["code"]],
                row["category"],
                tuple(row["usual_groups"].split()),
                tuple(row["fixed_groups"].split()),
                bool(row["needs_remark"]),
                bool(row["alert"]),
                tuple(row["rules"].split()),
                bool(row["decisive"]),
                tuple(_ROUTES[one] for one in row["routes"].split()),
                row["patient"],
                _day(row["first_day"]),
                _day(row["last_day"]),
                _SOURCES[row["source"]].at(row["also"], row["mark"]),
                row["mark"],
                row["cause_mark"],
            )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
