"""What a remittance means: which rule is behind a denial, what to correct, what to send, what to appeal and until when.

The dollars of a remittance are explained against the claims it answers, under the law of each date of service.
"""

from otcpt.denials._causes import Cause as Cause
from otcpt.denials._codes import (
    CodeKind as CodeKind,
    DenialCode as DenialCode,
    Effect as Effect,
    Route as Route,
    denial_code,
    denial_codes,
)
from otcpt.denials._contradictions import Contradiction as Contradiction
from otcpt.denials._deadlines import appeal_levels, deadline_of
from otcpt.denials._dollars import (
    Dollars as Dollars,
    Share as Share,
    assistant_lines,
    by_reason,
    by_rule,
    dollars_of,
    lost_to_mppr,
    net,
    patient_balances,
    total,
    trend,
)
from otcpt.denials._explain import explain_denials, explain_with
from otcpt.denials._reasons import GivenReason as GivenReason, LineOutcome as LineOutcome
from otcpt.denials._report import (
    DenialReport,
    ExplainedLine as ExplainedLine,
    OpenLine as OpenLine,
    PaymentCheck as PaymentCheck,
)
from otcpt.denials._score import Score as Score, score
from otcpt.denials._ways import PatientShare as PatientShare, Way as Way

__all__ = [
    "DenialReport",
    "by_rule",
    "denial_code",
    "explain_denials",
    "score",
    "total",
]
