"""The fee schedule of an edition: one unit of a code, on a day, in a locality and setting."""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from otcpt.errors import OutsideCoverage
from otcpt.fees._amount import UnitFee, unit_amount
from otcpt.fees._localities import Gpci, LocalityTable
from otcpt.fees._rates import Rate, RateName, RateTable
from otcpt.fees._rvu import THERAPY, RelativeValueTable
from otcpt.timeline import calendar_day

#: A locality by code or name, or ``"national"``.
LocalityLike: TypeAlias = str


class Setting(StrEnum):
    """Which of the two sections of the law a payment is made under."""

    OFFICE = "office"
    INSTITUTIONAL = "institutional"


class Fees:
    """The fee schedule: ``values`` by code, ``localities`` with their indices, ``rates``.

    A day, code or locality that is not held raises `OutsideCoverage` with the reason: nothing is taken from another
    year, and a proposed amount is no amount.

    >>> from otcpt.editions import load_edition
    >>> fee = load_edition().fees.unit("97530", on="2020-06-30", locality="15202-00")
    >>> fee.full, fee.reduced
    (Decimal('38.43'), Decimal('27.53'))
    """

    __slots__ = ("_through", "localities", "rates", "values")

    def __init__(self, values: RelativeValueTable, localities: LocalityTable, rates: RateTable, through: date) -> None:
        """Take the three tables; ``through`` is the last day of the edition."""
        self.values = values
        self.localities = localities
        self.rates = rates
        self._through = through

    def conversion_factor(self, *, on: date | str, qualifying: bool = False) -> Rate:
        """Return the dollars per relative value of a day; ``qualifying`` is the track of APM participants (2026 on).

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.
            qualifying: Whether it is that of qualifying APM participants, which differs from 2026 on.

        Returns:
            The factor in dollars, with its source.

        Raises:
            OutsideCoverage: No factor of that day is held; a proposed one never is.

        Example:
            >>> from otcpt.editions import load_edition
            >>> load_edition().fees.conversion_factor(on="2026-03-02", qualifying=True).value
            Decimal('33.5675')
        """
        return self.rates.of(RateName.CONVERSION_FACTOR, on=on, applies_to="qualifying" if qualifying else "other")

    def unit(
        self,
        code: str,
        *,
        on: date | str,
        locality: LocalityLike,
        facility: bool = False,
        qualifying: bool = False,
        setting: Setting = Setting.OFFICE,
    ) -> UnitFee:
        """Return what one unit of a code is paid in full, and as a further therapy unit of the day.

        Args:
            code: The code.
            on: The date of service.
            locality: The locality by code or name, or ``"national"``.
            facility: Whether the place of service is a facility; codes that are always therapy are paid the same.
            qualifying: Whether the biller is a qualifying APM participant.
            setting: Under which section of the law the reduction is taken; the two have differed.

        Returns:
            Full and reduced amount in dollars, with the values they are made of.

        Raises:
            OutsideCoverage: The code, the day or the locality of that day is not held.
            UnknownName: There is no such locality.
        """
        day = calendar_day(on, "on")
        gpci = self.localities.gpci(locality, on=day)
        return self.unit_in(code, gpci, on=day, facility=facility, qualifying=qualifying, setting=setting)

    def unit_in(
        self,
        code: str,
        gpci: Gpci,
        *,
        on: date,
        facility: bool = False,
        qualifying: bool = False,
        setting: Setting = Setting.OFFICE,
    ) -> UnitFee:
        """Return what `unit` does, for indices that were looked up before.

        Args:
            code: A CPT or HCPCS code.
            gpci: The indices of the locality on that day.
            on: The date of service, as a date or as text like ``"2026-03-02"``.
            facility: Whether the place of service is a facility.
            qualifying: Whether the biller is a qualifying APM participant.
            setting: Under which section of the law the reduction is taken.

        Returns:
            Full and reduced amount in dollars.

        Raises:
            OutsideCoverage: The code is not held on that day.
        """
        if on > self._through:
            raise OutsideCoverage(f"This edition ends on {self._through}")
        values = self.values.of(code, on=on)
        factor = self.conversion_factor(on=on, qualifying=qualifying)
        reduction = self.rates.of(RateName.MPPR, on=on, applies_to=setting)
        pe = values.practice_expense(facility=facility)
        if pe is None:
            raise OutsideCoverage(f"{code} has a fee in facilities only (NA in the nonfacility column)")
        full = unit_amount(work=values.work, pe=pe, mp=values.mp, gpci=gpci, factor=factor.value)
        reduced = None
        if values.multiple == THERAPY:
            reduced = unit_amount(
                work=values.work, pe=pe, mp=values.mp, gpci=gpci, factor=factor.value, reduction=reduction.value
            )
        return UnitFee(code, full, reduced, values, gpci, factor, reduction, facility)
