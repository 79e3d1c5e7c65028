"""FHIR R4: the claims and explanations of benefit of resources, bundles and NDJSON."""

from otcpt.io.fhir._read import read_fhir

__all__ = ["read_fhir"]
