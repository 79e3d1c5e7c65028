"""What claims would be allowed and paid: estimates, the running total towards KX, the rate card."""

from otcpt.pricing._across import PriceVariant, compare_prices
from otcpt.pricing._at_stake import AtStake, PricedFinding, at_stake
from otcpt.pricing._ledger import Accrual, Ledger, LedgerAccount
from otcpt.pricing._price import price, price_all
from otcpt.pricing._pricer import Pricer
from otcpt.pricing._rate_card import CARD_AMOUNTS, CardRow, RateCard, rate_card, rate_cards
from otcpt.pricing._settling import Payment, Shares, settle
from otcpt.pricing._terms import Deductible, Terms
from otcpt.pricing._values import AMOUNTS, Alternative, Estimate, Estimates, LineEstimate, Step, UnitAmount
from otcpt.pricing._variants import LineVariants, line_variants

__all__ = [
    "AMOUNTS",
    "CARD_AMOUNTS",
    "Accrual",
    "Alternative",
    "AtStake",
    "CardRow",
    "Deductible",
    "Estimate",
    "Estimates",
    "Ledger",
    "LedgerAccount",
    "LineEstimate",
    "LineVariants",
    "Payment",
    "PriceVariant",
    "PricedFinding",
    "Pricer",
    "RateCard",
    "Shares",
    "Step",
    "Terms",
    "UnitAmount",
    "at_stake",
    "compare_prices",
    "line_variants",
    "price",
    "price_all",
    "rate_card",
    "rate_cards",
    "settle",
]
