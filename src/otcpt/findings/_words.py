"""The words of many findings: what they share is made once."""

from collections.abc import Iterable
from functools import cache

from otcpt.findings._finding import Evidence, Finding
from otcpt.findings._record import RECORD, Form, RecordKey, cell
from otcpt.findings._rule import Rule
from otcpt.fixes import Changes
from otcpt.wording import names_of

_TEXTS = [key for key in RECORD if not key.of_lines and (key.form is Form.TEXT or key.form.is_json)]
#: The keys of a record, each one text, that findings of one rule and severity share; and those that others share too.
HEAD = tuple(key for key in _TEXTS if key.of_rule or key.name == "severity")
WORDS = tuple(key for key in _TEXTS if key not in HEAD)


def cells_of(finding: Finding, keys: Iterable[RecordKey[Finding]]) -> tuple[str, ...]:
    """Return the values of some keys."""
    return tuple([cell(key.form, key.read(finding)) for key in keys])


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
