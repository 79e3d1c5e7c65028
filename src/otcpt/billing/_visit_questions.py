"""What a visit's own words leave open: asked, and the services as the answers have them."""

from collections.abc import Iterator
from datetime import date

import attrs

from otcpt.billing._questions import Answers, Choice, Question, as_evidence
from otcpt.claims import History, Service, Visit
from otcpt.codes import CodeMeaning
from otcpt.editions import Edition
from otcpt.modifiers import ASSISTANT, DISCIPLINE
from otcpt.policies import Settings
from otcpt.rules import Law, evaluates, is_quantity_based

AS_GIVEN, YES, NO = "as-given", "yes", "no"


@attrs.frozen
class BillingContext:
    """What a visit is read against: the law, the payer's choices of the day, what else is known, and the answers."""

    visit: Visit
    edition: Edition
    settings: Settings
    history: History | None
    answers: Answers
    law: Law = attrs.field(init=False, repr=False, eq=False)

    @law.default
    def _law(self) -> Law:
        return Law(self.edition, self.settings, self.day)

    @property
    def day(self) -> date:
        """The date of service."""
        return self.visit.date_of_service

    def meaning(self, code: str) -> CodeMeaning | None:
        """Return what a code means on the day; None where it is not in force or outside the registry."""
        return self.law.meaning(code)

    def counts(self, code: str) -> bool:
        """Whether the units of the code are things, which minutes do not count."""
        meaning = self.meaning(code)
        return meaning is not None and is_quantity_based(meaning)

    def is_supply(self, code: str) -> bool:
        """Whether the code is an item of the supplies schedule, which belongs to no discipline."""
        meaning = self.meaning(code)
        return meaning is not None and code.startswith("L") and meaning.status == "DMEPOS schedule"

    def plan(self, discipline: str) -> str:
        """Return the discipline modifier that tells a question from that of the policy's own discipline."""
        if discipline == self.settings.discipline:
            return ""
        return next(modifier for modifier, name in DISCIPLINE.items() if name == discipline)


@attrs.frozen
class ResolvedVisit:
    """The services as answered, and the codes that are documented without a unit."""

    services: tuple[Service, ...]
    unbilled: frozenset[str]


def resolve_visit(chart: BillingContext) -> ResolvedVisit:
    """Ask of codes, levels, disciplines and shares, in this order."""
    services = list(chart.visit.services)
    for step in (_replaced, _levels, _disciplines, _assistants, _training):
        services = step(services, chart)
    unbilled = frozenset((*_evaluated_by_assistants(services, chart), *_not_warranted(services, chart)))
    return ResolvedVisit(tuple(services), unbilled)


def _codes(services: list[Service]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(service.code for service in services))


def _renamed(services: list[Service], code: str, to: str) -> list[Service]:
    return [attrs.evolve(service, code=to) if service.code == code else service for service in services]


def _replaced(services: list[Service], chart: BillingContext) -> list[Service]:
    """A code that ended and was split into several names no service of today."""
    for code in _codes(services):
        history = chart.edition.codes.get(code)
        if history is None or history.last_day is None or history.last_day >= chart.day:
            continue
        today = tuple({later.code: later for later in _successors(code, chart)}.values())
        if not today:
            continue
        text = f"{code} ended on {history.last_day}: which of its successors was furnished?"
        choices = (
            Choice(AS_GIVEN, f"{code} as given: it is not in force"),
            *(Choice(later.code, f"{later.code}: {later.label}", ("DOC-075",)) for later in today),
        )
        evidence = as_evidence(ended=str(history.last_day), successors=tuple(later.code for later in today))
        key = chart.answers.ask(Question("code-replaced", (code,), text, choices, evidence))
        if key != AS_GIVEN:
            services = _renamed(services, code, key)
    return services


