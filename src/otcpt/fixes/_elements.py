"""What a person reads of an element of the record, by its id; when it is asked for is a table of an edition."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import attrs

from otcpt.errors import UnknownName, did_you_mean
from otcpt.frozenmap import FrozenMap

_FILE = Path(__file__).with_name("elements.toml")


@attrs.frozen
class ElementWords:
    """What must be in the record, why it matters, and the ids of rules whose findings contradict it."""

    text: str
    why: str
    rules: tuple[str, ...]


@cache
def element_words() -> FrozenMap[str, ElementWords]:
    """Return the words of every element of the record, by its id."""
    return FrozenMap(
        {
            id_: ElementWords(entry["element"], entry["why"], tuple(entry.get("rules", ())))
            for id_, entry in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
        }
    )


def in_record(ids: Iterable[str]) -> str:
    """Return what the record must show, with the ids of its elements; empty for no ids.

    Raises:
        UnknownName: There is no element with such an id; near misses are named.

    Example:
        >>> in_record(["DOC-181"])
        'A plan of that discipline is on file. (DOC-181)'
    """
    every = element_words()
    for id_ in ids:
        if id_ not in every:
            raise UnknownName(f"no element of the record {id_!r}; ids are like DOC-077.{did_you_mean(id_, every)}")
    return " ".join(f"{every[id_].text} ({id_})" for id_ in ids)
