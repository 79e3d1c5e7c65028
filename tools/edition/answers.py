"""Two editions compared by what they answer: which pair, code or case, from which day, what before and what now."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, TypeAlias

from otcpt.checking import ClaimChecker
from otcpt.editions import Edition, compare_law
from otcpt.edits import SETTINGS, PtpTable
from otcpt.findings import Reason
from otcpt.policies import Overlay, load_policy
from otcpt.rules import find_rule
from otcpt.testing import Case, load_cases

_UNKNOWN = "not known"
_BEGIN = date(1996, 1, 1)
#: For Medicaid no PTP table is held.
_HELD = tuple(setting for setting in SETTINGS if setting != "medicaid")

#: What an edition answers about one thing on one day.
Ask: TypeAlias = Callable[[Edition, date], str]


class Changed(NamedTuple):
    """An answer that is another one, for days from ``first`` to ``last``, None: as long as the edition answers."""

    table: str
    first: date
    last: date | None
    before: str
    after: str
    what: str


def changed_answers(before: Edition, after: Edition) -> Iterator[Changed]:
    """Yield what the tables of two editions answer differently, "not known" included."""
    editions = before, after
    pairs = sorted({pair for edition in editions for setting in _HELD for pair in _pairs(edition.ptp(setting))})
    codes = sorted({code for edition in editions for code in edition.codes})
    limited = sorted({code for edition in editions for setting in SETTINGS for code in edition.mue(setting).codes})
    for setting in _HELD:
        for one, two in pairs:
            ask = partial(_edit, setting, one, two)
            yield from _stretches(f"ptp_{setting}", f"{one} {two}", ask, before, after)
    for setting in SETTINGS:
        for code in limited:
            yield from _stretches(f"mue_{setting}", code, partial(_limit, setting, code), before, after)
    for table, tell in (("addons", _primaries), ("status", _status), ("bilateral", _bilateral)):
        for code in codes:
            yield from _stretches(table, code, partial(tell, code), before, after)
    law = compare_law(before, after)
    for change in law.codes:
        result = f"{change.change} {', '.join(change.fields)}".rstrip()
        yield Changed("codes", change.first_day or _BEGIN, None, "", result, change.code)
    for amount in law.thresholds:
        yield Changed("thresholds", amount.first_day, None, str(amount.before), str(amount.after), amount.bucket)


def changed_verdicts(before: Edition, after: Edition, folder: Path) -> Iterator[Changed]:
    """Yield the cases of the rules of which the verdict is another one."""
    for path in sorted(folder.glob("*.toml")):
        for case in load_cases(path):
            old, new = _verdict(case, before), _verdict(case, after)
            if old != new:
                yield Changed("case", case.on, case.on, old, new, f"{case.rule} {case.name!r}")


def shown(changes: Iterable[Changed], most: int | None = 20) -> Iterator[str]:
    """Yield a line for what changes alike, and below it what that is; of more than ``most`` the rest is counted."""
    ordered = sorted(changes, key=lambda change: (*change[:2], change.last or date.max, *change[3:]))
    for (table, first, last, before, after), group in groupby(ordered, key=lambda change: change[:5]):
        listed = [change.what for change in group]
        days = f"on {first}" if first == last else f"from {first}" + (f" to {last}" if last else "")
        yield f"{table}, {days}: {before} -> {after} ({len(listed):,})"
        more = "" if most is None or len(listed) <= most else f" and {len(listed) - most:,} more"
        yield f"  {', '.join(listed[:most])}{more}"


def _stretches(table: str, what: str, ask: Ask, before: Edition, after: Edition) -> Iterator[Changed]:
    """Yield the stretches of days on which two answers differ, each as long as both stay what they are."""
    first = _BEGIN
    held = ("", "")
    for day in _days(table, before, after):
        result = ask(before, day), ask(after, day)
        if result != held:
            if held[0] != held[1]:
                yield Changed(table, first, day - timedelta(days=1), *held, what)
            first, held = day, result
    if held[0] != held[1]:
        yield Changed(table, first, None, *held, what)


@cache
def _days(table: str, before: Edition, after: Edition) -> tuple[date, ...]:
    """Return every day on which an answer of the table may change, and one before them all."""
    infos = [edition.manifest.tables.get(table) for edition in (before, after)]
    days = {day for info in infos if info is not None for day in info.boundaries}
    through = max(edition.manifest.through for edition in (before, after))
    return (_BEGIN, *sorted(day for day in days if _BEGIN < day <= through))


def _pairs(table: PtpTable) -> Iterator[tuple[str, str]]:
    for edit in table.edits_after(date.min):
        yield min(edit.column_one, edit.column_two), max(edit.column_one, edit.column_two)


def _edit(setting: str, one: str, two: str, edition: Edition, on: date) -> str:
    answer = edition.ptp(setting).between(one, two, on=on)
    if not answer.known:
        return _UNKNOWN
    if answer.edit is None:
        return "no edit"
    first = "first" if answer.edit.column_one == one else "second"
    return f"edit, indicator {answer.edit.modifier_indicator}, column one is the {first} code"


def _limit(setting: str, code: str, edition: Edition, on: date) -> str:
    answer = edition.mue(setting).limit(code, on=on)
    return f"{answer.units} units, MAI {answer.adjudication_indicator}" if answer.known else _UNKNOWN


def _primaries(code: str, edition: Edition, on: date) -> str:
    answer = edition.addons.primaries(code, on=on)
    if not answer.known:
        return _UNKNOWN
    possible = f", perhaps {' '.join(answer.possible)}" if answer.possible else ""
    return f"type {answer.edit_type}: {' '.join(answer.primaries)}{possible}" if answer.edit_type else "no add-on"


def _status(code: str, edition: Edition, on: date) -> str:
    history = edition.codes.get(code)
    return (history.status(on).letter if history is not None else None) or _UNKNOWN


def _bilateral(code: str, edition: Edition, on: date) -> str:
    return edition.bilateral.indicator(code, on=on) or _UNKNOWN


def _verdict(case: Case, edition: Edition) -> str:
    rule = find_rule(case.rule)
    policy = load_policy(case.policy)
    if case.overlay:
        policy |= Overlay(id="case", **case.overlay)  # type: ignore[arg-type]
    past = case.beside if rule.scope.needs_history else None
    report = ClaimChecker(policy=policy, edition=edition, rules=(rule,)).check(case.claim, history=past)
    found = [f"{one.severity} {'+'.join(one.codes)}" for one in (*report.findings, *report.bypassed)]
    silent = [f"not evaluated: {one.reason}" for one in report.not_evaluated if one.reason is not Reason.NOT_REQUESTED]
    return ", ".join([*found, *silent]) or "clean"
