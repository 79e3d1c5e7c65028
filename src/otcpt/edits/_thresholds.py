"""The yearly amount from which a therapy claim needs the KX modifier, by discipline and date of service."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import attrs

from otcpt.errors import UnknownName, did_you_mean
from otcpt.timeline import Timeline, day_after

#: OT has an amount of its own; PT and SLP share one.
BUCKETS = {"OT": "OT", "PT": "PT+SLP", "SLP": "PT+SLP"}


@attrs.frozen
class ThresholdAnswer:
    """The amount of one day, in dollars of allowed charges per patient and calendar year.

    ``regime`` says what it was: ``"cap"``, ``"cap with exceptions"`` (2006 to 2017), ``"threshold"`` (2018 on);
    ``"moratorium"`` and ``"not enforced"``: there was none, so that ``amount`` None is *known to be none*. ``known``
    False means *cannot tell*. Above ``review_amount`` claims may be picked for medical review; None: no such amount.
    ``bucket`` is ``"OT"`` or ``"PT+SLP"``, which share one amount. ``confidence`` is high, medium or low, and
    ``sources`` are keys of the edition's source list.
    """

    bucket: str
    amount: Decimal | None
    regime: str
    review_amount: Decimal | None
    known: bool
    reason: str = ""
    confidence: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""


@attrs.frozen
class ThresholdRow:
    """One amount and the days it is for, both included."""

    bucket: str
    first_day: date
    last_day: date
    amount: Decimal | None
    regime: str
    review_amount: Decimal | None
    confidence: str
    sources: tuple[str, ...]
    note: str

    @property
    def answer(self) -> ThresholdAnswer:
        """What is answered on these days."""
        basis = (self.confidence, self.sources, self.note)
        return ThresholdAnswer(self.bucket, self.amount, self.regime, self.review_amount, True, "", *basis)


class ThresholdTable:
    """The amounts by discipline and date of service; a year for which none was published is unknown.

    No amount is ever carried into another year: each is published for its own.

    >>> from otcpt.editions import load_edition
    >>> answer = load_edition().thresholds.of("OT", on=date(2026, 3, 2))
    >>> answer.amount, answer.regime, answer.review_amount
    (Decimal('2480'), 'threshold', Decimal('3000'))
    """

    __slots__ = ("_answers", "rows", "through", "verified_from", "verified_through")

    def __init__(
        self, rows: Sequence[ThresholdRow], verified_from: date, verified_through: date, through: date
    ) -> None:
        """Take the rows, oldest first; ``through`` is the last day of the edition."""
        self.rows = tuple(rows)
        self.verified_from = verified_from
        self.verified_through = verified_through
        self.through = through
        self._answers = {bucket: self._timeline(bucket) for bucket in BUCKETS.values()}

    def of(self, discipline: str, *, on: date | str) -> ThresholdAnswer:
        """Return the KX threshold of a discipline on a date of service.

        Source: 42 U.S.C. 1395l(g), and CMS's yearly amounts.

        Args:
            discipline: ``"OT"``, ``"PT"`` or ``"SLP"``.
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The amount in dollars and the bucket it counts, or why it is not known.

        Raises:
            UnknownName: There is no such discipline.
            InvalidInput: The day is not a calendar day.

        Example:
            >>> from otcpt.editions import load_edition
            >>> thresholds = load_edition().thresholds
            >>> thresholds.of("OT", on=date(2001, 5, 7))  # doctest: +ELLIPSIS
            ThresholdAnswer(bucket='OT', amount=None, regime='moratorium', review_amount=None, known=True, ...)
            >>> thresholds.of("SLP", on=date(2027, 1, 4)).known
            False
        """
        bucket = BUCKETS.get(discipline) if isinstance(discipline, str) else None
        if bucket is None:
            near = did_you_mean(discipline, BUCKETS) if isinstance(discipline, str) else ""
            raise UnknownName(f"no threshold of discipline {discipline!r}; known are {', '.join(BUCKETS)}.{near}")
        return self._answers[bucket].on(on)

    def _timeline(self, bucket: str) -> Timeline[ThresholdAnswer]:
        held = [row for row in self.rows if row.bucket == bucket]
        cuts = {day for row in held for day in (row.first_day, day_after(row.last_day))}
        cuts |= {self.verified_from, day_after(self.through)}
        return Timeline.sampled(cuts, lambda on: self._answer(on, bucket, held))

    def _answer(self, on: date, bucket: str, held: Sequence[ThresholdRow]) -> ThresholdAnswer:
        if on > self.through:
            reason = f"This edition ends on {self.through}"
        elif on < self.verified_from:
            reason = f"This edition has KX thresholds from {self.verified_from} on"
        else:
            for row in held:
                if row.first_day <= on <= row.last_day:
                    return row.answer
            reason = "No KX threshold of this year is known, and another year's is not used for it"
        return ThresholdAnswer(bucket, None, "", None, False, reason)

    def __repr__(self) -> str:
        return f"<ThresholdTable of {len(self.rows)} rows, verified through {self.verified_through}>"
