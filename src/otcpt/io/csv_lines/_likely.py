"""What a header that is no column's name most likely means, by the words it is made of."""

import re

_MINUTES = frozenset({"min", "mins", "minute", "minutes", "duration"})
_TREATED = frozenset({"treatment", "tx", "spent", "billed", "total"})
_LENGTH = frozenset({"treatment", "tx", "session", "visit", "service"})
_VISIT = frozenset({"visit", "service", "treatment", "session", "encounter", "appointment"})


def likely_column(header: str) -> str:
    """Return the column that the words of a header speak for, or nothing.

    >>> likely_column("Duration (min)"), likely_column("Visit Date"), likely_column("Units (15 min)")
    ('minutes', 'date_of_service', '')
    >>> likely_column("TimeMins"), likely_column("Session Length"), likely_column("Total Time")
    ('minutes', 'minutes', 'total_treatment_minutes')
    """
    words = frozenset(word.lower() for word in re.findall("[A-Z]?[a-z]+|[A-Z]+", header))
    timed = words & _MINUTES or ("time" in words and words & _TREATED) or ("length" in words and words & _LENGTH)
    if timed and not words & {"unit", "units"}:
        return "total_treatment_minutes" if "total" in words else "minutes"
    return "date_of_service" if "date" in words and words & _VISIT else ""
