"""From segments to claims as they stand in the file: loops are followed, nothing is converted yet.

Loops (005010X222, 005010X223): 2000A billing provider, 2000B subscriber, 2000C patient, 2300 claim, 2320 other
subscriber, 2400 service line. What follows an SBR inside a claim belongs to another payer until the first LX.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from otcpt.io._log import Log
from otcpt.io.x12._envelope import Interchange
from otcpt.io.x12._values import compare_counts, control_of, opaque_key

_OUTSIDE, _CLAIM, _OTHER_PAYER, _LINE = range(4)
_DAMAGED = "the file is cut off or damaged; fetch it again"
_OTHER_SETS = {
    "835": "a remittance advice, which says what a payer paid; read it with otcpt.read_remittances",
    "999": "an acknowledgment; otcpt checks the claim (837) it acknowledges",
    "277": "a claim status; otcpt checks the claim (837) itself",
}


class RawLine(NamedTuple):
    """One SV1 or SV2 with what belongs to it. ``segment`` is its number in the file.

    SV1, SV2 and DTP are whole: a file repeats them, and each distinct one is taken apart once.
    """

    segment: int
    number: str | None
    service: str
    dates: str | None
    reference: str | None
    rendering: str | None
    referring: str | None


class RawClaim(NamedTuple):
    """One CLM with its lines. Patients and providers are keys already; ``occurrences`` are its occurrence codes."""

    segment: int
    elements: list[str]
    replaces: str | None
    patient: str | None
    billing: str | None
    rendering: str | None
    referring: str | None
    attending: str | None
    payer: str | None
    dates: str | None
    occurrences: list[str]
    lines: list[RawLine]


_Handler: TypeAlias = Callable[[str, int], RawClaim | None]


def walk(interchange: Interchange, log: Log) -> Iterator[RawClaim]:
    """Yield the claims of one interchange. A claim that the file does not finish is a problem and is not yielded."""
    walker = _Walker(interchange, log)
    handler_of = walker.handlers().get
    for at, segment in enumerate(interchange.segments, interchange.first):
        handler = handler_of(segment[:3])
        if handler is not None:
            claim = handler(segment, at)
            if claim is not None:
                yield claim
    walker.close()


class _Walker:
    """Where in the loops the reader stands. One short method per segment that matters."""

    __slots__ = (
        "attending", "billing", "claim", "claim_at", "claim_dates", "claim_referring", "claim_rendering", "component",
        "dates", "element", "first", "foreign", "groups", "header", "lines", "log", "lx", "lx_at", "occurrences",
        "opened", "opened_at", "patient", "payer", "providers", "reference", "referring", "rendering", "replaces",
        "service", "service_at", "sets", "sets_before", "subscriber", "where",
    )  # fmt: skip

    def __init__(self, interchange: Interchange, log: Log) -> None:
        self.log, self.element, self.component = log, interchange.element, interchange.component
        self.first, self.header = interchange.first, interchange.segments[0]
        self.where = _OUTSIDE
        self.providers: dict[str, str] = {}
        self.groups = self.sets = self.sets_before = self.opened_at = 0
        self.foreign = False
        self.opened: list[str] | None = None
        self.billing: str | None = None
        self.subscriber: str | None = None
        self.patient: str | None = None
        self.payer: str | None = None
        self.claim: list[str] | None = None
        self.claim_dates: str | None = None
        self.claim_rendering: str | None = None
        self.claim_referring: str | None = None
        self.attending: str | None = None
        self.replaces: str | None = None
        self.service: str | None = None
        self.dates: str | None = None
        self.lx: str | None = None
        self.reference: str | None = None
        self.rendering: str | None = None
        self.referring: str | None = None
        self._no_claim()
        self._no_line()

    def handlers(self) -> dict[str, _Handler]:
        """The first three characters of a segment and who reads it; every other segment says nothing about lines."""
        handlers: dict[str, _Handler] = {
            "DTP": self.dtp, "REF": self.ref, "NM1": self.nm1, "SBR": self.sbr, "CLM": self.clm,
            "SV1": self.sv, "SV2": self.sv, "SV3": self.sv3, "IEA": self.iea, "ISA": self.isa,
        }  # fmt: skip
        for tag, handler in {
            "LX": self.lx_,
            "HI": self.hi,
            "HL": self.hl,
            "ST": self.st,
            "SE": self.se,
            "GS": self.gs,
            "GE": self.ge,
        }.items():
            handlers[tag + self.element] = handler
        return handlers

    # service lines (2400)

    def _no_line(self) -> None:
        self.lx_at = self.service_at = 0
        self.lx = self.reference = self.rendering = self.referring = None
        self.service = self.dates = None

    def _end_line(self) -> None:
        if self.service is not None:
            self.lines.append(
                RawLine(
                    self.service_at, self.lx, self.service, self.dates, self.reference, self.rendering, self.referring
                )
            )
        elif self.lx_at:
            self.log.problem(self.lx_at, "LX", None, "a service line (LX) has no SV1 or SV2; " + _DAMAGED)
        else:
            return
        self._no_line()

    def lx_(self, segment: str, at: int) -> None:
        self._end_line()
        if self.foreign:
            return
        self.where, self.lx_at = _LINE, at
        self.lx = segment[3:].split(self.element, 1)[0] or None

    def sv(self, segment: str, at: int) -> None:
        if self.service is not None:
            self._end_line()
        self.log.given += 1
        if self.foreign:
            self.log.set_apart_for(at, "a service line of what is no professional or institutional claim", {})
        elif self.claim is None:
            before = len(self.log.problems)
            self.log.problem(at, segment[:3], None, "a service line is outside a claim (CLM); " + _DAMAGED)
            self.log.set_apart(at, before, {})
        else:
            self.where, self.service_at = _LINE, at
            self.service = segment

    def sv3(self, _: str, at: int) -> None:
        if not self.foreign:
            self.foreign = True
            self.log.problem(at, "SV3", None, "this is a dental claim (837D); otcpt reads SV1 and SV2 lines")
        self.lx_at = 0

    def dtp(self, segment: str, _: int) -> None:
        what = segment[4:7]
        if what == "472":
            if self.where == _LINE:
                self.dates = segment
            elif self.where == _CLAIM:
                self.claim_dates = segment
        elif what == "434" and self.where == _CLAIM and self.claim_dates is None:
            self.claim_dates = segment

    def ref(self, segment: str, _: int) -> None:
        what = segment[4:6]
        if what == "6R" and self.where == _LINE:
            self.reference = segment[7:].split(self.element, 1)[0].strip() or None
        elif what == "F8" and self.where == _CLAIM:
            self.replaces = segment[7:].split(self.element, 1)[0].strip() or None

    # claims (2300)

    def _no_claim(self) -> None:
        self.claim_at = 0
        self.claim = self.claim_dates = None
        self.claim_rendering = self.claim_referring = self.attending = self.replaces = None
        self.occurrences: list[str] = []
        self.lines: list[RawLine] = []

    def _end_claim(self) -> RawClaim | None:
        self._end_line()
        self.where = _OUTSIDE
        if self.claim is None:
            return None
        done = RawClaim(
            self.claim_at, self.claim, self.replaces, self.patient, self.billing, self.claim_rendering,
            self.claim_referring, self.attending, self.payer, self.claim_dates, self.occurrences, self.lines,
        )  # fmt: skip
        self._no_claim()
        return done

    def clm(self, segment: str, at: int) -> RawClaim | None:
        done = self._end_claim()
        if self.opened is None:
            self.log.problem(at, "CLM", None, "a claim is outside a transaction set (ST); " + _DAMAGED)
        if not self.foreign:
            self.where, self.claim, self.claim_at = _CLAIM, segment.split(self.element), at
        return done

    def hi(self, segment: str, __: int) -> None:
        if self.where == _CLAIM:
            for part in segment.split(self.element)[1:]:
                qualifier, _, code = part.strip().partition(self.component)
                if qualifier == "BH":
                    self.occurrences.append(code.partition(self.component)[0].strip().upper())

    # who (2000A to 2310)

    def hl(self, segment: str, at: int) -> RawClaim | None:
        done = self._end_claim()
        level = _element(segment, self.element, 3)
        if level == "20":
            self.billing = self.subscriber = self.patient = self.payer = None
        elif level == "22":
            self.payer = None
            self.subscriber = self.patient = opaque_key("place", self.header, str(at))
        elif level == "23":
            self.patient = opaque_key("place", self.header, str(at))
        return done

    def sbr(self, segment: str, _: int) -> None:
        if self.where == _OUTSIDE:
            self.payer = _element(segment, self.element, 9) or None
        elif self.where == _CLAIM:
            self.where = _OTHER_PAYER

    def nm1(self, segment: str, _: int) -> None:
        who = segment[4:6]
        if who == "82":
            if self.where == _LINE:
                self.rendering = self._provider(segment)
            elif self.where == _CLAIM:
                self.claim_rendering = self._provider(segment)
        elif who == "DN":
            if self.where == _LINE:
                self.referring = self._npi(segment)
            elif self.where == _CLAIM:
                self.claim_referring = self._npi(segment)
        elif who == "71":
            if self.where == _CLAIM:
                self.attending = self._npi(segment)
        elif self.where == _OUTSIDE:
            if who == "85":
                self.billing = self._provider(segment)
            elif who == "IL":
                self._member(segment)
            elif who == "QC" and self.subscriber is not None:
                self.patient = opaque_key("patient", self.subscriber, *segment.split(self.element)[3:])

    def _member(self, segment: str) -> None:
        number = _element(segment, self.element, 9)
        if number:
            self.subscriber = self.patient = opaque_key("patient", number)
        else:
            self.log.note("a subscriber has no member number; that patient cannot be found again in other files")

    def _provider(self, segment: str) -> str | None:
        number = _element(segment, self.element, 9)
        if not number:
            return None
        key = self.providers.get(number)
        if key is None:
            key = self.providers[number] = opaque_key("provider", number)
        return key

    def _npi(self, segment: str) -> str | None:
        """A provider who is named by NPI; others do not count."""
        return self._provider(segment) if _element(segment, self.element, 8) == "XX" else None

    # the envelope

    def st(self, segment: str, at: int) -> None:
        if self.opened is not None:
            self._unfinished()
        self.opened, self.opened_at = segment.split(self.element), at
        kind = _element(segment, self.element, 1)
        known_before, self.foreign = self.foreign, kind != "837"
        if self.foreign and not known_before:
            known_as = _OTHER_SETS.get(kind, "no claim; otcpt reads professional and institutional claims (837)")
            self.log.problem(at, "ST01", kind, f"this is {known_as}")

    def se(self, segment: str, at: int) -> RawClaim | None:
        done = self._end_claim()
        self.sets += 1
        if self.opened is None:
            self.log.problem(at, "SE", None, "a transaction set ends (SE) that did not begin (ST); " + _DAMAGED)
            return done
        stated, control = _element(segment, self.element, 1), _element(segment, self.element, 2)
        of_set = f"segments in transaction set {control_of(control)}"
        compare_counts(self.log, "SE01", stated, of_set, at - self.opened_at + 1)
        if [control] != [number.strip() for number in self.opened[2:3]]:
            self.log.note(f"ST02 and SE02 differ in transaction set {control_of(control)}")
        self.opened = None
        return done

    def gs(self, _: str, __: int) -> None:
        self.groups += 1
        self.sets_before = self.sets

    def ge(self, segment: str, _: int) -> None:
        read = self.sets - self.sets_before
        compare_counts(self.log, "GE01", _element(segment, self.element, 1), "transaction sets", read)

    def isa(self, _: str, at: int) -> None:
        if at != self.first:
            self.log.problem(at, "ISA", None, "an interchange begins before the last one ended (IEA); " + _DAMAGED)

    def iea(self, segment: str, _: int) -> None:
        compare_counts(self.log, "IEA01", _element(segment, self.element, 1), "functional groups", self.groups)

    def close(self) -> None:
        """Write down what the interchange left open."""
        if self.opened is not None:
            self._unfinished()
        elif not self.sets:
            self.log.problem(self.first, "ISA", None, "the interchange has no transaction set (ST)")

    def _unfinished(self) -> None:
        before = len(self.log.problems)
        self.log.problem(self.opened_at, "ST", None, "a transaction set has no end (SE); " + _DAMAGED)
        open_line = [self.service_at] if self.service is not None else []
        for at in [*(line.segment for line in self.lines), *open_line]:
            self.log.set_apart(at, before, {})
        self._no_line()
        self._no_claim()


def _element(segment: str, separator: str, position: int) -> str:
    elements = segment.split(separator, position + 1)
    return elements[position].strip() if len(elements) > position else ""
