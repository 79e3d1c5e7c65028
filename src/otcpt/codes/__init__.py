"""What a code is: its form, its timing, its meanings over the years."""

from otcpt.codes._billers import BillerTable
from otcpt.codes._format import canonical_code, is_code, parse_code
from otcpt.codes._groups import PARTS, CodeGroup, CodeSet as CodeSet, GroupTable
from otcpt.codes._meaning import CodeHistory as CodeHistory, CodeMeaning as CodeMeaning, Timing as Timing
from otcpt.codes._registry import CodeNumbers as CodeNumbers, Registry as Registry
from otcpt.codes._row import FIELDS
from otcpt.codes._status import StatusAnswer as StatusAnswer

__all__ = [
    "CodeGroup",
]
