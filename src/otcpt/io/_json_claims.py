"""Reading claims from JSON and JSON lines."""

import json
from collections.abc import Mapping, Sequence

import attrs

from otcpt.claims import (
    REPLACEMENT,
    VOID,
    Claim,
    Rows,
    ServiceLine,
    claim_of,
    frequency_form,
    is_row,
    read_claim_lines,
)
from otcpt.collector import gc_paused
from otcpt.frozenmap import FrozenMap
from otcpt.io._claim_file import ClaimFile, RowCounts, RowSetApart
from otcpt.io._json import JsonValues
from otcpt.io._log import Log, OnProblem
from otcpt.io._text import Progress, Source, decode, load
from otcpt.records import Faults


def read_json(
    source: Source, *, name: str | None = None, progress: Progress | None = None, on_problem: OnProblem = "raise"
) -> ClaimFile:
    """Read claims from JSON (one claim, or a list) or JSON lines: a path, or the contents as bytes.

    Each value is the record of a claim, as ``Claim.to_record`` writes it and `claim_schema` describes it, or a service
    line by itself. Lines of one ``claim_id`` and patient are a claim; without ``claim_id`` each is one.

    Args:
        source: A path, or the contents as bytes.
        name: What problems call the file.
        progress: Called with the bytes done and the bytes in all.
        on_problem: With ``keep``, the lines that can be read are returned, and the problems with them.

    Returns:
        The claims, in the order of their first lines. Lines take the claim's id where they have none, and are
        numbered where they have no ``line_id``. A position is the line of the file, or the place in the list.

    Raises:
        InputErrors: Every problem with its line (or place) and its path.
        OSError: The path cannot be opened.

    Example:
        >>> read_json(b'{"code": "97530", "date_of_service": "2026-03-02", "units": 2}').claims[0].lines[0].units
        2
    """
    data, name = load(source, name, progress)
    log = Log(name)
    faults = Faults(name, log.problems)
    rows = Rows()
    found: list[tuple[Claim, tuple[int, ...]]] = []
    given = 0
    corrections: dict[str, Claim] = {}
    values = JsonValues(decode(data, log), log)
    with gc_paused():
        for number, value in values:
            faults.row, row, before = number, number or 1, len(faults)
            if is_row(value):
                given += 1
                rows.read(value, row, faults)
                if len(faults) > before:
                    log.set_apart(row, before, _cells(value))
                    corrections |= _correction(value)
                continue
            claim, lines = read_claim_lines(value, "", faults)
            given += len(lines) or len(faults) > before
            _set_apart(value, row, claim, lines, log, before)
            if claim is not None:
                if not lines:
                    log.note("a claim has no service line")
                found.append((_named(claim), (row,) * len(claim)))
    found += [(claim_of(group), tuple(group.rows)) for group in rows.groups]
    known = {(claim.claim_id, claim.frequency) for claim, _ in found}
    found += [(claim, ()) for claim in corrections.values() if (claim.claim_id, claim.frequency) not in known]
    found.sort(key=lambda one: one[1][:1])
    if progress is not None:
        progress(len(data), len(data))
    read = sum(len(claim) for claim, _ in found)
    if not read and not log.problems:
        log.problem(None, None, None, "the file has no service line")
    log.close(on_problem)
    return ClaimFile(
        name=name,
        kind="json",
        claims=tuple(claim for claim, _ in found),
        positions=tuple(places for _, places in found),
        notes=log.notes,
        problems=log.in_order(),
        set_apart=tuple(log.apart),
        row_counts=RowCounts(given=given + values.broken, read=read, set_apart=len(log.apart)),
    )


def _correction(row: object) -> dict[str, Claim]:
    """The claim of a row that cannot be read, if it takes back another: it does so without a line."""
    match row:
        case {"claim_id": str(name), "frequency": str(given)} if (frequency := frequency_form(given.strip())) in (
            REPLACEMENT,
            VOID,
        ):
            replaces = row.get("replaces") if isinstance(row, Mapping) else None
            return {name: Claim((), claim_id=name, frequency=frequency, replaces=replaces and str(replaces))}
    return {}


def _set_apart(
    value: object, row: int, claim: Claim | None, lines: Sequence[ServiceLine | None], log: Log, before: int
) -> None:
    """Set the lines of a claim apart in which something is wrong; all of them, where it is the claim."""
    problems = log.problems[before:]
    if not problems:
        return
    given = value.get("lines") if isinstance(value, Mapping) else None
    claim_id = value.get("claim_id") if isinstance(value, Mapping) else None
    records = given if isinstance(given, list) and lines else [value]
    for place, record in enumerate(records):
        if claim is None or not lines or lines[place] is None:
            whose = [one for one in problems if claim is None or (one.column or "").startswith(f"lines[{place}]")]
            why = "; ".join(f"{one.column}: {one.message}" if one.column else one.message for one in whose)
            log.apart.append(RowSetApart(row, why, _cells(record, claim_id)))


def _cells(record: object, claim_id: object = None) -> FrozenMap[str, str]:
    """Return what a line has, as text; with the id of its claim where it has none."""
    if not isinstance(record, Mapping):
        return FrozenMap()
    own = {str(key): value for key, value in record.items() if value is not None and key != "lines"}
    if isinstance(claim_id, str):
        own = {"claim_id": claim_id} | own
    return FrozenMap(
        {key: json.dumps(one, default=str) if isinstance(one, list | dict) else str(one) for key, one in own.items()}
    )


def _named(claim: Claim) -> Claim:
    """Give the lines the claim's id and their place where they have none."""
    return attrs.evolve(claim, lines=[_line(claim, line, place) for place, line in enumerate(claim.lines, 1)])


def _line(claim: Claim, line: ServiceLine, place: int) -> ServiceLine:
    claim_id = claim.claim_id if line.claim_id is None else line.claim_id
    line_id = str(place) if line.line_id is None else line.line_id
    if (claim_id, line_id) == (line.claim_id, line.line_id):
        return line
    return attrs.evolve(line, claim_id=claim_id, line_id=line_id)
