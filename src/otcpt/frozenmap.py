"""One small immutable mapping for public values: hashable, picklable, ordered as given."""

from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping, Sequence
from typing import Any, TypeVar

__all__ = ["FrozenMap"]

K = TypeVar("K")
V = TypeVar("V")


class FrozenMap(Mapping[K, V]):
    """A read-only mapping; two are equal when they hold the same pairs, whatever their order.

    >>> FrozenMap({"97110": 2})["97110"]
    2
    """

    __slots__ = ("_hash", "_pairs")

    def __init__(self, pairs: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        self._pairs: dict[K, V] = dict(pairs)
        self._hash: int | None = None

    def __getitem__(self, key: K) -> V:
        return self._pairs[key]

    def __contains__(self, key: object) -> bool:
        return key in self._pairs

    def __iter__(self) -> Iterator[K]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)

    def keys(self) -> KeysView[K]:
        """Return the keys, as a view that cannot be written."""
        return self._pairs.keys()

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._pairs.items()))
        return self._hash

    def __reduce__(self) -> tuple[type["FrozenMap[K, V]"], tuple[tuple[tuple[K, V], ...]]]:
        return FrozenMap, (tuple(self._pairs.items()),)

    def __repr__(self) -> str:
        return f"FrozenMap({self._pairs!r})"


class MapWhenRead(FrozenMap[K, V]):
    """The same, worked out when it is first read: for what most programs never ask of a value."""

    __slots__ = ("_found", "_work")

    def __init__(self, work: Callable[[], Mapping[K, V]]) -> None:
        self._work = work
        self._found: dict[K, V] | None = None
        self._hash = None

    @property
    def _pairs(self) -> dict[K, V]:  # type: ignore[override]  # a slot there, read only
        if self._found is None:
            self._found = dict(self._work())
        return self._found


class TupleWhenRead(Sequence[V]):
    """A tuple, likewise; it equals that tuple and is pickled as it."""

    __slots__ = ("_found", "_work")

    def __init__(self, work: Callable[[], tuple[V, ...]]) -> None:
        self._work = work
        self._found: tuple[V, ...] | None = None

    @property
    def _values(self) -> tuple[V, ...]:
        if self._found is None:
            self._found = self._work()
        return self._found

    def __getitem__(self, place: Any) -> Any:
        return self._values[place]

    def __iter__(self) -> Iterator[V]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return self._values == (other._values if isinstance(other, TupleWhenRead) else other)

    def __hash__(self) -> int:
        return hash(self._values)

    def __reduce__(self) -> tuple[type[tuple[V, ...]], tuple[tuple[V, ...]]]:
        return tuple, (self._values,)

    def __repr__(self) -> str:
        return repr(self._values)
