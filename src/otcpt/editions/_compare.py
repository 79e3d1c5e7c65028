"""Two editions side by side: only what both know is compared."""

from collections.abc import Iterator
from datetime import date, timedelta

import attrs

from otcpt.codes import CodeMeaning
from otcpt.editions._diff import Change, CodeChange, ComparedRange, EditionDiff, MueChange, PtpChange, ThresholdChange
from otcpt.editions._edition import Edition
from otcpt.edits import SETTINGS, PtpEdit, pairs_that_differ
from otcpt.timeline import day_after

_DAY = timedelta(days=1)

#: What describes a meaning, and is no part of it.
_ABOUT = {"last_day", "predecessors", "successors", "sources", "confidence", "date_basis", "notes"}

#: Another edition cannot tell.
_UNKNOWN = object()


def compare_law(before: Edition, after: Edition) -> EditionDiff:
    """Return what the law of two editions differs in; nothing is reported where only one of them can tell."""
    newer = _newer(before, after), _newer(after, before)
    return EditionDiff(
        before.pin,
        after.pin,
        tuple(change for setting in SETTINGS for change in _ptp(setting, before, after, newer)),
        tuple(change for setting in SETTINGS for change in _mue(setting, before, after, newer)),
        tuple(_codes(before, after)),
        tuple(_thresholds(before, after)),
        tuple(_reaches(before, after)),
    )


def _newer(edition: Edition, other: Edition) -> frozenset[str]:
    """Return the codes that, as the other edition has it, came into use after this one ended."""
    firsts = {code: other.codes[code].meanings[0].first_day for code in other.codes if code not in edition.codes}
    return frozenset(code for code, first in firsts.items() if first is not None and first > edition.manifest.through)


_Newer = tuple[frozenset[str], frozenset[str]]


def _ptp(setting: str, before: Edition, after: Edition, newer: _Newer) -> Iterator[PtpChange]:
    tables = before.ptp(setting), after.ptp(setting)

    known: dict[tuple[frozenset[str] | None, ...], frozenset[str] | None] = {}

    def both_tell(code: str) -> frozenset[str] | None:
        """The codes with which both editions know something about this one."""
        covered = tuple(
            [
                table.codes_with_complete_answers(code)
                for table, codes in zip(tables, newer, strict=True)
                if code not in codes
            ]
        )
        if covered not in known:
            limits = [codes | newer[0] | newer[1] for codes in covered if codes is not None]
            known[covered] = frozenset.intersection(*limits) if limits else None
        return known[covered]

    for pair in pairs_that_differ(*tables, both_tell):
        since = [
            date.min if not covered.isdisjoint(pair) else table.complete_since(*pair)
            for table, covered in zip(tables, newer, strict=True)
        ]
        if since[0] is not None and since[1] is not None:
            edits = [table.edits(*pair) for table in tables]
            yield from _spans(setting, edits[0], edits[1], max(since[0], since[1]))


def _spans(setting: str, before: tuple[PtpEdit, ...], after: tuple[PtpEdit, ...], since: date) -> Iterator[PtpChange]:
    """Yield the stretches of days on which two histories of a pair contradict each other."""
    cuts = {since}
    for edit in (*before, *after):
        cuts |= {day for day in (edit.not_before, edit.first_day, edit.last_day and day_after(edit.last_day)) if day}
    days = sorted(day for day in cuts if day >= since)
    open_change: PtpChange | None = None
    for day in days:
        change = _change(setting, _terms_on(before, day), _terms_on(after, day), day)
        if open_change is not None:
            if change is not None and attrs.evolve(change, first_day=open_change.first_day) == open_change:
                continue
            yield attrs.evolve(open_change, last_day=day - _DAY)
        open_change = change
    if open_change is not None:
        yield open_change


def _terms_on(edits: tuple[PtpEdit, ...], on: date) -> object:
    sure = [edit for edit in edits if edit.surely_in_force(on)]
    if sure:
        return sure[0] if len(sure) == 1 else _UNKNOWN
    return _UNKNOWN if any(edit.possibly_in_force(on) for edit in edits) else None


