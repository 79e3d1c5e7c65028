"""Hits as numbers: what is said of many days is written once."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch._days import distinct_rows
from otcpt.batch._lines import Ints, Lines
from otcpt.checking.kernel import Found
from otcpt.claims import ServiceLine
from otcpt.findings import Finding, Outcome

#: One row per finding; the same columns in a frame, a Parquet file and a Spark DataFrame.
FINDINGS = pa.schema(
    [
        pa.field("claim_id", pa.string()),
        pa.field("line_ids", pa.list_(pa.string())),
        pa.field("date_of_service", pa.date32()),
        pa.field("rule_id", pa.string()),
        pa.field("severity", pa.string()),
        pa.field("cause", pa.string()),
        pa.field("codes", pa.list_(pa.string())),
        pa.field("message", pa.string()),
        pa.field("evidence", pa.string()),
    ]
)
#: Columns of few different values, which are kept apart from the rows until somebody reads them.
_FEW = ("rule_id", "severity", "cause", "message", "evidence")
#: The same rows with these columns encoded, as they are handed on and written.
ENCODED = pa.schema(
    [field.with_type(pa.dictionary(pa.int32(), pa.string())) if field.name in _FEW else field for field in FINDINGS]
)

_EPOCH = date(1970, 1, 1).toordinal()


@attrs.frozen(eq=False)
class _Hit:
    """A hit in the lines of the day it was first found on, in words.

    ``dated`` is the finding where the words hold the date; ``by_day`` are its words on the days they were asked for.
    """

    positions: tuple[int, ...]
    rule_id: str
    severity: str
    cause: str
    codes: tuple[str, ...]
    message: str
    evidence: str
    dated: Finding | None
    by_day: dict[int, str] | None

    @classmethod
    def of(cls, found: Found, lines: Sequence[ServiceLine]) -> "_Hit":
        """Put it into words."""
        rule, positions, evidence, severity, changes = found
        finding = Finding(rule, positions, tuple([lines[i] for i in positions]), evidence, severity, changes)
        return cls(
            positions,
            rule.id,
            str(severity),
            str(rule.cause),
            finding.codes,
            finding.message,
            json.dumps({name: list(value) if isinstance(value, tuple) else value for name, value in evidence}),
            *((finding, {}) if rule.names_date else (None, None)),
        )

    def message_on(self, ordinal: int) -> str:
        """The words on a day."""
        if self.dated is None or self.by_day is None:
            return self.message
        told = self.by_day.get(ordinal)
        if told is None:
            on = date.fromordinal(ordinal)
            lines = tuple(attrs.evolve(line, date_of_service=on) for line in self.dated.lines)
            told = self.by_day[ordinal] = attrs.evolve(self.dated, lines=lines).message
        return told


class Hits:
    """Numbers for hits, and the findings they are."""

    def __init__(self) -> None:
        self.known: list[_Hit] = []
        self._numbers: dict[object, int] = {}

    def number(self, found: Iterable[Found], lines: Sequence[ServiceLine]) -> tuple[int, ...]:
        """Return the numbers of the hits that are findings; released edits are none."""
        return tuple(self._number(hit, lines) for hit in found if hit[0].outcome is Outcome.FINDING)

    def _number(self, hit: Found, lines: Sequence[ServiceLine]) -> int:
        rule, positions, *rest = hit
        key = (rule.id, positions, *rest, tuple([lines[i].code for i in positions]))
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.known)
            self.known.append(_Hit.of(hit, lines))
        return number

    def table(self, lines: Lines, starts: Ints, hits: Ints) -> pa.Table:
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
        by_hit = pa.array(which)
        first = rows[:, 0]
        ends = np.concatenate([[0], np.cumsum((rows >= 0).sum(axis=1))]).astype(np.int32)
        rows = rows[rows >= 0]
        days = lines.day[first]
        columns = {
            "claim_id": lines.claim_id.take(pa.array(first)),
            "line_ids": pa.ListArray.from_arrays(pa.array(ends), lines.line_id.take(pa.array(rows))),
            "date_of_service": pa.array((days - _EPOCH).astype(np.int32)).cast(pa.date32()),
            "rule_id": _encoded([hit.rule_id for hit in known], by_hit),
            "severity": _encoded([hit.severity for hit in known], by_hit),
            "cause": _encoded([hit.cause for hit in known], by_hit),
            "codes": pa.array([list(hit.codes) for hit in known], pa.list_(pa.string())).take(by_hit),
            "message": _messages(known, which, days),
            "evidence": _encoded([hit.evidence for hit in known], by_hit),
        }
        return pa.table(columns, schema=ENCODED)


def _encoded(values: Sequence[str], which: pa.Array) -> pa.DictionaryArray:
    """The value of each row, each different one kept once."""
    distinct = pa.array(values, pa.string()).dictionary_encode()
    return pa.DictionaryArray.from_arrays(distinct.indices.take(which), distinct.dictionary)


def _messages(known: Sequence[_Hit], which: Ints, ordinals: Ints) -> pa.DictionaryArray:
    """What each hit says on its day."""
    dated = np.array([hit.dated is not None for hit in known], dtype=bool)[which]
    pairs, row = distinct_rows(np.column_stack([which, np.where(dated, ordinals, 0)]))
    told = [known[which[at]].message_on(int(ordinals[at])) for at in pairs.tolist()]
    return _encoded(told, pa.array(row))
