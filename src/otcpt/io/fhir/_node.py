"""One object of a FHIR resource with its path: what is asked of it has the kind FHIR says, or is a fault."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

from otcpt.records import Faults

_Object: TypeAlias = dict[str, object]


class Node:
    """An object, asked key by key. A key that is missing or null is not there."""

    __slots__ = ("faults", "path", "value")

    def __init__(self, value: _Object, path: str, faults: Faults) -> None:
        self.value = value
        self.path = path
        self.faults = faults

    def at(self, key: str) -> str:
        """Return the path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, message: str, value: object = None) -> None:
        """Write down what is wrong with a key."""
        self.faults.add(self.at(key), message, value)

    def text(self, key: str) -> str:
        """Return a text without the blanks around it; empty where there is none."""
        value = self.value.get(key)
        if isinstance(value, str):
            return value.strip()
        if value is not None:
            self.wrong(key, "is not text")
        return ""

    def number(self, key: str) -> Decimal | None:
        """Return a number, exactly as written."""
        value = self.value.get(key)
        if isinstance(value, Decimal):
            return value
        if type(value) is int:
            return Decimal(value)
        if value is not None:
            self.wrong(key, "is not a number")
        return None

    def node(self, key: str) -> "Node | None":
        """Return an object."""
        value = self.value.get(key)
        if isinstance(value, dict):
            return Node(value, self.at(key), self.faults)
        if value is not None:
            self.wrong(key, "is not an object")
        return None

    def nodes(self, key: str) -> "Iterator[Node]":
        """Yield the objects of a list."""
        value = self.value.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            self.wrong(key, "is not a list")
            return
        for place, one in enumerate(value):
            path = f"{self.at(key)}[{place}]"
            if isinstance(one, dict):
                yield Node(one, path, self.faults)
            else:
                self.faults.add(path, "is not an object")

    def codings(self, key: str) -> list[tuple[str, str]]:
        """Return system and code of each coding of a concept that has a code."""
        concept = self.node(key)
        if concept is None:
            return []
        found = [(coding.text("system"), coding.text("code")) for coding in concept.nodes("coding")]
        return [(system, code) for system, code in found if code]

    def codes(self, key: str) -> set[str]:
        """Return the codes of a concept, whatever their system."""
        return {code for _, code in self.codings(key)}
