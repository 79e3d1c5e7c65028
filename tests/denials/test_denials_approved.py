"""Answers word for word: a quarter in which everything happens, the codes, the last days, and what is refused."""

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import attrs
import pytest
from tests.page.test_outlines import page_outline

from otcpt.claims import Adjustment, Claim, ProviderAdjustment, Remittance, RemittanceClaim
from otcpt.denials import (
    CodeKind,
    DenialReport,
    Route,
    appeal_levels,
    assistant_lines,
    by_reason,
    by_rule,
    deadline_of,
    denial_code,
    explain_denials,
    lost_to_mppr,
    net,
    patient_balances,
    score,
    total,
    trend,
)
from otcpt.denials.pages import denial_page, payer_of, score_page
from otcpt.errors import OtcptError
from otcpt.page import to_text

from .conftest import answer_to, sent

Approved = Callable[[str, str], None]
PRACTICE, FACILITY = "medicare-part-b", "medicare-part-b-facility"


def claim(name: str, on: str, *lines: str, charge: str | None = None, **more: object) -> Claim:
    """A claim whose lines have ids and an amount charged for each."""
    made = sent(on, *lines, claim_id=name)
    cents = None if charge is None else Decimal(charge)
    fields = {"charge": cents, "rendering_provider_key": f"T{len(made.lines)}", **more}
    return Claim(
        [attrs.evolve(line, line_id=f"{name}-{at}", **fields) for at, line in enumerate(made.lines)],  # type: ignore[arg-type]  # fields by name
        claim_id=name,
    )


CLAIMS = (
    claim("A", "2026-01-12", "97150:GO x1", "97530:GO x2"),
    claim("B", "2026-01-13", "97530:GO x2", charge="120"),
    claim("C", "2026-01-14", "97530:GO:CO x2", "97110 x1"),
    claim("D", "2026-02-02", "97165:GO x1", "97530:GO x2", "97140:GO x1"),
    claim("E", "2026-02-03", "97530:GO x2"),
    claim("F", "2026-02-04", "97530:GO x9"),
    claim("G", "2026-02-05", "97530:GO:GA x2", "97112:GO:GY x1"),
    claim("H", "2026-02-06", "97530:GO x2", rendering_provider_key=None),
    claim("I", "2026-02-09", "97530:GO x2", patient_key=None),
    claim("J", "2026-02-10", "97530:GO x2"),
    claim("K", "2026-02-11", "97530:GO x2", payer="CI"),
    claim("L", "2026-02-12", "97110:GO x5", "97112:GO x1"),
    claim("M", "2024-05-06", "97530:GO x2"),
)


def of_claim(one: Claim, *adjusted: str, lines: tuple[str, ...] = (), **changed: object) -> RemittanceClaim:
    """The answer to a claim, its adjustments of the whole claim as ``CO-45:65``; other fields as they are named."""
    off = []
    for text in adjusted:
        reason, _, amount = text.partition(":")
        group, _, carc = reason.partition("-")
        off.append(Adjustment(group, carc, Decimal(amount)))
    return attrs.evolve(answer_to(one, *lines).claims[0], adjustments=off, **changed)  # type: ignore[arg-type]  # fields by name


def remitted(
    on: str, *answers: RemittanceClaim, outside: tuple[ProviderAdjustment, ...] = (), name: str | None = None
) -> Remittance:
    """A remittance of a day."""
    paid = sum((one.paid for one in answers), Decimal(0)) - sum((one.amount for one in outside), Decimal(0))
    return Remittance(paid, answers, outside, paid_on=date.fromisoformat(on), payer_name=name)


