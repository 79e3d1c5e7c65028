"""What can be done about a denial, until when, and whether the patient may be billed."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import attrs

from otcpt.claims import Adjustment
from otcpt.denials._causes import Cause
from otcpt.denials._codes import CodeKind, DenialCode, Effect, Route, lookup
from otcpt.denials._contradictions import NEVER_THE_PATIENTS, Contradiction
from otcpt.denials._deadlines import Deadline, deadline_of, good_cause

_UNPROCESSED = "MA130"
_CORRECTED_ONLY = "N704"
#: Remarks that say there is no appeal, and why.
_NO_APPEAL = {
    "MA130": "MA130: the claim was never processed, so there is nothing to appeal; send a new claim",
    "MA44": "MA44: decided by law, no appeal rights",
    "N211": "N211: no appeal rights",
    "N704": "N704: no appeal rights; send the claim again, corrected",
    "N368": "N368: appeal the earlier decision",
}
_ONLY_DUPLICATE = "N111"
_QMB = frozenset({"N781", "N782", "209", "303"})
_NECESSITY = frozenset({"medical-necessity"})
#: Liability modifiers: GA a notice is on file, GZ none is, GY and GX excluded by statute.
_NOTICE, _NO_NOTICE, _EXCLUDED = "GA", "GZ", frozenset({"GY", "GX"})

_WORDS = {
    Route.NEW_CLAIM: "Correct the claim and send it as a new one",
    Route.REOPENING: "Ask for a reopening to correct the line; a new claim would be denied as a duplicate (CARC 18)",
    Route.ADJUSTMENT: "Send an adjusted bill (type of bill ending in 7)",
    Route.RESUBMIT: "Send a corrected claim by the payer's procedure",
    Route.APPEAL: "Appeal",
    Route.NEXT_PAYER: "Bill the payer or contractor that is responsible",
    Route.PATIENT: "Bill the patient",
}


@attrs.frozen
class Way:
    """One way to answer a denial. ``possible`` False: it is named because it fails, and ``text`` says why.

    ``good_cause`` is how long a reopening may be asked for with good cause, beyond its deadline. ``documents`` are the
    elements of the record that belong with an appeal, by their ids in `otcpt.documentation`.
    """

    route: Route
    text: str
    possible: bool = True
    deadline: Deadline | None = None
    documents: tuple[str, ...] = ()
    good_cause: Deadline | None = None

    @property
    def last_day(self) -> date | None:
        """The last day of it; None where none is known."""
        return None if self.deadline is None else self.deadline.last_day

    def to_record(self) -> dict[str, object]:
        """Return the way as plain values, ready for JSON."""
        return {
            "route": str(self.route),
            "text": self.text,
            "possible": self.possible,
            "last_day": None if self.last_day is None else self.last_day.isoformat(),
            "deadline": None if self.deadline is None else self.deadline.to_record(),
            "documents": list(self.documents),
            "good_cause": None if self.good_cause is None else self.good_cause.to_record(),
        }


@attrs.frozen
class PatientShare:
    """Whether the patient may be billed for the line: yes, no or depends; ``amount`` is what PR adjustments say."""

    answer: str
    amount: Decimal
    why: str

    def to_record(self) -> dict[str, object]:
        """Return it as plain values, ready for JSON."""
        return attrs.asdict(self) | {"amount": str(self.amount)}


@attrs.frozen
class Situation:
    """What decides which ways are open."""

    codes: tuple[DenialCode, ...]
    remarks: tuple[str, ...]
    causes: tuple[Cause, ...]
    contradictions: tuple[Contradiction, ...]
    medicare: bool
    facility: bool
    remitted: date | None
    service: date | None
    final: str = ""
    """Why no appeal can change the denial."""
    refused: bool = False
    """Whether the payer refused payment, also without a reason that is known."""
    excluded: bool = False
    """Whether the line was billed as excluded (GY, GX) and the payer left it to the patient."""
    unowed: str = ""
    """Why the patient may not be billed."""


def ways_of(case: Situation) -> tuple[Way, ...]:
    """Return what can be done, the first the one to begin with, and at the end what fails."""
    ways = {way.route: way for way in reversed(list(_ways(case)))}
    ordered = sorted(ways.values(), key=lambda way: (not way.possible, _order(case).index(way.route)))
    return tuple(ordered)


def _order(case: Situation) -> Sequence[Route]:
    """What the payer got wrong is appealed first, what was billed wrong is corrected first."""
    correct = (Route.NEW_CLAIM, Route.REOPENING, Route.ADJUSTMENT, Route.RESUBMIT)
    rest = (Route.NEXT_PAYER, Route.PATIENT)
    if any(one.sure for one in case.contradictions):
        return (Route.APPEAL, *correct, *rest)
    if case.excluded:
        return (Route.PATIENT, Route.NEXT_PAYER, *correct, Route.APPEAL)
    if any(code.category == "coordination" for code in case.codes):
        return (Route.NEXT_PAYER, *correct, Route.APPEAL, Route.PATIENT)
    if any(cause.explains for cause in case.causes):
        return (*correct, Route.APPEAL, *rest)
    listed = [route for code in case.codes for route in code.routes]
    first = listed[0] if listed else Route.APPEAL
    if first in (Route.APPEAL, Route.NEXT_PAYER, Route.PATIENT):
        return tuple(dict.fromkeys((first, *correct, Route.APPEAL, *rest)))
    return (*correct, Route.APPEAL, *rest)


def _ways(case: Situation) -> Iterator[Way]:
    unprocessed = _UNPROCESSED in case.remarks
    if unprocessed:
        yield _way(case, Route.NEW_CLAIM)
        yield Way(Route.APPEAL, f"{_NO_APPEAL[_UNPROCESSED]}.", possible=False)
        yield Way(Route.REOPENING, f"{_NO_APPEAL[_UNPROCESSED]}.", possible=False)
        return
    routes = list(dict.fromkeys(route for code in case.codes for route in code.routes))
    remarked = (lookup(CodeKind.RARC, one) for one in case.remarks)
    routes += [route for one in remarked if one is not None and not one.alert for route in one.routes]
    if _CORRECTED_ONLY in case.remarks or any(cause.explains for cause in case.causes):
        routes.append(Route.RESUBMIT)
    if case.contradictions:
        routes.append(Route.APPEAL)
    if not case.codes and case.refused:
        routes.append(Route.APPEAL)
    for route in dict.fromkeys(routes):
        if route is Route.APPEAL:
            yield _appeal(case)
        elif route in (Route.RESUBMIT, Route.REOPENING, Route.ADJUSTMENT):
            yield _way(case, _correction(case))
        elif route is Route.PATIENT and case.unowed:
            yield Way(route, case.unowed, possible=False)
        else:
            yield _way(case, route)
    if case.medicare and _without_appeal(case) and any(one.sure for one in case.contradictions):
        yield _way(case, Route.REOPENING)


def _correction(case: Situation) -> Route:
    """Medicare corrects a processed professional line by a reopening, a facility's by an adjusted bill."""
    if not case.medicare:
        return Route.RESUBMIT
    return Route.ADJUSTMENT if case.facility else Route.REOPENING


