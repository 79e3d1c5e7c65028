"""CODE004 not-payable-by-medicare: Medicare does not pay this code on this claim.

## What it checks
The payment status Medicare gives the code: I (invalid, another code is used), N (not covered), X and E (paid outside
the fee schedule), B (bundled into other services). S, T and H codes outside the registry are judged by their form: they
are other payers', and Medicare uses none.

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
96110, G2061 to G2063 for 98970 to 98972 (2020). A line billed for a denial (GY, GX or GZ) is left alone, but not of a
bundled code: no notice makes the patient liable for what other services pay.

## Not covered
The status is that of the date of service. The files of every quarter from 2020 to July 2024, of October 2025 and of
July 2026 were read; between files that agree, and to the end of the last one's year, the status is carried forward and
the evidence says so. For other days the rule cannot tell, except for 97010 (since 1997), 97014 (since 2003), 97127, and
S and T codes, which were never Medicare's.

Contractor-priced (C) and restricted (R) codes (CODE010), splint codes of the supplies schedule (another contractor
pays), functional reporting codes, and codes kept for combinations only are not flagged, but for bundled ones (92605,
92606, 92618).

## Sources
CMS fee schedule files, status column; Pub. 100-04 ch. 1 §60.1.4 on notices for bundled services.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup, is_code
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Change, DropLines, Fix, ReplaceCode
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import DUPLICATES, FEE_SCHEDULE
from otcpt.rules._therapy import UNPAID

_DENIAL_EXPECTED = frozenset({"GY", "GX", "GZ"})
_NOTICES = _DENIAL_EXPECTED | {"GA"}
_BUNDLED = "B"


#: Codes of private payers (S), of Medicaid programs (T) and of state agencies (H), by their form.
_OTHER_PAYERS = ("S", "T", "H")


def _is_other_payers(law: Law, code: str) -> bool:
    return law.history(code) is None and code.startswith(_OTHER_PAYERS) and is_code(code)


def _not_payable(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if _is_other_payers(law, code):
        return _DENIAL_EXPECTED.isdisjoint(modifiers)
    meaning = law.meaning(code)
    if meaning is None:
        return False
    # Where the day's status is not known, the code is asked about if its last one was no payment.
    letter = law.status(code).letter or meaning.status.partition("/")[0]
    if meaning.context and letter != _BUNDLED:
        return False
    if letter != _BUNDLED and not _DENIAL_EXPECTED.isdisjoint(modifiers):
        return False
    return letter in UNPAID and not (letter in ("X", "E") and law.settings.biller == "facility")


@rule(
    "CODE004",
    "not-payable-by-medicare",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_not_payable,
    enabled_by=lambda settings: settings.medicare_status,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "replaced": "Not used by Medicare: {code} has status {status}. Bill {replacement}.",
            "not-covered-replaced": "Not covered by Medicare: {code} has status {status}. Medicare uses {replacement}.",
            "other-payers": "Not used by Medicare: {code} is a code of other payers (S, T and H codes), and Medicare "
            "does not pay it.",
            "not-used": "Not used by Medicare: {code} has status {status}, and Medicare does not pay it.",
            "not-covered": "Not covered by Medicare: {code} has status {status}, and Medicare denies the line.",
            "off-schedule": "Not on the physician fee schedule: {code} has status {status}, and Medicare does not pay "
            "it on this claim.",
            "bundled": "Bundled: {code} (status B) is paid inside other services, never separately. The patient may "
            "not be billed for it.",
            "bundled-notice": "Bundled: {code} (status B) is paid inside other services. {given:and} "
            "{given:does|do} not change that: the patient may not be billed for it.",
            "bundled-facility": "Bundled: {code} (status B) is paid inside the other services of the bill. Nothing is "
            "denied.",
        }
    },
    fixes=(
        Fix("replace", "Bill {any_of}", "it describes what was done", "DOC-075"),
        Fix("drop", "Take the line off the claim", "no denial of it is needed elsewhere"),
        Fix("leave", "Leave the line", "the facility shows every service on its bills"),
    ),
    offers="sometimes",
    revision=3,
    cites=(FEE_SCHEDULE.at("status codes"), DUPLICATES.at("§60.1.4", "S")),
)
def not_payable_by_medicare(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a code by Medicare's payment status."""
    law, code = day.law, day.lines[0].code
    if _is_other_payers(law, code):
        yield Hit((0,), (("why", "other-payers"), ("status", "I")), changes={"drop": DropLines(0)})
        return
    given = tuple(sorted(_NOTICES.intersection(day.lines[0].modifiers)))
    status = law.status(code)
    if status.letter is None:
        yield RuleNotEvaluated((0,), f"payment status of {code}: {status.reason}")
        return
    replacement = law.group(CodeGroup.REPLACED_BY_MEDICARE).parts.get(code)
    why, severity = UNPAID[status.letter], Severity.ERROR
    changes: dict[str, Change] = {"drop": DropLines(0)}
    if replacement:
        why = "replaced" if status.letter == "I" else "not-covered-replaced"
        changes = {"replace": ReplaceCode(0, (replacement,))}
    if status.letter == _BUNDLED:
        severity = Severity.WARNING
        why = "bundled-notice" if given else "bundled"
        if day.settings.biller == "facility":
            why = "bundled-facility"
            changes = {"leave": NEEDS_RECORD}
            severity = Severity.ADVICE
    yield Hit(
        (0,),
        (
            ("why", why),
            ("status", status.letter),
            *((("replacement", replacement),) if replacement else ()),
            *((("given", given),) if why == "bundled-notice" else ()),
            *((("read", status.reason),) if status.carried_forward else ()),
        ),
        severity,
        changes,
    )
