"""What a code of a remittance shows of itself."""

from otcpt.denials._codes import DenialCode
from otcpt.findings.pages import source
from otcpt.page import Items, Page, Section, StyledText, Tone, facts

__all__ = ["code_page"]


def code_page(code: DenialCode) -> Page:
    """Describe a code: what it means, which rules may be behind it, how it is answered, and who may be billed."""
    about = facts(
        (
            ("effect", str(code.effect)),
            ("kind of reason", code.category.replace("-", " ")),
            ("groups", ", ".join(code.groups)),
            ("rules that may be behind it", ", ".join(code.rules)),
            ("ways to answer", ", ".join(str(route).replace("-", " ") for route in code.routes)),
            ("patient may be billed", code.patient),
            ("in the list from", str(code.first_day or "")),
            ("in the list until", str(code.last_day or "")),
        )
    )
    sources = Section("Sources", [Items([source(code.source)])], folded=True)
    return Page(code.code, [about, sources], detail=str(code.kind), verdict=StyledText(code.meaning, Tone.STRONG))
