"""Write docs/rules/ and its part of mkdocs.yml from the rules' own documents; with --check, only compare.

Run it after every change of a rule: python tools/rule_pages.py
"""

import re
import sys
from pathlib import Path

from otcpt.findings import Outcome, Rule
from otcpt.rules import ALL_RULES

ROOT = Path(__file__).parent.parent
FOLDER = Path("docs/rules")

_NAVIGATION = re.compile(r"(?<=      # written by tools/rule_pages.py\n).*?(?=      # end of the rules\n)", re.DOTALL)


def pages() -> dict[Path, str]:
    """Return every file this tool writes, by its path in the project."""
    made = {FOLDER / f"{rule.id}.md": rule_page(rule) for rule in ALL_RULES}
    made[FOLDER / "index.md"] = index_page()
    site = Path("mkdocs.yml")
    made[site] = _NAVIGATION.sub(_navigation(), (ROOT / site).read_text(encoding="utf-8"))
    return made


def rule_page(rule: Rule) -> str:
    """Return the page of one rule: its document, and the facts the rule itself carries."""
    _, _, sections = rule.document.partition("\n\n")
    cites = "\n".join(f"- {cite}" for cite in rule.cites)
    first, *facts = [f"| {name} | {value} |\n" for name, value in _facts(rule)]
    return (
        f"# {rule.id} {rule.name}\n\n{_summary(rule)}\n\n{first}|---|---|\n{''.join(facts)}\n"
        f"{sections.strip()}\n\n"
        f"Cited by the rule, with how surely it was read ([marks](index.md#confidence)):\n\n{cites}\n"
    )


def index_page() -> str:
    """Return the table of all rules and what the marks on the pages mean."""
    rows = "\n".join(
        f"| [{rule.id}]({rule.id}.md) | {rule.name} | {_severity(rule)} | {_summary(rule)} |" for rule in ALL_RULES
    )
    return _INDEX.format(count=len(ALL_RULES), rows=rows)


_INDEX = """# Rules

{count} rules. A rule's id is its family and three digits and is never used again; `otcpt explain ID` shows what its
page says.

| rule | problem | severity | what it flags |
|---|---|---|---|
{rows}

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
its present wording is unchecked, `S` a secondary source, `I` inferred, arithmetic, `L` general knowledge that nobody
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


def _navigation() -> str:
    return "".join(f"      - {rule.id} {rule.name}: rules/{rule.id}.md\n" for rule in ALL_RULES)


def stale() -> list[Path]:
    """Return the files that differ from what this tool writes, and pages of rules that do not exist."""
    made = pages()
    there = [path.relative_to(ROOT) for path in (ROOT / FOLDER).glob("*.md")]
    differ = [
        path
        for path, text in made.items()
        if not (ROOT / path).is_file() or (ROOT / path).read_text(encoding="utf-8") != text
    ]
    return sorted({*differ, *(path for path in there if path not in made)})


def main(arguments: list[str]) -> int:
    """Write what is stale, or name it and fail."""
    made = pages()
    found = stale()
    for path in found:
        if "--check" in arguments:
            print(f"{path} is stale; run python tools/rule_pages.py")
        elif path in made:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(made[path], encoding="utf-8")
        else:
            (ROOT / path).unlink()
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
