"""What claims would be allowed and paid: estimates, the running total towards KX, the rate card."""

from otcpt.pricing._ledger import Accrual, Ledger, LedgerAccount
from otcpt.pricing._price import price, price_all
from otcpt.pricing._pricer import Pricer
from otcpt.pricing._settling import Payment, Shares, settle
from otcpt.pricing._terms import Deductible, Terms
from otcpt.pricing._values import AMOUNTS, Alternative, Estimate, Estimates, LineEstimate, Step, UnitAmount

__all__ = [
    "AMOUNTS",
    "Accrual",
    "Alternative",
    "Deductible",
    "Estimate",
    "Estimates",
    "Ledger",
    "LedgerAccount",
    "LineEstimate",
    "Payment",
    "Pricer",
    "Shares",
    "Step",
    "Terms",
    "UnitAmount",
    "price",
    "price_all",
    "settle",
]
