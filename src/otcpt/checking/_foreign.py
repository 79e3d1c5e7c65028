"""Rules of other packages: where one fails, the call stops and names the package and its version."""

from collections.abc import Iterable
from datetime import date

from otcpt.findings import Hit, Rule, RuleNotEvaluated, Severity
from otcpt.members import kind_of_value
from otcpt.rules import Day, Timeframe
from otcpt.wording import fill

_NAMESPACE = ":"

#: What words may name beside the evidence, for trying them.
_OF_A_LINE: dict[str, object] = {"code": "", "codes": ("",), "date": date.min}


def results_of(rule: Rule, view: Day | Timeframe) -> Iterable[Hit | RuleNotEvaluated]:
    """Return what a rule finds.

    Raises:
        BrokenPlugin: A rule that an installed package brings raised an error, or returned something else than results
            about lines it was asked about.
    """
    if _NAMESPACE not in rule.id:
        return rule.function(view)
    try:
        results = tuple(rule.function(view))
        for result in results:
            _check(rule, result, len(view.lines))
    except (Exception, SystemExit) as problem:
        from otcpt.plugins import find_plugin

        plugin = find_plugin("otcpt.rules", rule.id.partition(_NAMESPACE)[0])
        if plugin is None:
            raise
        why = str(problem) if isinstance(problem, _WrongResult) else f"raised {type(problem).__name__}"
        raise plugin.broken(f"fails: rule {rule.id} {why}") from problem
    return results


class _WrongResult(TypeError):
    """What a rule returned is no result."""


def _check(rule: Rule, result: object, count: int) -> None:
    if not isinstance(result, Hit | RuleNotEvaluated):
        raise _WrongResult(f"returned {kind_of_value(result)}, not a Hit or a RuleNotEvaluated")
    if not result.lines or not all(type(place) is int and 0 <= place < count for place in result.lines):
        raise _WrongResult("names lines that it was not given")
    if isinstance(result, Hit):
        _check_words(rule, result)


def _check_words(rule: Rule, hit: Hit) -> None:
    """Raise where message and fixes cannot be written: words are made when they are read, long after the call."""
    for name, value in hit.evidence:
        texts = value if isinstance(value, tuple) else ()
        if not isinstance(value, str | int | tuple) or not all(isinstance(one, str) for one in texts):
            raise _WrongResult(f"has {kind_of_value(value)} as evidence {name!r}, which is text, a number or texts")
    if not isinstance(hit.severity, Severity | None):
        raise _WrongResult(f"has {kind_of_value(hit.severity)} as severity")
    if unknown := [key for key in hit.changes if key not in {fix.key for fix in rule.fixes}]:
        raise _WrongResult(f"has changes for {unknown[0]!r}, but no fix with that key")
    values = _OF_A_LINE | dict(hit.evidence)
    try:
        fill(rule.message, values, rule.words)
        for fix in rule.fixes:
            if changes := hit.changes.get(fix.key, fix.changes):
                fix.filled(values, changes, rule.words)
    except KeyError as missing:
        raise _WrongResult(f"has words with {missing}, which is not in its evidence") from None
