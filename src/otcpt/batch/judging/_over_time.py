"""Rules that look beyond a patient's day: a month and an episode of a patient, the day of a provider."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._history_index import HistoryIndex
from otcpt.batch.input._lines import CLAIM, CODED, NUMBERS, LineArrays, Vocabulary
from otcpt.batch.input._order import cut_at, patient_starts, provider_starts
from otcpt.batch.judging._hits import FINDINGS, NotEvaluatedKey, not_evaluated_key, table_of
from otcpt.checking import ClaimChecker
from otcpt.checking.kernel import ClaimResult, check_over_time
from otcpt.claims import Claim, History, ServiceLine
from otcpt.collector import gc_paused
from otcpt.findings import Finding, Outcome, Rule, Scope

#: Lines made into values at once, unless one patient or one provider's day has more.
_LINES = 1 << 14

_Line = tuple[ServiceLine, str]


class Beyond:
    """Runs rules over more than a patient's day, as a single check runs them, over lines in order.

    The history is what the table does not have. ``not_evaluated`` counts lines by why they were not evaluated.
    """

    def __init__(self, checker: ClaimChecker, words: Mapping[str, Vocabulary], history: History) -> None:
        wide = [rule for rule in checker.rules if rule.scope.needs_history]
        self.of_providers = tuple(rule for rule in wide if rule.scope is Scope.PROVIDER_DAY)
        self.of_patients = tuple(rule for rule in wide if rule.scope is not Scope.PROVIDER_DAY)
        self.not_evaluated: Counter[NotEvaluatedKey] = Counter()
        self._law_on = checker.law_on
        self._speaks_for = checker.speaks_for
        self._words = words
        self._history = HistoryIndex(history)

    def patients(self, lines: LineArrays) -> pa.Table:
        """Return what rules over months and episodes find in the lines of whole patients."""
        found = [FINDINGS.empty_table()]
        for some in cut_at(lines, patient_starts(lines), _LINES) if self.of_patients else ():
            with gc_paused():
                owned = _as_values(self._words, some)
                history = self._history.of_patients({line.patient_key for line, _ in owned.lines})
                found.append(self._ask(self.of_patients, owned, history))
        return pa.concat_tables(found)

    def provider_days(self, lines: LineArrays) -> pa.Table:
        """Return what rules over a provider's day find in the lines of whole days of providers, in any order.

        The lines of one such day are shown in the order of their patients.
        """
        found = [FINDINGS.empty_table()]
        if not self.of_providers:
            return found[0]
        lines = lines.take(np.lexsort((lines.day, lines.number["rendering_provider_key"])))
        for some in cut_at(lines, provider_starts(lines), _LINES):
            with gc_paused():
                owned = _as_values(self._words, some)
                days = {(line.rendering_provider_key, line.date_of_service) for line, _ in owned.lines}
                found.append(self._ask(self.of_providers, owned, self._history.of_provider_days(days)))
        return pa.concat_tables(found)

    def _ask(self, rules: tuple[Rule, ...], owned: "_Lines", history: History) -> pa.Table:
        sheets, places = _in_sheets(owned.lines)
        check_over_time(rules, self._law_on, places, history, self._speaks_for)
        found: list[Finding] = []
        for sheet in sheets:
            for entry in sheet.raw_not_evaluated:
                self.not_evaluated[not_evaluated_key(entry)] += len(entry[2])
            found.extend(self._placed(owned, one) for one in sheet.found if one.rule.outcome is Outcome.FINDING)
        return table_of(found, places=owned.places is not None)

    def _placed(self, owned: "_Lines", finding: Finding) -> Finding:
        """Give a finding the places of its lines in their claims, or in the history."""
        if owned.places is None:
            return finding
        places = [owned.places.get(id(line)) for line in finding.lines]
        pairs = zip(places, finding.lines, strict=True)
        here = [self._history.place_of(line) if place is None else place for place, line in pairs]
        return attrs.evolve(finding, positions=tuple(here))


@attrs.frozen
class _Lines:
    """Lines as values, each with its owner, and its place in its claim where that is known."""

    lines: Sequence[_Line]
    places: Mapping[int, int] | None


def _in_sheets(lines: Sequence[_Line]) -> tuple[list[ClaimResult], list[tuple[ClaimResult, int]]]:
    """The lines as claims, each with a result to fill, and the place of each line, in the order of the lines."""
    claims: dict[object, list[ServiceLine]] = {}
    for line, who in lines:
        claims.setdefault((line.claim_id, who), []).append(line)
    sheets = {key: ClaimResult(Claim(own, claim_id=own[0].claim_id)) for key, own in claims.items()}
    seen: Counter[object] = Counter()
    places = []
    for line, who in lines:
        key = line.claim_id, who
        places.append((sheets[key], seen[key]))
        seen[key] += 1
    return list(sheets.values()), places


def _as_values(words: Mapping[str, Vocabulary], lines: LineArrays) -> _Lines:
    """Each line as a value."""
    coded = {name: lines.number[name].tolist() for name in CODED}
    whole = {name: lines.whole[name].tolist() for name in NUMBERS}
    texts = (text.to_pylist() for text in (lines.who, lines.claim_id, lines.line_ids(np.arange(len(lines)))))
    rows = zip(lines.day.tolist(), *texts, strict=True)
    made = []
    for row, (day, who, claim_id, line_id) in enumerate(rows):
        fields: dict[str, Any] = {name: words[name].values[n[row]] for name, n in coded.items() if n[row] >= 0}
        fields |= {name: numbers[row] for name, numbers in whole.items() if numbers[row] >= 0}
        patient = None if who.startswith(CLAIM) else who
        line = ServiceLine(
            date_of_service=date.fromordinal(day),
            claim_id=claim_id,
            line_id=line_id,
            patient_key=patient,
            **fields,
        )
        made.append((line, who))
    places = zip(made, lines.place.tolist(), strict=True)
    known = {id(line): place for (line, _), place in places}
    return _Lines(made, known if (lines.place >= 0).all() else None)


def claims_without_patient(lines: LineArrays) -> set[str]:
    """The owners of lines without a patient key: their claims, or the lines themselves."""
    return set(lines.who.filter(pc.starts_with(lines.who, CLAIM)).unique().to_pylist())
