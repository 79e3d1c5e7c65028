"""What was done, turned into lines. Nothing is capped, dropped or moved to please an edit."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from otcpt.claims import Claim, Service, ServiceLine, Visit, format_line
from otcpt.codes import CodeMeaning, Timing
from otcpt.editions import Edition
from otcpt.engine._check import Checker, checker_for
from otcpt.engine._questions import Question, meaning_on, questions_of
from otcpt.engine._units import timings_on
from otcpt.findings import Report
from otcpt.frozenmap import FrozenMap
from otcpt.modifiers import ASSISTANT, DISCIPLINE, PTP_ASSOCIATED
from otcpt.policies import Policy, Settings
from otcpt.rules import counts_things, facility_of, takes_assistant_modifier
from otcpt.units import Allocation, allocate, split_assistant

_MODIFIER = {discipline: modifier for modifier, discipline in DISCIPLINE.items()}
_ASSISTANT = {DISCIPLINE[partner]: modifier for modifier, partner in ASSISTANT.items()}


@attrs.frozen(repr=False)
class Bill:
    """Lines with units and modifiers for a visit, how they came about, and what a payer will find in them.

    ``allocations`` are by discipline; ``report`` is what `check` says of ``claim``: `bill` adds no fault of its own.
    """

    claim: Claim
    allocations: FrozenMap[str, Allocation]
    report: Report
    questions: tuple[Question, ...]

    def __repr__(self) -> str:
        lines = ", ".join(map(format_line, self.claim.lines))
        return f"<Bill: {lines}; {len(self.questions)} questions; {self.report.verdict}>"

    @property
    def allocation(self) -> Allocation | None:
        """The allocation of the first discipline of the visit, or None where no code's timing is known."""
        return next(iter(self.allocations.values()), None)


def bill(visit: Visit, *, policy: str | Policy, edition: str | Edition | None = None) -> Bill:
    """Turn what was done into service lines with units and modifiers.

    GO, GP or GN and CO or CQ are added where the policy asks for them; 59 never is, since only the record knows whether
    time was separate: that becomes a question. Where CO or CQ is asked for it follows from the minutes alone, given or
    not. A modifier that can release an edit must stand on every service of a code to stand on its line. A code that
    counts things (splints, extremities) gets a unit for each service with modifiers of its own. A code that earned no
    unit stays in the claim with 0 units, documented and not billed. A code outside the registry, not in force on the
    day or of unknown timing keeps its minutes and gets no units.

    >>> from otcpt.claims import parse_visit
    >>> done = bill(parse_visit("2026-03-02", "97530@38", "97110@13+A23"), policy="medicare-part-b")
    >>> [(line.code, line.modifiers, line.units) for line in done.claim.lines]
    [('97530', ('GO',), 3), ('97110', ('GO',), 1), ('97110', ('GO', 'CO'), 1)]
    """
    checker = checker_for(policy, edition)
    timings = timings_on(checker.edition, visit.date_of_service)
    allocations: dict[str, Allocation] = {}
    lines: list[ServiceLine] = []
    for discipline, services in _by_discipline(visit.services, checker.settings).items():
        counted, whole = _parted(services, visit, checker)
        known = {service.code: service.minutes for service in whole.values() if service.code in timings}
        if known:
            allocations[discipline] = allocate(
                known, timings, method=checker.settings.unit_method, tie_break=checker.settings.tie_break
            )
            for service, units in _members(allocations[discipline], whole):
                lines.extend(_write(visit, service, discipline, units, checker))
        for service in counted:
            lines.extend(_write(visit, service, discipline, 1, checker))
        for service in whole.values():
            if service.code not in known:
                lines.extend(_write(visit, service, discipline, None, checker))
    order = _order(visit.services, timings)
    lines.sort(key=lambda line: order[line.code])
    claim = Claim(attrs.evolve(line, line_id=str(number)) for number, line in enumerate(lines, 1))
    report = checker(claim)
    questions = tuple(questions_of(visit, claim, allocations.values(), report, checker))
    return Bill(claim, FrozenMap(allocations), report, questions)


def _by_discipline(services: Iterable[Service], settings: Settings) -> dict[str, list[Service]]:
    parted: dict[str, list[Service]] = {}
    for service in services:
        if settings.assistant_modifiers:
            kept = tuple(m for m in service.modifiers if m not in ASSISTANT)
            service = attrs.evolve(service, modifiers=kept)
        discipline = next((DISCIPLINE[m] for m in service.modifiers if m in DISCIPLINE), settings.discipline)
        parted.setdefault(discipline, []).append(service)
    return parted


