"""Names and shapes of remittances that other programs import: they stay."""

from decimal import Decimal

import attrs
import pytest

import otcpt
from otcpt import claims, io

FIELDS = {
    "Adjustment": {"group", "reason", "amount", "quantity"},
    "RemittanceLine": {"code", "charge", "paid", "adjustments", "remarks", "modifiers", "units", "line_id"},
    "RemittanceClaim": {"claim_id", "status", "charge", "paid", "lines", "adjustments", "remarks", "control_number"},
    "ProviderAdjustment": {"reason", "amount", "reference"},
    "Remittance": {"payment", "claims", "provider_adjustments", "paid_on", "produced_on", "trace"},
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_value_has_its_fields(name: str) -> None:
    """Further fields may come; these do not go."""
    assert FIELDS[name] <= set(attrs.fields_dict(getattr(claims, name)))


def test_the_reader_is_where_it_was() -> None:
    """In the façade and in its room."""
    assert otcpt.read_remittances is io.read_remittances
    assert claims.Remittance(Decimal(0)).balanced
