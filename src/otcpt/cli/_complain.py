"""What is said on stderr when the input or the call is broken."""

import sys

from otcpt.cli._page import open_page
from otcpt.errors import InputErrors, OtcptError, Problem

#: Problems shown before it says how many more there are.
_SHOWN = 100


def complain(error: OtcptError | OSError) -> None:
    """Say what is wrong, where, and how to mend it."""
    page = open_page(sys.stderr)
    if isinstance(error, InputErrors):
        problems = error.problems
        file = problems[0].file if problems else "the input"
        number = "1 problem" if len(problems) == 1 else f"{len(problems):,} problems"
        page.text(f"otcpt: {file} cannot be checked: {number}")
        shown = problems[:_SHOWN]
        headers = ("row or segment", "column or element", "value", "what is wrong")
        if len({problem.file for problem in shown}) > 1:
            page.table([(problem.file, *_row(problem)) for problem in shown], ("file", *headers))
        else:
            page.table(map(_row, shown), headers)
        if len(problems) > _SHOWN:
            page.text(f"and {len(problems) - _SHOWN:,} more; mend these first", indent=2)
    elif isinstance(error, OSError) and not isinstance(error, OtcptError):
        page.text(f"otcpt: cannot open {error.filename}: {(error.strerror or str(error)).lower()}")
    else:
        page.text(f"otcpt: {error}")


def _row(problem: Problem) -> tuple[str, str, str, str]:
    row = "" if problem.row is None else str(problem.row)
    value = "" if problem.value is None else repr(problem.value)
    return row, problem.column or "", value, problem.message
