"""Remittances written as the 835 file that a payer would send."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from otcpt.claims import Adjustment, Remittance, RemittanceClaim, RemittanceLine

_ISA = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PROVIDER       *260316*0800*^*00501*000000001*0*P*:~\n"
    "GS*HP*PAYER*PROVIDER*20260316*0800*1*X*005010X221A1~\n"
)
_MOST_IN_A_CAS = 6


def write_remittances(remittances: Iterable[Remittance]) -> str:
    """Return an 835 file of the remittances, for tests of what reads one; every name in it is made up.

    Keys of patients and providers take the place of their numbers, so that a file read back has other keys. Adjustments
    outside claims share one provider.

    Args:
        remittances: What the payer answers, a transaction set each.

    Returns:
        The text of the file, a segment a line.

    Example:
        >>> from decimal import Decimal
        >>> from otcpt.io import read_remittances
        >>> answer = Remittance(Decimal(60), [RemittanceClaim("C1", "1", Decimal(60), Decimal(60))])
        >>> read_remittances(write_remittances([answer]).encode()).remittances == (answer,)
        True
    """
    sets = 0
    written = [_ISA]
    for remittance in remittances:
        sets += 1
        segments = [f"ST*835*{sets:04}", *_payment(remittance)]
        segments.append(f"SE*{len(segments) + 1}*{sets:04}")
        written.extend(f"{segment}~\n" for segment in segments)
    return "".join([*written, f"GE*{sets}*1~\nIEA*1*000000001~\n"])


def _payment(remittance: Remittance) -> Iterator[str]:
    way, amount = ("D", -remittance.payment) if remittance.payment < 0 else ("C", remittance.payment)
    yield _segment("BPR", "I", amount, way, "ACH", *[""] * 11, _day(remittance.paid_on))
    yield _segment("TRN", "1", remittance.trace or "", "1999999999")
    if remittance.produced_on is not None:
        yield _segment("DTM", "405", _day(remittance.produced_on))
    yield _segment("N1", "PR", remittance.payer_name or "")
    yield _segment("N1", "PE", "EXAMPLE PRACTICE", "XX", remittance.billing_provider_key or "")
    if remittance.claims:
        yield _segment("LX", "1")
    for claim in remittance.claims:
        yield from _claim(claim)
    for one in remittance.provider_adjustments:
        reason = f"{one.reason}:{one.reference}" if one.reference else one.reason
        yield _segment("PLB", "PROVIDER", _day(one.fiscal_year_end), reason, one.amount)


def _claim(claim: RemittanceClaim) -> Iterator[str]:
    shared = "" if claim.patient_amount is None else claim.patient_amount
    yield _segment(
        *("CLP", claim.claim_id, claim.status, claim.charge, claim.paid, shared, claim.payer or ""),
        *(claim.control_number or "", claim.facility_code or "", claim.frequency or ""),
    )
    yield from _adjustments(claim.adjustments)
    yield _segment("NM1", "QC", "1", "PATIENT", "EXAMPLE", "", "", "", "MI", claim.patient_key or "")
    if claim.rendering_provider_key:
        yield _segment("NM1", "82", "1", "THERAPIST", "EXAMPLE", "", "", "", "XX", claim.rendering_provider_key)
    if claim.crossover:
        yield _segment("NM1", "TT", "2", "NEXT PAYER", "", "", "", "", "PI", "NEXT")
    for at in range(0, len(claim.remarks), 5):
        yield _segment("MOA", "", "", *claim.remarks[at : at + 5])
    if claim.replaces:
        yield _segment("REF", "F8", claim.replaces)
    for what, day in (("232", claim.first_day), ("233", claim.last_day), ("050", claim.received_on)):
        if day is not None:
            yield _segment("DTM", what, _day(day))
    for line in claim.lines:
        yield from _line(line)


def _line(line: RemittanceLine) -> Iterator[str]:
    billed = ":".join((line.qualifier, line.code, *line.modifiers))
    decided = billed if line.paid_code is None else ":".join((line.qualifier, line.paid_code, *line.paid_modifiers))
    paid_units = "" if line.paid_units is None else line.paid_units
    units = "" if line.units is None or line.units == line.paid_units else line.units
    changed = "" if line.paid_code is None else billed
    yield _segment("SVC", decided, line.charge, line.paid, line.revenue_code or "", paid_units, changed, units)
    if line.date_of_service is not None and line.last_day in (None, line.date_of_service):
        yield _segment("DTM", "472", _day(line.date_of_service))
    else:
        for what, day in (("150", line.date_of_service), ("151", line.last_day)):
            if day is not None:
                yield _segment("DTM", what, _day(day))
    yield from _adjustments(line.adjustments)
    if line.line_id:
        yield _segment("REF", "6R", line.line_id)
    if line.rendering_provider_key:
        yield _segment("REF", "HPI", line.rendering_provider_key)
    if line.allowed is not None:
        yield _segment("AMT", "B6", line.allowed)
    for remark in line.remarks:
        yield _segment("LQ", "HE", remark)


def _adjustments(adjustments: tuple[Adjustment, ...]) -> Iterator[str]:
    open_group: list[Adjustment] = []
    for one in (*adjustments, None):
        full = len(open_group) == _MOST_IN_A_CAS
        if open_group and (one is None or full or one.group != open_group[0].group):
            parts = (
                part
                for each in open_group
                for part in (each.reason, each.amount, "" if each.quantity is None else each.quantity)
            )
            yield _segment("CAS", open_group[0].group, *parts)
            open_group = []
        if one is not None:
            open_group.append(one)


def _segment(*elements: str | int | Decimal) -> str:
    return "*".join(f"{one:f}" if isinstance(one, Decimal) else str(one) for one in elements).rstrip("*")


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%Y%m%d}"
