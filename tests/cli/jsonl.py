"""JSON lines of findings: a record each, and last what concerns them all."""

import json


def findings_in(text: str) -> list[dict[str, object]]:
    """Return the findings; the summary is there, once and last."""
    rows = [json.loads(line) for line in text.splitlines()]
    assert [place for place, row in enumerate(rows) if "summary" in row] == [len(rows) - 1]
    return rows[:-1]
