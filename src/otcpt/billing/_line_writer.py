"""Services turned into service lines: units by discipline, lines by code, modifiers that follow from the minutes."""

from collections.abc import Collection, Iterable, Iterator, Mapping

import attrs

from otcpt.billing._questions import Choice, Question, as_evidence
from otcpt.billing._visit_questions import BillingContext, ResolvedVisit
from otcpt.checking import timings_on
from otcpt.claims import Service, ServiceLine
from otcpt.codes import CodeGroup, CodeMeaning, Timing
from otcpt.frozenmap import FrozenMap
from otcpt.modifiers import ASSISTANT, DISCIPLINE
from otcpt.policies import Settings
from otcpt.rules import assistant_modifier, assistant_split, is_hands_on, is_item
from otcpt.units import Allocation, allocate
from otcpt.units.arithmetic import distribute

_MODIFIER = {discipline: modifier for modifier, discipline in DISCIPLINE.items()}


@attrs.frozen
class _CodeTime:
    """The time of one code and plan, and the parts of it that are billed on lines of their own."""

    whole: Service
    parts: tuple[Service, ...]

    def minutes(self, settings: Settings) -> int | list[int]:
        """The minutes to count: those of each session where nothing is added up over the day."""
        if settings.unit_method == "per_session":
            return [part.minutes for part in self.parts]
        return self.whole.minutes


def write_lines(
    done: ResolvedVisit, chart: BillingContext
) -> tuple[tuple[ServiceLine, ...], FrozenMap[str, Allocation]]:
    """Return the lines in the visit's order, and the allocations by discipline."""
    timings = timings_on(chart.edition, chart.day, chart.settings)
    allocations: dict[str, Allocation] = {}
    lines: list[ServiceLine] = []
    for discipline, services in _by_discipline(done.services, chart).items():
        counted, works = _split_by_assistant(services, discipline, timings, chart)
        known = {code: work.minutes(chart.settings) for code, work in works.items() if code in timings}
        if known:
            allocations[discipline] = _allocate(known, timings, discipline, chart)
            for work, units in _members(allocations[discipline], works, chart):
                billed = 0 if work.whole.code in done.unbilled else units
                lines.extend(_write(chart, work, discipline, billed))
        for service in counted:
            lines.extend(_write(chart, _CodeTime(service, (service,)), discipline, _number(service.code, chart)))
        for work in works.values():
            if work.whole.code not in known:
                lines.extend(_write(chart, work, discipline, None))
    order = _order(done.services, timings)
    return tuple(sorted(lines, key=lambda line: order[line.code])), FrozenMap(allocations)


def _by_discipline(services: Iterable[Service], chart: BillingContext) -> dict[str, list[Service]]:
    groups: dict[str, list[Service]] = {}
    for service in services:
        if chart.settings.assistant_modifiers:
            service = _without(ASSISTANT, service)
        if chart.settings.medicare_status and not chart.settings.supply_modifiers and chart.is_supply(service.code):
            service = _without(DISCIPLINE, service)
        discipline = next((DISCIPLINE[m] for m in service.modifiers if m in DISCIPLINE), chart.settings.discipline)
        groups.setdefault(discipline, []).append(service)
    return groups


def _without(modifiers: Collection[str], service: Service) -> Service:
    return attrs.evolve(service, modifiers=tuple(m for m in service.modifiers if m not in modifiers))


def _split_by_assistant(
    services: Iterable[Service], discipline: str, timings: Mapping[str, Timing], chart: BillingContext
) -> tuple[Iterable[Service], dict[str, _CodeTime]]:
    """Bring services of one code together: things stay apart where their modifiers differ, time is one whole."""
    counted: dict[tuple[str, frozenset[str]], Service] = {}
    timed: dict[str, list[Service]] = {}
    for service in services:
        if chart.counts(service.code):
            thing = service.code, frozenset(service.modifiers).difference(DISCIPLINE)
            counted[thing] = _add_times(counted[thing], service, chart) if thing in counted else service
        else:
            timed.setdefault(service.code, []).append(service)
    return counted.values(), {code: _combine_services(same, discipline, timings, chart) for code, same in timed.items()}


