"""What a rule is, what it can find, and the report that holds what was found."""

from otcpt.findings._finding import RECORD, Caveat, Evidence, Finding, NotEvaluated, RawNotEvaluated, Value
from otcpt.findings._record import SCHEMA_VERSION, Form, RecordKey, cell
from otcpt.findings._report import FaultsFound, Identity, Report
from otcpt.findings._reports import Reports
from otcpt.findings._rule import (
    NEEDS_OTHER_VISITS,
    Cause,
    Field,
    Group,
    Hit,
    Offers,
    Outcome,
    Reason,
    Rule,
    RuleNotEvaluated,
    Scope,
    Severity,
    rule,
)
from otcpt.findings._schema import report_schema
from otcpt.findings._verdict import verdict_of_many

__all__ = [
    "NEEDS_OTHER_VISITS",
    "RECORD",
    "SCHEMA_VERSION",
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
    "RawNotEvaluated",
    "Reason",
    "RecordKey",
    "Report",
    "Reports",
    "Rule",
    "RuleNotEvaluated",
    "Scope",
    "Severity",
    "Value",
    "cell",
    "report_schema",
    "rule",
    "verdict_of_many",
]
