"""Sentences that limit a whole report."""

from collections.abc import Sequence

from otcpt.claims import ServiceLine
from otcpt.codes import is_code
from otcpt.findings import Caveat
from otcpt.rules import Law

_SETTING = {"practitioner": "practitioner", "outpatient_hospital": "outpatient hospital", "medicaid": "Medicaid"}


def caveats_of(law: Law, lines: Sequence[ServiceLine]) -> tuple[Caveat, ...]:
    """Say which tables are carried forward past the day they were last verified for, and what had to be assumed."""
    caveats = []
    settings, edition = law.settings, law.edition
    codes = {line.code for line in lines if is_code(line.code)}
    if edition.codes.verified_through < law.on:
        caveats.append(
            Caveat("codes-carried-forward", f"The code registry was verified through {edition.codes.verified_through}.")
        )
    if settings.ptp and len(codes) > 1:
        through = edition.ptp(settings.ptp).verified_through
        if through is not None and through < law.on:
            caveats.append(
                Caveat(
                    "ptp-carried-forward",
                    f"The {_SETTING[settings.ptp]} PTP table was last verified through {through}; "
                    "for later dates its answers are carried forward.",
                )
            )
    if settings.mue and any(law.mue(code).carried_forward for code in codes):
        caveats.append(
            Caveat(
                "mue-carried-forward",
                f"Some {_SETTING[settings.mue]} MUE values are carried forward from the last edition that was read.",
            )
        )
    if settings.biller == "facility":
        if any(line.bill_type is None for line in lines):
            caveats.append(Caveat("no-bill-type", "No bill type is given: an outpatient hospital is assumed."))
    elif any(line.bill_type is not None for line in lines):
        caveats.append(
            Caveat(
                "facility-bill", "A bill type is given, and this policy speaks for practitioners, not for facilities."
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
            caveats.append(
                Caveat("one-provider", f"No {' and no '.join(absent)} provider is named: one is assumed for all lines.")
            )
    return tuple(caveats)