def quarter() -> list[Remittance]:
    """Four remittances, not in their order."""
    a, b, c, d, e, f, g, h, i, j, k, unsure, late = CLAIMS
    first = remitted(
        "2026-02-20",
        of_claim(a, lines=("97150:GO x1 40 30 CO-45:10", "97530:GO x2 120 0 CO-236:120 | M80")),
        of_claim(b, lines=("97530:GO x2 120 48 CO-45:58 CO-59:2 PR-2:12 | MA01",), status="19",
                 control_number="ICN1"),
        of_claim(c, lines=("97530:GO:CO x2 100 60 CO-45:20 CO-59:9.14 PR-2:10.86 | N851",
                           "97110 x1 50 0 CO-16:50 | M20")),
        of_claim(d, "PR-3:5", lines=("97165:GO x1 90 0 PR-1:90", "97530:GO x1 60 55", "97140:GO:59 x1 40 40"),
                 charge=Decimal(190)),
        outside=(ProviderAdjustment("WO", Decimal("12.50"), "ICN9", date(2026, 12, 31)),),
        name="CONTRACTOR",
    )  # fmt: skip
    second = remitted(
        "2026-03-10",
        of_claim(e, lines=("97530:GO x2 120 0 CO-50:120 | N115 MA01",)),
        of_claim(f, lines=("97530:GO x9 540 0 CO-151:540 | N362",)),
        of_claim(g, lines=("97530:GO:GA x2 120 0 PR-50:120", "97112:GO:GY x1 45 0 PR-96:45 | N425")),
        of_claim(h, lines=("97530:GO x2 120 0 CO-999:120",)),
        of_claim(i, "CO-29:120", lines=("97530:GO x2 120 0",)),
        of_claim(j, lines=("97110:GO x2 120 0 CO-A1:120",), claim_id="LOST"),
        of_claim(k, lines=("97530:GO x2 120 0 CO-197:120",), payer="CI"),
        of_claim(unsure, lines=("97110:GO x5 625 500 CO-97:125", "97112:GO x1 95 80 CO-45:15")),
        of_claim(late, lines=("97530:GO x2 120 0 CO-29:120",)),
    )
    third = remitted(
        "2026-03-20",
        of_claim(b, lines=("97530:GO x1 57 9 OA-23:45 PR-3:3",), status="2", payer="CI"),
        of_claim(e, lines=("97530:GO x2 -120 0 CO-50:-120",), status="22"),
        of_claim(e, lines=("97530:GO x2 120 60 CO-45:60",)),
        of_claim(f, lines=("97530:GO x9 540 0 OA-18:540",)),
        of_claim(h, lines=("97530:GO x2 -120 -60 CO-45:-60",), status="22"),
    )
    undated = Remittance(Decimal(3), [of_claim(a, lines=("97530:GO x2 120 0 OA-133:60 CO-16:60",))])
    return [third, first, second, undated]


def report() -> DenialReport:
    """The quarter explained, payments compared with the fee schedule of the nation."""
    return explain_denials(quarter(), CLAIMS, policy=PRACTICE, locality="national")


def pinned(text: str) -> str:
    """A text without the digests of law and rules."""
    return re.sub(r'sha256:[0-9a-f]+|rules [0-9a-f]+|("rules": )"[0-9a-f]+"', r"\1pin", text)


def test_a_quarter_is_approved(approved: Approved) -> None:
    """What a person reads of it, with the worklist and the score, and how each part is meant."""
    found = report()
    page = denial_page(found, name="Quarter", on=date(2026, 6, 25), scored=True, remarks=["A remark."])
    texts = [to_text(page), "", *page_outline(page), "", *page_outline(score_page(score(found)))]
    approved("denied/quarter", pinned("\n".join([*texts, repr(found), *map(repr, found.lines), ""])))


