"""FHIR R4: what is read of Claim and ExplanationOfBenefit, what is left out and why, and what is refused and where."""

import copy
import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.io.fhir.made import (
    BLUE_BUTTON,
    CARIN,
    CPT,
    HCPCS,
    TYPE,
    UCUM,
    bundle,
    claim,
    concept,
    item,
    written,
)

import otcpt
from otcpt.claims import ServiceLine, active_claims
from otcpt.errors import InputErrors, OtcptError
from otcpt.io import ClaimFile, read_claims


def read(*values: object) -> ClaimFile:
    """Read values by the door that everybody uses."""
    return read_claims(written(*values))


def line_of(*values: object) -> ServiceLine:
    """Return the only line."""
    [line] = read(*values).lines()
    return line


def reasons(file: ClaimFile) -> list[str]:
    """Return why lines were left out."""
    return [line.reason for line in file.skipped]


FULL = claim(
    item(
        "97530",
        modifier=[concept("GO", HCPCS), concept("59")],
        locationCodeableConcept=concept("11", "https://www.cms.gov/Medicare/Coding/place-of-service-codes"),
        net={"value": 62.1, "currency": "USD"},
        careTeamSequence=[2],
    ),
    careTeam=[
        {"sequence": 1, "provider": {"reference": "Practitioner/x"}, "role": concept("referring")},
        {"sequence": 2, "provider": {"reference": "Practitioner/r1"}, "role": concept("performing")},
        {"sequence": 3, "provider": {"reference": "Practitioner/r2"}, "role": concept("performing")},
    ],
)


@pytest.mark.parametrize("kind", ["Claim", "ExplanationOfBenefit"])
def test_every_field_of_a_line_is_read(kind: str) -> None:
    """From both resources alike."""
    assert line_of({**FULL, "resourceType": kind}) == ServiceLine(
        "97530",
        date_of_service=date(2026, 3, 2),
        modifiers=("GO", "59"),
        units=2,
        place_of_service="11",
        charge=Decimal("62.1"),
        claim_id="C1",
        line_id="1",
        patient_key="Patient/p1",
        rendering_provider_key="Practitioner/r1",
        billing_provider_key="Organization/b1",
    )


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ((FULL,), [(1,)]),
        ((bundle(FULL, {"resourceType": "Patient", "id": "p1"}, FULL),), [(1,), (2,)]),
        ((bundle(bundle(FULL)),), [(1,)]),
        (([FULL, FULL],), [(1,), (2,)]),
        ((FULL, FULL, bundle(FULL)), [(1,), (2,), (3,)]),
    ],
    ids=["resource", "bundle", "bundle in bundle", "list", "ndjson"],
)
def test_every_way_of_writing_is_read(values: tuple[object, ...], places: list[tuple[int, ...]]) -> None:
    """Seen from the contents, and other resources are passed over with a note."""
    file = read(*values)

    assert (file.kind, list(file.positions)) == ("fhir", places)
    if "Patient" in json.dumps(values[0]["entry"] if isinstance(values[0], dict) and "entry" in values[0] else ""):
        assert any("a resource Patient was passed over" in note for note in file.notes) or len(places) == 1


@pytest.mark.parametrize(
    ("quantity", "units", "minutes"),
    [
        ({"value": 2}, 2, None),
        ({"value": 2.0, "unit": "units"}, 2, None),
        ({"value": 2, "system": UCUM, "code": "1"}, 2, None),
        ({"value": 2, "system": UCUM, "code": "{unit}"}, 2, None),
        ({"value": 2, "code": "UN"}, 2, None),
        ({"value": 38, "system": UCUM, "code": "min"}, None, 38),
        ({"value": 38, "unit": "minutes"}, None, 38),
        ({"value": 38, "unit": "minute", "system": UCUM, "code": "min"}, None, 38),
        ({"value": 0.5, "system": UCUM, "code": "h"}, None, 30),
        ({"value": 120, "system": UCUM, "code": "s"}, None, 2),
        ({"value": 38, "code": "MJ"}, None, 38),
        ({"value": 5, "system": UCUM, "code": "mg"}, None, None),
        ({"value": 3, "unit": "miles"}, None, None),
        ({"unit": "min"}, None, None),
        (None, None, None),
    ],
)
def test_a_quantity_is_units_or_minutes(quantity: object, units: int | None, minutes: int | None) -> None:
    """By its unit; what is counted in something else is left open, never taken for units."""
    line = line_of(claim(item("97530", quantity=quantity)))

    assert (line.units, line.minutes) == (units, minutes)


