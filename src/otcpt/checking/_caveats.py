"""Sentences that limit a whole report."""

from collections.abc import Collection, Sequence
from itertools import combinations

from otcpt.claims import ServiceLine
from otcpt.codes import is_code
from otcpt.findings import Caveat
from otcpt.modifiers import DISCIPLINE
from otcpt.rules import Law

_SETTING = {"practitioner": "practitioner", "outpatient_hospital": "outpatient hospital", "medicaid": "Medicaid"}

#: Pairs that a sentence names before it says how many more there are.
_NAMED = 4

#: What a table says where neither it nor the one it corroborates has an edit.
_FREE = "no edit either"


def caveats_of(law: Law, lines: Sequence[ServiceLine]) -> tuple[Caveat, ...]:
    """Say which tables are carried forward past the day they were last verified for, and what had to be assumed."""
    caveats = []
    settings, edition = law.settings, law.edition
    codes = {line.code for line in lines if is_code(line.code)}
    if edition.manifest.built_from:
        files = ", ".join(edition.manifest.built_from)
        caveats.append(Caveat("local-edition", f"The tables are a local edition built from {files}."))
    if edition.codes.verified_through < law.on:
        caveats.append(
            Caveat(
                "codes-carried-forward",
                f"The code registry was verified through {edition.codes.verified_through}; later days are "
                f"{'not evaluated' if law.strict else 'carried forward'}.",
            )
        )
    if settings.ptp and len(codes) > 1:
        through = edition.ptp(settings.ptp).verified_through
        if through is not None and through < law.on <= edition.manifest.through:
            text = f"The {_SETTING[settings.ptp]} PTP table was verified through {through}; {_since(law, codes)}."
            caveats.append(Caveat("ptp-carried-forward", text))
    if settings.mue and any(law.mue(code).carried_forward for code in codes):
        caveats.append(
            Caveat(
                "mue-carried-forward",
                f"Some {_SETTING[settings.mue]} MUEs are carried forward from the last table that was read.",
            )
        )
    if settings.biller == "facility":
        if any(line.bill_type is None for line in lines):
            caveats.append(Caveat("no-bill-type", "Lines without a bill type are taken for an outpatient hospital's."))
    elif any(line.bill_type is not None for line in lines):
        caveats.append(
            Caveat(
                "facility-bill",
                "A bill type is given, but this policy is for practitioners' claims, not for facility bills.",
            )
        )
    if len(lines) > 1:
        absent = [
            name
            for name, key in (("rendering", "rendering_provider_key"), ("billing", "billing_provider_key"))
            if not (name == "rendering" and settings.biller == "facility")
            and any(getattr(line, key) is None for line in lines)
        ]
        if absent:
            whose = "one is assumed for them"
            given = {modifier for line in lines for modifier in line.modifiers if modifier in DISCIPLINE}
            if settings.biller == "therapist" and "rendering" in absent and len(given) > 1:
                whose = "one is assumed for the lines of each discipline"
            text = f"Some lines name no {' and no '.join(absent)} provider: {whose}."
            caveats.append(Caveat("one-provider", text))
    return tuple(caveats)


def _since(law: Law, codes: Collection[str]) -> str:
    """Say what holds of the pairs of a day past the last one their table was verified for."""
    if law.strict:
        return "later days are not evaluated"
    by_words: dict[str, list[str]] = {}
    for one, other in combinations(sorted(codes), 2):
        if words := law.hospital_table_words(one, other):
            edit = law.ptp(one, other).edit
            by_words.setdefault(words, []).append(
                f"{one}/{other}" if edit is None else f"{edit.column_one}/{edit.column_two}"
            )
    if not by_words:
        return "later days are carried forward"
    free = by_words.pop(_FREE, None)
    parts = [f"{words} for {_some(pairs)}" for words, pairs in sorted(by_words.items(), reverse=True)]
    if free:
        parts.append("none for the other pairs either" if parts else "no edit for these pairs either")
    read = law.edition.ptp("outpatient_hospital").verified_through
    late = "" if read is None or law.on <= read else f" (verified through {read})"
    return f"later days are carried forward. To compare: the outpatient hospital table{late} has {', '.join(parts)}"


def _some(pairs: Sequence[str]) -> str:
    more = f" and {len(pairs) - _NAMED} more" if len(pairs) > _NAMED else ""
    return f"{' and '.join(pairs) if len(pairs) < 3 else ', '.join(pairs[:_NAMED])}{more}"
