"""What only the record can release: edits that need separate services, and amounts above the yearly threshold."""

from collections.abc import Collection, Mapping
from decimal import Decimal

import attrs

from otcpt.billing._questions import Choice, Question, as_evidence
from otcpt.billing._visit_questions import NO, YES, BillingContext
from otcpt.checking import ClaimChecker
from otcpt.claims import Claim, ServiceLine
from otcpt.edits import BUCKETS
from otcpt.findings import Finding, Report
from otcpt.modifiers import DISCIPLINE
from otcpt.rules import Law, discipline_of, is_evaluation_and_management
from otcpt.wording import fill

OFF = "off"

#: A column-two code and the column-one code it is denied beside.
_Pair = tuple[str, str]


#: Positions of a column-two line and a column-one line.
_Link = tuple[int, int]


@attrs.frozen
class _DeniedPair:
    """A pair that an edit denies and a modifier may bypass, with the lines it is denied on; ``finding`` is one of them.

    ``places`` are the lines the modifier may be on, the best first.
    """

    links: frozenset[_Link]
    modifier: str
    places: tuple[frozenset[int], ...]
    finding: Finding

    @property
    def two(self) -> frozenset[int]:
        """The column-two lines."""
        return frozenset(two for two, _ in self.links)


def resolve_edit_modifiers(
    claim: Claim, report: Report, chart: BillingContext, checker: ClaimChecker
) -> tuple[Claim, tuple[str, ...]]:
    """Ask of every edit that a modifier may release whether it may, and put the modifiers that are true.

    ``report`` is what the payer finds in the claim as it is. A modifier is put only where every edit it would
    release was answered with yes; otherwise a remark says why not.
    """
    answered = {pair: (held, _ask(pair, held, claim, chart)) for pair, held in _held(report, chart.law).items()}
    true = {pair for pair, (_, key) in answered.items() if key == YES}
    off = {position for held, key in answered.values() if key == OFF for position in held.two}
    if off:
        claim = _without_units(claim, off, chart)
    if not true:
        return claim, ()
    now = _held(checker.check(claim), chart.law)
    pairs = {link: pair for pair, one in now.items() for link in one.links}
    marks: dict[int, str] = {}
    remarks: list[str] = []
    for pair, one in now.items():
        if pair not in true:
            continue
        beyond: set[_Pair] = set()
        for place in one.places:
            left = _held(checker.check(_marked(claim, dict.fromkeys(place, one.modifier))), chart.law)
            freed = pairs.keys() - {link for still in left.values() for link in still.links}
            if one.links <= freed and {pairs[link] for link in freed} <= true:
                marks |= dict.fromkeys(place, one.modifier)
                break
            beyond |= {pairs[link] for link in freed} - true
        else:
            others = ", ".join(sorted(f"{two} beside {first}" for two, first in beyond))
            why = f"it would also release {others}, not stated to be separate" if beyond else "it releases nothing"
            where = " or ".join(claim.lines[min(place)].code for place in one.places)
            remarks.append(f"{one.modifier} was not put on {where}: {why}.")
    return _marked(claim, marks), tuple(remarks)


def _held(report: Report, law: Law) -> dict[_Pair, _DeniedPair]:
    """Return the held pairs by code; several lines of a code are one pair."""
    pairs: dict[_Pair, _DeniedPair] = {}
    for finding in report.findings:
        if finding.rule_id != "PTP002":
            continue
        evidence = finding.evidence
        pair = str(evidence["column_two"]), str(evidence["column_one"])
        two, *others = finding.positions
        links = frozenset((two, one) for one in others)
        if pair in pairs:
            links |= pairs[pair].links
        sides = frozenset(link[0] for link in links), frozenset(link[1] for link in links)
        visits = [side for code, side in zip(pair, sides, strict=True) if is_evaluation_and_management(law, code)]
        pairs[pair] = (
            _DeniedPair(links, "25", tuple(visits[:1]), finding) if visits else _DeniedPair(links, "59", sides, finding)
        )
    return pairs


