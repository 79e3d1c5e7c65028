"""The physician fee schedule as dated law: relative values, localities, rates, and the formula over them."""

from otcpt.fees._amount import UnitFee as UnitFee, cents, unit_amount
from otcpt.fees._fees import Fees as Fees, LocalityLike as LocalityLike, Setting
from otcpt.fees._localities import NATIONAL, Gpci, GpciRow, Locality, LocalityTable
from otcpt.fees._rates import Rate as Rate, RateName, RateTable
from otcpt.fees._rvu import SURGERY, THERAPY, RelativeValues, RelativeValueTable

__all__ = []
