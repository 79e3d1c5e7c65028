"""What findings and reports show of themselves; the command line draws the same parts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from otcpt.citation import Citation
from otcpt.claims.pages import clock_figures, days_of, lines_table
from otcpt.findings._finding import Finding
from otcpt.findings._report import Identity, Report
from otcpt.findings._reports import Reports
from otcpt.findings._rule import Reason, Rule, Severity
from otcpt.findings.summaries import NotEvaluatedSummary, by_line_count, not_evaluated_summaries, rule_range
from otcpt.fixes import Fix
from otcpt.page import (
    Block,
    Cell,
    Entry,
    Facts,
    Group,
    Items,
    Ledger,
    Page,
    Paragraph,
    Section,
    StyledText,
    Table,
    Tone,
    facts,
)
from otcpt.tables import count

__all__ = [
    "HEADERS",
    "bypassed_section",
    "evidence_facts",
    "finding_entry",
    "finding_page",
    "findings_ledger",
    "format_identity",
    "identity_page",
    "not_evaluated_section",
    "notes_section",
    "report_page",
    "reports_page",
    "source",
    "tally",
    "tone_of",
]

#: The headings over the cells of `finding_entry`.
HEADERS = ("", "line", "code", "rule", "what is wrong, and what may be done")

#: Codes, lines or claims that are named before it says how many more there are.
_NAMED = 6

#: Characters of a digest that are shown; `load_edition` takes a pin this short.
_DIGEST = 12

#: Words of the names of rules that are not written small.
_CAPITALS = {"mue": "MUE", "kx": "KX", "go": "GO", "gp": "GP", "gn": "GN", "medicare": "Medicare"}


def report_page(report: Report) -> Page:
    """Describe a report: lines with their findings, fixes and sources, what was not judged, and the identity last."""
    rules: dict[int, dict[str, StyledText]] = {}
    for finding in report.findings:
        for place in finding.positions:
            text = StyledText(f"{finding.severity} {finding.rule_id}", Tone(finding.severity))
            rules.setdefault(place, {})[text.text] = text

    def badges(place: int) -> Cell:
        return tuple(rules.get(place, {}).values()) or StyledText("none", Tone.QUIET)

    claim_id = report.lines[0].claim_id if report.lines else None
    blocks: list[Block] = [lines_table(report.lines, badges)]
    if report.findings:
        ordered = sorted(report.findings, key=lambda one: (one.date_of_service, list(Severity).index(one.severity)))
        blocks.append(Section("Findings", [findings_ledger([("", "", ordered)])]))
    blocks += [
        *bypassed_section(report.bypassed),
        *not_evaluated_section(by_line_count(not_evaluated_summaries((report,)))),
        *notes_section([caveat.text for caveat in report.caveats]),
    ]
    blocks += [Section("The clock", [figure]) for figure in clock_figures(report.lines)]
    return Page(
        f"Check of claim {claim_id}" if claim_id else "Check of a claim",
        blocks,
        detail=f"{days_of(report.lines)}, {count(len(report.lines), 'line')}",
        verdict=StyledText(report.verdict, tone_of(report)),
        footer=format_identity(report.identity),
    )


def tone_of(report: Report) -> Tone:
    """Return how a report is meant: only what is clean and complete is good."""
    if not (report.checked and report.clean):
        return Tone.ERROR
    return Tone.WARNING if report.findings or not report.complete else Tone.GOOD


def reports_page(reports: Reports) -> Page:
    """Describe several reports: each claim's findings, the tally, and what was not judged."""
    found = [finding for report in reports for finding in report.findings]
    tone = Tone.GOOD if reports.ok else Tone.WARNING
    if not reports.clean or reports.untouched == reports.lines:
        tone = Tone.ERROR
    groups = [
        (f"Claim {report.lines[0].claim_id or number}", days_of(report.lines), report.findings)
        for number, report in enumerate(reports, 1)
        if report.findings
    ]
    blocks: list[Block] = [Section("Findings", [findings_ledger(groups)]), tally(found)] if found else []
    blocks += [
        *bypassed_section([finding for report in reports for finding in report.bypassed]),
        *not_evaluated_section(by_line_count(not_evaluated_summaries(reports))),
        *notes_section(dict.fromkeys(caveat.text for report in reports for caveat in report.caveats)),
    ]
    return Page(
        "Check of claims",
        blocks,
        detail=f"{count(len(reports), 'claim')}, {count(reports.lines, 'line')}",
        verdict=StyledText(reports.verdict, tone),
        footer="; ".join(dict.fromkeys(format_identity(report.identity) for report in reports)),
    )


