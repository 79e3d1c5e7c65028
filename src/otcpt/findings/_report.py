"""What a check concluded: findings, what was not judged and why, and by which law, payer and rules."""

import json
from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

import attrs

from otcpt.claims import Claim, ServiceLine, digest_of
from otcpt.errors import OtcptError
from otcpt.findings._finding import Caveat, Finding, NotEvaluated, RawNotEvaluated
from otcpt.findings._rule import NEEDS_OTHER_VISITS, Reason, Severity
from otcpt.frozenvalue import FrozenValue
from otcpt.pins import pin
from otcpt.shown import Shown
from otcpt.wording import fill

if TYPE_CHECKING:
    from otcpt.claims import History
    from otcpt.page import Page


@attrs.frozen(eq=False, repr=False)
class Identity(FrozenValue, Shown):
    """Which law, payer and rules answered, and about what; `otcpt.replay` asks the same again.

    ``rules`` is a digest of ids and revisions. ``packages`` bring some of the rules, ``policy_packages`` the policy and
    ``edition_packages`` the edition, each with its version. ``claim`` and ``history`` are digests of what was checked:
    None in an answer about many claims, and without a history.
    """

    edition: str
    edition_digest: str
    policy: str
    policy_digest: str
    rules: str
    version: str
    packages: tuple[str, ...] = ()
    policy_packages: tuple[str, ...] = ()
    edition_packages: tuple[str, ...] = ()
    claim: str | None = None
    history: str | None = None

    def __repr__(self) -> str:
        return f"<Identity: edition {self.edition}, policy {self.policy}, otcpt {self.version}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.findings.pages import identity_page

        return identity_page(self)

    def to_record(self) -> dict[str, object]:
        """Return the identity as plain values, pins as ``NAME@sha256:DIGEST``."""
        from otcpt.findings._record import SCHEMA_VERSION

        return {
            "schema_version": SCHEMA_VERSION,
            "edition": pin(self.edition, self.edition_digest),
            "policy": pin(self.policy, self.policy_digest),
            "rules": self.rules,
            "packages": list(self.packages),
            "policy_packages": list(self.policy_packages),
            "edition_packages": list(self.edition_packages),
            "otcpt": self.version,
            "claim": self.claim,
            "history": self.history,
        }


