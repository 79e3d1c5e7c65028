"""The reports of several claims, as one value to look at."""

from collections import Counter
from typing import TYPE_CHECKING

from otcpt.findings._report import Report
from otcpt.findings._rule import Severity
from otcpt.findings._verdict import verdict_of_many
from otcpt.shown import Shown
from otcpt.tables import count

if TYPE_CHECKING:
    from otcpt.page import Page


class Reports(Shown, tuple[Report, ...]):
    """The answer of `check_all`: a tuple of reports, in the order of the claims, that shows itself as one page."""

    __slots__ = ()

    @property
    def severities(self) -> Counter[Severity]:
        """Findings of all reports by severity."""
        return Counter(finding.severity for report in self for finding in report.findings)

    @property
    def clean(self) -> bool:
        """No error in any report."""
        return all(report.clean for report in self)

    @property
    def ok(self) -> bool:
        """Every report is clean and complete, and there is one."""
        return bool(self) and all(report.ok for report in self)

    @property
    def untouched(self) -> int:
        """Lines that no rule judged."""
        return sum(
            len({place for rule, _, places, *_ in report.raw_not_evaluated if rule is None for place in places})
            for report in self
        )

    @property
    def lines(self) -> int:
        """Lines of all reports."""
        return sum(len(report.lines) for report in self)

    @property
    def verdict(self) -> str:
        """All reports in a sentence."""
        return verdict_of_many(
            self.severities,
            f"{count(len(self), 'claim')} ({count(self.lines, 'line')})",
            faulty=f"{sum(bool(report.findings) for report in self):,} of ",
            lines=self.lines,
            untouched=self.untouched,
        )

    def __repr__(self) -> str:
        return f"<Reports: {self.verdict}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.findings.pages import reports_page

        return reports_page(self)
