"""Rules that look beyond one patient's day: a provider's day, a patient's month, an episode of care."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import attrs

from otcpt.checking._claim_results import ClaimResult, Place, distribute_results
from otcpt.checking._day_profile import UNIT_FIELDS, RawFinding, group_lines, missing_input
from otcpt.checking._foreign import results_of
from otcpt.claims import Claim, Episode, History, PriorPayments, ServiceLine
from otcpt.edits import BUCKETS
from otcpt.errors import InvalidInput
from otcpt.findings import Field, Group, Hit, RawNotEvaluated, Reason, Rule, Scope
from otcpt.rules import Law, Timeframe, discipline_of

if TYPE_CHECKING:
    from otcpt.pricing import LedgerAccount

C = TypeVar("C", Episode, PriorPayments)
#: Episodes by patient.
Charts = Mapping[object, Sequence[Episode]]

_NEEDS_PROVIDER = "Needs the rendering provider on the line"


@attrs.frozen
class _Entry:
    """A line, its owner, its place, and whether it is another payer's."""

    who: object
    line: ServiceLine
    place: Place
    other: bool = False

    @property
    def checked(self) -> bool:
        """Whether findings may be about it: it is in a claim being checked, and this payer's."""
        return self.place[0] is not None and not self.other


def check_over_time(
    rules: Sequence[Rule],
    law_on: Callable[[date], Law],
    places: Sequence[tuple[ClaimResult, int]],
    history: History,
    speaks_for: Callable[[str | None], bool],
) -> None:
    """Ask rules of every group of lines that holds one being checked, and write the answers into the sheets.

    Lines of one date keep the order of their places; those of the history come after them. Another payer's lines are
    evidence for rules over a therapist's day, which does not end at a payer; nothing is found in them.
    """
    entries = [
        *_checked(places, history, speaks_for),
        *(
            _Entry(line.patient_key, line, (None, -position), not speaks_for(line.payer))
            for position, line in enumerate(history.lines, 1)
        ),
    ]
    entries.sort(key=lambda entry: entry.line.date_of_service)
    law_on = _remembered(law_on)
    history = _with_prior_payments(history, (entry.line for entry in entries if entry.checked), law_on)
    concerned = _concerned(rules, law_on, entries)
    episodes, all_spent = _by_patient(history.episodes), _by_patient(history.prior_payments)
    for scope, group in dict.fromkeys(map(_by, rules)):
        asked = [rule for rule in rules if _by(rule) == (scope, group)]
        for members, episode in _groups(scope, group, entries, law_on, episodes):
            own_entries = [entries[member] for member in members]
            own = [position for position, entry in enumerate(own_entries) if entry.checked]
            somehow = frozenset[Rule]().union(*(concerned[members[position]] for position in own))
            if somehow.isdisjoint(asked):
                continue
            lines = [entry.line for entry in own_entries]
            prior_payments = () if scope is Scope.PROVIDER_DAY else all_spent.get(own_entries[0].who, ())
            still_open = () if episode is None else _still_open(episode, episodes.get(own_entries[0].who, ()))
            timeframe = Timeframe(law_on, lines, own, episode, tuple(prior_payments), still_open)
            for rule in asked:
                if rule in somehow:
                    touched = tuple([i for i, member in enumerate(members) if rule in concerned[member]])
                    found, raw_not_evaluated = _ask(rule, timeframe, touched)
                    distribute_results(found, raw_not_evaluated, [entry.place for entry in own_entries], lines)


def _remembered(law_on: Callable[[date], Law]) -> Callable[[date], Law]:
    """The law of a day, looked up once."""
    known: dict[date, Law] = {}

    def law(day: date) -> Law:
        found = known.get(day)
        if found is None:
            found = known[day] = law_on(day)
        return found

    return law


def _by_patient(entries: Iterable[C]) -> dict[object, list[C]]:
    """Entries of the chart by patient."""
    by_patient: dict[object, list[C]] = {}
    for one in entries:
        by_patient.setdefault(one.patient_key, []).append(one)
    return by_patient


def _by(rule: Rule) -> tuple[Scope, Group]:
    """What parts the lines for a rule; an episode is always of one plan of care."""
    return rule.scope, Group.PLAN if rule.scope is Scope.EPISODE else rule.group


