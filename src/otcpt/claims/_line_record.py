"""A service line as plain data, and back."""

from otcpt.claims._line import ServiceLine, occurrence_code
from otcpt.claims._payer import filing_code
from otcpt.codes import canonical_code
from otcpt.errors import InvalidInput
from otcpt.modifiers import parse_modifier
from otcpt.records import Field, amount, as_text, checked, clock, day, each, made, opaque, text, whole
from otcpt.timeline import MINUTES_A_DAY


def _code(given: str) -> str:
    code = canonical_code(given)
    if not code:
        raise InvalidInput("is empty; a service line needs one, like 97530")
    return code


_MINUTES = Field(whole("minutes", most=MINUTES_A_DAY))

#: The keys of a line's record; those with an example must be there.
LINE_FIELDS = {
    "code": Field(checked(_code), "'97530'"),
    "date_of_service": Field(day, "'2026-03-02'"),
    "modifiers": Field(each(checked(parse_modifier))),
    "units": Field(whole("units")),
    "minutes": _MINUTES,
    "therapist_minutes": _MINUTES,
    "assistant_minutes": _MINUTES,
    "joint_minutes": _MINUTES,
    "total_treatment_minutes": _MINUTES,
    "start_time": Field(clock),
    "end_time": Field(clock),
    "place_of_service": Field(text),
    "bill_type": Field(text),
    "revenue_code": Field(text),
    "payer": Field(checked(lambda given: filing_code(given) if given.strip() else None)),
    "charge": Field(amount),
    "claim_id": Field(opaque),
    "line_id": Field(opaque),
    "patient_key": Field(opaque),
    "rendering_provider_key": Field(opaque),
    "billing_provider_key": Field(opaque),
    "certifying_provider_key": Field(opaque),
    "occurrence_codes": Field(each(checked(occurrence_code))),
}

read_line = made(ServiceLine, LINE_FIELDS)


def line_record(line: ServiceLine) -> dict[str, object]:
    """Return a line as plain values, every key there."""
    record: dict[str, object] = {name: getattr(line, name) for name in LINE_FIELDS}
    record["date_of_service"] = line.date_of_service.isoformat()
    record["modifiers"] = list(line.modifiers)
    record["occurrence_codes"] = None if line.occurrence_codes is None else list(line.occurrence_codes)
    record["start_time"] = as_text(line.start_time)
    record["end_time"] = as_text(line.end_time)
    record["charge"] = as_text(line.charge)
    return record
