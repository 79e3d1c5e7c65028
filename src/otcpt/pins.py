"""Pins: a name with the digest of what it stands for, such as ``2026q4@sha256:…``."""

from otcpt.errors import InvalidInput

__all__ = ["pin", "split_pin"]

#: Characters of a digest that are enough to pin.
_ENOUGH = 8


def pin(name: str, digest: str) -> str:
    """Return a name with its digest.

    >>> pin("acme", "0123abcd")
    'acme@sha256:0123abcd'
    """
    return f"{name}@sha256:{digest}"


def split_pin(text: str, what: str) -> tuple[str, str]:
    """Return the name and the digest of a pin; a name without a digest has an empty one.

    >>> split_pin("acme@sha256:0123abcd", "policy"), split_pin("acme", "policy")
    (('acme', '0123abcd'), ('acme', ''))
    """
    name, mark, rest = text.rpartition("@")
    if not mark:
        return text, ""
    kind, _, digest = rest.partition(":")
    if kind != "sha256" or len(digest) < _ENOUGH or set(digest) - set("0123456789abcdef"):
        expected = f"a name, then @sha256: and at least {_ENOUGH} characters of the digest, like NAME@sha256:0123abcd"
        raise InvalidInput(f"{what} pin {text!r} is not readable: expected {expected}", what, text)
    return name, digest
