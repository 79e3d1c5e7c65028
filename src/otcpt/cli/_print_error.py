"""What is said on stderr when the input or the call is broken."""

import sys
from collections.abc import Sequence

from otcpt.cli._page import open_page
from otcpt.errors import InputErrors, OtcptError, Problem, grouped, rows_in_words

_HEADERS = ("file", "row or segment", "column or element", "value", "what is wrong")

#: Problems shown before it says how many more there are.
_SHOWN = 100


def print_error(error: OtcptError | OSError) -> None:
    """Say what is wrong, where, and how to correct it."""
    page = open_page(sys.stderr)
    if isinstance(error, InputErrors):
        problems = error.problems
        files = list(dict.fromkeys(problem.file for problem in problems))
        number = "1 problem" if len(problems) == 1 else f"{len(problems):,} problems"
        page.text(f"otcpt: {', '.join(files) or 'the input'} cannot be checked: {number}")
        kinds = grouped(problems)
        shown = [_row(problem, rows) for problem, rows in kinds[:_SHOWN]]
        first = 0 if len(files) > 1 else 1
        told = [place for place in range(first, len(_HEADERS)) if any(row[place] for row in shown)]
        page.table([[row[place] for place in told] for row in shown], [_HEADERS[place] for place in told])
        if len(kinds) > _SHOWN:
            more = sum(len(rows) for _, rows in kinds[_SHOWN:])
            page.text(f"and {more:,} more; correct these first", indent=2)
    elif isinstance(error, OSError) and not isinstance(error, OtcptError):
        page.text(f"otcpt: cannot open {error.filename}: {(error.strerror or str(error)).lower()}")
    else:
        page.text(f"otcpt: {error}")


def _row(problem: Problem, rows: Sequence[int | None]) -> tuple[str, ...]:
    value = "" if problem.value is None else repr(problem.value)
    return problem.file, rows_in_words(rows), problem.column or "", value, problem.message
