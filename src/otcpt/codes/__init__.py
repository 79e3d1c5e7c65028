"""What a code is: its form, its timing, its meanings over the years."""

from otcpt.codes._billers import BillerRow, BillerTable
from otcpt.codes._format import canonical_code, is_code, parse_code
from otcpt.codes._groups import PARTS, CodeGroup, CodeSet, GroupRow, GroupTable
from otcpt.codes._meaning import CodeHistory, CodeMeaning
from otcpt.codes._numbers import CodeNumbers
from otcpt.codes._registry import Registry
from otcpt.codes._row import FIELDS
from otcpt.codes._status import StatusAnswer, StatusRow
from otcpt.codes._timing import UNTIMED, Timing

__all__ = [
    "FIELDS",
    "PARTS",
    "UNTIMED",
    "BillerRow",
    "BillerTable",
    "CodeGroup",
    "CodeHistory",
    "CodeMeaning",
    "CodeNumbers",
    "CodeSet",
    "GroupRow",
    "GroupTable",
    "Registry",
    "StatusAnswer",
    "StatusRow",
    "Timing",
    "canonical_code",
    "is_code",
    "parse_code",
]