def _way(case: Situation, route: Route) -> Way:
    fixes = next((cause for cause in case.causes if cause.explains and cause.finding is not None), None)
    text = _WORDS[route]
    if fixes is None and route in _CORRECTIONS and any(one.sure for one in case.contradictions):
        text = "Nothing on the line is to be corrected; ask for a reopening only where the payer made a clerical error"
    if fixes is not None and fixes.finding is not None and fixes.finding.fixes and route not in _UNFIXED:
        text = f"{text}. {fixes.rule_id}: {fixes.finding.fixes[0]}"
    else:
        text = f"{text}."
    if not case.medicare:
        return Way(route, f"{text} The contract or the payer's manual says until when.")
    deadline = deadline_of(route, remitted=case.remitted, service=case.service)
    later = good_cause(case.remitted) if route is Route.REOPENING else None
    return Way(route, text, deadline=deadline, good_cause=later)


_CORRECTIONS = (Route.REOPENING, Route.ADJUSTMENT, Route.RESUBMIT)
_UNFIXED = (Route.APPEAL, Route.NEXT_PAYER, Route.PATIENT)


def _without_appeal(case: Situation) -> str:
    """Return why a remark leaves no appeal; empty where none does."""
    return next((why for remark, why in _NO_APPEAL.items() if remark in case.remarks), "")


