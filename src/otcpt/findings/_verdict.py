"""Many claims or lines in a sentence."""

from collections.abc import Iterable, Mapping

from otcpt.findings._rule import Severity
from otcpt.tables import count


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
