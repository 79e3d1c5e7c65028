"""A layer of a policy as it is written: for its digest, and as a table of TOML."""

import json
from collections.abc import Iterator
from datetime import date

import attrs


def given(layer: attrs.AttrsInstance) -> Iterator[tuple[str, object]]:
    """Yield what a layer has: its id, citation and days, and the choices it makes."""
    for field in attrs.fields(type(layer)):
        value = getattr(layer, field.name)
        if value is not None:
            yield field.name, value


def plain(value: object) -> object:
    """Return a value as JSON has it, days as text."""
    return value.isoformat() if isinstance(value, date) else value


def table(layer: attrs.AttrsInstance) -> str:
    """Return a layer as the lines of a TOML table."""
    return "".join(f"{key} = {_toml(value)}\n" for key, value in given(layer))


def _toml(value: object) -> str:
    """Return a value as TOML: its strings are JSON's, but for a character that TOML wants escaped."""
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
