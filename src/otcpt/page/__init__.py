"""What a value shows of itself, described once as a `Page`; drawn as text and as HTML, and by the command line.

No drawing knows a value, and no value knows how it is drawn. Pages are made when one is asked for: `otcpt.shown.Shown`.
"""

from otcpt.page._drawing import Box, Drawing, Label, Look, Shape, Stroke
from otcpt.page._html import to_document, to_html
from otcpt.page._parts import (
    Block as Block,
    Cell,
    Entry,
    Facts as Facts,
    Figure as Figure,
    Group,
    Items as Items,
    Ledger as Ledger,
    Page,
    Paragraph as Paragraph,
    Section,
    StyledText,
    Table,
    Tone,
    facts,
    words,
)
from otcpt.page._text import to_text

__all__ = [
    "Page",
    "Section",
    "StyledText",
    "Table",
    "Tone",
]
