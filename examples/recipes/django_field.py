"""A claim as a field of a Django model, kept in a JSON column."""

import json

from django.db import models

import otcpt


class ClaimField(models.JSONField):
    """A claim; the database has its record."""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> otcpt.Claim | None:
        """Return the claim of a column."""
        return None if value is None else otcpt.Claim.from_record(json.loads(value))

    def get_prep_value(self, value: otcpt.Claim | None) -> dict[str, object] | None:
        """Return the record of a claim."""
        return None if value is None else value.to_record()
