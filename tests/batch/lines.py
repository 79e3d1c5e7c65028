"""Lines as tables, and what a single check says of each of their days: the measure of every batch answer."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import attrs
import pyarrow as pa

from otcpt import Checker, Claim, ServiceLine
from otcpt.batch import BatchReport, check_table
from otcpt.findings import RECORD, Reason, Scope

#: The columns of a table of lines, as a careful caller would type them.
COLUMNS = pa.schema(
    {
        "claim_id": pa.string(),
        "line_id": pa.string(),
        "patient_key": pa.string(),
        "rendering_provider_key": pa.string(),
        "billing_provider_key": pa.string(),
        "payer": pa.string(),
        "date_of_service": pa.date32(),
        "code": pa.string(),
        "modifiers": pa.string(),
        "units": pa.int32(),
        "minutes": pa.int32(),
        "therapist_minutes": pa.int32(),
        "assistant_minutes": pa.int32(),
        "joint_minutes": pa.int32(),
        "total_treatment_minutes": pa.int32(),
        "start_time": pa.time32("s"),
        "end_time": pa.time32("s"),
        "place_of_service": pa.string(),
        "bill_type": pa.string(),
        "revenue_code": pa.string(),
        "certifying_provider_key": pa.string(),
        "occurrence_codes": pa.string(),
    }
)

ALONE = {Scope.LINE, *(scope for scope in Scope if scope.needs_history)}
NOBODYS = "needs claim id or patient key: the lines of one day cannot be found"

Record = Mapping[str, object]
NotEvaluatedKey = tuple[str, str, str, tuple[str, ...]]


@attrs.frozen
class Answer:
    """Findings as records, in the documented order, and lines that were not judged, counted by reason."""

    findings: list[dict[str, object]]
    not_evaluated: Counter[NotEvaluatedKey]
    caveats: frozenset[str]


def table_of(lines: Iterable[ServiceLine]) -> pa.Table:
    """The lines as an Arrow table."""
    rows = [
        {
            **attrs.asdict(line, filter=lambda field, _: field.name in COLUMNS.names),
            "modifiers": " ".join(line.modifiers),
            "occurrence_codes": None if line.occurrence_codes is None else " ".join(line.occurrence_codes) or "none",
        }
        for line in lines
    ]
    return pa.Table.from_pylist(rows, COLUMNS)


def lines_of(rows: Iterable[Record]) -> list[ServiceLine]:
    """The rows as lines; a missing line id is the row."""
    lines = []
    for number, row in enumerate(rows, 1):
        shown = {name: value for name, value in row.items() if name in COLUMNS.names and value is not None}
        shown["modifiers"] = tuple(str(shown.get("modifiers", "")).split())
        if "occurrence_codes" in shown:
            shown["occurrence_codes"] = tuple(str(shown["occurrence_codes"]).replace("none", "").split())
        lines.append(ServiceLine(**{"line_id": str(number), **shown}))  # type: ignore[arg-type]
    return lines


def by_day(lines: Sequence[ServiceLine]) -> list[tuple[bool, list[ServiceLine]]]:
    """The days in the documented order, each with whether no one can say whose it is; rows in the order they came."""
    days: dict[tuple[str, date], list[ServiceLine]] = {}
    for number, line in enumerate(lines):
        alone = "\0\0" + str(number).zfill(12)
        who = line.patient_key or (f"\0{line.claim_id}" if line.claim_id else alone)
        days.setdefault((who, line.date_of_service), []).append(line)
    return [(key[0].startswith("\0\0"), days[key]) for key in sorted(days)]


def one_by_one(checker: Checker, lines: Sequence[ServiceLine]) -> Answer:
    """What the scalar check says of each day by itself."""
    alone = Checker(
        policy=checker.policy,
        edition=checker.edition,
        rules=[rule for rule in checker.rules if rule.scope in ALONE],
    )
    places = places_of(lines)
    findings: list[dict[str, object]] = []
    counted: Counter[NotEvaluatedKey] = Counter()
    caveats: set[str] = set()
    for nobodys, day in by_day(lines):
        own = [line for line in day if checker.speaks_for(line.payer)]
        if len(own) < len(day):
            why = f"Another payer's line: policy {checker.policy.id} does not cover it"
            counted["*", "not applicable", why, ()] += len(day) - len(own)
        if not own:
            continue
        report = (alone if nobodys else checker).check(Claim(own))
        for finding in report.findings:
            found = attrs.evolve(finding, positions=tuple(places[id(line)] for line in finding.lines))
            findings.append(record_of(found.to_record(), finding.date_of_service))
        for entry in report.not_evaluated:
            why_not = entry.rule_id or "*", str(entry.reason), entry.why, tuple(map(str, entry.missing))
            counted[why_not] += len(entry.lines)
        caveats.update(caveat.text for caveat in report.caveats)
        if nobodys:
            for rule in checker.rules:
                if rule.scope not in ALONE:
                    counted[rule.id, str(Reason.INPUT_MISSING), NOBODYS, ()] += 1
    return Answer(findings, counted, frozenset(caveats))


def record_of(record: Record, on: date) -> dict[str, object]:
    """A finding's record as a row of the table of findings."""
    row = {key.name: json.dumps(record[key.name]) if key.form.is_json else record[key.name] for key in RECORD}
    return {**row, "date_of_service": on}


