"""A check as a function from Arrow batches to Arrow batches, for Spark, Dask and datasets."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import attrs
import pyarrow as pa

from otcpt.batch._check import CHUNK, NOT_EVALUATED, summary_rows
from otcpt.batch._columns import TableReader
from otcpt.batch._days import DayStream
from otcpt.batch._hits import FINDINGS
from otcpt.batch._judge import Judge
from otcpt.editions import Edition, load_edition
from otcpt.engine import Checker
from otcpt.errors import InputErrors
from otcpt.findings import Rule
from otcpt.policies import Policy, load_policy
from otcpt.rules import ALL_RULES


def _policy(given: str | Policy) -> Policy:
    return load_policy(given) if isinstance(given, str) else given


def _edition(given: str | Edition | None) -> Edition:
    return given if isinstance(given, Edition) else load_edition(given)


def _rules(given: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(given)


def _columns(given: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(given.items() if isinstance(given, Mapping) else given)


@attrs.frozen(kw_only=True)
class ArrowCheck:
    """Checks a stream of Arrow batches whose rows are sorted by patient (or claim) and date of service.

    Called with batches of lines it yields batches of findings (``schema``), or with ``summary=True`` what was not
    evaluated. A day may be split over batches of any size, empty ones too; `KeyReturned` is raised where the rows of a
    day do not stand together, `InputErrors` for rows that cannot be read. It pickles as a pin: policy, edition with its
    digest, rules. Each process loads the law once and checks the digest.

    >>> lines = pa.table({"claim_id": ["C1"], "date_of_service": ["2026-03-02"], "code": ["97130"], "units": [1]})
    >>> check = ArrowCheck(policy="medicare-part-b")
    >>> [batch.column("rule_id").to_pylist() for batch in check(lines.to_batches())]
    [['AOC001', 'MOD001']]
    """

    policy: Policy = attrs.field(converter=_policy)
    edition: Edition = attrs.field(default=None, converter=_edition)
    rules: tuple[Rule, ...] = attrs.field(default=ALL_RULES, converter=_rules)
    columns: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_columns)
    summary: bool = False

    @property
    def schema(self) -> pa.Schema:
        """The schema of what is yielded."""
        return NOT_EVALUATED if self.summary else FINDINGS

    def names(self, schema: pa.Schema) -> Mapping[str, str]:
        """Return what a table of the schema calls each column that is read.

        Raises `InputErrors` where a column is missing, twice there or of a type that cannot be read.

        >>> ArrowCheck(policy="medicare-part-b").names(pa.schema({"cpt": pa.string(), "dos": pa.date32()}))["code"]
        'cpt'
        """
        return TableReader(schema, columns=dict(self.columns), name="the schema").names

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield what was found in the batches."""
        reader: TableReader | None = None
        judge: Judge | None = None
        stream = DayStream("the batches", CHUNK)
        for batch in batches:
            if reader is None or judge is None:
                reader = TableReader(batch.schema, columns=dict(self.columns), name="the batches")
                judge = Judge(_checker(self.policy, self.edition, self.rules), reader.words)
            lines, bad = reader.read(batch)
            if bad.any():
                raise InputErrors(reader.problems())
            days = stream.push(judge.own(lines))
            if days is not None:
                yield from self._told(judge.judge(days))
        if judge is not None:
            days = stream.finish()
            if days is not None:
                yield from self._told(judge.judge(days))
            if self.summary:
                yield from summary_rows(judge.not_evaluated).to_batches()

    def _told(self, findings: pa.Table) -> Iterable[pa.RecordBatch]:
        return () if self.summary else findings.cast(FINDINGS).combine_chunks().to_batches()


@lru_cache(maxsize=4)
def _checker(policy: Policy, edition: Edition, rules: tuple[Rule, ...]) -> Checker:
    return Checker(policy=policy, edition=edition, rules=rules)