@pytest.mark.parametrize(
    ("quantity", "reason"),
    [
        ({"value": 1.5}, "the quantity is not a whole number of units"),
        ({"value": -1}, "the quantity is not a whole number of units"),
        ({"value": 22.5, "code": "min"}, "the quantity is not whole minutes"),
        ({"value": 2, "comparator": "<"}, "the quantity is not a whole number of units"),
        ({"value": 1e300}, "the quantity is not a whole number of units"),
    ],
)
def test_a_quantity_that_is_not_whole_leaves_the_line_out(quantity: object, reason: str) -> None:
    """That line, with the reason; the file is read."""
    file = read(claim(item("97530", quantity=quantity), item("97110", 2)))

    assert (len(list(file.lines())), reasons(file)) == (1, [reason])
    assert (file.skipped[0].claim_id, file.skipped[0].line_id, file.skipped[0].code) == ("C1", "1", "97530")


@pytest.mark.parametrize(
    ("system", "known"),
    [
        (CPT, True),
        ("urn:oid:2.16.840.1.113883.6.12", True),
        ("urn:oid:2.16.840.1.113883.6.285", True),
        (HCPCS, True),
        ("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", True),
        ("https://bluebutton.cms.gov/resources/codesystem/hcpcs", True),
        (None, True),
        ("http://hl7.org/fhir/sid/ndc", False),
        ("http://snomed.info/sct", False),
        ("http://terminology.hl7.org/CodeSystem/data-absent-reason", False),
    ],
)
def test_only_hcpcs_and_cpt_codes_are_read(system: str | None, known: bool) -> None:
    """Whatever address the system has; others are left out with the reason."""
    file = read(claim(item("97530", productOrService=concept("97530", system)), item("97110", 2)))

    assert [line.code for line in file.lines()] == (["97530", "97110"] if known else ["97110"])
    assert reasons(file) == ([] if known else ["no HCPCS or CPT code"])


def test_a_concept_in_two_systems_is_one_code() -> None:
    """The same code twice is one, two codes are a problem, one beside another system's is found."""
    both = {"coding": [{"system": CPT, "code": "97530"}, {"system": HCPCS, "code": "97530"}]}
    mixed = {"coding": [{"system": "http://snomed.info/sct", "code": "1"}, {"system": CPT, "code": "97530"}]}
    two = {"coding": [{"system": CPT, "code": "97530"}, {"system": HCPCS, "code": "97110"}]}

    assert line_of(claim(item("", productOrService=both))).code == "97530"
    assert line_of(claim(item("", productOrService=mixed))).code == "97530"
    with pytest.raises(InputErrors, match=r"item\[0\].productOrService: has 2 procedure codes"):
        read(claim(item("", productOrService=two)))


@pytest.mark.parametrize(
    ("more", "day"),
    [
        ({"servicedDate": None, "servicedPeriod": {"start": "2026-03-04", "end": "2026-03-04"}}, 4),
        (
            {
                "servicedDate": None,
                "servicedPeriod": {"start": "2026-03-04T00:00:00-05:00", "end": "2026-03-04T23:59:59-05:00"},
            },
            4,
        ),
        ({"servicedDate": None}, 5),
    ],
)
def test_the_day_is_that_of_the_item_or_the_only_one_of_the_claim(more: dict[str, object], day: int) -> None:
    """A period of one day is a day."""
    one = claim(item("97530") | more, billablePeriod={"start": "2026-03-05", "end": "2026-03-05"})

    assert line_of(one).date_of_service == date(2026, 3, day)


