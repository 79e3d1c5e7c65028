"""CPT rules for occupational therapy: minutes to units, code combinations, every answer with its source.

    claim = otcpt.claim("2026-03-02", "97530:GO x2 @30", "97140:GO:59 x1 @15")
    report = otcpt.check(claim, policy="medicare-part-b")

The names below load on first use; importing the package reads no data and next to no code.
"""

from importlib import import_module as _import_module

# Checkers take it for True, and editors too where it is declared and not a literal; importing typing would cost half of
# this import.
TYPE_CHECKING: bool = False
if TYPE_CHECKING:
    from otcpt import (
        batch as batch,
        billing as billing,
        checker as checker,
        checking as checking,
        citation as citation,
        claims as claims,
        codes as codes,
        comparing as comparing,
        denials as denials,
        editions as editions,
        edits as edits,
        errors as errors,
        explaining as explaining,
        fees as fees,
        findings as findings,
        fixes as fixes,
        io as io,
        modifiers as modifiers,
        page as page,
        policies as policies,
        pricing as pricing,
        recording as recording,
        repairing as repairing,
        rules as rules,
        shown as shown,
        spark as spark,
        testing as testing,
        units as units,
    )
    from otcpt._version import __version__ as __version__
    from otcpt.billing import Bill, bill, bill_schema
    from otcpt.checker import Checker
    from otcpt.checking import allocate_units, check, check_all, compare_units, read_finding, split_assistant_units
    from otcpt.claims import (
        Claim,
        Episode,
        History,
        PlanOfCare,
        PriorPayments,
        Remittance,
        Service,
        ServiceLine,
        Visit,
        claim_schema,
        history_schema,
        parse_claim as claim,
        parse_visit as visit,
        visit_schema,
    )
    from otcpt.comparing import Replay, compare_editions, compare_policies, missed_units, replay, replay_all
    from otcpt.denials import DenialReport, denial_code, explain_denials
    from otcpt.editions import Edition, EditionDiff, available_editions, code, load_edition, pair
    from otcpt.errors import (
        BrokenData,
        BrokenPlugin,
        EditionMismatch,
        InputErrors,
        InvalidInput,
        MissingExtra,
        OtcptError,
        OutsideCoverage,
        PolicyMismatch,
        UnknownName,
    )
    from otcpt.explaining import Explanation, explain
    from otcpt.findings import FaultsFound, Finding, Report, Reports, Rule, Severity, report_schema
    from otcpt.io import read_claims, read_history, read_remittances
    from otcpt.policies import Overlay, Policy, available_policies, load_policy, policy_schema
    from otcpt.pricing import Estimate, price, price_all
    from otcpt.recording import Documentation, documentation
    from otcpt.repairing import Repairs, repairs
    from otcpt.rules import ALL_RULES, find_rule
    from otcpt.units import Allocation, MinuteRange, minutes_to_units, units_to_minutes

__all__ = [
    "ALL_RULES",
    "Allocation",
    "Bill",
    "BrokenData",
    "BrokenPlugin",
    "Checker",
    "Claim",
    "DenialReport",
    "Documentation",
    "Edition",
    "EditionDiff",
    "EditionMismatch",
    "Episode",
    "Estimate",
    "Explanation",
    "FaultsFound",
    "Finding",
    "History",
    "InputErrors",
    "InvalidInput",
    "MinuteRange",
    "MissingExtra",
    "OtcptError",
    "OutsideCoverage",
    "Overlay",
    "PlanOfCare",
    "Policy",
    "PolicyMismatch",
    "PriorPayments",
    "Remittance",
    "Repairs",
    "Replay",
    "Report",
    "Reports",
    "Rule",
    "Service",
    "ServiceLine",
    "Severity",
    "UnknownName",
    "Visit",
    "allocate_units",
    "available_editions",
    "available_policies",
    "bill",
    "bill_schema",
    "check",
    "check_all",
    "claim",
    "claim_schema",
    "code",
    "compare_editions",
    "compare_policies",
    "compare_units",
    "denial_code",
    "documentation",
    "explain",
    "explain_denials",
    "find_rule",
    "history_schema",
    "load_edition",
    "load_policy",
    "minutes_to_units",
    "missed_units",
    "pair",
    "policy_schema",
    "price",
    "price_all",
    "read_claims",
    "read_finding",
    "read_history",
    "read_remittances",
    "repairs",
    "replay",
    "replay_all",
    "report_schema",
    "split_assistant_units",
    "units_to_minutes",
    "visit",
    "visit_schema",
]

