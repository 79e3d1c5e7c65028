"""What the record must show for exactly these lines: their day, payer, setting and course of treatment."""

from collections.abc import Iterable, Iterator

import attrs

from otcpt.checking import ClaimChecker, checker_for
from otcpt.claims import VOID, Claim, History, ServiceLine, Visit
from otcpt.editions import EditionLike
from otcpt.edits import Need
from otcpt.errors import InvalidInput
from otcpt.findings import Field, Report
from otcpt.modifiers import DISCIPLINE
from otcpt.policies import PolicyLike
from otcpt.recording._checklist import ChecklistItem, Documentation, Status
from otcpt.recording._elements import Element, condition, elements
from otcpt.recording._situation import Situation, concerns, is_so
from otcpt.rules import ALL_RULES

_LATE = "POC002"


def documentation(
    claim: Claim | Visit,
    *,
    policy: PolicyLike,
    history: History | None = None,
    edition: EditionLike | None = None,
) -> Documentation:
    """Return what the record must show for a claim or a visit, and what the data given show of it.

    An element is *shown* where the fields that show it are there and no rule contradicts them, *contradicted* where a
    rule's finding does, and else *only the record can show it*. ``history`` has the chart: plans of care, progress
    reports, earlier lines.

    Args:
        claim: The claim, or the visit before it is billed.
        policy: The payer, by name, pin, file or value.
        history: What is known beyond the claim.
        edition: The law; the policy's or the newest unless given.

    Returns:
        The checklist.

    Raises:
        InvalidInput: For anything but a claim or a visit, or a history that could mean several patients.
        UnknownName: For a policy or an edition that does not exist.

    Example:
        >>> from otcpt.claims import parse_claim
        >>> listed = documentation(parse_claim("2026-03-02", "97530:GO x2 @30"), policy="medicare-part-b")
        >>> [(item.element.id, item.status.value) for item in listed.items if item.element.id in ("DOC-077", "DOC-078")]
        [('DOC-077', "shown by the claim's data"), ('DOC-078', 'only the record can show it')]
    """
    return documentation_for(checker_for(policy, edition), claim, history=history)


def documentation_for(checker: ClaimChecker, claim: Claim | Visit, *, history: History | None = None) -> Documentation:
    """Return what the record must show, by a checker's payer and edition; see `documentation`.

    Args:
        checker: The payer and the law.
        claim: A claim, or a visit that is not billed yet.
        history: What else was billed and charted for the patients. With one, even an empty one, rules that look over
            more than one day run too.

    Returns:
        The checklist.
    """
    if isinstance(claim, Visit):
        claim = _as_claim(claim, checker)
    elif not isinstance(claim, Claim):
        raise InvalidInput(f"documentation takes a claim or a visit, not {type(claim).__name__}", "claim", claim)
    listed = elements(checker.edition)
    asked = {rule for element in listed for rule in element.rules} | {_LATE}
    rules = tuple(rule for rule in ALL_RULES if rule.id in asked)
    judge = ClaimChecker(policy=checker.policy, edition=checker.edition, rules=rules)
    outcomes = _Outcomes.of(judge.check(claim, history=history))
    items: dict[tuple[str, Status, str, tuple[str, ...], tuple[str, ...]], ChecklistItem] = {}
    not_required: dict[str, Element] = {}
    for position, here in _situations(claim, checker, history, outcomes):
        for element in listed:
            when = _condition(element, here)
            if when is None:
                continue
            status, missing, rules_against = _status(element, here, position, outcomes)
            if element.need is Need.NOT_REQUIRED and status is not Status.CONTRADICTED:
                not_required[element.id] = element
                continue
            key = element.id, status, when, missing, rules_against
            item = items.get(key) or ChecklistItem(element, status, (), when, missing, rules_against)
            items[key] = attrs.evolve(item, positions=(*item.positions, position))
    ordered = sorted(items.values(), key=lambda item: (item.element.id, item.positions))
    return Documentation(
        tuple(ordered), tuple(not_required[id_] for id_ in sorted(not_required)), claim.lines, checker.identity
    )


