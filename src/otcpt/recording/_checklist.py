"""The answer: each element with the lines that ask for it and what the data show."""

import json
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from otcpt.claims import ServiceLine
from otcpt.edits import RecordDocument
from otcpt.findings import Identity
from otcpt.recording._elements import Element
from otcpt.shown import Shown
from otcpt.tables import count

if TYPE_CHECKING:
    from otcpt.page import Page


class Status(StrEnum):
    """What the data of the claim and its history say of an element."""

    SHOWN = "shown by the claim's data"
    CONTRADICTED = "contradicted by the claim's data"
    RECORD = "only the record can show it"


@attrs.frozen
class ChecklistItem:
    """One element, the lines that ask for it, and what the data show.

    ``positions`` are places in the claim's lines (for a visit, in its services). ``when`` is what must be so and no
    data tell, as words that follow *if*; it is empty where the element is asked for in any case. ``missing`` are the
    fields that would show it and were not given, ``contradicted_by`` the rules whose findings contradict it.
    """

    element: Element
    status: Status
    positions: tuple[int, ...]
    when: str = ""
    missing: tuple[str, ...] = ()
    contradicted_by: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<ChecklistItem {self.element.law.id}: {self.status}>"

    def to_record(self) -> dict[str, object]:
        """Return the item as plain values, ready for JSON."""
        return {
            **self.element.to_record(),
            "status": str(self.status),
            "lines": [place + 1 for place in self.positions],
            "when": self.when,
            "missing": list(self.missing),
            "contradicted_by": list(self.contradicted_by),
        }


@attrs.frozen(repr=False)
class Documentation(Shown):
    """What the record must show for the lines of one claim or visit.

    ``items`` are what is required or supports the lines; ``not_required`` is what reviewers often ask for and no
    source requires. ``str()`` gives the checklist as text.
    """

    items: tuple[ChecklistItem, ...]
    not_required: tuple[Element, ...]
    lines: tuple[ServiceLine, ...]
    identity: Identity

    def __repr__(self) -> str:
        return f"<Documentation: {self.verdict}>"

    def with_status(self, status: Status) -> tuple[ChecklistItem, ...]:
        """Return the items of one status.

        Args:
            status: What the claim's data say of an element.

        Returns:
            The items.
        """
        return tuple(item for item in self.items if item.status is status)

    @property
    def verdict(self) -> str:
        """The checklist in a sentence."""
        if not self.lines:
            return "Nothing is asked for: there are no lines"
        counted = Counter(item.status for item in self.items)
        counts = ", ".join(f"{counted[status]:,} {status}" for status in Status)
        return f"{count(len(self.items), 'element')} of the record for {count(len(self.lines), 'line')}: {counts}"

    def to_record(self) -> dict[str, object]:
        """Return the checklist as plain values, ready for JSON."""
        return {
            "verdict": self.verdict,
            "items": [item.to_record() for item in self.items],
            "not_required": [element.to_record() for element in self.not_required],
            "identity": self.identity.to_record(),
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the checklist as JSON text.

        Args:
            indent: Spaces for each level; one line where it is None.

        Returns:
            JSON with the keys of ``to_record``.
        """
        return json.dumps(self.to_record(), indent=indent)

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.recording.pages import documentation_page

        return documentation_page(self)

    def by_document(self) -> Iterator[tuple[RecordDocument, list[ChecklistItem]]]:
        """Yield each document with its items: what is asked for in any case first."""
        for document in RecordDocument:
            items = [item for item in self.items if item.element.document is document]
            if items:
                yield document, sorted(items, key=lambda item: bool(item.when))
