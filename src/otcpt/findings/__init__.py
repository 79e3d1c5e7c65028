"""What a rule is, what it can find, and the report that holds what was found."""

from otcpt.findings._finding import RECORD, Caveat, Evidence, Finding, NotEvaluated, Unjudged, Value
from otcpt.findings._record import SCHEMA_VERSION, Form, RecordKey, cell
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
from otcpt.findings._verdict import verdict_of_many

__all__ = [
    "LOOKS_BEYOND",
    "RECORD",
    "SCHEMA_VERSION",
    "CannotTell",
    "Cause",
    "Caveat",
    "Evidence",
    "FaultsFound",
    "Field",
    "Finding",
    "Form",
    "Group",
    "Hit",
    "Identity",
    "NotEvaluated",
    "Offers",
    "Outcome",
    "Reason",
    "RecordKey",
    "Report",
    "Rule",
    "Scope",
    "Severity",
    "Unjudged",
    "Value",
    "cell",
    "report_schema",
    "rule",
    "verdict_of_many",
]
