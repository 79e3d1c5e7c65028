"""From the segments of an 835 to payments as they are in the file: loops are followed, nothing is converted yet.

Loops (005010X221): 1000 payer and payee, 2000 header number, 2100 claim (CLP), 2110 service line (SVC), and PLB after
the last claim. Patients and providers become keys here, so that no name or number leaves the reader.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from otcpt.io._log import Log
from otcpt.io.x12._envelope import Interchange
from otcpt.io.x12._values import compare_counts, control_of, opaque_key

_DAMAGED = "the file is cut off or damaged; fetch it again"
_OTHER_SETS = {
    "837": "a claim (837); read it with otcpt.read_claims",
    "999": "an acknowledgment (999): what it rejects never reaches a remittance, and otcpt does not read it",
    "277": "a claim status (277): what it rejects never reaches a remittance, and otcpt does not read it",
}
#: Where MIA and MOA have remark codes.
_REMARKS = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}


class RawService:
    """One SVC with what belongs to it; ``segment`` is its number in the file."""

    __slots__ = ("adjustments", "allowed", "elements", "first", "last", "line_id", "remarks", "rendering", "segment")

    def __init__(self, segment: int, elements: list[str]) -> None:
        self.segment = segment
        self.elements = elements
        self.adjustments: list[tuple[int, list[str]]] = []
        self.remarks: list[str] = []
        self.first = self.last = self.line_id = self.allowed = ""
        self.rendering: str | None = None


class RawAnswer:
    """One CLP with what belongs to it."""

    __slots__ = (
        "adjustments", "crossover", "elements", "first", "last", "patient", "received", "remarks", "rendering",
        "replaces", "segment", "services",
    )  # fmt: skip

    def __init__(self, segment: int, elements: list[str]) -> None:
        self.segment = segment
        self.elements = elements
        self.adjustments: list[tuple[int, list[str]]] = []
        self.remarks: list[str] = []
        self.services: list[RawService] = []
        self.first = self.last = self.received = self.replaces = ""
        self.patient: str | None = None
        self.rendering: str | None = None
        self.crossover = False


class RawPayment:
    """One transaction set: BPR, TRN, payer and payee, claims, PLB."""

    __slots__ = ("answers", "bpr", "bpr_at", "outside", "payee", "payer", "produced", "segment", "set", "trace")

    def __init__(self, segment: int, elements: list[str]) -> None:
        self.segment = segment
        self.set = elements
        self.bpr: list[str] | None = None
        self.bpr_at = 0
        self.trace = self.payer = self.produced = ""
        self.payee: str | None = None
        self.answers: list[RawAnswer] = []
        self.outside: list[tuple[int, list[str]]] = []


_Handler: TypeAlias = Callable[[list[str], int], RawPayment | None]


def walk_payments(interchange: Interchange, log: Log) -> Iterator[RawPayment]:
    """Yield the payments of one interchange. One that the file does not finish is a problem and is not yielded."""
    walker = _Walker(interchange, log)
    handler_of, element = walker.handlers().get, interchange.element
    for at, segment in enumerate(interchange.segments, interchange.first):
        elements = segment.split(element)
        handler = handler_of(elements[0])
        if handler is not None:
            payment = handler(elements, at)
            if payment is not None:
                yield payment
    walker.close()


class _Walker:
    """Where in the loops the reader is. One short method per segment that matters."""

    __slots__ = ("answer", "first", "foreign", "groups", "keys", "log", "payment", "service", "sets", "sets_before")

    def __init__(self, interchange: Interchange, log: Log) -> None:
        self.log, self.first = log, interchange.first
        self.keys: dict[tuple[str, str], str] = {}
        self.groups = self.sets = self.sets_before = 0
        self.foreign = False
        self.payment: RawPayment | None = None
        self.answer: RawAnswer | None = None
        self.service: RawService | None = None

    def handlers(self) -> dict[str, _Handler]:
        """Who reads which segment; every other one says nothing about money or reasons."""
        return {
            "CAS": self.cas, "SVC": self.svc, "DTM": self.dtm, "REF": self.ref, "LQ": self.lq, "AMT": self.amt,
            "CLP": self.clp, "NM1": self.nm1, "MIA": self.remarks, "MOA": self.remarks, "BPR": self.bpr,
            "TRN": self.trn, "N1": self.n1, "PLB": self.plb, "ST": self.st, "SE": self.se, "GS": self.gs, "GE": self.ge,
            "ISA": self.isa, "IEA": self.iea,
        }  # fmt: skip

    # service lines and claims (2110, 2100)

    def svc(self, elements: list[str], at: int) -> None:
        if self.answer is None:
            self._outside("SVC", "a service line is outside a claim (CLP)", at)
            return
        self.service = RawService(at, elements)
        self.answer.services.append(self.service)

    def cas(self, elements: list[str], at: int) -> None:
        place = self.service or self.answer
        if place is None:
            self._outside("CAS", "an adjustment is outside a claim (CLP)", at)
        else:
            place.adjustments.append((at, elements))

    def clp(self, elements: list[str], at: int) -> None:
        self.service = None
        if self.payment is None:
            self.answer = None
            self._outside("CLP", "a claim is outside a transaction set (ST)", at)
            return
        self.answer = RawAnswer(at, elements)
        self.payment.answers.append(self.answer)

    def dtm(self, elements: list[str], _: int) -> None:
        if len(elements) < 3:
            return
        what, day = elements[1], elements[2].strip()
        if self.service is not None:
            if what in ("472", "150"):
                self.service.first = day
            elif what == "151":
                self.service.last = day
        elif self.answer is not None:
            if what == "232":
                self.answer.first = day
            elif what == "233":
                self.answer.last = day
            elif what == "050":
                self.answer.received = day
        elif what == "405" and self.payment is not None:
            self.payment.produced = day

    def ref(self, elements: list[str], _: int) -> None:
        if len(elements) < 3:
            return
        what, value = elements[1], elements[2].strip()
        if self.service is not None:
            if what == "6R":
                self.service.line_id = value
            elif what == "HPI":
                self.service.rendering = self._key("provider", value)
        elif self.answer is not None and what == "F8":
            self.answer.replaces = value

    def lq(self, elements: list[str], _: int) -> None:
        if self.service is not None and len(elements) > 2 and elements[1] == "HE":
            self.service.remarks.append(elements[2].strip().upper())

    def amt(self, elements: list[str], _: int) -> None:
        if self.service is not None and len(elements) > 2 and elements[1] == "B6":
            self.service.allowed = elements[2]

    def remarks(self, elements: list[str], _: int) -> None:
        if self.answer is not None and self.service is None:
            places = _REMARKS[elements[0]]
            given = (elements[place].strip().upper() for place in places if place < len(elements))
            self.answer.remarks.extend(code for code in given if code)

    def nm1(self, elements: list[str], _: int) -> None:
        if self.answer is None or len(elements) < 2:
            return
        who, number = elements[1], elements[9].strip() if len(elements) > 9 else ""
        if who == "QC":
            self.answer.patient = self._key("patient", number)
        elif who == "82":
            self.answer.rendering = self._key("provider", number)
        elif who == "TT":
            self.answer.crossover = True

    def _key(self, kind: str, number: str) -> str | None:
        if not number:
            return None
        known = self.keys.get((kind, number))
        if known is None:
            known = self.keys[kind, number] = opaque_key(kind, number)
        return known

    # the payment

    def bpr(self, elements: list[str], at: int) -> None:
        if self.payment is not None:
            self.payment.bpr, self.payment.bpr_at = elements, at

    def trn(self, elements: list[str], _: int) -> None:
        if self.payment is not None and self.answer is None and len(elements) > 2:
            self.payment.trace = elements[2].strip()

    def n1(self, elements: list[str], _: int) -> None:
        if self.payment is None or self.answer is not None or len(elements) < 3:
            return
        if elements[1] == "PR":
            self.payment.payer = elements[2].strip()
        elif elements[1] == "PE":
            self.payment.payee = self._key("provider", elements[4].strip() if len(elements) > 4 else "")

    def plb(self, elements: list[str], at: int) -> None:
        self.service = self.answer = None
        if self.payment is not None:
            self.payment.outside.append((at, elements))

    # the envelope

    def st(self, elements: list[str], at: int) -> None:
        if self.payment is not None:
            self._unfinished(self.payment)
        self.service = self.answer = None
        kind = elements[1].strip() if len(elements) > 1 else ""
        if kind == "835":
            self.foreign, self.payment = False, RawPayment(at, elements)
            return
        if not self.foreign:
            known_as = _OTHER_SETS.get(kind, "no remittance; otcpt reads remittance advices (835) here")
            self.log.problem(at, "ST01", kind, f"this is {known_as}")
        self.foreign, self.payment = True, None

    def se(self, elements: list[str], at: int) -> RawPayment | None:
        done, self.payment, self.answer, self.service = self.payment, None, None, None
        self.sets += 1
        if done is None:
            if not self.foreign:
                self.log.problem(at, "SE", None, f"a transaction set ends (SE) that did not begin (ST); {_DAMAGED}")
            return None
        stated, control = ([one.strip() for one in elements[1:3]] + ["", ""])[:2]
        of_set = f"segments in transaction set {control_of(control)}"
        compare_counts(self.log, "SE01", stated, of_set, at - done.segment + 1)
        if [control] != [number.strip() for number in done.set[2:3]]:
            self.log.note(f"ST02 and SE02 differ in transaction set {control_of(control)}")
        return done

    def gs(self, elements: list[str], _: int) -> None:
        self.groups += 1
        self.sets_before = self.sets
        version = elements[8].strip() if len(elements) > 8 else ""
        if not version.startswith("005010X221") and not self.foreign:
            self.log.note(f"GS08 says {control_of(version)}; it was read as 005010X221A1")

    def ge(self, elements: list[str], _: int) -> None:
        read = self.sets - self.sets_before
        compare_counts(self.log, "GE01", "".join(elements[1:2]).strip(), "transaction sets", read)

    def isa(self, elements: list[str], at: int) -> None:
        if at != self.first:
            self.log.problem(at, "ISA", None, f"an interchange begins before the last one ended (IEA); {_DAMAGED}")
        elif elements[-2:-1] == ["T"]:
            self.log.note("ISA15 says that this is a test file")

    def iea(self, elements: list[str], _: int) -> None:
        compare_counts(self.log, "IEA01", "".join(elements[1:2]).strip(), "functional groups", self.groups)

    def close(self) -> None:
        """Write down what the interchange left open."""
        if self.payment is not None:
            self._unfinished(self.payment)
        elif not self.sets and not self.foreign:
            self.log.problem(self.first, "ISA", None, "the interchange has no transaction set (ST)")

    def _unfinished(self, payment: RawPayment) -> None:
        self.log.problem(payment.segment, "ST", None, f"a transaction set has no end (SE); {_DAMAGED}")
        self.payment = self.answer = self.service = None

    def _outside(self, tag: str, what: str, at: int) -> None:
        if not self.foreign:
            self.log.problem(at, tag, None, f"{what}; {_DAMAGED}")