@pytest.mark.parametrize(
    "period", [{"start": "2026-03-02", "end": "2026-03-06"}, {"start": "2026-03-02"}, {"end": "2026-03-02"}]
)
def test_a_line_without_a_day_of_its_own_is_left_out(period: dict[str, str]) -> None:
    """Several days, or a period without an end: its units cannot be judged by the day."""
    file = read(claim(item("97530", servicedDate=None, servicedPeriod=period), item("97110", 2)))

    assert [line.code for line in file.lines()] == ["97110"]
    assert len(file.skipped) == 1


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"status": "cancelled"}, "the claim was cancelled"),
        ({"status": "draft"}, "the claim is a draft"),
        ({"status": "entered-in-error"}, "the claim was entered in error"),
        ({"use": "preauthorization"}, "a preauthorization is not a claim"),
        ({"use": "predetermination"}, "a predetermination is not a claim"),
        ({"related": [{"relationship": concept("replacedby")}]}, "the claim was replaced by another"),
    ],
)
def test_what_is_no_claim_of_today_is_left_out(more: dict[str, object], reason: str) -> None:
    """Each of its lines is listed with the reason."""
    file = read(claim(item("97530"), item("97110", 2)) | more)

    assert (file.claims, reasons(file)) == ((), [reason, reason])


def test_a_replacement_takes_the_place_of_what_it_names() -> None:
    """By number, or by a reference to a resource of the file."""
    old = claim(item("97530"), kind="ExplanationOfBenefit")
    prior = [{"relationship": concept("prior", f"{CARIN}C4BBRelatedClaimRelationshipStatus")}]
    for named in ({"identifier": {"value": "C1"}}, {"reference": "ExplanationOfBenefit/c1"}):
        related = [{**prior[0], "claim": named}]
        new = claim(item("97110"), kind="ExplanationOfBenefit", id="c2", related=related, identifier=[{"value": "C2"}])
        claims = read(bundle(old, new)).claims

        assert (claims[1].frequency, claims[1].replaces) == ("7", "C1")
        assert [one.claim_id for one in active_claims(claims)] == ["C2"]


@pytest.mark.parametrize("reference", ["Claim/c1", "urn:uuid:0"])
@pytest.mark.parametrize("turned", [False, True])
def test_a_claim_and_its_explanation_count_once(reference: str, turned: bool) -> None:
    """The claim is what was billed; the lines of the explanation are listed, in whichever order they come."""
    billed = claim(item("97530"))
    explained = claim(item("97530"), kind="ExplanationOfBenefit", id="e1", claim={"reference": reference})
    whole = bundle(billed, explained)
    if turned:
        whole["entry"] = list(reversed(whole["entry"]))  # type: ignore[call-overload]
    file = read(whole)

    assert (len(list(file.lines())), reasons(file)) == (1, ["the claim it explains is in the file too"])
    if reference.startswith("Claim"):  # lines of NDJSON have no address
        both = [explained, billed] if turned else [billed, explained]
        for lines in (read(*both), read(both)):
            assert (len(list(lines.lines())), reasons(lines)) == (1, ["the claim it explains is in the file too"])


def test_an_institutional_claim_has_its_type_of_bill() -> None:
    """In the words of CARIN, and in those of Blue Button."""
    carin = claim(
        item("97530", revenue=concept("430")),
        item("", 2, productOrService=concept("not-applicable", "http://x/data-absent-reason"), revenue=concept("0001")),
        type=concept("institutional", TYPE),
        supportingInfo=[
            {
                "sequence": 1,
                "category": concept("typeofbill", f"{CARIN}C4BBSupportingInfoType"),
                "code": concept("0131", "https://www.nubc.org/CodeSystem/TypeOfBill"),
            }
        ],
    )
    file = read(carin)
    [line] = file.lines()
    assert (line.bill_type, line.revenue_code, line.place_of_service) == ("131", "0430", None)
    assert line.rendering_provider_key is None
    assert reasons(file) == ["no procedure code (a revenue-code line)"]

    facility = [{"url": f"{BLUE_BUTTON}clm_fac_type_cd", "valueCoding": {"code": "2"}}]
    blue_button = claim(
        item("97530"),
        kind="ExplanationOfBenefit",
        type={
            "coding": [
                {"system": TYPE, "code": "institutional"},
                {"code": "3", "system": f"{BLUE_BUTTON}clm_srvc_clsfctn_type_cd"},
            ]
        },
        facility={"extension": facility},
        supportingInfo=[{"sequence": 1, "category": concept("typeofbill"), "code": concept("7")}],
    )
    [found] = read(blue_button).claims
    assert (found.lines[0].bill_type, found.frequency) == ("237", "7")


