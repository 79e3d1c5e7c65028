"""Tables with their right hash and another content than otcpt writes: one kind of error."""

from collections.abc import Iterator
from contextlib import contextmanager

from otcpt.errors import BrokenData, OtcptError

#: What readers of such tables run into.
_NOT_WRITTEN_SO = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, MemoryError)


@contextmanager
def own_errors(what: str) -> Iterator[None]:
    """Raise `BrokenData` for whatever a reader stumbles over; otcpt's own errors pass."""
    try:
        yield
    except OtcptError:
        raise
    except _NOT_WRITTEN_SO as problem:
        raise BrokenData(
            f"{what} is not one that otcpt wrote ({type(problem).__name__}: {problem}); build the edition again"
        ) from None
