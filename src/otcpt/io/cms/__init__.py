"""The NCCI files as CMS publishes them: every row read, every bad row listed, nothing lost."""

from otcpt.io.cms._addon import AddonFile, AddonRow, read_addon
from otcpt.io.cms._fees import GpciFile, GpciFileRow, RvuFile, RvuRow, read_gpci, read_rvu
from otcpt.io.cms._members import TablePart
from otcpt.io.cms._mue import MueFile, MueRow, read_mue
from otcpt.io.cms._ptp import read_ptp
from otcpt.io.cms._ptp_file import PtpFile, PtpRow, PtpTerms

__all__ = [
    "AddonFile",
    "AddonRow",
    "GpciFile",
    "GpciFileRow",
    "MueFile",
    "MueRow",
    "PtpFile",
    "PtpRow",
    "PtpTerms",
    "RvuFile",
    "RvuRow",
    "TablePart",
    "read_addon",
    "read_gpci",
    "read_mue",
    "read_ptp",
    "read_rvu",
]
