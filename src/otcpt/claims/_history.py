"""What is known besides the claims: earlier lines, and what the chart says of a course of treatment."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from otcpt.claims._claim import Claim, active_claims
from otcpt.claims._line import ServiceLine, put_texts
from otcpt.claims._line_record import line_record, read_line
from otcpt.errors import InvalidInput
from otcpt.members import kind_of_value, members, not_whole, only, whole_number
from otcpt.records import (
    VERSION,
    Field,
    amount,
    day,
    each,
    made,
    one_of,
    opaque,
    read_record,
    record_of,
    truth,
    version,
    whole,
)
from otcpt.shown import Shown
from otcpt.tables import count
from otcpt.timeline import calendar_day

if TYPE_CHECKING:
    from otcpt.page import Page

DISCIPLINES = ("OT", "PT", "SLP")

#: The version of the record of a history, which `history_schema` describes.
HISTORY_VERSION = 1


def _day(value: date | str | None) -> date | None:
    return None if value is None else calendar_day(value)


def _days(given: Iterable[date | str] | None) -> tuple[date, ...] | None:
    if given is None:
        return None
    if isinstance(given, str | date) or not isinstance(given, Iterable):
        raise InvalidInput(f"days are {kind_of_value(given)}; give a list of days, like ['2026-03-02']", "days", given)
    return tuple(sorted(map(calendar_day, given)))


def _plans(given: "Iterable[PlanOfCare] | None") -> "tuple[PlanOfCare, ...] | None":
    return None if given is None else members(given, PlanOfCare, "plans")


def _discipline(_: object, __: object, value: str) -> None:
    if not isinstance(value, str) or value not in DISCIPLINES:
        raise InvalidInput(f"discipline {value!r} is not one of {', '.join(DISCIPLINES)}", "discipline", value)


@attrs.frozen(kw_only=True)
class PlanOfCare:
    """One plan of care, or its recertification.

    ``first_day`` is the day it was established, ``last_day`` the last one it covers as written (None where the plan
    gives no duration). ``signed_on`` is the physician's signature; ``order_on`` the date of a signed order or referral
    on file, ``sent_on`` the day the plan was sent to whoever ordered it. ``order_signed`` is False for an order that
    is known to lack its signature, which replaces nothing. None means not known.

    >>> PlanOfCare(first_day="2026-01-05", signed_on="2026-01-20").first_day
    datetime.date(2026, 1, 5)
    """

    first_day: date = attrs.field(converter=calendar_day)
    last_day: date | None = attrs.field(default=None, converter=_day)
    signed_on: date | None = attrs.field(default=None, converter=_day)
    order_on: date | None = attrs.field(default=None, converter=_day)
    sent_on: date | None = attrs.field(default=None, converter=_day)
    order_signed: bool | None = None

    def __attrs_post_init__(self) -> None:
        if self.order_signed is not None and type(self.order_signed) is not bool:
            raise InvalidInput(f"order_signed {self.order_signed!r} is not True or False", "order_signed")
        if self.last_day is not None and self.last_day < self.first_day:
            raise InvalidInput(f"a plan ends before it begins: {self.first_day} to {self.last_day}", "last_day")


@attrs.frozen(kw_only=True)
class Episode:
    """One patient's course of treatment in one discipline, as the chart has it.

    ``first_day`` is the initial treatment or evaluation, ``last_day`` the discharge (None while it runs). ``plans`` are
    the plans of care and ``progress_reports`` the dates of service on which a clinician wrote one; None means not
    given, an empty list that there is none. ``changes`` are days on which the patient's status changed so that a
    re-evaluation was due. The key of the patient is opaque and never shown.
    """

    first_day: date = attrs.field(converter=calendar_day)
    last_day: date | None = attrs.field(default=None, converter=_day)
    discipline: str = attrs.field(default="OT", validator=_discipline)
    plans: tuple[PlanOfCare, ...] | None = attrs.field(default=None, converter=_plans)
    progress_reports: tuple[date, ...] | None = attrs.field(default=None, converter=_days)
    changes: tuple[date, ...] | None = attrs.field(default=None, converter=_days)
    patient_key: str | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.last_day is not None and self.last_day < self.first_day:
            raise InvalidInput(f"an episode ends before it begins: {self.first_day} to {self.last_day}", "last_day")
        put_texts(self, _PATIENT)


_PATIENT = {"patient_key": "'P1'"}

#: More dollars than a patient is allowed in a year.
_MOST_DOLLARS = 10**9


@attrs.frozen(kw_only=True)
class PriorPayments:
    """What Medicare has already allowed a patient in a calendar year towards a therapy threshold, in dollars.

    ``discipline`` names the amount it counts towards: OT has its own, PT and SLP share one.
    """

    year: int
    allowed: Decimal
    discipline: str = attrs.field(default="OT", validator=_discipline)
    patient_key: str | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        if type(self.allowed) is not Decimal or not self.allowed.is_finite() or not 0 <= self.allowed < _MOST_DOLLARS:
            raise InvalidInput(
                f"allowed {self.allowed!r} is not an amount in dollars; write Decimal('1850.00')",
                "allowed",
                self.allowed,
            )
        year = whole_number(self.year)
        if year is None:
            raise InvalidInput(not_whole("year", self.year, "a calendar year, such as 2026,"), "year", self.year)
        object.__setattr__(self, "year", year)
        put_texts(self, _PATIENT)


def _lines(given: Iterable[ServiceLine | Claim]) -> tuple[ServiceLine, ...]:
    if isinstance(given, ServiceLine | str | bytes | Mapping) or not isinstance(given, Iterable):
        raise InvalidInput(f"lines is {kind_of_value(given)}; give a list of service lines and claims", "lines", given)
    known = tuple(given)
    standing = {id(claim) for claim in active_claims(one for one in known if isinstance(one, Claim))}
    lines: list[ServiceLine] = []
    for one in known:
        if isinstance(one, Claim):
            lines.extend(_named(line, one.claim_id) for line in one.lines if id(one) in standing)
        elif isinstance(one, ServiceLine):
            lines.append(one)
        else:
            message = f"lines has {kind_of_value(one)}; a history has service lines and claims"
            raise InvalidInput(message, "lines", one)
    return tuple(lines)


def _named(line: ServiceLine, claim_id: str | None) -> ServiceLine:
    return attrs.evolve(line, claim_id=claim_id) if claim_id and line.claim_id is None else line


def _episodes(given: Iterable[Episode]) -> tuple[Episode, ...]:
    return members(given, Episode, "episodes")


def _prior_payments(given: Iterable[PriorPayments]) -> tuple[PriorPayments, ...]:
    return members(given, PriorPayments, "prior_payments")


@attrs.frozen(repr=False)
class History(Shown):
    """What is known besides the claims that are checked; given to a check, never kept by it.

    ``lines`` are service lines billed before. Claims may be given too: replaced and voided ones are left out. With a
    history, even an empty one, the claims and the history together are taken for everything that was billed, and rules
    that look beyond one day are asked.
    Entries without a patient key belong to claims without one.

    >>> history = History(episodes=[Episode(first_day="2026-01-05", progress_reports=["2026-02-02"])])
    >>> len(history.lines), history.episodes[0].discipline
    (0, 'OT')
    """

    lines: tuple[ServiceLine, ...] = attrs.field(default=(), converter=_lines)
    episodes: tuple[Episode, ...] = attrs.field(default=(), converter=_episodes)
    prior_payments: tuple[PriorPayments, ...] = attrs.field(default=(), converter=_prior_payments)

    def to_record(self) -> dict[str, object]:
        """Return the history as plain values that JSON can hold; `history_schema` describes them.

        Returns:
            Every key of lines, episodes and payments, None where nothing is known. Days and amounts are text.

        Example:
            >>> record = History(episodes=[Episode(first_day="2026-01-05")]).to_record()
            >>> record["episodes"][0]["first_day"], record["lines"]
            ('2026-01-05', [])
        """
        return {
            VERSION: HISTORY_VERSION,
            "lines": [line_record(line) for line in self.lines],
            "episodes": [record_of(one) for one in self.episodes],
            "prior_payments": [record_of(one) for one in self.prior_payments],
        }

    @staticmethod
    def from_record(record: Mapping[str, object]) -> "History":
        """Return the history of a record, as `to_record` or a program wrote it.

        Args:
            record: A mapping with any of ``lines``, ``episodes`` and ``prior_payments``; of an episode only
                ``first_day`` is needed, of a payment ``year`` and ``allowed``. A list that is missing is not known, an
                empty one says that there is none.

        Returns:
            The history; it equals the one that the record was made of.

        Raises:
            InputErrors: Every fault with its path, unknown keys among them.

        Example:
            >>> record = {"episodes": [{"first_day": "2026-01-05", "plans": [{"first_day": "2026-01-05"}]}]}
            >>> History.from_record(record).episodes[0].plans[0].first_day
            datetime.date(2026, 1, 5)
        """
        return read_record("history", record, _READ_HISTORY)

    def __repr__(self) -> str:
        kinds = {"line": self.lines, "episode": self.episodes, "prior payment": self.prior_payments}
        return f"<History: {', '.join(count(len(given), noun) for noun, given in kinds.items())}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.claims.pages import history_page

        return history_page(self)


def validate_history(given: History | None) -> History | None:
    """Return what was given; raise `InvalidInput` where it is no history."""
    return None if given is None else only(given, History, "history", "write otcpt.History(lines)")


_KEY = Field(opaque)
_DAY = Field(day)
_FIRST = Field(day, "'2026-01-05'")
_DISCIPLINE = Field(one_of(DISCIPLINES))
_PLAN = {
    "first_day": _FIRST,
    "last_day": _DAY,
    "signed_on": _DAY,
    "order_on": _DAY,
    "sent_on": _DAY,
    "order_signed": Field(truth),
}
_EPISODE = {
    "first_day": _FIRST,
    "last_day": _DAY,
    "discipline": _DISCIPLINE,
    "plans": Field(each(made(PlanOfCare, _PLAN))),
    "progress_reports": Field(each(day)),
    "changes": Field(each(day)),
    "patient_key": _KEY,
}
_PAYMENT = {
    "year": Field(whole("a calendar year", least=1900, most=9999), "2026"),
    "allowed": Field(amount, "'1850.00'"),
    "discipline": _DISCIPLINE,
    "patient_key": _KEY,
}
_READ_HISTORY = made(
    History,
    {
        VERSION: Field(version(HISTORY_VERSION)),
        "lines": Field(each(read_line)),
        "episodes": Field(each(made(Episode, _EPISODE))),
        "prior_payments": Field(each(made(PriorPayments, _PAYMENT))),
    },
)
