"""The running total towards the KX threshold: by patient, calendar year, and the amount that counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from otcpt.claims import PriorPayments
from otcpt.edits import BUCKETS, ThresholdTable
from otcpt.shown import Shown

if TYPE_CHECKING:
    from otcpt.page import Page

_ZERO = Decimal("0.00")


@attrs.frozen
class Accrual:
    """One line that counts: what it adds, and the total after it. ``claim`` is None for a line of the history."""

    claim: int | None
    position: int
    date_of_service: date
    code: str
    amount: Decimal
    total: Decimal


@attrs.frozen
class LedgerAccount:
    """What is allowed a patient in a calendar year towards one amount (``bucket``: ``"OT"`` or ``"PT+SLP"``).

    ``prior`` was allowed before or elsewhere, as the history says; None where it is not given, and the totals then are
    those of these lines alone. ``threshold`` and ``review_amount`` are the year's, None where none is known.
    ``not_priced`` counts therapy lines without an amount: the totals then are too low. The key of the patient is
    opaque and never shown.
    """

    patient_key: str | None = attrs.field(repr=False)
    year: int
    bucket: str
    prior: Decimal | None
    accruals: tuple[Accrual, ...]
    threshold: Decimal | None
    review_amount: Decimal | None
    not_priced: int

    @property
    def total(self) -> Decimal:
        """What is allowed in all."""
        return self.accruals[-1].total if self.accruals else self.prior or _ZERO

    @property
    def crossing(self) -> Accrual | None:
        """The line that reaches the threshold; None where none does, or where what came before had reached it."""
        return self._first_at(self.threshold)

    @property
    def review_crossing(self) -> Accrual | None:
        """The line that reaches the amount from which claims may be picked for medical review."""
        return self._first_at(self.review_amount)

    def _first_at(self, amount: Decimal | None) -> Accrual | None:
        if amount is None or (self.prior or _ZERO) >= amount:
            return None
        return next((one for one in self.accruals if one.total >= amount), None)


@attrs.frozen(repr=False)
class Ledger(Shown):
    """The accounts, by patient, year and bucket.

    What counts is the allowed amount after MPPR and before deductible and coinsurance [S]; the assistant cut and
    sequestration do not lower it [I]. ``without_patient`` counts the claims left out because several have no patient
    key, so that no total could be made of them.
    """

    accounts: tuple[LedgerAccount, ...]
    without_patient: int = 0

    def __iter__(self) -> Iterator[LedgerAccount]:
        return iter(self.accounts)

    def __len__(self) -> int:
        return len(self.accounts)

    def of(self, year: int, *, bucket: str = "OT", patient_key: str | None = None) -> LedgerAccount | None:
        """Return one account, or None if no line of it was seen.

        Args:
            year: The calendar year.
            bucket: ``"OT"``, or ``"PT+SLP"``, which share one amount.
            patient_key: The patient; None for lines without a key.

        Returns:
            The account, or None.
        """
        key = (patient_key, year, bucket)
        return next((one for one in self.accounts if (one.patient_key, one.year, one.bucket) == key), None)

    def prior_payments(self) -> tuple[PriorPayments, ...]:
        """Return the totals as what was allowed before, for a `History`."""
        disciplines = {"OT": "OT", "PT+SLP": "PT"}
        return tuple(
            PriorPayments(
                year=one.year, allowed=one.total, discipline=disciplines[one.bucket], patient_key=one.patient_key
            )
            for one in self.accounts
        )

    def __repr__(self) -> str:
        return f"<Ledger of {len(self.accounts)} accounts>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.pricing.pages import ledger_page

        return ledger_page(self)


@attrs.frozen
class Counted:
    """A therapy line that counts towards an amount; ``amount`` is None where it is not priced."""

    patient_key: str | None
    bucket: str
    claim: int | None
    position: int
    date_of_service: date
    code: str
    amount: Decimal | None


def make_ledger(
    counted: Iterable[Counted],
    prior_payments: Sequence[PriorPayments],
    thresholds: ThresholdTable,
    without_patient: int,
) -> Ledger:
    """Add up lines that are in the order of their dates.

    Where the history says what was allowed before, in dollars, its lines of that patient, year and amount are in those
    dollars already and are not added.
    """
    prior = _prior(prior_payments)
    by_account: dict[tuple[str | None, int, str], list[Counted]] = {}
    for one in counted:
        by_account.setdefault((one.patient_key, one.date_of_service.year, one.bucket), []).append(one)
    accounts = []
    for (patient, year, bucket), members in by_account.items():
        paid = prior.get((patient, year, bucket))
        total = paid or _ZERO
        accruals, missing = [], 0
        for one in members:
            if paid is not None and one.claim is None:
                continue
            if one.amount is None:
                missing += 1
                continue
            total += one.amount
            accruals.append(Accrual(one.claim, one.position, one.date_of_service, one.code, one.amount, total))
        answer = thresholds.of("OT" if bucket == "OT" else "PT", on=date(year, 12, 31))
        accounts.append(
            LedgerAccount(patient, year, bucket, paid, tuple(accruals), answer.amount, answer.review_amount, missing)
        )
    return Ledger(tuple(accounts), without_patient)


def _prior(given: Iterable[PriorPayments]) -> Mapping[tuple[str | None, int, str], Decimal]:
    prior: dict[tuple[str | None, int, str], Decimal] = {}
    for one in given:
        key = one.patient_key, one.year, BUCKETS[one.discipline]
        prior[key] = prior.get(key, _ZERO) + one.allowed
    return prior
