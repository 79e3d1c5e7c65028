"""``otcpt editions`` and ``otcpt plugins``: which law is installed, and what other packages bring."""

from otcpt.cli._page import show
from otcpt.editions import available_editions, load_edition
from otcpt.page import Page, Paragraph, Section, StyledText, Table, Tone
from otcpt.plugins import installed_plugins
from otcpt.policies import available_policies
from otcpt.rules import ALL_RULES

_USED = {
    "otcpt.policies": "used as --policy NAME",
    "otcpt.editions": "used as --edition NAME",
    "otcpt.rules": "run with --rules NAME",
}


def list_editions(*, verify: bool, pin: str | None = None) -> None:
    """Print every bundled edition, or the one asked for, with its tables and how far each reaches."""
    sections = []
    for name in available_editions() if pin is None else (pin,):
        edition = load_edition(name)
        page = edition.to_page()
        blocks = (*page.blocks, Paragraph(StyledText(page.footer, Tone.QUIET)))
        if verify:
            edition.verify()
            blocks = (*blocks, Paragraph(StyledText("Every byte is what the manifest says.", Tone.GOOD)))
        sections.append(Section(page.title, blocks, detail=page.detail))
    show(Page("", sections))


def list_plugins() -> None:
    """Print every plug-in that is found, and how it is used; none is loaded by this."""
    own = {
        "otcpt.policies": available_policies(),
        "otcpt.editions": available_editions(),
        "otcpt.rules": tuple(name for rule in ALL_RULES for name in (rule.id, rule.name)),
    }
    rows = []
    for one in installed_plugins():
        how = "never used: otcpt has that name" if one.name in own[one.group] else _USED[one.group]
        rows.append((one.group.removeprefix("otcpt."), one.name, f"{one.package} {one.version}", how))
    empty = Paragraph("No installed package brings policies, editions or rules.")
    show(Page("Plug-ins", [Table(rows, ("kind", "name", "package", "how"))] if rows else [empty]))