def _parted(
    services: Iterable[Service], visit: Visit, checker: Checker
) -> tuple[Iterable[Service], dict[str, Service]]:
    """Bring services of one code together: things stay apart where their modifiers differ, time is one whole."""
    counted: dict[tuple[str, frozenset[str]], Service] = {}
    whole: dict[str, Service] = {}
    for service in services:
        meaning = meaning_on(checker.edition, service.code, visit.date_of_service)
        if meaning is not None and counts_things(meaning):
            thing = service.code, frozenset(service.modifiers).difference(DISCIPLINE)
            counted[thing] = _together(counted[thing], service) if thing in counted else service
        else:
            whole[service.code] = _together(whole[service.code], service) if service.code in whole else service
    return counted.values(), whole


def _together(one: Service, other: Service) -> Service:
    both = set(one.modifiers) & set(other.modifiers)
    given = dict.fromkeys((*one.modifiers, *other.modifiers))
    return attrs.evolve(
        one,
        therapist=one.therapist + other.therapist,
        assistant=one.assistant + other.assistant,
        joint=one.joint + other.joint,
        modifiers=tuple(m for m in given if m in both or m not in PTP_ASSOCIATED),
    )


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


def _members(allocation: Allocation, services: dict[str, Service]) -> Iterator[tuple[Service, int]]:
    """Spread the minutes of a family over its codes as its units were: first its interval, then the rest."""
    done: set[str] = set()
    for code in services:
        timing = allocation.timings.get(code)
        if timing is None or code in done:
            continue
        if timing.family is None or timing.additional is None:
            yield services[code], allocation.units[code]
            continue
        first, more = timing.family, timing.additional
        done |= {first, more}
        given = [services[member] for member in (first, more) if member in services]
        whole = given[0] if len(given) == 1 else _together(*given)
        units = {member: allocation.units.get(member, 0) for member in (first, more)}
        if not units[more]:
            yield attrs.evolve(whole, code=first), units[first]
            continue
        taken, left = _take(whole, allocation.timings[first].interval or 0)
        yield attrs.evolve(taken, code=first, modifiers=given[0].modifiers), units[first]
        yield attrs.evolve(left, code=more, modifiers=given[-1].modifiers), units[more]


def _take(service: Service, minutes: int) -> tuple[Service, Service]:
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


def _write(
    visit: Visit, service: Service, discipline: str, units: int | None, checker: Checker
) -> Iterator[ServiceLine]:
    meaning = meaning_on(checker.edition, service.code, visit.date_of_service)
    modifiers = _with_discipline(service.modifiers, discipline, meaning, checker)
    assistant = _ASSISTANT.get(discipline)
    reduced = 0
    if units and meaning is not None and assistant and service.assistant and _asks_assistant(visit, meaning, checker):
        reduced = split_assistant(
            service.therapist,
            service.assistant,
            units,
            joint=service.joint,
            on=visit.date_of_service,
            interval=meaning.timing.interval,
            de_minimis=checker.settings.de_minimis,
        ).with_modifier
    if not reduced or units is None:
        yield _line(visit, service, modifiers, units)
        return
    place = 1 if modifiers and modifiers[0] in DISCIPLINE else 0
    with_assistant = (*modifiers[:place], str(assistant), *modifiers[place:])
    if units == reduced:
        yield _line(visit, service, with_assistant, units)
        return
    yield _line(visit, attrs.evolve(service, assistant=0), modifiers, units - reduced)
    yield _line(visit, attrs.evolve(service, therapist=0, joint=0), with_assistant, reduced)


def _asks_assistant(visit: Visit, meaning: CodeMeaning, checker: Checker) -> bool:
    settings = checker.settings
    exempt = settings.biller == "facility" and facility_of(visit.bill_type) == "critical-access-hospital"
    return settings.assistant_modifiers and not exempt and takes_assistant_modifier(meaning)


def _with_discipline(
    given: tuple[str, ...], discipline: str, meaning: CodeMeaning | None, checker: Checker
) -> tuple[str, ...]:
    modifier = _MODIFIER[discipline]
    rest = tuple(m for m in given if m not in DISCIPLINE)
    asked = checker.settings.discipline_modifiers and meaning is not None and meaning.designation != "not"
    return (modifier, *rest) if asked or len(rest) < len(given) else given


def _line(visit: Visit, service: Service, modifiers: tuple[str, ...], units: int | None) -> ServiceLine:
    return ServiceLine(
        service.code,
        date_of_service=visit.date_of_service,
        modifiers=modifiers,
        units=units,
        therapist_minutes=service.therapist,
        assistant_minutes=service.assistant,
        joint_minutes=service.joint,
        total_treatment_minutes=visit.total_treatment_minutes,
        place_of_service=visit.place_of_service,
        bill_type=visit.bill_type,
        patient_key=visit.patient_key,
        rendering_provider_key=visit.rendering_provider_key,
        billing_provider_key=visit.billing_provider_key,
    )