def _combine_services(
    same: list[Service], discipline: str, timings: Mapping[str, Timing], chart: BillingContext
) -> _CodeTime:
    """Make one of the services of a code; ask where a modifier was given for a part of it only."""
    whole = same[0]
    for other in same[1:]:
        whole = _add_times(whole, other, chart)
    associated = chart.law.group(CodeGroup.PTP_ASSOCIATED).codes
    modifiers = [associated.intersection(service.modifiers) for service in same]
    partly = frozenset().union(*modifiers) - frozenset.intersection(*modifiers)
    timing = timings.get(whole.code)
    timed = timing is not None and timing.timed and timing.family is None
    sessions = timed and chart.settings.unit_method == "per_session"
    if not partly:
        return _CodeTime(whole, tuple(same) if sessions else (whole,))
    code, listed = whole.code, " and ".join(sorted(partly))
    choices = [
        Choice("without", f"of a part: one line, without {listed}"),
        Choice("all", f"of all of it: {listed} on the line", ("DOC-170",)),
    ]
    if sessions or (timed and chart.settings.unit_method != "tenths" and not any(one.assistant for one in same)):
        choices.append(Choice("apart", f"of a part: bill that part with {listed} on a line of its own"))
    text = f"{code} has {listed} for a part of its minutes, and its units go on one line. Of how much is that true?"
    evidence = as_evidence(given=tuple(sorted(partly)), minutes=whole.minutes)
    key = chart.answers.ask(Question("part-of-code", (code,), text, tuple(choices), evidence, chart.plan(discipline)))
    if key == "apart" and sessions:
        return _CodeTime(whole, tuple(same))
    if key == "apart":
        parts: dict[frozenset[str], Service] = {}
        for service, marks in zip(same, modifiers, strict=True):
            parts[marks] = _add_times(parts[marks], service, chart) if marks in parts else service
        return _CodeTime(whole, tuple(parts.values()))
    if key == "all":
        given = tuple(dict.fromkeys(modifier for service in same for modifier in service.modifiers))
        whole = attrs.evolve(whole, modifiers=given)
    alike = [attrs.evolve(service, modifiers=whole.modifiers) for service in same]
    return _CodeTime(whole, tuple(alike) if sessions else (whole,))


def _add_times(one: Service, other: Service, chart: BillingContext) -> Service:
    associated = chart.law.group(CodeGroup.PTP_ASSOCIATED)
    both = set(one.modifiers) & set(other.modifiers)
    given = dict.fromkeys((*one.modifiers, *other.modifiers))
    return attrs.evolve(
        one,
        therapist=one.therapist + other.therapist,
        assistant=one.assistant + other.assistant,
        joint=one.joint + other.joint,
        modifiers=tuple(m for m in given if m in both or m not in associated),
    )


def _allocate(
    known: Mapping[str, int | list[int]], timings: Mapping[str, Timing], discipline: str, chart: BillingContext
) -> Allocation:
    """Give minutes to codes as units; ask where codes have equal claims to the last ones."""
    method, tie_break = chart.settings.unit_method, chart.settings.tie_break
    allocation = allocate(known, timings, method=method, tie_break=tie_break)
    tied = allocation.tied
    if not tied:
        return allocation
    answers = allocation.alternatives
    fewest = {code: min(_units_of(code, units, timings) for units in answers) for code in tied}
    winners = [tuple(code for code in tied if _units_of(code, units, timings) > fewest[code]) for units in answers]
    listed = ", ".join(tied)
    question = Question(
        "tie",
        tied,
        f"{listed} have equal minutes left over: the professional chooses which is billed.",
        tuple(
            Choice("+".join(won), ", ".join(f"{code} x{count}" for code, count in units.items()))
            for won, units in zip(winners, answers, strict=True)
        ),
        as_evidence(**allocation.minutes),
        chart.plan(discipline),
    )
    key = chart.answers.ask(question)
    if key == question.assumed.key:
        return allocation
    chosen = key.split("+")
    first = sorted(known, key=lambda code: (timings[code].family or code) not in chosen)
    return allocate({code: known[code] for code in first}, timings, method=method, tie_break="input_order")


def _units_of(code: str, units: Mapping[str, int], timings: Mapping[str, Timing]) -> int:
    """The units of a code, its add-on's included."""
    return units.get(code, 0) + units.get(timings[code].additional or "", 0)


def _number(code: str, chart: BillingContext) -> int:
    """Ask how many things a line stands for."""
    meaning = chart.meaning(code)
    basis = "" if meaning is None else meaning.unit_basis
    text = f"{code} counts {basis}, and minutes do not say how many: 1 on each line?"
    choices = Choice("1", "1 on each line"), Choice("2", "2 on each line, or another number", ("DOC-075",))
    return int(chart.answers.ask(Question("count", (code,), text, choices, as_evidence(basis=basis), counted=True)))


def _order(services: Iterable[Service], timings: Mapping[str, Timing]) -> dict[str, tuple[int, bool]]:
    """The visit's order by code; a family stands together, its first code before the other."""
    order: dict[str, tuple[int, bool]] = {}
    for place, service in enumerate(services):
        timing = timings.get(service.code)
        first = service.code if timing is None else timing.family or service.code
        order.setdefault(first, (place, False))
        if timing is not None and timing.additional is not None:
            order.setdefault(timing.additional, (order[first][0], True))
    return order


