"""Codes that are billed once, so that a second unit is a fault of its own before any limit counts it."""

from otcpt.rules._law import Law


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
