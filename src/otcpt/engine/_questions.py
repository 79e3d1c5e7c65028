"""What a visit leaves open, as questions. Whatever is not answered is billed as the first choice says."""

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from otcpt.claims import Claim, Visit
from otcpt.codes import CodeMeaning
from otcpt.editions import Edition
from otcpt.engine._check import Checker
from otcpt.findings import Report
from otcpt.modifiers import ASSISTANT, DISCIPLINE, PTP_ASSOCIATED
from otcpt.rules import counts_things
from otcpt.units import Allocation


@attrs.frozen
class Question:
    """A judgement only the clinician or the biller can make. ``choices`` are the answers, the assumed one first."""

    about: str
    codes: tuple[str, ...]
    text: str
    choices: tuple[str, ...]


def questions_of(
    visit: Visit, claim: Claim, allocations: Iterable[Allocation], report: Report, checker: Checker
) -> Iterator[Question]:
    """Ask of the visit's own words, of things to count, of ties, and of edits that only the record can release."""
    yield from _contradictions(visit, checker)
    yield from _counts(claim, checker)
    yield from _ties(allocations)
    yield from _releases(report)


def meaning_on(edition: Edition, code: str, on: date) -> CodeMeaning | None:
    """Return what a code means on a day; None where it is not in force or outside the registry."""
    history = edition.codes.get(code)
    return None if history is None else history.get(on)


def _contradictions(visit: Visit, checker: Checker) -> Iterator[Question]:
    """What the visit's own modifiers leave open."""
    settings = checker.settings
    given: dict[tuple[str, str], list[frozenset[str]]] = {}
    for service in visit.services:
        code, modifiers = service.code, service.modifiers
        disciplines = [m for m in modifiers if m in DISCIPLINE]
        if len(disciplines) > 1:
            several = " and ".join(disciplines)
            text = f"{code} was given with {several}, and a line belongs to one discipline: whose service was it?"
            yield Question("discipline", (code,), text, tuple(disciplines))
        marked = [m for m in modifiers if m in ASSISTANT]
        if settings.assistant_modifiers and marked and not service.assistant:
            text = f"{code} was given with {' and '.join(marked)}, and no minutes of an assistant: who furnished it?"
            choices = ("the therapist: as billed", "an assistant: give the minutes as the assistant's")
            yield Question("assistant", (code,), text, choices)
        discipline = DISCIPLINE[disciplines[0]] if disciplines else settings.discipline
        given.setdefault((discipline, code), []).append(PTP_ASSOCIATED.intersection(modifiers))
    for (_, code), several_times in given.items():
        meaning = meaning_on(checker.edition, code, visit.date_of_service)
        partly = frozenset().union(*several_times) - frozenset.intersection(*several_times)
        if partly and not (meaning is not None and counts_things(meaning)):
            listed = " and ".join(sorted(partly))
            text = f"{listed} was said of a part of {code} only, and its units stand on one line: does it hold of all?"
            choices = (f"without {listed}, as billed", f"bill the part with {listed} on a line of its own")
            yield Question("part of a code", (code,), text, choices)


def _counts(claim: Claim, checker: Checker) -> Iterator[Question]:
    for line in {line.code: line for line in claim.lines if line.units}.values():
        meaning = meaning_on(checker.edition, line.code, line.date_of_service)
        if meaning is not None and counts_things(meaning):
            text = f"{line.code} counts {meaning.unit_basis}, and minutes do not say how many: 1 on each line?"
            yield Question("count", (line.code,), text, ("1", "as many as the record shows"))


def _ties(allocations: Iterable[Allocation]) -> Iterator[Question]:
    for allocation in allocations:
        if allocation.tied:
            yield Question(
                "tie",
                allocation.tied,
                f"{', '.join(allocation.tied)} have equal minutes left over: the professional chooses which is billed.",
                tuple(
                    ", ".join(f"{code} x{units}" for code, units in answer.items())
                    for answer in allocation.alternatives
                ),
            )


def _releases(report: Report) -> Iterator[Question]:
    for finding in report.findings:
        if finding.rule_id == "PTP002":
            told = finding.evidence
            two, one = told["column_two"], told["column_one"]
            yield Question(
                "separate time",
                (str(two), str(one)),
                f"{two} beside {one}: does the record show that {told['condition']}?",
                (
                    f"no: {two} is not payable beside {one}",
                    f"yes: put {told['modifier']} on the line of {told['place']}",
                ),
            )