def _members(
    allocation: Allocation, works: Mapping[str, _CodeTime], chart: BillingContext
) -> Iterator[tuple[_CodeTime, int]]:
    """Spread the minutes of a family over its codes as its units were: first its interval, then the rest."""
    done: set[str] = set()
    for code, work in works.items():
        timing = allocation.timings.get(code)
        if timing is None or code in done:
            continue
        if timing.family is None or timing.additional is None:
            yield work, allocation.counts[code]
            continue
        first, more = timing.family, timing.additional
        done |= {first, more}
        given = [works[member].whole for member in (first, more) if member in works]
        whole = given[0] if len(given) == 1 else _add_times(given[0], given[1], chart)
        units = {member: allocation.counts.get(member, 0) for member in (first, more)}
        if not units[more]:
            yield _single(attrs.evolve(whole, code=first)), units[first]
            continue
        taken, left = _first_interval(whole, allocation.timings[first].interval or 0)
        yield _single(attrs.evolve(taken, code=first, modifiers=given[0].modifiers)), units[first]
        yield _single(attrs.evolve(left, code=more, modifiers=given[-1].modifiers)), units[more]


def _single(service: Service) -> _CodeTime:
    return _CodeTime(service, (service,))


def _first_interval(service: Service, minutes: int) -> tuple[Service, Service]:
    therapist = min(service.therapist, minutes)
    joint = min(service.joint, minutes - therapist)
    assistant = minutes - therapist - joint
    taken = attrs.evolve(service, therapist=therapist, joint=joint, assistant=assistant)
    left = attrs.evolve(
        service,
        therapist=service.therapist - therapist,
        joint=service.joint - joint,
        assistant=service.assistant - assistant,
    )
    return taken, left


def _write(chart: BillingContext, work: _CodeTime, discipline: str, units: int | None) -> Iterator[ServiceLine]:
    meaning = chart.meaning(work.whole.code)
    if len(work.parts) > 1 and units is not None and meaning is not None:
        for part, count in zip(work.parts, _shared(work.parts, units, meaning.timing.interval or 1), strict=True):
            yield from _write(chart, _single(part), discipline, count)
        return
    [service] = work.parts
    modifiers = _with_discipline(service, discipline, meaning, chart)
    own = chart.settings.other_assistant_modifier
    if own and units and meaning is not None and is_hands_on(meaning) and service.assistant == service.minutes:
        modifiers = modifiers if own in modifiers else (*modifiers, own)
    assistant, reduced = None, 0
    if units and meaning is not None and service.assistant:
        bill_type = chart.visit.bill_type
        assistant = assistant_modifier(chart.law, meaning, discipline=discipline, bill_type=bill_type)
    if units and meaning is not None and assistant is not None:
        reduced = assistant_split(
            meaning,
            chart.settings,
            on=chart.day,
            therapist=service.therapist + service.joint,
            assistant=service.assistant,
            units=units,
        ).with_modifier
    if units is None or assistant is None or not reduced:
        yield _line(chart, service, modifiers, units)
        return
    partner = ASSISTANT[assistant]
    lead = modifiers if partner in modifiers else (partner, *modifiers)
    place = 1 if lead[0] in DISCIPLINE else 0
    with_assistant = (*lead[:place], assistant, *lead[place:])
    if units == reduced:
        yield _line(chart, service, with_assistant, units)
        return
    yield _line(chart, attrs.evolve(service, assistant=0), modifiers, units - reduced)
    yield _line(chart, attrs.evolve(service, therapist=0, joint=0), with_assistant, reduced)


def _shared(parts: tuple[Service, ...], units: int, interval: int) -> list[int]:
    """Share the units of a code over its parts, as total time shares those of a day over its codes."""
    spent = {i: part.minutes for i, part in enumerate(parts)}
    blocks, _, order = distribute(spent, dict.fromkeys(spent, 0), interval)
    for _, _, i in order[: max(0, units - sum(blocks.values()))]:
        blocks[i] += 1
    return list(blocks.values())


def _with_discipline(
    service: Service, discipline: str, meaning: CodeMeaning | None, chart: BillingContext
) -> tuple[str, ...]:
    given = service.modifiers
    rest = tuple(m for m in given if m not in DISCIPLINE)
    asked = chart.settings.discipline_modifiers and meaning is not None and meaning.designation != "not"
    asked = asked or (chart.settings.supply_modifiers and is_item(service.code))
    return (_MODIFIER[discipline], *rest) if asked or len(rest) < len(given) else given


def _line(chart: BillingContext, service: Service, modifiers: tuple[str, ...], units: int | None) -> ServiceLine:
    return chart.visit.line_of(service, modifiers=modifiers, units=units)