def _successors(code: str, chart: BillingContext, seen: frozenset[str] = frozenset()) -> Iterator[CodeMeaning]:
    """Follow what replaced what, up to the codes in force that the payer uses."""
    for later in chart.edition.codes[code].successors if code in chart.edition.codes else ():
        meaning = chart.meaning(later)
        if meaning is None and later not in seen:
            yield from _successors(later, chart, seen | {code})
        elif meaning is not None and not (chart.settings.medicare_status and meaning.status.startswith("I")):
            yield meaning


def _levels(services: list[Service], chart: BillingContext) -> list[Service]:
    """Several levels of one evaluation are one service."""
    levels: dict[tuple[str, ...], list[str]] = {}
    for code in _codes(services):
        meaning = chart.meaning(code)
        if meaning is not None and meaning.family == "evaluation":
            levels.setdefault(chart.law.billers(code), []).append(code)
    for codes in map(sorted, levels.values()):
        if len(codes) < 2:
            continue
        text = f"{' and '.join(codes)} are levels of one evaluation: which one does the documented evaluation meet?"
        choices = (
            Choice(AS_GIVEN, "each as given: one of them is payable"),
            *(Choice(code, f"{code} for all of it", _level(code, chart)) for code in codes),
        )
        key = chart.answers.ask(Question("evaluation-level", tuple(codes), text, choices))
        if key != AS_GIVEN:
            for code in codes:
                services = _renamed(services, code, key)
    return services


def _level(code: str, chart: BillingContext) -> tuple[str, ...]:
    """Return the elements of the record that are asked for this level alone, or for any evaluation."""
    own = tuple(one.id for one in chart.edition.documentation if one.codes == (code,))
    return own or ("DOC-022", "DOC-027")


def _disciplines(services: list[Service], chart: BillingContext) -> list[Service]:
    """A line belongs to one discipline."""
    for code in _codes(services):
        several = [[m for m in service.modifiers if m in DISCIPLINE] for service in services if service.code == code]
        given = tuple(dict.fromkeys(m for marked in several if len(marked) > 1 for m in marked))
        if not given or (chart.settings.medicare_status and chart.is_supply(code)):
            continue
        text = f"{code} was given with {' and '.join(given)}, and a line belongs to one discipline: whose was it?"
        choices = tuple(Choice(m, f"{m}: {DISCIPLINE[m]}", ("DOC-181",)) for m in given)
        key = chart.answers.ask(Question("discipline", (code,), text, choices, as_evidence(given=given)))
        services = [_of_one_discipline(one, key) if one.code == code else one for one in services]
    return services


def _of_one_discipline(service: Service, modifier: str) -> Service:
    if sum(m in DISCIPLINE for m in service.modifiers) < 2:
        return service
    rest = tuple(m for m in service.modifiers if m not in DISCIPLINE)
    return attrs.evolve(service, modifiers=(modifier, *rest))


def _assistants(services: list[Service], chart: BillingContext) -> list[Service]:
    """CO or CQ without minutes of an assistant: the modifier or the minutes are wrong."""
    if not chart.settings.assistant_modifiers:
        return services
    for code in _codes(services):
        doubtful = [service for service in services if service.code == code and _contradicts(service)]
        if not doubtful:
            continue
        marks = " and ".join(dict.fromkeys(m for service in doubtful for m in service.modifiers if m in ASSISTANT))
        minutes = sum(service.minutes for service in doubtful)
        text = f"{code} was given with {marks}, and no minutes of an assistant: who furnished it?"
        choices = (
            Choice("therapist", "the therapist, as the minutes say"),
            Choice("assistant", f"an assistant alone, all {minutes} minutes", ("DOC-180",)),
        )
        evidence = as_evidence(given=marks, minutes=minutes)
        if chart.answers.ask(Question("assistant", (code,), text, choices, evidence)) == "assistant":
            services = [_by_an_assistant(one) if one.code == code else one for one in services]
    return services


