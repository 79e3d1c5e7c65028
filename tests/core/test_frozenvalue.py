"""Values that compare, hash and look alike do so as attrs makes it for a class of its own."""

import pickle
import pkgutil
from importlib import import_module
from itertools import product
from typing import Any

import attrs
import pytest

import otcpt
from otcpt.frozenvalue import FrozenValue


def _kinds(base: type[object]) -> list[type]:
    """Return the classes below one, those that are made anew with slots and not the ones they were made of."""
    below: list[type] = []
    for kind in base.__subclasses__():
        below += [kind, *_kinds(kind)]
    return [one for one in below if "__attrs_attrs__" in one.__dict__]


for room in pkgutil.iter_modules(otcpt.__path__):
    if room.name in ("citation", "codes", "editions", "edits", "errors", "findings", "fixes", "modifiers", "policies"):
        import_module(f"otcpt.{room.name}")
KINDS = _kinds(FrozenValue)


def _filled(kind: type, fill: object) -> Any:
    """Return a value with one thing in each of its fields, made without its converters and checks."""
    value: Any = object.__new__(kind)
    for place, one in enumerate(attrs.fields(kind)):
        object.__setattr__(value, one.name, (fill, place))
    return value


def _by_attrs(kind: type) -> type:
    """Return a class of the same name and fields whose methods attrs wrote."""
    options = [
        (one.name, attrs.field(eq=one.eq, hash=one.hash, repr=one.repr, default=None)) for one in attrs.fields(kind)
    ]
    return attrs.make_class(kind.__name__, dict(options), frozen=True, slots=True)


def test_there_are_many() -> None:
    """The classes of a first check are among them."""
    assert {"Finding", "Report", "Settings", "Citation", "DropLines"} <= {kind.__name__ for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_values_are_as_attrs_makes_them(kind: type) -> None:
    """Equal in the same fields, with one hash where equal, and the same text unless the class has its own."""
    own, theirs = _filled(kind, 0), _filled(_by_attrs(kind), 0)
    if "__repr__" not in kind.__dict__:
        assert repr(own) == repr(theirs)
    assert own == _filled(kind, 0) and hash(own) == hash(_filled(kind, 0)) and own != theirs
    for one in attrs.fields(kind):
        changed = _filled(kind, 0), _filled(type(theirs), 0)
        for value in changed:
            object.__setattr__(value, one.name, "changed")
        assert (own == changed[0]) is (theirs == changed[1])
        assert (hash(own) == hash(changed[0])) is (hash(theirs) == hash(changed[1]))


def test_no_class_equals_another() -> None:
    """Also with the same fields, and those of a class below it."""
    filled = [_filled(kind, 0) for kind in KINDS]

    assert all((one == other) is (one is other) for one, other in product(filled, filled))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_values_stay_as_they_are(kind: type) -> None:
    """No field can be set, and a pickle is equal."""
    value = _filled(kind, "x")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, attrs.fields(kind)[0].name, 1)

    assert pickle.loads(pickle.dumps(value)) == value
