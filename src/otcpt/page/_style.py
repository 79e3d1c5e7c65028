"""The style of pages, one sheet for all of them, so that a notebook with many does not differ by their order."""

import re
from pathlib import Path


def _read() -> str:
    """Return the sheet without comments and line breaks."""
    text = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    return re.sub(r"\s*\n\s*", "", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


STYLE = _read()
