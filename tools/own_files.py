"""Stop the build where a page of the site would ask another host for anything: a hook of mkdocs."""

import re
from typing import Any

#: What a browser fetches by itself. A link is followed by a reader, and is none of it.
_FETCHED = re.compile(
    r'<(?:script|img|iframe|source|video|audio|embed|object|use|link(?=[^>]*rel="?(?:stylesheet|icon|preload|preconnect)))'
    r'[^>]*?(?:src|href|data|srcset)="?((?:https?:)?//[^" >]+)'
    r'|(?:@import\s+|url\()["\']?((?:https?:)?//[^"\')\s]+)'
)


def fetched(html: str) -> list[str]:
    """Return the addresses on other hosts that a page has its browser fetch."""
    return [address for found in _FETCHED.findall(html) for address in found if address]


def on_post_page(output: str, *, page: Any, **_: object) -> str:
    """Check one page; mkdocs calls it for each."""
    if found := fetched(output):
        raise RuntimeError(f"{page.file.src_uri} asks another host for {', '.join(found)}")
    return output
