"""From a row of the registry table to a code meaning. The columns are those of ``data/codes.csv``."""

from collections.abc import Sequence
from datetime import date

from otcpt.codes._meaning import CodeMeaning, Timing

#: The columns, in order. All values are text; an empty one is absent.
FIELDS = (
    "code", "label", "system", "family", "interval", "pool", "timing_family", "additional", "rounding", "minimum",
    "first_day", "last_day", "start_known", "add_on_to", "unit_basis", "predecessors", "successors", "status",
    "designation", "designation_confirmed", "mppr", "one_on_one", "direct_contact", "once_a_day",
    "context", "sources", "confidence", "date_basis", "notes",
)  # fmt: skip


def meaning_of(row: Sequence[str]) -> CodeMeaning:
    """Read one row; the build has already checked it."""
    value = dict(zip(FIELDS, row, strict=True))
    return CodeMeaning(
        code=value["code"],
        label=value["label"],
        system=value["system"],
        family=value["family"],
        timing=_timing(value),
        first_day=_day(value["first_day"]),
        last_day=_day(value["last_day"]),
        start_known=value["start_known"] == "yes",
        add_on_to=_list(value["add_on_to"]),
        unit_basis=value["unit_basis"],
        predecessors=_list(value["predecessors"]),
        successors=_list(value["successors"]),
        status=value["status"],
        designation=value["designation"],
        designation_confirmed=value["designation_confirmed"] == "yes",
        mppr=value["mppr"] == "yes",
        one_on_one=_maybe(value["one_on_one"]),
        direct_contact=_maybe(value["direct_contact"]),
        once_a_day=value["once_a_day"] == "yes",
        context=value["context"] == "yes",
        sources=_list(value["sources"]),
        confidence=value["confidence"],
        date_basis=value["date_basis"],
        notes=value["notes"],
    )


def _timing(value: dict[str, str]) -> Timing:
    return Timing(
        interval=_number(value["interval"]),
        pool=value["pool"] or None,
        family=value["timing_family"] or None,
        additional=value["additional"] or None,
        rounding=value["rounding"] or "midpoint",
        minimum=_number(value["minimum"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> int | None:
    return int(text) if text else None


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _maybe(text: str) -> bool | None:
    return None if not text else text == "yes"
