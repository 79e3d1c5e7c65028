"""Service lines that arrive row by row, put together by the claim they belong to."""

from collections.abc import Mapping

import attrs

from otcpt.claims._line import ServiceLine, claim_frequency
from otcpt.claims._line_record import LINE_FIELDS
from otcpt.errors import InvalidInput
from otcpt.records import Faults, Field, checked, collected, opaque

#: What is the claim's and not a line's.
HEAD_FIELDS = {"claim_id": Field(opaque), "frequency": Field(checked(claim_frequency)), "replaces": Field(opaque)}
_ROW_FIELDS = {**LINE_FIELDS, **HEAD_FIELDS}
#: What is wrong with a row that may be of two claims.
DIFFER = "rows of one claim differ in frequency or in what it replaces; give both in each of its rows"


@attrs.define
class Group:
    """The lines of one claim, and the number of each one's row."""

    frequency: str
    replaces: str | None
    lines: list[ServiceLine] = attrs.field(factory=list)
    rows: list[int] = attrs.field(factory=list)

    @property
    def claim_id(self) -> str | None:
        """The claim's id, which all its lines have."""
        return self.lines[0].claim_id


class Rows:
    """Collects rows: those of one claim_id, patient and frequency are a claim; without claim_id each row is one.

    A missing line_id is the number of the row.
    """

    def __init__(self) -> None:
        self._groups: dict[object, Group] = {}
        self._frequencies: dict[object, set[str]] = {}

    @property
    def groups(self) -> list[Group]:
        """The claims in the order of their first rows."""
        return list(self._groups.values())

    def read(self, given: object, row: int, faults: Faults) -> None:
        """Read one row, plain data numbered from 1; what is wrong with it is recorded."""
        values = collected(given, _ROW_FIELDS, "", faults)
        if values is None:
            return
        frequency = str(values.pop("frequency", ""))
        replaces = str(values.pop("replaces", "")).strip() or None
        values.setdefault("line_id", str(row))
        try:
            line = ServiceLine(**values)  # type: ignore[arg-type]  # it checks them itself
        except InvalidInput as error:
            faults.add(error.what, str(error))
            return
        key: object = row if line.claim_id is None else (line.claim_id, line.patient_key)
        seen = self._frequencies.setdefault(key, set())
        name = key, frequency or "1"
        group = self._groups.get(name, Group(name[1], replaces))
        if not agree(seen, frequency) or group.replaces != replaces:
            faults.add("frequency", DIFFER, frequency)
            return
        self._groups[name] = group
        group.lines.append(line)
        group.rows.append(row)


def agree(seen: set[str], frequency: str) -> bool:
    """Take up a row's frequency; return whether a claim and its correction can be kept apart."""
    seen.add(frequency)
    return len(seen - {"1"}) < 2


def is_row(record: object) -> bool:
    """Return whether a record is a service line by itself, and not a claim with its lines."""
    return isinstance(record, Mapping) and "lines" not in record
