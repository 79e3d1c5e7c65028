"""Resources of FHIR R4, made for the tests."""

import copy
import json

CPT = "http://www.ama-assn.org/go/cpt"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
UCUM = "http://unitsofmeasure.org"
TYPE = "http://terminology.hl7.org/CodeSystem/claim-type"
CARIN = "http://hl7.org/fhir/us/carin-bb/CodeSystem/"
BLUE_BUTTON = "https://bluebutton.cms.gov/resources/variables/"


def concept(code: str, system: str | None = None) -> dict[str, object]:
    """Return a concept with one coding."""
    coding = {"code": code} if system is None else {"system": system, "code": code}
    return {"coding": [coding]}


def item(code: str, sequence: int = 1, **more: object) -> dict[str, object]:
    """Return an item of a claim on 2 March 2026; a key of None is left out."""
    found: dict[str, object] = {
        "sequence": sequence,
        "productOrService": concept(code, CPT),
        "servicedDate": "2026-03-02",
        "quantity": {"value": 2},
        **more,
    }
    return {key: value for key, value in found.items() if value is not None}


def claim(*items: object, kind: str = "Claim", **more: object) -> dict[str, object]:
    """Return a professional claim that FHIR accepts."""
    found: dict[str, object] = {
        "resourceType": kind,
        "id": "c1",
        "identifier": [{"system": "https://clinic.example/claims", "value": "C1"}],
        "status": "active",
        "type": concept("professional", TYPE),
        "use": "claim",
        "patient": {"reference": "Patient/p1"},
        "created": "2026-03-03",
        "provider": {"reference": "Organization/b1"},
        "priority": concept("normal"),
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/1"}}],
        "item": list(items),
        **more,
    }
    if kind == "ExplanationOfBenefit":
        found |= {"insurer": {"reference": "Organization/i1"}, "outcome": "complete"}
        found["insurance"] = [{"focal": True, "coverage": {"reference": "Coverage/1"}}]
    return copy.deepcopy({key: value for key, value in found.items() if value is not None})


def bundle(*resources: dict[str, object], **more: object) -> dict[str, object]:
    """Return a bundle; each entry has an address of its own."""
    entries = [{"fullUrl": f"urn:uuid:{place}", "resource": one} for place, one in enumerate(resources)]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries, **more}


def written(*values: object) -> bytes:
    """Return one value as a document, several as NDJSON."""
    return "\n".join(map(json.dumps, values)).encode()
