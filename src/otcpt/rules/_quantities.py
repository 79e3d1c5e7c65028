"""What a unit of a code is, where it is not the code's own time: a thing done, or a tenth of an hour."""

from otcpt.codes import CodeMeaning
from otcpt.rules._law import Law
from otcpt.units.arithmetic import counts_tenths

_THINGS = ("per item", "per extremity", "per instrument", "per 20 sq cm")


def is_quantity_based(meaning: CodeMeaning) -> bool:
    """Return whether a unit of the code is a thing done, so that neither minutes nor the day say how many there are.

    Args:
        meaning: The meaning of the code on the day.

    Returns:
        Whether it is.
    """
    return meaning.unit_basis in _THINGS and not meaning.timing.timed and not meaning.context


def other_unit(law: Law, code: str) -> str:
    """Return why the units of a code are not those that published limits count; empty where they are.

    A payer that counts tenths of an hour says so of timed codes; of the others nothing is known.
    """
    if law.settings.unit_method != "tenths":
        return ""
    meaning = law.meaning(code)
    if meaning is not None and counts_tenths(meaning.timing, law.settings.unit_method):
        minutes = meaning.timing.interval
        return f"this payer counts {code} in tenths of an hour; published limits count units of {minutes} minutes"
    return f"this payer counts tenths of an hour, and whether it counts {code} so too is not stated"
