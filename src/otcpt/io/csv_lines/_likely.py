"""What a header that is no column's name most likely means, by the words it is made of."""

import re

_MINUTES = frozenset({"min", "mins", "minute", "minutes", "duration"})
_TREATED = frozenset({"treatment", "tx", "spent", "billed", "total"})
_LENGTH = frozenset({"treatment", "tx", "session", "visit", "service"})
_VISIT = _LENGTH | {"encounter", "appointment", "appt", "svc", "seen", "from", "dos", "performed"}
_CODE = frozenset({"cpt", "hcpcs", "procedure", "proc", "px"})
_NO_CODE = frozenset({"description", "desc", "name", "text", "modifier", "modifiers", "mod", "mods", "date", "dt"})
_NO_VISIT = frozenset({"birth", "dob", "order", "ordered", "referral", "signed", "through", "to", "end"})


def likely_column(header: str) -> str:
    """Return the column that the words of a header speak for, or nothing.

    >>> likely_column("Duration (minutes spent)"), likely_column("Visit Day"), likely_column("Units (15 min)")
    ('minutes', 'date_of_service', '')
    >>> likely_column("TimeMins"), likely_column("Session Length"), likely_column("Total Session Time")
    ('minutes', 'minutes', 'total_treatment_minutes')
    >>> likely_column("CPT Billed"), likely_column("CPT Description")
    ('code', '')
    """
    words = frozenset(word.lower() for word in re.findall("[A-Z]?[a-z]+|[A-Z]+", header))
    counted = bool(words & {"unit", "units", "qty"})
    timed = words & _MINUTES or ("time" in words and words & _TREATED) or ("length" in words and words & _LENGTH)
    if timed and not counted:
        return "total_treatment_minutes" if "total" in words else "minutes"
    if words & {"date", "day", "dt", "dos"} and words & _VISIT and not words & _NO_VISIT:
        return "date_of_service"
    return "code" if words & _CODE and not words & _NO_CODE and not counted else ""
