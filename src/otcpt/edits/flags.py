"""The bits of the column ``flags`` of a packed PTP table: the build of an edition writes them, the table reads them."""

__all__ = ["BASES", "INDICATOR", "SWAPPED", "basis_of", "pack_flags"]

#: The modifier indicator; "column one is the higher code".
INDICATOR, SWAPPED = 1, 2

#: What may stand behind the start of an edit, see `PtpEdit`.
BASES = ("exact", "bound", "quarter", "inferred")
_BASIS_SHIFT = 2


def pack_flags(indicator: int, *, swapped: bool, basis: str) -> int:
    """Return the flags of one edit.

    >>> pack_flags(1, swapped=True, basis="bound")
    7
    """
    return indicator | (SWAPPED if swapped else 0) | BASES.index(basis) << _BASIS_SHIFT


def basis_of(flags: int) -> str:
    """Return how the start of an edit is known.

    >>> basis_of(7)
    'bound'
    """
    return BASES[flags >> _BASIS_SHIFT]