def is_excluded(modifiers: Sequence[str]) -> bool:
    """Return whether a line was billed as what Medicare never covers."""
    return not _EXCLUDED.isdisjoint(modifiers)


def _appeal(case: Situation) -> Way:
    refused = _without_appeal(case)
    if refused:
        return Way(Route.APPEAL, f"{refused}.", possible=False)
    if case.final and not any(one.sure for one in case.contradictions):
        return Way(Route.APPEAL, case.final, possible=False)
    text = _WORDS[Route.APPEAL]
    if _ONLY_DUPLICATE in case.remarks or any(code.category == "duplicate" for code in case.codes):
        text = "Appeal only on whether it is a duplicate; look for the first answer before"
    if not case.medicare:
        return Way(Route.APPEAL, f"{text}. The contract or the payer's manual says until when.")
    level = "" if text != _WORDS[Route.APPEAL] else " to the contractor: a redetermination"
    deadline = deadline_of(Route.APPEAL, remitted=case.remitted, service=case.service)
    return Way(Route.APPEAL, f"{text}{level}.", deadline=deadline)


def patient_share(
    adjustments: Sequence[Adjustment],
    codes: Sequence[DenialCode],
    remarks: Sequence[str],
    modifiers: Sequence[str],
    medicare: bool,
) -> PatientShare:
    """Return whether the patient may be billed, by group, notice and kind of denial."""
    amount = sum((one.amount for one in adjustments if one.group == "PR"), Decimal(0))
    marked = {*remarks, *(one.reason for one in adjustments)}
    if marked & _QMB:
        return PatientShare("no", Decimal(0), "The patient is a QMB or may not be charged; refund what was collected.")
    edits = sorted({code.code for code in codes} & NEVER_THE_PATIENTS)
    denied = {one.reason for one in adjustments if one.group == "PR"} & {code.code for code in codes}
    if medicare and edits and denied & set(edits):
        return PatientShare(
            "no", Decimal(0), f"No notice shifts CARC {edits[0]} to the patient, whatever the group code says."
        )
    if amount <= 0:
        return PatientShare("no", Decimal(0), _no_share(codes, modifiers, medicare))
    if not medicare or not denied:
        return PatientShare("yes", amount, "The payer assigns it to the patient (PR).")
    if _NO_NOTICE in modifiers:
        return PatientShare("no", Decimal(0), "GZ says that there was no notice: the provider is liable.")
    necessity = any(code.category in _NECESSITY or code.code == "119" for code in codes)
    kept = [one for one in modifiers if one == _NOTICE or (one in _EXCLUDED and not necessity)]
    if kept:
        return PatientShare("yes", amount, f"PR, and {' and '.join(kept)} {'are' if kept[1:] else 'is'} on the line.")
    if necessity:
        return PatientShare(
            "depends", amount, "PR, but the line has no GA: only a valid notice signed before makes the patient liable."
        )
    return PatientShare("yes", amount, "The payer assigns it to the patient (PR).")


def _no_share(codes: Sequence[DenialCode], modifiers: Sequence[str], medicare: bool) -> str:
    if medicare and _NOTICE in modifiers and any(code.category in _NECESSITY for code in codes):
        return "The payer assigns nothing to the patient although GA is on the line; ask why before you bill."
    if any(code.effect is Effect.DENIAL for code in codes):
        return "The payer assigns nothing to the patient (no PR adjustment)."
    return "Nothing is left to the patient."
