"""What a remittance means, line by line and in dollars."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from otcpt.claims import ProviderAdjustment, Remittance, ServiceLine
from otcpt.denials._causes import Cause
from otcpt.denials._codes import CodeKind, Effect, lookup
from otcpt.denials._contradictions import Contradiction
from otcpt.denials._reasons import GivenReason, LineOutcome, amount_of
from otcpt.denials._ways import PatientShare, Way
from otcpt.findings import Identity
from otcpt.shown import Shown

if TYPE_CHECKING:
    from otcpt.page import Page

#: Outcomes that somebody may have to answer.
_OPEN = frozenset({LineOutcome.DENIED, LineOutcome.PARTLY_DENIED, LineOutcome.UNKNOWN})

NOT_SEEN = (
    "Claims that were rejected before processing (999, 277CA) never reach a remittance and are not seen here; ask the "
    "clearinghouse for its rejection reports."
)


@attrs.frozen
class PaymentCheck:
    """What a line was paid against what the fee schedule pays, with the deductible that the remittance shows.

    ``difference`` is what was paid less what was expected; ``step`` names the first step at which the two differ, and
    is empty where they are equal to the cent. ``mppr``, ``assistant_cut`` and ``sequestration`` are what the law takes
    off. Where the line is not priced, ``reason`` says why and the amounts are None.
    """

    expected_allowed: Decimal | None = None
    expected_paid: Decimal | None = None
    allowed: Decimal | None = None
    difference: Decimal | None = None
    step: str = ""
    mppr: Decimal | None = None
    assistant_cut: Decimal | None = None
    sequestration: Decimal | None = None
    reason: str = ""

    @property
    def equal(self) -> bool:
        """Whether the line was paid as expected, to the cent."""
        return self.difference == 0

    def to_record(self) -> dict[str, object]:
        """Return it as plain values, ready for JSON."""
        return {name: str(one) if isinstance(one, Decimal) else one for name, one in attrs.asdict(self).items()}


@attrs.frozen(kw_only=True)
class ExplainedLine:
    """One line of a remittance, explained.

    ``line`` is the line as it was billed, None where none was found; ``matched`` says by what it was found, or why not.
    ``causes`` are the rules that may be behind a denial, the likeliest first; ``contradictions`` what the law of the
    day says against it; ``notes`` what could not be judged and why, what differs from the claim, and the first answer
    to a duplicate. ``ways`` are what can be done, the first the one to begin with. ``errors`` are the rules whose
    errors a check has on the line, whatever the payer did, ``judged`` says whether any rule was asked of it.
    ``payment`` compares a paid line with the fee schedule, where a locality is given. ``first_of_claim`` is the entry
    with which the adjustments of the whole claim count. ``settled`` says why nothing is to be done any more: taken
    back, answered again later, or a duplicate of what was answered before.
    """

    remittance: int
    dated: date | None
    payer: str | None
    payer_name: str | None
    claim_id: str
    control_number: str | None
    line_id: str | None
    code: str | None
    modifiers: tuple[str, ...]
    date_of_service: date | None
    units: int | None
    paid_units: int | None
    charge: Decimal
    paid: Decimal
    allowed: Decimal | None
    outcome: LineOutcome
    reasons: tuple[GivenReason, ...]
    remarks: tuple[str, ...]
    claim: int | None
    position: int | None
    matched: str
    line: ServiceLine | None = attrs.field(repr=False)
    causes: tuple[Cause, ...]
    contradictions: tuple[Contradiction, ...]
    notes: tuple[str, ...]
    ways: tuple[Way, ...]
    patient: PatientShare
    settled: str
    payment: PaymentCheck | None = None
    payer_order: int | None
    forwarded: bool
    first_of_claim: bool
    judged: bool
    errors: tuple[str, ...]
    rendering_provider_key: str | None = attrs.field(repr=False)

    def __repr__(self) -> str:
        reasons = "".join(f", {one.adjustment.code}" for one in self.reasons)
        return f"<ExplainedLine {self.code or 'of a whole claim'} {self.date_of_service}: {self.outcome}{reasons}>"

    @property
    def denied(self) -> Decimal:
        """The dollars of the line that were refused, for a known or an unknown reason."""
        own = amount_of(self.reasons, Effect.DENIAL, Effect.UNKNOWN)
        if own or self.outcome not in _OPEN:
            return own
        return self.charge - self.paid

    @property
    def needs_answer(self) -> bool:
        """Whether the line was denied or paid against the law, and no later answer settles it."""
        return not self.settled and (self.outcome in _OPEN or any(one.sure for one in self.contradictions))

    @property
    def at_stake(self) -> Decimal:
        """The dollars that an answer may bring: what was denied, or what a line was paid too little."""
        if self.denied or self.payment is None or not self.payment.difference:
            return self.denied
        return max(-self.payment.difference, Decimal(0))

    @property
    def next_step(self) -> Way | None:
        """What to begin with; None where nothing can be done."""
        return next((way for way in self.ways if way.possible), None)

    @property
    def likeliest(self) -> Cause | None:
        """The first cause that the check finds on the line; None where it finds none."""
        return next((cause for cause in self.causes if cause.explains), None)

    def remark_meanings(self) -> Iterator[tuple[str, str]]:
        """Yield each remark code with its meaning."""
        for remark in self.remarks:
            known = lookup(CodeKind.RARC, remark)
            yield remark, "not in the table of codes" if known is None else known.meaning

    def to_record(self) -> dict[str, object]:
        """Return the line as plain values, ready for JSON."""
        step = self.next_step
        return {
            "remittance": self.remittance + 1,
            "dated": _iso(self.dated),
            "payer": self.payer,
            "payer_name": self.payer_name,
            "claim_id": self.claim_id,
            "control_number": self.control_number,
            "line_id": self.line_id,
            "code": self.code,
            "modifiers": list(self.modifiers),
            "date_of_service": _iso(self.date_of_service),
            "units": self.units,
            "paid_units": self.paid_units,
            "charge": str(self.charge),
            "paid": str(self.paid),
            "denied": str(self.denied),
            "outcome": str(self.outcome),
            "reasons": [one.to_record() for one in self.reasons],
            "remarks": [{"code": code, "meaning": meaning} for code, meaning in self.remark_meanings()],
            "matched": self.matched,
            "settled": self.settled,
            "causes": [one.to_record() for one in self.causes],
            "contradictions": [one.to_record() for one in self.contradictions],
            "notes": list(self.notes),
            "ways": [one.to_record() for one in self.ways],
            "next_step": None if step is None else str(step.route),
            "last_day": None if step is None else _iso(step.last_day),
            "patient": self.patient.to_record(),
            "payment": None if self.payment is None else self.payment.to_record(),
        }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@attrs.frozen
class OpenLine:
    """A line of the worklist: what to do, how much is at stake, and how many days are left."""

    line: ExplainedLine
    step: Way | None
    days_left: int | None

    def to_record(self) -> dict[str, object]:
        """Return the entry as plain values, ready for JSON."""
        return {
            "days_left": self.days_left,
            "last_day": None if self.step is None else _iso(self.step.last_day),
            "dollars": str(self.line.at_stake),
            "claim_id": self.line.claim_id,
            "code": self.line.code,
            "date_of_service": _iso(self.line.date_of_service),
            "reasons": [one.adjustment.code for one in self.line.reasons if one.effect is not Effect.PAYMENT],
            "rule_id": None if self.line.likeliest is None else self.line.likeliest.rule_id,
            "route": None if self.step is None else str(self.step.route),
            "step": "Nothing can be done." if self.step is None else self.step.text,
        }


@attrs.frozen(repr=False)
class DenialReport(Shown):
    """The answer of `explain_denials`.

    ``lines`` has every line of every remittance, the oldest remittance first; claims that the payer answered as a whole
    have one entry without a code. ``unanswered`` are the places of claims that no remittance answers,
    ``provider_adjustments`` money outside claims, with the number of its remittance. ``imbalances`` are the dollars of
    each remittance that do not add up, where they do not.
    """

    lines: tuple[ExplainedLine, ...]
    unanswered: tuple[int, ...]
    provider_adjustments: tuple[tuple[int, ProviderAdjustment], ...]
    imbalances: tuple[tuple[int, str, Decimal], ...]
    remittances: tuple[Remittance, ...] = attrs.field(repr=False)
    identity: Identity

    @property
    def denials(self) -> tuple[ExplainedLine, ...]:
        """The lines that were denied, wholly or in part, or not paid for an unknown reason."""
        return tuple(line for line in self.lines if line.outcome in _OPEN)

    @property
    def unmatched(self) -> tuple[ExplainedLine, ...]:
        """The lines whose claim line was not found."""
        return tuple(line for line in self.lines if line.line is None)

    @property
    def paid_differently(self) -> tuple[ExplainedLine, ...]:
        """The lines that were paid otherwise than the fee schedule pays; none without a locality."""
        return tuple(line for line in self.lines if line.payment is not None and line.payment.difference)

    @property
    def to_appeal(self) -> tuple[ExplainedLine, ...]:
        """The lines whose denial contradicts the law of their day, and that no later answer settles."""
        return tuple(one for one in self.lines if not one.settled and any(c.sure for c in one.contradictions))

    def worklist(self, on: date) -> tuple[OpenLine, ...]:
        """Return what has to be answered, the fewest days left first, of equals the most dollars.

        The step of a line is the first of its ways that is still open on the day.

        Args:
            on: The day from which days are counted.

        Returns:
            An entry for each denied line that no later answer settles; those whose time is over come last.
        """
        entries = [self._open(line, on) for line in self.lines if line.needs_answer]
        return tuple(sorted(entries, key=_urgency))

    def _open(self, line: ExplainedLine, on: date) -> OpenLine:
        open_ways = (way for way in line.ways if way.possible and (way.last_day is None or way.last_day >= on))
        step = next(open_ways, line.next_step)
        last = None if step is None else step.last_day
        return OpenLine(line, step, None if last is None else (last - on).days)

    @property
    def summary(self) -> str:
        """The report in a sentence."""
        open_lines = [line for line in self.denials if line.needs_answer]
        dollars = sum((line.denied for line in open_lines), Decimal(0))
        parts = [f"{len(self.lines):,} {'line' if len(self.lines) == 1 else 'lines'} answered"]
        parts.append(f"{len(open_lines):,} denied and open (${dollars:,.2f})")
        if self.to_appeal:
            parts.append(f"{len(self.to_appeal):,} against the law of the day")
        if self.unmatched:
            parts.append(f"{len(self.unmatched):,} without a claim line")
        if self.unanswered:
            parts.append(f"{len(self.unanswered):,} {'claim' if len(self.unanswered) == 1 else 'claims'} unanswered")
        return ", ".join(parts)

    def to_page(self) -> "Page":
        """Return the denied lines with their ways, and the dollars."""
        from otcpt.denials.pages import denial_page

        return denial_page(self)

    def to_records(self) -> list[dict[str, object]]:
        """Return a plain record per line."""
        return [line.to_record() for line in self.lines]

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the whole report as JSON text.

        Args:
            indent: Blanks of a level; None for one line.

        Returns:
            One object with the summary, the lines, what was not matched, and who answered.
        """
        record = {
            "summary": self.summary,
            "lines": self.to_records(),
            "unanswered": list(self.unanswered),
            "provider_adjustments": [
                {"remittance": number + 1, "reason": one.reason, "reference": one.reference, "amount": str(one.amount)}
                for number, one in self.provider_adjustments
            ],
            "imbalances": [
                {"remittance": number + 1, "claim_id": claim_id, "amount": str(amount)}
                for number, claim_id, amount in self.imbalances
            ],
            "not_seen": NOT_SEEN,
            "identity": self.identity.to_record(),
        }
        return json.dumps(record, indent=indent)

    def __repr__(self) -> str:
        return f"<DenialReport: {self.summary}>"


def _urgency(entry: OpenLine) -> tuple[object, ...]:
    over = entry.days_left is not None and entry.days_left < 0
    nothing = entry.step is None
    no_day = entry.days_left is None
    return nothing, over, no_day, entry.days_left or 0, -entry.line.at_stake
