"""The JSON Schema of a report, as it ships."""

import json
from pathlib import Path

_FILE = Path(__file__).with_name("report.schema.json")


def report_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of ``Report.to_record()``; one finding is its ``#/$defs/finding``.

    The caller may change what is returned. A key is never renamed or dropped within a major version; a change of one
    raises ``schema_version``, which the record of a report and the metadata of findings have.

    >>> schema = report_schema()
    >>> schema["$id"], schema["required"][:3]
    ('urn:otcpt:report', ['schema_version', 'verdict', 'clean'])
    """
    schema: dict[str, object] = json.loads(_FILE.read_text(encoding="utf-8"))
    return schema
