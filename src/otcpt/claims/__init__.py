"""What was billed and what was done, as frozen values."""

from typing import TYPE_CHECKING

from otcpt.claims._claim import REPLACEMENT, VOID, Claim, active_claims, corrected_again
from otcpt.claims._digest import digest_of
from otcpt.claims._line import (
    NONE_NAMED,
    TEXT_FORMS,
    ServiceLine,
    claim_frequency,
    fill_only_named,
    frequency_form,
    occurrence_code,
)
from otcpt.claims._payer import FILING_CODES, filing_code
from otcpt.claims._shorthand import format_line, format_service, parse_claim, parse_line, parse_service, parse_visit
from otcpt.deferred import deferred

if TYPE_CHECKING:
    from otcpt.claims._claim_record import claim_of, read_claim_lines
    from otcpt.claims._history import DISCIPLINES, Episode, History, PlanOfCare, PriorPayments, validate_history
    from otcpt.claims._remittance import (
        ADJUSTMENT_GROUPS,
        Adjustment as Adjustment,
        ProviderAdjustment as ProviderAdjustment,
        Remittance,
        RemittanceClaim as RemittanceClaim,
        RemittanceLine as RemittanceLine,
    )
    from otcpt.claims._rows import DIFFER, Rows, agree, is_row
    from otcpt.claims._schemas import claim_schema, history_schema, visit_schema
    from otcpt.claims._visit import Service, Visit
else:
    __getattr__ = deferred(
        __name__,
        {
            "_claim_record": ("claim_of", "read_claim_lines"),
            "_rows": ("DIFFER", "Rows", "agree", "is_row"),
            "_history": ("DISCIPLINES", "Episode", "History", "PlanOfCare", "PriorPayments", "validate_history"),
            "_remittance": (
                "ADJUSTMENT_GROUPS",
                "Adjustment",
                "ProviderAdjustment",
                "Remittance",
                "RemittanceClaim",
                "RemittanceLine",
            ),
            "_schemas": ("claim_schema", "history_schema", "visit_schema"),
            "_visit": ("Service", "Visit"),
        },
    )

__all__ = [
    "FILING_CODES",
    "Claim",
    "Episode",
    "History",
    "PlanOfCare",
    "PriorPayments",
    "Remittance",
    "Service",
    "ServiceLine",
    "Visit",
    "claim_schema",
    "filing_code",
    "history_schema",
    "parse_claim",
    "parse_visit",
    "visit_schema",
]
