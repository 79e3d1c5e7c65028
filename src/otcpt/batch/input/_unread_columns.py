"""Columns that nothing was read from: a misspelt name must not pass for a column that is not there."""

import warnings
from collections.abc import Sequence


class UnreadColumnsWarning(UserWarning):
    """A frame has columns that no check reads, perhaps since their names are misspelt; near misses are suggested.

    Drop or rename them, name them in ``columns=``, or call `check_table`, whose report has them as ``notes``.
    """


def warn_of_unread(notes: Sequence[str]) -> None:
    """Warn once of all columns that were not read, at the line that called the caller of this function."""
    if notes:
        warnings.warn("\n".join(notes), UnreadColumnsWarning, stacklevel=3)
