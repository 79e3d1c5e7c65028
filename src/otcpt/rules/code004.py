"""CODE004 not-payable-by-payer: Medicare does not pay this code on this claim.

## What it checks
The payment status Medicare gives the code: I (invalid, another code is used), N (not covered), X and E (paid outside
the fee schedule), B (bundled into other services).

## Why it matters
97014 is returned by Medicare; the same service goes by G0283. 97010 is never paid separately, and the patient may not
be charged for it either.

## Example flagged
`97014:GO x1`: error, Medicare uses G0283. `97010:GO x1`: warning for a practitioner, advice for a facility.

## Example clean
`G0283:GO x1`.

## Settings
`medicare_status` switches the rule on. `biller`: for a facility bundled codes are only advice (the bill shows the
service, nothing is denied), and X and E are not flagged, since facilities and agencies are paid for them by other
systems.

## Remedy and its limits
A replacement is named only where one is documented: G0283 for 97014, G0515 for 97127 (2018 and 2019), G0451 for
96110. A line billed for a denial (GY, GX or GZ) is left alone.

## Not covered
Statuses were read in the files of 2020 on; for earlier days the rule cannot tell, except for codes whose status is
known from their start. Contractor-priced (C) and restricted (R) codes, splint codes of the supplies schedule (another
contractor pays), functional reporting codes, and codes kept for combinations only.

## Sources
CMS fee schedule files, status column.
"""

from collections.abc import Iterator
from datetime import date

from otcpt.findings import CannotTell, Cause, Field, Hit, Remedy, Scope, Severity, rule
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import FEE_SCHEDULE

_WHY = {
    "I": "Medicare does not use this code",
    "I/N": "Medicare does not use this code",
    "N": "Medicare does not cover it",
    "X": "it is not paid under the physician fee schedule",
    "E": "it is not paid under the physician fee schedule",
    "B": "it is bundled: never paid separately, and the patient is not liable",
}
_REPLACED = {"97014": "G0283", "97127": "G0515", "96110": "G0451"}

#: The fee schedule files that were read begin here.
_FILES_FROM = date(2020, 1, 1)
#: Status known for earlier days: 97010 bundled since 1997, 97014 replaced by G0283, 97127 invalid for its whole life.
_KNOWN_FROM = {"97010": date(1997, 1, 1), "97014": date(2003, 1, 1), "97127": date(2018, 1, 1)}

_DENIAL_EXPECTED = frozenset({"GY", "GX", "GZ"})


def _not_payable(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    meaning = law.meaning(code)
    if meaning is None or meaning.context or meaning.status not in _WHY or not _DENIAL_EXPECTED.isdisjoint(modifiers):
        return False
    return not (meaning.status in ("X", "E") and law.settings.biller == "facility")


def _known(law: Law, code: str) -> bool:
    # S and T codes were made for private payers and Medicaid: never Medicare's.
    return code[0] in "ST" or law.on >= _KNOWN_FROM.get(code, _FILES_FROM)


@rule(
    "CODE004",
    "not-payable-by-payer",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    touches=_not_payable,
    applies=lambda settings: settings.medicare_status,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{pays} {code} on this claim (status {status}): {why}.{replaced}",
    remedies=(Remedy("{way_out}", "{condition}", "{record}"),),
    cites=(FEE_SCHEDULE.at("status codes"),),
    boundaries=(_KNOWN_FROM["97014"], _KNOWN_FROM["97127"], _FILES_FROM),
)
def not_payable(day: Day) -> Iterator[Hit | CannotTell]:
    """Flag a code by Medicare's payment status."""
    law, code = day.law, day.lines[0].code
    meaning = law.meaning(code)
    assert meaning is not None
    if not _known(law, code):
        yield CannotTell((0,), f"the payment status of {code} is known from {_KNOWN_FROM.get(code, _FILES_FROM)} on")
        return
    replacement = _REPLACED.get(code)
    pays, why, severity = "Medicare does not pay", _WHY[meaning.status], Severity.ERROR
    remedy = "take the line off the claim", "no denial of it is needed elsewhere", ""
    if replacement:
        remedy = f"bill {replacement}", "it describes what was done", "the service in the words of that code"
    if meaning.status == "B":
        severity = Severity.WARNING
        if day.settings.biller == "facility":
            pays, why = "The fee schedule pays nothing for", "it is bundled into the services beside it"
            remedy = "leave the line", "the facility shows every service on its bills", ""
            severity = Severity.ADVICE
    way_out, condition, record = remedy
    yield Hit(
        (0,),
        (
            ("status", meaning.status),
            ("pays", pays),
            ("why", why),
            ("replaced", f" Medicare uses {replacement}." if replacement else ""),
            ("way_out", way_out),
            ("condition", condition),
            ("record", record),
        ),
        severity,
    )
