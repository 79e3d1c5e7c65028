"""A case run: its claim checked by its rule, its fixes made."""

from otcpt.checking import ClaimChecker
from otcpt.findings import Reason, Report, Rule
from otcpt.testing._cases import Case
from otcpt.testing._fixed import fixed
from otcpt.testing._guard import guarded


def run_case(case: Case, rule: Rule) -> Report:
    """Check the case's claim by its rule alone, guarded; every fix is applied and checked too.

    What is offered is written as ``"KEY: LINE = LINE"``, the key of the fix and the lines it changes as they are then,
    or ``"LINE off"``.

    Args:
        case: The case.
        rule: Its rule.

    Returns:
        The report of the check.

    Raises:
        AssertionError: The outcome differs from what the case states.
    """
    beside = case.beside if rule.scope.needs_history else None
    checker = ClaimChecker(policy=case.payer, rules=(guarded(rule),))
    claim = case.claim
    report = checker.check(claim, history=beside)
    found = report.bypassed if case.kind == "bypassed" else report.findings
    assert sorted("+".join(finding.codes) for finding in found) == sorted(case.expect), (
        f"{case.rule} {case.name!r}: found {[finding.message for finding in found]}"
    )
    offered = fixed(claim, report, checker, beside)
    assert offered == case.fix, f"{case.rule} {case.name!r}: it offers fix = {list(offered)}, not {list(case.fix)}"
    if case.severity:
        assert {str(finding.severity) for finding in found} == {case.severity}
    if case.message:
        assert case.message in found[0].message, found[0].message
    if case.kind == "cannot-tell":
        assert report.not_evaluated, f"{case.rule} {case.name!r}: judged what it cannot tell"
        assert case.reason in ("", str(report.not_evaluated[0].reason)), report.not_evaluated[0]
    else:
        silent = [entry for entry in report.not_evaluated if entry.reason is not Reason.NOT_REQUESTED]
        assert not silent, silent
    return report
