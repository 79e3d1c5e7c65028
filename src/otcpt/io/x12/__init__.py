"""X12 837 claims (005010X222 professional, 005010X223 institutional), read with the standard library only.

Two layers: `read_rows` gives the service lines as plain text, `read_837` gives claims. Both refuse a file that has no
ISA header, that ends early, or that is not an 837.
"""

from otcpt.io.x12._claims import read_837
from otcpt.io.x12._rows import Row, read_rows

__all__ = ["Row", "read_837", "read_rows"]
