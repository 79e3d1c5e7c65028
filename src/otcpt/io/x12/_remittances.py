"""Remittances with their claims and lines, each with its place in the file, and whether the dollars add up."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from otcpt.claims import (
    ADJUSTMENT_GROUPS,
    Adjustment,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
    filing_code,
)
from otcpt.collector import gc_paused
from otcpt.errors import InvalidInput
from otcpt.io._claim_file import RemittanceFile
from otcpt.io._log import Log, OnProblem
from otcpt.io._text import Progress, Source, decode, load
from otcpt.io.x12._envelope import Interchange, interchanges
from otcpt.io.x12._remittance_walk import RawAnswer, RawPayment, RawService, walk_payments
from otcpt.io.x12._service import Composites, Procedure
from otcpt.io.x12._values import SEVERAL_DAYS, Values

_NOTHING = Decimal(0)
_AMOUNT = "is not an amount; expected dollars, like 62.00"


def read_remittances(
    source: Source,
    *,
    name: str | None = None,
    progress: Progress | None = None,
    on_problem: OnProblem = "raise",
) -> RemittanceFile:
    """Read an 835 remittance advice (005010X221A1): a path, or its contents as bytes.

    Separators are those of each ISA header; several ISA, GS and ST are read on. Patients and providers become the same
    opaque keys as in the claims. Every line, claim and payment must add up: a charge is what was paid plus its
    adjustments, a payment is what the claims were paid less what PLB takes off.

    Args:
        source: A path, or the contents as bytes.
        name: How messages name the file; its file name unless given.
        progress: Called now and then with the bytes done and the bytes in all.
        on_problem: ``"raise"`` refuses the file when anything in it is wrong or does not add up. ``"keep"`` leaves out
            what cannot be read, keeps what does not add up, and lists both in ``problems``.

    Returns:
        The remittances, in the order of the file.

    Raises:
        InputErrors: With every problem (segment number, element, value); with ``"keep"`` only for a file without an
            ISA header.
        OSError: For a path that cannot be opened.
    """
    data, name = load(source, name, progress)
    log = Log(name)
    text = decode(data, log)
    reader = _Reader(log)
    with gc_paused():
        for interchange in interchanges(text, log):
            reader.read(interchange, progress, len(data))
    if progress is not None:
        progress(len(data), len(data))
    if not reader.remittances and not log.problems:
        log.problem(None, "ST", None, "the file has no remittance (ST*835)")
    log.close(on_problem)
    return RemittanceFile(name=name, remittances=tuple(reader.remittances), notes=log.notes, problems=log.in_order())


class _Wrong(Exception):
    """Segment, element, value and message of a problem."""


class _Reader:
    """Turns raw payments into remittances, over all interchanges of a file."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.remittances: list[Remittance] = []
        self.values = Values()
        self.procedures: dict[str, Procedure] = {}
        self.adjusted: dict[tuple[str, ...], tuple[Adjustment, ...]] = {}

    def read(self, interchange: Interchange, progress: Progress | None, total: int) -> None:
        """Read the remittances of one interchange."""
        composites = Composites(interchange, self.log)
        self.procedures.clear()
        for raw in walk_payments(interchange, self.log):
            remittance = self._remittance(raw, composites)
            if remittance is not None:
                self.remittances.append(remittance)
            if progress is not None:
                progress(interchange.bytes_before(raw.segment, total), total)

    def _remittance(self, raw: RawPayment, composites: Composites) -> Remittance | None:
        if raw.bpr is None:
            self.log.problem(raw.segment, "BPR", None, "the remittance has no payment segment (BPR)")
            return None
        complete = True
        claims: list[RemittanceClaim] = []
        for answer in raw.answers:
            try:
                claims.append(self._claim(answer, composites))
            except _Wrong as wrong:
                self.log.problem(*wrong.args)
                complete = False
        outside: list[ProviderAdjustment] = []
        for at, elements in raw.outside:
            try:
                outside.extend(self._outside(at, elements, composites))
            except _Wrong as wrong:
                self.log.problem(*wrong.args)
                complete = False
        try:
            remittance = Remittance(
                self._payment(raw),
                claims,
                outside,
                paid_on=self._day(raw.bpr_at, "BPR16", _at(raw.bpr, 16)),
                produced_on=self._day(raw.segment, "DTM02", raw.produced),
                trace=raw.trace or None,
                payer_name=raw.payer or None,
                billing_provider_key=raw.payee,
                position=raw.segment,
            )
        except _Wrong as wrong:
            self.log.problem(*wrong.args)
            return None
        if complete and remittance.imbalance:
            paid, off = sum((one.paid for one in claims), _NOTHING), sum((one.amount for one in outside), _NOTHING)
            message = (
                f"the payment does not add up: the claims were paid {paid} and PLB takes off {off}, which is "
                f"{paid - off}; {abs(remittance.imbalance)} is unexplained"
            )
            self.log.problem(raw.bpr_at, "BPR02", str(remittance.payment), message)
        return remittance

    def _payment(self, raw: RawPayment) -> Decimal:
        assert raw.bpr is not None
        amount = self._amount(raw.bpr_at, "BPR02", _at(raw.bpr, 2))
        return -amount if _at(raw.bpr, 3).strip() == "D" else amount

    def _claim(self, raw: RawAnswer, composites: Composites) -> RemittanceClaim:
        at, elements = raw.segment, raw.elements
        claim_id, status = _at(elements, 1).strip(), _at(elements, 2).strip()
        if not claim_id:
            raise _Wrong(at, "CLP01", None, "the claim has no number (the one it was sent with)")
        if not status:
            raise _Wrong(at, "CLP02", None, "the claim has no status, like 1 for processed as first payer")
        lines: list[RemittanceLine] = []
        first, last = self._day(at, "DTM02", raw.first), self._day(at, "DTM02", raw.last)
        complete = True
        for service in raw.services:
            try:
                lines.append(self._line(service, composites, first if not raw.last or first == last else None))
            except _Wrong as wrong:
                self.log.problem(*wrong.args)
                complete = False
        patient = _at(elements, 5).strip()
        claim = RemittanceClaim(
            claim_id,
            status,
            self._amount(at, "CLP03", _at(elements, 3)),
            self._amount(at, "CLP04", _at(elements, 4)),
            lines,
            adjustments=self._adjustments(raw.adjustments),
            remarks=raw.remarks,
            patient_amount=self._amount(at, "CLP05", patient) if patient else None,
            payer=self._payer(_at(elements, 6).strip()),
            control_number=_at(elements, 7).strip() or None,
            replaces=raw.replaces or None,
            facility_code=_at(elements, 8).strip() or None,
            frequency=_at(elements, 9).strip() or None,
            first_day=first,
            last_day=last,
            received_on=self._day(at, "DTM02", raw.received),
            crossover=raw.crossover,
            patient_key=raw.patient,
            rendering_provider_key=raw.rendering,
            position=at,
        )
        self._weigh(claim, complete)
        return claim

    def _weigh(self, claim: RemittanceClaim, complete: bool) -> None:
        """Write down where the dollars of a claim do not add up; a line that was left out explains it already."""
        if complete and claim.lines and (total := sum((one.charge for one in claim.lines), _NOTHING)) != claim.charge:
            message = f"the claim's charge is not the sum of its lines, {total}"
            self.log.problem(claim.position, "CLP03", str(claim.charge), message)
        elif complete and claim.imbalance:
            off = claim.charge - claim.paid - claim.imbalance
            message = (
                f"the claim does not add up: paid {claim.paid} and adjusted {off} make {claim.paid + off}; "
                f"{abs(claim.imbalance)} is unexplained"
            )
            self.log.problem(claim.position, "CLP03", str(claim.charge), message)
        if claim.is_reversal and (claim.charge > 0 or claim.paid > 0):
            self.log.note("a reversal (CLP02 22) has amounts that are not negative; they were read as written")
        every = (*claim.adjustments, *(one for line in claim.lines for one in line.adjustments))
        shared = sum((one.amount for one in every if one.group == "PR"), _NOTHING)
        if complete and claim.patient_amount is not None and claim.patient_amount != shared:
            self.log.note("the patient's amount (CLP05) is not the sum of the PR adjustments, which were used")

    def _line(self, raw: RawService, composites: Composites, on: date | None) -> RemittanceLine:
        at, elements = raw.segment, raw.elements
        if len(elements) < 8:
            elements = elements + [""] * (8 - len(elements))
        _, decided_as, charge, paid, revenue_code, quantity, billed_as, original = elements[:8]
        decided = given = self._procedure(at, "SVC01", decided_as, composites)
        if billed_as:
            given = self._procedure(at, "SVC06", billed_as, composites)
        changed = given is not decided and given[1:] != decided[1:]
        paid_units = self._units(quantity) if quantity else 1  # 005010X221: an absent quantity is one
        units = self._units(original) if original else paid_units or None  # 0 of an unknown number were paid
        day = self._day(at, "DTM02", raw.first) if raw.first else on
        line = RemittanceLine(
            given.code,
            self._amount(at, "SVC02", charge),
            self._amount(at, "SVC03", paid),
            self._adjustments(raw.adjustments),
            raw.remarks,
            qualifier=given.qualifier,
            date_of_service=day,
            last_day=(self._day(at, "DTM02", raw.last) if raw.last else None) or day,
            modifiers=given.modifiers,
            units=units,
            paid_units=paid_units,
            paid_code=decided.code if changed else None,
            paid_modifiers=decided.modifiers if changed else (),
            revenue_code=revenue_code.strip() or None,
            line_id=raw.line_id or None,
            allowed=self._amount(at, "AMT02", raw.allowed) if raw.allowed else None,
            rendering_provider_key=raw.rendering,
            position=at,
        )
        if line.imbalance:
            off = line.charge - line.paid - line.imbalance
            message = (
                f"the line of {line.code} does not add up: paid {line.paid} and adjusted {off} make {line.paid + off}; "
                f"{abs(line.imbalance)} is unexplained"
            )
            self.log.problem(at, "SVC02", str(line.charge), message)
        return line

    def _procedure(self, at: int, element: str, text: str, composites: Composites) -> Procedure:
        known = self.procedures.get(text)
        if known is None:
            read = composites.procedure(text)
            if not read.qualifier or not read.code:
                raise _Wrong(at, element, text or None, "the line has no procedure code; expected one like HC:97530:GO")
            known = Procedure(read.qualifier, read.code.upper(), tuple(one.upper() for one in read.modifiers))
            self.procedures[text] = known
        return known

    def _units(self, text: str) -> int | None:
        negative = text.startswith("-")
        units = self.values.whole(text[1:] if negative else text)
        if units is None:
            if text.strip():
                self.log.note("a quantity of a line is not whole; its units were left open")
            return None
        return -units if negative else units

    def _adjustments(self, segments: list[tuple[int, list[str]]]) -> tuple[Adjustment, ...]:
        if len(segments) == 1:
            return self._cas(*segments[0])
        return tuple(one for at, elements in segments for one in self._cas(at, elements))

    def _cas(self, at: int, elements: list[str]) -> tuple[Adjustment, ...]:
        key = tuple(elements)
        known = self.adjusted.get(key)
        if known is None:
            known = self.adjusted[key] = tuple(self._read_cas(at, elements))
        return known

    def _read_cas(self, at: int, elements: list[str]) -> Iterator[Adjustment]:
        group = _at(elements, 1).strip().upper()
        if group not in ADJUSTMENT_GROUPS:
            raise _Wrong(at, "CAS01", group or None, f"no adjustment group; expected {', '.join(ADJUSTMENT_GROUPS)}")
        if group == "CR":
            self.log.note("group CR is not used in 005010; it was read as written")
        for place in range(2, len(elements), 3):
            reason = elements[place].strip().upper()
            amount, quantity = _at(elements, place + 1), _at(elements, place + 2).strip()
            if not reason and not amount.strip() and not quantity:
                continue
            if not reason:
                raise _Wrong(at, f"CAS{place:02}", None, "an adjustment has no reason code (CARC)")
            units = self.values.dollars(quantity) if quantity else None
            yield Adjustment(group, reason, self._amount(at, f"CAS{place + 1:02}", amount), units)

    def _outside(self, at: int, elements: list[str], composites: Composites) -> Iterator[ProviderAdjustment]:
        until = self._day(at, "PLB02", _at(elements, 2).strip())
        for place in range(3, len(elements), 2):
            text = elements[place].strip()
            amount = _at(elements, place + 1)
            if not text and not amount.strip():
                continue
            reason, reference = composites.pair(text)
            if not reason:
                raise _Wrong(at, f"PLB{place:02}", None, "a provider adjustment has no reason code")
            yield ProviderAdjustment(
                reason.upper(), self._amount(at, f"PLB{place + 1:02}", amount), reference or None, until
            )

    def _payer(self, text: str) -> str | None:
        if not text:
            return None
        try:
            return filing_code(text)
        except InvalidInput:
            self.log.note(f"CLP06 {text!r} is no claim filing code; the payer was left open")
            return None

    def _amount(self, at: int, element: str, text: str) -> Decimal:
        amount = self.values.dollars(text)
        if amount is None:
            raise _Wrong(at, element, text or None, f"{'an empty value' if not text else 'this'} {_AMOUNT}")
        return amount

    def _day(self, at: int, element: str, text: str) -> date | None:
        if not text:
            return None
        day = self.values.day(text)
        if day is None or day is SEVERAL_DAYS:
            self.log.problem(at, element, text, "this is no calendar day; expected YYYYMMDD, like 20260302")
            return None
        return day


def _at(elements: list[str], place: int) -> str:
    return elements[place] if len(elements) > place else ""
