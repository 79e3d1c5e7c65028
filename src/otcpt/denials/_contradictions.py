"""Where a denial contradicts the law of its day: those are the ones to appeal."""

from collections.abc import Iterator, Sequence
from datetime import date

import attrs
from dateutil.relativedelta import relativedelta

from otcpt.claims import RemittanceClaim, RemittanceLine, ServiceLine
from otcpt.denials._causes import Cause, Checked, Found
from otcpt.denials._codes import DenialCode
from otcpt.modifiers import ASSISTANT, DISCIPLINE
from otcpt.rules import Law

_KX = "119"
_LATE = "29"
#: Codes whose meaning the rules know in part: where they find nothing, it is a question to the payer.
_QUESTIONS = frozenset({"97", "B15", "M20", "M51", "N19", "N56"})
_UNITS_CODES = frozenset({"151", "N362"})
#: Denials that no notice shifts to the patient.
NEVER_THE_PATIENTS = frozenset({"236", "151", "B15", "97", "231", "18", "107"})
#: Rules by what the law says in their place.
_PAIRS = frozenset({"PTP001", "PTP002", "PTP009", "EVAL001", "EVAL002", "CARE002"})
_UNITS = frozenset({"MUE001", "UNIT004", "AOC002"})
_VALID = frozenset({"CODE001", "CODE003"})
_MODIFIERS = frozenset({"MOD001"})


@attrs.frozen
class Contradiction:
    """What the law of the day says against the payer's reason.

    ``sure`` is False where the reason may mean more than the rules can see: then it is a question to the payer first.
    """

    text: str
    sure: bool = True

    def to_record(self) -> dict[str, object]:
        """Return it as plain values, ready for JSON."""
        return attrs.asdict(self)


class _NotKnown(str):
    """Why the law says neither yes nor no."""

    __slots__ = ()


@attrs.frozen
class Denied:
    """A denied line with everything that is known of it."""

    codes: tuple[DenialCode, ...]
    remarks: tuple[DenialCode, ...]
    causes: tuple[Cause, ...]
    checked: Checked
    claim: int
    position: int
    payment: RemittanceClaim
    answered: RemittanceLine | None
    dated: date | None

    @property
    def line(self) -> ServiceLine:
        """The line as it was billed."""
        return self.checked.claims[self.claim].lines[self.position]

    @property
    def law(self) -> Law:
        """The law of its date of service."""
        return self.checked.checker.law_on(self.line.date_of_service)

    @property
    def medicare(self) -> bool:
        """Whether Medicare's own rules decide."""
        return self.law.settings.medicare_status

    @property
    def reached(self) -> bool:
        """Whether the remittance has the modifiers that were billed."""
        return self.answered is None or set(self.line.modifiers) <= set(self.answered.modifiers)


def contradictions(denied: Denied) -> tuple[tuple[Contradiction, ...], tuple[str, ...]]:
    """Return what contradicts a denial, and why otherwise nothing is known of it."""
    found, silent = [*_of_the_claim(denied)], list[str]()
    if _KX in {code.code for code in denied.codes} and "KX" not in denied.line.modifiers:
        left = denied.checked.left_of_threshold(denied.claim, denied.position)
        silent += [f"{left}; ask the payer for the total it counted."] if left else []
    for one in _decided(denied):
        if isinstance(one, Contradiction):
            found.append(one)
        else:
            silent.append(one)
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(silent))


def _of_the_claim(denied: Denied) -> Iterator[Contradiction]:
    reasons = {code.code for code in denied.codes}
    line = denied.line
    if denied.medicare and _KX in reasons and "KX" in line.modifiers:
        yield Contradiction("The line has KX, which says that services above the threshold were necessary.")
    received = denied.payment.received_on
    there = received or denied.dated
    if denied.medicare and _LATE in reasons and there is not None:
        last = line.date_of_service + relativedelta(years=1)
        if there <= last:
            did = "received" if received else "answered"
            yield Contradiction(
                f"The payer {did} the claim on {there}; the time limit of a service of {line.date_of_service} "
                f"is {last}, one calendar year later."
            )


def _decided(denied: Denied) -> Iterator[Contradiction | str]:
    """Judge reasons whose whole meaning the rules know; 97 without a remark is one of them only in part."""
    decisive = [code for code in (*denied.codes, *denied.remarks) if code.decisive]
    sure = bool(decisive)
    if not sure:
        decisive = [code for code in (*denied.codes, *denied.remarks) if code.code in _QUESTIONS]
    rules = {rule for code in decisive for rule in code.rules}
    sure = sure and not _may_mean_more(denied)
    for code in (*denied.codes, *denied.remarks):  # what two codes have in common is meant
        common = rules.intersection(code.rules)
        if not common and (code.rules or code in denied.codes):
            sure = False
        rules = common or rules
    causes = [cause for cause in denied.causes if cause.rule_id in rules]
    if sure and (other := _other_column(denied, causes)):
        yield Contradiction(other)
    if not causes or any(cause.explains for cause in denied.causes):
        return
    bypassed = next((cause for cause in causes if cause.found is Found.BYPASSED), None)
    if bypassed is not None:
        yield Contradiction(
            f"{bypassed.why} The line as billed meets the condition of the edit.", sure and denied.reached
        )
        return
    missing = [cause for cause in causes if cause.found is Found.NOT_EVALUATED]
    if missing:
        yield f"{missing[0].rule_id} was not evaluated: {missing[0].why}"
        return
    asked = {cause.rule_id for cause in causes if cause.found is Found.NOTHING}
    if not asked:
        return
    yield from _law_says(denied, asked, sure)