def places_of(lines: Sequence[ServiceLine]) -> dict[int, int]:
    """The place of each line in its claim, in the order of the lines."""
    seen: Counter[tuple[str | None, ...]] = Counter()
    places = {}
    for number, line in enumerate(lines):
        key = (line.claim_id, line.patient_key) if line.claim_id else (str(number),)
        places[id(line)] = seen[key]
        seen[key] += 1
    return places


def answer_of(report: BatchReport[pa.Table]) -> Answer:
    """A batch answer in the same form."""
    counted = {
        (row["rule_id"], row["reason"], row["why"], tuple(row["missing"])): row["lines"]
        for row in report.not_evaluated.to_pylist()
    }
    return Answer(records(report.findings), Counter(counted), frozenset(caveat.text for caveat in report.caveats))


def records(findings: pa.Table) -> list[dict[str, object]]:
    """Findings as records: those of a frame without the row that they have besides."""
    return findings.select([key.name for key in RECORD]).to_pylist()  # type: ignore[no-any-return]


def assert_parity(
    checker: Checker, lines: Sequence[ServiceLine], check: Callable[..., BatchReport[pa.Table]] = check_table
) -> None:
    """The batch says of the lines exactly what the scalar check says of each day."""
    report = check(table_of(lines), policy=checker.policy, edition=checker.edition, rules=checker.rules)
    found, expected = answer_of(report), one_by_one(checker, lines)
    assert found.findings == expected.findings
    assert found.not_evaluated == expected.not_evaluated
    assert found.caveats == expected.caveats


def is_anything(*_: object) -> bool:
    """What a rule touches that every line concerns."""
    return True


def flags(findings: pa.Table) -> list[dict[str, object]]:
    """What flags have of findings in words; a line without a name has that of its row."""
    columns = findings.select(["claim_id", "rule_id", "severity"]).to_pylist()
    rows = [[*map(int, own)] for own in findings["line_ids"].to_pylist()]
    return [{**row, "rows": own} for row, own in zip(columns, rows, strict=True)]


def assert_flags(checker: Checker, lines: Sequence[ServiceLine]) -> None:
    """What is flagged without words is what is found in them, and so is what is not judged and what limits it."""
    table = table_of([line for _, day in by_day(lines) for line in day]).drop_columns("line_id")
    worded, flagged = (
        check_table(table, policy=checker.policy, edition=checker.edition, rules=checker.rules, words=words)
        for words in (True, False)
    )
    assert flagged.findings.to_pylist() == flags(worded.findings)
    assert flagged.not_evaluated.equals(worded.not_evaluated)
    assert flagged.caveats == worded.caveats