#: Where each name lives: room, and its name there if another.
_HOMES = {
    "claims": {
        "Claim": "",
        "Episode": "",
        "History": "",
        "PlanOfCare": "",
        "Service": "",
        "ServiceLine": "",
        "PriorPayments": "",
        "Remittance": "",
        "Visit": "",
        "claim": "parse_claim",
        "claim_schema": "",
        "history_schema": "",
        "visit_schema": "",
        "visit": "parse_visit",
    },
    "editions": {
        "Edition": "",
        "EditionDiff": "",
        "available_editions": "",
        "code": "",
        "load_edition": "",
        "pair": "",
    },
    "billing": {"Bill": "", "bill": "", "bill_schema": ""},
    "checker": {"Checker": ""},
    "checking": {
        "allocate_units": "",
        "check": "",
        "check_all": "",
        "compare_units": "",
        "read_finding": "",
        "split_assistant_units": "",
    },
    "denials": {"DenialReport": "", "denial_code": "", "explain_denials": ""},
    "explaining": {"Explanation": "", "explain": ""},
    "pricing": {"Estimate": "", "price": "", "price_all": ""},
    "recording": {"Documentation": "", "documentation": ""},
    "repairing": {"Repairs": "", "repairs": ""},
    "comparing": {
        "Replay": "",
        "compare_editions": "",
        "compare_policies": "",
        "missed_units": "",
        "replay": "",
        "replay_all": "",
    },
    "errors": {
        "BrokenData": "",
        "BrokenPlugin": "",
        "EditionMismatch": "",
        "InputErrors": "",
        "InvalidInput": "",
        "MissingExtra": "",
        "OtcptError": "",
        "OutsideCoverage": "",
        "PolicyMismatch": "",
        "UnknownName": "",
    },
    "findings": {
        "FaultsFound": "",
        "Finding": "",
        "Report": "",
        "Reports": "",
        "Rule": "",
        "Severity": "",
        "report_schema": "",
    },
    "io": {"read_claims": "", "read_history": "", "read_remittances": ""},
    "policies": {"Overlay": "", "Policy": "", "available_policies": "", "load_policy": "", "policy_schema": ""},
    "rules": {"ALL_RULES": "", "find_rule": ""},
    "units": {"Allocation": "", "MinuteRange": "", "minutes_to_units": "", "units_to_minutes": ""},
    "_version": {"__version__": ""},
}
#: The rooms, each a module of that name, and what it needs that an extra installs.
_ROOMS: dict[str, tuple[str, ...]] = {
    "batch": ("numpy", "pyarrow"),
    "billing": (),
    "checker": (),
    "checking": (),
    "citation": (),
    "claims": (),
    "codes": (),
    "comparing": (),
    "denials": (),
    "editions": (),
    "edits": (),
    "errors": (),
    "explaining": (),
    "fees": (),
    "findings": (),
    "fixes": (),
    "io": (),
    "modifiers": (),
    "page": (),
    "policies": (),
    "pricing": (),
    "recording": (),
    "repairing": (),
    "rules": (),
    "shown": (),
    "spark": ("numpy", "pyarrow"),
    "testing": (),
    "units": (),
}
_PLACES = {name: (room, there or name) for room, names in _HOMES.items() for name, there in names.items()}

if not TYPE_CHECKING:  # a name that is not there is an error for checkers too

    def __getattr__(name: str) -> object:
        if name in _ROOMS:
            return _import_module(f"otcpt.{name}")
        try:
            room, there = _PLACES[name]
        except KeyError:
            module = _import_module(__name__)
            raise AttributeError(f"module 'otcpt' has no attribute {name!r}", name=name, obj=module) from None
        value = globals()[name] = getattr(_import_module(f"otcpt.{room}"), there)
        return value


def __dir__() -> list[str]:
    """Return the public names and the rooms that can be loaded: what `help` and completion ask for each of."""
    from importlib.util import find_spec

    rooms = [room for room, needs in _ROOMS.items() if all(map(find_spec, needs))]
    return sorted([*__all__, *rooms, "__version__"])
