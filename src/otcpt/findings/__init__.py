"""What a rule is, what it can find, and the report that holds what was found."""

from otcpt.findings._finding import Caveat, Evidence, Finding, NotEvaluated, Unjudged, Value
from otcpt.findings._report import FaultsFound, Identity, Report
from otcpt.findings._rule import (
    LOOKS_BEYOND,
    CannotTell,
    Cause,
    Field,
    Group,
    Hit,
    Offers,
    Outcome,
    Reason,
    Rule,
    Scope,
    Severity,
    rule,
)
from otcpt.findings._schema import report_schema

__all__ = [
    "LOOKS_BEYOND",
    "CannotTell",
    "Cause",
    "Caveat",
    "Evidence",
    "FaultsFound",
    "Field",
    "Finding",
    "Group",
    "Hit",
    "Identity",
    "NotEvaluated",
    "Offers",
    "Outcome",
    "Reason",
    "Report",
    "Rule",
    "Scope",
    "Severity",
    "Unjudged",
    "Value",
    "report_schema",
    "rule",
]
