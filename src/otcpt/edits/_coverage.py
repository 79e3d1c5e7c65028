"""How far a PTP table reaches: for which pairs, from when, until when. Presence and absence reach differently."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from otcpt.edits._ptp_answer import PtpAnswer, PtpEdit
from otcpt.timeline import Timeline, day_after

_NO_EDIT = PtpAnswer(None, True)


class PtpScope(NamedTuple):
    """Pairs whose absence from the table means something, and since when.

    ``codes`` are the codes, None means every code; ``both`` tells whether both codes of a pair must be among them
    or one is enough.
    """

    codes: frozenset[str] | None
    both: bool
    since: date

    def holds(self, one: str, other: str) -> bool:
        """Return whether the pair belongs to the scope.

        Args:
            one: One code of the pair.
            other: The other code of the pair.

        Returns:
            Whether it does.
        """
        if self.codes is None:
            return True
        return (one in self.codes and other in self.codes) if self.both else (one in self.codes or other in self.codes)


class PtpRead(NamedTuple):
    """Pairs of which a table was read for longer than as a whole: presence and absence.

    A pair of one of ``codes`` with one of ``others`` (None means every code). ``through`` is the last day it was
    read for. ``seen_by`` is the latest day that a later table with these pairs may be of, ``seen_not_before`` the
    earliest: it tells what is new and what is unchanged, and not what has ended.
    """

    codes: frozenset[str]
    others: frozenset[str] | None
    through: date
    seen_not_before: date | None = None
    seen_by: date | None = None

    def holds(self, one: str, other: str) -> bool:
        """Return whether the pair was read so.

        Args:
            one: One code of the pair.
            other: The other code of the pair.

        Returns:
            Whether it was.
        """
        others = self.others
        straight = one in self.codes and (others is None or other in others)
        return straight or (other in self.codes and (others is None or one in others))


class PtpCoverage:
    """The days and pairs one table answers for, and the sentences that say why it does not."""

    __slots__ = (
        "_codes_with_complete_answers",
        "_kinds",
        "_plain",
        "_same_kinds",
        "changes",
        "newer",
        "nothing",
        "reads",
        "scopes",
        "through",
        "verified_from",
        "verified_through",
    )

    def __init__(
        self,
        *,
        scopes: Iterable[PtpScope] = (),
        verified_from: date | None = None,
        verified_through: date | None = None,
        through: date | None = None,
        newer: Iterable[tuple[str, date]] = (),
        changes: str = "",
        reads: Iterable[PtpRead] = (),
        nothing: str = "Neither is a therapy code of this edition, and only pairs with one are in it",
    ) -> None:
        """Take the scopes, the days the table was read for and the last day of the edition.

        ``newer`` are codes that came into use after the table was last read; ``changes`` says who reported that a pair
        has changed since; ``reads`` are pairs read for longer, the longest first; ``nothing`` is the reason given for a
        pair of no scope.
        """
        self.scopes = tuple(scopes)
        self.verified_from = verified_from
        self.verified_through = verified_through
        self.through = through
        self.newer = dict(newer)
        self.changes = changes
        self.reads = tuple(reads)
        self.nothing = nothing
        self._codes_with_complete_answers: dict[tuple[bool, ...], frozenset[str] | None] = {}
        self._kinds: dict[str, object] = {}
        self._same_kinds: dict[tuple[object, ...], object] = {}
        self._plain: dict[tuple[object, object], Timeline[PtpAnswer]] = {}

    def since(self, one: str, other: str) -> date | None:
        """Return the first day from which no row means that the pair has no edit.

        Args:
            one: One code of the pair.
            other: The other code of the pair.

        Returns:
            The day, or None where it never does.
        """
        return min((scope.since for scope in self.scopes if scope.holds(one, other)), default=None)

    def codes_with_complete_answers(self, code: str) -> frozenset[str] | None:
        """Return the codes for which no row means that they have no edit with this one.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The codes; None means every code.
        """
        among = tuple([scope.codes is None or code in scope.codes for scope in self.scopes])
        if among not in self._codes_with_complete_answers:
            self._codes_with_complete_answers[among] = self._told_among(among)
        return self._codes_with_complete_answers[among]

    def _told_among(self, among: tuple[bool, ...]) -> frozenset[str] | None:
        complete: frozenset[str] = frozenset()
        for scope, inside in zip(self.scopes, among, strict=True):
            if scope.codes is None or (inside and not scope.both):
                return None
            if inside or not scope.both:
                complete |= scope.codes
        return complete

    def answers(self, one: str, other: str, edits: Sequence[PtpEdit], changed: date | None) -> Timeline[PtpAnswer]:
        """Return the answers about one pair for all days.

        Args:
            one: One code of the pair.
            other: The other code of the pair.
            edits: The rows of the pair, oldest first.
            changed: The day on which another table was seen to change the pair.

        Returns:
            The answers as a timeline.
        """
        if edits or changed:
            return self._build(one, other, edits, changed)
        key = self._kind(one), self._kind(other)
        plain = self._plain.get(key)
        if plain is None:
            plain = self._plain.setdefault(key, self._build(one, other, (), None))
        return plain

    def _kind(self, code: str) -> object:
        """Return what decides about pairs without edits: the same object for codes that are alike there."""
        kind = self._kinds.get(code)
        if kind is None:
            scopes = [scope.codes is None or code in scope.codes for scope in self.scopes]
            reads = [(code in read.codes, read.others is None or code in read.others) for read in self.reads]
            kind = self._same_kinds.setdefault((self.newer.get(code) and code, *scopes, *reads), object())
            self._kinds[code] = kind
        return kind

    def read_for(self, one: str, other: str) -> PtpRead | None:
        """Return how a pair was read beyond the table as a whole.

        Args:
            one: One code of the pair.
            other: The other code of the pair.

        Returns:
            The reading, or None for none.
        """
        return next((read for read in self.reads if read.holds(one, other)), None)

    @staticmethod
    def _was_read(begun: date, read: PtpRead | None) -> bool:
        """Whether a code was in force when its pair was last read or seen."""
        return read is not None and begun <= (read.seen_not_before or read.through)

    def _build(self, one: str, other: str, edits: Sequence[PtpEdit], changed: date | None) -> Timeline[PtpAnswer]:
        since = self.since(one, other)
        read = self.read_for(one, other)
        late = [code for code in (one, other) if code in self.newer and not self._was_read(self.newer[code], read)]
        newer = min(late, key=self.newer.__getitem__, default=None)
        cuts = [day for edit in edits for day in (edit.not_before, edit.first_day) if day]
        cuts += [day_after(edit.last_day) for edit in edits if edit.last_day]
        cuts += [day for day in (since, changed, newer and self.newer[newer]) if isinstance(day, date)]
        through = self.verified_through if read is None else read.through
        cuts += [day_after(day) for day in (through, self.through) if day]
        return Timeline.sampled(cuts, lambda on: self._answer(on, since, newer, read, edits, changed))

    def _answer(
        self,
        on: date,
        since: date | None,
        newer: str | None,
        read: PtpRead | None,
        edits: Sequence[PtpEdit],
        changed: date | None,
    ) -> PtpAnswer:
        if since is None:
            return PtpAnswer(None, False, self.nothing)
        if on < since:
            return PtpAnswer(None, False, f"Edits of this pair that ended before {since} are not in this edition")
        if self.through is not None and on > self.through:
            return PtpAnswer(None, False, f"This edition ends on {self.through}")
        if changed is not None and on >= changed:
            late = f"after this table was last read ({self.verified_through})"
            return PtpAnswer(None, False, f"{self.changes} changed this pair on {changed}, {late}")
        if newer is not None and on >= self.newer[newer]:
            late = f"after this table was last read ({self.verified_through})"
            return PtpAnswer(None, False, f"{newer} began on {self.newer[newer]}, {late}")
        answer = _from_edits(on, edits)
        through = self.verified_through if read is None else read.through
        if through is None or on <= through or not answer.known:
            return answer
        # A table that lists edits without their days cannot tell whether one has ended, or had not begun.
        if read is None or read.seen_by is None or (edits and answer.edit is None):
            reason = f"Carried forward from {through}, the last day the table was read for"
            return PtpAnswer(answer.edit, True, reason, carried_forward=True)
        between = f"a table of {read.seen_not_before} to {read.seen_by}"
        if answer.edit is None:
            reason = f"Read as a whole through {through}; nothing new in {between}"
        elif answer.edit.first_day > through:
            reason = f"Read as a whole through {through}; seen in {between}"
        else:
            reason = f"Carried forward from {through}; seen again, unchanged, in {between}"
        return PtpAnswer(answer.edit, True, reason, carried_forward=True, seen_again=True)


def _from_edits(on: date, edits: Sequence[PtpEdit]) -> PtpAnswer:
    sure = [edit for edit in edits if edit.surely_in_force(on)]
    if len(sure) > 1:
        return PtpAnswer(None, False, f"The table has two edits in force on this day: {sure[0]} and {sure[1]}")
    if sure:
        return PtpAnswer(sure[0], True)
    for edit in edits:
        if edit.possibly_in_force(on):
            return PtpAnswer(None, False, f"{edit} was in force by {edit.first_day}; its first day is not known")
    return _NO_EDIT
