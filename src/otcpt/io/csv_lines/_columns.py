"""Column names: otcpt's own, and what other programs call them."""

import csv
import re
from difflib import get_close_matches

from otcpt.errors import InputErrors, did_you_mean
from otcpt.io._log import Log
from otcpt.io.csv_lines._likely import likely_column

MANDATORY = ("code", "date_of_service")
_MISSING = "the column is missing; a line needs at least code and date_of_service"

#: Every column that is read, with its other names. Case, blanks, underscores and hyphens make no difference.
ALIASES: dict[str, tuple[str, ...]] = {
    "claim_id": ("claim", "claim_number", "claim_no", "encounter_id"),
    "line_id": ("line", "line_number", "line_no", "claim_line_number"),
    "frequency": ("claim_frequency", "claim_frequency_code", "frequency_code"),
    "replaces": ("replaces_claim", "original_claim_id", "original_reference_number"),
    "patient_key": ("patient_id", "patient_no", "patient_number", "member", "member_id", "mrn"),
    "rendering_provider_key": ("rendering_provider", "rendering_provider_id", "rendering_npi"),
    "billing_provider_key": ("billing_provider", "billing_provider_id", "billing_npi"),
    "certifying_provider_key": (
        "certifying_provider",
        "certifying_npi",
        "referring_provider",
        "referring_provider_id",
        "referring_npi",
    ),
    "payer": ("payer_id", "insurance"),
    "date_of_service": ("dos", "service_date", "date"),
    "code": (
        "cpt",
        "hcpcs",
        "cpt_code",
        "hcpcs_code",
        "cpt_hcpcs",
        "procedure_code",
        "proc_code",
        "procedure",
    ),
    "modifiers": ("mods", "modifier", "mod"),
    "modifier_1": ("mod1", "modifier1", "hcpcs_modifier_1"),
    "modifier_2": ("mod2", "modifier2", "hcpcs_modifier_2"),
    "modifier_3": ("mod3", "modifier3", "hcpcs_modifier_3"),
    "modifier_4": ("mod4", "modifier4", "hcpcs_modifier_4"),
    "units": ("unit", "qty", "quantity", "units_billed", "billed_units"),
    "minutes": ("mins", "min", "treatment_minutes"),
    "therapist_minutes": ("ot_minutes", "therapist_mins"),
    "assistant_minutes": ("ota_minutes", "cota_minutes", "assistant_mins"),
    "joint_minutes": ("joint", "joint_mins"),
    "total_treatment_minutes": ("total_minutes", "total_treatment_time"),
    "start_time": ("start", "time_in"),
    "end_time": ("end", "time_out"),
    "place_of_service": ("pos", "place_of_service_code"),
    "bill_type": ("type_of_bill", "tob", "bill_type_code"),
    "revenue_code": ("rev_code", "revenue_center_code"),
    "occurrence_codes": ("occurrence_code", "occurrence"),
    "charge": ("charges", "charge_amount", "amount"),
}

#: Modifiers in cells of their own.
MODIFIER_COLUMNS = ("modifier_1", "modifier_2", "modifier_3", "modifier_4")


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-]", "", name).lower()


_KNOWN = {_plain(name): column for column, others in ALIASES.items() for name in (column, *others)}


def sniff_delimiter(header: str) -> str:
    """Return the delimiter under which most columns are known: comma, semicolon, tab or bar.

    >>> sniff_delimiter("claim_id;code;date_of_service")
    ';'
    """
    return max(",;\t|", key=lambda mark: sum(_plain(name) in _KNOWN for name in split_header(header, mark)))


def split_header(header: str, delimiter: str) -> list[str]:
    """Return the cells of the header line."""
    return next(csv.reader([header], delimiter=delimiter), [])


def match_columns(header: list[str], row: int | None, log: Log) -> dict[str, int]:
    """Return where each known column stands. Doubled and missing columns are problems, unknown ones a note."""
    found: dict[str, int] = {}
    unknown: list[str] = []
    for place, name in enumerate(header):
        column = _KNOWN.get(_plain(name))
        if column is None:
            if name.strip():
                unknown.append(name.strip())
        elif column in found:
            log.problem(
                row,
                name.strip(),
                None,
                f"{column} is there twice, as {header[found[column]].strip()!r} too; keep one",
            )
        else:
            found[column] = place
    if not found:
        raise _no_table(row, log)
    if "modifiers" in found and any(column in found for column in MODIFIER_COLUMNS):
        log.problem(row, "modifiers", None, "modifiers stand both in one column and in several; keep one form")
    for column in MANDATORY:
        if column not in found:
            log.problem(
                row, column, None, _MISSING + (f"; not understood: {', '.join(unknown[:9])}" if unknown else "")
            )
    for name in unknown:
        log.note(f"column {name!r} was not read.{_nearest(name)}")
    return found


def looks_like_minutes(header: str) -> bool:
    """Whether a header that is no column's name most likely means minutes of a line."""
    return likely_column(header) == "minutes"


def _nearest(name: str) -> str:
    if column := likely_column(name):
        return f" It looks like {column}; name it so if it is."
    near = get_close_matches(re.sub(r"\W", "", _plain(name)), _KNOWN, n=1, cutoff=0.9)
    return did_you_mean(name.lower(), [*ALIASES]) or (f" Did you mean {_KNOWN[near[0]]}?" if near else "")


def _no_table(row: int | None, log: Log) -> InputErrors:
    return log.refuse(
        "the first line names no column that otcpt knows; expected a header with at least code and date_of_service",
        row,
    )
