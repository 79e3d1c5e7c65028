"""Hits as numbers: what is said of many days is written once."""

from collections.abc import Iterable, Sequence
from datetime import date

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch.input._lines import Ints, LineArrays
from otcpt.batch.judging._alike import distinct_rows
from otcpt.batch.judging._findings import ENCODED, FINDINGS, WORDS, words_of
from otcpt.checking.kernel import RawFinding
from otcpt.claims import ServiceLine
from otcpt.findings import Finding, Outcome

_EPOCH = date(1970, 1, 1).toordinal()


@attrs.frozen(eq=False)
class _Hit:
    """A hit in the lines of the day it was first found on, in words.

    ``dated`` is the finding where the words hold the date; ``by_day`` are its words on the days they were asked for.
    """

    positions: tuple[int, ...]
    rule_id: str
    codes: tuple[str, ...]
    words: tuple[str, ...]
    dated: Finding | None
    by_day: dict[int, tuple[str, ...]]

    @classmethod
    def of(cls, found: RawFinding, lines: Sequence[ServiceLine], of_rule: dict[tuple[str, str], str]) -> "_Hit":
        """Put it into words."""
        rule, positions, evidence, severity, changes = found
        finding = Finding(rule, positions, tuple([lines[i] for i in positions]), evidence, severity, changes)
        dated = finding if rule.names_date else None
        return cls(positions, rule.id, finding.codes, words_of(finding, of_rule), dated, {})

    def words_on(self, ordinal: int) -> tuple[str, ...]:
        """The words on a day."""
        if self.dated is None:
            return self.words
        words = self.by_day.get(ordinal)
        if words is None:
            on = date.fromordinal(ordinal)
            lines = tuple(attrs.evolve(line, date_of_service=on) for line in self.dated.lines)
            words = self.by_day[ordinal] = words_of(attrs.evolve(self.dated, lines=lines), {})
        return words


class HitTable:
    """Numbers for hits, and the findings they are."""

    def __init__(self) -> None:
        self.known: list[_Hit] = []
        self._numbers: dict[object, int] = {}
        self._of_rule: dict[tuple[str, str], str] = {}

    def number(self, found: Iterable[RawFinding], lines: Sequence[ServiceLine]) -> tuple[int, ...]:
        """Return the numbers of the hits that are findings; released edits are none."""
        return tuple(self._number(hit, lines) for hit in found if hit[0].outcome is Outcome.FINDING)

    def _number(self, hit: RawFinding, lines: Sequence[ServiceLine]) -> int:
        rule, positions, *rest = hit
        key = (rule.id, positions, *rest, tuple([lines[i].code for i in positions]))
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.known)
            self.known.append(_Hit.of(hit, lines, self._of_rule))
        return number

    def table(self, lines: LineArrays, starts: Ints, hits: Ints) -> pa.Table:
        """Return findings as rows (`ENCODED`), in the order of their lines' rows and then of their rules.

        ``starts`` is where the day of each hit begins.
        """
        used, which = np.unique(hits, return_inverse=True)
        known = [self.known[hit] for hit in used.tolist()]
        most = max([len(hit.positions) for hit in known], default=1)
        places = np.array([[*hit.positions, *[-1] * (most - len(hit.positions))] for hit in known], dtype=np.int64)
        places = places.reshape(-1, most)[which]
        rows = np.where(places < 0, -1, starts[:, None] + places)
        by_rule = np.unique([hit.rule_id for hit in known], return_inverse=True)[1][which]
        sort = np.lexsort((by_rule, *rows.T[::-1]))
        rows, which = rows[sort], which[sort]
        first = rows[:, 0]
        ends = pa.array(np.concatenate([[0], np.cumsum((rows >= 0).sum(axis=1))]).astype(np.int32))
        rows = rows[rows >= 0]
        days = lines.day[first]
        places = lines.place[rows].astype(np.int32)
        kind = FINDINGS.field("positions").type
        columns = {
            "claim_id": lines.claim_id.take(pa.array(first)),
            "line_ids": pa.ListArray.from_arrays(ends, lines.line_ids(rows)),
            "positions": pa.nulls(len(first), kind) if (places < 0).any() else pa.ListArray.from_arrays(ends, places),
            "date_of_service": pa.array((days - _EPOCH).astype(np.int32)).cast(pa.date32()),
            "codes": pa.array([list(hit.codes) for hit in known], pa.list_(pa.string())).take(pa.array(which)),
            **_words(known, which, days),
        }
        return pa.table([columns[name] for name in ENCODED.names], schema=ENCODED)


def _words(known: Sequence[_Hit], which: Ints, ordinals: Ints) -> dict[str, pa.DictionaryArray]:
    """What each hit says on its day, each different text kept once."""
    texts, row = [hit.words for hit in known], which
    if any(hit.dated is not None for hit in known):
        dated = np.array([hit.dated is not None for hit in known], dtype=bool)[which]
        pairs, row = distinct_rows(np.column_stack([which, np.where(dated, ordinals, 0)]))
        texts = [known[which[at]].words_on(int(ordinals[at])) for at in pairs.tolist()]
    by_hit, texts = pa.array(row), list(zip(*texts, strict=True)) or [()] * len(WORDS)
    return {key.name: _encoded(values, by_hit) for key, values in zip(WORDS, texts, strict=True)}


def _encoded(values: Sequence[str], which: pa.Array) -> pa.DictionaryArray:
    distinct = pa.array(values, pa.string()).dictionary_encode()
    return pa.DictionaryArray.from_arrays(distinct.indices.take(which), distinct.dictionary)
