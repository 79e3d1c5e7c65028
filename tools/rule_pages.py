"""Write docs/rules/ from the rules' own documents, each time the site is built: a hook of mkdocs.

The folder is not under version control. Without mkdocs: python tools/rule_pages.py
"""

from collections.abc import Iterator, Mapping, MutableMapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from otcpt.citation import Citation
from otcpt.findings import Outcome, Rule
from otcpt.recording import Element, element, elements_of_rule
from otcpt.rules import ALL_RULES

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "rules"

#: What the rules of a family are about; a family that is not here goes by its letters.
FAMILIES = {
    "CODE": "Codes",
    "UNIT": "Units",
    "TIME": "Minutes and the clock",
    "PROV": "A provider's day",
    "PTP": "NCCI edits and the NCCI manual",
    "MUE": "Medically unlikely edits",
    "AOC": "Add-on codes",
    "MOD": "Modifiers",
    "KX": "The KX threshold",
    "EVAL": "Evaluations",
    "SLP": "Speech-language pathology",
    "ASST": "Assistants",
    "RTM": "Remote monitoring",
    "CARE": "Caregiver training",
    "ORTH": "Orthoses",
    "SPLINT": "Splints",
    "WORK": "Work conditioning",
    "FUNC": "Functional reporting (2013 to 2018)",
    "DUP": "Duplicates",
    "POS": "Place of service",
    "CONS": "Consolidated billing",
    "DME": "Supplies",
    "FAC": "Facility claims",
    "POC": "Plan of care and certification",
    "PAY": "The payer's own edits",
}


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    return {f"{rule.id}.md": rule_page(rule) for rule in ALL_RULES} | {"index.md": index_page()}


def families() -> Iterator[tuple[str, list[Rule]]]:
    """Yield each family as a heading and its rules, in the order they are documented."""
    for family, rules in groupby(ALL_RULES, key=attrgetter("family")):
        yield FAMILIES.get(family, family), list(rules)


def rule_page(rule: Rule) -> str:
    """Return the page of one rule: its document, and the facts the rule itself has."""
    _, _, sections = rule.document.partition("\n\n")
    cites = "\n".join(f"- {linked(cite)}" for cite in rule.cites)
    first, *facts = [f"| {name} | {value} |\n" for name, value in _facts(rule)]
    return (
        f"# {rule.id} {rule.name}\n\n{_summary(rule)}\n\n{first}|---|---|\n{''.join(facts)}\n"
        f"{sections.strip()}\n\n{_record(rule)}"
        f"Cited by the rule, with how surely it was read ([marks](index.md#confidence)):\n\n{cites}\n"
    )


def linked(cite: Citation) -> str:
    """Return a citation in Markdown, its text a link where the document has an address."""
    text, _, mark = str(cite).rpartition(" [")
    address = cite.document.address
    return f"[{text}]({address}) \\[{mark}" if address else f"{text} \\[{mark}"


def _record(rule: Rule) -> str:
    """Return what the record must show where the rule finds a fault, each element with a link to its document."""
    contradicted, needed = elements_of_rule(rule.id), tuple(map(element, rule.record))
    return "".join(
        f"{heading}\n\n{''.join(map(_element, listed))}\n\n"
        for heading, listed in (
            ("A finding contradicts what the record must show:", contradicted),
            ("Its fixes need in the record:", needed),
        )
        if listed
    )


def _element(one: Element) -> str:
    return f"- [{one.id}](../record/{one.document}.md#{one.id.lower()}) {one.text}\n"


def index_page() -> str:
    """Return the table of all rules and what the marks on the pages mean."""
    listed = list(families())
    tables = "\n\n".join(_family(heading, rules) for heading, rules in listed)
    links = " · ".join(f"[{heading}](#{rules[0].family.lower()})" for heading, rules in listed)
    return _INDEX.format(tables=tables, links=links)


def _family(heading: str, rules: list[Rule]) -> str:
    rows = "\n".join(
        f"| [{rule.id}]({rule.id}.md) {_severity(rule)} | *{rule.name}* {_summary(rule)} |" for rule in rules
    )
    return f"## {heading} {{ #{rules[0].family.lower()} }}\n\n| rule | what it flags |\n|---|---|\n{rows}"


_INDEX = """# Rules

A rule's id is its family and three digits and is never used again; `otcpt explain ID` shows what its page says.

{links}

{tables}

## Severity

| severity | meaning |
|---|---|
| error | the payer rejects, denies or overpays the line as billed |
| warning | probably wrong, or harmless to payment but wrong |
| advice | nothing is denied |
| bypassed | an edit exists and a modifier releases it; nothing to correct, but the record must support it |

Some rules find more than one severity; the table shows the usual one.

## Confidence

A citation ends with how surely the source was read: `P` the primary text, `P*` a primary text is known to say so but
its present wording is unchecked, `S` a secondary source, `I` inferred, arithmetic, `L` general knowledge that no one
has held against a source.
"""


def _facts(rule: Rule) -> list[tuple[str, str]]:
    scope = f"{rule.scope}, {_TOGETHER[rule.group]}" if rule.scope == "day" else str(rule.scope)
    return [
        ("Severity", _severity(rule)),
        ("Cause", str(rule.cause)),
        ("Looks at", scope),
        ("Reads", ", ".join(sorted(f"`{field}`" for field in rule.reads))),
        ("Not evaluated without", ", ".join(sorted(f"`{field}`" for field in rule.needs)) or "nothing more"),
        ("Since", rule.since),
    ]


_TOGETHER = {
    "patient": "all lines of the patient",
    "provider": "lines of one rendering provider or facility",
    "plan": "lines of one discipline and billing entity",
}


def _severity(rule: Rule) -> str:
    return "bypassed" if rule.outcome is Outcome.BYPASSED else str(rule.severity)


def _summary(rule: Rule) -> str:
    """Return what stands after the id and the name on the first line of the document."""
    text = " ".join(rule.document.partition("\n\n")[0].split()).partition(": ")[2]
    return text[:1].upper() + text[1:]


def write(folder: Path) -> None:
    """Make the pages of a folder those of the rules."""
    write_pages(folder, pages())


def write_pages(folder: Path, made: Mapping[str, str]) -> None:
    """Make the pages of a folder these; a page that is right already is not touched."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def on_config(config: MutableMapping[str, Any]) -> None:
    """Write the pages before mkdocs looks for files, and give each family of rules its place in the navigation."""
    write(Path(config["docs_dir"]) / "rules")
    for entry in config["nav"]:
        if "Rules" in entry:
            listed = [{heading: [f"rules/{rule.id}.md" for rule in rules]} for heading, rules in families()]
            entry["Rules"] = ["rules/index.md", *listed]


if __name__ == "__main__":
    write(FOLDER)