class FaultsFound(OtcptError, ValueError):
    """Raised by `Report.raise_for_errors`; ``messages`` holds a sentence per error."""

    def __init__(self, messages: tuple[str, ...]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages

    def __reduce__(self) -> tuple[type["FaultsFound"], tuple[tuple[str, ...]]]:
        return type(self), (self.messages,)


@attrs.frozen(eq=False, repr=False)
class Report(FrozenValue, Shown):
    """The answer of `check`. Silence never means fine: what was not judged is listed with its reason.

    ``bypassed`` are edits that a modifier released: nothing to correct, but the note must support it. ``core`` are the
    families without which the answer is not complete; ``raw_not_evaluated`` and ``lines`` are what ``not_evaluated`` is
    made of. ``claim`` and ``history`` are what was checked, ``made_by``
    is the identity of the checker.
    """

    findings: tuple[Finding, ...]
    bypassed: tuple[Finding, ...]
    raw_not_evaluated: tuple[RawNotEvaluated, ...] = attrs.field(repr=False)
    claim: Claim = attrs.field(repr=False)
    caveats: tuple[Caveat, ...]
    made_by: Identity = attrs.field(repr=False)
    _rules: int = attrs.field(repr=False)
    core: frozenset[str] = attrs.field(repr=False)
    history: "History | None" = attrs.field(default=None, repr=False)

    @property
    def identity(self) -> Identity:
        """Which law, payer and rules answered, and digests of the claim and the history; computed when read."""
        history = None if self.history is None else digest_of(self.history)
        return attrs.evolve(self.made_by, claim=digest_of(self.claim), history=history)

    @property
    def lines(self) -> tuple[ServiceLine, ...]:
        """The lines of the claim."""
        return self.claim.lines

    def __repr__(self) -> str:
        return f"<Report: {self.verdict}>"

    @property
    def not_evaluated(self) -> tuple[NotEvaluated, ...]:
        """The lines that a rule did not judge, each with the reason, in the order of the rules' ids."""
        lines = self.lines
        entries = [
            NotEvaluated(rule, reason, positions, tuple([lines[i] for i in positions]), why, missing)
            for rule, reason, positions, why, missing in self.raw_not_evaluated
        ]
        return tuple(sorted(entries, key=lambda entry: (entry.rule_id, entry.positions)))

    @property
    def checks(self) -> int:
        """The number of rules that were asked: all of the policy but those that were not requested."""
        return self._rules - len({one[0] for one in self.raw_not_evaluated if one[1] is Reason.NOT_REQUESTED})

    @property
    def untouched(self) -> int:
        """Lines of which no rule was asked: those of a void or another payer, or all of them."""
        none = {i for rule, _, positions, *_ in self.raw_not_evaluated if rule is None for i in positions}
        return len(none if self.checks else self.lines)

    @property
    def checked(self) -> bool:
        """Whether any rule was asked of any line."""
        return self.untouched < len(self.lines)

    @property
    def clean(self) -> bool:
        """No error was found. There may be warnings and advice, and where nothing was checked there is no error."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def complete(self) -> bool:
        """Some line was checked, and nothing was missing for the policy's core families."""
        return self.checked and not any(
            reason in (Reason.INPUT_MISSING, Reason.OUTSIDE_COVERAGE) and (rule is None or rule.family in self.core)
            for rule, reason, *_ in self.raw_not_evaluated
        )

    @property
    def ok(self) -> bool:
        """Clean and complete."""
        return self.clean and self.complete

    @property
    def verdict(self) -> str:
        """The report in a sentence."""
        if not self.checked:
            return fill("Nothing was checked: no rule was asked of {lines:line}", {"lines": len(self.lines)})
        return verdict(self.findings, self.not_evaluated, self.checks)

    def to_records(self) -> list[dict[str, object]]:
        """Return a plain record per finding."""
        return [finding.to_record() for finding in self.findings]

    def to_record(self) -> dict[str, object]:
        """Return the whole report as plain values."""
        from otcpt.findings._record import SCHEMA_VERSION

        return {
            "schema_version": SCHEMA_VERSION,
            "verdict": self.verdict,
            "clean": self.clean,
            "complete": self.complete,
            "findings": self.to_records(),
            "bypassed": [finding.to_record() for finding in self.bypassed],
            "not_evaluated": [entry.to_record() for entry in self.not_evaluated],
            "caveats": [{"id": caveat.id, "text": caveat.text} for caveat in self.caveats],
            "identity": self.identity.to_record(),
        }

    @staticmethod
    def from_record(record: Mapping[str, object], claim: Claim, *, history: "History | None" = None) -> "Report":
        """Return the report of a record, bound to the claim it is about; see `otcpt.checking.read_report`.

        Args:
            record: What `to_record` gave.
            claim: The claim that was checked, with all its lines.
            history: The history that the check was given.

        Returns:
            The report; it equals the one that the record was made of.

        Raises:
            InputErrors: It is no record of a report, it is about another claim or history, or this version of otcpt
                answers otherwise; every fault has its path.
        """
        # The claim is checked again, by a room above this one.
        report: Report = import_module("otcpt.checking").read_report(record, claim, history=history)
        return report

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the whole report as JSON text.

        Args:
            indent: Spaces for each level; one line where it is None.

        Returns:
            JSON with the keys of ``to_record``.
        """
        return json.dumps(self.to_record(), indent=indent)

    def raise_for_errors(self) -> None:
        """Raise `FaultsFound` if there is an error; return quietly otherwise."""
        errors = tuple(
            f"{finding.rule_id} {finding.message}" for finding in self.findings if finding.severity is Severity.ERROR
        )
        if errors:
            raise FaultsFound(errors)

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.findings.pages import report_page

        return report_page(self)


def _need(entry: NotEvaluated) -> str:
    if entry.missing:
        return entry.missing[0].replace("_", " ")
    if entry.reason is Reason.OUTSIDE_COVERAGE:
        return "data this edition does not have"
    return "the patient's other visits" if entry.why == NEEDS_OTHER_VISITS else "more input"


def verdict(findings: tuple[Finding, ...], not_evaluated: tuple[NotEvaluated, ...], checks: int) -> str:
    """Say in one sentence what was found in how many checks, and what the rest would need."""
    missing: dict[str, str] = {}
    for entry in not_evaluated:
        if entry.rule is not None and entry.reason in (Reason.INPUT_MISSING, Reason.OUTSIDE_COVERAGE):
            missing.setdefault(entry.rule.id, _need(entry))
    count = Counter(finding.severity for finding in findings)
    found = tuple(
        f"{count[severity]} {severity if severity is Severity.ADVICE or count[severity] == 1 else f'{severity}s'}"
        for severity in Severity
        if count[severity]
    )
    needs = ", ".join(
        f"{number} {'needs' if number == 1 else 'need'} {need}"
        for need, number in Counter(missing.values()).most_common()
    )
    what = fill("{found:and}", {"found": found}) if found else "No faults found"
    return f"{what} in {checks - len(missing)} of {checks} checks{needs and '; '}{needs}"
