"""A check as a function from Arrow batches to Arrow batches, for Spark, Dask and datasets."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

import attrs
import pyarrow as pa

from otcpt.batch._beside import Overlap, some_history
from otcpt.batch._beyond import Beyond
from otcpt.batch._check import CHUNK, NOT_EVALUATED, summary_rows
from otcpt.batch._columns import TableReader
from otcpt.batch._days import DayStream, ProviderOrder, day_starts, patient_starts, provider_starts, sorted_rows
from otcpt.batch._hits import FINDINGS
from otcpt.batch._judge import Judge
from otcpt.batch._lines import Lines
from otcpt.batch._set_back import in_order
from otcpt.batch._unjudged import Why
from otcpt.batch._unread import warn_of_unread
from otcpt.checking import ClaimChecker
from otcpt.checking.kernel import has_unnamed
from otcpt.claims import History
from otcpt.editions import Edition, load_edition
from otcpt.errors import InputErrors, InvalidInput
from otcpt.findings import Rule
from otcpt.policies import Policy, load_policy
from otcpt.rules import ALL_RULES


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

    With a ``history``, which travels along, rules over months and episodes are asked too: then all rows of a patient
    must be in one stream, and stream and history are everything that was billed to the patient. Rules over a
    provider's day need the rows in another order: a second check with ``by_provider=True`` asks these rules only, of a
    stream whose rows are sorted by rendering_provider_key and date of service, all rows of a provider's day in it. The
    entries of a history name their patients, and hold no claim that is in a stream: `otcpt.batch.check_parquet` and
    `otcpt.spark.check` see to that. Findings of these rules stand after those of the days they were found with.

    >>> lines = pa.table({"claim_id": ["C1"], "date_of_service": ["2026-03-02"], "code": ["97130"], "units": [1]})
    >>> check = ArrowCheck(policy="medicare-part-b")
    >>> [batch.column("rule_id").to_pylist() for batch in check(lines.to_batches())]
    [['AOC001', 'MOD001']]
    """

    policy: Policy = attrs.field(converter=load_policy)
    edition: Edition = attrs.field(default=None, converter=load_edition)
    rules: tuple[Rule, ...] = attrs.field(default=ALL_RULES, converter=_rules)
    columns: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_columns)
    summary: bool = False
    history: History | None = attrs.field(default=None, converter=some_history, repr=False)
    by_provider: bool = False

    def __attrs_post_init__(self) -> None:
        if self.by_provider and self.history is None:
            raise InvalidInput(
                "rules over a provider's day are asked with a history, even an empty one: add history=otcpt.History()",
                "by_provider",
            )
        if self.history is not None and has_unnamed(self.history):
            raise InvalidInput(
                "the history has entries without a patient key, and of a stream nobody knows whose they could be; "
                "give patient_key on all of them",
                "history",
            )

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
        return self._reader(schema).names

    def notes(self, schema: pa.Schema) -> tuple[str, ...]:
        """Return the columns of such a table that are not read, a sentence each; raises what `names` raises.

        >>> schema = pa.schema({"cpt": pa.string(), "dos": pa.date32(), "note": pa.string()})
        >>> ArrowCheck(policy="medicare-part-b").notes(schema)
        ("column 'note' was not read.",)
        """
        return self._reader(schema).notes

    def _reader(self, schema: pa.Schema) -> TableReader:
        return TableReader(schema, columns=dict(self.columns), name="the schema")

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield what was found in the batches."""
        batches = iter(batches)
        first = next(batches, None)
        if first is None:
            return
        reader, judge = learned = self._learned(first.schema)
        warn_of_unread(reader.notes)
        beyond = None if self.history is None else Beyond(self._checker, reader.words, self._beside(self.history))

        def read() -> Iterator[Lines]:
            for batch in chain([first], batches):
                lines, bad = reader.read(batch)
                if bad.any():
                    raise InputErrors(reader.problems())
                yield judge.own(lines)

        for whole in self._stream().cut(read()):
            yield from self._told(self._find(whole, judge, beyond))
        if self.summary:
            counted = Counter[Why]() if self.by_provider else judge.not_evaluated
            yield from summary_rows(counted + (beyond.not_evaluated if beyond else Counter())).to_batches()
        _kept[self._key(first.schema)] = learned

    def _key(self, schema: pa.Schema) -> object:
        return self.policy, self.edition, self.rules, self.columns, self.history is None, schema

    def _learned(self, schema: pa.Schema) -> tuple[TableReader, Judge]:
        """What reads and judges such batches, with what it knows from an earlier stream of this process."""
        kept = _kept.pop(self._key(schema), None)  # one stream at a time has it
        _kept.clear()
        if kept is not None:
            reader, judge = kept
            reader.start_at(0)
            judge.begin_again()
            return kept
        reader = TableReader(schema, columns=dict(self.columns), name="the batches")
        return reader, Judge(self._checker, reader.words, beyond=self.history is not None)

    @property
    def _checker(self) -> ClaimChecker:
        return _checker(self.policy, self.edition, self.rules)

    def _beside(self, history: History) -> History:
        return Overlap(frozenset(), frozenset()).beside(history, self._checker)

    def _stream(self) -> DayStream:
        if self.by_provider:
            key = "rendering_provider_key"
            return DayStream("the batches", CHUNK, provider_starts, in_order=ProviderOrder(), key=key)
        return DayStream("the batches", CHUNK, day_starts if self.history is None else patient_starts)

    def _find(self, whole: Lines, judge: Judge, beyond: Beyond | None) -> pa.Table:
        if beyond is None:
            return judge.judge(whole)
        if self.by_provider:
            return in_order(beyond.provider_days(whole.take(sorted_rows(whole))))
        return pa.concat_tables([judge.judge(whole).cast(FINDINGS), in_order(beyond.patients(whole))])

    def _told(self, findings: pa.Table) -> Iterable[pa.RecordBatch]:
        return () if self.summary else findings.cast(FINDINGS).combine_chunks().to_batches()


#: What the last stream of this process learned of kinds of days; one at most.
_kept: dict[object, tuple[TableReader, Judge]] = {}


@lru_cache(maxsize=4)
def _checker(policy: Policy, edition: Edition, rules: tuple[Rule, ...]) -> ClaimChecker:
    return ClaimChecker(policy=policy, edition=edition, rules=rules)
