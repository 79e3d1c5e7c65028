"""What other programs rely on: plain data in and out, by the public names alone."""

import json

from jsonschema import Draft202012Validator

import otcpt


def test_a_claim_is_stored_and_read_again() -> None:
    """The record is JSON, is what the schema says, and gives an equal claim with an equal report."""
    claim = otcpt.claim("2026-03-02", "97530:GO x2 @30", "97140:GO:59 x1 @15")
    record = json.loads(json.dumps(claim.to_record()))

    Draft202012Validator(otcpt.claim_schema()).validate(record)
    assert otcpt.Claim.from_record(record) == claim
    assert otcpt.check(otcpt.Claim.from_record(record), policy="medicare-part-b") == otcpt.check(
        claim, policy="medicare-part-b"
    )
    assert otcpt.read_claims(json.dumps(record).encode()).claims[0].lines[0].minutes == 30
