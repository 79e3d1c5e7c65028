"""What reading a file of remittances gives."""

from collections.abc import Iterator

import attrs

from otcpt.claims import Remittance, RemittanceClaim
from otcpt.errors import Problem


@attrs.frozen(kw_only=True)
class RemittanceFile:
    """The remittances of one file, in its order.

    ``notes`` are the liberties taken in reading, ``problems`` what was wrong, where the caller asked to keep it instead
    of raising: amounts that do not add up among them.
    """

    name: str
    remittances: tuple[Remittance, ...] = attrs.field(repr=lambda given: f"<{len(given)} remittances>")
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __iter__(self) -> Iterator[Remittance]:
        return iter(self.remittances)

    def __len__(self) -> int:
        return len(self.remittances)

    def claims(self) -> Iterator[RemittanceClaim]:
        """Every answered claim of every remittance."""
        for remittance in self.remittances:
            yield from remittance.claims
