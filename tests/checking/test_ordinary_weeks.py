"""Ordinary weeks raise no alarm: a group and a solo practice under Part B, and a facility's week of each kind of bill.

The weeks are tables in the folder beside, as clinics have them: minutes, clock times, keys, and what institutional
claims have besides. Every finding of each is known here; whatever else is found is a false alarm, or a new rule that
has to be read against them.
"""

from collections.abc import Sequence
from pathlib import Path

import attrs
import pytest

import otcpt
from otcpt.io import read_837, read_csv

WEEKS = {path.stem: path for path in sorted((Path(__file__).parent / "weeks").glob("*.csv"))}
KEYS = ("rendering_provider_key", "billing_provider_key")
TIMES = (
    *("minutes", "therapist_minutes", "assistant_minutes", "joint_minutes"),
    *("total_treatment_minutes", "start_time", "end_time"),
)
#: Without which of their fields the weeks are checked.
WITHOUT = {"nothing": (), "keys": KEYS, "minutes": TIMES, "both": (*KEYS, *TIMES)}

#: All that is found: one visit in the patient's home asks whether a home-health episode was open.
KNOWN = {"practice": [("CONS001", "advice", "2026-03-04")]}


def policy_of(week: str) -> str:
    """A practice or a facility."""
    return "medicare-part-b" if week == "practice" else "medicare-part-b-facility"


def claims_of(week: str, without: Sequence[str] = ()) -> list[otcpt.Claim]:
    """The claims of a week, some fields taken out."""
    claims = read_csv(WEEKS[week]).claims
    missing = dict.fromkeys(without)
    return [attrs.evolve(claim, lines=[attrs.evolve(line, **missing) for line in claim]) for claim in claims]  # type: ignore[arg-type]


def found(week: str, claims: Sequence[otcpt.Claim], *, over_time: bool) -> list[tuple[str, str, str]]:
    """The findings of all claims together: rule, severity and day."""
    history = otcpt.History() if over_time else None
    reports = otcpt.check_all(claims, policy=policy_of(week), history=history)
    return [
        (finding.rule_id, str(finding.severity), str(finding.lines[0].date_of_service))
        for report in reports
        for finding in report.findings
    ]


def as_837(claims: Sequence[otcpt.Claim]) -> bytes:
    """The claims as one interchange, professional or institutional, with everybody whom an 837 names."""
    institutional = claims[0].lines[0].bill_type is not None
    guide = "005010X223A2" if institutional else "005010X222A1"
    body = [f"ST*837*0001*{guide}", "BHT*0019*00*1*20260316*0800*CH"]
    level = 0
    for billing in sorted({str(claim.lines[0].billing_provider_key) for claim in claims}):
        parent = level = level + 1
        body += [f"HL*{parent}**20*1", f"NM1*85*2*PRACTICE*****XX*{billing}"]
        for claim in claims:
            first = claim.lines[0]
            if first.billing_provider_key != billing:
                continue
            level += 1
            body += [f"HL*{level}*{parent}*22*0", "SBR*P*18*******MB", f"NM1*IL*1*P*P****MI*{first.patient_key}"]
            kind = str(first.bill_type)
            place = f"{kind[:2]}:A:{kind[2]}" if institutional else f"{first.place_of_service}:B:1"
            body.append(f"CLM*{claim.claim_id}*0***{place}*Y*A*Y*Y")
            codes = [f"BH:{code}:D8:20260302" for code in first.occurrence_codes or ()]
            body += ["*".join(["HI", *codes])] if codes else []
            body.append(f"NM1*{'71' if institutional else 'DN'}*1*D*D****XX*{first.certifying_provider_key}")
            for number, line in enumerate(claim, 1):
                service = ":".join(("HC", line.code, *line.modifiers))
                counted = f"{service}*{line.charge}*UN*{line.units}"
                body.append(f"LX*{number}")
                body.append(f"SV2*{line.revenue_code}*{counted}" if institutional else f"SV1*{counted}***1")
                body.append(f"DTP*472*D8*{line.date_of_service:%Y%m%d}")
                body += [] if institutional else [f"NM1*82*1*T*T****XX*{line.rendering_provider_key}"]
    body.append(f"SE*{len(body) + 1}*0001")
    blank = " " * 10
    sender = ["00", blank, "00", blank, "ZZ", "SENDER".ljust(15), "ZZ", "RECEIVER".ljust(15), "260316", "0800"]
    header = "*".join(["ISA", *sender, "^", "00501", "000000001", "0", "T", ":"])
    ends = ["GE*1*1", "IEA*1*000000001"]
    return "".join(f"{one}~" for one in [header, f"GS*HC*S*R*20260316*0800*1*X*{guide}", *body, *ends]).encode()


def test_there_is_a_week_of_every_kind_of_bill() -> None:
    """One practice of three disciplines, a solo therapist in the same file, and eight kinds of facility bills."""
    kinds = {str(claim.lines[0].bill_type)[:2] for week in WEEKS for claim in claims_of(week)}
    practice = [line for claim in claims_of("practice") for line in claim]

    assert kinds == {"No", "12", "13", "22", "23", "34", "74", "75", "85"}
    assert len(practice) >= 130
    assert {modifier for line in practice for modifier in line.modifiers} >= {"GO", "GP", "GN", "CO", "59", "KX"}


@pytest.mark.parametrize("over_time", [False, True], ids=["by day", "over time"])
@pytest.mark.parametrize("without", WITHOUT)
@pytest.mark.parametrize("week", WEEKS)
def test_an_ordinary_week_raises_no_alarm(week: str, without: str, *, over_time: bool) -> None:
    """With everything a clinic has, without provider keys, without minutes and times, and without both."""
    assert found(week, claims_of(week, WITHOUT[without]), over_time=over_time) == KNOWN.get(week, [])


@pytest.mark.parametrize("over_time", [False, True], ids=["by day", "over time"])
@pytest.mark.parametrize("week", WEEKS)
def test_an_ordinary_week_as_837_raises_no_alarm(week: str, *, over_time: bool) -> None:
    """The same lines as the clearing house gets them."""
    claims = claims_of(week)
    file = read_837(as_837(claims))

    assert sum(map(len, file.claims)) == sum(1 for claim in claims for line in claim)
    assert (file.skipped, file.notes, file.problems) == ((), (), ())
    assert found(week, file.claims, over_time=over_time) == KNOWN.get(week, [])


@pytest.mark.parametrize("week", sorted(set(WEEKS) - {"practice"}))
def test_a_facilitys_week_has_its_occurrence_codes(week: str) -> None:
    """Nothing is found either where the contractor asks for them."""
    reports = otcpt.check_all(claims_of(week), policy="medicare-part-b-facility+occurrence-codes")

    assert [finding.rule_id for report in reports for finding in report.findings] == []


def test_what_an_ordinary_week_leaves_open_is_what_it_does_not_have() -> None:
    """With minutes and keys nothing of the practice's core is missing but what other fields' codes leave open."""
    reports = otcpt.check_all(claims_of("practice"), policy="medicare-part-b")
    open_codes = {
        line.code
        for claim, report in zip(claims_of("practice"), reports, strict=True)
        if not report.complete
        for line in claim
        if line.code.startswith("9")
    }

    assert all(report.clean for report in reports)
    assert open_codes & {"92507", "92523", "99213"}
