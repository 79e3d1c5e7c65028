"""The words of many findings: what they share is made once, what differs is filled in from columns."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from json.encoder import encode_basestring_ascii as _quoted

from otcpt.findings._finding import Evidence, Finding
from otcpt.findings._record import RECORD, Form, cell
from otcpt.findings._rule import Rule
from otcpt.fixes import Changes, change_record
from otcpt.wording import fill_each, names_of

_TEXTS = [key for key in RECORD if not key.of_lines and (key.form is Form.TEXT or key.form.is_json)]
#: The keys of a record, each one text, that findings of one rule and severity share; and those that others share too.
HEAD = tuple(key for key in _TEXTS if key.of_rule or key.name == "severity")
WORDS = tuple(key for key in _TEXTS if key not in HEAD)
_json = json.JSONEncoder().encode


def head_of(finding: Finding) -> tuple[str, ...]:
    """Return the values of the `HEAD`."""
    return tuple([cell(key.form, key.read(finding)) for key in HEAD])


def words_of(finding: Finding, named: Evidence, changes: Changes, known: dict[object, str]) -> tuple[str, ...]:
    """Return the values of the `WORDS`; those that follow from less than the whole finding are made once."""
    words = []
    for key in WORDS:
        less: object = None
        if key.name == "fixes" and not names_date(finding.rule):
            printed = _of_fixes(finding.rule)
            less = finding.rule_id, changes, finding.codes, *[one for one in named if one[0] in printed]
        text = known.get(less)
        if text is None:
            text = cell(key.form, key.read(finding))
            if less is not None:
                known[less] = text
        words.append(text)
    return tuple(words)


def words_of_each(
    like: Finding, evidence: Mapping[str, Sequence[object]], changes: Mapping[str, Sequence[str]]
) -> Iterable[tuple[str, ...]]:
    """Return the values of the `WORDS` of many findings of a rule, which differ in their evidence and their changes.

    The latter are JSON, by the key of their fix. Fixes print no evidence that stands for words, nor messages codes.
    """
    rule = like.rule
    cells = {name: list(map(_in_json, values)) for name, values in evidence.items()}
    fixes = _fixes_cell(rule, tuple(changes))
    escaped = {name: _escaped(evidence[name]) for name in names_of(fixes) if name in evidence}
    texts = {
        "message": fill_each(rule.message, evidence, rule.words),
        "evidence": fill_each("{" + ", ".join(f"{_json(name)}: {{{name}}}" for name in cells) + "}", cells),
        "fixes": fill_each(fixes, {**escaped, **{_changes_of(key): values for key, values in changes.items()}}),
    }
    return zip(*(texts[key.name] for key in WORDS), strict=True)


@cache
def _fixes_cell(rule: Rule, offered: tuple[str, ...]) -> str:
    """The fixes of a finding as JSON, with the evidence and the changes still to be filled in."""
    fixes = [fix for fix in rule.fixes if fix.key in offered]
    text = _json([{**fix.to_record(), "changes": _changes_of(fix.key)} for fix in fixes])
    for fix in fixes:
        text = text.replace(_json(_changes_of(fix.key)), f"{{{_changes_of(fix.key)}}}")
    return text


def _changes_of(key: str) -> str:
    return f"changes_of_{key}"


def _in_json(value: object) -> str:
    return _quoted(value) if type(value) is str else str(value) if type(value) is int else _json(value)


def _escaped(values: Sequence[object]) -> list[object]:
    return [_quoted(value)[1:-1] if isinstance(value, str) else value for value in values]


def changes_in_json(finding: Finding) -> dict[str, str]:
    """Return the changes that the fixes of a finding offer, by the key of the fix."""
    return {key: _json(list(map(change_record, changes))) for key, changes in finding.changes.items()}


@cache
def names_date(rule: Rule) -> bool:
    """Whether the words of a rule's findings differ from day to day."""
    return rule.names_date


@cache
def _of_fixes(rule: Rule) -> frozenset[str]:
    """The names of the evidence that a rule's fixes may print."""
    given = {name for fix in rule.fixes for text in (fix.words, fix.when, *fix.record) for name in names_of(text)}
    worded = (text for name in given for text in rule.words.get(name, {}).values())
    return frozenset(given.union(*map(names_of, worded)))
