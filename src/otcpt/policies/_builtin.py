"""The built-in policies. Sources stand beside each choice."""

import attrs

from otcpt.errors import UnknownName, did_you_mean
from otcpt.frozenmap import FrozenMap
from otcpt.policies._policy import Overlay, Policy

#: Medicare's claim filing codes in SBR09 (005010X222A1, loop 2000B): MA Part A, MB Part B, 16 Medicare Advantage HMO.
_MEDICARE = ("MA", "MB")

#: An occupational therapist in private practice (specialty 67). Total time: Pub. 100-04 ch. 5 §20.2. Practitioner
#: tables: NCCI Policy Manual, Introduction p. 4. GO on every therapy line and CO: Pub. 100-04 ch. 5 §§10.6, 20.1.
_PART_B = Overlay(
    id="medicare-part-b",
    citation="CMS, Pub. 100-04 ch. 5; NCCI Policy Manual rev. 2026-01-01, Introduction",
    unit_method="cms",
    tie_break="largest_total",
    de_minimis="exact",
    ptp="practitioner",
    mue="practitioner",
    edition="",
    denied_pairs=(),
    biller="therapist",
    discipline="OT",
    discipline_modifiers=True,
    assistant_modifiers=True,
    medicare_status=True,
    plan_of_care=True,
    medicare_modifiers=True,
    units_within_elapsed=False,
    payers=_MEDICARE,
    other_payers=(),
    core=("CODE", "UNIT", "PTP", "MUE", "AOC", "MOD", "EVAL"),
    staleness="carry",
    off=(),
)

#: Outpatient hospital, SNF Part B, CORF, rehabilitation agency, critical access hospital: by bill type. The outpatient
#: tables apply to all of them (NCCI Policy Manual, Introduction p. 4); what differs is decided by rule.
_FACILITY = attrs.evolve(
    _PART_B,
    id="medicare-part-b-facility",
    citation="CMS, Pub. 100-04 ch. 5; NCCI Policy Manual rev. 2026-01-01, Introduction",
    ptp="outpatient_hospital",
    mue="outpatient_hospital",
    biller="facility",
)

#: A payer that counts each code by the CPT midpoint and copies nothing else of Medicare's; what such a payer asks for
#: beyond it is an overlay's business.
_MIDPOINT = Overlay(
    id="ama-midpoint",
    citation="AMA, CPT introduction, section on time (since CPT 2011)",
    unit_method="ama",
    tie_break="largest_total",
    de_minimis="exact",
    ptp="",
    mue="",
    edition="",
    denied_pairs=(),
    biller="therapist",
    discipline="OT",
    discipline_modifiers=False,
    assistant_modifiers=False,
    medicare_status=False,
    plan_of_care=False,
    medicare_modifiers=False,
    units_within_elapsed=False,
    payers=(),
    other_payers=_MEDICARE,
    core=("CODE", "UNIT", "AOC", "EVAL"),
    staleness="carry",
    off=(),
)

#: The NCCI base of Medicaid: its own MUE values as line edits, no PTP table at hand. The unit method is the state's and
#: must be laid over.
_MEDICAID = Overlay(
    id="medicaid-ncci",
    citation="CMS, Medicaid NCCI MUE practitioner 2026Q1",
    tie_break="largest_total",
    de_minimis="exact",
    ptp="medicaid",
    mue="medicaid",
    edition="",
    denied_pairs=(),
    biller="therapist",
    discipline="OT",
    discipline_modifiers=False,
    assistant_modifiers=False,
    medicare_status=False,
    plan_of_care=False,
    medicare_modifiers=False,
    units_within_elapsed=False,
    payers=("MC",),
    other_payers=(),
    core=("CODE", "UNIT", "PTP", "MUE", "AOC", "EVAL"),
    staleness="carry",
    off=(),
)


_BUILTIN = FrozenMap((layer.id, Policy((layer,))) for layer in (_PART_B, _FACILITY, _MIDPOINT, _MEDICAID))


def available_policies() -> tuple[str, ...]:
    """Return the names of the built-in policies.

    >>> available_policies()
    ('medicare-part-b', 'medicare-part-b-facility', 'ama-midpoint', 'medicaid-ncci')
    """
    return tuple(_BUILTIN)


def built_in(name: str) -> Policy:
    """Return a built-in policy; raise `UnknownName` with near misses otherwise."""
    if name not in _BUILTIN:
        near = did_you_mean(name, _BUILTIN)
        raise UnknownName(f"no policy is called {name!r}; there are {', '.join(_BUILTIN)}.{near}")
    return _BUILTIN[name]
