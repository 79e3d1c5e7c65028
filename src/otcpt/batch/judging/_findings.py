"""Tables of findings: the keys of a finding's record as columns."""

from collections.abc import Container, Sequence

import pyarrow as pa

from otcpt.findings import RECORD, Finding, Form, RecordKey, cell

_TYPES = {
    Form.TEXT: pa.string(),
    Form.DAY: pa.date32(),
    Form.TEXTS: pa.list_(pa.string()),
    Form.NUMBERS: pa.list_(pa.int32()),
    Form.MAPPING: pa.string(),
    Form.LIST: pa.string(),
}
#: The keys that many findings share: their values are kept once, and rows take them by number.
WORDS = tuple(key for key in RECORD if not key.of_lines and _TYPES[key.form] == pa.string())


def _schema(encoded: Container[RecordKey[Finding]]) -> pa.Schema:
    once = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([(key.name, once if key in encoded else _TYPES[key.form]) for key in RECORD])


#: One row per finding, in the columns of its record; what is nested there is JSON text.
FINDINGS = _schema(())
#: The same, with every column of few different values encoded: as findings are handed on and written.
ENCODED = _schema(WORDS)
#: The same as a frame is given: only the long texts are encoded.
FRAME = _schema([key for key in WORDS if key.form is Form.LIST])


def words_of(finding: Finding, of_rule: dict[tuple[str, str], str]) -> tuple[str, ...]:
    """Return the values of the `WORDS`; those that a rule always has are kept by its id and their key."""
    words = []
    for key in WORDS:
        text = of_rule.get((finding.rule_id, key.name)) if key.of_rule else None
        if text is None:
            text = cell(key.form, key.read(finding))
            if key.of_rule:
                of_rule[finding.rule_id, key.name] = text
        words.append(text)
    return tuple(words)


def table_of(findings: Sequence[Finding], *, places: bool = True) -> pa.Table:
    """Return findings as rows of `FINDINGS`; where the ``places`` of lines are not known, positions are missing."""
    columns = []
    for key in RECORD:
        unknown = key.form is Form.NUMBERS and not places
        values = [None if unknown else key.read(finding) for finding in findings]
        if key.form.is_json:
            values = [cell(key.form, value) for value in values]
        plain = pa.string() if key.form is Form.DAY else _TYPES[key.form]
        columns.append(pa.array(values, plain).cast(_TYPES[key.form]))
    return pa.table(columns, schema=FINDINGS)
