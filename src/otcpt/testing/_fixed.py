"""What a rule's fixes make of the claim of a case, and whether the rule offers what it declares."""

from collections.abc import Iterable, Iterator

from otcpt.checking import ClaimChecker
from otcpt.claims import Claim, History, format_line
from otcpt.findings import Offers, Report, Rule
from otcpt.repairing import Correction, Repair, repairs
from otcpt.testing._cases import Case


def fixed(claim: Claim, report: Report, checker: ClaimChecker, history: History | None) -> tuple[str, ...]:
    """Return each fix that is offered, as ``"KEY: LINE = LINE"``: its key, and the lines it changes as they are then.

    A line that is taken off is ``"LINE off"``. Each correction is made and checked here once more: a finding is gone,
    and nothing is new. Raises `AssertionError` where that is not so.
    """
    texts: dict[str, None] = {}
    for finding, corrections in repairs(claim, report, checker=checker, history=history).single:
        for correction in corrections:
            after = checker.check(correction.apply(claim), history=history)
            text = f"{correction.fix.key}: {'; '.join(_changed(claim, correction))}"
            assert finding not in after.findings, f"{text}: {finding.message}"
            assert len(after.findings) < len(report.findings), f"{text}: {[one.message for one in after.findings]}"
            texts[text] = None
    return tuple(texts)


def _changed(claim: Claim, correction: Correction) -> Iterator[str]:
    made, origins = Repair((correction,)).trace(claim)
    for position, line in enumerate(claim.lines):
        after = [one for one, origin in zip(made.lines, origins, strict=True) if origin == position]
        if after != [line]:
            place = position + 1
            yield f"{place} = {', '.join(map(format_line, after))}" if after else f"{place} off"


def check_offers(rule: Rule, cases: Iterable[Case]) -> None:
    """Check that the rule declares what its cases show: fixes always, sometimes or never.

    Args:
        rule: The rule.
        cases: All its cases.

    Raises:
        AssertionError: Declaration and cases differ.
    """
    offering = {bool(case.fix) for case in cases if case.rule == rule.id and case.expect and case.kind != "bypassed"}
    seen = Offers.NEVER if True not in offering else Offers.SOMETIMES if False in offering else Offers.ALWAYS
    assert rule.offers is seen, (
        f'{rule.id} declares offers="{rule.offers}", and by the fixes of its flagged cases it is "{seen}"; correct the '
        "declaration, or add the case that is missing"
    )
