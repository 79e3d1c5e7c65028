"""What one unit of a line is paid, or why it is paid nothing, or why it is not priced."""

from datetime import date
from decimal import Decimal

import attrs

from otcpt.claims import ServiceLine
from otcpt.codes import CodeHistory
from otcpt.editions import Edition
from otcpt.edits import Facility
from otcpt.errors import InvalidInput, OutsideCoverage
from otcpt.fees import SURGERY, THERAPY, RateName, RelativeValues, Setting, UnitFee, cents
from otcpt.modifiers import DISCIPLINE
from otcpt.policies import Settings
from otcpt.pricing._terms import Terms

#: Modifiers under which a line is denied as billed.
_DENIED = frozenset({"GX", "GY", "GZ"})
#: On an institutional claim Medicare denies lines with the required notice too (CR 6563, from 2010-04-01).
_DENIED_BILL = _DENIED | {"GA"}
#: Modifiers that change the amount by what no table here has.
_OTHER_AMOUNT = frozenset(
    {"22", "26", "52", "53", "54", "55", "56", "62", "66", "73", "74", "78", "80", "81", "82", "AS", "TC"}
)
_PAYABLE = frozenset("ART")
#: Statuses under which Medicare pays nothing, and why.
_UNPAID = {
    "B": "bundled into other services, never paid separately",
    "I": "not valid for Medicare",
    "N": "not covered by Medicare",
}
_ELSEWHERE = {
    "C": "priced by each contractor",
    "E": "paid outside this fee schedule",
    "X": "paid outside this schedule",
}
#: From here on the payment status of every code with relative values was read.
_STATUSES_READ = date(2020, 1, 1)

NO_STATUS = "no payment status of this day was read; a code with relative values is taken as payable"
NO_INDICATOR = "no multiple procedure indicator of this day was read; none is taken"
NO_PLACE = "no place of service is given: the office's practice expense is taken"
FACILITY_AMOUNT = "a facility's bill is paid the nonfacility amount [L]"


@attrs.frozen
class LineFee:
    """What pricing needs of one line.

    ``full`` is the fee of one unit, None where there is none: then ``nothing`` says whether the line is known to be
    paid nothing (with ``owed`` the patient may be billed for it) and ``reason`` why. ``reduced`` is a further unit's
    fee where the payer reduces it, ``rank`` what therapy units are ranked by; ``therapy`` says that the reduction
    concerns the code, ``surgical`` the same of the reduction of a second procedure. ``sides`` is what modifier 50
    multiplies by. ``counts`` says that the line counts towards KX, ``unit`` is Medicare's fee behind it.
    ``assumptions`` name what was assumed.
    """

    full: Decimal | None = None
    reduced: Decimal | None = None
    rank: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))
    therapy: bool = False
    surgical: bool = False
    sides: Decimal = Decimal(1)
    indicator: str = ""
    counts: bool = False
    nothing: bool = False
    owed: bool = False
    reason: str = ""
    unit: UnitFee | None = None
    assumptions: tuple[str, ...] = ()


def names_day(reason: str, on: date) -> bool:
    """Return whether a reason is of that day only."""
    return str(on) in reason


