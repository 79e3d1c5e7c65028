"""A fix: words on the rule, a change in the hit."""

import re
from collections.abc import Iterable, Mapping

import attrs

from otcpt.errors import InvalidInput
from otcpt.fixes._changes import Change, ForPerson, Person, change_record
from otcpt.frozenmap import FrozenMap, MapWhenRead
from otcpt.frozenvalue import FrozenValue
from otcpt.wording import NO_WORDS, Words, fill

#: An id of an element of the record, or the name of the evidence that says which are meant.
_ID = re.compile(r"DOC-\d{3}|\{\w+\}")

#: What the fixes of a finding change, by the key of the fix; nothing for one that is not offered.
Changes = FrozenMap[str, tuple[Change, ...]]
NO_CHANGES: Changes = FrozenMap()


def changes_by_key(given: Mapping[str, Change | Iterable[Change]]) -> Changes:
    """Return changes by the key of their fix."""
    if isinstance(given, MapWhenRead):
        return given
    return FrozenMap({key: _several(changes) for key, changes in given.items()}) if given else NO_CHANGES


def _several(given: Change | Iterable[Change]) -> tuple[Change, ...]:
    """Return one change, or several of which each would do, as a tuple."""
    if type(given) is tuple:
        return given
    return tuple(given) if isinstance(given, Iterable) else (given,)


def _ids(given: str | Iterable[str]) -> tuple[str, ...]:
    """Return one id, or several, as a tuple."""
    return (given,) if isinstance(given, str) else tuple(given)


@attrs.frozen(eq=False, repr=False)
class Fix(FrozenValue):
    """One way to remove a finding: what to do, when it is true, and what the record must already show.

    On a rule the two texts are templates; ``words`` start with a verb and are complete by themselves, ``when`` reads
    on after *if*. ``record`` are ids of elements of the record; on a rule also the name of evidence in braces, whose
    words are such ids. ``changes`` are what it does to the lines, each by itself; on a rule they are given where every
    hit has the same. A fix is never advice: which one is true, only the record knows.
    """

    key: str
    words: str
    when: str = ""
    record: tuple[str, ...] = attrs.field(default=(), converter=_ids)
    changes: tuple[Change, ...] = attrs.field(default=(), converter=_several)

    @record.validator
    def _are_ids(self, _: object, given: tuple[str, ...]) -> None:
        for one in given:
            if not _ID.fullmatch(one):
                expected = "give ids of elements such as 'DOC-077' (`otcpt.recording.elements` lists them)"
                raise InvalidInput(f"the record of a fix names {one!r}; {expected}", "record", one)

    @property
    def shown_by(self) -> str:
        """What the record must already show, in words, with the ids; empty where it needs nothing."""
        from otcpt.fixes._elements import in_record

        return in_record(self.record)

    @property
    def person(self) -> Person | None:
        """Why it is left to a person; None where a change is offered."""
        return next((one.reason for one in self.changes if isinstance(one, ForPerson)), None)

    def filled(self, values: Mapping[str, object], changes: tuple[Change, ...], words: Words = NO_WORDS) -> "Fix":
        """Return the fix with its changes, its templates filled in.

        Args:
            values: The evidence and the names of the changes.
            changes: What would be changed.
            words: Words for tokens of the evidence.

        Returns:
            The fix of one finding.
        """
        named = dict(values)
        for change in changes:
            for name, joint in (("any_of", " or "), ("modifiers", " and "), ("into", "")):
                if given := getattr(change, name, ()):
                    named.setdefault(name, joint.join(given))
        what, when = (fill(text, named, words) for text in (self.words, self.when))
        return Fix(self.key, what, when, " ".join(fill(one, named, words) for one in self.record).split(), changes)

    def __str__(self) -> str:
        text = f"{self.words} if {self.when}." if self.when else f"{self.words}."
        return f"{text} The record must already show: {self.shown_by}" if self.record else text

    def to_record(self) -> dict[str, object]:
        """Return the fix as plain values, ready for JSON."""
        return {
            "key": self.key,
            "words": self.words,
            "when": self.when,
            "record": list(self.record),
            "changes": [change_record(change) for change in self.changes],
        }
