"""Service lines as plain text: the fast way in, for whoever builds columns."""

from typing import NamedTuple

from otcpt.io._log import Log
from otcpt.io._source import Source, load
from otcpt.io._text import decode
from otcpt.io.x12._envelope import interchanges
from otcpt.io.x12._service import Composites
from otcpt.io.x12._walk import walk


class Row(NamedTuple):
    """One service line as the file has it. Only keys are made: no name, no date of birth, no member number is kept.

    ``segment`` is the number of the SV1 or SV2 segment; ``date_of_service`` is ``20260302`` or ``20260302-20260304``;
    ``quantity`` counts what ``basis`` says (``UN`` units, ``MJ`` minutes); missing parts are None or empty.
    """

    segment: int
    claim_id: str
    line_id: str | None
    frequency: str
    replaces: str | None
    patient_key: str | None
    rendering_provider_key: str | None
    billing_provider_key: str | None
    payer: str | None
    date_of_service: str
    qualifier: str
    code: str
    modifiers: tuple[str, ...]
    quantity: str
    basis: str
    charge: str
    place_of_service: str | None
    bill_type: str | None
    revenue_code: str | None


def read_rows(source: Source, *, name: str | None = None) -> list[Row]:
    """Read the service lines of an 837 without judging their values.

    Raises `InputErrors` for a file without ISA header, one that ends early and one that holds no 837; everything else
    is left to the caller. Replaced and voided claims are still among the rows.
    """
    data, name = load(source, name)
    log = Log(name)
    rows: list[Row] = []
    for interchange in interchanges(decode(data, log), log):
        composites = Composites(interchange.component, log)
        for claim in walk(interchange, log):
            facility = composites.facility(claim)
            claim_id = claim.elements[1] if len(claim.elements) > 1 else ""
            for line in claim.lines:
                service = composites.service(line)
                dates = line.dates or claim.dates
                rendering = line.rendering or claim.rendering
                bill_type: str | None = facility.code + facility.frequency
                place = service.place
                if not service.institutional:
                    place, bill_type = place or facility.code, None
                    rendering = rendering or claim.billing
                rows.append(
                    Row(
                        line.segment,
                        claim_id,
                        line.reference or line.number,
                        facility.frequency,
                        claim.replaces,
                        claim.patient,
                        rendering,
                        claim.billing,
                        claim.payer,
                        dates[3] if dates is not None and len(dates) > 3 else "",
                        *service.procedure,
                        service.quantity,
                        service.basis,
                        service.charge,
                        place,
                        bill_type,
                        service.revenue_code,
                    )
                )
    log.close("raise")
    return rows
