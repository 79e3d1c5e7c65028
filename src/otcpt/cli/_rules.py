"""``otcpt explain``: what the rules are, and what one says of lines."""

from collections.abc import Sequence

from otcpt.checker import Checker
from otcpt.claims import parse_claim
from otcpt.cli._choices import ExplainFormat
from otcpt.cli._page import show
from otcpt.errors import InvalidInput
from otcpt.findings import Rule, Scope
from otcpt.findings.pages import source
from otcpt.page import Block, Cell, Items, Page, Paragraph, Section, StyledText, Table, Tone, facts
from otcpt.policies import Policy
from otcpt.recording import element, elements_of_rule
from otcpt.rules import ALL_RULES, choose_rules, find_rule
from otcpt.tables import count


def chosen_rules(select: Sequence[str], ignore: Sequence[str], packages: Sequence[str] = ()) -> tuple[Rule, ...] | None:
    """Return the rules that --select and --ignore leave, None for all; a name is a rule's or a family's.

    Raises `UnknownName` with near misses for a name of neither, `InvalidInput` where no rule is left.
    """
    if packages:
        return choose_rules([*(chosen_rules(select, ignore) or ALL_RULES), *packages])[0]
    if not (select or ignore):
        return None
    asked = [rule for name in select for rule in _named(name)] or list(ALL_RULES)
    refused = {rule.id for name in ignore for rule in _named(name)}
    left = {rule.id for rule in asked} - refused
    if not left:
        raise InvalidInput("--select and --ignore leave no rule to ask; give fewer of them", "--ignore")
    return tuple(rule for rule in ALL_RULES if rule.id in left)


def with_rules_of(packages: Sequence[str] | None) -> tuple[Rule, ...] | None:
    """Return otcpt's rules and those of installed packages, None where no package is named."""
    return chosen_rules((), (), packages or ())


def asked_note(rules: Sequence[Rule] | None) -> tuple[str, ...]:
    """Say where some of otcpt's rules alone are asked: what the others would find is not looked for."""
    asked = len(ALL_RULES) if rules is None else sum(rule in ALL_RULES for rule in rules)
    if asked == len(ALL_RULES):
        return ()
    number = f"only {asked:,} of {count(len(ALL_RULES), 'rule')} {'was' if asked == 1 else 'were'} asked"
    return (f"{number}: --select and --ignore leave the others out",)


def _named(name: str) -> tuple[Rule, ...]:
    family = tuple(rule for rule in ALL_RULES if rule.family == name.strip().upper())
    return family or (find_rule(name),)


def list_rules() -> None:
    """Print one rule per line."""
    show(Page("", [Table(map(_row, ALL_RULES), ("rule", "severity", "name"))]))


def _row(rule: Rule) -> tuple[StyledText, StyledText, str]:
    return StyledText(rule.id, Tone.STRONG), StyledText(rule.severity, Tone(rule.severity)), rule.name


def explain_rule(name: str) -> None:
    """Print one rule's document and what is known about it."""
    rule = find_rule(name)
    title, _, body = rule.document.strip().partition("\n")
    reads = ", ".join(sorted(field.replace("_", " ") for field in rule.reads))
    known: list[tuple[str, Cell]] = [
        ("severity", StyledText(rule.severity, Tone(rule.severity))),
        ("cause", rule.cause),
        ("looks at", _looks_at(rule)),
        ("reads", reads),
        ("since", rule.since),
        *(("source", source(citation)) for citation in rule.cites),
        *(("the record", f"{one.id} {one.text}") for one in elements_of_rule(rule.id)),
        *(("its fixes need", f"{one.id} {one.text}") for one in map(element, rule.record)),
    ]
    blocks: list[Block] = [facts(known)]
    for section in body.split("\n## ")[1:]:
        heading, _, text = section.partition("\n")
        blocks.append(Section(heading.strip(), map(_paragraph, text.strip().split("\n\n"))))
    show(Page(rule.id, blocks, detail=f"{rule.name}: {title.partition(': ')[2] or title}"))


def explain_lines(
    name: str, lines: Sequence[str], *, on: str | None, policy: Policy, edition: str | None, form: ExplainFormat
) -> None:
    """Print the trace of one rule over the lines of one day."""
    if on is None:
        raise InvalidInput("lines have a date of service: add --on 2026-03-02", "--on")
    explained = Checker(policy=policy, edition=edition).explain(parse_claim(on, *lines), find_rule(name).id)
    match form:
        case ExplainFormat.TEXT:
            show(explained.to_page())
        case ExplainFormat.JSON:
            print(explained.to_json(indent=2))
        case ExplainFormat.HTML:
            print(explained.to_html(whole=True))


def _paragraph(text: str) -> Block:
    """Let the page break the lines; a list keeps its items, code its lines."""
    if text.startswith("- "):
        return Items(" ".join(item.split()) for item in f"\n{text}".split("\n- ")[1:])
    return Paragraph(text, as_is=True) if text.startswith("    ") else Paragraph(" ".join(text.split()))


def _looks_at(rule: Rule) -> str:
    if rule.scope is Scope.LINE:
        return "each line by itself"
    return f"all lines of one {rule.scope} and {rule.group}"
