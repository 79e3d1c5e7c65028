"""What was billed and what was done, as frozen values."""

from otcpt.claims._claim import (
    REPLACEMENT,
    VOID,
    Claim,
    active_claims,
    claim_of,
    read_claim_lines,
)
from otcpt.claims._digest import digest_of
from otcpt.claims._history import DISCIPLINES, Episode, History, PlanOfCare, PriorPayments
from otcpt.claims._line import NONE_NAMED, ServiceLine, occurrence_code
from otcpt.claims._only_named import fill_only_named
from otcpt.claims._payer import FILING_CODES, filing_code
from otcpt.claims._remittance import (
    ADJUSTMENT_GROUPS,
    Adjustment,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
)
from otcpt.claims._rows import Rows, is_row
from otcpt.claims._schemas import claim_schema, history_schema, visit_schema
from otcpt.claims._shorthand import format_line, format_service, parse_claim, parse_line, parse_service, parse_visit
from otcpt.claims._visit import Service, Visit

__all__ = [
    "ADJUSTMENT_GROUPS",
    "DISCIPLINES",
    "FILING_CODES",
    "NONE_NAMED",
    "REPLACEMENT",
    "VOID",
    "Adjustment",
    "Claim",
    "Episode",
    "History",
    "PlanOfCare",
    "PriorPayments",
    "ProviderAdjustment",
    "Remittance",
    "RemittanceClaim",
    "RemittanceLine",
    "Rows",
    "Service",
    "ServiceLine",
    "Visit",
    "active_claims",
    "claim_of",
    "claim_schema",
    "digest_of",
    "filing_code",
    "fill_only_named",
    "format_line",
    "format_service",
    "history_schema",
    "is_row",
    "occurrence_code",
    "parse_claim",
    "parse_line",
    "parse_service",
    "parse_visit",
    "read_claim_lines",
    "visit_schema",
]
