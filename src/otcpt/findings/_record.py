"""The form of a record: how each of its keys is kept as a plain value, and as one cell of a table."""

import json
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

from otcpt.frozenvalue import FrozenValue
from otcpt.shipped import bytes_of, path_beside

if TYPE_CHECKING:
    from otcpt.findings._finding import Finding

T = TypeVar("T")

#: The version of the records of reports and of files of findings; `report_schema` describes it.
SCHEMA_VERSION = 1


class Form(StrEnum):
    """What a key of a record has, as a plain value."""

    TEXT = "text"
    DAY = "day"
    """A date, as ISO text in JSON."""
    TEXTS = "texts"
    NUMBERS = "numbers"
    MAPPING = "mapping"
    LIST = "list"
    """Anything JSON can hold."""

    @property
    def is_json(self) -> bool:
        """Whether a table has it as one JSON text."""
        return self in (Form.MAPPING, Form.LIST)


@attrs.frozen(eq=False, repr=False)
class RecordKey(FrozenValue, Generic[T]):
    """One key of a record, and at once one column of a table of such records.

    ``read`` returns the plain value. ``of_lines`` says that it names the lines, so that it differs between findings
    that are otherwise the same; ``of_rule``, that it is the same for all findings of a rule.
    """

    name: str
    form: Form
    read: Callable[[T], object]
    of_lines: bool = False
    of_rule: bool = False


#: The record of a finding: its keys in their order, which are the columns of every table of findings.
RECORD: "tuple[RecordKey[Finding], ...]" = (
    RecordKey("claim_id", Form.TEXT, lambda finding: finding.claim_id, of_lines=True),
    RecordKey("line_ids", Form.TEXTS, lambda finding: list(finding.line_ids), of_lines=True),
    RecordKey("positions", Form.NUMBERS, lambda finding: list(finding.positions), of_lines=True),
    RecordKey("date_of_service", Form.DAY, lambda finding: finding.date_of_service.isoformat(), of_lines=True),
    RecordKey("codes", Form.TEXTS, lambda finding: list(finding.codes)),
    RecordKey("rule_id", Form.TEXT, lambda finding: finding.rule_id, of_rule=True),
    RecordKey("rule", Form.TEXT, lambda finding: finding.rule.name, of_rule=True),
    RecordKey("severity", Form.TEXT, lambda finding: str(finding.severity)),
    RecordKey("cause", Form.TEXT, lambda finding: str(finding.cause), of_rule=True),
    RecordKey("message", Form.TEXT, lambda finding: finding.message),
    RecordKey("evidence", Form.MAPPING, lambda finding: finding.plain_evidence),
    RecordKey("fixes", Form.LIST, lambda finding: [fix.to_record() for fix in finding.fixes]),
    RecordKey("citations", Form.LIST, lambda finding: list(map(str, finding.citations)), of_rule=True),
)


def cell(form: Form, value: object) -> str:
    """Return a plain value as one cell of a CSV: lists joined by blanks, nested values as JSON, nothing for None.

    Example:
        >>> cell(Form.TEXTS, ["97530", "97110"]), cell(Form.MAPPING, {"units": 3}), cell(Form.TEXT, None)
        ('97530 97110', '{"units": 3}', '')
    """
    if value is None:
        return ""
    if form.is_json:
        return json.dumps(value)
    if isinstance(value, list):
        return " ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)


def report_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of ``Report.to_record()``; one finding is its ``#/$defs/finding``.

    The caller may change what is returned. A key is never renamed or dropped within a major version; a change of one
    raises ``schema_version``, which the record of a report and the metadata of findings have.

    >>> schema = report_schema()
    >>> schema["$id"], schema["required"][:3]
    ('urn:otcpt:report', ['schema_version', 'verdict', 'clean'])
    """
    schema: dict[str, object] = json.loads(bytes_of(path_beside(__file__, "report.schema.json")))
    return schema
