"""The JSON Schemas of records, as they ship: written by hand, and compared with the records by a test."""

import json
from pathlib import Path

_FOLDER = Path(__file__).parent


def claim_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of ``Claim.to_record()``; a row of `Claim.from_records` is its ``#/$defs/row``.

    Returns:
        A new dictionary at each call. A key is never renamed or dropped within a version; ``schema_version`` says
        which one a record has.

    Example:
        >>> schema = claim_schema()
        >>> schema["$id"], schema["required"]
        ('urn:otcpt:claim:1', ['lines'])
    """
    return _schema("claim")


def visit_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of ``Visit.to_record()``.

    Returns:
        A new dictionary at each call; see `claim_schema`.

    Example:
        >>> visit_schema()["required"]
        ['date_of_service', 'services']
    """
    return _schema("visit")


def history_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of ``History.to_record()``.

    Returns:
        A new dictionary at each call; see `claim_schema`. The definitions of a service line are those of a claim.

    Example:
        >>> history_schema()["$defs"]["payment"]["required"]
        ['year', 'allowed']
    """
    schema, claim = _schema("history"), _schema("claim")
    definitions, shared = schema["$defs"], claim["$defs"]
    assert isinstance(definitions, dict) and isinstance(shared, dict)
    return schema | {"$defs": shared | definitions}


def _schema(name: str) -> dict[str, object]:
    schema: dict[str, object] = json.loads((_FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema
