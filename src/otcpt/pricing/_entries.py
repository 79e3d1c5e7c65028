"""Lines in the order in which they meet: by patient, day and billing provider."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import attrs

from otcpt.claims import ServiceLine
from otcpt.modifiers import ASSISTANT
from otcpt.policies import Settings
from otcpt.pricing._line_fees import LineFee
from otcpt.pricing._ranking import Key


@attrs.frozen(eq=False)
class Entry:
    """A line to price or, with ``claim`` None, one of the history that ranks with the others."""

    claim: int | None
    position: int
    line: ServiceLine
    who: object
    settings: Settings
    fee: LineFee
    key: Key


def groups_of(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return the lines of each patient, day and billing provider; lines without a key join the only one there is."""
    days: dict[tuple[object, date], list[Entry]] = {}
    for entry in entries:
        days.setdefault((entry.who, entry.line.date_of_service), []).append(entry)
    groups: list[list[Entry]] = []
    for members in days.values():
        keys = {entry.line.billing_provider_key for entry in members}
        if len(keys - {None}) <= 1:
            groups.append(members)
            continue
        by_key: dict[str | None, list[Entry]] = {}
        for entry in members:
            by_key.setdefault(entry.line.billing_provider_key, []).append(entry)
        groups += by_key.values()
    return groups


def line_key(line: ServiceLine, *, known: bool) -> Key:
    """Return what orders lines that rank alike: earlier claims first, then those without an assistant's modifier."""
    assistant = not ASSISTANT.keys().isdisjoint(line.modifiers)
    charge = (line.charge is not None, line.charge or Decimal(0))
    return not known, assistant, line.code, line.modifiers, line.units or 0, charge


def speaks_for(settings: Settings, payer: str | None) -> bool:
    """Whether the policy answers for a payer; for lines that name none it does."""
    if payer is None:
        return True
    return payer in settings.payers if settings.payers else payer not in settings.other_payers
