"""Sentences that limit a whole report."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations

from otcpt.checking._day_profile import MOST_KEPT
from otcpt.claims import ServiceLine
from otcpt.codes import is_code
from otcpt.edits import PtpTable
from otcpt.findings import Caveat
from otcpt.modifiers import DISCIPLINE
from otcpt.rules import MOST_LINES, SEEN_AGAIN, Law

_SETTING = {"practitioner": "practitioner", "outpatient_hospital": "outpatient hospital", "medicaid": "Medicaid"}

#: Pairs that a sentence names before it says how many more there are.
_NAMED = 4

#: What a table says where neither it nor the one it corroborates has an edit.
_FREE = "no edit either"


def caveats_of(law: Law, lines: Sequence[ServiceLine]) -> tuple[Caveat, ...]:
    """Say which tables are carried forward past the day they were last verified for, and what had to be assumed."""
    caveats = []
    if law.edition.manifest.built_from:
        files = ", ".join(law.edition.manifest.built_from)
        caveats.append(Caveat("local-edition", f"The tables are a local edition built from {files}."))
    if len(lines) > MOST_LINES:
        caveats.append(
            Caveat(
                "filler-key",
                f"A patient has {len(lines):,} lines on one day: the patient key looks like a filler. "
                "Of equal lines the first is compared with the others, for all of them.",
            )
        )
    of_codes = law.cached(caveats_of, _of_codes)(frozenset([line.code for line in lines]))
    assumed = *_of_bill_types(law, lines), *_of_providers(law, lines)
    return (*caveats, *of_codes, *assumed) if caveats or assumed else of_codes


def _of_codes(law: Law, _: object) -> Callable[[frozenset[str]], tuple[Caveat, ...]]:
    """Return what says of the codes of a day which tables are carried forward."""
    settings, verified = law.settings, law.edition.codes.verified_through
    always: list[Caveat] = []
    if verified < law.on:
        always.append(
            Caveat(
                "codes-carried-forward",
                f"The code registry was verified through {verified}; later days are "
                f"{'not evaluated' if law.strict else 'carried forward'}.",
            )
        )
    of_limits = Caveat(
        "mue-carried-forward",
        f"Some {_SETTING.get(settings.mue)} MUEs are "
        f"{'not evaluated' if law.strict else 'carried forward from the last table that was read'}.",
    )

    @lru_cache(maxsize=MOST_KEPT)
    def found(given: frozenset[str]) -> tuple[Caveat, ...]:
        caveats = [*always]
        codes = [code for code in given if is_code(code)]
        if settings.ptp and len(codes) > 1 and (words := _by_pair(law, codes)):
            caveats.append(Caveat("ptp-carried-forward", f"The {_SETTING[settings.ptp]} PTP table {words}."))
        for code in codes if settings.mue else ():
            if law.mue(code).carried_forward:
                return (*caveats, of_limits)
        return tuple(caveats)

    return found


def _of_bill_types(law: Law, lines: Sequence[ServiceLine]) -> Iterator[Caveat]:
    given = [line.bill_type for line in lines]
    if law.settings.biller == "facility":
        if None in given:
            yield Caveat("no-bill-type", "Lines without a bill type are taken for an outpatient hospital's.")
    elif given.count(None) < len(given):
        yield Caveat(
            "facility-bill",
            "A bill type is given, but this policy is for practitioners' claims, not for facility bills.",
        )


def _of_providers(law: Law, lines: Sequence[ServiceLine]) -> Iterator[Caveat]:
    if len(lines) < 2:
        return
    biller = law.settings.biller
    absent = []
    if biller != "facility" and None in [line.rendering_provider_key for line in lines]:
        absent.append("rendering")
    if None in [line.billing_provider_key for line in lines]:
        absent.append("billing")
    if absent:
        whose = "one is assumed for them"
        given = {modifier for line in lines for modifier in line.modifiers if modifier in DISCIPLINE}
        if biller == "therapist" and "rendering" in absent and len(given) > 1:
            whose = "one is assumed for the lines of each discipline"
        yield Caveat("one-provider", f"Some lines name no {' and no '.join(absent)} provider: {whose}.")


def _late(law: Law, _: object) -> tuple[PtpTable, date] | None:
    """Return the table of pairs and the last day it was verified for, where that is past."""
    table = law.edition.ptp(law.settings.ptp)
    through = table.verified_through
    return None if through is None or not through < law.on <= law.edition.manifest.through else (table, through)


def _by_pair(law: Law, codes: Collection[str]) -> str:
    """Say of each pair of a day past the last one the table was verified for how far it was read; empty for none."""
    late = law.cached(_by_pair, _late)
    if late is None:
        return ""
    table, through = late
    read: dict[date, list[str]] = {}
    seen: list[str] = []
    carried: dict[str, list[str]] = {}
    for one, other in combinations(sorted(codes), 2):
        answer = law.ptp(one, other)
        name = f"{one}/{other}" if answer.edit is None else f"{answer.edit.column_one}/{answer.edit.column_two}"
        if answer.seen_again:
            seen.append(name)
        elif answer.carried_forward:
            carried.setdefault(law.hospital_table_words(one, other), []).append(name)
        elif answer.known and (last := table.verified_for(one, other)) is not None:
            read.setdefault(last, []).append(name)
    if not read and not seen and not carried:
        return ""
    parts = [f"{_some(pairs)} {_were(pairs)} verified through {last}" for last, pairs in sorted(read.items())]
    if law.strict and (seen or carried):
        pairs = sorted([*seen, *(pair for listed in carried.values() for pair in listed)])
        return f"was verified through {through}; {'; '.join([*parts, f'{_some(pairs)} {_were(pairs)} not evaluated'])}"
    if seen:
        parts.append(f"{_some(seen)} {_were(seen)} {SEEN_AGAIN}")
    if carried:
        pairs = sorted(pair for listed in carried.values() for pair in listed)
        parts.append(f"{_some(pairs)} {_were(pairs)} carried forward{_compared(law, carried)}")
    return f"was verified through {through}; {'; '.join(parts)}"


def _were(pairs: Sequence[str]) -> str:
    return "is" if len(pairs) == 1 else "are"


def _compared(law: Law, carried: dict[str, list[str]]) -> str:
    """Return what the outpatient hospital table has of the pairs that are carried forward."""
    by_words = {words: pairs for words, pairs in carried.items() if words}
    if not by_words:
        return ""
    free = by_words.pop(_FREE, None)
    parts = [f"{words} for {_some(pairs)}" for words, pairs in sorted(by_words.items(), reverse=True)]
    if free:
        parts.append("none for the other pairs either" if parts else "no edit either")
    read = law.edition.ptp("outpatient_hospital").verified_through
    late = "" if read is None or law.on <= read else f" (verified through {read})"
    return f". To compare: the outpatient hospital table{late} has {', '.join(parts)}"


def _some(pairs: Sequence[str]) -> str:
    more = f" and {len(pairs) - _NAMED} more" if len(pairs) > _NAMED else ""
    return f"{' and '.join(pairs) if len(pairs) < 3 else ', '.join(pairs[:_NAMED])}{more}"