def _ask(pair: _Pair, held: _DeniedPair, claim: Claim, chart: BillingContext) -> str:
    evidence, (two, one) = held.finding.evidence, pair
    condition, record = (fill(text, evidence, held.finding.rule.words) for text in ("{condition}", "{record}"))
    also = "".join(f", and {claim.lines[i].code} with it" for i in sorted(_dependent(claim, held.two, chart)))
    fitting = "" if held.modifier == "25" else ", or the X modifier that fits,"
    where = claim.lines[min(held.places[0])].code
    question = Question(
        "separate-time",
        pair,
        f"{two} beside {one}: does the record show that {condition}?",
        (
            Choice(NO, f"no: {two} is not payable beside {one}, and is denied as billed"),
            Choice(YES, f"yes: put {held.modifier}{fitting} on the line of {where}", tuple(record.split())),
            Choice(OFF, f"no: leave {two} off the bill, documented without a unit{also}"),
        ),
        as_evidence(
            **{name: evidence[name] for name in ("column_one", "column_two", "indicator", "table") if name in evidence}
        ),
    )
    return chart.answers.ask(question)


def _dependent(claim: Claim, off: Collection[int], chart: BillingContext) -> set[int]:
    """Return the billed add-on lines that lose their last primary code."""
    left = {line.code for i, line in enumerate(claim.lines) if line.units and i not in off}
    gone = {claim.lines[i].code for i in off} - left
    lost = set()
    for i, line in enumerate(claim.lines):
        meaning = chart.meaning(line.code)
        primaries = () if meaning is None else meaning.add_on_to
        if line.units and i not in off and gone.intersection(primaries) and not left.intersection(primaries):
            lost.add(i)
    return lost


def _without_units(claim: Claim, off: set[int], chart: BillingContext) -> Claim:
    off = off | _dependent(claim, off, chart)
    return Claim(attrs.evolve(line, units=0) if i in off else line for i, line in enumerate(claim.lines))


def _marked(claim: Claim, marks: Mapping[int, str]) -> Claim:
    if not marks:
        return claim
    return Claim(
        attrs.evolve(line, modifiers=(*line.modifiers, marks[i])) if i in marks else line
        for i, line in enumerate(claim.lines)
    )


def resolve_kx(claim: Claim, chart: BillingContext) -> Claim:
    """Ask for KX where it is known that the year's amount is used up; never otherwise."""
    marks: dict[int, str] = {}
    for bucket in dict.fromkeys(BUCKETS.values()) if chart.settings.medicare_modifiers else ():
        lines = [i for i, line in enumerate(claim.lines) if line.units and _counts_towards(bucket, line, chart)]
        if lines and not any("KX" in claim.lines[i].modifiers for i in lines) and _is_attested(bucket, chart):
            marks |= dict.fromkeys(lines, "KX")
    return _marked(claim, marks)


def _counts_towards(bucket: str, line: ServiceLine, chart: BillingContext) -> bool:
    meaning = chart.meaning(line.code)
    ours = BUCKETS[discipline_of(line, chart.settings.discipline)] == bucket
    return ours and meaning is not None and meaning.designation != "not"


def _is_attested(bucket: str, chart: BillingContext) -> bool:
    year, patient = chart.day.year, chart.visit.patient_key
    prior_payments = [
        one.allowed
        for one in (chart.history.prior_payments if chart.history else ())
        if (one.year, BUCKETS[one.discipline], one.patient_key) == (year, bucket, patient)
    ]
    marks = tuple(modifier for modifier, discipline in DISCIPLINE.items() if BUCKETS[discipline] == bucket)
    amount = chart.edition.thresholds.of(DISCIPLINE[marks[0]], on=chart.day).amount
    allowed = sum(prior_payments, Decimal())
    if not prior_payments or amount is None or allowed < amount:
        return False
    text = (
        f"${allowed:,} were allowed this patient in {year}, and the {bucket} amount is ${amount:,}: does the record "
        "show that these services are medically necessary beyond it?"
    )
    choices = (
        Choice(NO, "no: without KX; the lines are denied"),
        Choice(
            YES,
            "yes: KX on every line of it",
            ("DOC-172",),
        ),
    )
    evidence = as_evidence(year=year, bucket=bucket, allowed=str(allowed), amount=str(amount))
    return chart.answers.ask(Question("threshold", marks, text, choices, evidence)) == YES
