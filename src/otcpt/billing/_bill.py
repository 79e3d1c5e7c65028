"""What was done, turned into lines. Nothing is capped, dropped or moved to please an edit, unless an answer says so."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

import attrs

from otcpt.billing._line_writer import write_lines
from otcpt.billing._modifiers import resolve_edit_modifiers, resolve_kx
from otcpt.billing._questions import Answers, Question
from otcpt.billing._visit_questions import BillingContext, resolve_visit
from otcpt.checking import ClaimChecker, check_answer, checker_for, checker_of
from otcpt.claims import Claim, History, Visit, format_line, validate_history, visit_schema
from otcpt.editions import Edition, EditionLike
from otcpt.errors import InputErrors, InvalidInput
from otcpt.findings import Report, Rule, report_schema
from otcpt.forms import check_form
from otcpt.frozenmap import FrozenMap
from otcpt.policies import Policy, PolicyLike
from otcpt.records import VERSION, Faults, at
from otcpt.shown import Shown
from otcpt.tables import count
from otcpt.units import Allocation

if TYPE_CHECKING:
    from otcpt.page import Page


#: The version of the record of a bill, which `bill_schema` describes.
BILL_VERSION = 1


@attrs.frozen(repr=False)
class Bill(Shown):
    """Lines with units and modifiers for a visit, how they came about, and what a payer will find in them.

    ``allocations`` are by discipline; ``report`` is what `check` says of ``claim``: `bill` adds no fault of its own.
    ``questions`` are still open and billed as their first choice says, ``answers`` were given. ``remarks`` say which
    answer could not be billed as it stands, and why.
    """

    visit: Visit
    claim: Claim
    allocations: FrozenMap[str, Allocation]
    report: Report
    questions: tuple[Question, ...]
    answers: FrozenMap[str, str]
    remarks: tuple[str, ...]
    policy: Policy
    edition: Edition
    rules: tuple[Rule, ...]
    history: History | None

    def __repr__(self) -> str:
        lines = ", ".join(map(format_line, self.claim.lines))
        return f"<Bill: {lines}; {count(len(self.questions), 'question')}; {self.report.verdict}>"

    @property
    def allocation(self) -> Allocation | None:
        """The allocation of the first discipline of the visit, or None where no code's timing is known."""
        return next(iter(self.allocations.values()), None)

    def answer(self, answers: Mapping[str, str] | None = None, /, **more: str) -> "Bill":
        """Return the bill with further answers.

        A later answer to a question replaces an earlier one; an earlier one is dropped when its question is no longer
        asked.

        Args:
            answers: Ids of questions to keys of the chosen answers.
            **more: Answers to questions whose id is a Python name.

        Returns:
            The bill of the same visit.

        Raises:
            InvalidInput: There is no such question or answer.

        Example:
            >>> from otcpt.claims import parse_visit
            >>> done = bill(parse_visit("2026-03-02", "97110@20", "97140@20"), policy="medicare-part-b")
            >>> [line.units for line in done.answer({"tie:97110+97140": "97140"}).claim.lines]
            [1, 2]
        """
        new = {**Answers(answers).given, **more}
        kept = {id_: key for id_, key in self.answers.items() if id_ not in new}
        checker = checker_for(self.policy, self.edition, self.rules)
        return _bill(self.visit, checker, self.history, Answers(new, kept))

    @staticmethod
    def from_record(
        record: Mapping[str, object],
        *,
        history: History | None = None,
        policy: PolicyLike | None = None,
        edition: EditionLike | None = None,
        rules: Iterable[Rule | str] | None = None,
    ) -> "Bill":
        """Return the bill of a record; it equals the one that the record was made of.

        The visit is billed again, with its answers, by the law, payer and rules that the record names.

        Args:
            record: What `to_record` gave.
            history: The history that `bill` was given.
            policy: The payer; needed where the record's pin is of a policy of your own.
            edition: The law; needed where the record's pin is of an edition that is not installed by that name.
            rules: The rules; needed where the bill was made with some of them only.

        Returns:
            The bill.

        Raises:
            InputErrors: It is no record of a bill, its visit cannot be read, or this version of otcpt bills otherwise;
                every fault has its path.
            UnknownName: The edition or the policy is not held; give it.

        Example:
            >>> from otcpt.claims import parse_visit
            >>> done = bill(parse_visit("2026-03-02", "97530@38"), policy="medicare-part-b")
            >>> Bill.from_record(done.to_record()) == done
            True
        """
        history, faults = validate_history(history), Faults("bill")
        visit = _visit_on(record, faults)
        checker = checker_of(record["report"], faults, policy=policy, edition=edition, rules=rules, path="report")
        try:
            done = _bill(visit, checker, history, Answers(cast("Mapping[str, str]", record["answers"])))
        except InvalidInput as error:
            faults.add("answers", str(error))
            raise InputErrors(faults.problems) from None
        check_answer(record, done.to_record(), faults)
        return done

    def to_record(self) -> dict[str, object]:
        """Return visit, lines, open questions, answers and report as plain values; `bill_schema` describes them."""
        return {
            VERSION: BILL_VERSION,
            "visit": self.visit.to_record(),
            "lines": [
                {
                    "line_id": line.line_id,
                    "code": line.code,
                    "modifiers": list(line.modifiers),
                    "units": line.units,
                    "therapist_minutes": line.therapist_minutes,
                    "assistant_minutes": line.assistant_minutes,
                    "joint_minutes": line.joint_minutes,
                }
                for line in self.claim.lines
            ],
            "questions": [question.to_record() for question in self.questions],
            "answers": dict(self.answers),
            "remarks": list(self.remarks),
            "report": self.report.to_record(),
        }

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.billing.pages import bill_page

        return bill_page(self)