def test_a_reference_into_the_resource_is_no_key() -> None:
    """Blue Button names every provider alike; what it contains of it is the key."""
    contained = [
        {
            "resourceType": "Organization",
            "id": "provider-org",
            "identifier": [{"value": "other"}, {"system": "http://hl7.org/fhir/sid/us-npi", "value": "1000000004"}],
        }
    ]
    known = claim(item("97530"), provider={"reference": "#provider-org"}, contained=contained)

    assert line_of(known).billing_provider_key == "1000000004"
    assert line_of(claim(item("97530"), provider={"reference": "#provider-org"})).billing_provider_key is None


def test_the_number_of_a_claim_is_the_payers() -> None:
    """Else the first there is, else the id of the resource."""
    carin = [{"value": "other"}, {"type": concept("uc", f"{CARIN}C4BBIdentifierType"), "value": "U1"}]
    blue_button = [{"value": "other"}, {"system": f"{BLUE_BUTTON}clm_id", "value": "B1"}]
    found = [line_of(claim(item("97530"), identifier=identifier)).claim_id for identifier in (carin, blue_button, None)]

    assert found == ["U1", "B1", "c1"]


def test_the_submitted_amount_is_the_charge() -> None:
    """Of an explanation, not what was allowed or paid; other currencies are left out."""
    adjudication = [
        {"category": concept("benefit"), "amount": {"value": 20}},
        {"category": concept("submitted"), "amount": {"value": 62.50, "currency": "USD"}},
    ]

    assert line_of(claim(item("97530", adjudication=adjudication, net={"value": 1}))).charge == Decimal("62.5")
    assert line_of(claim(item("97530", net={"value": 1, "currency": "EUR"}))).charge is None


def test_details_and_added_lines_are_listed() -> None:
    """Nothing that a resource has is lost without a word."""
    detail = {"sequence": 1, "productOrService": concept("97110", CPT)}
    added = {"productOrService": concept("97140", CPT)}
    file = read(claim(item("97530", detail=[detail]), kind="ExplanationOfBenefit", addItem=[added]))

    assert [(line.code, line.reason) for line in file.skipped] == [
        ("97110", "a detail of an item is no line of its own"),
        ("97140", "the payer added the line"),
    ]


def test_a_page_that_is_missing_is_noted() -> None:
    """A server gives large answers in pages."""
    file = read(bundle(FULL, link=[{"relation": "next", "url": "https://x"}]))

    assert any("next page" in note for note in file.notes)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (
            bundle(claim(item("97530")), claim(item("97530", servicedDate="2026"))),
            "entry[1].resource.item[0].servicedDate",
        ),
        (claim(item("97530", servicedDate=None)), "item[0].servicedDate"),
        (claim(item("97530", servicedDate=20260302)), "item[0].servicedDate"),
        (claim(item("97530", productOrService=None)), "item[0].productOrService"),
        (claim(item("97530", productOrService="97530")), "item[0].productOrService"),
        (claim(item("97530", modifier=[concept("GO"), concept("GOX")])), "item[0].modifier[1]"),
        (claim(item("97530", modifier=[{"text": "GO"}])), "item[0].modifier[0]"),
        (claim(item("97530", quantity={"value": "2"})), "item[0].quantity.value"),
        (claim(item("97530", quantity={"value": 2000, "code": "min"})), "item[0].quantity"),
        (claim(item("97530", net={"value": "62"})), "item[0].net.value"),
        (claim(item("97530"), "x"), "item[1]"),
        (claim(item("97530"), patient="Patient/1"), "patient"),
        ({**FULL, "item": {}}, "item"),
        (bundle({"id": "x"}), "entry[0].resource.resourceType"),
        ({"resourceType": "Bundle", "entry": [{"resource": 5}]}, "entry[0].resource"),
        ({"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}, "issue"),
        ({"resourceType": "Patient", "id": "p"}, "resourceType"),
    ],
)
def test_what_is_wrong_is_refused_with_its_path(value: object, path: str) -> None:
    """And with the line of NDJSON."""
    with pytest.raises(InputErrors) as caught:
        read(value)
    assert [problem.column for problem in caught.value.problems] == [path]

    if path != "resourceType":
        with pytest.raises(InputErrors) as caught:
            read(FULL, value)
        assert [(problem.row, problem.column) for problem in caught.value.problems] == [(2, path)]


