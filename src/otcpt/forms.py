"""A record compared with its JSON Schema, or with the record expected: everything that differs, with its path."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from otcpt.errors import did_you_mean
from otcpt.records import Faults, at, kind_of

__all__ = ["check_form", "check_same"]

_Schema = Mapping[str, Any]

#: Types of JSON Schema: what they are in Python, and what a message calls them.
_TYPES: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "object": (Mapping, "an object"),
    "array": ((list, tuple), "a list"),
    "string": (str, "text"),
    "integer": (int, "a whole number"),
    "boolean": (bool, "true or false"),
    "null": (type(None), "null"),
}
#: Characters of a value that a message shows.
_SHOWN = 60


def check_form(given: object, schema: _Schema, faults: Faults, path: str = "", *, root: _Schema | None = None) -> None:
    """Write down everything in which a record is not what its schema says: of the keywords that otcpt's schemas have.

    >>> faults = Faults("report")
    >>> check_form({"claen": 1}, {"additionalProperties": False, "properties": {"clean": {}}}, faults)
    >>> faults.problems[0].message
    'is not known. Did you mean clean?'
    """
    root = schema if root is None or "$defs" in schema else root
    if "$ref" in schema:
        check_form(given, root["$defs"][schema["$ref"].rpartition("/")[2]], faults, path, root=root)
        return
    if "anyOf" in schema:
        if all(_refused(given, one, root) for one in schema["anyOf"]):
            faults.add(path, f"cannot be {shown(given)}", given)
        return
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    types = schema.get("type", [])
    kinds = [types] if isinstance(types, str) else types
    if allowed is not None and given not in allowed:
        near = did_you_mean(given, [one for one in allowed if isinstance(one, str)]) if isinstance(given, str) else ""
        faults.add(path, f"is {shown(given)}; expected {', '.join(map(shown, allowed))}.{near}", given)
    elif kinds and not any(_is(given, kind) for kind in kinds):
        faults.add(path, f"is {kind_of(given)}; expected {' or '.join(_TYPES[kind][1] for kind in kinds)}", given)
    elif isinstance(given, str) and not re.search(schema.get("pattern", ""), given):
        faults.add(path, f"is {shown(given)}, which is not of the form {schema['pattern']}", given)
    elif isinstance(given, Mapping):
        _check_keys(given, schema, faults, path, root)
    elif isinstance(given, list | tuple):
        if len(given) < schema.get("minItems", 0):
            faults.add(path, "is empty")
        for place, one in enumerate(given):
            check_form(one, schema.get("items", {}), faults, at(path, place), root=root)


def _check_keys(given: Mapping[str, object], schema: _Schema, faults: Faults, path: str, root: _Schema) -> None:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for key, value in given.items():
        if key in known or isinstance(others, Mapping):
            check_form(value, known.get(key, others), faults, at(path, key), root=root)
        elif not others:
            faults.add(at(path, str(key)[:_SHOWN]), f"is not known.{did_you_mean(str(key), known)}")
    for key in schema.get("required", ()):
        if key not in given:
            faults.add(at(path, key), "is missing")


def _is(given: object, kind: str) -> bool:
    return isinstance(given, _TYPES[kind][0]) and not (kind == "integer" and isinstance(given, bool))


def _refused(given: object, schema: _Schema, root: _Schema) -> bool:
    tried = Faults("")
    check_form(given, schema, tried, root=root)
    return bool(tried)


def check_same(given: object, expected: object, faults: Faults, path: str = "") -> None:
    """Write down everything in which a record differs from another; a key without a value need not be there."""
    if isinstance(given, Mapping) and isinstance(expected, Mapping):
        for key, value in given.items():
            check_same(value, expected.get(key), faults, at(path, key))
        for key in (key for key, value in expected.items() if value not in (None, "", [], {}) and key not in given):
            faults.add(at(path, key), "is missing")
    elif isinstance(given, Sequence) and isinstance(expected, Sequence) and not isinstance(given, str):
        if len(given) != len(expected):
            faults.add(path, f"has {len(given)} on record, {len(expected)} today")
        for place, (one, other) in enumerate(zip(given, expected, strict=False)):
            check_same(one, other, faults, at(path, place))
    elif type(given) is not type(expected) or given != expected:
        faults.add(path, f"is {shown(given)} on record, {shown(expected)} today")


def shown(value: object) -> str:
    """Return a value for a message; a long one is cut."""
    text = repr(value) if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
