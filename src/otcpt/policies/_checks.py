"""What a choice of a policy must be."""

import re
from importlib import import_module

from otcpt.claims import filing_code
from otcpt.codes import is_code
from otcpt.errors import InvalidInput, did_you_mean
from otcpt.members import whole_number
from otcpt.policies._settings import Settings

#: Unit methods under which a code counts by itself, past its midpoint.
_BY_CODE = ("ama", "per_session")

#: Unit methods whose units no source parts between therapist and assistant.
_UNPARTED = ("per_session", "tenths")

#: The families of otcpt's rules: the letters of their ids.
# fmt: off
FAMILIES: tuple[str, ...] = (
    "AOC", "ASST", "CARE", "CODE", "CONS", "DME", "DUP", "EVAL", "FAC", "FUNC", "KX", "MOD", "MUE", "ORTH",
    "PAY", "POC", "POS", "PROV", "PTP", "RTM", "SLP", "SPLINT", "TIME", "UNIT", "WORK",
)
# fmt: on

#: Choices that are a percentage, and the words each may be instead.
PERCENTAGES: dict[str, tuple[str, ...]] = {
    "fee_percent": (),
    "fee_mppr": ("medicare", ""),
    "fee_assistant": ("medicare", ""),
}


def words(value: object, what: str) -> tuple[str, ...]:
    """Return a list of words."""
    if isinstance(value, list | tuple) and all(isinstance(word, str) for word in value):
        return tuple(value)
    raise InvalidInput(f"{what} {value!r} is not a list of words; write ({value!r},) for one", what, value)


def count(value: object, what: str) -> int:
    """Return a whole number of 0 or more."""
    number = whole_number(value)
    if number is None or number < 0:
        raise InvalidInput(f"{what} {value!r} is not a whole number; write 0 where the payer sets none", what, value)
    return number


def code_of_payer(payer: str, what: str) -> str:
    """Return the claim filing code of a payer."""
    try:
        return filing_code(payer)
    except InvalidInput as error:
        raise InvalidInput(f"{what}: {payer!r} is {error}", what, payer) from None


def check_pair(pair: str) -> None:
    """Refuse what is not a pair of codes."""
    one, _, two = pair.partition("/")
    if not (is_code(one) and is_code(two)) or one == two:
        expected = "two codes as column one/column two, such as '97530/97140': the second is denied beside the first"
        raise InvalidInput(f"denied pair {pair!r} is not {expected}", "denied_pairs", pair)


def check_rules(key: str, given: tuple[str, ...] | None) -> None:
    """Refuse what is no family of rules, or no id of one; those of packages are known where rules are asked."""
    own = [one for one in given or () if ":" not in one]
    what, known = "family of rules, like UNIT", FAMILIES
    if key == "off" and own:  # the rules are in a room above this one
        what, known = "id of a rule, like PTP002", tuple(rule.id for rule in import_module("otcpt.rules").ALL_RULES)
    if wrong := [one for one in own if one not in known]:
        near = "".join(did_you_mean(one.upper(), known) for one in wrong)
        raise InvalidInput(f"{key}: {', '.join(map(repr, wrong))} is no {what}.{near}", key, given)


def check_settings(policy: str, settings: Settings) -> None:
    """Refuse choices that no source says how to combine."""
    if settings.assistant_modifiers and settings.unit_method in _UNPARTED:
        raise InvalidInput(
            f"policy {policy!r} demands CO and CQ and counts units {settings.unit_method}; no source says how "
            "such units are split between therapist and assistant; lay assistant_modifiers=False over it",
            "unit_method",
            settings.unit_method,
        )
    if settings.least_minutes and (settings.unit_method not in _BY_CODE or settings.assistant_modifiers):
        raise InvalidInput(
            f"policy {policy!r} sets least_minutes, which is for units counted code by code "
            f"({' or '.join(_BY_CODE)}) without CO and CQ; lay those over it too, or leave least_minutes 0",
            "least_minutes",
            settings.least_minutes,
        )


def _check_fee(fee: str) -> str:
    """Return the code of a fee; raise `InvalidInput` unless a text is a code and the dollars of one unit."""
    code, sign, amount = fee.partition("=")
    if not (sign and is_code(code) and _is_amount(amount)):
        expected = "a code and the dollars of one unit, such as '97530=41.00'"
        raise InvalidInput(f"fee {fee!r} is not {expected}", "fee_table", fee)
    return code


def _is_amount(text: str) -> bool:
    """Whether a text is a plain number that is not negative, like 41.00 or 112.5."""
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) is not None


def _check_percentage(key: str, value: str) -> None:
    """Raise `InvalidInput` for what is neither a percentage nor one of the words the choice may be."""
    instead = PERCENTAGES[key]
    if value not in instead and not _is_amount(value):
        expected = " or ".join(["a percentage such as '85'", *map(repr, instead)])
        raise InvalidInput(f"{key} {value!r} is not {expected}", key, value)


def check_fees(table: tuple[str, ...] | None, percentages: dict[str, str | None]) -> None:
    """Raise `InvalidInput` for a fee or a percentage that is none; what is None is left to other layers."""
    fees = dict[str, str]()
    for fee in table or ():
        if (first := fees.setdefault(_check_fee(fee), fee)) != fee:
            raise InvalidInput(f"fees {first!r} and {fee!r} are of one code; keep one of them", "fee_table", fee)
    for key, value in percentages.items():
        if value is not None:
            _check_percentage(key, value)
