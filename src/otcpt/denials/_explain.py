"""Remittances against the claims they answer, with the law of each date of service."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import attrs

from otcpt.checking import ClaimChecker, checker_for
from otcpt.claims import Claim, History, Remittance, RemittanceLine, ServiceLine
from otcpt.denials._causes import Cause, Checked, causes_of, is_denial, remark_codes, rules_behind
from otcpt.denials._codes import DenialCode, Route
from otcpt.denials._contradictions import Contradiction, Denied, contradictions, final_by_law
from otcpt.denials._match import DUPLICATES, Answer, Claims, match
from otcpt.denials._payments import Payments
from otcpt.denials._reasons import LineOutcome, outcome_of, reasons_of
from otcpt.denials._report import DenialReport, ExplainedLine
from otcpt.denials._ways import Situation, Way, is_excluded, patient_share, ways_of
from otcpt.editions import EditionLike
from otcpt.edits import Circumstance, Need
from otcpt.findings import Rule
from otcpt.io import ClaimFile, RemittanceFile
from otcpt.members import members
from otcpt.policies import PolicyLike
from otcpt.pricing import Terms
from otcpt.recording import Documentation, documentation_for, elements

#: Alerts that the claim was forwarded to Medicaid, or to a supplemental insurer.
_FORWARDED = frozenset({"MA07", "MA18"})
_EXPLAINED = frozenset({LineOutcome.DENIED, LineOutcome.PARTLY_DENIED, LineOutcome.UNKNOWN, LineOutcome.REDUCED})


def explain_denials(
    remittances: Iterable[Remittance] | RemittanceFile,
    claims: Iterable[Claim] | ClaimFile,
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
    history: History | None = None,
    locality: str | None = None,
    terms: Terms | None = None,
) -> DenialReport:
    """Explain what a payer answered: which rule is behind a denial, what to correct, what to appeal, and until when.

    Each line of a remittance is matched to the line it answers, and the claims are checked with the law of their days.
    A reason that the rules know wholly, and of which they find nothing, contradicts that law: those lines are the ones
    to appeal.

    Args:
        remittances: What the payer answered: values, or a file that `otcpt.read_remittances` has read.
        claims: What was sent: claims, or a file that `otcpt.read_claims` has read.
        policy: The payer's rules. Lines of payers it does not speak for are listed, and not explained.
        edition: The law; the policy's or the newest unless given.
        rules: The rules; all of them unless given.
        history: What else is known, for rules that look beyond a day, such as the threshold of KX.
        locality: Where payments are compared with the fee schedule, by code or name; else that of the policy, and
            without one they are not compared.
        terms: How the one who bills is paid; as who participates unless given.

    Returns:
        Every line with its reasons, causes, contradictions, ways and deadlines, and the dollars of all of them.

    Raises:
        InvalidInput: For anything but remittances and claims.

    Example:
        >>> from decimal import Decimal
        >>> from otcpt.claims import Adjustment, RemittanceClaim, parse_claim
        >>> claim = Claim(parse_claim("2026-03-02", "97150:GO x1", "97530:GO x2").lines, claim_id="C1")
        >>> adjusted = [Adjustment("CO", "236", Decimal(120))]
        >>> line = RemittanceLine("97530", Decimal(120), Decimal(0), adjusted, modifiers=("GO",), units=2)
        >>> answer = Remittance(Decimal(0), [RemittanceClaim("C1", "1", Decimal(120), Decimal(0), [line])])
        >>> report = explain_denials([answer], [claim], policy="medicare-part-b")
        >>> report.lines[0].likeliest.rule_id, str(report.lines[0].next_step.route)
        ('PTP002', 'reopening')
    """
    return explain_with(checker_for(policy, edition, rules), remittances, claims, history, locality, terms)


def explain_with(
    checker: ClaimChecker,
    remittances: Iterable[Remittance] | RemittanceFile,
    claims: Iterable[Claim] | ClaimFile,
    history: History | None = None,
    locality: str | None = None,
    terms: Terms | None = None,
) -> DenialReport:
    """Explain remittances with a checker that is at hand; see `explain_denials`.

    Args:
        checker: The payer, the law and the rules.
        remittances: What the payers answered.
        claims: What was sent.
        history: What else was billed and charted for the patients. With one, even an empty one, rules that look over
            more than one day run too.
        locality: Where payments are compared with the fee schedule.
        terms: What else decides a payment, such as participation.

    Returns:
        The explained lines, with causes, ways and last days.
    """
    answered = members(remittances, Remittance, "remittances")
    sent = Claims.of(members(claims.claims if isinstance(claims, ClaimFile) else claims, Claim, "claims"))
    answers = match(answered, sent)
    reader = _Reader(checker, Checked(checker, sent.claims, history), history)
    explained = list(_with_first_answers([line for answer in answers for line in reader.lines(answer)]))
    lines = tuple(Payments(checker, locality, terms, history).compare(explained, sent.claims))
    found = {answer.claim for answer in answers}
    return DenialReport(
        lines,
        tuple(at for at in range(len(sent.claims)) if at not in found),
        tuple((number, one) for number, each in enumerate(answered) for one in each.provider_adjustments),
        tuple(_imbalances(answered)),
        answered,
        checker.identity,
    )


def _with_first_answers(lines: Sequence[ExplainedLine]) -> Iterator[ExplainedLine]:
    """Yield the lines; a denial as a duplicate says what the first answer was, where it is among them."""
    first: dict[tuple[int, int, int], ExplainedLine] = {}
    for line in lines:
        if line.claim is None or line.position is None:
            yield line
            continue
        key = line.claim, line.position, line.payer_order or 1
        if DUPLICATES.isdisjoint(one.adjustment.reason for one in line.reasons):
            first.setdefault(key, line)
        elif (before := first.get(key)) is not None:
            note = f"First answered on {before.dated}: {before.outcome}, {before.paid} paid."
            settled = line.settled or ("" if before.settled else "answered before")
            yield attrs.evolve(line, notes=(*line.notes, note), settled=settled)
            continue
        yield line


def _imbalances(remittances: Sequence[Remittance]) -> Iterator[tuple[int, str, Decimal]]:
    for number, remittance in enumerate(remittances):
        if remittance.imbalance:
            yield number, "", remittance.imbalance
        for claim in remittance.claims:
            if claim.imbalance:
                yield number, claim.claim_id, claim.imbalance


class _Reader:
    """Explains the lines of one answer after another."""

    def __init__(self, checker: ClaimChecker, checked: Checked, history: History | None) -> None:
        self.checker = checker
        self.checked = checked
        self.documents = _Documents(checker, history)

    def lines(self, answer: Answer) -> Iterator[ExplainedLine]:
        """Yield each line of an answered claim; the claim itself where it has none."""
        if not answer.payment.lines:
            yield self._explained(answer, None, 0)
        for number, line in enumerate(answer.payment.lines):
            yield self._explained(answer, line, number)

    def _explained(self, answer: Answer, line: RemittanceLine | None, number: int) -> ExplainedLine:
        payment, remittance = answer.payment, answer.remittance
        position = answer.places[number] if line is not None else None
        given = None
        if answer.claim is not None and position is not None:
            given = self.checked.claims[answer.claim].lines[position]
        reasons = reasons_of(answer, line)
        outcome = outcome_of(answer, line, reasons)
        remarks = tuple(dict.fromkeys((*(() if line is None else line.remarks), *payment.remarks)))
        payer = payment.payer or (None if given is None else given.payer)
        modifiers = () if line is None else line.modifiers
        codes = tuple(dict.fromkeys(one.code for one in reasons if one.code is not None and is_denial(one.code)))
        day = None if line is None else line.date_of_service
        day = day or (None if given is None else given.date_of_service) or payment.first_day
        ours = self.checker.speaks_for(payer)
        medicare = ours and self.checker.policy.on(day or self.checker.edition.manifest.through).medicare_status
        causes, against, silent, final = self._law(answer, line, position, codes, remarks, outcome, ours)
        own = [one.adjustment for one in reasons if line is None or not one.of_claim]
        patient = patient_share(own, codes, remarks, modifiers, medicare)
        ways: tuple[Way, ...] = ()
        if outcome in _EXPLAINED:
            ways = ways_of(
                Situation(
                    codes,
                    remarks,
                    causes,
                    against,
                    medicare,
                    self._is_facility(answer, given is not None and given.bill_type is not None),
                    remittance.dated,
                    day,
                    final,
                    refused=outcome is not LineOutcome.REDUCED,
                    excluded=medicare and patient.answer == "yes" and is_excluded(modifiers),
                    unowed=patient.why if patient.answer == "no" else "",
                )
            )
            if medicare and answer.claim is not None and position is not None:
                ways = tuple(self._with_documents(way, answer.claim, position, causes) for way in ways)
        return ExplainedLine(
            remittance=answer.number,
            dated=remittance.dated,
            payer=payer,
            payer_name=remittance.payer_name,
            claim_id=payment.claim_id,
            control_number=payment.control_number,
            line_id=None if line is None else line.line_id,
            code=None if line is None else line.code,
            modifiers=modifiers,
            date_of_service=day,
            units=None if line is None else line.units,
            paid_units=None if line is None else line.paid_units,
            charge=payment.charge if line is None else line.charge,
            paid=payment.paid if line is None else line.paid,
            allowed=None if line is None else line.allowed,
            outcome=outcome,
            reasons=reasons,
            remarks=remarks,
            claim=answer.claim,
            position=position,
            matched=_matched(answer, line, position),
            line=given,
            causes=causes,
            contradictions=against,
            notes=(*silent, *_differences(line, given)),
            ways=ways,
            patient=patient,
            settled=_settled(answer, number),
            payer_order=payment.payer_order,
            forwarded=payment.is_forwarded or not _FORWARDED.isdisjoint(payment.remarks),
            first_of_claim=number == 0,
            judged=answer.claim is not None and position is not None and self.checked.judged(answer.claim, position),
            errors=() if given is None else self.checked.errors(given),
            rendering_provider_key=_rendering(answer, line, given.rendering_provider_key if given else None),
        )

    def _with_documents(self, way: Way, claim: int, position: int, causes: Sequence[Cause]) -> Way:
        if way.route is not Route.APPEAL or not way.possible:
            return way
        rules = [cause.rule_id for cause in causes if cause.listed]
        return attrs.evolve(way, documents=self.documents.of(self.checked.claims[claim], position, rules))

    def _law(
        self,
        answer: Answer,
        line: RemittanceLine | None,
        position: int | None,
        codes: tuple[DenialCode, ...],
        remarks: Sequence[str],
        outcome: LineOutcome,
        ours: bool,
    ) -> tuple[tuple[Cause, ...], tuple[Contradiction, ...], tuple[str, ...], str]:
        if outcome not in _EXPLAINED:
            return (), (), (), ""
        if not ours:
            why = f"Policy {self.checker.policy.id} does not speak for this payer; give its own policy."
            return (), (), (why,), ""
        if answer.claim is None or position is None:
            return (), (), ("The claim line was not found, so nothing could be checked.",), ""
        if not codes:
            return (), (), (), ""
        known = remark_codes(remarks)
        causes = causes_of(self.checked, answer.claim, position, rules_behind(codes, known))
        dated = answer.remittance.dated
        case = Denied(codes, known, causes, self.checked, answer.claim, position, answer.payment, line, dated)
        against, silent = contradictions(case)
        return causes, against, silent, final_by_law(case)

    def _is_facility(self, answer: Answer, has_bill_type: bool) -> bool:
        return has_bill_type or answer.payment.payer == "MA" or self.checker.settings.biller == "facility"


def _differences(line: RemittanceLine | None, given: ServiceLine | None) -> Iterator[str]:
    """Yield what the payer read or decided otherwise than it was billed."""
    if line is None or given is None:
        return
    lost = [one for one in given.modifiers if one not in line.modifiers]
    if lost and line.modifiers != given.modifiers:
        yield f"The claim has {' '.join(lost)}, and the remittance does not: it may not have reached the payer."
    if line.units is not None and given.units is not None and abs(line.units) != given.units:
        yield f"The claim has {given.units} units, and the remittance {abs(line.units)}."
    if line.paid_code is not None and line.paid_code != line.code:
        yield f"The payer decided {line.paid_code} in place of {line.code}."


def _matched(answer: Answer, line: RemittanceLine | None, position: int | None) -> str:
    if answer.claim is None:
        return f"not found: {answer.how}"
    if line is None:
        return f"claim found by {answer.how}; the remittance has no lines"
    if position is None:
        return f"claim found by {answer.how}, but no line of it has this code and day"
    return answer.how


def _settled(answer: Answer, number: int) -> str:
    if answer.payment.is_reversal:
        return "reversal" if answer.reverses else "reversal of an answer that is not among these remittances"
    if answer.taken_back:
        return "taken back by a reversal"
    return "answered again later" if number in answer.answered_again else ""


def _rendering(answer: Answer, line: RemittanceLine | None, billed: str | None) -> str | None:
    own = None if line is None else line.rendering_provider_key
    return own or answer.payment.rendering_provider_key or billed


class _Documents:
    """Which elements of the record belong with an appeal, from the checklists of claims, each made once."""

    def __init__(self, checker: ClaimChecker, history: History | None) -> None:
        self._checker, self._history = checker, history
        self._made: dict[int, Documentation] = {}

    def of(self, claim: Claim, position: int, rules: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of what supports one line: asked for in any case, when records are requested, or by a rule."""
        listed = self._made.get(id(claim))
        if listed is None:
            listed = self._made[id(claim)] = documentation_for(self._checker, claim, history=self._history)
        asked = set(rules)
        found = []
        for item in listed.items:
            if position not in item.positions or item.element.need is not Need.REQUIRED:
                continue
            requested = Circumstance.RECORDS_REQUESTED in item.element.law.circumstances
            if not item.when or requested or asked.intersection(item.element.rules):
                found.append(item.element.id)
        every = (one.id for one in elements(self._checker.edition) if asked.intersection(one.rules))
        return tuple(dict.fromkeys((*found, *every)))