def _change(setting: str, before: object, after: object, on: date) -> PtpChange | None:
    if before is _UNKNOWN or after is _UNKNOWN:
        return None
    old, new = (edit if isinstance(edit, PtpEdit) else None for edit in (before, after))
    shown = new or old
    if shown is None:
        return None
    if old is None or new is None:
        change = Change.ADDED if old is None else Change.ENDED
    elif old.column_one != new.column_one:
        change = Change.REVERSED
    elif old.modifier_indicator != new.modifier_indicator:
        change = Change.INDICATOR
    else:
        return None
    indicators = [None if edit is None else edit.modifier_indicator for edit in (old, new)]
    return PtpChange(setting, change, shown.column_one, shown.column_two, on, None, indicators[0], indicators[1])


def _mue(setting: str, before: Edition, after: Edition, newer: _Newer) -> Iterator[MueChange]:
    one, other = before.mue(setting), after.mue(setting)
    if one.verified_through is None or other.verified_through is None:
        return
    whole = [any(code not in edition.codes for code in edition.mue(setting).codes) for edition in (before, after)]
    for code in sorted({*one.codes, *other.codes}):
        rows, others = one.rows(code), other.rows(code)
        if not (rows or whole[0] or code in before.codes or code in newer[0]):
            continue  # left out of the edition, which is not the same as having no limit
        if not (others or whole[1] or code in after.codes or code in newer[1]):
            continue
        old, new = (held[-1] if held else None for held in (rows, others))
        if (old and old.limit) != (new and new.limit):
            first_day = max(held[-1 if rows and others else 0].edition for held in (rows, others) if held)
            change = Change.ADDED if old is None else Change.ENDED if new is None else Change.CHANGED
            yield MueChange(
                setting,
                change,
                code,
                first_day,
                old and old.units,
                new and new.units,
                old and old.adjudication_indicator,
                new and new.adjudication_indicator,
            )


def _codes(before: Edition, after: Edition) -> Iterator[CodeChange]:
    for code in sorted({*before.codes, *after.codes}):
        old, new = _last(before, code), _last(after, code)
        standing = [m for m, edition in ((old, before), (new, after)) if m is not None and _stands(m, edition)]
        if not standing:
            continue
        meaning = standing[-1]
        if len(standing) == 1:
            change = Change.ADDED if meaning is new else Change.ENDED
            gone = new if meaning is old else old
            first_day = meaning.first_day if gone is None or gone.last_day is None else day_after(gone.last_day)
            yield CodeChange(change, code, meaning.label, first_day)
        elif old is not None and new is not None:
            fields = tuple(
                field.name
                for field in attrs.fields(CodeMeaning)
                if field.name not in _ABOUT and getattr(old, field.name) != getattr(new, field.name)
            )
            if fields:
                firsts = [m.first_day for m in (old, new) if m.first_day is not None]
                yield CodeChange(Change.REVISED, code, meaning.label, max(firsts, default=None), fields)


def _thresholds(before: Edition, after: Edition) -> Iterator[ThresholdChange]:
    old, new = ({(row.bucket, row.first_day): row for row in edition.thresholds.rows} for edition in (before, after))
    for bucket, first_day in sorted({*old, *new}):
        one, other = old.get((bucket, first_day)), new.get((bucket, first_day))
        if one is None or other is None:
            change = Change.ADDED if one is None else Change.ENDED
        elif (one.amount, one.regime, one.review_amount) != (other.amount, other.regime, other.review_amount):
            change = Change.CHANGED
        else:
            continue
        amounts = (None if row is None else row.amount for row in (one, other))
        yield ThresholdChange(change, bucket, first_day, *amounts)


def _last(edition: Edition, code: str) -> CodeMeaning | None:
    history = edition.codes.get(code)
    return None if history is None else history.meanings[-1]


def _stands(meaning: CodeMeaning, edition: Edition) -> bool:
    return meaning.last_day is None or meaning.last_day > edition.manifest.through


def _reaches(before: Edition, after: Edition) -> Iterator[ComparedRange]:
    for name in ("codes", "status", "thresholds"):
        yield ComparedRange(name, *(edition.manifest.tables[name].verified_through for edition in (before, after)))
    for setting in SETTINGS:
        yield ComparedRange(f"ptp {setting}", before.ptp(setting).verified_through, after.ptp(setting).verified_through)
    for setting in SETTINGS:
        yield ComparedRange(f"mue {setting}", before.mue(setting).verified_through, after.mue(setting).verified_through)
