"""``otcpt plugins``: what other installed packages bring."""

import sys

from otcpt.cli._page import show
from otcpt.page import Page, Paragraph, Table
from otcpt.plugins import installed_plugins

_USED = {
    "otcpt.policies": "used as --policy NAME",
    "otcpt.editions": "used as --edition NAME",
    "otcpt.rules": "run with --rules NAME",
}


def list_plugins() -> None:
    """Print every plug-in that is found, and how it is used; none is loaded by this."""
    rows = [
        (one.group.removeprefix("otcpt."), one.name, f"{one.package} {one.version}", _USED[one.group])
        for one in installed_plugins()
    ]
    empty = Paragraph("No installed package brings policies, editions or rules.")
    show(Page("Plug-ins", [Table(rows, ("kind", "name", "package", "how"))] if rows else [empty]), sys.stdout)
