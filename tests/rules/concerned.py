"""Which lines concern which rule: what an explanation calls *concerned*, and what the engine asks each rule about."""

from collections.abc import Iterator
from datetime import date

from otcpt.editions import load_edition
from otcpt.findings import Rule
from otcpt.policies import Overlay, load_policy
from otcpt.rules import Law

#: Codes of every family and kind, two that are in no registry, and one that is none.
CODES = (
    "97165", "97168", "97161", "97164", "97003", "97530", "97535", "97110", "97112", "97116", "97124", "97129",
    "97130", "97140", "97150", "97010", "97014", "97035", "97018", "97542", "97545", "97546", "97550", "97551",
    "97552", "97597", "97598", "97602", "97605", "97750", "97755", "97760", "97763", "97537", "97533", "97127",
    "97532", "G0515", "G0283", "G0152", "G0463", "G8978", "G8987", "G8991", "98975", "98976", "98977", "98979",
    "98980", "98981", "98960", "29105", "29125", "29130", "29260", "L3906", "L3908", "A4570", "92507", "92508",
    "92521", "92526", "92610", "90901", "90912", "95851", "95992", "96105", "96112", "96113", "96125", "96202",
    "99213", "99214", "64550", "0791T", "11042", "12001", "36415", "98925", "98940", "93798", "S9129", "T1013",
    "99999", "00001", "9753O",
)  # fmt: skip
MODIFIERS = ((), ("GO",), ("GP", "KX"), ("GN", "59"), ("GO", "CO", "CH"), ("95",), ("AT", "RT"), ("GO", "GP", "76"))
DAYS = ("2012-12-31", "2013-01-01", "2018-12-31", "2019-01-01", "2020-01-01", "2026-03-02", "2027-01-04")
PAYERS = {
    "practice": load_policy("medicare-part-b"),
    "doctor": load_policy("medicare-part-b") | Overlay(id="doctor", biller="physician"),
    "hospital": load_policy("medicare-part-b-facility"),
    "midpoint": load_policy("ama-midpoint"),
}
LAWS = {
    payer: [Law(load_edition(), policy.on(date.fromisoformat(on)), date.fromisoformat(on)) for on in DAYS]
    for payer, policy in PAYERS.items()
}


def concerned(rule: Rule) -> Iterator[str]:
    """Yield the codes a rule is asked about: a line for each payer, modifiers and day."""
    for payer, laws in LAWS.items():
        for modifiers in MODIFIERS:
            for law in laws:
                if rule.enabled_by(law.settings):
                    codes = [code for code in CODES if rule.applies_to_line(law, code, modifiers)]
                    yield f"{payer} {':'.join(modifiers)} {law.on}: {' '.join(codes)}"
