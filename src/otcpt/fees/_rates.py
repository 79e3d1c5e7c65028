"""The rates of payment by date of service: conversion factors, reductions, shares, the deductible."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from otcpt.citation import Basis
from otcpt.errors import OutsideCoverage
from otcpt.timeline import calendar_day


class RateName(StrEnum):
    """A rate that payment depends on."""

    CONVERSION_FACTOR = "conversion-factor"
    """Dollars per relative value; from 2026 one for qualifying APM participants and one for the others."""
    MPPR = "mppr"
    """The share of the practice expense that further therapy units of a day lose, by setting."""
    SECOND_PROCEDURE = "second-procedure"
    """What the second surgical procedure of a day is paid, of its fee."""
    BILATERAL = "bilateral"
    """What both sides are paid, of one side, by bilateral indicator."""
    NONPARTICIPATING = "nonparticipating"
    """The fee of those who do not participate, of the full fee."""
    LIMITING_CHARGE = "limiting-charge"
    """The most they may charge where they do not accept assignment, of the full fee."""
    COINSURANCE = "coinsurance"
    DEDUCTIBLE = "deductible"
    """Dollars a calendar year."""
    ASSISTANT = "assistant"
    """The share of the payment that CO and CQ take off."""
    SEQUESTRATION = "sequestration"
    FACILITY_PLACE = "facility-place"
    """By place of service: 1 where the facility's practice expense is paid, 0 where the office's is."""


_WORDS = {
    RateName.CONVERSION_FACTOR: "conversion factor",
    RateName.MPPR: "MPPR percentage",
    RateName.SECOND_PROCEDURE: "percentage of a second procedure",
    RateName.BILATERAL: "percentage of a bilateral procedure",
    RateName.NONPARTICIPATING: "nonparticipating percentage",
    RateName.LIMITING_CHARGE: "limiting charge",
    RateName.COINSURANCE: "coinsurance percentage",
    RateName.DEDUCTIBLE: "Part B deductible",
    RateName.ASSISTANT: "assistant percentage",
    RateName.SEQUESTRATION: "sequestration percentage",
    RateName.FACILITY_PLACE: "setting of this place of service",
}


@attrs.frozen
class Rate:
    """One rate and the days it is for. ``applies_to`` narrows it (a setting, a track), empty for everything."""

    name: RateName
    applies_to: str
    value: Decimal
    basis: Basis


class RateTable:
    """The rates by name and date of service; a day for which none was read has none.

    >>> from otcpt.editions import load_edition
    >>> rates = load_edition().fees.rates
    >>> rates.of(RateName.CONVERSION_FACTOR, on="2024-03-08").value
    Decimal('32.7442')
    >>> rates.of(RateName.SEQUESTRATION, on="2022-06-30").value
    Decimal('0.01')
    """

    __slots__ = ("_by_name", "rows")

    def __init__(self, rows: Iterable[Rate]) -> None:
        """Take the rows."""
        self.rows = tuple(rows)
        self._by_name = {name: [row for row in self.rows if row.name is name] for name in RateName}

    def of(self, name: RateName | str, *, on: date | str, applies_to: str = "") -> Rate:
        """Return the rate of a day.

        Args:
            name: The rate.
            on: The date of service, as a date or as text like ``"2026-03-02"``.
            applies_to: What the rate is for, where it differs.

        Returns:
            The rate, with its source.

        Raises:
            OutsideCoverage: None is held for that day.
        """
        day = calendar_day(on, "on")
        name = RateName(name)
        for row in self._by_name[name]:
            if row.applies_to in ("", applies_to) and row.basis.in_force(day):
                return row
        raise OutsideCoverage(f"No {_WORDS[name]} is held for {day}, and another day's is not used for it")
