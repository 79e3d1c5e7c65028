"""What days come to: hits as numbers, the tables of findings that are made of them, and what was not evaluated.

What is said of many days is written once, and what was not judged of kinds of days is added up when somebody asks.
"""

from array import array
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from datetime import date

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._arrays import Ragged, array_of, ints, lists_of, texts_of
from otcpt.batch.input._lines import Ints, LineArrays
from otcpt.batch.judging._alike import LEARNING, distinct_rows, packed
from otcpt.checking.kernel import RawFinding
from otcpt.claims import ServiceLine
from otcpt.findings import (
    HEAD,
    RECORD,
    WORDS,
    Finding,
    Form,
    Outcome,
    RawNotEvaluated,
    RecordKey,
    cell,
    cells_of,
    names_date,
    words_of,
)
from otcpt.fixes import NO_CHANGES

_TYPES = {
    Form.TEXT: pa.string(),
    Form.DAY: pa.date32(),
    Form.TEXTS: pa.list_(pa.string()),
    Form.NUMBERS: pa.list_(pa.int32()),
    Form.MAPPING: pa.string(),
    Form.LIST: pa.string(),
}
#: What the summary counts by: rule, reason, words, missing fields.
NotEvaluatedKey = tuple[str, str, str, tuple[str, ...]]
_Counted = tuple[NotEvaluatedKey, int]
_TEXTS = (*HEAD, *WORDS)
_FLAGGED = ("claim_id", "rule_id", "severity")


def _schema(encoded: Container[RecordKey[Finding]]) -> pa.Schema:
    once = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([(key.name, once if key in encoded else _TYPES[key.form]) for key in RECORD])


#: One row per finding, in the columns of its record; what is nested there is JSON text.
FINDINGS = _schema(())
#: The same, with every column of few different values encoded: as findings are handed on and written.
ENCODED = _schema(_TEXTS)
#: The same as a frame is given: only the long texts are encoded, and ``row`` is the row of the line at fault.
FRAME = _schema([key for key in _TEXTS if key.form is Form.LIST]).append(pa.field("row", pa.int64()))
#: What is found without words: the rows concerned, the one at fault first, counted from 1.
FLAGS = pa.schema([*map(ENCODED.field, _FLAGGED), ("rows", pa.list_(pa.int64()))])
#: The same as a frame is given.
FLAGS_FRAME = pa.schema([*map(FINDINGS.field, _FLAGGED), FLAGS.field("rows")])


def with_rows(findings: pa.Table, names: pa.Array) -> pa.Table:
    """Return findings whose lines were named by their rows with the ``names`` of the lines, and with ``row``.

    A line without a name keeps its row, and a line of the history its id.
    """
    lines, places = (findings[name].combine_chunks() for name in ("line_ids", "positions"))
    ids = lines.flatten()
    rows = pc.if_else(pc.greater_equal(places.flatten(), 0), ids, None).cast(pa.int64())
    named = pc.coalesce(names.take(pc.subtract(rows, 1)), ids)
    ends = pc.subtract(lines.offsets, lines.offsets[0])
    at = findings.schema.get_field_index("line_ids")
    findings = findings.set_column(at, "line_ids", pa.ListArray.from_arrays(ends, named))
    return findings.append_column("row", rows.take(ends[:-1]))


def table_of(findings: Sequence[Finding], *, places: bool = True) -> pa.Table:
    """Return findings as rows of `FINDINGS`; where the ``places`` of lines are not known, positions are missing."""
    columns = []
    for key in RECORD:
        unknown = key.form is Form.NUMBERS and not places
        values = [None if unknown else key.read(finding) for finding in findings]
        if key.form.is_json:
            values = [cell(key.form, value) for value in values]
        plain = pa.string() if key.form is Form.DAY else _TYPES[key.form]
        columns.append(pa.array(values, plain).cast(_TYPES[key.form]))
    return pa.table(columns, schema=FINDINGS)


_EPOCH = date(1970, 1, 1).toordinal()
#: Lines of a finding up to which all findings are sorted as arrays.
_MOST_SORTED = 8


@attrs.frozen(eq=False)
class _Dated:
    """A finding whose words name the date, and these words by day."""

    finding: Finding
    by_day: dict[int, tuple[str, ...]] = attrs.field(factory=dict)

    def words_on(self, ordinal: int) -> tuple[str, ...]:
        """The words on a day."""
        words = self.by_day.get(ordinal)
        if words is None:
            on = date.fromordinal(ordinal)
            lines = tuple(attrs.evolve(line, date_of_service=on) for line in self.finding.lines)
            words = self.by_day[ordinal] = words_of(attrs.evolve(self.finding, lines=lines), (), NO_CHANGES, {})
        return words


