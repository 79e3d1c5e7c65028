"""From what was done to what is billed: service lines, and the questions that only the record can answer."""

from otcpt.billing._bill import Bill, bill, bill_schema
from otcpt.billing._questions import Choice as Choice, Question as Question

__all__ = [
    "Bill",
    "bill",
    "bill_schema",
]
