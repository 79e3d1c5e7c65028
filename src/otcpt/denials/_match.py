"""Which claim line each line of a remittance answers, and which answers no longer count."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import attrs

from otcpt.claims import Claim, Remittance, RemittanceClaim, RemittanceLine, ServiceLine

#: Denials that say that an answer was given before; the earlier answer goes on counting.
DUPLICATES = frozenset({"18", "B13"})

_Place = tuple[int, int]


@attrs.frozen
class Answer:
    """One claim of a remittance, the claim it answers, and for each of its lines the place in that claim.

    ``claim`` and ``places`` are positions among what was given, None where nothing fits. ``how`` says by what they were
    found. ``taken_back``: a reversal among the remittances takes this answer back. ``reverses``: it is that reversal,
    and the answer it takes back is among the remittances.
    """

    number: int
    remittance: Remittance
    payment: RemittanceClaim
    claim: int | None
    places: tuple[int | None, ...]
    how: str
    taken_back: bool = False
    reverses: bool = False
    answered_again: frozenset[int] = frozenset()


@attrs.frozen
class Claims:
    """The claims that were sent, found by what a remittance names."""

    claims: tuple[Claim, ...]
    by_id: dict[str, list[int]]
    by_line_id: dict[str, list[_Place]]
    by_patient: dict[tuple[str, str, date], list[_Place]]

    @classmethod
    def of(cls, claims: Iterable[Claim]) -> "Claims":
        """Return the claims with their indexes."""
        given = tuple(claims)
        by_id: dict[str, list[int]] = defaultdict(list)
        by_line_id: dict[str, list[_Place]] = defaultdict(list)
        by_patient: dict[tuple[str, str, date], list[_Place]] = defaultdict(list)
        for at, claim in enumerate(given):
            for name in {claim.claim_id, *(line.claim_id for line in claim.lines)} - {None}:
                by_id[str(name)].append(at)
            for position, line in enumerate(claim.lines):
                if line.line_id is not None:
                    by_line_id[line.line_id].append((at, position))
                if line.patient_key is not None:
                    by_patient[line.patient_key, line.code, line.date_of_service].append((at, position))
        return cls(given, by_id, by_line_id, by_patient)

    def answered_by(self, payment: RemittanceClaim) -> tuple[int | None, tuple[int | None, ...], str]:
        """Return the claim, the place of each line in it, and by what they were found."""
        for how, found in (
            ("claim number", self.by_id.get(payment.claim_id.strip(), [])),
            ("line control number, code and day", list(self._by_control_number(payment))),
            ("patient, code and day", list(self._by_patient(payment))),
        ):
            if found:
                placed = [(place_lines(payment, self.claims[at]), at) for at in dict.fromkeys(found)]
                places, at = max(placed, key=lambda one: self._fit(payment, *one))
                return at, places, how
        return None, (None,) * len(payment.lines), "no claim with this number, control number, or patient, code and day"

    def _fit(self, payment: RemittanceClaim, places: Sequence[int | None], at: int) -> tuple[int, bool, bool, int]:
        claim = self.claims[at]
        charges = [line.charge for line in claim.lines if line.charge is not None]
        same_charge = bool(charges) and sum(charges) == abs(payment.charge)
        same_frequency = payment.frequency == claim.frequency
        return sum(place is not None for place in places), same_charge, same_frequency, at

    def _by_control_number(self, payment: RemittanceClaim) -> Iterator[int]:
        for line in payment.lines:
            found = self.by_line_id.get(line.line_id or "", [])
            if len(found) == 1:
                at, position = found[0]
                if _same_day(line, given := self.claims[at].lines[position]) and line.code == given.code:
                    yield at

    def _by_patient(self, payment: RemittanceClaim) -> Iterator[int]:
        if payment.patient_key is None:
            return
        for line in payment.lines:
            if line.date_of_service is not None:
                found = self.by_patient.get((payment.patient_key, line.code, line.date_of_service), [])
                if len({at for at, _ in found}) == 1:
                    yield found[0][0]


def _same_day(line: RemittanceLine, given: ServiceLine) -> bool:
    return line.date_of_service is None or line.date_of_service == given.date_of_service


def _same_charge(line: RemittanceLine, given: ServiceLine) -> bool:
    return given.charge is not None and abs(line.charge) == given.charge


def _same_modifiers(line: RemittanceLine, given: ServiceLine) -> bool:
    return sorted(line.modifiers) == sorted(given.modifiers)


#: What makes a line of a claim the one that was answered, the surest first; code and day always agree.
_ROUNDS: tuple[Callable[[RemittanceLine, ServiceLine], bool], ...] = (
    lambda line, given: line.line_id is not None and line.line_id == given.line_id,
    lambda line, given: _same_modifiers(line, given) and _same_charge(line, given),
    lambda line, given: _same_modifiers(line, given) and line.units == given.units,
    _same_modifiers,
    _same_charge,
    lambda _, __: True,
)


def place_lines(payment: RemittanceClaim, claim: Claim) -> tuple[int | None, ...]:
    """Return for each line of a payment its place in the claim; a line of the claim is answered once."""
    free = dict(enumerate(claim.lines))
    places: list[int | None] = [None] * len(payment.lines)
    for fits in _ROUNDS:
        for number, line in enumerate(payment.lines):
            if places[number] is not None:
                continue
            for place, given in free.items():
                if line.code == given.code and _same_day(line, given) and fits(line, given):
                    places[number] = place
                    del free[place]
                    break
    return tuple(places)


def match(remittances: Iterable[Remittance], claims: Claims) -> tuple[Answer, ...]:
    """Return every answered claim, the oldest remittance first, with what it answers and whether it still counts."""
    ordered = sorted(enumerate(remittances), key=lambda one: (one[1].dated or date.min, one[0]))
    answers = [
        Answer(number, remittance, payment, *claims.answered_by(payment))
        for number, remittance in ordered
        for payment in remittance.claims
    ]
    return tuple(_answered_again(_taken_back(answers)))


def _taken_back(answers: list[Answer]) -> list[Answer]:
    """Mark what a reversal takes back: the answer of that claim with the same charge that is most like it."""
    standing: dict[str, list[int]] = defaultdict(list)
    for at, answer in enumerate(answers):
        payment = answer.payment
        before = standing[payment.claim_id]
        if not payment.is_reversal:
            before.append(at)
            continue
        same = [one for one in before if abs(answers[one].payment.charge) == abs(payment.charge)]
        if same:
            taken = max(same, key=lambda one: _likeness(answers[one], answer, one))
            before.remove(taken)
            answers[taken] = attrs.evolve(answers[taken], taken_back=True)
            answers[at] = attrs.evolve(answer, reverses=True)
    return answers


def _likeness(earlier: Answer, reversal: Answer, at: int) -> tuple[bool, bool, int]:
    """The answer that was paid what the reversal takes back; the correction comes with the reversal, not before it."""
    same_paid = earlier.payment.paid == -reversal.payment.paid
    return same_paid, earlier.number != reversal.number, at


def _answered_again(answers: list[Answer]) -> Iterator[Answer]:
    """Mark the lines that the same payer answered once more later; a denial as a duplicate is no new answer."""
    later: set[tuple[int, int, int]] = set()
    marked = []
    for answer in reversed(answers):
        payment, again = answer.payment, set()
        if answer.claim is not None and not payment.is_reversal and not answer.taken_back:
            for number, (line, place) in enumerate(zip(payment.lines, answer.places, strict=True)):
                if place is None:
                    continue
                key = answer.claim, place, payment.payer_order or 1
                if key in later:
                    again.add(number)
                elif not DUPLICATES.intersection(one.reason for one in line.adjustments):
                    later.add(key)
        marked.append(attrs.evolve(answer, answered_again=frozenset(again)))
    return reversed(marked)