def test_the_records_of_a_quarter_are_approved(approved: Approved) -> None:
    """What a program reads: what is outside the lines, the worklist, the score, and the sums."""
    found = report()
    record = json.loads(found.to_json())
    lines = [f"{key}: {json.dumps(value)}" for key, value in record.items() if key not in ("lines", "identity")]
    lines += [f"{key}: {value}" for key, value in found.identity.to_record().items() if key in ("policy", "claim")]
    lines += ["", *(json.dumps({**line, "ways": [], "causes": []}) for line in record["lines"])]
    lines += ["", *(json.dumps(entry.to_record()) for entry in found.worklist(date(2026, 6, 25)))]
    lines += ["", json.dumps(score(found).to_record()), repr(score(found))]
    lines += ["", json.dumps(total(one for each in quarter() for one in each.claims).to_record())]
    shares = [*by_reason(found.lines), *by_rule(found.lines), *(share for _, share in trend(found.lines))]
    nets = [row for key in (payer_of, lambda one: one.code) for row in net(found.lines, key)]
    rows = [one.to_record() for group in (shares, patient_balances(found.lines), nets) for one in group]
    lines += ["", *map(json.dumps, rows), *(month for month, _ in trend(found.lines))]
    lines += [f"{lost_to_mppr(found.lines)} by MPPR, {len(assistant_lines(found.lines))} for an assistant"]
    assert found.to_json(indent=1) == json.dumps(record, indent=1)
    approved("denied/quarter-records", pinned("\n".join([*lines, ""])))


def test_the_codes_are_approved(approved: Approved) -> None:
    """One of each kind as a record and as a page, and one that has no row of its own."""
    lines = []
    for given in ("CO-45", "236", "16", "119", "B5", "N362", "MA130", "PR", "WO", "P7", "151"):
        code = denial_code(given)
        page = code.to_page()
        lines += [json.dumps(code.to_record(), ensure_ascii=False), repr(code), to_text(page), *page_outline(page), ""]
    lines += [json.dumps(denial_code("22", kind).to_record()) for kind in (CodeKind.STATUS, "carc")]
    approved("denied/codes", "\n".join([*lines, ""]))


def test_the_last_days_are_approved(approved: Approved) -> None:
    """Each way and each level of an appeal, with the law before and after its first day, and without a day."""
    lines = []
    for remittance in (date(2026, 4, 10), date(2019, 1, 1), date(2018, 12, 31), None):
        for route in Route:
            for service in (date(2026, 3, 2), date(2009, 12, 31), None):
                found = deadline_of(route, remitted=remittance, service=service)
                lines.append(f"{remittance} {service} {route}: {None if found is None else found.to_record()}")
    for on in ("2018-12-31", "2019-01-01", "2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01"):
        lines += [f"{on} {one.to_record()}" for one in appeal_levels(date.fromisoformat(on))]
    lines += [str(one.to_record()) for one in appeal_levels(None)]
    approved("denied/last-days", "\n".join([*dict.fromkeys(lines), ""]))


def test_refusals_are_approved(approved: Approved) -> None:
    """What was given, what was expected, and how to fix it."""
    one, answer = CLAIMS[0], quarter()[0]
    calls: list[Callable[[], object]] = [
        lambda: explain_denials(answer, [one], policy=PRACTICE),  # type: ignore[arg-type]  # a wrong call
        lambda: explain_denials([answer], one, policy=PRACTICE),  # type: ignore[arg-type]  # a wrong call
        lambda: explain_denials(7, [one], policy=PRACTICE),  # type: ignore[arg-type]  # a wrong call
        lambda: explain_denials([answer], 7, policy=PRACTICE),  # type: ignore[arg-type]  # a wrong call
        lambda: explain_denials([answer, 7], [one], policy=PRACTICE),  # type: ignore[list-item]  # a wrong call
        lambda: explain_denials([answer], [one, 7], policy=PRACTICE),  # type: ignore[list-item]  # a wrong call
        lambda: denial_code("N3622"),
        lambda: denial_code("zzz"),
        lambda: denial_code("co 4444"),
        lambda: denial_code("45", "cas"),
        lambda: denial_code("45", "rarc"),
    ]
    lines = []
    for call in calls:
        with pytest.raises(OtcptError) as caught:
            call()
        value = getattr(caught.value, "value", None)
        shown = value if isinstance(value, int | str) else type(value).__name__
        lines.append(f"{type(caught.value).__name__}: {caught.value} [{getattr(caught.value, 'what', '')}, {shown}]")
    approved("denied/refusals", "\n".join([*lines, ""]))
