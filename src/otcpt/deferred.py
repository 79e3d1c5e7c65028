"""Names of a room that are loaded when first used: what a check of one claim does not need is not read for it."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module

__all__ = ["deferred"]


def deferred(room: str, homes: Mapping[str, tuple[str, ...]]) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a room.

    >>> deferred("otcpt.units", {"_tenths": ("Tenths",)})("Tenths")
    <class 'otcpt.units._tenths.Tenths'>
    >>> deferred("otcpt.units", {})("Tens")
    Traceback (most recent call last):
    AttributeError: module 'otcpt.units' has no attribute 'Tens'
    """
    places = {name: home for home, names in homes.items() for name in names}

    def find(name: str) -> object:
        here = sys.modules[room]
        if name not in places:
            raise AttributeError(f"module {room!r} has no attribute {name!r}", name=name, obj=here)
        value = getattr(import_module(f"{room}.{places[name]}"), name)
        setattr(here, name, value)
        return value

    return find
