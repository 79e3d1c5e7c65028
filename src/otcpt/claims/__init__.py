"""What was billed and what was done, as frozen values."""

from otcpt.claims._claim import REPLACEMENT, VOID, Claim, active_claims
from otcpt.claims._history import DISCIPLINES, Episode, History, PlanOfCare, PriorPayments
from otcpt.claims._line import ServiceLine
from otcpt.claims._only_named import fill_only_named
from otcpt.claims._payer import FILING_CODES, filing_code
from otcpt.claims._shorthand import format_line, format_service, parse_claim, parse_line, parse_service, parse_visit
from otcpt.claims._visit import Service, Visit

__all__ = [
    "DISCIPLINES",
    "FILING_CODES",
    "REPLACEMENT",
    "VOID",
    "Claim",
    "Episode",
    "History",
    "PlanOfCare",
    "PriorPayments",
    "Service",
    "ServiceLine",
    "Visit",
    "active_claims",
    "filing_code",
    "fill_only_named",
    "format_line",
    "format_service",
    "parse_claim",
    "parse_line",
    "parse_service",
    "parse_visit",
]
