"""Rules of other packages: where one fails, the call stops and names the package and its version."""

from collections.abc import Iterable

from otcpt.findings import Hit, Rule, RuleNotEvaluated
from otcpt.members import kind_of_value
from otcpt.plugins import find_plugin
from otcpt.rules import Day, Timeframe

_NAMESPACE = ":"


def results_of(rule: Rule, view: Day | Timeframe) -> Iterable[Hit | RuleNotEvaluated]:
    """Return what a rule finds.

    Args:
        rule: The rule, of otcpt or of another package.
        view: The lines it is asked about.

    Returns:
        Its results.

    Raises:
        BrokenPlugin: A rule that an installed package brings raised an error, or returned something else than results
            about lines it was asked about.
    """
    if _NAMESPACE not in rule.id:
        return rule.function(view)
    try:
        results = tuple(rule.function(view))
        for result in results:
            _check(result, len(view.lines))
    except Exception as problem:
        plugin = find_plugin("otcpt.rules", rule.id.partition(_NAMESPACE)[0])
        if plugin is None:
            raise
        why = str(problem) if isinstance(problem, _WrongResult) else f"raised {type(problem).__name__}"
        raise plugin.broken(f"fails: rule {rule.id} {why}") from problem
    return results


class _WrongResult(TypeError):
    """What a rule returned is no result."""


def _check(result: object, count: int) -> None:
    if not isinstance(result, Hit | RuleNotEvaluated):
        raise _WrongResult(f"returned {kind_of_value(result)}, not a Hit or a RuleNotEvaluated")
    if not result.lines or not all(type(place) is int and 0 <= place < count for place in result.lines):
        raise _WrongResult("names lines that it was not given")
