"""``otcpt explain``: what the rules are, and what one says of lines."""

from collections.abc import Sequence

from otcpt.checker import Checker
from otcpt.claims import parse_claim
from otcpt.cli._choices import ExplainFormat
from otcpt.cli._page import Cell, Page, StyledText, Tone, facts, open_page
from otcpt.errors import InvalidInput
from otcpt.findings import Rule, Scope
from otcpt.policies import Policy
from otcpt.rules import ALL_RULES, find_rule


def list_rules() -> None:
    """Print one rule per line."""
    open_page().table(map(_row, ALL_RULES), ("rule", "severity", "name"))


def _row(rule: Rule) -> tuple[StyledText, StyledText, str]:
    return StyledText(rule.id, Tone.STRONG), StyledText(rule.severity, Tone(rule.severity)), rule.name


def explain_rule(name: str) -> None:
    """Print one rule's document and what is known about it."""
    rule = find_rule(name)
    page = open_page()
    title, _, body = rule.document.strip().partition("\n")
    page.heading(rule.id, f"{rule.name}: {title.partition(': ')[2] or title}")
    reads = ", ".join(sorted(field.replace("_", " ") for field in rule.reads))
    known: list[tuple[str, Cell]] = [
        ("severity", StyledText(rule.severity, Tone(rule.severity))),
        ("cause", rule.cause),
        ("looks at", _looks_at(rule)),
        ("reads", reads),
        ("since", rule.since),
        *(("source", str(citation)) for citation in rule.cites),
    ]
    page.table(facts(known))
    for section in body.split("\n## ")[1:]:
        heading, _, text = section.partition("\n")
        page.heading(heading.strip())
        for paragraph in text.strip().split("\n\n"):
            _write_paragraph(paragraph, page)


def explain_lines(
    name: str, lines: Sequence[str], *, on: str | None, policy: Policy, edition: str | None, form: ExplainFormat
) -> None:
    """Print the trace of one rule over the lines of one day."""
    if on is None:
        raise InvalidInput("lines have a date of service: add --on 2026-03-02", "--on")
    told = Checker(policy=policy, edition=edition).explain(parse_claim(on, *lines), find_rule(name).id)
    match form:
        case ExplainFormat.TEXT:
            print(told)
        case ExplainFormat.JSON:
            print(told.to_json(indent=2))
        case ExplainFormat.HTML:
            print(told.to_html())


def _write_paragraph(paragraph: str, page: Page) -> None:
    """Let the page break the lines; a list keeps its items, code its lines."""
    if paragraph.startswith("- "):
        page.table(["-", " ".join(item.split())] for item in f"\n{paragraph}".split("\n- ")[1:])
    elif paragraph.startswith("    "):
        page.text(paragraph)
    else:
        page.text(" ".join(paragraph.split()), indent=2)


def _looks_at(rule: Rule) -> str:
    if rule.scope is Scope.LINE:
        return "each line by itself"
    return f"all lines of one {rule.scope} and {rule.group}"
