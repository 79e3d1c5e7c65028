"""What claims would be allowed and paid: estimates, the running total towards KX, the rate card."""

from otcpt.pricing._across import PriceVariant as PriceVariant, compare_prices
from otcpt.pricing._at_stake import AtStake as AtStake, PricedFinding as PricedFinding, at_stake
from otcpt.pricing._ledger import Ledger, LedgerAccount
from otcpt.pricing._line_fees import names_day
from otcpt.pricing._price import price, price_all
from otcpt.pricing._pricer import Pricer
from otcpt.pricing._rate_card import CARD_AMOUNTS, CardRow as CardRow, RateCard as RateCard, rate_card, rate_cards
from otcpt.pricing._settling import Payment, Shares, settle
from otcpt.pricing._terms import Deductible as Deductible, Terms
from otcpt.pricing._values import (
    AMOUNTS,
    Alternative as Alternative,
    Estimate,
    Estimates as Estimates,
    LineEstimate as LineEstimate,
    Step as Step,
    UnitAmount as UnitAmount,
)
from otcpt.pricing._variants import LineVariants, line_variants

__all__ = [
    "Estimate",
    "Terms",
    "at_stake",
    "compare_prices",
    "price",
    "price_all",
    "rate_card",
]
