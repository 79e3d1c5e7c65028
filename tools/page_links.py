"""Link every rule's id in the site to its page, and let copy buttons copy what can be pasted: a hook of mkdocs."""

import re
from html import escape, unescape
from posixpath import relpath
from typing import Any

from otcpt.rules import ALL_RULES

_IDS = frozenset(rule.id for rule in ALL_RULES)
_ID = re.compile(r"\b[A-Z]{2,6}\d{3}\b")
_TAG = re.compile(r"(<[^>]*>)")
#: Nothing inside these is linked: it is a link already, a heading with one of its own, code that is copied, or no text.
_CLOSED = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "style", "script", "svg", "title", "summary"})
_CODE = re.compile(r'<div class="highlight">(<pre.*?</pre>)', re.DOTALL)
_PROMPT = re.compile(r"^(?:>>>|\.\.\.)(?: |$)")


def linked(html: str, rules: str, own: str = "") -> str:
    """Return a page with each rule's id as a link.

    Args:
        html: The page.
        rules: The address of the folder of the rules, seen from the page.
        own: The rule the page is about; it does not link itself.
    """
    parts = _TAG.split(html)
    inside: list[str] = []
    for place, part in enumerate(parts):
        if place % 2 == 0:
            if not inside:
                parts[place] = _ID.sub(lambda found: _link(found[0], rules, own), part)
        elif (name := re.match(r"</?(\w+)", part)) and name[1] in _CLOSED and not part.endswith("/>"):
            if part.startswith("</"):
                if name[1] in inside:
                    inside.remove(name[1])
            else:
                inside.append(name[1])
    return "".join(parts)


def _link(rule_id: str, rules: str, own: str) -> str:
    return f'<a href="{rules}/{rule_id}/">{rule_id}</a>' if rule_id in _IDS and rule_id != own else rule_id


def pasteable(html: str) -> str:
    """Return a page whose examples are copied without prompts and without what they print."""
    return _CODE.sub(_with_copy, html)


def _with_copy(block: re.Match[str]) -> str:
    given = [unescape(_TAG.sub("", line)) for line in block[1].split("\n") if '<span class="gp">' in line]
    if not given:
        return block[0]
    copied = escape("\n".join(_PROMPT.sub("", line) for line in given)).replace("\n", "&#10;")
    return f'<div class="highlight" data-copy="{copied}">{block[1]}'


def on_page_content(html: str, *, page: Any, **_: object) -> str:
    """Link and mark one page; mkdocs calls it for each."""
    folder = page.url.rstrip("/") or "."
    own = page.url.rstrip("/").rpartition("/")[2]
    return pasteable(linked(html, relpath("rules", folder), own))
