"""``otcpt editions``: which law is installed."""

from otcpt.cli._page import Page, StyledText, Tone, open_page
from otcpt.editions import Edition, TableInfo, available_editions, load_edition


def list_editions(*, verify: bool, pin: str | None = None) -> None:
    """Print every bundled edition, or the one asked for, with its tables and how far each reaches."""
    page = open_page()
    for name in available_editions() if pin is None else (pin,):
        edition = load_edition(name)
        write_edition(edition, page)
        if verify:
            edition.verify()
            page.text(StyledText("Every byte is what the manifest says.", Tone.GOOD), indent=2)


def write_edition(edition: Edition, page: Page) -> None:
    """Write the tables of an edition, how far each reaches, and the pin."""
    page.heading(f"Edition {edition.id}", f"dates of service through {edition.manifest.through}")
    page.table(map(_row, edition.manifest.tables.values()), ("table", "rows", "verified from", "through", "read from"))
    page.text(StyledText(edition.pin, Tone.QUIET), indent=2)


def _row(table: TableInfo) -> tuple[StyledText, int, str, str, str]:
    name = StyledText(table.name, Tone.STRONG)
    return name, table.rows, str(table.verified_from), str(table.verified_through), table.version
