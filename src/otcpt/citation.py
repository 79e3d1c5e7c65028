"""Where a rule or a number comes from."""

import attrs

__all__ = ["Citation", "Document"]


@attrs.frozen
class Document:
    """A published source: its title, the revision that was read, and who issued it.

    ``confidence`` is ``P`` (primary text read), ``P*`` (primary, wording unchecked), ``S`` (secondary), ``I``
    (inferred, arithmetic) or ``L`` (weak: general knowledge, no document read).
    """

    authority: str
    title: str
    revision: str = ""
    confidence: str = "P"

    def at(self, locator: str, confidence: str = "") -> "Citation":
        """Cite one place of the document.

        >>> str(Document("CMS", "Pub. 100-04 ch. 5").at("§20.2.C"))
        'CMS, Pub. 100-04 ch. 5, §20.2.C [P]'
        """
        return Citation(self, locator, confidence or self.confidence)


@attrs.frozen
class Citation:
    """One place in one document, with how surely it was read there."""

    document: Document
    locator: str
    confidence: str

    def __str__(self) -> str:
        parts = [self.document.authority, self.document.title, self.document.revision, self.locator]
        return f"{', '.join(part for part in parts if part)} [{self.confidence}]"
