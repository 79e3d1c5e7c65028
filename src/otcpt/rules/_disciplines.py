"""Under which of GO, GP and GN a code can be billed."""

from otcpt.codes import CodeMeaning
from otcpt.modifiers import DISCIPLINE

#: Services of occupational and physical therapy alone, whoever else's they are in part (NCCI Policy Manual XI.H.2).
NOT_OF_SPEECH = frozenset({"97110", "97112", "97150", "97530"})


def modifiers_of(meaning: CodeMeaning) -> tuple[str, ...]:
    """Return the modifiers of the disciplines that may bill the code.

    >>> from datetime import date
    >>> from otcpt.editions import load_edition
    >>> codes = load_edition().codes
    >>> [modifiers_of(codes[code].on(date(2026, 3, 2))) for code in ("97165", "97150", "97129")]
    [('GO',), ('GO', 'GP'), ('GO', 'GN')]
    """
    return tuple(
        modifier
        for modifier, discipline in DISCIPLINE.items()
        if discipline in meaning.disciplines and not (modifier == "GN" and meaning.code in NOT_OF_SPEECH)
    )
