"""What a code is: its form, its timing, its meanings over the years."""

from typing import TYPE_CHECKING

from otcpt.codes._billers import BillerTable
from otcpt.codes._format import canonical_code, is_code, parse_code
from otcpt.codes._groups import PARTS, CodeGroup, CodeSet as CodeSet, GroupTable
from otcpt.codes._meaning import CodeHistory as CodeHistory, CodeMeaning as CodeMeaning
from otcpt.codes._registry import Registry as Registry
from otcpt.codes._row import FIELDS
from otcpt.codes._status import StatusAnswer as StatusAnswer, StatusRow
from otcpt.codes._timing import Timing as Timing
from otcpt.deferred import deferred

if TYPE_CHECKING:
    from otcpt.codes._numbers import CodeNumbers
else:
    __getattr__ = deferred(
        __name__,
        {
            "_numbers": ("CodeNumbers",),
        },
    )

__all__ = [
    "CodeGroup",
]
