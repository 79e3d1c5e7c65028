"""Name the dialog of the search for readers of a screen, which the theme leaves without a name: a hook of mkdocs."""

_NAMELESS = 'class="md-search" data-md-component="search" role="dialog"'


def on_post_page(output: str, **_: object) -> str:
    """Return a built page with the name; mkdocs calls it for each."""
    return output.replace(_NAMELESS, f'{_NAMELESS} aria-label="Search"')
