"""Claims with their lines, each with its place in the file."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from otcpt.claims import NONE_NAMED, Claim, ServiceLine, claim_frequency, filing_code
from otcpt.collector import gc_paused
from otcpt.errors import InvalidInput
from otcpt.io._claim_file import ClaimFile, Kind, RowCounts, SkippedLine
from otcpt.io._log import Log, OnProblem
from otcpt.io._text import Progress, Source, decode, load
from otcpt.io.x12._envelope import Interchange, interchanges
from otcpt.io.x12._service import Composites, Facility
from otcpt.io.x12._values import SEVERAL_DAYS, Values
from otcpt.io.x12._walk import RawClaim, RawLine, walk

_PROFESSIONAL = {
    "qualifier": "SV101-1",
    "code": "SV101-2",
    "modifier": "SV101-",
    "charge": "SV102",
    "units": "SV104",
    "minutes": "SV104",
    "place_of_service": "CLM05 or SV105",
}
_INSTITUTIONAL = {
    "qualifier": "SV202-1",
    "code": "SV202-2",
    "modifier": "SV202-",
    "charge": "SV203",
    "units": "SV205",
    "minutes": "SV205",
    "occurrence_codes": "HI",
    "bill_type": "CLM05",
    "revenue_code": "SV201",
}

#: What a file has from which codes or quantities were blotted out.
_MASKED = re.compile(r"X{2,}|.*X{4}.*|.*[*#?].*")
_filing_code = lru_cache(maxsize=1 << 10)(filing_code)
_DECIMAL = re.compile(r"[0-9]*\.[0-9]+", re.ASCII)

#: No more distinct SV1 and SV2 are kept.
_MOST_SERVICES = 1 << 16

#: Claims between two calls of the progress function.
_STRIDE = 2000


def read_837(
    source: Source,
    *,
    name: str | None = None,
    progress: Progress | None = None,
    on_problem: OnProblem = "raise",
) -> ClaimFile:
    """Read an 837 professional or institutional file: a path, or its contents as bytes.

    Separators are those of each ISA header; several ISA, GS and ST are read on. Patients and providers become opaque
    keys; the rendering provider of a professional line is the billing provider where none is named (005010X222, 2310B).
    Who certifies the plan of care is the referring provider of the claim or line (2310A, 2420F), on an institutional
    claim the attending provider (2310A); ``"none"`` where no NPI is given for one.
    ``MJ`` quantities are minutes and leave the units unknown, as quantities do that are no whole number. Left out, and
    listed in ``skipped``: lines without a HCPCS or CPT code, with a masked one, and lines over more than one day.
    Replaced claims are still there: see `otcpt.claims.active_claims`.

    Args:
        source: A path, or the contents as bytes.
        name: What problems call the file.
        progress: Called with the bytes done and the bytes in all.
        on_problem: With ``keep``, the lines that can be read are returned, and the others set apart with their
            problems; a file without ISA header is refused even so.

    Returns:
        The claims, in the order of the file.

    Raises:
        InputErrors: Every problem with its segment, element and value.
        OSError: The path cannot be opened.
    """
    data, name = load(source, name, progress)
    log = Log(name)
    text = decode(data, log)
    reader = _Reader(log)
    with gc_paused():
        for interchange in interchanges(text, log):
            reader.read(interchange, progress, len(data))
    if progress is not None:
        progress(len(data), len(data))
    if not reader.claims and not log.problems:
        log.problem(None, "CLM", None, "the file has no claim (CLM)")
    if reader.claims and not any(reader.claims) and not log.skipped and not log.problems:
        log.problem(None, "LX", None, "the file has no service line (LX); every claim needs one")
    log.close(on_problem)
    return ClaimFile(
        name=name,
        kind=reader.kind,
        claims=tuple(reader.claims),
        positions=tuple(reader.positions),
        skipped=tuple(log.skipped),
        notes=log.notes,
        problems=log.in_order(),
        set_apart=tuple(log.apart),
        row_counts=RowCounts(
            given=log.given,
            read=sum(map(len, reader.claims)),
            set_apart=len(log.apart),
            skipped=Counter(line.reason for line in log.skipped),
        ),
    )


class _ServiceValues(NamedTuple):
    """What an SV1 or SV2 says, and what is to be noted of it each time."""

    institutional: bool
    code: str
    modifiers: tuple[str, ...]
    units: int | None
    minutes: int | None
    charge: Decimal | None
    place: str | None
    revenue_code: str | None
    notes: tuple[str, ...]


class _Reader:
    """Turns raw claims into claims, over all interchanges of a file."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.claims: list[Claim] = []
        self.positions: list[tuple[int, ...]] = []
        self.professional = self.institutional = False
        self.values = Values()
        self.services: dict[str, _ServiceValues] = {}
        self.days: dict[str | None, date] = {}

    @property
    def kind(self) -> Kind:
        """What the lines are, whatever GS08 says."""
        if self.institutional:
            return "837" if self.professional else "837I"
        return "837P"

    def read(self, interchange: Interchange, progress: Progress | None, total: int) -> None:
        """Read the claims of one interchange."""
        composites = Composites(interchange, self.log)
        self.services.clear()
        self.days.clear()
        for counted, raw in enumerate(walk(interchange, self.log), 1):
            self._claim(raw, composites)
            if progress is not None and counted % _STRIDE == 0:
                progress(interchange.bytes_before(raw.segment, total), total)

    def _claim(self, raw: RawClaim, composites: Composites) -> None:
        facility = composites.facility(raw)
        claim_id = raw.elements[1].strip() or None if len(raw.elements) > 1 else None
        if not raw.lines:
            self.log.note("a claim has no service line")
        at, given = "CLM05-3", facility.frequency
        try:
            claim_frequency(given)
            at, given = "SBR09", raw.payer or ""
            payer = _filing_code(given) if given else None
        except InvalidInput as error:
            before = len(self.log.problems)
            self.log.problem(raw.segment, at, given, str(error))
            for line in raw.lines:
                self.log.set_apart(line.segment, before, composites.service(line).cells(claim_id, None))
            return
        lines: list[ServiceLine] = []
        positions: list[int] = []
        for line_id, line in zip(self._line_ids(raw.lines), raw.lines, strict=True):
            try:
                lines.append(self._line(raw, line, composites, facility, claim_id, line_id, payer))
                positions.append(line.segment)
            except _LeftOut as reason:
                code = composites.service(line).procedure.code or None
                self.log.skipped.append(SkippedLine(line.segment, str(reason), claim_id, line_id, code))
            except _Wrong as wrong:
                before = len(self.log.problems)
                self.log.problem(line.segment, *wrong.args)
                self.log.set_apart(line.segment, before, composites.service(line).cells(claim_id, line_id))
        self.claims.append(Claim(lines, claim_id=claim_id, frequency=facility.frequency, replaces=raw.replaces))
        self.positions.append(tuple(positions))

    def _line_ids(self, lines: list[RawLine]) -> list[str]:
        line_ids = [line.reference or line.number or str(place) for place, line in enumerate(lines, 1)]
        if len(set(line_ids)) == len(line_ids):
            return line_ids
        self.log.note("line numbers (REF*6R, else LX) repeat within a claim; its lines were numbered 1, 2, 3")
        return [str(place) for place in range(1, len(lines) + 1)]

    def _line(
        self,
        claim: RawClaim,
        line: RawLine,
        composites: Composites,
        facility: Facility,
        claim_id: str | None,
        line_id: str,
        payer: str | None,
    ) -> ServiceLine:
        known = self.services.get(line.service) or self._values_of(claim, line, composites)
        institutional, code, modifiers, units, minutes, charge, place, revenue_code, notes = known
        rendering, bill_type = line.rendering or claim.rendering, None
        if institutional:
            bill_type = facility.code + facility.frequency
            certifying = claim.attending or claim.referring
        else:
            place, rendering = place or facility.code or None, rendering or claim.billing
            certifying = line.referring or claim.referring
        on = self._day(line.dates or claim.dates, composites)
        for note in notes:
            self.log.note(note)
        try:
            return ServiceLine(
                code,
                date_of_service=on,
                modifiers=modifiers,
                units=units,
                minutes=minutes,
                place_of_service=place,
                bill_type=bill_type,
                revenue_code=revenue_code,
                payer=payer,
                charge=charge,
                claim_id=claim_id,
                line_id=line_id,
                patient_key=claim.patient,
                rendering_provider_key=rendering,
                billing_provider_key=claim.billing,
                certifying_provider_key=certifying or NONE_NAMED,
                occurrence_codes=tuple(claim.occurrences) if institutional else None,
            )
        except InvalidInput as error:
            where = (_INSTITUTIONAL if institutional else _PROFESSIONAL)[error.what]
            if error.what == "modifier":
                where += str(composites.position(line, str(error.value)))
            raise _Wrong(where, str(error.value), str(error)) from None

    def _values_of(self, claim: RawClaim, line: RawLine, composites: Composites) -> _ServiceValues:
        institutional, procedure, charge, basis, quantity, place, revenue_code = composites.service(line)
        qualifier, code, modifiers = procedure
        self.institutional |= institutional
        self.professional |= not institutional
        element = _INSTITUTIONAL if institutional else _PROFESSIONAL
        if not code:
            if institutional and not qualifier:
                raise _LeftOut("no procedure code (a revenue-code line)")
            raise _Wrong(element["code"], None, "the line has no procedure code; write one, like HC:97530")
        if len(qualifier) != 2:
            raise _Wrong(element["qualifier"], qualifier, "expected the qualifier HC before the code, like HC:97530")
        if qualifier != "HC":
            raise _LeftOut(f"qualifier {qualifier} is no HCPCS or CPT code (HC)")
        if _MASKED.fullmatch(code):
            raise _LeftOut("the procedure code is masked")
        self._day(line.dates or claim.dates, composites)
        notes = []
        counted = self.values.whole(quantity)
        if counted is None and quantity:
            if not (_DECIMAL.fullmatch(quantity.strip()) or _MASKED.fullmatch(quantity)):
                raise _Wrong(element["units"], quantity, f"the quantity of {code} is not a number of units, like 2")
            notes.append(f"the quantity {quantity} of {code} is not a whole number: its units were left open")
        dollars = self.values.dollars(charge)
        if dollars is None and charge:
            raise _Wrong(element["charge"], charge, f"the charge of {code} is not an amount, like 62.00")
        if basis not in ("UN", "MJ"):
            notes.append(f"quantities counted in {basis!r} are neither units (UN) nor minutes (MJ): left open")
        units, minutes = counted if basis == "UN" else None, counted if basis == "MJ" else None
        known = _ServiceValues(
            institutional, code, modifiers, units, minutes, dollars, place, revenue_code, tuple(notes)
        )
        if len(self.services) < _MOST_SERVICES:
            self.services[line.service] = known
        return known

    def _day(self, segment: str | None, composites: Composites) -> date:
        if (known := self.days.get(segment)) is not None:
            return known
        elements = [] if segment is None else segment.split(composites.element)
        text = elements[3].strip() if len(elements) > 3 else ""
        on = self.values.day(text)
        if on is None:
            what = "the line has no date of service" if not text else "this is no date of service"
            raise _Wrong("DTP03", text or None, f"{what}; expected D8 and 20260302, or RD8 and 20260302-20260302")
        if on is SEVERAL_DAYS:
            raise _LeftOut("the line spans several days, its units cannot be judged by the day")
        self.days[segment] = on
        return on


class _LeftOut(Exception):
    """The line is understood, and nothing can be judged on it."""


class _Wrong(Exception):
    """Element, value and message of a problem."""
