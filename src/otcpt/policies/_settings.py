"""Every choice of a policy: its name, its kind and what it means, once."""

import re
from typing import Literal, get_args

import attrs

from otcpt.codes import is_code
from otcpt.errors import InvalidInput
from otcpt.frozenvalue import FrozenValue
from otcpt.modifiers import is_modifier
from otcpt.units import DeMinimis, Method

#: Ties in input order are left out: findings may not depend on the order of lines.
TieBreak = Literal["largest_total", "code_order"]
Table = Literal["practitioner", "outpatient_hospital", "medicaid", ""]
Biller = Literal["therapist", "physician", "facility"]
Discipline = Literal["OT", "PT", "SLP"]
Staleness = Literal["carry", "strict"]
CapScope = Literal["discipline", "provider", "patient"]
FeeSource = Literal["medicare", "percent", "table", ""]

CHOICES = {
    "unit_method": get_args(Method),
    "tie_break": get_args(TieBreak),
    "de_minimis": get_args(DeMinimis),
    "ptp": get_args(Table),
    "mue": get_args(Table),
    "biller": get_args(Biller),
    "discipline": get_args(Discipline),
    "staleness": get_args(Staleness),
    "daily_cap_per": get_args(CapScope),
    "fees": get_args(FeeSource),
}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Settings(FrozenValue):
    """Every choice of a policy, resolved for a date of service. An `Overlay` makes any of them."""

    unit_method: Method
    """How minutes become units: ``"cms"`` (total time), ``"ama"`` (midpoint per code) or what single payers do:
    ``"best"``, ``"full"``, ``"per_session"``, ``"tenths"``; see `otcpt.allocate_units`."""
    least_minutes: int
    """The fewest minutes that make a unit of 15, where a payer that counts code by code says another number than 8
    (``7``); 0 for the method's own."""
    tie_break: TieBreak
    """Which code gets a unit that two codes may claim alike: the one with most minutes, or the lower code."""
    de_minimis: DeMinimis
    """The arithmetic of *more than 10 percent* by an assistant."""
    ptp: Table
    """The NCCI table of procedure-to-procedure edits that applies, or empty."""
    mue: Table
    """The NCCI table of medically unlikely edits that applies, or empty."""
    edition: str
    """An edition of the law (``"2024q3"``) for a payer that stays with an earlier one, or empty."""
    denied_pairs: tuple[str, ...]
    """Pairs this payer never pays together, whatever the modifier, as column one/column two (``"97530/97140"``)."""
    biller: Biller
    """Who bills: ``"therapist"``, ``"physician"`` or ``"facility"``."""
    discipline: Discipline
    """The plan of care that a line belongs to where no modifier names one: ``"OT"``, ``"PT"`` or ``"SLP"``."""
    discipline_modifiers: bool
    """Whether therapy codes need GO, GP or GN."""
    assistant_modifiers: bool
    """Whether services of an assistant need CO or CQ."""
    medicare_status: bool
    """Whether Medicare's payment status of a code decides if it is paid."""
    plan_of_care: bool
    """Whether Medicare's rules on the plan of care apply: certification, signature, progress reports."""
    medicare_modifiers: bool
    """Whether Medicare's rules on modifiers apply: liability notices, the yearly threshold, telehealth, repeats."""
    units_within_elapsed: bool
    """Whether units counted code by code may not exceed those of the total time."""
    payers: tuple[str, ...]
    """The claim filing codes (SBR09) this policy answers for; empty for any."""
    other_payers: tuple[str, ...]
    """The claim filing codes it never answers for."""
    core: tuple[str, ...]
    """The rule families without which a report is not complete."""
    staleness: Staleness
    """``"carry"`` uses a table past the last day it was read for, ``"strict"`` does not."""
    off: tuple[str, ...]
    """Rules that are switched off, by id."""
    code_forms: tuple[str, ...]
    """Codes of this payer's own, outside CPT and HCPCS: a code (``"WC500"``), or its form with # for a digit
    (``"X####"``)."""
    daily_timed_units: int
    """The most timed units this payer pays on one day; 0 where it has no cap."""
    daily_code_caps: tuple[str, ...]
    """Codes of which this payer pays so many units a day together, as codes, runs and a number
    (``"97010-97124, 97140 = 4"``)."""
    daily_cap_per: CapScope
    """Whose lines a daily cap counts together: of one discipline, of one billing provider, or all of the patient."""
    evaluations_a_year: int
    """The most evaluations of one discipline this payer pays in a calendar year; 0 where it has no limit."""
    other_assistant_modifier: str
    """The modifier this payer asks for on an assistant's services in the place of CO and CQ (``"HM"``), or empty."""
    co_treatment_once: bool
    """Whether minutes in which therapists of two disciplines treat a patient together are paid once."""
    report_treatment_days: int
    """After how many treatment days a progress report is due; 0 where none is by number of days."""
    report_calendar_days: int
    """After how many calendar days a progress report is due; 0 where none is by the calendar."""
    supply_modifiers: bool
    """Whether orthoses and supplies need GO, GP or GN like services."""
    occurrence_codes: bool
    """Whether an institutional claim needs the occurrence codes of its plan of care and of the start of treatment."""
    fees: FeeSource
    """What is paid: ``"medicare"`` (the physician fee schedule and Medicare's shares), ``"percent"`` of that schedule,
    a ``"table"`` of the payer's own, or empty: not priced."""
    fee_percent: str
    """The percentage of Medicare's fee or of the table that the payer allows, as text: ``"100"``, ``"112.5"``."""
    fee_table: tuple[str, ...]
    """The payer's own fee of one unit, code by code: ``"97530=41.00"``."""
    fee_mppr: str
    """What further therapy units of a day are paid: ``"medicare"`` (its practice expense reduction), a percentage of
    the fee (``"50"``), or empty: the whole fee."""
    fee_assistant: str
    """What CO and CQ do: ``"medicare"`` (its cut of the payment), a percentage of the allowed amount that is paid
    (``"85"``), or empty: nothing."""
    locality: str
    """The payment locality of the practice, like ``"15202-00"``, or empty: it is given with each call."""


