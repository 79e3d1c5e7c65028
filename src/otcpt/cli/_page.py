"""What a command shows: on a terminal with colors and links, or as plain lines for a pipe or a file; what is wrong."""

import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

from otcpt.errors import InputErrors, OtcptError, Problem, grouped, rows_in_words
from otcpt.page import Block, Page, Paragraph, Table, to_text
from otcpt.tables import count

#: What is printed where something is folded.
HINT = "--verbose shows it"

_HEADERS = ("file", "row or segment", "column or element", "value", "what is wrong")

#: Problems shown before it says how many more there are.
_SHOWN = 100


def show(page: Page, stream: TextIO | None = None, *, folded: bool = False) -> None:
    """Draw a page on a stream, stdout unless given."""
    stream = sys.stdout if stream is None else stream
    if stream.isatty():
        from otcpt.cli._terminal import draw

        draw(page, stream, hint=HINT if folded else None)
    else:
        print(to_text(page, folded=folded, hint=HINT), file=stream)


def print_error(error: OtcptError | OSError) -> None:
    """Say what is wrong, where, and how to fix it."""
    show(Page("", _blocks(error)), sys.stderr)


def _blocks(error: OtcptError | OSError) -> Iterator[Block]:
    if isinstance(error, InputErrors):
        problems = error.problems
        files = list(dict.fromkeys(problem.file for problem in problems))
        what = f"{', '.join(files) or 'the input'} cannot be checked: {count(len(problems), 'problem')}"
        yield Paragraph(f"otcpt: {what}", as_is=True)
        kinds = grouped(problems)
        shown = [_row(problem, rows) for problem, rows in kinds[:_SHOWN]]
        first = 0 if len(files) > 1 else 1
        filled = [place for place in range(first, len(_HEADERS)) if any(row[place] for row in shown)]
        yield Table([[row[place] for place in filled] for row in shown], [_HEADERS[place] for place in filled])
        if len(kinds) > _SHOWN:
            more = sum(len(rows) for _, rows in kinds[_SHOWN:])
            yield Paragraph(f"and {more:,} more; correct these first")
    elif isinstance(error, OSError) and not isinstance(error, OtcptError):
        done = "write the answer" if error.filename is None else f"open {error.filename}"
        what = f"cannot {done}: {(error.strerror or str(error)).lower()}"
        yield Paragraph(f"otcpt: {what}", as_is=True)
    else:
        yield Paragraph(f"otcpt: {error}", as_is=True)


def _row(problem: Problem, rows: Sequence[int | None]) -> tuple[str, ...]:
    value = "" if problem.value is None else repr(problem.value)
    return problem.file, rows_in_words(rows), problem.column or "", value, problem.message
