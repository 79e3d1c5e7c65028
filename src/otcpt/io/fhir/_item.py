"""One item of a claim: its code, modifiers, day, quantity and charge, as FHIR writes them."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from otcpt.errors import InvalidInput
from otcpt.io._log import Log
from otcpt.io.fhir._node import Node
from otcpt.modifiers import parse_modifier
from otcpt.timeline import calendar_day

#: What the systems of HCPCS and CPT codes have in their address: those of HL7, CMS, Blue Button and the object ids.
_PROCEDURES = re.compile(r"ama-assn\.org/go/cpt|hcpcs|2\.16\.840\.1\.113883\.6\.(?:12|14|285)\b", re.IGNORECASE)
_PLACES = re.compile(r"place[_-]?of[_-]?se?rv|serviceplace", re.IGNORECASE)
#: A file has few systems and few modifiers.
_is_procedure = lru_cache(maxsize=1 << 10)(_PROCEDURES.search)
_modifier = lru_cache(maxsize=1 << 10)(parse_modifier)
#: Units of time, in seconds: those of UCUM, X12's MJ, and the words that are written instead.
_SECONDS = {
    **dict.fromkeys(("min", "mins", "minute", "minutes", "mj"), 60),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3600),
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1),
}
#: No charge has more digits before the point.
_MOST_DIGITS = 12
_COUNTS = frozenset({"", "1", "un", "unit", "units", "ea", "each", "service", "services"})
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T.*)?", re.ASCII | re.DOTALL)
_MIDNIGHT = re.compile(r"T00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}:\d{2})?|T23:59.*", re.ASCII)


@lru_cache(maxsize=1 << 12)
def _day_of(text: str) -> date | None:
    """The day that a text begins with; None for another text."""
    found = _DAY.fullmatch(text)
    try:
        return calendar_day(found[1] if found else text)
    except InvalidInput:
        return None


class LeftOut(Exception):
    """The item is understood, and nothing can be judged on it."""


class Quantity(NamedTuple):
    """How much was done; one of the two is known at most."""

    units: int | None = None
    minutes: int | None = None


_NOT_KNOWN = Quantity()


def code_of(item: Node) -> str:
    """Return the HCPCS or CPT code of an item; empty where what it has is a fault."""
    key = "productOrService" if "productOrService" in item.value or "service" not in item.value else "service"
    codes = {code for system, code in item.codings(key) if not system or _is_procedure(system)}
    if len(codes) == 1:
        return codes.pop()
    if len(codes) > 1:
        item.wrong(key, f"has {len(codes)} procedure codes; one item is one service")
        return ""
    concept = item.value.get(key)
    if concept is None:
        item.wrong(key, "is missing; every item needs a procedure code")
    if not isinstance(concept, dict):
        return ""
    if item.codings("revenue"):
        raise LeftOut("no procedure code (a revenue-code line)")
    raise LeftOut("no HCPCS or CPT code")


def modifiers_of(item: Node) -> tuple[str, ...]:
    """Return the modifiers in their order."""
    found: list[str] = []
    for place, codings in enumerate(item.each_codings("modifier")):
        codes = {code for _, code in codings}
        if len(codes) != 1:
            item.wrong(f"modifier[{place}]", "has no code" if not codes else "has several codes; each is a modifier")
            continue
        try:
            found.append(_modifier(codes.pop()))
        except InvalidInput as error:
            item.wrong(f"modifier[{place}]", str(error))
    return tuple(found)


def day_of(item: Node, claim: Node, log: Log) -> date | None:
    """Return the day of an item, else the only day of the claim; None where what is there is a fault."""
    if item.value.get("servicedDate") is not None:
        return _day(item, "servicedDate", log)
    for node, key in ((item, "servicedPeriod"), (claim, "billablePeriod")):
        period = node.node(key)
        if period is not None:
            return _only_day(period, log)
    item.wrong("servicedDate", "is missing; every item needs a date of service")
    return None


def _only_day(period: Node, log: Log) -> date | None:
    if not period.text("start") or not period.text("end"):
        raise LeftOut("the period of the line has no start or no end, so its day is not known")
    first, last = _day(period, "start", log), _day(period, "end", log)
    if first is not None and last is not None and first != last:
        raise LeftOut("the line spans several days, its units cannot be judged by the day")
    return first


def _day(node: Node, key: str, log: Log) -> date | None:
    text = node.text(key)
    if not isinstance(node.value.get(key), str):
        return None
    day = _day_of(text)
    if day is None:
        node.wrong(key, "is not a calendar day; expected one like 2026-03-02", text or None)
        return None
    if len(text) > 10 and not _MIDNIGHT.fullmatch(text[10:]):
        log.note("the date of service was taken from a date with a time of day as it is written")
    return day


def quantity_of(item: Node, log: Log) -> Quantity:
    """Return units, or minutes where the quantity is a time; neither where it is counted in something else."""
    quantity = item.node("quantity")
    if quantity is None or (value := quantity.number("value")) is None:
        return _NOT_KNOWN
    basis = (quantity.text("code") or quantity.text("unit")).lower()
    seconds = _SECONDS.get(basis)
    if seconds is None and basis not in _COUNTS and not (basis.startswith("{") and basis.endswith("}")):
        log.note("quantities counted in other things than units or minutes were left open")
        return _NOT_KNOWN
    number = _whole(value, seconds or 60)
    if number is None or quantity.text("comparator"):
        raise LeftOut(f"the quantity is not {'whole minutes' if seconds else 'a whole number of units'}")
    return Quantity(minutes=number) if seconds else Quantity(units=number)


@lru_cache(maxsize=1 << 12)
def _whole(value: Decimal, seconds: int) -> int | None:
    if not value >= 0 or value.adjusted() > 6:
        return None
    number = value * seconds / 60
    return int(number) if number == number.to_integral_value() else None


def charge_of(item: Node, log: Log) -> Decimal | None:
    """Return what was charged, in dollars: the submitted amount, else the net one."""
    submitted = (one.node("amount") for one in item.nodes("adjudication") if "submitted" in one.codes("category"))
    money = next(submitted, None) or item.node("net")
    if money is None:
        return None
    if money.text("currency") not in ("", "USD"):
        log.note("charges in another currency than dollars were left out")
        return None
    value = money.number("value")
    return value if value is None or value.adjusted() <= _MOST_DIGITS else None


def place_of(item: Node) -> str | None:
    """Return the place of service."""
    return _place(tuple(item.codings("locationCodeableConcept")))


@lru_cache(maxsize=1 << 10)
def _place(codings: tuple[tuple[str, str], ...]) -> str | None:
    known = [code for system, code in codings if not system or _PLACES.search(system)]
    return next((code for code in known if code.isdigit() and len(code) <= 2), None)


def revenue_of(item: Node) -> str | None:
    """Return the revenue code."""
    return next((code for _, code in item.codings("revenue") if code.isdigit() and len(code) in (3, 4)), None)