def _concerned(
    rules: Sequence[Rule], law_on: Callable[[date], Law], entries: Iterable[_Entry]
) -> list[frozenset[Rule]]:
    """Return which rules each line concerns; a rule that reads no minutes is not asked of lines with 0 units."""
    known: dict[tuple[Law, str, tuple[str, ...], bool], frozenset[Rule]] = {}
    concerned = []
    for entry in entries:
        line = entry.line
        law = law_on(line.date_of_service)
        key = law, line.code, line.modifiers, line.units == 0
        if key not in known:
            known[key] = frozenset(
                rule
                for rule in rules
                if (line.units != 0 or not rule.reads <= UNIT_FIELDS)
                and rule.id not in law.settings.off
                and rule.enabled_by(law.settings)
                and rule.applies_to_line(law, line.code, line.modifiers)
            )
        concerned.append(known[key])
    return concerned


def has_lines_without_patient(history: History) -> bool:
    """Whether the history has entries without a patient key."""
    return any(
        one.patient_key is None for kind in (history.lines, history.episodes, history.prior_payments) for one in kind
    )


def reject_ambiguous_history(history: History, nameless: int) -> None:
    """Raise `InvalidInput` where the history has entries without a patient key and several claims without one."""
    if nameless > 1 and has_lines_without_patient(history):
        raise InvalidInput(
            "the history has entries without a patient key, and several claims have none either; "
            "give patient_key on both, or check one claim at a time",
            "history",
        )


def _checked(
    places: Sequence[tuple[ClaimResult, int]], history: History, speaks_for: Callable[[str | None], bool]
) -> Iterator[_Entry]:
    """The lines of the claims; a claim without patient key is of the patient the history leaves unnamed."""
    lines = [(sheet, i, sheet.claim.lines[i]) for sheet, i in places]
    nameless = {sheet for sheet, _, line in lines if line.patient_key is None and speaks_for(line.payer)}
    if len(nameless) > 1:
        own = attrs.evolve(history, lines=[line for line in history.lines if speaks_for(line.payer)])
        reject_ambiguous_history(own, len(nameless))
    for sheet, i, line in lines:
        alone = sheet if line.patient_key is None and len(nameless) > 1 else line.patient_key
        yield _Entry(alone, line, (sheet, i), not speaks_for(line.payer))


def _ask(rule: Rule, timeframe: Timeframe, touched: tuple[int, ...]) -> tuple[list[RawFinding], list[RawNotEvaluated]]:
    """Ask a rule of a group in which it touches a line being checked."""
    lines, own = timeframe.lines, timeframe.checked
    if rule.scope is Scope.PROVIDER_DAY and lines[0].rendering_provider_key is None:
        absent = (Field.RENDERING_PROVIDER_KEY,)
        return [], [(rule, Reason.INPUT_MISSING, _kept(touched, own), _NEEDS_PROVIDER, absent)]
    lack = missing_input(rule, touched, lines)
    if lack is not None:
        reason, positions, why, missing = lack
        return [], [(rule, reason, _kept(positions, own) or _kept(touched, own), why, missing)]
    found: list[RawFinding] = []
    raw_not_evaluated: list[RawNotEvaluated] = []
    for result in results_of(rule, timeframe):
        if isinstance(result, Hit):
            if result.lines[0] in own:
                severity = result.severity or rule.severity
                found.append((rule, result.lines, result.evidence, severity, result.changes))
        elif at := _kept(result.lines, own):
            raw_not_evaluated.append((rule, result.reason, at, result.why, result.missing))
    return found, raw_not_evaluated


def _kept(positions: Iterable[int], own: frozenset[int]) -> tuple[int, ...]:
    return tuple(i for i in positions if i in own)


