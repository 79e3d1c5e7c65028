"""A finding read back from its record."""

from collections.abc import Mapping

from otcpt.claims import Claim, History, ServiceLine
from otcpt.errors import InvalidInput, OtcptError
from otcpt.findings import Evidence, Finding, Rule, Severity, Value
from otcpt.fixes import Change, Changes, read_change
from otcpt.frozenmap import FrozenMap
from otcpt.rules import find_rule


def read_finding(record: Mapping[str, object], claim: Claim, *, history: History | None = None) -> Finding:
    """Return the finding that ``Finding.to_record`` wrote, bound to the claim it was about; both are then equal.

    ``history`` is what was given to the check, for findings that rest on lines of it. Words are derived again and must
    be those of the record. A finding that rests on another claim's lines cannot be read back: its record does not hold
    them. Raises `InvalidInput` for such a one, for a record that is none, of an unknown rule, about other lines than
    the claim's, or whose words another version of otcpt wrote.

    >>> from otcpt.claims import parse_claim
    >>> from otcpt.checking import check
    >>> claim = parse_claim("2026-03-02", "97130:GO x1 @15")
    >>> [finding] = check(claim, policy="medicare-part-b").findings
    >>> read_finding(finding.to_record(), claim) == finding
    True
    """
    try:
        rule = find_rule(_text(record["rule_id"]))
        positions = tuple(map(_position, _list(record["positions"])))
        if len(set(positions)) < len(positions):
            raise ValueError(f"{rule.id} rests on lines of several claims; check them again")
        finding = Finding(
            rule,
            positions,
            tuple(_line(position, claim, history) for position in positions),
            _evidence(record["evidence"]),
            Severity(_text(record["severity"])),
            _changes(record["fixes"], rule),
        )
        written = finding.to_record()
    except (OtcptError, KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
        raise InvalidInput(f"this is no record of a finding of otcpt ({problem!r})", "record", record) from None
    for key, value in written.items():
        if record.get(key) != value:
            raise InvalidInput(
                f"the record says {record.get(key)!r} as {key}, for this claim it would be {value!r}; give the "
                "claim the finding is about, and the version of otcpt that wrote it",
                key,
                record.get(key),
            )
    return finding


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list) or not value:
        raise TypeError(f"{value!r} is not a list of something")
    return value


def _position(value: object) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is no place of a line")
    return value


def _line(position: int, claim: Claim, history: History | None) -> ServiceLine:
    lines = claim.lines if position >= 0 else () if history is None else history.lines
    place = position if position >= 0 else -position - 1
    if place >= len(lines):
        raise ValueError(f"there is no line {place + 1} in the {'claim' if position >= 0 else 'history'}")
    return lines[place]


def _evidence(value: object) -> Evidence:
    if not isinstance(value, Mapping):
        raise TypeError(f"evidence {value!r} is not a mapping")
    return tuple((_text(name), _value(one)) for name, one in value.items())


def _changes(value: object, rule: Rule) -> Changes:
    """Return what differs from the changes that every finding of the rule has."""
    given: dict[str, tuple[Change, ...]] = {}
    for fix in value if isinstance(value, list) else ():
        given[_text(fix["key"])] = tuple(read_change(one) for one in fix["changes"])
    return FrozenMap({fix.key: given.get(fix.key, ()) for fix in rule.fixes if given.get(fix.key, ()) != fix.changes})


def _value(value: object) -> Value:
    if isinstance(value, list):
        return tuple(map(_text, value))
    if isinstance(value, str | int):
        return value
    raise TypeError(f"{value!r} cannot be evidence")
