"""``otcpt editions``: which law is installed."""

from otcpt.cli._page import show
from otcpt.editions import available_editions, load_edition
from otcpt.page import Page, Paragraph, Section, StyledText, Tone


def list_editions(*, verify: bool, pin: str | None = None) -> None:
    """Print every bundled edition, or the one asked for, with its tables and how far each reaches."""
    sections = []
    for name in available_editions() if pin is None else (pin,):
        edition = load_edition(name)
        told = edition.to_page()
        blocks = (*told.blocks, Paragraph(StyledText(told.footer, Tone.QUIET)))
        if verify:
            edition.verify()
            blocks = (*blocks, Paragraph(StyledText("Every byte is what the manifest says.", Tone.GOOD)))
        sections.append(Section(told.title, blocks, detail=told.detail))
    show(Page("", sections))