class HitTable:
    """Numbers for hits, and the findings they are: in words, or only which rule flags which lines."""

    def __init__(self, *, in_words: bool) -> None:
        self.in_words = in_words
        self._heads: list[tuple[str, ...]] = []
        self._head_of: dict[object, int] = {}
        self._head = array("q")
        self._codes: list[tuple[str, ...]] = []
        self._words: list[Sequence[str]] = []
        self._dated: dict[int, _Dated] = {}
        self._numbers: dict[object, int] = {}
        self._known: dict[object, str] = {}
        self._positions = Ragged()

    def __len__(self) -> int:
        return len(self._words)

    def number(self, found: Iterable[RawFinding], lines: Sequence[ServiceLine]) -> tuple[int, ...]:
        """Return the numbers of the hits that are findings; released edits are none."""
        return tuple(self._number(hit, lines) for hit in found if hit[0].outcome is Outcome.FINDING)

    def _number(self, hit: RawFinding, lines: Sequence[ServiceLine]) -> int:
        rule, positions, evidence, severity, changes = hit
        finding = Finding(rule, positions, tuple([lines[i] for i in positions]), evidence, severity, changes)
        if not self.in_words:
            return self.flag(finding)
        key = (rule.id, *hit[1:], finding.codes)
        number = self._numbers.get(key)
        if number is None:
            words = words_of(finding, evidence, changes, self._known)
            number = self._numbers[key] = self.add(finding, finding.codes, words)
            if names_date(rule):
                self._dated[number] = _Dated(finding)
        return number

    def flag(self, finding: Finding) -> int:
        """Return the number of a hit without words."""
        key = finding.rule_id, finding.positions, finding.severity
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = self.add(finding, (), ())
        return number

    def add(self, finding: Finding, codes: tuple[str, ...], words: Sequence[str]) -> int:
        """Take up a hit of the rule and at the positions of a finding, and return its number."""
        head = self._head_of.setdefault((finding.rule_id, finding.severity), len(self._heads))
        if head == len(self._heads):
            self._heads.append(cells_of(finding, HEAD))
        self._head.append(head)
        self._positions.add(finding.positions)
        self._codes.append(codes)
        self._words.append(words)
        return len(self._words) - 1

    def table(self, lines: LineArrays, found: Sequence[tuple[Ints, Ints]]) -> pa.Table:
        """Return findings as rows (`ENCODED`, or `FLAGS`), in the order of their lines' rows and then of their rules.

        ``found`` are hits, each after the rows of the lines that were asked about.
        """
        none = np.zeros(0, dtype=np.int64)
        hits = np.concatenate([none, *(own for _, own in found)])
        used, which = distinct_rows([hits])
        known = hits[used].tolist()
        counts = ints(self._positions.counts)[hits]
        flat = [none]
        for asked, own in found:
            flat.append(asked[self._positions.spread(np.arange(len(own)), own)])
        heads = ints(self._head)[hits]
        by_rule = np.unique([head[0] for head in self._heads], return_inverse=True)[1]
        rows, sort = _in_order(np.concatenate(flat), counts, by_rule[heads])
        which, counts = which[sort], counts[sort]
        ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        first, offsets = rows[ends[:-1]], array_of(ends)
        days = lines.day[first]
        columns = {"claim_id": lines.claim_id.take(array_of(first)), **_encoded(HEAD, self._heads, heads[sort])}
        if not self.in_words:
            columns["rows"] = pa.ListArray.from_arrays(offsets, array_of(lines.row[rows]))
            return pa.table([columns[name] for name in FLAGS.names], schema=FLAGS)
        places = lines.place[rows].astype(np.int32)
        kind = FINDINGS.field("positions").type
        unplaced = bool((places < 0).any())
        columns |= self._texts(known, which, days)
        columns |= {
            "line_ids": pa.ListArray.from_arrays(offsets, lines.line_ids(rows)),
            "positions": pa.nulls(len(first), kind)
            if unplaced
            else pa.ListArray.from_arrays(offsets, array_of(places)),
            "date_of_service": array_of((days - _EPOCH).astype(np.int32)).cast(pa.date32()),
            "codes": lists_of(self._codes[hit] for hit in known).take(array_of(which)),
        }
        return pa.table([columns[name] for name in ENCODED.names], schema=ENCODED)

    def _texts(self, known: Sequence[int], which: Ints, ordinals: Ints) -> dict[str, pa.DictionaryArray]:
        """What each hit says on its day, each different text kept once."""
        texts, row = [self._words[hit] for hit in known], which
        dated = np.array([hit in self._dated for hit in known], dtype=bool)
        if dated.any():
            pairs, row = distinct_rows([which, np.where(dated[which], ordinals, 0)])
            days = ((known[which[at]], int(ordinals[at])) for at in pairs.tolist())
            texts = [self._dated[hit].words_on(on) if hit in self._dated else self._words[hit] for hit, on in days]
        return _encoded(WORDS, texts, row)


