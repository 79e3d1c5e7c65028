"""What was allowed before, priced from the claims of the history where no one gave the dollars."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

import attrs

from otcpt.claims import Claim, History, PriorPayments, ServiceLine
from otcpt.edits import BUCKETS
from otcpt.rules import Law

if TYPE_CHECKING:
    from otcpt.pricing import LedgerAccount


def with_prior_payments(history: History, checked: Iterable[ServiceLine], law_on: Callable[[date], Law]) -> History:
    """Return the history with what its own lines were allowed, for patients and years without dollars.

    It counts the lines of the calendar year up to the day of the patient's first checked line. Nothing is added where
    the policy names no locality, and where a line that counts cannot be priced unless the threshold is reached without
    it.
    """
    first: dict[tuple[str | None, int], date] = {}
    for line in checked:
        key = line.patient_key, line.date_of_service.year
        first[key] = min(first.get(key, line.date_of_service), line.date_of_service)
    earlier: dict[str | None, list[ServiceLine]] = {}
    for line in history.lines:
        key = line.patient_key, line.date_of_service.year
        if key in first and line.date_of_service <= first[key]:
            earlier.setdefault(line.patient_key, []).append(line)
    if not earlier:
        return history
    law = law_on(max(first.values()))
    if not law.settings.locality or law.settings.fees != "medicare":
        return history
    given = {(one.patient_key, one.year, BUCKETS[one.discipline]) for one in history.prior_payments}
    from otcpt.pricing import Pricer  # most checks never price a line

    pricer = Pricer(lambda day: law_on(day).settings, edition=law.edition, locality=law.settings.locality)
    added = [
        _as_payment(account)
        for lines in earlier.values()
        for account in pricer.price_all((Claim(lines),)).ledger
        if _is_enough(account) and (account.patient_key, account.year, account.bucket) not in given
    ]
    return attrs.evolve(history, prior_payments=(*history.prior_payments, *added)) if added else history


def _is_enough(account: "LedgerAccount") -> bool:
    reached = account.threshold is not None and account.total >= account.threshold
    return not account.not_priced or reached


def _as_payment(account: "LedgerAccount") -> PriorPayments:
    discipline = "OT" if account.bucket == "OT" else "PT"
    return PriorPayments(
        year=account.year, allowed=account.total, discipline=discipline, patient_key=account.patient_key
    )
