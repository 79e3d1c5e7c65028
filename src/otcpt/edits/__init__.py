"""What CMS forbids or limits by date of service: code pairs (PTP), units (MUE) and add-on codes."""

from otcpt.edits._addons import AddonAnswer, AddonTable
from otcpt.edits._mue import MueAnswer, MueTable
from otcpt.edits._ptp import PtpTable
from otcpt.edits._ptp_answer import PtpAnswer, PtpEdit

__all__ = ["AddonAnswer", "AddonTable", "MueAnswer", "MueTable", "PtpAnswer", "PtpEdit", "PtpTable"]