def _contradicts(service: Service) -> bool:
    return not service.assistant and not ASSISTANT.keys().isdisjoint(service.modifiers)


def _by_an_assistant(service: Service) -> Service:
    if not _contradicts(service):
        return service
    return attrs.evolve(service, therapist=0, joint=0, assistant=service.minutes)


def _training(services: list[Service], chart: BillingContext) -> list[Service]:
    """Making and fitting an orthosis is paid with its L-code; 97760 beside it counts training only."""
    made = sorted(s.code for s in services if chart.is_supply(s.code) and chart.counts(s.code))
    trained = [s for s in services if s.code == "97760"]
    minutes = sum(service.minutes for service in trained)
    if not made or not minutes or not chart.settings.medicare_status:
        return services
    text = (
        f"97760 is billed with {made[0]}, which includes making and fitting it: were its {minutes} minutes training? "
        f"Where a part was, give 97760 that part and {made[0]} the rest."
    )
    choices = (
        Choice("all", f"all of them: 97760 for {minutes} minutes", ("DOC-132",)),
        Choice("none", f"none: they belong to {made[0]}, and 97760 is not billed"),
    )
    evidence = as_evidence(minutes=minutes, orthosis=made[0])
    question = Question("training-minutes", ("97760", made[0]), text, choices, evidence)
    if chart.answers.ask(question) == "all":
        return services
    place = next(i for i, service in enumerate(services) if service.code == made[0])
    services[place] = attrs.evolve(
        services[place],
        therapist=services[place].therapist + sum(service.therapist for service in trained),
        assistant=services[place].assistant + sum(service.assistant for service in trained),
        joint=services[place].joint + sum(service.joint for service in trained),
    )
    return [service for service in services if service.code != "97760"]


def _evaluated_by_assistants(services: list[Service], chart: BillingContext) -> Iterator[str]:
    """An assistant may gather data under direction, and may not evaluate."""
    if not chart.settings.assistant_modifiers:
        return
    for code in _codes(services):
        meaning, own = chart.meaning(code), [service for service in services if service.code == code]
        minutes = sum(service.assistant for service in own)
        if meaning is None or not evaluates(meaning) or not minutes:
            continue
        alone = minutes == sum(service.minutes for service in own)
        text = f"{code} has {minutes} minutes of an assistant, who may not evaluate: what did the assistant do?"
        evidence = as_evidence(assistant=minutes)
        choices = (
            Choice(AS_GIVEN, f"all of {code}, as given: it cannot be billed, and is denied as billed")
            if alone
            else Choice(
                "gathered",
                "gathered data under direction; the therapist evaluated",
                ("DOC-027",),
            ),
            Choice("evaluated", f"evaluated: {code} stays documented, without a unit"),
        )
        if chart.answers.ask(Question("assistant-evaluation", (code,), text, choices, evidence)) == "evaluated":
            yield code


def _not_warranted(services: list[Service], chart: BillingContext) -> Iterator[str]:
    """A re-evaluation is payable on a change of status only."""
    for code in _codes(services):
        meaning = chart.meaning(code)
        if meaning is None or meaning.family != "re-evaluation" or _status_changed(meaning, chart):
            continue
        text = f"{code} is payable where the patient's status changed, never as routine: did it?"
        choices = (
            Choice(YES, f"yes: bill {code}", ("DOC-035",)),
            Choice(NO, f"no: {code} stays documented, without a unit"),
        )
        if chart.answers.ask(Question("change-of-status", (code,), text, choices)) == NO:
            yield code


def _status_changed(meaning: CodeMeaning, chart: BillingContext) -> bool:
    """Whether the chart has a change of status on this day in an episode of a discipline that may bill the code."""
    return chart.history is not None and any(
        chart.day in (episode.changes or ())
        for episode in chart.history.episodes
        if episode.discipline in chart.law.billers(meaning.code) and episode.patient_key == chart.visit.patient_key
    )
