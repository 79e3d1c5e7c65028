"""The parts of CLM05, SV1 and SV2. Composites repeat all over a file: each distinct text is taken apart once."""

import re
from typing import NamedTuple

from otcpt.io._log import Log
from otcpt.io.x12._envelope import Interchange
from otcpt.io.x12._walk import RawClaim, RawLine

#: What stands between the parts of a composite in files whose ISA16 says something else.
_OTHER_SEPARATOR = re.compile(r"[>:^|<\\]")


class Procedure(NamedTuple):
    """SV101 or SV202: qualifier, code, up to four modifiers. The description after them is not kept."""

    qualifier: str
    code: str
    modifiers: tuple[str, ...]


class Facility(NamedTuple):
    """CLM05: place of service (``B``) or type of bill (``A``), and the claim frequency."""

    code: str
    qualifier: str
    frequency: str


class Service(NamedTuple):
    """SV1 and SV2 brought to one order, still as text."""

    institutional: bool
    procedure: Procedure
    charge: str
    basis: str
    quantity: str
    place: str | None
    revenue_code: str | None

    def cells(self, claim_id: str | None, line_id: str | None) -> dict[str, str | None]:
        """The line as it is in the file, under the names of columns."""
        return {
            "claim_id": claim_id,
            "line_id": line_id,
            "code": self.procedure.code,
            "modifiers": " ".join(self.procedure.modifiers),
            "units": self.quantity if self.basis == "UN" else None,
            "minutes": self.quantity if self.basis == "MJ" else None,
            "place_of_service": self.place,
            "revenue_code": self.revenue_code,
            "charge": self.charge,
        }


class Composites:
    """Takes composites apart by the separator of ISA16, or by the one that is really used."""

    def __init__(self, interchange: Interchange, log: Log) -> None:
        self.element, self._component, self._log = interchange.element, interchange.component, log
        self._procedures: dict[str, Procedure] = {}
        self._facilities: dict[str, Facility] = {}

    def procedure(self, text: str) -> Procedure:
        """Take SV101 or SV202 apart."""
        known = self._procedures.get(text)
        if known is None:
            parts = [part.strip() for part in self._split(text)]
            modifiers = tuple(part for part in parts[2:6] if part)
            known = self._procedures[text] = Procedure(parts[0], parts[1] if len(parts) > 1 else "", modifiers)
        return known

    def facility(self, claim: RawClaim) -> Facility:
        """Take CLM05 apart."""
        text = claim.elements[5] if len(claim.elements) > 5 else ""
        known = self._facilities.get(text)
        if known is None:
            parts = [part.strip() for part in self._split(text)] + ["", "", ""]
            if not parts[2]:
                self._log.note("CLM05-3 is empty; the claim was read as an original (1)")
            known = self._facilities[text] = Facility(parts[0], parts[1], parts[2] or "1")
        return known

    def service(self, line: RawLine) -> Service:
        """Bring SV1 or SV2 to one order; missing elements are empty."""
        elements = line.service.split(self.element) + [""] * 5
        if elements[0] == "SV2":
            _, revenue_code, composite, charge, basis, quantity = elements[:6]
            return Service(True, self.procedure(composite), charge, basis, quantity, None, revenue_code or None)
        _, composite, charge, basis, quantity, place = elements[:6]
        return Service(False, self.procedure(composite), charge, basis, quantity, place or None, None)

    def pair(self, text: str) -> tuple[str, str]:
        """Take a code with its reference apart (PLB03)."""
        code, *reference = self._split(text)
        return code.strip(), reference[0].strip() if reference else ""

    def position(self, line: RawLine, part: str) -> int:
        """Return where a part stands in SV101 or SV202, counted from 1."""
        composite = line.service.split(self.element)[2 if line.service.startswith("SV2") else 1]
        return [one.strip() for one in self._split(composite)].index(part) + 1

    def _split(self, text: str) -> list[str]:
        if self._component in text:
            return text.split(self._component)
        found = _OTHER_SEPARATOR.search(text)
        if found is None:
            return [text]
        self._log.note(f"composites are separated by {found[0]!r}, though ISA16 says {self._component!r}")
        return text.split(found[0])
