"""A value that people look at: ``print`` gives it as text, a notebook shows it as HTML."""

TYPE_CHECKING = False  # typing is not imported for a name
if TYPE_CHECKING:
    from otcpt.page import Page

__all__ = ["Shown"]


class Shown:
    """Base of values that describe themselves as a `otcpt.page.Page`; the room is loaded when one is drawn."""

    __slots__ = ()

    def to_page(self) -> "Page":
        """Return what the value shows of itself, for `otcpt.page` to draw."""
        raise NotImplementedError

    def to_text(self) -> str:
        """Return the page as text, nothing folded."""
        from otcpt.page import to_text

        return to_text(self.to_page())

    def to_html(self, *, whole: bool = False) -> str:
        """Return the page as a piece of HTML without script or request, or as a ``whole`` document to save."""
        from otcpt.page import to_document, to_html

        return to_document(self.to_page()) if whole else to_html(self.to_page())

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()
