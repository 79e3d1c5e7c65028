"""Claims as plain data: JSON and JSON lines."""

from otcpt.io.json_claims._read import read_json

__all__ = ["read_json"]
