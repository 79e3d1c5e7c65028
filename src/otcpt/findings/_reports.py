"""The reports of several claims, as one value to look at, and many claims or lines in a sentence."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, SupportsIndex, overload

from otcpt.findings._report import Report
from otcpt.findings._rule import Severity
from otcpt.shown import Shown
from otcpt.tables import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from otcpt.page import Page


class Reports(Shown, tuple[Report, ...]):
    """The answer of `check_all`: a tuple of reports, in the order of the claims, that shows itself as one page."""

    __slots__ = ()

    if TYPE_CHECKING:  # jedi does not see what a tuple that is a base class has in it

        def __iter__(self) -> Iterator[Report]:
            """Yield the reports."""

        @overload
        def __getitem__(self, place: SupportsIndex, /) -> Report: ...
        @overload
        def __getitem__(self, place: slice, /) -> tuple[Report, ...]: ...
        def __getitem__(self, place: SupportsIndex | slice, /) -> Report | tuple[Report, ...]:
            """Return one report, or several."""

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
        return sum(report.untouched for report in self)

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


def verdict_of_many(
    counts: Mapping[Severity, int],
    where: str,
    *,
    lines: int,
    untouched: int,
    more: Iterable[str] = (),
    faulty: str = "",
) -> str:
    """Return, as one sentence, what was found and what was not checked.

    Args:
        counts: Findings by severity.
        where: What they were found in.
        lines: All lines.
        untouched: Lines that no rule checked.
        more: Further phrases.
        faulty: How many of what have findings.

    Returns:
        The sentence.

    Example:
        >>> verdict_of_many({Severity.ERROR: 1200}, "2,000 lines", lines=2000, untouched=1)
        '1,200 errors in 2,000 lines; 1 line not checked at all.'
        >>> verdict_of_many({}, "1 line", lines=1, untouched=1)
        'Nothing was checked: no rule judged any of 1 line.'
    """
    if untouched < lines:
        found = ", ".join(
            f"{number:,} {severity}" if severity is Severity.ADVICE else count(number, severity)
            for severity in Severity
            if (number := counts.get(severity, 0))
        )
        parts = [f"{found} in {faulty}{where}" if found else f"No faults found in {where}"]
        parts += [f"{count(untouched, 'line')} not checked at all"] if untouched else []
    else:
        parts = [f"Nothing was checked: no rule judged any of {count(lines, 'line')}"]
    return f"{'; '.join([*parts, *more])}."