def _in_order(rows: Ints, counts: Ints, by_rule: Ints) -> tuple[Ints, Ints]:
    """Sort lists of rows laid end to end, then by rule: the rows in that order, and which list is where."""
    starts = np.cumsum(counts) - counts
    most = int(counts.max(initial=0))
    if most <= _MOST_SORTED:
        at = np.arange(most)
        padded = np.where(at < counts[:, None], rows[np.minimum(starts[:, None] + at, len(rows) - 1)], -1)
        sort = np.lexsort(packed([*padded.T, by_rule])[::-1])
    else:
        keys = [
            (*own.tolist(), -1, rule) for own, rule in zip(np.split(rows, starts[1:]), by_rule.tolist(), strict=True)
        ]
        sort = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    taken = counts[sort]
    before = np.cumsum(taken) - taken
    return rows[np.repeat(starts[sort] - before, taken) + np.arange(len(rows))], sort


def _encoded(
    keys: Sequence[RecordKey[Finding]], texts: Sequence[Sequence[str]], which: Ints
) -> dict[str, pa.DictionaryArray]:
    """Return columns of some of many texts, each different one kept once."""
    columns, own = list(zip(*texts, strict=True)) or [()] * len(keys), array_of(which)
    distinct = {key.name: texts_of(values).dictionary_encode() for key, values in zip(keys, columns, strict=True)}
    return {
        name: pa.DictionaryArray.from_arrays(one.indices.take(own), one.dictionary) for name, one in distinct.items()
    }


def sorted_findings(findings: pa.Table) -> pa.Table:
    """Return findings by date of service, claim, rule and lines: an order that depends on nothing else."""
    keys = pa.table(
        {
            "day": findings["date_of_service"],
            "claim": pc.fill_null(findings["claim_id"], ""),
            "rule": findings["rule_id"],
            "lines": pc.binary_join(findings["line_ids"], "\0"),
            "message": findings["message"],
            "evidence": findings["evidence"],
        }
    )
    return findings.take(pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in keys.column_names]))


class NotEvaluatedIndex:
    """What was not judged of each kind, in bundles that kinds share, and how many days were of it."""

    def __init__(self) -> None:
        self._counted: dict[tuple[object, ...], _Counted] = {}
        self._bundles: dict[tuple[_Counted, ...], int] = {}
        self._of_kind = Ragged()
        self._days = np.zeros(0, dtype=np.int64)

    def bundle(self, raw_not_evaluated: Iterable[RawNotEvaluated]) -> tuple[int, ...]:
        """Return the number of what was not judged, the same for the same; none for nothing."""
        entries = tuple([self._count(entry) for entry in raw_not_evaluated])
        return (self._bundles.setdefault(entries, len(self._bundles)),) if entries else ()

    def _count(self, entry: RawNotEvaluated) -> _Counted:
        """What to count an entry by, and its lines; equal ones as the same object."""
        rule, reason, positions, why, missing = entry
        key = rule, reason, why, missing, len(positions)
        counted = self._counted.get(key)
        if counted is None:
            counted = self._counted[key] = not_evaluated_key(entry), len(positions)
        return counted

    def learn(self, bundles: Sequence[int]) -> None:
        """Take up the next kind."""
        self._of_kind.add(bundles)

    def count(self, kinds: Ints) -> None:
        """Add days of these kinds."""
        with LEARNING:
            counted = np.bincount(kinds, minlength=len(self._of_kind))
            counted[: len(self._days)] += self._days
            self._days = counted

    def add_to(self, counter: Counter[NotEvaluatedKey]) -> None:
        """Add up the lines, and begin to count again."""
        kinds = np.flatnonzero(self._days)
        days, bundles = self._of_kind.spread(self._days[kinds], kinds)
        times = np.bincount(bundles, days, len(self._bundles)).tolist()
        for entries, counted in zip(self._bundles, times, strict=True):
            for why, lines in entries if counted else ():
                counter[why] += int(counted) * lines
        self._days = np.zeros(0, dtype=np.int64)


def not_evaluated_key(entry: RawNotEvaluated) -> NotEvaluatedKey:
    """Return what the summary counts an entry by."""
    rule, reason, _, why, missing = entry
    return "*" if rule is None else rule.id, str(reason), why, tuple(map(str, missing))
