"""A history next to a table: the part that is not in the table, and the part about some of the table's lines."""

from collections.abc import Collection
from datetime import date

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._types import key
from otcpt.claims import History, ServiceLine

#: Who rendered lines, and when.
ProviderDay = tuple[str | None, date]


def patients_in_charts(history: History) -> frozenset[str | None]:
    """The patients of the charts; None is who has no key."""
    return frozenset(
        {one.patient_key for one in history.episodes} | {one.patient_key for one in history.prior_payments}
    )


def own_history(history: History, without: Collection[str]) -> History:
    """Return a history without some claims: those that a table has or takes back.

    Lines without an id are named by their place in it, so that they keep it when the history is split.
    """
    own = [one for one in history.lines if one.claim_id not in without]
    lines = [
        attrs.evolve(one, line_id=f"history {place}") if one.line_id is None else one
        for place, one in enumerate(own, 1)
    ]
    return attrs.evolve(history, lines=lines)


def sought(history: History | None) -> dict[str, frozenset[str]]:
    """The names in a history that a table may have too, by the table's column; nothing where there are none."""
    if history is None:
        return {}
    claims = frozenset(one.claim_id for one in history.lines if one.claim_id is not None)
    patients = frozenset(patient for patient in patients_in_charts(history) if patient is not None)
    names = {"claim_id": claims, "replaces": claims, "patient_key": patients}
    return {column: known for column, known in names.items() if known}


def among(names: frozenset[str], reader: TableReader, batch: pa.RecordBatch, name: str) -> set[str]:
    """The names that are in a column."""
    given = reader.names.get(name)
    if given is None:
        return set()
    column = key(batch.column(given), batch.num_rows)
    return set(column.filter(pc.is_in(column, pa.array(sorted(names), pa.string()))).unique().to_pylist())


@attrs.define
class _Places:
    """The places of a patient in a history: in its lines, episodes and prior payments."""

    lines: list[int] = attrs.field(factory=list)
    episodes: list[int] = attrs.field(factory=list)
    prior_payments: list[int] = attrs.field(factory=list)


class HistoryIndex:
    """Finds what of a history concerns some lines, so that a look at a few does not cost a walk through it all."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._place = {id(line): -place for place, line in enumerate(history.lines, 1)}
        self._patients: dict[str | None, _Places] = {}
        self._providers: dict[ProviderDay, list[int]] = {}
        for place, line in enumerate(history.lines):
            self._of(line.patient_key).lines.append(place)
            self._providers.setdefault((line.rendering_provider_key, line.date_of_service), []).append(place)
        for place, episode in enumerate(history.episodes):
            self._of(episode.patient_key).episodes.append(place)
        for place, prior_payments in enumerate(history.prior_payments):
            self._of(prior_payments.patient_key).prior_payments.append(place)

    def _of(self, patient: str | None) -> _Places:
        return self._patients.setdefault(patient, _Places())

    def place_of(self, line: ServiceLine) -> int:
        """The place of one of its lines: -1 is the first."""
        return self._place[id(line)]

    def of_patients(self, patients: Collection[str | None]) -> History:
        """Return what it says of some patients, in its order; None is who has no key."""
        history = self._history
        known = [self._patients[patient] for patient in patients if patient in self._patients]
        return History(
            [history.lines[place] for place in sorted(place for one in known for place in one.lines)],
            [history.episodes[place] for place in sorted(place for one in known for place in one.episodes)],
            [history.prior_payments[place] for place in sorted(place for one in known for place in one.prior_payments)],
        )

    def of_provider_days(self, days: Collection[ProviderDay]) -> History:
        """Return the lines of some providers' days, in its order."""
        places = sorted(place for day in days for place in self._providers.get(day, ()))
        return History([self._history.lines[place] for place in places])
