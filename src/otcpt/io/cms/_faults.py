"""The list of what is wrong with a set of files: all is counted, the first thousand are shown."""

from otcpt.errors import InputErrors, Problem

LISTED = 1000
_SHOWN = 60


class Faults:
    """Collects, and raises once."""

    def __init__(self) -> None:
        self.count = 0
        self._listed: list[Problem] = []

    def note(self, file: str, row: int | None, column: str | None, value: str | None, message: str) -> None:
        """Count what is wrong, and list it while there is room; a long value is cut."""
        self.count += 1
        if self.count <= LISTED:
            if value is not None and len(value) > _SHOWN:
                value = value[: _SHOWN - 1] + "…"
            self._listed.append(Problem(file, row, column, value, message))

    def refuse(self, file: str, message: str, row: int | None = None, value: str | None = None) -> InputErrors:
        """Return the error for a file that cannot be read any further."""
        self.note(file, row, None, value, message)
        return self._error(file)

    def close(self, file: str) -> None:
        """Raise `InputErrors` if anything was noted; ``file`` bears the line that counts what is not listed."""
        if self.count:
            raise self._error(file)

    def _error(self, file: str) -> InputErrors:
        more = self.count - len(self._listed)
        tail = [Problem(file, None, None, None, f"and {more:,} more problems of this kind or another")] if more else []
        return InputErrors([*self._listed, *tail])