def _visit_on(record: Mapping[str, object], faults: Faults) -> Visit:
    """Return the visit of a bill's record; raise `InputErrors` with every fault of the record."""
    schema = bill_schema()
    parts = cast("dict[str, object]", schema["properties"])
    check_form(record, schema | {"properties": parts | {"visit": {}}}, faults)
    visit = None
    if isinstance(record, Mapping) and "visit" in record:
        try:
            visit = Visit.from_record(cast("Mapping[str, object]", record["visit"]))
        except InputErrors as error:
            for one in error.problems:
                faults.add("visit" if one.column is None else at("visit", one.column), one.message)
    faults.close()
    assert visit is not None
    return visit


def bill_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of ``Bill.to_record()``.

    Returns:
        A new dictionary at each call, with the schemas of the visit and of the report in it. A key is never renamed or
        dropped within a version.

    Example:
        >>> bill_schema()["$id"], sorted(bill_schema()["$defs"])
        ('urn:otcpt:bill:1', ['choice', 'line', 'question', 'report', 'visit'])
    """
    schema: dict[str, object] = json.loads(Path(__file__).with_name("bill.schema.json").read_text(encoding="utf-8"))
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    return schema | {"$defs": definitions | {"visit": visit_schema(), "report": report_schema()}}


def bill(
    visit: Visit,
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
    answers: Mapping[str, str] | None = None,
    history: History | None = None,
) -> Bill:
    """Turn what was done into service lines with units and modifiers.

    GO, GP or GN, and CO or CQ, are added where the policy requires them; CO and CQ follow from the minutes alone. 59 is
    never added: only the record knows whether time was separate, so that is a question. A modifier that bypasses an
    edit must be on every service of a code to be on its line. A code that counts things (splints, extremities) gets one
    unit for each service, with that service's modifiers. A code that earned no unit stays on the claim with 0 units:
    documented, not billed. A code that is not in the registry, not in force that day or of unknown timing keeps its
    minutes and gets no units.

    Args:
        visit: The services of one patient's day, with their minutes.
        policy: The payer's rules: a `Policy`, a name such as ``"medicare-part-b"``, or the path of a TOML file.
        edition: The law: an `Edition`, its name, its pin or a folder; the policy's or the newest unless given.
        rules: The rules to run; all of them unless given.
        answers: Ids of questions to keys of the chosen answers; unanswered questions take their first choice.
        history: What else was billed, charted and paid; KX is asked about only where it has prior payments.

    Returns:
        The claim, the questions the record must answer, and the report on the claim.

    Raises:
        InvalidInput: An answer is to no question that is asked, or not one of its choices.

    Example:
        >>> from otcpt.claims import parse_visit
        >>> done = bill(parse_visit("2026-03-02", "97530@38", "97110@13+A23"), policy="medicare-part-b")
        >>> [(line.code, line.modifiers, line.units) for line in done.claim.lines]
        [('97530', ('GO',), 3), ('97110', ('GO',), 1), ('97110', ('GO', 'CO'), 1)]
        >>> visit = parse_visit("2026-03-02", "97530@30", "97750@30")
        >>> [question.id for question in bill(visit, policy="medicare-part-b").questions]
        ['separate-time:97750+97530']
        >>> done = bill(visit, policy="medicare-part-b", answers={"separate-time:97750+97530": "yes"})
        >>> [(line.code, line.modifiers) for line in done.claim.lines]
        [('97530', ('GO',)), ('97750', ('GO', '59'))]
    """
    if not isinstance(visit, Visit):
        raise InvalidInput(f"bill takes a Visit, not {type(visit).__name__}; build one with otcpt.visit(...)", "visit")
    return _bill(visit, checker_for(policy, edition, rules), validate_history(history), Answers(answers))


def _bill(visit: Visit, checker: ClaimChecker, history: History | None, answers: Answers) -> Bill:
    chart = BillingContext(visit, checker.edition, checker.policy.on(visit.date_of_service), history, answers)
    lines, allocations = write_lines(resolve_visit(chart), chart)
    first = Claim(attrs.evolve(line, line_id=str(number)) for number, line in enumerate(lines, 1))
    report = checker.check(first)
    claim, remarks = resolve_edit_modifiers(first, report, chart, checker)
    claim = resolve_kx(claim, chart)
    answers.reject_unknown_answers()
    if claim is not first or history is not None:
        report = checker.check(claim, history=history)
    return Bill(
        visit,
        claim,
        allocations,
        report,
        answers.open,
        FrozenMap(answers.taken),
        remarks,
        checker.policy,
        checker.edition,
        checker.rules,
        history,
    )
