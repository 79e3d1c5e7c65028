"""``otcpt editions diff``: what changed between two editions of the law."""

import json
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from otcpt.cli._choices import DiffFormat, Method
from otcpt.cli._page import Cell, Page, StyledText, Tone, open_page
from otcpt.cli._policies import required
from otcpt.comparing import compare_editions
from otcpt.editions import (
    Change,
    CodeChange,
    ComparedRange,
    EditionDiff,
    FindingChange,
    MueChange,
    PtpChange,
    ThresholdChange,
)
from otcpt.errors import InvalidInput
from otcpt.io import read_claims

#: Codes or pairs that a line names before it says how many more there are.
_NAMED = 6

_SETTINGS = {"practitioner": "practitioner", "outpatient_hospital": "outpatient hospital", "medicaid": "Medicaid"}


def diff(
    before: str, after: str, *, claims: str | None, policy: str | None, unit_method: Method | None, form: DiffFormat
) -> None:
    """Compare two editions, and the findings of a file under them, and print."""
    if claims is None:
        if policy is not None or unit_method is not None:
            raise InvalidInput("--policy and --unit-method say how --claims are checked; give the file too", "--claims")
        found = compare_editions(before, after)
    else:
        asked = required(policy, unit_method)
        data, name = (sys.stdin.buffer.read(), "<stdin>") if claims == "-" else (Path(claims).read_bytes(), claims)
        found = compare_editions(before, after, claims=read_claims(data, name=Path(name).name).claims, policy=asked)
    match form:
        case DiffFormat.TABLE:
            _write(found, open_page())
        case DiffFormat.JSON:
            record = {"before": found.before, "after": found.after, "summary": found.summary}
            print(json.dumps({**record, "changes": found.to_records()}, indent=2))
        case DiffFormat.JSONL:
            for one in found.to_records():
                print(json.dumps(one))


def _write(found: EditionDiff, page: Page) -> None:
    page.heading("How far the tables were verified")
    page.table(map(_reach, found.reaches), ("table", *(pin.rpartition("@")[0] for pin in (found.before, found.after))))
    if found.codes:
        page.heading("Codes")
        page.table(map(_code, found.codes), ("code", "change", "from", "label"))
    if found.mue:
        page.heading("Unit limits (MUE)")
        page.table(map(_limit, found.mue), ("code", "change", "table of", "setting", "before", "after"))
    if found.ptp:
        page.heading("Edits (PTP)", "column one / column two; --format json lists them all")
        page.table(_edits(found.ptp), ("edits", "change", "from", "setting", "pairs"))
    if found.thresholds:
        page.heading("Thresholds", "dollars of allowed charges in a calendar year")
        page.table(map(_threshold, found.thresholds), ("discipline", "change", "from", "before", "after"))
    if found.findings is not None:
        page.heading("Findings", "of the claims that were given")
        page.table(map(_finding, found.findings), ("claim", "line", "change", "rule", "what is wrong"))
        if not found.findings:
            page.text("The same under both editions.", indent=2)
    page.heading("Result")
    page.text(found.summary, indent=2)


def _reach(reach: ComparedRange) -> tuple[Cell, ...]:
    return reach.table, *(
        StyledText("none held", Tone.QUIET) if day is None else str(day) for day in (reach.before, reach.after)
    )


def _code(one: CodeChange) -> tuple[Cell, ...]:
    return StyledText(one.code, Tone.STRONG), str(one.change), str(one.first_day or "not known"), one.label


def _limit(one: MueChange) -> tuple[Cell, ...]:
    values = (StyledText("no row", Tone.QUIET) if units is None else str(units) for units in (one.before, one.after))
    return StyledText(one.code, Tone.STRONG), str(one.change), str(one.first_day), _SETTINGS[one.setting], *values


def _threshold(one: ThresholdChange) -> tuple[Cell, ...]:
    amounts = (
        StyledText("none", Tone.QUIET) if amount is None else f"{amount:,}" for amount in (one.before, one.after)
    )
    return StyledText(one.bucket, Tone.STRONG), str(one.change), str(one.first_day), *amounts


def _edits(changes: Iterable[PtpChange]) -> Iterable[Sequence[Cell]]:
    def kind(one: PtpChange) -> tuple[str, Change, str]:
        days = str(one.first_day) if one.last_day is None else f"{one.first_day} to {one.last_day}"
        return one.setting, one.change, days

    for (setting, change, days), group in groupby(sorted(changes, key=kind), key=kind):
        same = list(group)
        names = [_pair(one) for one in same[:_NAMED]]
        more = f" and {len(same) - _NAMED:,} more" if len(same) > _NAMED else ""
        yield len(same), str(change), days, _SETTINGS[setting], f"{', '.join(names)}{more}"


def _pair(one: PtpChange) -> str:
    indicator = f" ({one.before} to {one.after})" if one.change is Change.INDICATOR else ""
    return f"{one.column_one}/{one.column_two}{indicator}"


def _finding(one: FindingChange) -> tuple[Cell, ...]:
    finding = one.finding
    told = f"{finding.message} The other edition cannot tell: {one.why}." if one.why else finding.message
    where = finding.claim_id or str(finding.date_of_service)
    return where, " ".join(finding.line_ids), str(one.change), StyledText(finding.rule_id, Tone.QUIET), told
