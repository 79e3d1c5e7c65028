"""Who is billed: the claim filing codes of X12, and the few names that mean exactly one of them."""

import re

from otcpt.errors import InvalidInput
from otcpt.frozenmap import FrozenMap

#: The claim filing codes of SBR09 (X12 data element 1032) in 837 files of versions 4010 and 5010. Labels are our own.
FILING_CODES: FrozenMap[str, str] = FrozenMap(
    {
        "09": "self-pay",
        "10": "central certification",
        "11": "other non-federal program",
        "12": "preferred provider organization (PPO)",
        "13": "point of service (POS) plan",
        "14": "exclusive provider organization (EPO)",
        "15": "indemnity insurance",
        "16": "Medicare Advantage (HMO Medicare risk)",
        "17": "dental maintenance organization",
        "AM": "automobile medical",
        "BL": "Blue Cross Blue Shield",
        "CH": "TRICARE (CHAMPUS)",
        "CI": "commercial insurance",
        "DS": "disability",
        "FI": "Federal Employees Program",
        "HM": "health maintenance organization (HMO)",
        "LI": "liability",
        "LM": "liability, medical",
        "MA": "Medicare Part A",
        "MB": "Medicare Part B",
        "MC": "Medicaid",
        "MH": "managed care, not an HMO",
        "OF": "other federal program",
        "SA": "self-administered group",
        "TV": "Title V",
        "VA": "Veterans Affairs",
        "WC": "workers' compensation",
        "ZZ": "mutually defined or unknown",
    }
)

#: Names that mean one code wherever they are written. "Medicare" with a company's name is a Medicare Advantage plan of
#: that company, so no name is here that has one.
_NAMES: FrozenMap[str, str] = FrozenMap(
    {
        "medicare": "MB",
        "medicare b": "MB",
        "medicare part b": "MB",
        "original medicare": "MB",
        "traditional medicare": "MB",
        "railroad medicare": "MB",
        "medicare railroad": "MB",
        "medicare a": "MA",
        "medicare part a": "MA",
        "medicare advantage": "16",
        "medicare c": "16",
        "medicare part c": "16",
        "medicaid": "MC",
        "commercial": "CI",
        "commercial insurance": "CI",
        "blue cross blue shield": "BL",
        "blue cross/blue shield": "BL",
        "bcbs": "BL",
        "workers compensation": "WC",
        "workers comp": "WC",
        "tricare": "CH",
        "champus": "CH",
        "veterans affairs": "VA",
        "self pay": "09",
    }
)

_ADVICE = "write the two-character code of SBR09, for example CI for commercial insurance, MB for Medicare Part B"
_MEDICARE_PLAN = f"{_ADVICE}, 16 for a Medicare Advantage plan"


def filing_code(text: str) -> str:
    """Return the claim filing code (SBR09) that a text means: the code in any case, or a name that means one code.

    Args:
        text: A code or a payer's name.

    Returns:
        The code, such as ``"MB"``.

    Raises:
        InvalidInput: The text means no single code, as a company's name does: its plan cannot be known from it.

    Example:
        >>> filing_code("mb"), filing_code("Medicare Part B"), filing_code("Workers' Compensation")
        ('MB', 'MB', 'WC')
    """
    code = text.strip().upper().zfill(2)  # a spreadsheet makes 9 of 09
    if code in FILING_CODES:
        return code
    name = re.sub(r"[\s\-]+", " ", re.sub("['’]", "", text.casefold())).strip()
    if name in _NAMES:
        return _NAMES[name]
    raise InvalidInput(f"not a claim filing code; {_MEDICARE_PLAN if 'medicare' in name else _ADVICE}", "payer", text)
