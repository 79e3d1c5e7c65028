"""What stands in a PTP row beside its two codes, cell by cell."""

from collections.abc import Callable, Sequence

from otcpt.io.cms._cells import read_day
from otcpt.io.cms._ptp_file import PtpTerms

PRIOR, EFFECTIVE, DELETION = "in existence prior to 1996", "Effective Date", "Deletion Date"
INDICATOR, RATIONALE = "Modifier", "PTP Edit Rationale"


def read_terms(cells: Sequence[str], fault: Callable[[str, str, str], None]) -> PtpTerms | None:
    """Return the terms of the five cells, or None after telling column, value and fault of all that is wrong."""
    prior, first, last, mark, rationale = map(str.strip, cells)
    effective = read_day(first)
    deletion = None if last == "*" else read_day(last)
    wrong: list[tuple[str, str, str]] = []
    if prior not in ("", "*"):
        wrong.append((PRIOR, prior, "expected * or nothing"))
    if effective is None:
        wrong.append((EFFECTIVE, first, "expected a day as YYYYMMDD"))
    if deletion is None and last != "*":
        wrong.append((DELETION, last, "expected a day as YYYYMMDD, or * for none"))
    if mark not in ("0", "1", "9"):
        wrong.append((INDICATOR, mark, "expected 0, 1 or 9"))
    if not rationale:
        wrong.append((RATIONALE, rationale, "the rationale is missing"))
    if effective is not None and not wrong:
        if mark == "9" and (deletion is None or deletion > effective):
            wrong.append((DELETION, last, f"an edit with indicator 9 is never in force; expected {first}"))
        if mark != "9" and deletion is not None and deletion < effective:
            wrong.append((DELETION, last, f"the edit ends before its effective date, {first}"))
    for column, value, message in wrong:
        fault(column, value, message)
    if wrong or effective is None:
        return None
    return PtpTerms(prior == "*", effective, deletion, int(mark), rationale)
