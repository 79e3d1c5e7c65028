"""A rule may read what it declares, and nothing else."""

from collections.abc import Iterator

import attrs

from otcpt.claims import ServiceLine
from otcpt.errors import OtcptError
from otcpt.findings import Hit, Rule, RuleNotEvaluated
from otcpt.rules import Day, Timeframe


class UndeclaredRead(OtcptError, AttributeError):
    """A rule read a field of a line that is not in its ``reads``."""


class _Line:
    __slots__ = ("_line", "_rule")

    def __init__(self, line: ServiceLine, rule: Rule) -> None:
        object.__setattr__(self, "_line", line)
        object.__setattr__(self, "_rule", rule)

    def __getattr__(self, name: str) -> object:
        rule: Rule = object.__getattribute__(self, "_rule")
        if name not in rule.reads:
            raise UndeclaredRead(f"{rule.id} reads {name} of a line; add it to its reads, or do without")
        return getattr(object.__getattribute__(self, "_line"), name)


def guarded(rule: Rule) -> Rule:
    """Return the rule with its lines watched: reading an undeclared field raises `UndeclaredRead`.

    Args:
        rule: The rule.

    Returns:
        The same rule, watched.
    """

    def watched(given: Day | Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
        lines: list[ServiceLine] = [_Line(line, rule) for line in given.lines]  # type: ignore[misc]
        yield from rule.function(given.with_lines(lines) if isinstance(given, Timeframe) else Day(given.law, lines))

    return attrs.evolve(rule, function=watched, silent_without=None)
