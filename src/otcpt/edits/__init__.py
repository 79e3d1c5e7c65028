"""What CMS forbids or limits by date of service: code pairs (PTP), units (MUE), add-on codes, yearly thresholds."""

from typing import TYPE_CHECKING

from otcpt.deferred import deferred
from otcpt.edits._addons import AddonAnswer as AddonAnswer, AddonRow, AddonTable as AddonTable
from otcpt.edits._bilateral import ONE_LINE, BilateralRow, BilateralTable
from otcpt.edits._bill_types import BillTypeTable, Facility
from otcpt.edits._coverage import PtpCoverage, PtpRead, PtpScope
from otcpt.edits._manual import Between, Effect, Fault, ManualTable, Sentence, Separateness, Sides
from otcpt.edits._mue import MueAnswer as MueAnswer, MueRow, MueTable as MueTable
from otcpt.edits._ptp import PtpTable as PtpTable
from otcpt.edits._ptp_answer import PtpAnswer as PtpAnswer, PtpEdit as PtpEdit, corroboration

if TYPE_CHECKING:
    from otcpt.edits._differences import pairs_that_differ
    from otcpt.edits._documentation import (
        PRACTICES,
        Circumstance,
        DocumentationTable,
        Need as Need,
        PayerKind,
        RecordDocument as RecordDocument,
        RecordElement,
    )
    from otcpt.edits._thresholds import (
        BUCKETS,
        ThresholdAnswer as ThresholdAnswer,
        ThresholdRow,
        ThresholdTable as ThresholdTable,
    )
else:
    __getattr__ = deferred(
        __name__,
        {
            "_differences": ("pairs_that_differ",),
            "_documentation": (
                "PRACTICES",
                "Circumstance",
                "DocumentationTable",
                "Need",
                "PayerKind",
                "RecordDocument",
                "RecordElement",
            ),
            "_thresholds": ("BUCKETS", "ThresholdAnswer", "ThresholdRow", "ThresholdTable"),
        },
    )

__all__ = []

#: The tables there are: Medicare's for practitioners and for outpatient hospitals, and Medicaid's.
SETTINGS = ("practitioner", "outpatient_hospital", "medicaid")
