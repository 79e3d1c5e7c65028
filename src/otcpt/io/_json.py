"""JSON as files have it: one document, a list, or JSON lines; each value comes with its place."""

import json
from collections.abc import Callable, Generator, Iterator
from decimal import Decimal
from typing import TypeAlias

from otcpt.io._log import Log

#: The number of the value: the line of a file of JSON lines, the place in a list from 1, None for a single document.
Numbered: TypeAlias = tuple[int | None, object]

#: Bytes that a JSON document of ours, or of FHIR, begins with.
OPENINGS = (b"{", b"[")

#: Blanks between a key and its colon become quotation marks, so that all colons of members look alike.
_NO_BLANKS = bytes.maketrans(b" \t\n\r", b'""""')

_Object: TypeAlias = dict[str, object]


class JsonValues:
    """The values of a text of JSON; what is no JSON is a problem with its line and place, never with its text.

    A line that is no JSON is set apart, and counted in ``broken``; a document that is none is refused. Amounts stay
    exact (Decimal), and a key that an object has twice is a problem.
    """

    def __init__(self, text: str, log: Log) -> None:
        self.broken = 0
        self._text = text
        self._log = log
        self._reading = _Reading()

    def __iter__(self) -> Iterator[Numbered]:
        if _has_lines(self._text.lstrip()):
            yield from self._lines()
            return
        try:
            value = self._reading.value(self._text)
        except _NotRead as error:
            raise self._log.refuse(str(error), error.line) from None
        if isinstance(value, list):
            yield from enumerate(value, 1)
        else:
            yield None, value

    def _lines(self) -> Iterator[Numbered]:
        for row, line in enumerate(self._text.split("\n"), 1):
            if line.strip():
                try:
                    yield row, self._reading.value(line)
                except _NotRead as error:
                    self.broken += 1
                    before = len(self._log.problems)
                    self._log.problem(row, None, None, str(error))
                    self._log.set_apart(row, before, {})


def _has_lines(text: str) -> bool:
    """Whether it is JSON lines: the first line is an object by itself, or each begins as one and another is one."""
    first, _, rest = text.partition("\n")
    if not first.startswith("{") or not rest.strip():
        return False
    if _is_value(first):
        return True
    lines = [line for line in rest.split("\n") if line.strip()]
    return all(line.lstrip().startswith("{") for line in lines) and any(map(_is_value, lines))


def _is_value(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class _NotRead(Exception):
    """What is wrong with a text of JSON, and the line where it stops."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class _Reading:
    """Decodes texts, one after the other.

    The colon of a member comes after a quotation mark or a blank. Where a text has as many of these as its objects
    have members, no member was lost to another of its key. Where it has more, some of them in strings, the text is
    decoded again, object by object.
    """

    def __init__(self) -> None:
        self._twice: list[str] = []
        self._by_object = _decoder(object_pairs_hook=self._object)
        self._at_once, self._members = _counting()

    def value(self, text: str) -> object:
        try:
            value: object = self._at_once.decode(text)
            if self._members(None) == text.encode().translate(_NO_BLANKS).count(b'":'):
                return value
            self._twice.clear()
            value = self._by_object.decode(text)
        except (ValueError, RecursionError) as error:
            self._at_once, self._members = _counting()
            raise _not_read(error) from None
        if self._twice:
            keys = ", ".join(sorted(set(self._twice))[:5])
            raise _NotRead(f"has a key twice in one object ({keys[:80]}); keep one of them")
        return value

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) < len(pairs):
            keys = [key for key, _ in pairs]
            self._twice.extend(key for key in made if keys.count(key) > 1)
        return made


def _counting() -> tuple[json.JSONDecoder, Callable[[_Object | None], object]]:
    """Return a decoder, and what answers None with the number of members of all objects decoded since."""
    send = _members().send
    send(None)
    return _decoder(object_hook=send), send


def _members() -> Generator[object, _Object | None, None]:
    answer: object = None
    members = 0
    while True:
        made = yield answer
        if made is None:
            answer, members = members, 0
        else:
            members += len(made)
            answer = made


def _decoder(
    object_hook: Callable[[_Object], object] | None = None,
    object_pairs_hook: Callable[[list[tuple[str, object]]], object] | None = None,
) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_hook=object_hook,
        object_pairs_hook=object_pairs_hook,
        parse_float=Decimal,
        parse_constant=_no_constant,
    )


def _not_read(error: ValueError | RecursionError) -> _NotRead:
    if isinstance(error, json.JSONDecodeError):
        place = f"line {error.lineno}, character {error.colno}" if error.lineno > 1 else f"character {error.colno}"
        return _NotRead(f"is not JSON: {error.msg} ({place})", error.lineno)
    if isinstance(error, RecursionError):
        return _NotRead("is nested too deeply to be read")
    return _NotRead("has a number that JSON cannot have; leave out what is unknown")


def _no_constant(name: str) -> object:
    raise ValueError(name)
