"""What is said on stderr when the input or the call is broken."""

import sys

from otcpt.cli._page import open_page
from otcpt.errors import InputErrors, OtcptError, Problem

_HEADERS = ("file", "row or segment", "column or element", "value", "what is wrong")

#: Problems shown before it says how many more there are.
_SHOWN = 100


def print_error(error: OtcptError | OSError) -> None:
    """Say what is wrong, where, and how to mend it."""
    page = open_page(sys.stderr)
    if isinstance(error, InputErrors):
        problems = error.problems
        files = list(dict.fromkeys(problem.file for problem in problems))
        number = "1 problem" if len(problems) == 1 else f"{len(problems):,} problems"
        page.text(f"otcpt: {', '.join(files) or 'the input'} cannot be checked: {number}")
        shown = [*map(_row, problems[:_SHOWN])]
        first = 0 if len(files) > 1 else 1
        told = [place for place in range(first, len(_HEADERS)) if any(row[place] for row in shown)]
        page.table([[row[place] for place in told] for row in shown], [_HEADERS[place] for place in told])
        if len(problems) > _SHOWN:
            page.text(f"and {len(problems) - _SHOWN:,} more; mend these first", indent=2)
    elif isinstance(error, OSError) and not isinstance(error, OtcptError):
        page.text(f"otcpt: cannot open {error.filename}: {(error.strerror or str(error)).lower()}")
    else:
        page.text(f"otcpt: {error}")


def _row(problem: Problem) -> tuple[str, ...]:
    row = "" if problem.row is None else str(problem.row)
    value = "" if problem.value is None else repr(problem.value)
    return problem.file, row, problem.column or "", value, problem.message
