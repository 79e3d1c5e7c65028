"""Pricing claims: lines of one patient and day ranked together, then settled in the order of their dates."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from otcpt.claims import Claim, History, ServiceLine, active_claims, validate_history
from otcpt.editions import Edition, EditionLike, load_edition
from otcpt.edits import BUCKETS
from otcpt.errors import InvalidInput
from otcpt.fees import RateName, cents
from otcpt.members import members
from otcpt.modifiers import ASSISTANT, DISCIPLINE
from otcpt.policies import PolicyLike, Settings, load_policy
from otcpt.pricing._entries import Entry, groups_of, line_key, speaks_for
from otcpt.pricing._ledger import Counted, Ledger, make_ledger
from otcpt.pricing._line_fees import LineFee, LineFees, names_day
from otcpt.pricing._ranking import DayAmounts, RankedLine, rank_day
from otcpt.pricing._settling import NOTHING, Payment, Shares, settle
from otcpt.pricing._terms import Deductible, Terms, check_deductible, left_of, years_deductible
from otcpt.pricing._values import (
    Alternative,
    Estimate,
    Estimates,
    LineEstimate,
    UnitAmount,
    runs_out,
    sums,
    with_payment,
)
from otcpt.pricing._working import ORDER, Working

_ZERO = Decimal("0.00")

#: The units of a line and why it has none.
_Amounts: TypeAlias = tuple[tuple[UnitAmount, ...], str]

_NO_DEDUCTIBLE = "the deductible is taken as met (deductible_left was not given)"
_NO_CHARGE = "where a line has no charge, the whole fee is allowed"
_NO_BILLER = "claims without a billing provider key are taken as one provider's"
_ORDER = (
    "lines take what is left of the deductible in the order of their dates, of a day those without CO or CQ first [I]"
)
_LIMITING = "where an unassigned line has no charge, the limiting charge is taken"
_SAME_LIMIT = (
    "without assignment the assistant cut and MIPS change what the patient is paid, not the limiting charge [I]"
)
_REPLACED = "Replaced or voided by a later claim"


#: The tables of an edition that pricing asks.
_TABLES = ("bilateral", "bill_types", "codes", "fee_rates", "gpci", "rvu", "status")


class Pricer:
    """A payer's choices, an edition, a locality and the terms of the one who bills, ready for any number of claims."""

    def __init__(
        self,
        settings_on: Callable[[date], Settings],
        *,
        edition: Edition,
        locality: str,
        terms: Terms | None = None,
        policy: str = "",
    ) -> None:
        """Take the choices by date of service, the law, the place, the terms, and the name of the policy."""
        self.edition = edition
        self.locality = locality
        self.terms = terms or Terms()
        self.policy = policy
        self._settings_on = settings_on
        self._fees = LineFees(edition, locality, self.terms)
        tables = edition.manifest.tables
        days = {day for name in _TABLES if name in tables for day in tables[name].boundaries}
        #: The days on which an answer of a table that pricing asks may change.
        self.boundaries = sorted(days)
        self._kept: dict[object, LineFee] = {}
        self._kept_shares: dict[int, Shares] = {}

    @classmethod
    def of(cls, policy: PolicyLike, *, locality: str | None, edition: EditionLike | None, terms: Terms) -> "Pricer":
        """Return the pricer of a policy.

        Raises `UnknownName` for a locality that is none, and `InvalidInput` where neither call nor policy has one.
        """
        loaded = load_policy(policy)
        every = [loaded.on(day) for day in (date.min, *loaded.boundaries)]
        law = load_edition(loaded.edition if edition is None else edition)
        given = every[-1].locality if locality is None else locality
        missing = isinstance(given, str) and not given
        if missing and any(one.fees in ("medicare", "percent") for one in every):
            raise InvalidInput(
                "no locality: give 15202-00 (contractor and locality), say, or 'national', or set it in the policy; "
                "otcpt fees --search ohio finds it, in Python edition.fees.localities.search('ohio')",
                "locality",
                locality,
            )
        if not terms.participating and any(one.biller == "facility" for one in every):
            raise InvalidInput(
                "a facility must accept assignment: participating=False is for practitioners only", "participating"
            )
        localities = law.fees.localities
        place = given if missing or not len(localities) else localities.code(given)
        return cls(loaded.on, edition=law, locality=place, terms=terms, policy=loaded.id)

    def price(self, claim: Claim, *, deductible_left: Deductible = None, history: History | None = None) -> Estimate:
        """Price one claim; see `price_all` for ``history``."""
        if not isinstance(claim, Claim):
            raise InvalidInput(f"price takes a Claim, not {type(claim).__name__}; use price_all for several", "claim")
        return self._price((claim,), deductible_left, validate_history(history) or History())[0][0]

    def price_all(
        self, claims: Iterable[Claim], *, deductible_left: Deductible = None, history: History | None = None
    ) -> Estimates:
        """Price claims together, so that units of one patient, day and billing provider are ranked across claims."""
        claims, known = members(claims, Claim, "claims"), validate_history(history) or History()
        estimates, entries, amounts, settled = self._price(claims, deductible_left, known)
        return Estimates(estimates, self._ledger(entries, amounts, settled, known))

    def _price(
        self, claims: tuple[Claim, ...], deductible_left: Deductible, history: History
    ) -> tuple[tuple[Estimate, ...], list[Entry], dict[Entry, _Amounts], dict[Entry, LineEstimate]]:
        check_deductible(deductible_left)
        current = {id(claim) for claim in active_claims(claims)}
        entries = self.entries(claims, current, history)
        groups = groups_of([entry for entry in entries if entry.fee.reason != _REPLACED])
        amounts: dict[Entry, _Amounts] = dict.fromkeys(entries, ((), ""))
        ties: list[tuple[list[Entry], DayAmounts]] = []
        for group in groups:
            day = self._rank(group, None)
            amounts |= _of_day(group, day)
            if len(day.ties) > 1:
                ties.append((group, day))
        by_patient: dict[object, list[Entry]] = {}
        for entry in entries:
            if entry.claim is not None:
                by_patient.setdefault(entry.who, []).append(entry)
        rates = self.edition.fees.rates
        left = {
            who: years_deductible(
                [one.line for one in members if not one.fee.nothing] or [members[0].line], deductible_left, rates
            )
            for who, members in by_patient.items()
        }
        settled = {
            entry: line
            for who, members in by_patient.items()
            for entry, line in self._settle(members, amounts, left[who]).items()
        }
        others: dict[int, list[Alternative]] = {}
        for group, day in ties:
            self._add_alternatives(group, day, amounts, settled, by_patient, left, others)
        by_claim: dict[int, list[Entry]] = {number: [] for number in range(len(claims))}
        for entry in entries:
            if entry.claim is not None:
                by_claim[entry.claim].append(entry)
        split = {
            who for who, members in by_patient.items() if left[who] and runs_out([settled[one] for one in members])
        }
        shared = {entry.claim for group in groups if len({one.claim for one in group}) > 1 for entry in group}
        estimates = tuple(
            self._estimate(
                claims[number],
                members,
                settled,
                tuple(others.get(number, ())),
                deductible_left,
                split,
                shared=number in shared,
            )
            for number, members in by_claim.items()
        )
        return estimates, entries, amounts, settled

    def entries(self, claims: Sequence[Claim], current: set[int], history: History) -> list[Entry]:
        """Return the lines of the claims (``current`` are the ids of those that stand) and of the history."""
        unnamed = any(one.patient_key is None for given in (history.lines, history.prior_payments) for one in given)
        nameless = [number for number, claim in enumerate(claims) if any(line.patient_key is None for line in claim)]
        if unnamed and len(nameless) > 1:
            raise InvalidInput(
                "the history has lines or amounts without a patient key, and several claims have none either; give "
                "each its patient_key",
                "history",
            )
        entries = []
        for number, claim in enumerate(claims):
            alone = None if unnamed or len(claims) == 1 else number
            for position, line in enumerate(claim.lines):
                who: object = line.patient_key if line.patient_key is not None else (None, alone)
                settings = self._settings_on(line.date_of_service)
                if id(claim) not in current:
                    fee = LineFee(nothing=True, reason=_REPLACED)
                elif not speaks_for(settings, line.payer):
                    fee = LineFee(reason=f"Another payer's line: policy {self.policy} does not cover it")
                else:
                    fee = self._fee(line, settings)
                entries.append(Entry(number, position, line, who, settings, fee, line_key(line, known=False)))
        checked = {name for claim in claims for name in (claim.claim_id, claim.replaces)} - {None}
        for position, line in enumerate(history.lines):
            settings = self._settings_on(line.date_of_service)
            if speaks_for(settings, line.payer) and line.claim_id not in checked:
                who = line.patient_key if line.patient_key is not None else (None, None)
                fee = self._fee(line, settings)
                entries.append(Entry(None, position, line, who, settings, fee, line_key(line, known=True)))
        return entries

    def _fee(self, line: ServiceLine, settings: Settings) -> LineFee:
        """Return the fee of a line; lines that differ in nothing it depends on share one, but for its day."""
        window = bisect_right(self.boundaries, line.date_of_service)
        key = (
            window, id(settings), line.code, line.modifiers, line.units == 0, line.units == 1, line.bill_type,
            line.place_of_service,
        )  # fmt: skip
        fee = self._kept.get(key)
        if fee is None:
            fee = self._fees.of(line, settings)
            if not names_day(fee.reason, line.date_of_service):
                self._kept[key] = fee
        return fee

    def _shares(self, day: date) -> Shares:
        """Return the shares of a day; days between which nothing changes have one."""
        window = bisect_right(self.boundaries, day)
        shares = self._kept_shares.get(window)
        if shares is None:
            shares = self._kept_shares[window] = Shares.on(day, self.edition.fees)
        return shares

    def _rank(self, group: Sequence[Entry], full: int | None) -> DayAmounts:
        second = Decimal(1)
        if any(entry.fee.surgical for entry in group):
            on = group[0].line.date_of_service
            second = self.edition.fees.rates.of(RateName.SECOND_PROCEDURE, on=on).value
        return rank_day([RankedLine(entry.fee, entry.line.units, entry.key) for entry in group], second, full)

    def _settle(
        self, members: Sequence[Entry], amounts: Mapping[Entry, _Amounts], left: Decimal
    ) -> dict[Entry, LineEstimate]:
        settled: dict[Entry, LineEstimate] = {}
        for entry in sorted(members, key=lambda one: (one.line.date_of_service, one.key)):
            line = settled[entry] = self.line(entry, *amounts[entry], left)
            left -= line.deductible or _ZERO
        return settled

    def line(self, entry: Entry, units: tuple[UnitAmount, ...], reason: str, left: Decimal) -> LineEstimate:
        """Return a line with its units settled; ``left`` is what is left of the deductible."""
        line, fee, settings = entry.line, entry.fee, entry.settings
        if fee.nothing:
            made = LineEstimate(entry.position, line, fee=_ZERO, allowed=_ZERO, reason=fee.reason)
            patient = line.charge if fee.owed else _ZERO
            patient = None if patient is None else max(cents(patient), _ZERO)
            return with_payment(made, NOTHING, _ZERO, patient) if settings.fees == "medicare" else made
        if not reason and line.charge is not None and line.charge < 0:
            reason = "The charge is below zero"
        if reason or not units:
            return LineEstimate(entry.position, line, reason=reason)
        total = sum((unit.amount for unit in units), _ZERO)
        allowed = total if line.charge is None else min(total, cents(line.charge))
        assistant = not ASSISTANT.keys().isdisjoint(line.modifiers)
        payment: Payment | None = None
        balance = _ZERO
        if settings.fees == "medicare":
            shares = self._shares(line.date_of_service)
            payment = settle(
                allowed,
                shares=shares,
                deductible_left=left,
                assistant=assistant and settings.fee_assistant == "medicare",
                mips=self.terms.mips,
            )
            balance = self._balance(entry, units, allowed)
        elif assistant and settings.fee_assistant not in ("", "medicare"):
            allowed = cents(allowed * Decimal(settings.fee_assistant) / 100)
        working = Working(fee, self.terms, self.edition)
        made = LineEstimate(entry.position, line, units, total, allowed, working=working)
        if payment is None:
            return made
        total = payment.provider_total if self.terms.assigned else allowed + balance
        return with_payment(made, payment, balance, total - payment.paid)

    def _balance(self, entry: Entry, units: Sequence[UnitAmount], allowed: Decimal) -> Decimal:
        """Return what an unassigned claim may charge beyond the allowed amount."""
        unit = entry.fee.unit
        if self.terms.assigned or unit is None:
            return _ZERO
        on = entry.line.date_of_service
        limit = self.edition.fees.rates.of(RateName.LIMITING_CHARGE, on=on).value
        most = _ZERO
        for one in units:
            whole = unit.full * entry.fee.sides
            if one.reduced and one.rank is None:
                whole *= self.edition.fees.rates.of(RateName.SECOND_PROCEDURE, on=on).value
            elif one.reduced and unit.reduced is not None:
                whole = unit.reduced
            most += cents(whole * limit)
        charged = most if entry.line.charge is None else min(most, cents(entry.line.charge))
        return max(charged - allowed, _ZERO)

    def _add_alternatives(
        self,
        group: Sequence[Entry],
        day: DayAmounts,
        amounts: Mapping[Entry, _Amounts],
        settled: Mapping[Entry, LineEstimate],
        by_patient: Mapping[object, Sequence[Entry]],
        left: Mapping[object, Decimal],
        others: dict[int, list[Alternative]],
    ) -> None:
        who = group[0].who
        if who not in by_patient:
            return
        members = by_patient[who]
        for full in day.ties[1:]:
            lines = self._settle(members, {**amounts, **_of_day(group, self._rank(group, full))}, left[who])
            for number in {entry.claim for entry in members if entry.claim is not None}:
                own = [entry for entry in members if entry.claim == number]
                if sums(lines[entry] for entry in own) != sums(settled[entry] for entry in own):
                    chosen = group[full]
                    place = chosen.position if chosen.claim == number else None
                    made = Alternative(place, tuple(lines[entry] for entry in own))
                    others.setdefault(number, []).append(made)

    def _estimate(
        self,
        claim: Claim,
        members: Sequence[Entry],
        settled: Mapping[Entry, LineEstimate],
        others: tuple[Alternative, ...],
        deductible_left: Deductible,
        split: Set[object],
        *,
        shared: bool,
    ) -> Estimate:
        lines = tuple(settled[entry] for entry in members)
        assumed = {text: None for entry in members if settled[entry].units for text in entry.fee.assumptions}
        medicare = any(line.paid is not None and line.units for line in lines)
        if medicare and any(left_of(line.patient_key, deductible_left) is None for line in claim):
            assumed[_NO_DEDUCTIBLE] = None
        if not split.isdisjoint(entry.who for entry in members if settled[entry].units):
            assumed[_ORDER] = None
        if any(line.units and line.line.charge is None for line in lines):
            assumed[_NO_CHARGE if self.terms.assigned else _LIMITING] = None
        if any(line.assistant_cut for line in lines):
            assumed[ORDER] = None
        if not self.terms.assigned and any(line.assistant_cut or line.mips for line in lines):
            assumed[_SAME_LIMIT] = None
        if shared and any(line.billing_provider_key is None for line in claim):
            assumed[_NO_BILLER] = None
        return Estimate(lines, others, tuple(assumed), self.locality, self.edition.pin, self.policy)

    def _ledger(
        self,
        entries: Sequence[Entry],
        amounts: Mapping[Entry, _Amounts],
        settled: Mapping[Entry, LineEstimate],
        history: History,
    ) -> Ledger:
        nameless = {entry.claim for entry in entries if isinstance(entry.who, tuple) and entry.claim is not None}
        left_out = nameless if len(nameless) > 1 else set()
        counted = []
        for entry in sorted(entries, key=lambda one: (one.line.date_of_service, one.key)):
            if not entry.fee.counts or entry.claim in left_out or entry.settings.fees != "medicare":
                continue
            line = settled[entry] if entry.claim is not None else self.line(entry, *amounts[entry], _ZERO)
            found = [DISCIPLINE[one] for one in entry.line.modifiers if one in DISCIPLINE]
            bucket = BUCKETS[found[0] if found else entry.settings.discipline]
            counted.append(
                Counted(
                    entry.line.patient_key,
                    bucket,
                    entry.claim,
                    entry.position,
                    entry.line.date_of_service,
                    entry.line.code,
                    line.allowed,
                )
            )
        return make_ledger(counted, history.prior_payments, self.edition.thresholds, len(left_out))

    def __repr__(self) -> str:
        return f"<Pricer {self.policy}, edition {self.edition.id}, locality {self.locality}>"


def _of_day(group: Sequence[Entry], day: DayAmounts) -> dict[Entry, _Amounts]:
    return dict(zip(group, zip(day.units, day.reasons, strict=True), strict=True))
