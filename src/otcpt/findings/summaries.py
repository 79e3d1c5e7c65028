"""What reports did not judge, once per reason in place of once per rule and line."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import attrs

from otcpt.findings._finding import NotEvaluated
from otcpt.findings._report import Report

__all__ = ["NotEvaluatedSummary", "by_line_count", "not_evaluated_summaries", "rule_range"]


@attrs.frozen
class NotEvaluatedSummary:
    """Lines that some rules did not judge, for one reason; no rule judged them where ``rule_ids`` is empty."""

    rule_ids: tuple[str, ...]
    reason: str
    why: str
    lines: int
    codes: tuple[str, ...]

    def to_record(self) -> dict[str, object]:
        """Return the entry as plain values, ready for JSON."""
        return attrs.asdict(self)


def rule_range(ids: Iterable[str]) -> str:
    """Return rule ids in order, three or more in a row as a range.

    >>> rule_range(["UNIT003", "PTP001", "UNIT001", "UNIT002"])
    'PTP001, UNIT001-UNIT003'
    """
    runs = [[one for _, one in run] for _, run in groupby(enumerate(sorted(set(ids))), key=_run)]
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _run(placed: tuple[int, str]) -> tuple[str, int]:
    """Return what ids in a row have in common; an id without three digits at its end has it with none."""
    place, id_ = placed
    digits = id_[-3:]
    return (id_[:-3], int(digits) - place) if digits.isdecimal() else (id_, -1)


def by_line_count(found: Iterable[NotEvaluatedSummary]) -> tuple[NotEvaluatedSummary, ...]:
    """Return gaps in the order in which they are shown."""
    return tuple(sorted(found, key=lambda gap: -gap.lines))


def not_evaluated_summaries(reports: Sequence[Report]) -> Iterator[NotEvaluatedSummary]:
    """Yield what the reports did not judge, once per reason."""
    entries: dict[tuple[str, str], list[NotEvaluated]] = {}
    places: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for number, report in enumerate(reports):
        for entry in report.not_evaluated:
            key = str(entry.reason), _without_code(entry)
            entries.setdefault(key, []).append(entry)
            places.setdefault(key, set()).update((number, position) for position in entry.positions)
    for key, group in entries.items():
        rule_ids = sorted({entry.rule.id for entry in group if entry.rule is not None})
        codes = sorted({line.code for entry in group for line in entry.lines})
        yield NotEvaluatedSummary(tuple(rule_ids), *key, len(places[key]), tuple(codes))


def _without_code(entry: NotEvaluated) -> str:
    """Return why, in words that are the same for every code."""
    codes = {line.code for line in entry.lines}
    return entry.why.replace(codes.pop(), "the code") if len(codes) == 1 else entry.why
