"""One finding: ids and evidence are kept, words are derived when read."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from otcpt.citation import Citation
from otcpt.claims import ServiceLine
from otcpt.findings._rule import Cause, Field, Reason, Rule, Severity
from otcpt.fixes import NO_CHANGES, Change, Changes, Fix
from otcpt.frozenmap import FrozenMap
from otcpt.frozenvalue import FrozenValue
from otcpt.shown import Shown
from otcpt.wording import fill

if TYPE_CHECKING:
    from otcpt.page import Page

#: What evidence may hold, so that JSON gives it back unchanged.
Value = str | int | bool | tuple[str, ...]
Evidence = Sequence[tuple[str, Value]]


@attrs.frozen(eq=False, repr=False)
class Finding(FrozenValue, Shown):
    """A fault, or an edit released by a modifier, on one or more lines of a claim.

    ``positions`` are places in the claim's lines, the line at fault first; those of lines in a history are negative,
    -1 its first. ``lines`` are the lines themselves.
    """

    rule: Rule
    positions: tuple[int, ...]
    lines: tuple[ServiceLine, ...] = attrs.field(repr=False)
    _evidence: Evidence
    severity: Severity
    _changes: Changes = attrs.field(default=NO_CHANGES, repr=False)

    @property
    def evidence(self) -> FrozenMap[str, Value]:
        """The figures and words the finding rests on, by name."""
        return FrozenMap(self._evidence)

    @property
    def plain_evidence(self) -> dict[str, object]:
        """The same as JSON has it: several texts are a list."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in self._evidence}

    @property
    def rule_id(self) -> str:
        """The rule's id, like PTP001."""
        return self.rule.id

    @property
    def cause(self) -> Cause:
        """Whether billing or treatment made the conflict."""
        return self.rule.cause

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes concerned, each once, the one at fault first."""
        return tuple(dict.fromkeys(line.code for line in self.lines))

    @property
    def date_of_service(self) -> date:
        """The date of service of the line at fault."""
        return self.lines[0].date_of_service

    @property
    def claim_id(self) -> str | None:
        """The claim of the line at fault."""
        return self.lines[0].claim_id

    @property
    def line_ids(self) -> tuple[str, ...]:
        """The lines' own ids, or their places in the claim, or in the history, counted from 1."""
        return tuple(
            (str(position + 1) if position >= 0 else f"history {-position}") if line.line_id is None else line.line_id
            for position, line in zip(self.positions, self.lines, strict=True)
        )

    @property
    def message(self) -> str:
        """What is wrong, in a sentence."""
        return fill(self.rule.message, self._values, self.rule.words)

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """Ways to remove it, each with its condition and its changes; places in them count ``lines`` from 0."""
        values, words = self._values, self.rule.words
        return tuple(fix.filled(values, changes, words) for fix, changes in self._offered())

    @property
    def changes(self) -> dict[str, tuple[Change, ...]]:
        """What each of its fixes changes, by the key of the fix."""
        return {fix.key: changes for fix, changes in self._offered()}

    def _offered(self) -> Iterator[tuple[Fix, tuple[Change, ...]]]:
        for fix in self.rule.fixes:
            if changes := self._changes.get(fix.key, fix.changes):
                yield fix, changes

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the rule stands written."""
        return self.rule.cites

    @property
    def _values(self) -> dict[str, object]:
        own = {"code": self.lines[0].code, "codes": self.codes, "date": self.date_of_service}
        return own | dict(self._evidence)

    def to_record(self) -> dict[str, object]:
        """Return the finding as plain values, ready for JSON."""
        from otcpt.findings._record import RECORD

        return {key.name: key.read(self) for key in RECORD}

    def __repr__(self) -> str:
        return f"<Finding {self.rule_id} {self.severity}: {self.message}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.findings.pages import finding_page

        return finding_page(self)


#: A rule, why it did not judge, the positions of the lines, the words, and the fields that are missing.
RawNotEvaluated = tuple[Rule | None, Reason, tuple[int, ...], str, tuple[Field, ...]]


@attrs.frozen(eq=False, repr=False)
class NotEvaluated(FrozenValue):
    """Lines that one rule, or every rule (``rule`` is None), did not judge; ``missing`` names absent inputs."""

    rule: Rule | None
    reason: Reason
    positions: tuple[int, ...]
    lines: tuple[ServiceLine, ...] = attrs.field(repr=False)
    why: str
    missing: tuple[Field, ...] = ()

    @property
    def rule_id(self) -> str:
        """The rule's id, or ``*`` where no rule judged the lines."""
        return "*" if self.rule is None else self.rule.id

    def to_record(self) -> dict[str, object]:
        """Return the entry as plain values, ready for JSON."""
        return {
            "claim_id": self.lines[0].claim_id if self.lines else None,
            "rule_id": self.rule_id,
            "reason": str(self.reason),
            "why": self.why,
            "missing": [str(field) for field in self.missing],
            "codes": list(dict.fromkeys(line.code for line in self.lines)),
        }


@attrs.frozen(eq=False, repr=False)
class Caveat(FrozenValue):
    """A sentence that limits the whole report, like data carried forward."""

    id: str
    text: str
