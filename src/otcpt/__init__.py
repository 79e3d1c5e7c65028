"""CPT rules for occupational therapy: minutes to units, code combinations, every answer with its source.

The names below load on first use; importing the package reads no data and next to no code.
"""

from importlib import import_module

TYPE_CHECKING = False  # checkers take it for True; importing typing would cost half of this import
if TYPE_CHECKING:
    from otcpt._version import __version__ as __version__
    from otcpt.billing import Bill, bill
    from otcpt.checker import Checker
    from otcpt.checking import allocate_units, check, check_all, compare_units, read_finding, split_assistant_units
    from otcpt.claims import Claim, Episode, History, PlanOfCare, PriorPayments, Service, ServiceLine, Visit
    from otcpt.claims import parse_claim as claim
    from otcpt.claims import parse_visit as visit
    from otcpt.comparing import compare_editions, compare_policies, missed_units
    from otcpt.editions import Edition, EditionDiff, available_editions, load_edition
    from otcpt.errors import (
        BrokenData,
        EditionMismatch,
        InputErrors,
        InvalidInput,
        MissingExtra,
        OtcptError,
        OutsideCoverage,
        UnknownName,
    )
    from otcpt.explaining import Explanation, explain
    from otcpt.findings import FaultsFound, Finding, Report, Rule, Severity
    from otcpt.io import read_claims, read_history
    from otcpt.policies import Overlay, Policy, available_policies, load_policy
    from otcpt.repairing import Repairs, repairs
    from otcpt.rules import ALL_RULES, find_rule
    from otcpt.units import Allocation, MinuteRange, minutes_to_units, units_to_minutes

__all__ = [
    "ALL_RULES",
    "Allocation",
    "Bill",
    "BrokenData",
    "Checker",
    "Claim",
    "Edition",
    "EditionDiff",
    "EditionMismatch",
    "Episode",
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
    "PriorPayments",
    "Repairs",
    "Report",
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
    "check",
    "check_all",
    "claim",
    "compare_editions",
    "compare_policies",
    "compare_units",
    "explain",
    "find_rule",
    "load_edition",
    "load_policy",
    "minutes_to_units",
    "missed_units",
    "read_claims",
    "read_finding",
    "read_history",
    "repairs",
    "split_assistant_units",
    "units_to_minutes",
    "visit",
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
        "Visit": "",
        "claim": "parse_claim",
        "visit": "parse_visit",
    },
    "editions": {"Edition": "", "EditionDiff": "", "available_editions": "", "load_edition": ""},
    "billing": {"Bill": "", "bill": ""},
    "checker": {"Checker": ""},
    "checking": {
        "allocate_units": "",
        "check": "",
        "check_all": "",
        "compare_units": "",
        "read_finding": "",
        "split_assistant_units": "",
    },
    "explaining": {"Explanation": "", "explain": ""},
    "repairing": {"Repairs": "", "repairs": ""},
    "comparing": {"compare_editions": "", "compare_policies": "", "missed_units": ""},
    "errors": {
        "BrokenData": "",
        "EditionMismatch": "",
        "InputErrors": "",
        "InvalidInput": "",
        "MissingExtra": "",
        "OtcptError": "",
        "OutsideCoverage": "",
        "UnknownName": "",
    },
    "findings": {"FaultsFound": "", "Finding": "", "Report": "", "Rule": "", "Severity": ""},
    "io": {"read_claims": "", "read_history": ""},
    "policies": {"Overlay": "", "Policy": "", "available_policies": "", "load_policy": ""},
    "rules": {"ALL_RULES": "", "find_rule": ""},
    "units": {"Allocation": "", "MinuteRange": "", "minutes_to_units": "", "units_to_minutes": ""},
    "_version": {"__version__": ""},
}
_SUBMODULES = frozenset(
    {"batch", "billing", "checker", "checking", "claims", "codes", "comparing", "editions", "edits", "errors"}
    | {
        "explaining",
        "findings",
        "fixes",
        "io",
        "modifiers",
        "policies",
        "repairing",
        "rules",
        "spark",
        "testing",
        "units",
    }
)
_ROOMS = {name: (room, there or name) for room, names in _HOMES.items() for name, there in names.items()}


def __getattr__(name: str) -> object:
    if name in _SUBMODULES:
        return import_module(f"otcpt.{name}")
    try:
        room, there = _ROOMS[name]
    except KeyError:
        raise AttributeError(f"module 'otcpt' has no attribute {name!r}") from None
    value = globals()[name] = getattr(import_module(f"otcpt.{room}"), there)
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
