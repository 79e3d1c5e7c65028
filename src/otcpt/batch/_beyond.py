"""Rules that look beyond a patient's day: a provider's day, a month, an episode of care."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from otcpt.batch._hits import FINDINGS
from otcpt.batch._judge import Judge
from otcpt.batch._lines import CLAIM, CODED, NUMBERS, Lines, Words
from otcpt.batch._unjudged import Why
from otcpt.claims import Claim, History, ServiceLine
from otcpt.engine import WIDE, Checker


def look_beyond(judge: Judge, checker: Checker, words: Mapping[str, Words], lines: Lines, history: History) -> pa.Table:
    """Ask the rules that look beyond the day of all lines together; return findings by date, claim and rule.

    What they did not judge is added to the judge's counts. They are asked as in a single check, line by line.
    """
    wide = [rule for rule in checker.rules if rule.scope in WIDE]
    beyond = Checker(policy=checker.policy, edition=checker.edition, rules=wide)
    reports = beyond.check_all(_claims(words, lines), history=history)
    rows = []
    for report in reports:
        for entry in report.not_evaluated:
            why: Why = entry.rule_id or "*", str(entry.reason), entry.why, tuple(map(str, entry.missing))
            judge.not_evaluated[why] += len(entry.lines)
        for caveat in report.caveats:
            judge.caveats[caveat.text] = caveat.id
        for finding in report.findings:
            record = finding.to_record()
            told = {name: record[name] for name in FINDINGS.names if name in record}
            rows.append(told | {"date_of_service": finding.date_of_service, "evidence": json.dumps(record["evidence"])})
    rows.sort(key=lambda row: (row["date_of_service"], row["claim_id"] or "", row["rule_id"], row["line_ids"]))
    return pa.Table.from_pylist(rows, FINDINGS)


def _claims(words: Mapping[str, Words], lines: Lines) -> tuple[Claim, ...]:
    """The lines as claims, in the order of the lines."""
    claims: dict[object, list[ServiceLine]] = {}
    for line, who in _as_values(words, lines):
        claims.setdefault((line.claim_id, who), []).append(line)
    return tuple(Claim(own, claim_id=own[0].claim_id) for own in claims.values())


def _as_values(words: Mapping[str, Words], lines: Lines) -> Iterator[tuple[ServiceLine, str]]:
    """Each line as a value, and whose it is."""
    coded = {name: lines.number[name].tolist() for name in CODED}
    whole = {name: lines.whole[name].tolist() for name in NUMBERS}
    texts = zip(
        lines.day.tolist(), *(text.to_pylist() for text in (lines.who, lines.claim_id, lines.line_id)), strict=True
    )
    for row, (day, who, claim_id, line_id) in enumerate(texts):
        told: dict[str, Any] = {name: words[name].values[n[row]] for name, n in coded.items() if n[row] >= 0}
        told |= {name: numbers[row] for name, numbers in whole.items() if numbers[row] >= 0}
        patient = None if who.startswith(CLAIM) else who
        line = ServiceLine(
            date_of_service=date.fromordinal(day),
            claim_id=claim_id,
            line_id=line_id,
            patient_key=patient,
            **told,
        )
        yield line, who
