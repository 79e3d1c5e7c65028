"""One object of a FHIR resource with its path: what is asked of it has the kind FHIR says, or is a fault."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TypeAlias

from otcpt.records import Faults

_Object: TypeAlias = dict[str, object]
_Coding: TypeAlias = tuple[str, str]


class Node:
    """An object, asked key by key. A key that is missing or null is not there.

    Its path is made of where it is in the object above when it is needed, which is for a fault.
    """

    __slots__ = ("_above", "_key", "_place", "faults", "value")

    def __init__(
        self, value: _Object, key: str, faults: Faults, above: "Node | None" = None, place: int | None = None
    ) -> None:
        self.value = value
        self.faults = faults
        self._key = key
        self._above = above
        self._place = place

    @property
    def path(self) -> str:
        """Where it is in the file."""
        own = self._key if self._place is None else f"{self._key}[{self._place}]"
        return own if self._above is None else self._above.at(own)

    def at(self, key: str) -> str:
        """Return the path of a key."""
        path = self.path
        return f"{path}.{key}" if path else key

    def wrong(self, key: str, message: str, value: object = None) -> None:
        """Write down what is wrong with a key."""
        self.faults.add(self.at(key), message, value)

    def text(self, key: str) -> str:
        """Return a text without the blanks around it; empty where there is none."""
        value = self.value.get(key)
        if type(value) is str:
            return value.strip()
        if value is not None:
            self.wrong(key, "is not text")
        return ""

    def number(self, key: str) -> Decimal | None:
        """Return a number, exactly as written."""
        value = self.value.get(key)
        if type(value) is Decimal:
            return value
        if type(value) is int:
            return Decimal(value)
        if value is not None:
            self.wrong(key, "is not a number")
        return None

    def node(self, key: str) -> "Node | None":
        """Return an object."""
        value = self.value.get(key)
        if value is None:
            return None
        if type(value) is dict:
            return Node(value, key, self.faults, self)
        self.wrong(key, "is not an object")
        return None

    def nodes(self, key: str) -> "Iterable[Node]":
        """Yield the objects of a list; what is none is written down when it is come to."""
        value = self.value.get(key)
        if value is None:
            return ()
        if type(value) is list:
            return self._objects(key, value)
        self.wrong(key, "is not a list")
        return ()

    def _objects(self, key: str, listed: list[object]) -> "Iterator[Node]":
        for place, one in enumerate(listed):
            if type(one) is dict:
                yield Node(one, key, self.faults, self, place)
            else:
                self.wrong(f"{key}[{place}]", "is not an object")

    def codings(self, key: str) -> list[_Coding]:
        """Return system and code of each coding of a concept that has a code."""
        concept = self.value.get(key)
        if concept is None:
            return []
        found = _plain_codings(concept)
        if found is None:
            node = self.node(key)
            found = [] if node is None else node._own_codings()
        return found

    def each_codings(self, key: str) -> list[list[_Coding]]:
        """Return system and code of each coding that has a code, for each concept of a list."""
        concepts = self.value.get(key)
        if concepts is None:
            return []
        listed = concepts if type(concepts) is list else [None]
        found = [codings for concept in listed if (codings := _plain_codings(concept)) is not None]
        return found if len(found) == len(listed) else [one._own_codings() for one in self.nodes(key)]

    def _own_codings(self) -> list[_Coding]:
        found = _plain_codings(self.value)
        if found is None:  # something in it is a fault
            every = ((coding.text("system"), coding.text("code")) for coding in self.nodes("coding"))
            found = [(system, code) for system, code in every if code]
        return found

    def codes(self, key: str) -> set[str]:
        """Return the codes of a concept, whatever their system."""
        return {code for _, code in self.codings(key)}


def _plain_codings(concept: object) -> list[_Coding] | None:
    """The codings of a concept in which nothing is wrong; None for any other."""
    if type(concept) is not dict:
        return None
    listed = concept.get("coding")
    if type(listed) is not list:
        return [] if listed is None else None
    found: list[_Coding] = []
    for one in listed:
        if type(one) is not dict:
            return None
        system, code = one.get("system", ""), one.get("code", "")
        if not (type(system) is str and type(code) is str):
            return None
        if code := code.strip():
            found.append((system.strip(), code))
    return found