def finding_page(finding: Finding) -> Page:
    """Describe one finding: its lines, what may be done, what it rests on, and where the rule is written."""
    first = StyledText(finding.severity, Tone(finding.severity))
    rows = [
        (name, StyledText(line.code, Tone.STRONG), " ".join(line.modifiers), line.units, line.minutes)
        for name, line in zip(places(finding), finding.lines, strict=True)
    ]
    blocks: list[Block] = [
        Paragraph((first, StyledText(finding.rule.name, Tone.QUIET))),
        Table(rows, ("line", "code", "modifiers", "units", "minutes")),
    ]
    blocks += [Section("What may be done", [Items(map(remark, finding.fixes))])] if finding.fixes else []
    blocks += [Section("Evidence", [evidence_facts(finding)], folded=True)] if finding.evidence else []
    blocks.append(Section("Sources", [Items(map(source, finding.citations))], folded=True))
    return Page(
        finding.rule_id,
        blocks,
        detail=str(finding.date_of_service),
        verdict=StyledText(finding.message, Tone(finding.severity)),
    )


def evidence_facts(finding: Finding) -> Facts:
    """Return the figures and words that a finding rests on."""
    return facts(
        (name.replace("_", " "), ", ".join(map(str, value)) if isinstance(value, tuple) else str(value))
        for name, value in finding.evidence.items()
        if value not in ("", ())
    )


def findings_ledger(groups: Iterable[tuple[str, str, Iterable[Finding]]]) -> Ledger:
    """Return findings under headings, each with its fixes and its sources."""
    return Ledger([Group(title, detail, map(finding_entry, found)) for title, detail, found in groups], HEADERS)


def finding_entry(finding: Finding) -> Entry:
    """Return a finding as a row, its fixes as remarks, its sources folded."""
    tone = Tone(finding.severity)
    cells = (
        StyledText(finding.severity, tone),
        _stress_first(places(finding)),
        _stress_first(finding.codes),
        rule_name(finding),
        finding.message,
    )
    return Entry(cells, map(remark, finding.fixes), _sources(finding.rule), tone)


@lru_cache(maxsize=256)
def _sources(rule: Rule) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
    """Return the sources of a rule; many findings have the same."""
    return (("Sources", tuple(map(source, rule.cites))),)


def rule_name(finding: Finding) -> StyledText:
    """Return the rule's id, leading to the first of its sources that has an address."""
    return _rule_name(finding.rule)


@lru_cache(maxsize=256)
def _rule_name(rule: Rule) -> StyledText:
    addresses = (citation.document.address for citation in rule.cites)
    return StyledText(rule.id, Tone.QUIET, next(filter(None, addresses), ""))


def source(citation: Citation) -> StyledText:
    """Return a citation, leading to its document where the document has an address."""
    return StyledText(str(citation), link=citation.document.address)


def remark(fix: Fix) -> Cell:
    """Set what to do apart from what the record must show."""
    way = StyledText(f"{fix.words} if {fix.when}." if fix.when else f"{fix.words}.")
    return (way, StyledText(f"The record must already show: {fix.shown_by}", Tone.QUIET)) if fix.record else (way,)


def places(finding: Finding) -> tuple[str, ...]:
    """Name the lines; those of another claim with the claim's number."""
    return tuple(
        place if line.claim_id == finding.claim_id else f"{line.claim_id}/{place}"
        for place, line in zip(finding.line_ids, finding.lines, strict=True)
    )


def _stress_first(names: Sequence[str]) -> tuple[StyledText, ...]:
    """Set the one at fault apart from those it meets; of many name the first."""
    more = [StyledText(f"and {len(names) - _NAMED:,} more", Tone.QUIET)] if len(names) > _NAMED else []
    shown = (StyledText(name, Tone.QUIET if place else Tone.STRONG) for place, name in enumerate(names[:_NAMED]))
    return (*shown, *more)


