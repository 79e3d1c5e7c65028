"""Write docs/record/ from the elements of the newest edition, each time the site is built: a hook of mkdocs.

The folder is not under version control. Without mkdocs: python tools/record_pages.py
"""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from tools.rule_pages import linked, write_pages

from otcpt.edits import Need, RecordDocument
from otcpt.recording import TITLES, Element, elements

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "record"
_NEEDS = {
    Need.REQUIRED: "Required",
    Need.SUPPORTING: "Supports the line",
    Need.NOT_REQUIRED: "Not required, though reviewers may ask",
}
_INDEX = """# What the record must show

Each element has an id that fixes, questions and denials refer to, and its source with
[how surely it was read](../rules/index.md#confidence). It is a checklist of the record, not legal advice.
`otcpt documentation FILE` and [`otcpt.documentation`](../guides/documentation.md) give the elements of one claim.

| document | elements |
|---|---|
{rows}
"""


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    listed = {document: [one for one in elements() if one.document is document] for document in RecordDocument}
    rows = "\n".join(f"| [{TITLES[document]}]({document}.md) | {len(found)} |" for document, found in listed.items())
    return {
        "index.md": _INDEX.format(rows=rows),
        **{f"{document}.md": document_page(document, found) for document, found in listed.items()},
    }


def document_page(document: RecordDocument, listed: list[Element]) -> str:
    """Return the page of one document."""
    parts = [f"# {TITLES[document]}: what it must show\n"]
    for need, heading in _NEEDS.items():
        if found := [one for one in listed if one.need is need]:
            parts += [f"## {heading}\n", *map(_entry, found)]
    return "\n".join(parts)


def _entry(element: Element) -> str:
    facts = "".join(f"| {name} | {value} |\n" for name, value in _facts(element) if value)
    return f"### {element.id}\n\n{element.text} *{element.why}*\n\n| | |\n|---|---|\n{facts}"


def _facts(element: Element) -> list[tuple[str, str]]:
    law = element.law
    codes = [f"the group {code[1:]}" if code.startswith("@") else code.replace("-", " to ") for code in law.codes]
    days = (f"from {law.basis.first_day}" if law.basis.first_day else "") + (
        f" to {law.basis.last_day}" if law.basis.last_day else ""
    )
    return [
        ("Asked for", f"if {element.condition}" if element.condition else "always"),
        ("Codes", ", ".join(codes)),
        ("Modifiers", ", ".join(sorted(law.modifiers))),
        ("Days", days.strip()),
        ("Shown by", ", ".join(f"`{field}`" for field in law.fields)),
        ("Contradicted by", ", ".join(f"[{rule}](../rules/{rule}.md)" for rule in element.rules)),
        ("Source", linked(element.citation)),
    ]


def on_config(config: MutableMapping[str, Any]) -> None:
    """Write the pages before mkdocs looks for files, and give each document its place in the navigation."""
    write_pages(Path(config["docs_dir"]) / "record", pages())
    for entry in config["nav"]:
        if "The record" in entry:
            listed = [{TITLES[document]: f"record/{document}.md"} for document in RecordDocument]
            entry["The record"] = ["record/index.md", *listed]


if __name__ == "__main__":
    write_pages(FOLDER, pages())
