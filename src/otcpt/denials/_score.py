"""What a check would have found before sending, against what the payer did."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from otcpt.denials._causes import Found, is_denial
from otcpt.denials._reasons import LineOutcome
from otcpt.denials._report import DenialReport, ExplainedLine
from otcpt.denials._ways import is_excluded
from otcpt.members import only
from otcpt.shown import Shown

if TYPE_CHECKING:
    from otcpt.page import Page

#: A line that was billed with GY or GX so as to be denied.
_EXCLUDED = "excluded"
#: Reasons that say that a service is not covered.
_NOT_COVERED = frozenset({"96", "204"})
#: Denials that no claim shows beforehand.
_BEYOND_THE_CLAIM = frozenset(
    {"authorization", "medical-necessity", "documentation", "eligibility", "coordination", "timely-filing", _EXCLUDED}
)
_DENIED = frozenset({LineOutcome.DENIED, LineOutcome.PARTLY_DENIED})
_PAID = frozenset({LineOutcome.PAID, LineOutcome.REDUCED, LineOutcome.PATIENT})


class Verdict(StrEnum):
    """What a prediction came to, for one line and rule."""

    FOUND = "found"
    """The check flags the line, and the payer denied it for a reason of that rule."""
    MISSED = "missed"
    """The payer denied the line for a reason of the rule, and the check finds nothing."""
    FALSE_ALARM = "false alarm"
    """The check has an error on the line, and the payer paid it."""
    OTHER_REASON = "denied for another reason"
    """The check has an error on the line, and the payer's code names other rules or none."""
    NOT_EVALUATED = "not evaluated"
    """The rule lacked input, such as the amount of the year."""


@attrs.frozen
class RuleScore:
    """How one rule did."""

    rule_id: str
    found: int
    missed: int
    false_alarms: int
    other_reason: int
    not_evaluated: int

    def to_record(self) -> dict[str, object]:
        """Return the row as plain values, ready for JSON."""
        return attrs.asdict(self)


@attrs.frozen
class Score(Shown):
    """Predicted against real, by rule.

    ``beyond_the_claim`` counts denials that no claim shows beforehand, by category: authorization, medical review,
    eligibility and so on, and rejections for data that a claim line does not have. ``against_the_law`` are denials that
    contradict the law of the day. Neither is *missed*. ``judged`` are the lines that were compared.
    """

    rules: tuple[RuleScore, ...]
    beyond_the_claim: tuple[tuple[str, int], ...]
    against_the_law: int
    judged: int

    def __repr__(self) -> str:
        return f"<Score: {self.summary}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.denials.pages import score_page

        return score_page(self)

    def _sum(self, name: str) -> int:
        return sum(getattr(row, name) for row in self.rules)

    @property
    def summary(self) -> str:
        """The score in a sentence."""
        beyond = sum(number for _, number in self.beyond_the_claim)
        return (
            f"{self.judged:,} {'line' if self.judged == 1 else 'lines'} compared: {self._sum('found'):,} found, "
            f"{self._sum('missed'):,} missed, {self._sum('false_alarms'):,} false alarms; apart from these "
            f"{beyond:,} that no claim shows and {self.against_the_law:,} against the law"
        )

    def to_record(self) -> dict[str, object]:
        """Return the score as plain values, ready for JSON."""
        return {
            "summary": self.summary,
            "rules": [row.to_record() for row in self.rules],
            "beyond_the_claim": dict(self.beyond_the_claim),
            "against_the_law": self.against_the_law,
            "judged": self.judged,
        }


def score(report: DenialReport) -> Score:
    """Compare what a check says of the claims with what the payer did.

    Args:
        report: What `explain_denials` returned.

    Returns:
        For each rule the lines found, missed and flagged in vain; answers that were taken back or given again later do
        not count, nor do those of a second payer.

    Example:
        >>> from otcpt.denials import explain_denials
        >>> score(explain_denials([], [], policy="medicare-part-b")).judged
        0
    """
    only(report, DenialReport, "score", "give what explain_denials returned")
    counted: Counter[tuple[str, Verdict]] = Counter()
    beyond: Counter[str] = Counter()
    against = judged = 0
    for line in _standing(report.lines):
        judged += 1
        if line.outcome in _PAID:
            counted.update((rule, Verdict.FALSE_ALARM) for rule in line.errors)
        elif any(one.sure for one in line.contradictions):
            against += 1
        else:
            verdicts = list(_denied(line))
            counted.update(verdicts)
            if not any(verdict is not Verdict.OTHER_REASON for _, verdict in verdicts):
                beyond[_category(line)] += 1
    rows = sorted({rule for rule, _ in counted})
    return Score(
        tuple(
            RuleScore(
                rule,
                counted[rule, Verdict.FOUND],
                counted[rule, Verdict.MISSED],
                counted[rule, Verdict.FALSE_ALARM],
                counted[rule, Verdict.OTHER_REASON],
                counted[rule, Verdict.NOT_EVALUATED],
            )
            for rule in rows
        ),
        tuple(sorted(beyond.items())),
        against,
        judged,
    )


def _standing(lines: Iterable[ExplainedLine]) -> list[ExplainedLine]:
    return [
        line
        for line in lines
        if line.line is not None
        and line.judged
        and not line.settled
        and (line.payer_order or 1) == 1
        and line.outcome in _DENIED | _PAID
    ]


def _denied(line: ExplainedLine) -> list[tuple[str, Verdict]]:
    """Return what a denied line says of the rules: one of them was right, or one of those named was wrong."""
    listed = [cause for cause in line.causes if cause.listed]
    right = next((cause for cause in listed if cause.explains), None)
    others = [
        (rule, Verdict.OTHER_REASON)
        for rule in line.errors
        if right is None and rule not in {cause.rule_id for cause in listed}
    ]
    if right is not None:
        return [(right.rule_id, Verdict.FOUND)]
    asked = [cause for cause in listed if cause.found in (Found.NOTHING, Found.BYPASSED)]
    silent = [cause for cause in listed if cause.found is Found.NOT_EVALUATED]
    if _category(line) in _BEYOND_THE_CLAIM or not (asked or silent):
        return others
    if silent:
        return [(silent[0].rule_id, Verdict.NOT_EVALUATED), *others]
    return [(asked[0].rule_id, Verdict.MISSED), *others]


def _category(line: ExplainedLine) -> str:
    codes = [one.code for one in line.reasons if one.code is not None and is_denial(one.code)]
    if is_excluded(line.modifiers) and codes and codes[0].code in _NOT_COVERED:
        return _EXCLUDED
    return codes[0].category if codes else "no reason that is known"
