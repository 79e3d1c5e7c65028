"""Exit codes and the choices of the options, in one place."""

from enum import IntEnum, StrEnum


class Exit(IntEnum):
    """What the process tells its caller."""

    CLEAN = 0
    FINDINGS = 1
    BROKEN = 2
    """The input or the call is broken: nothing was checked."""
    INTERRUPTED = 130
    BROKEN_PIPE = 141


class Format(StrEnum):
    """How the answer of ``otcpt check`` is written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class BillFormat(StrEnum):
    """How ``otcpt bill`` writes its answer."""

    TABLE = "table"
    JSON = "json"


class ExplainFormat(StrEnum):
    """How ``otcpt explain`` writes what a rule says of lines."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


class DiffFormat(StrEnum):
    """How ``otcpt editions diff``, ``otcpt compare`` and ``otcpt missed`` write what they found."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


class FailOn(StrEnum):
    """What makes ``otcpt check`` exit with 1; each step includes the one before it."""

    ERROR = "error"
    WARNING = "warning"
    INCOMPLETE = "incomplete"
    NEVER = "never"


class Method(StrEnum):
    """How minutes become units."""

    CMS = "cms"
    AMA = "ama"
    BEST = "best"
    FULL = "full"
    PER_SESSION = "per_session"
    TENTHS = "tenths"


class Setting(StrEnum):
    """Whose NCCI table is asked."""

    PRACTITIONER = "practitioner"
    OUTPATIENT_HOSPITAL = "outpatient_hospital"
