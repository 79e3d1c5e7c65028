"""What a remittance means: which rule is behind a denial, what to correct, what to send, what to appeal and until when.

The dollars of a remittance are explained against the claims it answers, under the law of each date of service.
"""

from otcpt.denials._causes import Cause, Found
from otcpt.denials._codes import CodeKind, DenialCode, Effect, Route, denial_code, denial_codes
from otcpt.denials._contradictions import Contradiction
from otcpt.denials._deadlines import Deadline, appeal_levels, deadline_of
from otcpt.denials._explain import explain_denials, explain_with
from otcpt.denials._reasons import GivenReason, LineOutcome
from otcpt.denials._report import DenialReport, ExplainedLine, OpenLine
from otcpt.denials._ways import PatientShare, Way

__all__ = [
    "Cause",
    "CodeKind",
    "Contradiction",
    "Deadline",
    "DenialCode",
    "DenialReport",
    "Effect",
    "ExplainedLine",
    "Found",
    "GivenReason",
    "LineOutcome",
    "OpenLine",
    "PatientShare",
    "Route",
    "Way",
    "appeal_levels",
    "deadline_of",
    "denial_code",
    "denial_codes",
    "explain_denials",
    "explain_with",
]
