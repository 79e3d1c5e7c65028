"""What a remittance means: which rule is behind a denial, what to correct, what to send, what to appeal and until when.

The dollars of a remittance are explained against the claims it answers, under the law of each date of service.
"""

from otcpt.denials._causes import Cause, Found
from otcpt.denials._codes import CodeKind, DenialCode, Effect, Route, denial_code, denial_codes
from otcpt.denials._contradictions import Contradiction
from otcpt.denials._deadlines import Deadline, appeal_levels, deadline_of
from otcpt.denials._dollars import (
    Dollars,
    Net,
    PatientBalance,
    Share,
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
from otcpt.denials._reasons import GivenReason, LineOutcome
from otcpt.denials._report import NOT_SEEN, DenialReport, ExplainedLine, OpenLine, PaymentCheck
from otcpt.denials._score import RuleScore, Score, score
from otcpt.denials._ways import PatientShare, Way

__all__ = [
    "NOT_SEEN",
    "Cause",
    "CodeKind",
    "Contradiction",
    "Deadline",
    "DenialCode",
    "DenialReport",
    "Dollars",
    "Effect",
    "ExplainedLine",
    "Found",
    "GivenReason",
    "LineOutcome",
    "Net",
    "OpenLine",
    "PatientBalance",
    "PatientShare",
    "PaymentCheck",
    "Route",
    "RuleScore",
    "Score",
    "Share",
    "Way",
    "appeal_levels",
    "assistant_lines",
    "by_reason",
    "by_rule",
    "deadline_of",
    "denial_code",
    "denial_codes",
    "dollars_of",
    "explain_denials",
    "explain_with",
    "lost_to_mppr",
    "net",
    "patient_balances",
    "score",
    "total",
    "trend",
]
