"""A judgement as a value: what is asked, on what evidence, and what each answer needs in the record."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from otcpt.errors import InvalidInput, did_you_mean
from otcpt.findings import Value
from otcpt.fixes import in_record
from otcpt.frozenmap import FrozenMap
from otcpt.shown import Shown

if TYPE_CHECKING:
    from otcpt.page import Page

#: Numbers from 1 to this may answer a question that counts.
_MOST = 99
_NUMBERS = frozenset(map(str, range(1, _MOST + 1)))

_NO_EVIDENCE: FrozenMap[str, Value] = FrozenMap()


def as_evidence(**evidence: Value) -> FrozenMap[str, Value]:
    """Return what a question rests on, by name."""
    return FrozenMap(evidence)


@attrs.frozen
class Choice:
    """One answer: the ``key`` it is given by, what it means for the bill, and what the record must show for it.

    ``record`` are ids of elements of the record, see `otcpt.recording.element`.
    """

    key: str
    text: str
    record: tuple[str, ...] = ()

    @property
    def shown_by(self) -> str:
        """What the record must show, in words, with the ids; empty where it needs nothing."""
        return in_record(self.record)

    def __str__(self) -> str:
        return f"{self.text}. The record must show: {self.shown_by}" if self.record else self.text


@attrs.frozen
class Question(Shown):
    """A judgement only the clinician or the biller can make. ``choices`` are the answers, the assumed one first.

    ``about`` names the judgement, ``codes`` what it is about, ``plan`` the discipline modifier where it is not the
    policy's own. ``evidence`` holds the figures and words it rests on. Where ``counted`` is true any whole number from
    1 to 99 is an answer beside the choices.

    >>> Question("count", ("L3906",), "How many?", (Choice("1", "one"),), counted=True).id
    'count:L3906'
    """

    about: str
    codes: tuple[str, ...]
    text: str
    choices: tuple[Choice, ...]
    evidence: FrozenMap[str, Value] = _NO_EVIDENCE
    plan: str = ""
    counted: bool = False

    @property
    def id(self) -> str:
        """What an answer is given by: made of what it is about and the codes, the same on every run."""
        return ":".join(filter(None, (self.about, "+".join(self.codes), self.plan)))

    def __repr__(self) -> str:
        return f"<Question {self.id}: {self.text}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.billing.pages import question_page

        return question_page(self)

    @property
    def assumed(self) -> Choice:
        """The choice that is billed as long as no one answers."""
        return self.choices[0]

    def offers(self, key: object) -> bool:
        """Return whether the key answers the question: that of a choice, or a number where a number is asked for.

        Args:
            key: The key of an answer.

        Returns:
            Whether it is accepted.
        """
        return any(choice.key == key for choice in self.choices) or (self.counted and key in _NUMBERS)

    def choice(self, key: str) -> Choice:
        """Return the choice with this key.

        Args:
            key: The key of a choice.

        Returns:
            The choice.

        Raises:
            InvalidInput: No choice has this key; near misses are named.
        """
        for choice in self.choices:
            if choice.key == key:
                return choice
        if self.offers(key):
            return Choice(key, f"{key} on each line")
        keys = [choice.key for choice in self.choices]
        number = f" or another whole number up to {_MOST}" if self.counted else ""
        near = did_you_mean(key, keys) if isinstance(key, str) else ""
        raise InvalidInput(f"{key!r} is no answer to {self.id}; give {', '.join(keys)}{number}.{near}", self.id, key)

    def to_record(self) -> dict[str, object]:
        """Return the question as plain values, ready for JSON."""
        return {
            "id": self.id,
            "about": self.about,
            "codes": list(self.codes),
            "text": self.text,
            "choices": [{**attrs.asdict(choice), "record": list(choice.record)} for choice in self.choices],
            "evidence": {
                name: list(value) if isinstance(value, tuple) else value for name, value in self.evidence.items()
            },
        }


class Answers:
    """Answers that were given, met by the questions as they come up; what no one answered stays open.

    ``earlier`` answers are forgotten where their questions do not come up again.
    """

    def __init__(self, given: Mapping[str, str] | None, earlier: Mapping[str, str] | None = None) -> None:
        if given is not None and not isinstance(given, Mapping):
            expected = "a mapping of question ids to keys of choices, like {'tie:97110+97140': '97140'}"
            raise InvalidInput(f"answers {given!r} are not by question; give {expected}", "answers", given)
        self.given = dict(given or {})
        self._earlier = dict(earlier or {})
        self.asked: dict[str, Question] = {}
        self.taken: dict[str, str] = {}

    def ask(self, question: Question) -> str:
        """Return the key of the choice that was given, or of the assumed one."""
        self.asked.setdefault(question.id, question)
        if question.id in self.given:
            self.taken[question.id] = question.choice(self.given[question.id]).key
        elif question.offers(self._earlier.get(question.id)):
            self.taken[question.id] = self._earlier[question.id]
        return self.taken.get(question.id, question.assumed.key)

    @property
    def open(self) -> tuple[Question, ...]:
        """The questions without an answer, in the order in which they came up."""
        return tuple(question for id_, question in self.asked.items() if id_ not in self.taken)

    def reject_unknown_answers(self) -> None:
        """Raise `InvalidInput` for answers to what was never asked."""
        for id_ in self.given:
            if id_ not in self.taken:
                asked = ", ".join(self.asked) or "nothing"
                near = did_you_mean(id_, self.asked) if isinstance(id_, str) else ""
                raise InvalidInput(
                    f"{id_!r} is not asked of this visit; with the other answers it asks {asked}.{near}", "answers", id_
                )
