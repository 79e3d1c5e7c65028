"""A finding read back from its record, or from a row of a table of findings."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Protocol

from otcpt.claims import Claim, History, ServiceLine
from otcpt.errors import InvalidInput, OtcptError
from otcpt.findings import RECORD, Evidence, Finding, Form, Rule, Severity, Value, cell
from otcpt.fixes import Change, Changes, read_change
from otcpt.forms import shown
from otcpt.frozenmap import FrozenMap
from otcpt.members import whole_number
from otcpt.rules import find_rule


class Row(Protocol):
    """Values by name: a mapping, a row of Spark, a Series of pandas."""

    def __getitem__(self, key: str, /) -> object:
        """Return the value of a column; raise `KeyError` or `ValueError` where there is none."""


def read_finding(record: Row, claim: Claim, *, history: History | None = None) -> Finding:
    """Return the finding of a record, bound to its claim; it equals the finding that the record was made from.

    The words are derived again and must be those of the record. A finding that rests on lines of another claim cannot
    be read back, since its record does not have them.

    Args:
        record: What ``Finding.to_record`` returns, a line of JSON lines, or a row of findings from a frame, Parquet,
            CSV or Spark.
        claim: The claim, with all lines in the order of the file or frame; where lines had no id, the row is the id.
        history: The history that the check was given, for findings that rest on its lines.

    Returns:
        The finding.

    Raises:
        InvalidInput: The record is not one, is about other lines or an unknown rule, or was written by a version of
            otcpt with other words.

    Example:
        >>> from otcpt.claims import parse_claim
        >>> from otcpt.checking import check
        >>> claim = parse_claim("2026-03-02", "97130:GO x1 @15")
        >>> [finding] = check(claim, policy="medicare-part-b").findings
        >>> read_finding(finding.to_record(), claim) == finding
        True
    """
    try:
        rule = find_rule(str(record["rule_id"]))
        given = {key.name: _plain(key.form, record[key.name]) for key in RECORD}
        positions = _positions(given, claim, history)
        if len(set(positions)) < len(positions):
            raise ValueError(f"{rule.id} rests on lines of several claims; check them again")
        finding = Finding(
            rule,
            positions,
            tuple(_line(position, claim, history) for position in positions),
            _evidence(given["evidence"]),
            Severity(str(given["severity"])),
            _changes(given["fixes"], rule),
        )
        written = finding.to_record()
    except (OtcptError, KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
        raise InvalidInput(
            f"this is no record of a finding of otcpt ({type(problem).__name__}: {problem})", "record", record
        ) from None
    if given["positions"] is None:
        given["positions"] = written["positions"]
    for key in RECORD:
        written_value, value = given[key.name], written[key.name]
        if written_value != value and not (isinstance(written_value, str) and written_value == cell(key.form, value)):
            raise InvalidInput(
                f"the record says {shown(written_value)} as {key.name}, for this claim it would be {shown(value)}; "
                "give the claim the finding is about, and the version of otcpt that wrote it",
                key.name,
                written_value,
            )
    return finding


def _plain(form: Form, value: object) -> object:
    """Return a cell as a plain value; what differs from table to table is brought to one form."""
    if form.is_json:
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:
            return value
    if isinstance(value, Iterable):
        return (value or None) if isinstance(value, str) else list(value)
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    missing = value is None or type(value).__name__ == "NAType" or value != value  # NaN of a CSV
    return None if missing else str(value)


def _positions(given: Mapping[str, object], claim: Claim, history: History | None) -> tuple[int, ...]:
    """The places of the lines; a stream that did not know them gave none, and they are found by the lines' ids."""
    positions = given["positions"]
    if positions is not None:
        return tuple(map(_whole, _listed(positions)))
    places = {line.line_id or str(place + 1): place for place, line in enumerate(claim.lines)}
    before = () if history is None else history.lines
    places |= {line.line_id or f"history {place}": -place for place, line in enumerate(before, 1)}
    return tuple(places[str(one)] for one in _listed(given["line_ids"]))


def _whole(value: object) -> int:
    number = int(value) if isinstance(value, str) and value.removeprefix("-").isdigit() else whole_number(value)
    if number is None:
        raise TypeError(f"{value!r} is no place of a line")
    return number


def _listed(value: object) -> list[object]:
    found = value.split(" ") if isinstance(value, str) else value
    if not isinstance(found, list) or not found:
        raise TypeError(f"{value!r} is not a list of something")
    return found


def _line(position: int, claim: Claim, history: History | None) -> ServiceLine:
    lines = claim.lines if position >= 0 else () if history is None else history.lines
    place = position if position >= 0 else -position - 1
    if place >= len(lines):
        raise ValueError(f"there is no line {place + 1} in the {'claim' if position >= 0 else 'history'}")
    return lines[place]


def _evidence(value: object) -> Evidence:
    if not isinstance(value, Mapping):
        raise TypeError(f"evidence {value!r} is not a mapping")
    return tuple((str(name), _value(one)) for name, one in value.items())


def _changes(value: object, rule: Rule) -> Changes:
    """Return what differs from the changes that every finding of the rule has."""
    given: dict[str, tuple[Change, ...]] = {}
    for fix in value if isinstance(value, list) else ():
        given[str(fix["key"])] = tuple(read_change(one) for one in fix["changes"])
    return FrozenMap({fix.key: given.get(fix.key, ()) for fix in rule.fixes if given.get(fix.key, ()) != fix.changes})


def _value(value: object) -> Value:
    if isinstance(value, list):
        return tuple(map(str, value))
    if isinstance(value, str | int):
        return value
    raise TypeError(f"{value!r} cannot be evidence")