def test_all_problems_are_collected_and_the_rest_can_be_kept() -> None:
    """Of one line and of several."""
    data = written(
        claim(item("97530", servicedDate="x", modifier=[concept("?")]), item("97110", 2), item("97140", 3, net=5))
    )

    with pytest.raises(InputErrors) as caught:
        read_claims(data)
    assert [problem.column for problem in caught.value.problems] == [
        "item[0].servicedDate",
        "item[0].modifier[0]",
        "item[2].net",
    ]
    kept = read_claims(data, on_problem="keep")
    assert str(kept.row_counts) == "3 rows: 1 read, 2 set apart"
    assert [one.cells["line_id"] for one in kept.set_apart] == ["1", "3"]
    assert "servicedDate" in kept.set_apart[0].reason
    assert ([line.code for line in kept.lines()], len(kept.problems)) == (["97110"], 3)


def test_a_file_is_checked_like_any_other() -> None:
    """The same claim in FHIR and in shorthand has the same findings."""
    minutes = {"system": UCUM, "code": "min"}
    file = read(claim(item("97130", quantity={"value": 1}), item("97165", 2, quantity={"value": 45, **minutes})))
    [report] = otcpt.check_all(file.claims, policy="medicare-part-b")

    assert {"AOC001", "MOD001"} <= {finding.rule_id for finding in report.findings}


def test_the_resources_of_these_tests_are_fhir() -> None:
    """The validator of another project accepts what the tests take for right."""
    r4b = pytest.importorskip("fhir.resources.R4B")
    assert r4b.get_fhir_model_class("Claim").model_validate_json(json.dumps(FULL))
    explanation = claim(item("97530"), kind="ExplanationOfBenefit", priority=None)
    assert r4b.get_fhir_model_class("ExplanationOfBenefit").model_validate_json(json.dumps(explanation))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**6) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["coding", "code", "value", "start", "reference", "id"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.data())
def test_a_resource_of_any_shape_gives_claims_or_problems(data: st.DataObject) -> None:
    """Some part of good resources is replaced by anything; never an error of another kind."""
    value = copy.deepcopy(
        bundle(claim(item("97530", modifier=[concept("GO")], net={"value": 5}), item("97110", 2)), FULL)
    )
    node: object = value
    for _ in range(data.draw(st.integers(1, 6))):
        keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
        if not keys:
            break
        parent, key = node, data.draw(st.sampled_from(keys))
        node = parent[key]  # type: ignore[index]
    parent[key] = data.draw(JSON)  # type: ignore[index]
    try:
        file = read_claims(written(value), kind="fhir", on_problem="keep")
    except OtcptError:
        return
    counts = file.row_counts
    assert (counts.read, counts.set_apart) == (len(list(file.lines())), len(file.set_apart))
    assert sum(counts.skipped.values()) == len(file.skipped)
    assert all(len(claim) == len(places) for claim, places in zip(file.claims, file.positions, strict=True))


def test_the_command_line_and_columns_read_it_too(tmp_path: Path) -> None:
    """The same findings, claim by claim and in columns."""
    path = tmp_path / "claims.ndjson"
    path.write_bytes(written(claim(item("97110")), claim(item("97130"), identifier=[{"value": "C2"}])))
    commands = [["--format", "jsonl"], ["--out", str(tmp_path / "found.jsonl")]]
    found = []
    for options in commands:
        command = [sys.executable, "-m", "otcpt", "check", str(path), "--policy", "medicare-part-b", *options]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 1, done.stderr
        lines = (tmp_path / "found.jsonl").read_text() if "--out" in options else done.stdout
        records = map(json.loads, lines.splitlines())
        found.append([(one["claim_id"], one["rule_id"]) for one in records if "rule_id" in one])

    assert ("C2", "AOC001") in found[0]
    assert sorted(found[0]) == sorted(found[1])
