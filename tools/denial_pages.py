"""Write docs/denied/ from the table of denial codes, each time the site is built: a hook of mkdocs.

A page for each list, every code a section that can be linked: "Why was this denied?". The folder is not under version
control. Without mkdocs: python tools/denial_pages.py
"""

from collections.abc import Iterator, MutableMapping
from datetime import date
from pathlib import Path
from typing import Any

from tools.rule_pages import write_pages

from otcpt.denials import CodeKind, DenialCode, Effect, Route, appeal_levels, deadline_of, denial_codes
from otcpt.rules import find_rule

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "denied"

#: The day of the example that the deadlines are counted for.
_REMITTED, _SERVICE = date(2026, 4, 10), date(2026, 3, 2)

_TITLES = {
    CodeKind.CARC: ("Reason codes (CARC)", "Why a charge was not paid as billed."),
    CodeKind.RARC: ("Remark codes (RARC)", "What a reason code leaves open. An alert explains no adjustment."),
}
_EFFECTS = {
    Effect.DENIAL: "a denial",
    Effect.PAYMENT: "a payment adjustment, not a denial",
    Effect.PATIENT: "the patient's share, not a denial",
    Effect.INFORMATION: "information, not a denial",
    Effect.UNKNOWN: "not known",
}


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    lists = {f"{kind}.md": list_page(kind) for kind in _TITLES}
    return {"index.md": index_page(), **lists}


def index_page() -> str:
    """Return the page that a search for a code leads to."""
    others = "\n\n".join(
        _table(title, kind)
        for title, kind in (
            ("Groups", CodeKind.GROUP),
            ("Claim status (CLP02)", CodeKind.STATUS),
            ("Adjustments outside claims (PLB)", CodeKind.PLB),
        )
    )
    return _INDEX.format(
        reasons=_links(CodeKind.CARC), remarks=_links(CodeKind.RARC), deadlines=_deadlines(), others=others
    )


_INDEX = """# Why was this denied?

Find the code of the remittance. Its section says what it means to a therapy practice, which rules may be behind it,
what can be done, and whether the patient may be billed. `otcpt denials` [does the same](../guides/denials.md) for a
whole remittance, with the law of each date of service.

- You have two codes that were bundled: [May I bill X with Y?](../pairs/index.md) has the edits of each code.
- You have the id of a rule, such as PTP002: [every rule](../rules/index.md) has a page.
- You have a remittance file: [`otcpt denials`](../guides/denials.md) explains all of it.
- You have a reason or remark code: it is below.

## Reason codes

{reasons}

## Remark codes

{remarks}

## Until when

Medicare's own limits, counted for a remittance of 2026-04-10 and a service of 2026-03-02. Other payers have theirs in
the contract or the manual.

{deadlines}

{others}

## Marks

`P` the primary text was read, `P*` it is known to say so, `S` a secondary source, `I` inferred, `L` general knowledge
that was held against no source. The first mark is of code, meaning and days, the second of rules and routes.
"""


def list_page(kind: CodeKind) -> str:
    """Return the page of one list, a section for each code."""
    title, opening = _TITLES[kind]
    sections = "\n\n".join(_section(code) for code in denial_codes() if code.kind is kind)
    return f"# {title}\n\n{opening}\n\n{sections}\n"


def _section(code: DenialCode) -> str:
    rows = "".join(f"| {name} | {value} |\n" for name, value in _facts(code))
    meaning = code.meaning[:1].upper() + code.meaning[1:]
    return f"## {code.code} {{ #{_anchor(code)} }}\n\n{meaning}.\n\n| | |\n|---|---|\n{rows}".rstrip()


def _facts(code: DenialCode) -> Iterator[tuple[str, str]]:
    effect = "an alert" if code.alert else f"{_EFFECTS[code.effect]} ({code.category.replace('-', ' ')})"
    yield "It is", effect
    if code.groups:
        yield "Usual group", ", ".join(code.groups)
    if code.fixed_groups:
        yield "Only with group", ", ".join(code.fixed_groups)
    if code.needs_remark:
        yield "Remark code", "required: it says why"
    if code.rules:
        yield "May be", ", ".join(f"[{rule}](../rules/{rule}.md) {find_rule(rule).name}" for rule in code.rules)
    yield "What can be done", ", ".join(code.routes) or "nothing"
    yield "May the patient be billed?", code.patient
    if code.first_day is not None:
        yield "In force", f"from {code.first_day}" + (f" to {code.last_day}" if code.last_day else "")
    yield "Source", f"{code.source}; rules and routes [{code.cause_mark}]"


def _anchor(code: DenialCode) -> str:
    return f"{code.kind}-{code.code.lower()}"


def _links(kind: CodeKind) -> str:
    rows = "\n".join(
        f"| [{code.code}]({kind}.md#{_anchor(code)}) | {code.meaning} |" for code in denial_codes() if code.kind is kind
    )
    return f"| code | meaning |\n|---|---|\n{rows}"


def _table(title: str, kind: CodeKind) -> str:
    rows = "\n".join(f"| {code.code} | {code.meaning} |" for code in denial_codes() if code.kind is kind)
    return f"## {title}\n\n| code | meaning |\n|---|---|\n{rows}"


def _deadlines() -> str:
    ways = [(str(route), deadline_of(route, remitted=_REMITTED, service=_SERVICE)) for route in Route]
    levels = [(f"appeal, level {one.level}", one) for one in appeal_levels(_REMITTED)]
    rows = "\n".join(
        f"| {name} | {one.name} | {one.text} | {one.last_day or ''} | {one.source} [{one.mark}] |"
        for name, one in (*((n, w) for n, w in ways if w is not None and n != "appeal"), *levels)
    )
    return f"| way | called | open for | last day | source |\n|---|---|---|---|---|\n{rows}"


def on_config(config: MutableMapping[str, Any]) -> None:
    """Write the pages before mkdocs looks for files."""
    write_pages(Path(config["docs_dir"]) / "denied", pages())


if __name__ == "__main__":
    write_pages(FOLDER, pages())