_FORM = r"[0-9A-Z#]{5}"
_CAP = r"(?P<codes>[0-9A-Za-z#,\-\s]+)=\s*(?P<units>[0-9]+)\s*"


@attrs.frozen(eq=False, repr=False)
class CodeCap(FrozenValue):
    """Codes, runs of codes from a first to a last one, and how many units of them a payer pays together."""

    codes: frozenset[str]
    runs: tuple[tuple[str, str], ...]
    units: int

    def __contains__(self, code: str) -> bool:
        if code in self.codes:
            return True
        return any(len(code) == len(first) and first <= code <= last for first, last in self.runs)


def code_cap(text: str) -> CodeCap:
    """Read one of ``daily_code_caps``.

    >>> cap = code_cap("97010-97028, 97140 = 4")
    >>> "97018" in cap, "97140" in cap, "97110" in cap, cap.units
    (True, True, False, 4)
    """
    found = re.fullmatch(_CAP, text, re.ASCII)
    parts = [] if found is None else [part.strip().upper() for part in found["codes"].split(",")]
    ends = [tuple(end.strip() for end in part.split("-")) for part in parts]
    if found is None or not all(
        0 < len(pair) <= 2 and all(map(is_code, pair)) and pair[0] <= pair[-1] for pair in ends
    ):
        expected = "codes, runs from a lower code to a higher one, and a number of units, like '97010-97124, 97140 = 4'"
        raise InvalidInput(f"daily code cap {text!r} is not {expected}", "daily_code_caps", text)
    runs = tuple((pair[0], pair[1]) for pair in ends if len(pair) == 2)
    return CodeCap(frozenset(pair[0] for pair in ends if len(pair) == 1), runs, int(found["units"]))


def has_form(code: str, forms: tuple[str, ...]) -> bool:
    """Return whether a code is one of a payer's own: written out, or of a form with # for a digit.

    >>> has_form("X4110", ("X####",)), has_form("X411A", ("X####",))
    (True, False)
    """
    return any(len(code) == len(form) and all(map(_fits, code, form)) for form in forms)


def _fits(given: str, wanted: str) -> bool:
    return given.isascii() and given.isdigit() if wanted == "#" else given == wanted


def check_form(text: str) -> None:
    """Raise `InvalidInput` for one of ``code_forms`` that is no form of five characters."""
    if re.fullmatch(_FORM, text, re.ASCII) is None:
        expected = "five capital letters and digits with # for any digit, like 'X####' or 'WC5##'"
        raise InvalidInput(f"code form {text!r} is not {expected}", "code_forms", text)


def check_marker(text: str) -> None:
    """Raise `InvalidInput` for an assistant's modifier that is none."""
    if text and not is_modifier(text):
        raise InvalidInput(
            f"other_assistant_modifier {text!r} is not two capital letters or digits, like 'HM'",
            "other_assistant_modifier",
            text,
        )
