"""What a unit of a code is, where it is not the code's own time, and which codes are billed once."""

from otcpt.codes import CodeMeaning
from otcpt.rules._law import Law
from otcpt.units.arithmetic import counts_tenths

_THINGS = ("per item", "per extremity", "per instrument", "per 20 sq cm")


def is_quantity_based(meaning: CodeMeaning) -> bool:
    """Return whether a unit of the code is a thing done, so that neither minutes nor the day say how many there are."""
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


def counts_once_a_day(law: Law, code: str) -> bool:
    """Whether an untimed code is usually one unit a day, whatever the minutes (UNIT004)."""
    meaning = law.meaning(code)
    return meaning is not None and meaning.once_a_day and not meaning.timing.timed and not meaning.context


def opens_a_family(law: Law, code: str) -> bool:
    """Whether the code is the first unit of a family whose further units have a code of their own (AOC002)."""
    meaning = law.meaning(code)
    return meaning is not None and meaning.timing.family == code and meaning.timing.additional is not None


def is_judged_by_repeats(law: Law, code: str) -> bool:
    """Whether UNIT004 or AOC002 is asked of further units of the code."""
    off = law.settings.off
    return (counts_once_a_day(law, code) and "UNIT004" not in off) or (
        opens_a_family(law, code) and "AOC002" not in off
    )


def follows(law: Law, code: str) -> tuple[str, ...]:
    """Return the untimed add-on codes in force that only add to this one: what further units are billed as."""
    return law.cached(("follows", code), _follows)


def _follows(law: Law, key: tuple[str, str]) -> tuple[str, ...]:
    code = key[1]
    return tuple(
        meaning.code
        for meaning in law.edition.codes.in_force(law.on)
        if meaning.add_on_to == (code,) and not meaning.timing.timed and not meaning.context
    )
