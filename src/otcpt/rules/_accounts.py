"""What the minutes of a day support, account by account, against what was billed."""

from collections.abc import Mapping, Sequence

import attrs

from otcpt.claims import ServiceLine
from otcpt.codes import CodeMeaning
from otcpt.findings import Evidence
from otcpt.rules._law import Law
from otcpt.units import allocate, minutes_to_units

#: Minutes of one unit in the total-time pool.
_BLOCK = 15

#: Minutes of a calendar day. Lines may sum to more of one code; such a day is wrong whatever the answer.
_DAY = 1440

#: More codes with equal claims than this, and only one of the equally right answers is written out.
_MOST_TIED = 6


@attrs.frozen
class Account:
    """Codes that share their minutes: the total-time pool, a first-plus-additional family, or one code by itself.

    ``billed`` and ``answers`` are units by code; every answer is equally right. ``positions`` are the account's lines,
    those furthest from any answer first.
    """

    positions: tuple[int, ...]
    minutes: int
    billed: Mapping[str, int]
    answers: tuple[Mapping[str, int], ...]

    @property
    def excess(self) -> int:
        """Units billed beyond what the minutes support; negative where fewer were billed."""
        return sum(self.billed.values()) - sum(self.answers[0].values())

    @property
    def evidence(self) -> Evidence:
        """Minutes, what was billed and what is right."""
        return (
            ("minutes", self.minutes),
            ("billed", sum(self.billed.values())),
            ("supported", sum(self.answers[0].values())),
            ("billed_units", _spell(self.billed)),
            ("right", " or ".join(map(_spell, self.answers))),
        )


def counts_minutes(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:  # noqa: ARG001  # as every touches
    """Whether the units of such a line follow from the minutes of the day.

    Not for untimed codes, codes kept for combinations only, and remote monitoring, whose minutes are a month's.
    """
    meaning = law.meaning(code)
    return meaning is not None and _counts(meaning)


def wrong_accounts(law: Law, lines: Sequence[ServiceLine]) -> tuple[Account, ...]:
    """Return the accounts whose billed units are none of the right answers, in code order.

    A first-plus-additional family counts as one: how its units are shared between the two codes is for AOC001 and
    AOC002.

    The lines are those of one patient, day, discipline and billing entity; every line that counts minutes must have
    its minutes and units. The common answer, that all is right, is found without making an allocation.
    """
    pooling = law.settings.unit_method == "cms"
    pool: dict[str, list[int]] = {}
    apart: dict[str, list[int]] = {}
    families: dict[str, str] = {}
    for line in lines:
        code = line.code
        meaning = law.meaning(code)
        if meaning is None or not _counts(meaning):
            continue
        timing = meaning.timing
        key = timing.family or code
        if timing.additional is not None:
            families[key] = timing.additional
        account = pool if pooling and timing.pool is not None else apart
        entry = account.get(key)
        if entry is None:
            entry = account[key] = [0, 0]
        entry[0] += line.minutes or 0
        entry[1] += line.units or 0
    wrong = [[key] for key, entry in apart.items() if not _right_apart(law, key, entry, families)]
    if pool and not _right_pool(pool):
        wrong.append(sorted(pool))
    return tuple(_account(law, lines, keys, families) for keys in sorted(wrong)) if wrong else ()


def _counts(meaning: CodeMeaning) -> bool:
    timing = meaning.timing
    return timing.interval is not None and timing.rounding == "midpoint" and not meaning.context


def _right_pool(pool: Mapping[str, list[int]]) -> bool:
    """Whole blocks first, then the most minutes left over."""
    total = billed = 0
    least_winner, most_loser = _BLOCK, -1
    for minutes, units in pool.values():
        total += minutes
        billed += units
        blocks, left_over = divmod(minutes, _BLOCK)
        if units == blocks:
            most_loser = max(most_loser, left_over)
        elif units == blocks + 1:
            least_winner = min(least_winner, left_over)
        else:
            return False
    return billed == (total + 7) // _BLOCK and least_winner >= most_loser


def _right_apart(law: Law, key: str, entry: list[int], families: Mapping[str, str]) -> bool:
    minutes, units = entry
    if key in families:
        return units == sum(_answers(law, {key: minutes})[0].values())
    meaning = law.meaning(key)
    assert meaning is not None
    assert meaning.timing.interval is not None
    return units == minutes_to_units(min(minutes, _DAY), interval=meaning.timing.interval)


def _account(law: Law, lines: Sequence[ServiceLine], keys: Sequence[str], families: Mapping[str, str]) -> Account:
    codes = {code for key in keys for code in (key, families.get(key, key))}
    own = [position for position, line in enumerate(lines) if line.code in codes]
    minutes: dict[str, int] = {}
    billed: dict[str, int] = {}
    for position in own:
        line = lines[position]
        minutes[line.code] = minutes.get(line.code, 0) + (line.minutes or 0)
        billed[line.code] = billed.get(line.code, 0) + (line.units or 0)
    billed = dict(sorted(billed.items()))
    answers = _answers(law, minutes)
    excess = sum(billed.values()) - sum(answers[0].values())

    def furthest_first(position: int) -> tuple[object, ...]:
        line = lines[position]
        right = [answer.get(line.code, 0) for answer in answers]
        far = min(right) - billed[line.code] if excess < 0 else billed[line.code] - max(right)
        return -far, line.code, line.modifiers, line.units or 0, line.minutes or 0

    return Account(tuple(sorted(own, key=furthest_first)), sum(minutes.values()), billed, answers)


def _answers(law: Law, minutes: Mapping[str, int]) -> tuple[Mapping[str, int], ...]:
    timings = {}
    for code in minutes:
        meaning = law.meaning(code)
        assert meaning is not None
        timings[code] = meaning.timing
        for member in (meaning.timing.family, meaning.timing.additional):
            other = None if member is None else law.meaning(member)
            if member is not None and other is not None:
                timings[member] = other.timing
    allocation = allocate(
        {code: min(spent, _DAY) for code, spent in minutes.items()},
        timings,
        method=law.settings.unit_method,
    )
    return allocation.alternatives if len(allocation.tied) <= _MOST_TIED else (allocation.units,)


def _spell(units: Mapping[str, int]) -> str:
    return ", ".join(f"{code} x{count}" for code, count in sorted(units.items()))