def bypassed_section(bypassed: Sequence[Finding], *, most: int | None = None) -> Iterator[Section]:
    """Yield the edits that a modifier bypasses, equal sentences once, at most so many of them."""
    same: dict[tuple[str, str], dict[str, None]] = {}
    for finding in bypassed:
        where = finding.claim_id or str(finding.date_of_service)
        same.setdefault((finding.rule_id, finding.message), {})[where] = None
    rows = [
        (StyledText(rule_id, Tone.QUIET), f"{some(list(claims))}: {message}")
        for (rule_id, message), claims in same.items()
    ]
    if most is not None and len(rows) > most:
        rest = f"and {len(rows) - most:,} more; --format json lists them all"
        rows = [*rows[:most], (StyledText("...", Tone.QUIET), rest)]
    if rows:
        yield Section("Bypassed by a modifier", [Table(rows)], detail="nothing to correct, but the note must show it")


def not_evaluated_section(summaries: Sequence[NotEvaluatedSummary], note: str = "") -> Iterator[Section]:
    """Yield what was not judged and why, folded; its detail says how much there is."""
    if not summaries:
        return
    rules = len({rule_id for one in summaries for rule_id in one.rule_ids})
    detail = f"neither right nor wrong: {count(rules, 'rule')} on some lines, for {count(len(summaries), 'reason')}"
    if whole := sum(one.lines for one in summaries if not one.rule_ids):
        detail += f"; {count(whole, 'line')} by no rule"
    blocks: list[Block] = [Paragraph(note)] if note else []
    yield Section("Not evaluated", [*blocks, Table(map(_summary, summaries))], detail=detail, folded=True)


def _summary(one: NotEvaluatedSummary) -> tuple[Cell, ...]:
    whose = rule_range(one.rule_ids) if one.rule_ids else "every rule"
    codes = f" ({some(one.codes)})" if one.rule_ids and one.codes and one.reason != Reason.INPUT_MISSING else ""
    return count(one.lines, "line"), StyledText(whose, Tone.QUIET), f"{one.why}{codes}"


def notes_section(notes: Iterable[str]) -> Iterator[Section]:
    """Yield what limits the whole answer, folded."""
    if noted := list(notes):
        yield Section("Notes", [Items(noted)], detail=f"{count(len(noted), 'note')} on this answer", folded=True)


def tally(found: Sequence[Finding]) -> Section:
    """Return how many findings each rule has, the worst first."""
    names = {finding.rule_id: finding.rule.name for finding in found}
    return tally_of(Counter((finding.severity, finding.rule_id) for finding in found), names)


def tally_of(counts: Mapping[tuple[Severity, str], int], names: Mapping[str, str]) -> Section:
    """Return how many findings each rule has, from their numbers by severity and rule and the rules' names by id."""
    severities = list(Severity)
    ordered = sorted(counts.items(), key=lambda one: (severities.index(one[0][0]), -one[1], one[0][1]))
    rows = [
        (StyledText(severity, Tone(severity)), rule_id, number, _in_words(names.get(rule_id, "")))
        for (severity, rule_id), number in ordered
    ]
    return Section("By rule", [Table(rows, ("", "rule", "findings", ""))])


def _in_words(name: str) -> str:
    """Write the name of a rule as words, the field's abbreviations in capitals."""
    return " ".join(_CAPITALS.get(word, word) for word in name.split("-"))


def some(names: Sequence[str]) -> str:
    """Name some, and say how many more there are."""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def identity_page(identity: Identity) -> Page:
    """Describe what answered, and the input it answered for."""
    rows = [
        ("edition", f"{identity.edition}@sha256:{identity.edition_digest[:_DIGEST]}"),
        ("policy", f"{identity.policy}@sha256:{identity.policy_digest[:_DIGEST]}"),
        ("rules", identity.rules),
        ("packages", ", ".join((*identity.edition_packages, *identity.policy_packages, *identity.packages))),
        ("otcpt", identity.version),
        ("claim", f"sha256:{identity.claim[:_DIGEST]}" if identity.claim else ""),
        ("history", f"sha256:{identity.history[:_DIGEST]}" if identity.history else ""),
    ]
    return Page("Identity of an answer", [facts(rows)])


def format_identity(identity: Identity) -> str:
    """Return law, payer, rules and version, digests cut short."""
    law = f"{identity.edition}@sha256:{identity.edition_digest[:_DIGEST]}"
    payer = f"{identity.policy}@sha256:{identity.policy_digest[:_DIGEST]}"
    return f"edition {law}, policy {payer}, rules {identity.rules}, otcpt {identity.version}"
