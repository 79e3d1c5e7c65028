"""A rule listened to: which lines it was shown, what it read of them, what it asked the law and the payer."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeVar

import attrs

from otcpt.checking import ClaimChecker
from otcpt.claims import Claim, History, ServiceLine
from otcpt.findings import Field, Group, Hit, Rule, RuleNotEvaluated
from otcpt.policies import Settings
from otcpt.rules import Day, Law, Timeframe

T = TypeVar("T")

#: What a rule reads of a line, in the order it asked.
FieldsRead = dict[str, object]


@attrs.define(eq=False)
class LineGroup:
    """Lines that were looked at together, what was read of each, and the day of the law."""

    lines: tuple[ServiceLine, ...]
    touched: tuple[bool, ...]
    read: tuple[FieldsRead, ...]


@attrs.define(eq=False)
class Trace:
    """Everything one rule was shown, asked and read on one claim."""

    shown: list[LineGroup] = attrs.field(factory=list)
    asked: dict[tuple[date, str, tuple[str, ...]], tuple[Law, object]] = attrs.field(factory=dict)
    choices: dict[tuple[str, date], object] = attrs.field(factory=dict)


def trace_rule(checker: ClaimChecker, claim: Claim, rule: Rule, history: History | None) -> Trace:
    """Run one rule over a claim as the checker does, and write down what it does."""
    trace = Trace()
    for part in [claim] if rule.scope.needs_history else _days(claim):
        day = part.lines[0].date_of_service if part.lines else date.min
        spy = _recording_rule(rule, trace, day, checker.policy.on(day))
        ClaimChecker(policy=checker.policy, edition=checker.edition, rules=(spy,)).check(
            part, history=history if rule.scope.needs_history else None
        )
    return trace


def _days(claim: Claim) -> Iterator[Claim]:
    groups: dict[object, list[ServiceLine]] = {}
    for line in claim.lines:
        groups.setdefault((line.patient_key, line.date_of_service), []).append(line)
    for lines in groups.values():
        yield attrs.evolve(claim, lines=lines)


def _recording_rule(rule: Rule, trace: Trace, day: date, choices: Settings) -> Rule:
    def applies_to_line(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
        return rule.applies_to_line(_recording_law(law, trace), code, modifiers)

    def enabled_by(settings: Settings) -> bool:
        return rule.enabled_by(_recording_settings(settings, trace, day) if settings == choices else settings)

    def function(given: Day | Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
        laws = [given.law(i) if isinstance(given, Timeframe) else given.law for i in range(len(given.lines))]
        if rule.group is not Group.PATIENT:
            name = "biller" if rule.group is Group.PROVIDER else "discipline"
            trace.choices[name, laws[0].on] = getattr(laws[0].settings, name)
        touched = tuple(rule.applies_to_line(laws[i], line.code, line.modifiers) for i, line in enumerate(given.lines))
        read: tuple[FieldsRead, ...] = tuple({} for _ in given.lines)
        trace.shown.append(LineGroup(given.lines, touched, read))
        lines: list[Any] = [_Proxy(line, read[i].setdefault) for i, line in enumerate(given.lines)]
        if isinstance(given, Timeframe):
            heard = {line.date_of_service: _recording_law(laws[i], trace) for i, line in enumerate(given.lines)}
            yield from rule.function(
                Timeframe(
                    heard.__getitem__,
                    lines,
                    given.checked,
                    given.episode,
                    given.prior_payments,
                    given.still_open,
                )
            )
        else:
            yield from rule.function(Day(_recording_law(given.law, trace), lines))

    reads = rule.reads | {Field.UNITS}  # what reads no units is shown one of two like lines
    return attrs.evolve(
        rule,
        applies_to_line=applies_to_line,
        enabled_by=enabled_by,
        function=function,
        reads=reads,
        silent_without=None,  # asked also where a check need not
    )


class _Proxy:
    """Takes the place of a value and tells of everything that is read from it."""

    __slots__ = ("_tell", "_value")

    def __init__(self, value: object, tell: Callable[[str, object], object]) -> None:
        self._value = value
        self._tell = tell

    def __getattr__(self, name: str) -> object:
        value = getattr(self._value, name)
        self._tell(name, value)
        return value


class _Law:
    """Takes the place of the law: its answers are written down with the question."""

    __slots__ = ("_law", "_trace")

    def __init__(self, law: Law, trace: Trace) -> None:
        self._law = law
        self._trace = trace

    def __getattr__(self, name: str) -> object:
        value = getattr(self._law, name)
        if name == "settings":
            return _recording_settings(value, self._trace, self._law.on)
        return _asking(value, name, self._law, self._trace) if callable(value) else value

    def speaks_of(self, one: str, other: str) -> bool:
        """Ask the table too, on which the answer rests."""
        _asking(self._law.ptp, "ptp", self._law, self._trace)(one, other)
        return self._law.speaks_of(one, other)


def _asking(ask: Callable[..., T], name: str, law: Law, trace: Trace) -> Callable[..., T]:
    def asked(*given: object) -> T:
        answer = ask(*given)
        texts = tuple(map(str, given))
        trace.asked[law.on, name, tuple(sorted(texts)) if name == "ptp" else texts] = law, answer
        return answer

    return asked


def _recording_law(law: Law, trace: Trace) -> Law:
    return _Law(law, trace)  # type: ignore[return-value]  # it answers as the law does


def _recording_settings(settings: Settings, trace: Trace, day: date) -> Settings:
    def tell(name: str, value: object) -> None:
        trace.choices.setdefault((name, day), value)

    return _Proxy(settings, tell)  # type: ignore[return-value]  # it is read as the settings are
