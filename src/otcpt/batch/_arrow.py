"""A check as a function from Arrow batches to Arrow batches, for Spark, Dask and datasets."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import ClassVar, cast

import attrs
import pyarrow as pa

from otcpt.batch._run import Asked, Run
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._history_index import own_history
from otcpt.batch.input._lines import PLACE
from otcpt.batch.input._match_schema import warn_of_unread
from otcpt.batch.input._sources import BATCH
from otcpt.batch.judging._hits import FINDINGS, sorted_findings
from otcpt.batch.output._report import NOT_EVALUATED, Tally
from otcpt.checking import ClaimChecker
from otcpt.checking.kernel import has_lines_without_patient
from otcpt.claims import History, validate_history
from otcpt.editions import Edition, EditionLike, load_edition
from otcpt.errors import InvalidInput
from otcpt.findings import Rule
from otcpt.policies import Policy, load_policy
from otcpt.rules import choose_rules


def _as_given(edition: EditionLike | None) -> EditionLike | None:
    return edition


def _rules(given: Iterable[Rule | str] | None) -> tuple[Rule, ...]:
    return choose_rules(given)[0]


def _columns(given: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(given.items() if isinstance(given, Mapping) else given)


@attrs.frozen(kw_only=True)
class ArrowCheck:
    """Checks a stream of Arrow batches whose rows are sorted by patient (or claim) and date of service.

    Called with batches of lines it yields batches of findings (``schema``), or with ``summary=True`` what was not
    evaluated. A day may be split over batches of any size, empty ones too; `KeyReturned` is raised where the rows of a
    day are not together, `InputErrors` for rows that cannot be read. It pickles as a pin: policy, edition with its
    digest, rules. Each process loads the law once and checks the digest.

    With a ``history``, which travels along, rules over months and episodes are asked too. Then all rows of a patient
    must be in one stream, and stream and history are everything that was billed to the patient. Rules over a provider's
    day need the rows in another order. A second check with ``by_provider=True`` asks these rules only. Its rows are
    sorted by rendering_provider_key and date of service, with all rows of a provider's day in the stream. The entries
    of a history name their patients, and have no claim that is in a stream: `otcpt.batch.check_parquet` and
    `otcpt.spark.check` see to that. Findings of these rules come after those of the days they were found with; of a
    provider's day they have no ``positions``, unless the column ``place_column`` has each line's place in its claim.

    >>> lines = pa.table({"claim_id": ["C1"], "date_of_service": ["2026-03-02"], "code": ["97130"], "units": [1]})
    >>> check = ArrowCheck(policy="medicare-part-b")
    >>> [batch.column("rule_id").to_pylist() for batch in check(lines.to_batches())]
    [['AOC001', 'MOD001']]
    """

    policy: Policy = attrs.field(converter=load_policy)
    edition: Edition = attrs.field(default=None, converter=_as_given)
    rules: tuple[Rule, ...] = attrs.field(default=None, converter=_rules)
    columns: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_columns)
    summary: bool = False
    history: History | None = attrs.field(default=None, converter=validate_history, repr=False)
    by_provider: bool = False
    #: A column of the stream that has the place of each line in its claim; without it they are counted as they come.
    place_column: ClassVar[str] = PLACE

    def __attrs_post_init__(self) -> None:
        object.__setattr__(
            self, "edition", load_edition(cast("EditionLike | None", self.edition) or self.policy.edition)
        )
        if self.by_provider and self.history is None:
            raise InvalidInput(
                "rules over a provider's day are asked with a history, even an empty one: add history=otcpt.History()",
                "by_provider",
            )
        if self.history is not None and has_lines_without_patient(self.history):
            raise InvalidInput(
                "the history has entries without a patient key, and in a stream their patients cannot be found; "
                "give patient_key on all of them",
                "history",
            )

    @property
    def schema(self) -> pa.Schema:
        """The schema of what is yielded."""
        return NOT_EVALUATED if self.summary else FINDINGS

    def names(self, schema: pa.Schema) -> Mapping[str, str]:
        """Return what a table of this schema calls each column that is read.

        Args:
            schema: The schema of the table to be checked.

        Returns:
            otcpt's column names to the table's.

        Raises:
            InputErrors: A column is missing, occurs twice or has a type that cannot be read.

        Example:
            >>> ArrowCheck(policy="medicare-part-b").names(pa.schema({"cpt": pa.string(), "dos": pa.date32()}))["code"]
            'cpt'
        """
        return self._reader(schema).names

    def notes(self, schema: pa.Schema) -> tuple[str, ...]:
        """Return a sentence for each column of such a table that is not read.

        Args:
            schema: The schema of the table to be checked.

        Returns:
            The sentences, in column order.

        Raises:
            InputErrors: As `names` raises it.

        Example:
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
        key = self._key(first.schema)
        run = self._run(first.schema)
        warn_of_unread(run.reader.notes)
        parts = run.streamed(_joined(chain([first], batches), run.reader.wanted), by_provider=self.by_provider)
        for found in run.find_by_provider(parts) if self.by_provider else run.find(parts):
            if not self.summary:
                table = pa.concat_tables([found.days.cast(FINDINGS), sorted_findings(found.beyond)])
                yield from table.combine_chunks().to_batches()
        run.raise_problems()
        if self.summary:
            tally = Tally()
            run.add_to(tally, by_provider=self.by_provider)
            yield from tally.summary.to_batches()
        _kept[key] = run

    def _key(self, schema: pa.Schema) -> object:
        return self.policy, self.edition, self.rules, self.columns, self.history, schema.remove_metadata()

    def _run(self, schema: pa.Schema) -> Run:
        """What reads and judges such batches, with what it knows from an earlier stream of this process."""
        run = _kept.pop(self._key(schema), None)  # one stream at a time has it
        _kept.clear()
        if run is not None:
            run.start_at(0)
            return run
        checker = _checker(self.policy, self.edition, self.rules)
        own = None if self.history is None else own_history(self.history, ())
        asked = Asked.of(checker, dict(self.columns), "the batches", "raise")
        return Run(attrs.evolve(asked, history=own), schema, checker)


def _joined(batches: Iterable[pa.RecordBatch], columns: list[str]) -> Iterator[pa.RecordBatch]:
    """Join small batches of one schema: reading one takes its time, however few rows it has."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        own = batch.select(columns)
        if held and (rows >= BATCH or own.schema != held[0].schema):
            yield held[0] if len(held) == 1 else pa.concat_batches(held)
            held, rows = [], 0
        held.append(own)
        rows += own.num_rows
    yield pa.concat_batches(held)


#: What the last stream of this process learned of kinds of days; one at most.
_kept: dict[object, Run] = {}


@lru_cache(maxsize=4)
def _checker(policy: Policy, edition: Edition, rules: tuple[Rule, ...]) -> ClaimChecker:
    return ClaimChecker(policy=policy, edition=edition, rules=rules)
