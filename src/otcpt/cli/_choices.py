"""Exit codes and the choices of the options, in one place."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum

from otcpt.findings import Report, Severity


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


class FailOn(StrEnum):
    """What makes ``otcpt check`` exit with 1; each step includes the ones before it."""

    NEVER = "never"
    ERROR = "error"
    WARNING = "warning"
    INCOMPLETE = "incomplete"


class Setting(StrEnum):
    """Whose NCCI table is asked."""

    PRACTITIONER = "practitioner"
    OUTPATIENT_HOSPITAL = "outpatient_hospital"


def exit_code(reports: Iterable[Report], fail_on: FailOn) -> Exit:
    """Return the exit code that the reports ask for."""
    return Exit.FINDINGS if any(_fails(report, fail_on) for report in reports) else Exit.CLEAN


def _fails(report: Report, fail_on: FailOn) -> bool:
    match fail_on:
        case FailOn.NEVER:
            return False
        case FailOn.ERROR:
            return not report.clean
        case FailOn.WARNING:
            return any(finding.severity is not Severity.ADVICE for finding in report.findings)
        case FailOn.INCOMPLETE:
            return not report.complete or _fails(report, FailOn.WARNING)
