"""pyx12, an independent reader, finds the same payments, lines and adjustments in the same remittances."""

from io import StringIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from otcpt.claims import Remittance
from otcpt.io import read_remittances
from otcpt.testing import strategies, write_remittances

pyx12 = pytest.importorskip("pyx12")
context = pytest.importorskip("pyx12.x12context")
params = pytest.importorskip("pyx12.params")
error_handler = pytest.importorskip("pyx12.error_handler")

PARAMS = params.params()
pytestmark = pytest.mark.thorough


def value(segment: Any, place: str) -> str:
    """Return one element, nothing where it is absent."""
    return segment.get_value(place) or ""


def claims_of_pyx12(text: str) -> list[list[str]]:
    """Return a row for each CLP and SVC with what follows: amounts, code, and each CAS."""
    rows: list[list[str]] = []
    source = context.X12ContextReader(PARAMS, error_handler.errh_null(), StringIO(text))
    for tree in source.iter_segments("2100"):
        if tree.id != "2100":
            continue
        for node in tree.iterate_segments():
            segment = node["segment"]
            match segment.get_seg_id():
                case "CLP":
                    rows.append([value(segment, f"{place:02}") for place in (1, 2, 3, 4)])
                case "SVC":
                    rows.append([value(segment, "01-2"), value(segment, "02"), value(segment, "03")])
                case "CAS":
                    for place in range(2, 20, 3):
                        if value(segment, f"{place:02}"):
                            rows[-1] += [value(segment, f"{at:02}") for at in (1, place, place + 1)]
    return rows


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(strategies.remittances())
def test_pyx12_sees_the_same(remittance: Remittance) -> None:
    """Numbers, status, charges, payments, codes and every adjustment, in the same order."""
    text = write_remittances([remittance])
    read = [
        row
        for claim in read_remittances(text.encode()).claims()
        for row in (
            [claim.claim_id, claim.status, f"{claim.charge:f}", f"{claim.paid:f}"]
            + [part for one in claim.adjustments for part in (one.group, one.reason, f"{one.amount:f}")],
            *(
                [line.paid_code or line.code, f"{line.charge:f}", f"{line.paid:f}"]
                + [part for one in line.adjustments for part in (one.group, one.reason, f"{one.amount:f}")]
                for line in claim
            ),
        )
    ]

    assert claims_of_pyx12(text) == read