@attrs.frozen
class _Outcomes:
    """What each rule concluded of each line: found, or not evaluated; else it was clean."""

    found: frozenset[tuple[str, int]]
    unknown: frozenset[tuple[str, int]]

    @classmethod
    def of(cls, report: Report) -> "_Outcomes":
        """Read a report."""
        silent = {
            (one.rule_id, place)
            for one in report.not_evaluated
            if Field.UNITS not in one.missing  # units that are not known yet contradict nothing
            for place in one.positions
        }
        found = {(one.rule_id, place) for one in report.findings for place in one.positions}
        return cls(frozenset(found), frozenset(silent))

    def contradicts(self, rule: str, position: int) -> bool | None:
        """Whether a rule found a fault in a line; None where it did not judge the line."""
        if (rule, position) in self.found:
            return True
        return None if (rule, position) in self.unknown or ("*", position) in self.unknown else False


def _situations(
    claim: Claim, checker: ClaimChecker, history: History | None, outcomes: _Outcomes
) -> Iterator[tuple[int, Situation]]:
    """Yield each line that the policy covers with what is known around it."""
    if claim.frequency == VOID:
        return
    own = [(i, line) for i, line in enumerate(claim.lines) if checker.speaks_for(line.payer)]
    for position, line in own:
        patient = [one for _, one in own if one.patient_key == line.patient_key]
        day = [one for one in patient if one.date_of_service == line.date_of_service]
        earlier = [one for one in (history.lines if history else ()) if one.patient_key == line.patient_key]
        law = checker.law_on(line.date_of_service)
        late = outcomes.contradicts(_LATE, position)
        yield position, Situation(line, law, day, [*patient, *earlier], history, late)


def _condition(element: Element, here: Situation) -> str | None:
    """Return what must be so besides, empty for nothing; None where the element is not asked for on the line."""
    law = element.law
    if not concerns(law, here):
        return None
    answers = [(one, is_so(one, here)) for one in law.circumstances]
    if any(answer is False for _, answer in answers):
        return None
    open_circumstances = tuple(one for one, answer in answers if answer is None)
    payers = [] if not law.payers or here.payers <= law.payers else sorted(law.payers & here.payers)
    settings = sorted(law.settings) if law.settings and here.setting is None else []
    return condition(open_circumstances, payers, settings)


def _status(
    element: Element, here: Situation, position: int, outcomes: _Outcomes
) -> tuple[Status, tuple[str, ...], tuple[str, ...]]:
    """Return the status, the fields that would show it and are missing, and the rules that contradict it."""
    verdicts = {rule: outcomes.contradicts(rule, position) for rule in element.rules}
    against = tuple(rule for rule, verdict in verdicts.items() if verdict)
    if against:
        return Status.CONTRADICTED, (), against
    missing = tuple(field for field in element.law.fields if not _given(field, here))
    shown = bool(element.law.fields) and not missing and None not in verdicts.values()
    return (Status.SHOWN if shown else Status.RECORD), missing, ()


def _given(field: str, here: Situation) -> bool:
    """Whether a field of the line, of its plan or of its episode is known."""
    owner, _, name = field.partition(".")
    value = {"line": here.line, "plan": here.plan, "episode": here.episode}[owner]
    return value is not None and getattr(value, name) is not None


def _as_claim(visit: Visit, checker: ClaimChecker) -> Claim:
    """Return the services of a visit as lines whose units are not known yet."""
    settings = checker.policy.on(visit.date_of_service)
    own = next(modifier for modifier, discipline in DISCIPLINE.items() if discipline == settings.discipline)
    return Claim(list(_lines(visit, own if settings.discipline_modifiers else "")))


def _lines(visit: Visit, own: str) -> Iterable[ServiceLine]:
    for service in visit.services:
        modifiers = service.modifiers
        if own and not DISCIPLINE.keys() & set(modifiers):
            modifiers = (own, *modifiers)
        yield visit.line_of(service, modifiers=modifiers)