def _groups(
    scope: Scope, group: Group, entries: Sequence[_Entry], law_on: Callable[[date], Law], episodes: Charts
) -> Iterator[tuple[tuple[int, ...], Episode | None]]:
    """Part the lines: by provider and date, by patient and month, or by patient and episode."""
    groups: dict[object, list[int]] = {}
    for place, entry in enumerate(entries):
        line = entry.line
        day = line.date_of_service
        if scope is Scope.PROVIDER_DAY:
            key: object = (line.rendering_provider_key, day)
        elif entry.other:
            continue
        elif scope is Scope.MONTH:
            key = (entry.who, day.year, day.month)
        else:
            key = (entry.who, day.year) if scope is Scope.YEAR else entry.who
        groups.setdefault(key, []).append(place)
    lines = [entry.line for entry in entries]
    for places in groups.values():
        if scope is Scope.PROVIDER_DAY:
            yield tuple(places), None
            continue
        law = law_on(lines[places[0]].date_of_service)
        for members in group_lines(group, lines, tuple(places), law):
            if scope in (Scope.MONTH, Scope.YEAR):
                yield members, None
            else:
                yield from _by_episode(members, entries, law, episodes)


def _still_open(episode: Episode, chart: Sequence[Episode]) -> tuple[Episode, ...]:
    """The earlier episodes of one discipline that had not ended when this one began, the oldest first."""
    begun = [
        one
        for one in chart
        if one.discipline == episode.discipline
        and one.first_day < episode.first_day
        and (one.last_day is None or one.last_day > episode.first_day)
    ]
    return tuple(sorted(begun, key=lambda one: one.first_day))


def _by_episode(
    members: tuple[int, ...], entries: Sequence[_Entry], law: Law, episodes: Charts
) -> Iterator[tuple[tuple[int, ...], Episode | None]]:
    """Part one plan's lines by the chart's own episodes; lines outside all of them stay together."""
    first = entries[members[0]]
    discipline = discipline_of(first.line, law.settings.discipline)
    known = sorted(
        (one for one in episodes.get(first.who, ()) if one.discipline == discipline),
        key=lambda one: one.first_day,
    )
    groups: dict[int, list[int]] = {}
    for member in members:
        day = entries[member].line.date_of_service
        begun = [n for n, one in enumerate(known) if one.first_day <= day and (one.last_day or day) >= day]
        groups.setdefault(begun[-1] if begun else -1, []).append(member)
    for number, places in groups.items():
        yield tuple(places), known[number] if number >= 0 else None


def _with_prior_payments(history: History, checked: Iterable[ServiceLine], law_on: Callable[[date], Law]) -> History:
    """Return the history with what its own lines were allowed, for patients and years without dollars.

    It counts the lines of the calendar year up to the day of the patient's first checked line. Nothing is added where
    the policy names no locality, and where a line that counts cannot be priced unless the threshold is reached without
    it.
    """
    first: dict[tuple[str | None, int], date] = {}
    for line in checked:
        key = line.patient_key, line.date_of_service.year
        first[key] = min(first.get(key, line.date_of_service), line.date_of_service)
    earlier: dict[str | None, list[ServiceLine]] = {}
    for line in history.lines:
        key = line.patient_key, line.date_of_service.year
        if key in first and line.date_of_service <= first[key]:
            earlier.setdefault(line.patient_key, []).append(line)
    if not earlier:
        return history
    law = law_on(max(first.values()))
    if not law.settings.locality or law.settings.fees != "medicare":
        return history
    given = {(one.patient_key, one.year, BUCKETS[one.discipline]) for one in history.prior_payments}
    from otcpt.pricing import Pricer  # most checks never price a line

    pricer = Pricer(lambda day: law_on(day).settings, edition=law.edition, locality=law.settings.locality)
    added = [
        _as_payment(account)
        for lines in earlier.values()
        for account in pricer.price_all((Claim(lines),)).ledger
        if _is_enough(account) and (account.patient_key, account.year, account.bucket) not in given
    ]
    return attrs.evolve(history, prior_payments=(*history.prior_payments, *added)) if added else history


def _is_enough(account: "LedgerAccount") -> bool:
    reached = account.threshold is not None and account.total >= account.threshold
    return not account.not_priced or reached


def _as_payment(account: "LedgerAccount") -> PriorPayments:
    discipline = "OT" if account.bucket == "OT" else "PT"
    return PriorPayments(
        year=account.year, allowed=account.total, discipline=discipline, patient_key=account.patient_key
    )
