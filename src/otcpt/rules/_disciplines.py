"""Under which of GO, GP and GN a code can be billed."""

from otcpt.codes import CodeGroup
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._law import Law


def modifiers_of(law: Law, code: str) -> tuple[str, ...]:
    """Return the modifiers of the disciplines that may bill the code.

    Args:
        law: The law and the payer's choices on the date of service.
        code: A CPT or HCPCS code.

    Returns:
        Among GO, GP and GN.

    Example:
        >>> import otcpt
        >>> law = otcpt.Checker(policy="medicare-part-b").law_on("2026-03-02")
        >>> [modifiers_of(law, code) for code in ("97165", "97150", "97129")]
        [('GO',), ('GO', 'GP'), ('GO', 'GN')]
    """
    billers = law.billers(code)
    return tuple(
        modifier
        for modifier, discipline in DISCIPLINE.items()
        if discipline in billers and not (modifier == "GN" and code in law.group(CodeGroup.NOT_OF_SPEECH))
    )
