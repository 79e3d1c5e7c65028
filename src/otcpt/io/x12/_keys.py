"""Keys in place of identifiers.

A key is the start of a SHA-256 digest: the same person gets the same key in every file, and no name, date of birth or
number leaves the reader. Keys are pseudonyms, not anonymity: whoever holds the list of member numbers can compute them.
"""

from hashlib import sha256


def opaque_key(*parts: str) -> str:
    """Return 16 hexadecimal digits that stand for the parts.

    >>> opaque_key("provider", "1234567893") == opaque_key("provider", "1234567893")
    True
    """
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
