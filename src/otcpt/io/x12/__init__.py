"""X12 837 claims (005010X222 professional, 005010X223 institutional), read with the standard library only.

`read_837` refuses a file that has no ISA header, that ends early, or that is not an 837.
"""

from otcpt.io.x12._claims import read_837

__all__ = ["read_837"]
