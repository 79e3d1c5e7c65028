"""What CMS forbids or limits by date of service: code pairs (PTP), units (MUE), add-on codes, yearly thresholds."""

from otcpt.edits._addons import AddonAnswer, AddonRow, AddonTable
from otcpt.edits._bilateral import ONE_LINE, BilateralRow, BilateralTable
from otcpt.edits._bill_types import BillTypeRow, BillTypeTable, Facility
from otcpt.edits._coverage import PtpCoverage, PtpRead, PtpScope
from otcpt.edits._differences import pairs_that_differ
from otcpt.edits._documentation import (
    PRACTICES,
    Circumstance,
    DocumentationTable,
    Need,
    PayerKind,
    RecordDocument,
    RecordElement,
)
from otcpt.edits._manual import Between, Effect, Fault, ManualTable, Sentence, Separateness
from otcpt.edits._mue import MueAnswer, MueRow, MueTable
from otcpt.edits._ptp import PtpTable
from otcpt.edits._ptp_answer import PtpAnswer, PtpEdit, corroboration
from otcpt.edits._thresholds import BUCKETS, ThresholdAnswer, ThresholdRow, ThresholdTable

__all__ = [
    "BUCKETS",
    "ONE_LINE",
    "PRACTICES",
    "SETTINGS",
    "AddonAnswer",
    "AddonRow",
    "AddonTable",
    "Between",
    "BilateralRow",
    "BilateralTable",
    "BillTypeRow",
    "BillTypeTable",
    "Circumstance",
    "DocumentationTable",
    "Effect",
    "Facility",
    "Fault",
    "ManualTable",
    "MueAnswer",
    "MueRow",
    "MueTable",
    "Need",
    "PayerKind",
    "PtpAnswer",
    "PtpCoverage",
    "PtpEdit",
    "PtpRead",
    "PtpScope",
    "PtpTable",
    "RecordDocument",
    "RecordElement",
    "Sentence",
    "Separateness",
    "ThresholdAnswer",
    "ThresholdRow",
    "ThresholdTable",
    "corroboration",
    "pairs_that_differ",
]

#: Whose tables there are: Medicare's for practitioners and for outpatient hospitals, and Medicaid's.
SETTINGS = ("practitioner", "outpatient_hospital", "medicaid")
