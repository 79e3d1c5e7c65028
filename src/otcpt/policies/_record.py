"""A policy as plain data: its layers, each with the choices it makes."""

from collections.abc import Callable, Mapping
from typing import TypeVar, get_args, get_origin

import attrs

from otcpt.errors import InvalidInput, did_you_mean
from otcpt.policies._policy import Overlay, Policy
from otcpt.policies._settings import CHOICES, Settings
from otcpt.policies._written import given, plain
from otcpt.records import VERSION, Faults, Field, Reader, at, each, made, read_record, version

T = TypeVar("T")

#: The version of the record of a policy, which `policy_schema` describes.
POLICY_VERSION = 1

_DAY = {"type": ["string", "null"], "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def policy_record(policy: Policy) -> dict[str, object]:
    """Return a policy as plain values."""
    return {VERSION: POLICY_VERSION, "layers": [_layer_record(layer) for layer in policy.layers]}


def read_policy_record(record: object) -> Policy:
    """Return the policy of a record; raise `InputErrors` with every fault."""
    layer = _layer_reader(Overlay, frozenset(field.name for field in attrs.fields(Overlay)))
    fields = {VERSION: Field(version(POLICY_VERSION)), "layers": Field(each(layer), "[{'id': 'acme-2026'}]")}
    return read_record("policy", record, made(_of_layers, fields))


def _of_layers(layers: tuple[Overlay, ...]) -> Policy:
    if not layers:
        raise InvalidInput("a policy has at least one layer", "layers", layers)
    return Policy(layers)


def _layer_record(layer: attrs.AttrsInstance) -> dict[str, object]:
    """Return a layer as plain values: what it has, and the choices it makes."""
    return {key: list(value) if isinstance(value, tuple) else plain(value) for key, value in given(layer)}


def _layer_reader(kind: Callable[..., T], keys: frozenset[str]) -> Reader[T | None]:
    """Return a reader of layers. Each choice is tried by itself, so that one wrong choice does not hide another."""

    def read(record: object, path: str, faults: Faults) -> T | None:
        before = len(faults)
        if not isinstance(record, Mapping):
            faults.add(path, "is not an object; expected a layer with id and the choices it makes")
            return None
        choices = {str(key): value for key, value in record.items() if value is not None}
        if "id" not in choices:
            faults.add(at(path, "id"), "is missing; write one such as 'acme-2026'")
        for key, value in choices.items():
            if key not in keys:
                faults.add(at(path, key), f"is no choice of a policy.{did_you_mean(key, keys)}")
            else:
                _made(kind, {"id": "x", key: value}, at(path, key), faults)
        return None if len(faults) > before else _made(kind, choices, path, faults)

    return read


def _made(kind: Callable[..., T], choices: dict[str, object], path: str, faults: Faults) -> T | None:
    try:
        return kind(**choices)
    except InvalidInput as error:
        faults.add(path, str(error))
        return None


def policy_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of ``Policy.to_record()``.

    Returns:
        A new dictionary at each call. The choices are those of `Settings`, where each is described; a choice is never
        renamed or dropped within a version.

    Example:
        >>> schema = policy_schema()
        >>> schema["$id"], schema["$defs"]["layer"]["properties"]["biller"]["enum"]
        ('urn:otcpt:policy:1', ['therapist', 'physician', 'facility', None])
    """
    choices = {field.name: _form(field.name, field.type) for field in attrs.fields(Settings)}
    layer: dict[str, object] = {
        "type": "object",
        "required": ["id"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string", "minLength": 1},
            "citation": {"description": "Where the payer says so.", "type": ["string", "null"]},
            "first_day": {"description": "The first date of service it holds for.", **_DAY},
            "last_day": {"description": "The last date of service it holds for.", **_DAY},
            **choices,
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:otcpt:policy:{POLICY_VERSION}",
        "title": "Policy of otcpt",
        "description": "What Policy.to_record() gives and Policy.from_record() takes: layers, the last one decides.",
        "type": "object",
        "required": ["layers"],
        "additionalProperties": False,
        "properties": {
            VERSION: {"enum": [POLICY_VERSION, None]},
            "layers": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/layer"}},
        },
        "$defs": {"layer": layer},
    }


def _form(name: str, kind: object) -> dict[str, object]:
    if name in CHOICES:
        return {"enum": [*CHOICES[name], None]}
    if get_origin(kind) is tuple:
        assert get_args(kind)[0] is str
        return {"type": ["array", "null"], "items": {"type": "string"}}
    if kind is int:
        return {"type": ["integer", "null"], "minimum": 0}
    return {"type": ["boolean" if kind is bool else "string", "null"]}
