"""The record of a claim, and claims out of records and rows."""

from collections.abc import Iterable, Mapping
from operator import itemgetter

from otcpt.claims._claim import Claim
from otcpt.claims._line import ServiceLine
from otcpt.claims._line_record import line_record, read_line
from otcpt.claims._rows import HEAD_FIELDS, Group, Rows, is_row
from otcpt.records import VERSION, Faults, Field, at, collected, each, version

#: The version of the record of a claim, which `claim_schema` describes.
CLAIM_VERSION = 1

_HEAD = {VERSION: Field(version(CLAIM_VERSION)), **HEAD_FIELDS}
_LINES = each(read_line)


def claim_record(claim: Claim) -> dict[str, object]:
    """Return a claim as plain values."""
    return {
        VERSION: CLAIM_VERSION,
        "claim_id": claim.claim_id,
        "frequency": claim.frequency,
        "replaces": claim.replaces,
        "lines": [line_record(line) for line in claim.lines],
    }


def claims_of_rows(rows: Iterable[object]) -> tuple[Claim, ...]:
    """Return the claims of rows, in the order of their first rows; records of whole claims may be among them."""
    faults = Faults("rows")
    given = Rows()
    whole: list[tuple[int, Claim]] = []
    for row, record in enumerate(rows, 1):
        faults.row = row
        if is_row(record) or not isinstance(record, Mapping):
            given.read(record, row, faults)
        elif (claim := read_claim(record, "", faults)) is not None:
            whole.append((row, claim))
    faults.close()
    whole += [(group.rows[0], claim_of(group)) for group in given.groups]
    return tuple(claim for _, claim in sorted(whole, key=itemgetter(0)))


def read_claim(given: object, path: str, faults: Faults) -> Claim | None:
    """Return the claim of a record, with those of its lines that can be read; None where it is no claim."""
    return read_claim_lines(given, path, faults)[0]


def read_claim_lines(given: object, path: str, faults: Faults) -> "tuple[Claim | None, list[ServiceLine | None]]":
    """Read the claim of a record, and each of its lines."""
    if not isinstance(given, Mapping):
        collected(given, {"lines": Field(_LINES, "[...]")}, path, faults)
        return None, []
    head = collected({key: value for key, value in given.items() if key != "lines"}, _HEAD, path, faults)
    if given.get("lines") is None:
        faults.add(at(path, "lines"), "is missing; write the claim's service lines as a list")
        return None, []
    lines = _LINES(given["lines"], at(path, "lines"), faults)
    read = [line for line in lines if line is not None]
    return (None if head is None else Claim(read, **head)), lines  # type: ignore[arg-type]  # each field has read its own


def claim_of(group: Group) -> Claim:
    """Return the claim of rows that belong together."""
    return Claim(group.lines, claim_id=group.claim_id, frequency=group.frequency, replaces=group.replaces)