class LineFees:
    """Lines of one practice: the edition, the locality, how the biller is paid."""

    def __init__(self, edition: Edition, locality: str, terms: Terms) -> None:
        """Take the law, where the service is paid, and how the biller is."""
        self._edition = edition
        self._locality = locality
        self._terms = terms
        self._qualifying = terms.qualifying

    def of(self, line: ServiceLine, settings: Settings) -> LineFee:
        """Return the fee of a line under a payer's choices of its day."""
        if line.units == 0:
            return LineFee(nothing=True, reason="Not billed (0 units)")
        if not settings.fees:
            return LineFee(reason="The policy names no fees; set fees in an overlay")
        on = line.date_of_service
        history = self._edition.codes.get(line.code)
        meaning = history.get(on) if history is not None else None
        if history is None:
            return LineFee(reason=f"{line.code} is outside the code registry")
        if meaning is None:
            return LineFee(reason=history.absence(on))
        marked = not DISCIPLINE.keys().isdisjoint(line.modifiers)
        always = meaning.designation == "always"
        about = LineFee(therapy=meaning.mppr, counts=always or (meaning.designation == "sometimes" and marked))
        denied = _DENIED_BILL if settings.fees == "medicare" and _is_institutional(line, settings) else _DENIED
        for modifier in line.modifiers:
            if modifier in denied:
                owed = "GZ" not in line.modifiers
                bill = "; the patient may be billed" if owed else ""
                return LineFee(nothing=True, owed=owed, reason=f"Denied as billed ({modifier}){bill}")
            if modifier in _OTHER_AMOUNT:
                return attrs.evolve(
                    about, reason=f"Modifier {modifier} changes the amount, and by how much is not held"
                )
        try:
            if settings.fees == "table":
                return self._of_table(line, settings, about)
            self._check_bill_type(line, always=always, marked=marked)
            return self._of_schedule(line, settings, about, history)
        except OutsideCoverage as problem:
            return attrs.evolve(about, reason=str(problem))

    def _of_table(self, line: ServiceLine, settings: Settings, about: LineFee) -> LineFee:
        """Return the payer's own fee of a code; the order of units is by that fee."""
        table = dict(fee.split("=") for fee in settings.fee_table)
        if line.code not in table:
            raise OutsideCoverage(f"{line.code} is not in the payer's fee table")
        full = cents(Decimal(table[line.code]) * Decimal(settings.fee_percent) / 100)
        if settings.fee_mppr == "medicare":
            raise InvalidInput(
                "a fee table has no practice expense to reduce; write the percentage of the fee that further units of "
                "a day are paid, fee_mppr = '50', or fee_mppr = '' for the whole fee",
                "fee_mppr",
                settings.fee_mppr,
            )
        reduced = _further(full, settings) if about.therapy else None
        return attrs.evolve(about, full=full, reduced=reduced, rank=(full, full))

    def _check_bill_type(self, line: ServiceLine, *, always: bool, marked: bool) -> None:
        """Raise `OutsideCoverage` for a bill that another system pays."""
        if line.bill_type is None:
            return
        facility = self._edition.bill_types.facility(line.bill_type, on=line.date_of_service)
        if facility is Facility.CRITICAL_ACCESS_HOSPITAL:
            raise OutsideCoverage("A critical access hospital is paid by cost, not by the fee schedule")
        if facility is Facility.OTHER:
            raise OutsideCoverage(f"Bill type {line.bill_type} is not paid by this fee schedule")
        if facility is Facility.HOSPITAL and not always and not marked:
            raise OutsideCoverage("Without GO, GP or GN a hospital's line is not paid by this fee schedule")

    def _of_schedule(self, line: ServiceLine, settings: Settings, about: LineFee, history: CodeHistory) -> LineFee:
        on = line.date_of_service
        status = history.status(on)
        if status.letter is not None and status.letter not in _PAYABLE:
            words = _UNPAID.get(status.letter) or _ELSEWHERE.get(status.letter, "not paid by this fee schedule")
            reason = f"{line.code} has status {status.letter}: {words}"
            if settings.fees == "medicare" and status.letter in _UNPAID:
                return LineFee(nothing=True, reason=reason)
            # The schedule has no practice expense for it, so that it cannot have the full unit of the day.
            return attrs.evolve(about, therapy=False, reason=reason)
        fees = self._edition.fees
        values = fees.values.of(line.code, on=on)
        institutional = _is_institutional(line, settings)
        assumptions = [f"{line.code}: {NO_STATUS}"] if on < _STATUSES_READ else []
        if not values.multiple:
            assumptions.append(f"{line.code}: {NO_INDICATOR}")
        facility = self._facility(line, values, institutional, assumptions)
        unit = fees.unit_in(
            line.code,
            fees.localities.gpci(self._locality, on=on),
            on=on,
            facility=facility,
            qualifying=self._qualifying,
            setting=Setting.INSTITUTIONAL if institutional else Setting.OFFICE,
        )
        share = self._share(line, settings)
        full = cents(unit.full * share)
        reduced = None
        if unit.reduced is not None:
            reduced = cents(unit.reduced * share) if settings.fee_mppr == "medicare" else _further(full, settings)
        sides, indicator = self._sides(line)
        return attrs.evolve(
            about,
            full=full,
            reduced=reduced,
            rank=_ranked_by(unit),
            therapy=values.multiple == THERAPY,
            surgical=values.multiple == SURGERY,
            sides=sides,
            indicator=indicator,
            unit=unit,
            assumptions=tuple(assumptions),
        )

    def _share(self, line: ServiceLine, settings: Settings) -> Decimal:
        """Return the share of the fee that is allowed: the payer's percentage, or that of who does not participate."""
        if settings.fees == "percent":
            return Decimal(settings.fee_percent) / 100
        if self._terms.participating:
            return Decimal(1)
        return self._edition.fees.rates.of(RateName.NONPARTICIPATING, on=line.date_of_service).value

    def _facility(self, line: ServiceLine, values: RelativeValues, institutional: bool, assumptions: list[str]) -> bool:
        if values.not_applicable == "facility" or (values.pe == values.pe_facility and not values.not_applicable):
            return False
        if institutional and values.not_applicable:
            return True
        if institutional:
            assumptions.append(FACILITY_AMOUNT)
            return False
        if line.place_of_service is None:
            assumptions.append(f"{line.code}: {NO_PLACE}")
            return False
        where = line.place_of_service
        rate = self._edition.fees.rates.of(RateName.FACILITY_PLACE, on=line.date_of_service, applies_to=where)
        return rate.value == 1

    def _sides(self, line: ServiceLine) -> tuple[Decimal, str]:
        """Return what modifier 50 multiplies the fee by, with the bilateral indicator."""
        if "50" not in line.modifiers:
            return Decimal(1), ""
        indicator = self._edition.bilateral.indicator(line.code, on=line.date_of_service)
        if indicator is None:
            raise OutsideCoverage(f"No bilateral indicator of {line.code} is held for {line.date_of_service}")
        if indicator not in ("1", "3"):
            return Decimal(1), indicator
        if line.units != 1:
            raise OutsideCoverage("Modifier 50 is billed with one unit")
        rate = self._edition.fees.rates.of(RateName.BILATERAL, on=line.date_of_service, applies_to=indicator)
        return rate.value, indicator


def _is_institutional(line: ServiceLine, settings: Settings) -> bool:
    return settings.biller == "facility" or line.bill_type is not None


def _further(full: Decimal, settings: Settings) -> Decimal | None:
    """Return a further unit's fee where the payer pays a percentage of the whole fee."""
    return cents(full * Decimal(settings.fee_mppr) / 100) if settings.fee_mppr else None


def _ranked_by(unit: UnitFee) -> tuple[Decimal, Decimal]:
    """Return what therapy units are ranked by: the nonfacility practice expense, then the fee of one unit."""
    values, gpci = unit.values, unit.gpci
    return values.pe, values.work * gpci.work + values.pe * gpci.pe + values.mp * gpci.mp
