"""What a rule is, what it can find, and the report that holds what was found."""

from typing import TYPE_CHECKING

from otcpt.deferred import deferred
from otcpt.findings._finding import (
    Caveat as Caveat,
    Evidence,
    Finding,
    NotEvaluated as NotEvaluated,
    RawNotEvaluated,
    Value,
)
from otcpt.findings._report import FaultsFound, Identity as Identity, Report
from otcpt.findings._rule import (
    NEEDS_OTHER_VISITS,
    Cause,
    Field,
    Group,
    Hit,
    Offers,
    Outcome,
    Part,
    Reason,
    Rule,
    RuleNotEvaluated,
    Scope,
    Severity,
    rule,
)

if TYPE_CHECKING:
    from otcpt.findings._record import RECORD, SCHEMA_VERSION, Form, RecordKey, cell, report_schema
    from otcpt.findings._reports import Reports, verdict_of_many
    from otcpt.findings._words import HEAD, WORDS, cells_of, names_date, words_of
else:
    __getattr__ = deferred(
        __name__,
        {
            "_record": ("RECORD", "SCHEMA_VERSION", "Form", "RecordKey", "cell", "report_schema"),
            "_reports": ("Reports", "verdict_of_many"),
            "_words": ("HEAD", "WORDS", "cells_of", "names_date", "words_of"),
        },
    )

__all__ = [
    "Cause",
    "FaultsFound",
    "Field",
    "Finding",
    "Group",
    "Hit",
    "Offers",
    "Outcome",
    "Part",
    "Reason",
    "Report",
    "Reports",
    "Rule",
    "RuleNotEvaluated",
    "Scope",
    "Severity",
    "report_schema",
    "rule",
]
