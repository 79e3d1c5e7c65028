"""Codes whose units are things: splints, extremities, instruments, areas of skin."""

from otcpt.codes import CodeMeaning

_THINGS = ("per item", "per extremity", "per instrument", "per 20 sq cm")


def counts_things(meaning: CodeMeaning) -> bool:
    """Whether a unit of the code is a thing done, so that neither minutes nor the day say how many there are."""
    return meaning.unit_basis in _THINGS and not meaning.timing.timed and not meaning.context
