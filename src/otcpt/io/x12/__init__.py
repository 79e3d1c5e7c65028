"""X12 837 claims (005010X222 professional, 005010X223 institutional) and 835 remittances (005010X221).

Read with the standard library only. A file that has no ISA header, that ends early, or that is of another kind is
refused.
"""

from otcpt.io.x12._claims import read_837
from otcpt.io.x12._remittances import read_remittances

__all__ = ["read_837", "read_remittances"]