def _may_mean_more(denied: Denied) -> bool:
    """Whether the reason may be about what no rule judges: another modifier of the line, or a part of its units."""
    reasons = {code.code for code in denied.codes}
    others = set(denied.line.modifiers) - DISCIPLINE.keys() - ASSISTANT.keys()
    in_part = denied.answered is not None and denied.answered.paid > 0
    return bool("4" in reasons and others) or ("151" in reasons and in_part)


def _other_column(denied: Denied, causes: Sequence[Cause]) -> str:
    """Return what an edit says of a denied line that is its column one."""
    first = next((cause for cause in causes if cause.explains), None)
    if first is None or first.found is not Found.OTHER_LINE or first.rule_id not in _PAIRS or first.finding is None:
        return ""
    two = first.finding.lines[0].code
    return f"The NCCI edit denies {two}, its column two; {denied.line.code} is column one and payable."


def final_by_law(denied: Denied) -> str:
    """Return why no appeal can change the denial: an edit that no one may override; empty where one may."""
    explaining = {cause.rule_id for cause in denied.causes if cause.explains and cause.found is not Found.OTHER_LINE}
    if "PTP001" in explaining:
        return (
            "An appeal cannot change an NCCI edit with indicator 0; a corrected code can be paid, if the record "
            "supports it."
        )
    codes = {one.code for one in (*denied.codes, *denied.remarks)}
    law = denied.law
    if not explaining & _UNITS or not codes & _UNITS_CODES or not law.settings.mue:
        return ""
    limit = law.mue(denied.line.code)
    units = sum(one.units or 0 for one in _of_the_day(denied) if one.code == denied.line.code)
    if limit.known and limit.units is not None and limit.adjudication_indicator == 2 and units > limit.units:
        return (
            "An appeal cannot change an MUE with indicator 2: the contractor may not override it. Corrected units can "
            "be paid."
        )
    return ""


def _law_says(denied: Denied, asked: set[str], sure: bool) -> Iterator[Contradiction | str]:
    given = False
    for rules, speak in (
        (_PAIRS, _pairs),
        (_UNITS, _units),
        (_VALID, _valid),
        (_MODIFIERS, _modifiers),
        (frozenset({"AOC001"}), _add_on),
    ):
        if asked & rules:
            for one in speak(denied):
                given = True
                certain = sure and (speak is not _modifiers or denied.reached)
                yield one if isinstance(one, _NotKnown) else Contradiction(one, certain)
    if not given and denied.medicare:
        names = ", ".join(sorted(asked))
        yield Contradiction(f"The check finds none of the causes of this denial on the line ({names}).", False)


def _of_the_day(denied: Denied) -> Sequence[ServiceLine]:
    """The lines of the patient and day among the claims given; of the claim alone where no patient is named."""
    line = denied.line
    claims = denied.checked.claims
    if line.patient_key is None:
        given = list(claims[denied.claim].lines)
    else:
        given = [one for claim in claims for one in claim.lines if one.patient_key == line.patient_key]
    return [one for one in given if one.date_of_service == line.date_of_service and one.units != 0]


def _pairs(denied: Denied) -> Iterator[str]:
    line, law = denied.line, denied.law
    if not law.settings.ptp:
        return
    others = sorted({one.code for one in _of_the_day(denied)} - {line.code})
    if not others:
        yield _NotKnown(
            f"No other code of {line.date_of_service} is among the claims given, so no edit can be looked up."
        )
        return
    free = []
    for other in others:
        answer = law.ptp(line.code, other)
        if not answer.known:
            yield _NotKnown(f"Whether {line.code} and {other} are an edit is not known: {answer.reason}.")
        elif answer.edit is None or answer.edit.column_one == line.code:
            free.append((other, answer.carried_forward))
        else:
            return
    table = law.settings.ptp.replace("_", " ")
    if free:
        codes = _listed([other for other, _ in free])
        carried = ", carried forward from the last table read" if any(old for _, old in free) else ""
        yield (f"No NCCI edit bundles {line.code} into {codes} on {line.date_of_service} ({table} table{carried}).")


def _units(denied: Denied) -> Iterator[str]:
    line, law = denied.line, denied.law
    if not law.settings.mue or line.units is None:
        return
    limit = law.mue(line.code)
    if not limit.known or limit.units is None:
        yield _NotKnown(f"The MUE of {line.code} on {line.date_of_service} is not known: {limit.reason}.")
        return
    same = [one for one in _of_the_day(denied) if one.code == line.code]
    units = sum(one.units or 0 for one in same) if limit.adjudication_indicator in (2, 3) else line.units
    if units <= limit.units:
        carried = ", carried forward from the last table read" if limit.carried_forward else ""
        number = f"{units} unit{'' if units == 1 else 's'}"
        yield f"{number} of {line.code} fit the MUE of {limit.units} on {line.date_of_service}{carried}."


def _valid(denied: Denied) -> Iterator[str]:
    line, law = denied.line, denied.law
    if law.meaning(line.code) is not None:
        yield f"{line.code} is a valid code on {line.date_of_service}."


def _modifiers(denied: Denied) -> Iterator[str]:
    line = denied.line
    given = [one for one in line.modifiers if one in DISCIPLINE or one in ASSISTANT]
    if given:
        yield f"{line.code} was billed with {' and '.join(given)}."


def _add_on(denied: Denied) -> Iterator[str]:
    line, law = denied.line, denied.law
    answer = law.addon(line.code)
    primaries = sorted({one.code for one in _of_the_day(denied)} & set(answer.primaries)) if answer.known else []
    if primaries:
        yield f"{_listed(primaries)}, the primary code of {line.code}, is on the claims of {line.date_of_service}."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
